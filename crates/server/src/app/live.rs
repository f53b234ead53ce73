//! Updates on the sockets: a hint names what a commit changed, it is read again, and the account's sockets
//! get a frame.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::features::accounts::{Accounts, CurrentUser, SESSION_ENDED, UserId};
use crate::features::chat::{Chat, ChatFrames};
use crate::features::notifications::{self, NotificationId};
use crate::features::{habits, rewards};
use crate::platform::db::{Db, DbError};
use crate::platform::socket::{FrameHandler, FrameRouter, SocketGuard, Sockets, encode_frame};

/// How often to look for sessions that expired without a hint.
const CHECK_INTERVAL: Duration = Duration::from_secs(30);
/// How often to look for these and for lost hints, if there are other nodes.
const CHECK_INTERVAL_WITH_NODES: Duration = Duration::from_secs(5);

/// Sends updates to the sockets; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    sockets: Sockets,
    frames: FrameRouter,
    db: Db,
    accounts: Accounts,
    chat: Chat,
    changes: Arc<PendingChanges>,
    /// The newest alerts of each connected account: sent, or present when it connected.
    sent_alerts: Arc<Mutex<HashMap<Uuid, Vec<NotificationId>>>>,
    several_nodes: bool,
}

/// Changes that are not sent yet. Bounded: each is in it once, and only for connected accounts.
#[derive(Debug, Default)]
struct PendingChanges {
    changes: Mutex<HashSet<Change>>,
    added: Notify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Change {
    Rewards(Uuid),
    Feed(Uuid),
}

impl PendingChanges {
    fn add(&self, change: Change) {
        self.changes.lock().insert(change);
        self.added.notify_one();
    }

    fn take(&self) -> HashSet<Change> {
        std::mem::take(&mut *self.changes.lock())
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

/// The frame `notifications.read`: the feed was read on some device.
#[derive(Serialize)]
struct FeedRead {
    unread: u32,
}

impl Live {
    /// Creates it and listens to the hints of `db`.
    #[must_use]
    pub fn new(db: Db, accounts: Accounts, sockets: Sockets, chat: Chat, several_nodes: bool) -> Self {
        let changes = Arc::<PendingChanges>::default();
        let frames = FrameRouter::new([Arc::new(ChatFrames(chat.clone())) as Arc<dyn FrameHandler>]);
        let (connected, pending) = (sockets.clone(), Arc::clone(&changes));
        db.bus().listen(move |hint| match hint.topic {
            SESSION_ENDED => connected.end_session(hint.subject),
            rewards::HINT if connected.is_connected(hint.subject) => pending.add(Change::Rewards(hint.subject)),
            notifications::HINT if connected.is_connected(hint.subject) => pending.add(Change::Feed(hint.subject)),
            _ => {}
        });
        Self { sockets, frames, db, accounts, chat, changes, sent_alerts: Arc::default(), several_nodes }
    }

    /// Returns the open sockets.
    #[must_use]
    pub fn sockets(&self) -> &Sockets {
        &self.sockets
    }

    /// Registers a socket of `user`. It gets what is committed from now on; the client reads the rest from
    /// the API once the socket is open.
    pub async fn connect(&self, user: CurrentUser) -> Result<SocketGuard, DbError> {
        let account = user.id.0;
        let live = self.clone();
        let guard = self.sockets.register(account, user.session.0, self.frames.clone()).on_close(move |identity| {
            live.chat.disconnect(UserId(identity.account));
            // Checked under the lock: an account that connects meanwhile is registered first and inserts
            // its alerts after it.
            let mut sent = live.sent_alerts.lock();
            if !live.sockets.is_connected(identity.account) {
                sent.remove(&identity.account);
            }
        });
        let newest = self.db.read(move |tx| notifications::newest_alerts(tx, user.id)).await?;
        let known = newest.0.iter().map(|alert| alert.id).collect();
        self.sent_alerts.lock().entry(account).or_insert(known);
        self.chat.connect(user.id).await?;
        Ok(guard)
    }

    /// Sends changes until `shutdown` completes, then closes every socket.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let pause = if self.several_nodes { CHECK_INTERVAL_WITH_NODES } else { CHECK_INTERVAL };
        let mut check = tokio::time::interval(pause);
        check.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                () = self.changes.added.notified() => self.send_changes().await,
                _ = check.tick() => self.check().await,
            }
        }
        self.sockets.stop();
        // A moment for the close frames; a client that does not read its own is cut off.
        let all_gone = async {
            while self.sockets.count() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(500), all_gone).await;
    }

    /// Sends the changes that are pending.
    pub async fn send_changes(&self) {
        for change in self.changes.take() {
            let sent = match change {
                Change::Rewards(account) => self.send_rewards(account).await,
                Change::Feed(account) => self.send_alerts(account).await,
            };
            match sent {
                // The account was deleted meanwhile.
                Ok(()) | Err(DbError::NoRow | DbError::Gone) => {}
                Err(error) => tracing::warn!(%error, "could not send an update to sockets"),
            }
        }
    }

    async fn send_rewards(&self, account: Uuid) -> Result<(), DbError> {
        let user = UserId(account);
        let wallet = self.db.read(move |tx| {
            let today = habits::local_day(tx, user)?;
            rewards::wallet(tx, user, today)
        });
        let wallet = wallet.await?;
        self.sockets.send(account, &encode_frame("rewards.changed", &RewardsChanged { wallet }));
        Ok(())
    }

    async fn send_alerts(&self, account: Uuid) -> Result<(), DbError> {
        let user = UserId(account);
        let (newest, unread) = self.db.read(move |tx| notifications::newest_alerts(tx, user)).await?;
        let fresh = {
            let mut sent = self.sent_alerts.lock();
            let Some(known) = sent.get_mut(&account) else { return Ok(()) };
            let oldest = known.iter().min().copied();
            // An unknown alert that is older than all known ones was there before.
            let is_new = |id: NotificationId| !known.contains(&id) && oldest.is_none_or(|oldest| id > oldest);
            let fresh: Vec<_> = newest.iter().filter(|alert| is_new(alert.id)).cloned().collect();
            *known = newest.iter().map(|alert| alert.id).collect();
            fresh
        };
        if fresh.is_empty() {
            self.sockets.send(account, &encode_frame("notifications.read", &FeedRead { unread }));
        }
        for alert in fresh.into_iter().rev() {
            self.sockets.send(account, &encode_frame("notification", &NewAlert { alert: alert.into(), unread }));
        }
        Ok(())
    }

    /// Closes the sockets of sessions that ended without a hint and, with several nodes, looks for alerts
    /// whose hint was lost.
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
            Err(error) => tracing::warn!(%error, "could not check the sessions of sockets"),
        }
    }

    async fn find_lost_alerts(&self) {
        match self.db.read(notifications::recently_alerted_users).await {
            Ok(users) => {
                let connected = users.into_iter().filter(|user| self.sockets.is_connected(user.0));
                connected.for_each(|user| self.changes.add(Change::Feed(user.0)));
            }
            Err(error) => {
                let error: DbError = error;
                tracing::warn!(%error, "could not look for alerts whose hint was lost");
            }
        }
    }
}
