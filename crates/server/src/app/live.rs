//! Updates on the sockets: a hint names what a commit changed, it is read again, and the account's sockets
//! get a frame.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::Notify;
use tokio::time::{Interval, MissedTickBehavior};
use uuid::Uuid;

use crate::features::accounts::{self, Accounts, AccountsError, CurrentUser, SESSION_ENDED, UserId};
use crate::features::chat::{Chat, ChatFrames};
use crate::features::notifications::{self, NotificationId};
use crate::features::{habits, rewards};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::socket::{FrameHandler, FrameRouter, SocketGuard, Sockets, encode_frame};

/// How often to look for sessions that ended without a hint: they expired, or another process ended them, such as
/// `habitro admin suspend`, which shares no bus with this one.
const SESSION_CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// Sessions per query of such a check, to keep it short.
const MAX_SESSIONS_PER_CHECK: usize = 500;
/// How long after a failure of the database a change is sent again.
const RETRY_DELAY: Duration = Duration::from_millis(500);
/// How often to look for alerts whose hint was lost, if there are other nodes.
const ALERT_CHECK_INTERVAL: Duration = Duration::from_secs(5);

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
    /// Changes that could not be read, to try again.
    failed: Mutex<HashSet<Change>>,
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

    fn has_failed(&self) -> bool {
        !self.failed.lock().is_empty()
    }

    fn retry(&self) {
        let failed = std::mem::take(&mut *self.failed.lock());
        failed.into_iter().for_each(|change| self.add(change));
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
    ///
    /// # Errors
    /// `Unauthenticated` if the session has ended. The session cache may not know that yet.
    pub async fn connect(&self, user: CurrentUser) -> Result<SocketGuard, AccountsError> {
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
        // Read after the socket was registered: a session that ends later closes it.
        let work = move |tx: &mut Tx<'_>| {
            let is_open = accounts::is_session_open(tx, user.id, user.session)?;
            Ok::<_, DbError>((is_open, notifications::newest_alerts(tx, user.id)?.0))
        };
        let (is_open, newest) = self.db.read(work).await?;
        if !is_open {
            return Err(AccountsError::Unauthenticated);
        }
        let known = newest.iter().map(|alert| alert.id).collect();
        self.sent_alerts.lock().entry(account).or_insert(known);
        self.chat.connect(user.id).await?;
        Ok(guard)
    }

    /// Sends changes until `shutdown` completes, then closes every socket.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        // Side by side, so that many changes don't delay the end of a session.
        tokio::select! {
            () = shutdown => {}
            () = self.run_changes() => {}
            () = self.run_session_checks() => {}
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

    async fn run_changes(&self) {
        let mut check = interval(ALERT_CHECK_INTERVAL);
        loop {
            tokio::select! {
                () = self.changes.added.notified() => self.send_changes().await,
                () = tokio::time::sleep(RETRY_DELAY), if self.changes.has_failed() => self.changes.retry(),
                _ = check.tick(), if self.several_nodes => self.find_lost_alerts().await,
            }
        }
    }

    async fn run_session_checks(&self) {
        let mut check = interval(SESSION_CHECK_INTERVAL);
        loop {
            check.tick().await;
            self.close_ended_sessions().await;
        }
    }

    /// Sends the changes that are pending. [`Live::run`] tries those again that can't be read.
    pub async fn send_changes(&self) {
        for change in self.changes.take() {
            let sent = match change {
                Change::Rewards(account) => self.send_rewards(account).await,
                Change::Feed(account) => self.send_alerts(account).await,
            };
            match sent {
                // The account was deleted meanwhile.
                Ok(()) | Err(DbError::NoRow | DbError::Gone) => {}
                Err(error) => {
                    error.log("could not send an update to sockets");
                    self.changes.failed.lock().insert(change);
                }
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

    /// Closes the sockets of sessions that ended without a hint.
    pub async fn close_ended_sessions(&self) {
        for sessions in self.sockets.sessions().chunks(MAX_SESSIONS_PER_CHECK) {
            match self.accounts.filter_ended_sessions(sessions.to_vec()).await {
                Ok(ended) => ended.into_iter().for_each(|session| self.sockets.end_session(session)),
                Err(error) => tracing::warn!(%error, "could not check the sessions of sockets"),
            }
        }
    }

    /// Sends alerts whose hint was lost.
    pub async fn find_lost_alerts(&self) {
        match self.db.read(notifications::recently_alerted_users).await {
            Ok(users) => {
                let connected = users.into_iter().filter(|user| self.sockets.is_connected(user.0));
                connected.for_each(|user| self.changes.add(Change::Feed(user.0)));
            }
            Err(error) => {
                let error: DbError = error;
                error.log("could not look for alerts whose hint was lost");
            }
        }
    }
}

fn interval(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
