//! What goes out on the sockets: after a commit its hint comes by, what it names is read again,
//! and the sockets of that account are told.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use serde::Serialize;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::features::accounts::{Accounts, CurrentUser, SESSION_ENDED, UserId};
use crate::features::chat::{Chat, ChatFrames};
use crate::features::notifications::{self, NotificationId};
use crate::features::{habits, rewards};
use crate::platform::db::{Db, DbError};
use crate::platform::socket::{FrameHandler, Frames, SocketGuard, Sockets, text};

/// Sessions that ran out unseen, and hints that were lost between nodes, are looked for so often.
const CHECK: Duration = Duration::from_secs(30);
/// The same when there are other nodes.
const CHECK_NODES: Duration = Duration::from_secs(5);

/// The sockets and what they are told; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    sockets: Sockets,
    frames: Frames,
    db: Db,
    accounts: Accounts,
    chat: Chat,
    news: Arc<Payload>,
    /// The newest alerts each account here has been told of, or had before it came.
    told: Arc<Mutex<HashMap<Uuid, Vec<NotificationId>>>>,
    several_nodes: bool,
}

/// What has changed for whom and was not told yet. Bounded: each change is in it once, and only
/// for accounts that are here.
#[derive(Debug, Default)]
struct Payload {
    changes: Mutex<HashSet<Change>>,
    came: Notify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Change {
    Rewards(Uuid),
    Feed(Uuid),
}

impl Payload {
    fn lock(&self) -> MutexGuard<'_, HashSet<Change>> {
        self.changes.lock()
    }

    fn note(&self, change: Change) {
        self.lock().insert(change);
        self.came.notify_one();
    }

    fn take(&self) -> HashSet<Change> {
        std::mem::take(&mut *self.lock())
    }
}

/// The frame `rewards.changed`.
#[derive(Serialize)]
struct RewardsChanged {
    #[serde(flatten)]
    wallet: habits::Wallet,
}

/// The frame `notification`: an alert as the feed shows it.
#[derive(Serialize)]
struct NewAlert {
    #[serde(flatten)]
    alert: notifications::NotificationView,
    unread: u32,
}

/// The frame `notifications.read`: the feed was read, here or on another device.
#[derive(Serialize)]
struct FeedRead {
    unread: u32,
}

impl Live {
    /// FrameHandler the hints of `db`'s bus from now on.
    #[must_use]
    pub fn new(db: Db, accounts: Accounts, sockets: Sockets, chat: Chat, several_nodes: bool) -> Self {
        let news = Arc::<Payload>::default();
        let frames = Frames::new([Arc::new(ChatFrames(chat.clone())) as Arc<dyn FrameHandler>]);
        let (heard, noted) = (sockets.clone(), Arc::clone(&news));
        db.bus().listen(move |hint| match hint.topic {
            SESSION_ENDED => heard.end_session(hint.subject),
            rewards::HINT if heard.is_here(hint.subject) => noted.note(Change::Rewards(hint.subject)),
            notifications::HINT if heard.is_here(hint.subject) => noted.note(Change::Feed(hint.subject)),
            _ => {}
        });
        Self { sockets, frames, db, accounts, chat, news, told: Arc::default(), several_nodes }
    }

    /// The live sockets, for rooms that speak on them.
    #[must_use]
    pub fn sockets(&self) -> &Sockets {
        &self.sockets
    }

    fn told(&self) -> MutexGuard<'_, HashMap<Uuid, Vec<NotificationId>>> {
        self.told.lock()
    }

    /// A place for a socket of `user`. What is committed from now on it is told; what was
    /// before, its client reads once it is open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enter(&self, user: CurrentUser) -> Result<SocketGuard, DbError> {
        let account = user.id.0;
        let live = self.clone();
        let ticket = self.sockets.enter(account, user.session.0, self.frames.clone()).on_close(move |speaker| {
            live.chat.leave(UserId(speaker.account));
            // Looked at under the lock: whoever comes meanwhile is here first and notes what they
            // know after it.
            let mut told = live.told();
            if !live.sockets.is_here(speaker.account) {
                told.remove(&speaker.account);
            }
        });
        let newest = self.db.read(move |tx| notifications::newest(tx, user.id)).await?;
        let known = newest.0.iter().map(|alert| alert.id).collect();
        self.told().entry(account).or_insert(known);
        self.chat.enter(user.id).await?;
        Ok(ticket)
    }

    /// Tells what has changed until it is time to end, then closes every socket.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let pause = if self.several_nodes { CHECK_NODES } else { CHECK };
        let mut check = tokio::time::interval(pause);
        check.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                () = self.news.came.notified() => self.tell_all().await,
                _ = check.tick() => self.check().await,
            }
        }
        self.sockets.stop();
        // A moment for the goodbyes; who does not read them is left to the end of the process.
        let all_gone = async {
            while self.sockets.count() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(500), all_gone).await;
    }

    /// Tells what has changed and was not told yet.
    pub async fn tell_all(&self) {
        for change in self.news.take() {
            let told = match change {
                Change::Rewards(account) => self.tell_rewards(account).await,
                Change::Feed(account) => self.tell_feed(account).await,
            };
            match told {
                // Deleted meanwhile.
                Ok(()) | Err(DbError::NoRow | DbError::Gone) => {}
                Err(error) => tracing::warn!(%error, "news was not told on the sockets"),
            }
        }
    }

    async fn tell_rewards(&self, account: Uuid) -> Result<(), DbError> {
        let user = UserId(account);
        let wallet = self.db.read(move |tx| {
            let today = habits::local_day(tx, user)?;
            rewards::wallet(tx, user, today)
        });
        let wallet = wallet.await?;
        self.sockets.send(account, &text("rewards.changed", &RewardsChanged { wallet }));
        Ok(())
    }

    async fn tell_feed(&self, account: Uuid) -> Result<(), DbError> {
        let user = UserId(account);
        let (newest, unread) = self.db.read(move |tx| notifications::newest(tx, user)).await?;
        let fresh = {
            let mut told = self.told();
            let Some(known) = told.get_mut(&account) else { return Ok(()) };
            let oldest = known.iter().min().copied();
            // Older than all that is known and not known: it was there long before.
            let is_new = |id: NotificationId| !known.contains(&id) && oldest.is_none_or(|oldest| id > oldest);
            let fresh: Vec<_> = newest.iter().filter(|alert| is_new(alert.id)).cloned().collect();
            *known = newest.iter().map(|alert| alert.id).collect();
            fresh
        };
        if fresh.is_empty() {
            self.sockets.send(account, &text("notifications.read", &FeedRead { unread }));
        }
        for alert in fresh.into_iter().rev() {
            self.sockets.send(account, &text("notification", &NewAlert { alert: alert.into(), unread }));
        }
        Ok(())
    }

    /// Closes the sockets of sessions that are over without a hint, and with several nodes looks
    /// for alerts whose hint was lost.
    pub async fn check(&self) {
        if self.several_nodes {
            self.find_lost_alerts().await;
        }
        let sessions = self.sockets.sessions();
        if sessions.is_empty() {
            return;
        }
        match self.accounts.filter_ended_sessions(sessions).await {
            Ok(ended) => ended.into_iter().for_each(|session| self.sockets.end_session(session)),
            Err(error) => tracing::warn!(%error, "the sessions of sockets were not checked"),
        }
    }

    async fn find_lost_alerts(&self) {
        match self.db.read(notifications::lately_alerted).await {
            Ok(users) => {
                let here = users.into_iter().filter(|user| self.sockets.is_here(user.0));
                here.for_each(|user| self.news.note(Change::Feed(user.0)));
            }
            Err(error) => {
                let error: DbError = error;
                tracing::warn!(%error, "alerts whose hint was lost were not looked for");
            }
        }
    }
}
