//! [`Leaderboard`]: everybody's counts in order in memory, and how they follow what is committed.
//!
//! The change log names users whose counts or public data changed, and the board knows when each user's local day
//! ends. Those users are read again as a whole, so a change that is handled twice or late does no harm.

mod build;
mod follow;

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use parking_lot::{RwLock, RwLockReadGuard};
use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::LeaderboardError;
use super::rules::board::{Board, Place};
use super::rules::challenge::ChallengeBoard;
use super::rules::{Order, Period};
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::features::habits;
use crate::platform::change_log::{Change, Cursor};
use crate::platform::db::{Db, DbError};

/// Maximum time between two reads of the change log.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Delay after a hint, so that changes close together are handled together.
const BATCH_DELAY: Duration = Duration::from_millis(150);
/// A process that has not read the change log for this long reloads everything.
const MAX_LAG: SignedDuration = SignedDuration::from_mins(30);
/// How often old rows of the change log are removed.
const PRUNE_INTERVAL: SignedDuration = SignedDuration::from_mins(10);
/// How long a request waits for the board to be loaded.
const READY_TIMEOUT: Duration = Duration::from_secs(5);

/// The board; cheap to clone.
#[derive(Clone)]
pub struct Leaderboard(Arc<Inner>);

struct Inner {
    db: Db,
    state: RwLock<State>,
    /// The first hundred of each order, as JSON.
    pages: RwLock<Pages>,
    woken: Notify,
    /// Locked while the board is changed.
    feed: tokio::sync::Mutex<Feed>,
    ready: watch::Sender<bool>,
}

type Pages = [[Option<Arc<RawValue>>; 2]; 3];

/// The data that requests read.
#[derive(Default)]
struct State {
    board: Board,
    challenges: HashMap<ChallengeId, Loaded>,
    /// Everything committed before this instant is included.
    as_of: Timestamp,
}

/// A challenge that was requested recently.
struct Loaded {
    board: ChallengeBoard,
    /// The last request, in microseconds.
    requested_at: AtomicI64,
}

/// How far the board follows the database.
#[derive(Default)]
struct Feed {
    loaded: bool,
    cursor: Cursor,
    pending: Pending,
    read_at: Timestamp,
    pruned_at: Timestamp,
}

/// Users to read again, with the earliest day whose counts changed, if any did.
#[derive(Debug, Default)]
struct Pending(HashMap<Uuid, Option<Date>>);

impl Pending {
    fn add(&mut self, Change { user, day }: Change) {
        let noted = self.0.entry(user).or_default();
        *noted = match (*noted, day) {
            (Some(earlier), Some(day)) => Some(earlier.min(day)),
            (earlier, day) => earlier.or(day),
        };
    }
}

impl std::fmt::Debug for Leaderboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Leaderboard({} users)", self.state().board.len())
    }
}

impl Leaderboard {
    /// An empty board over `db`; the first [`Leaderboard::catch_up`] loads it.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let inner = Inner {
            db,
            state: RwLock::default(),
            pages: RwLock::default(),
            woken: Notify::new(),
            feed: tokio::sync::Mutex::default(),
            ready: watch::channel(false).0,
        };
        let board = Self(Arc::new(inner));
        // Weak: the bus belongs to the database, which the board owns.
        let weak = Arc::downgrade(&board.0);
        board.0.db.bus().listen(move |hint| {
            if let Some(inner) = weak.upgrade().filter(|_| hint.topic == habits::HINT) {
                inner.woken.notify_one();
            }
        });
        board
    }

    /// Follows the database until `shutdown` is over.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            if let Err(error) = self.catch_up().await {
                error.log("the leaderboard could not be brought up to date");
            }
            let pause = self.until_next_day_end();
            tokio::select! {
                () = &mut shutdown => return,
                () = self.0.woken.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(BATCH_DELAY) => {}
            }
        }
    }

    fn until_next_day_end(&self) -> Duration {
        let now = self.0.db.clock().now();
        let left = self.state().board.next_day_end().map(|end| now.duration_until(end));
        left.and_then(|left| Duration::try_from(left).ok()).map_or(POLL_INTERVAL, |left| left.min(POLL_INTERVAL))
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read()
    }

    /// Runs `change` while no request reads; keep it short.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.state.write())
    }

    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Number of users, and the board's approximate memory in bytes.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let state = self.state();
        (state.board.len(), state.board.bytes())
    }

    /// Waits until the board is loaded, at most [`READY_TIMEOUT`].
    pub(super) async fn ready(&self) -> Result<(), LeaderboardError> {
        let mut ready = self.0.ready.subscribe();
        if !*ready.borrow() {
            // A task of its own, so that loading goes on when the request is cancelled.
            let board = self.clone();
            tokio::spawn(async move { board.catch_up().await });
        }
        match tokio::time::timeout(READY_TIMEOUT, ready.wait_for(|ready| *ready)).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(LeaderboardError::GettingReady),
        }
    }

    /// Returns the user's local day. A user that the board does not know has just registered: it catches up first.
    /// If the user's day has just ended, the new one is read from the database.
    pub(super) async fn day_of(&self, user: UserId) -> Result<Option<Date>, DbError> {
        let now = self.0.db.clock().now();
        let mut known = self.state().board.day(user.0);
        if known.is_none() {
            self.catch_up().await?;
            known = self.state().board.day(user.0);
        }
        match known {
            Some((_, until)) if until <= now => self.0.db.read(move |tx| habits::local_day(tx, user)).await.map(Some),
            known => Ok(known.map(|(day, _)| day)),
        }
    }

    /// Everything committed before this instant is included.
    pub(super) fn as_of(&self) -> Timestamp {
        self.state().as_of
    }

    /// Returns the first hundred of an order as JSON.
    pub(super) fn page(&self, period: Period, order: Order) -> Option<Arc<RawValue>> {
        let pages = self.0.pages.read();
        pages[period as usize][order as usize].clone()
    }

    /// Returns the first `limit` of an order.
    pub(super) fn first(&self, period: Period, order: Order, limit: usize) -> Vec<Place> {
        self.state().board.first(period, order, limit)
    }

    /// Returns the user's place.
    pub(super) fn rank_of(&self, user: Uuid, period: Period, order: Order) -> Option<Place> {
        self.state().board.rank_of(user, period, order)
    }

    /// Returns the places among `users`, and that of `viewer` among them.
    pub(super) fn among(
        &self,
        users: &[Uuid],
        viewer: Uuid,
        period: Period,
        order: Order,
    ) -> (Vec<Place>, Option<Place>) {
        self.state().board.among(users, viewer, period, order)
    }

    /// Returns the first `limit` of a challenge and the place of `viewer`. Loads the challenge if it was not
    /// requested recently.
    pub(super) async fn challenge(
        &self,
        id: ChallengeId,
        viewer: Uuid,
        order: Order,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), LeaderboardError> {
        let now = self.0.db.clock().now();
        if !self.state().challenges.contains_key(&id) {
            let load = self.load_challenge(id);
            tokio::time::timeout(READY_TIMEOUT, load).await.map_err(|_| LeaderboardError::GettingReady)??;
        }
        let state = self.state();
        let loaded = state.challenges.get(&id).ok_or(LeaderboardError::GettingReady)?;
        loaded.requested_at.store(now.as_microsecond(), Ordering::Relaxed);
        Ok(loaded.board.first(&state.board, viewer, order, limit))
    }
}
