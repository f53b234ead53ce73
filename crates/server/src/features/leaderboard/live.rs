//! [`Leaderboard`]: the board in memory, and how it follows what is committed.
//!
//! What is to be read again comes from three sides: hints of this process's own commits (on
//! SQLite, where there is only one), the log of changes in the database (what other processes
//! did; on PostgreSQL everything), and the turn of each user's day. Whoever is named is read
//! anew, whole; so a change that is told twice or late does no harm.

mod build;
mod follow;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard, RwLock, RwLockReadGuard};
use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::LeaderboardError;
use super::rules::board::{Board, Place};
use super::rules::challenge::ChallengeBoard;
use super::rules::{Order, Period};
use super::store::Change;
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::features::habits;
use crate::platform::db::{Db, DbError, Dialect};

/// The log is looked into at least so often: what another process did shows after this.
const POLL: Duration = Duration::from_secs(1);
/// Changes of this long are taken in together.
const GATHER: Duration = Duration::from_millis(150);
/// The log keeps an hour. Who has not looked for half of it starts anew.
const TRUST_LOG: SignedDuration = SignedDuration::from_mins(30);
/// How often old lines of the log go.
const PRUNE: SignedDuration = SignedDuration::from_mins(10);
/// A call that comes while the board is read for the first time waits for it so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// The board; cheap to clone.
#[derive(Clone)]
pub struct Leaderboard(Arc<Inner>);

struct Inner {
    db: Db,
    state: RwLock<State>,
    /// The first hundred of each order, as JSON.
    pages: RwLock<Pages>,
    /// Whose counts changed here, and from which day on.
    heard: Mutex<HashMap<Uuid, Option<Date>>>,
    came: Notify,
    /// Held by whoever changes the board: one at a time.
    feed: tokio::sync::Mutex<Feed>,
    ready: watch::Sender<bool>,
}

type Pages = [[Option<Arc<RawValue>>; 2]; 3];

/// What is shown.
#[derive(Default)]
struct State {
    board: Board,
    challenges: HashMap<ChallengeId, Loaded>,
    /// Everything committed before this is in it.
    as_of: Timestamp,
}

/// A challenge that somebody looked at lately.
struct Loaded {
    board: ChallengeBoard,
    /// When, in microseconds.
    looked_at: AtomicI64,
}

/// How far the log was read.
#[derive(Default)]
struct Feed {
    built: bool,
    position: i64,
    /// Lines after `position` that have been seen.
    seen: HashSet<Change>,
    looked_at: Timestamp,
    pruned_at: Timestamp,
}

impl std::fmt::Debug for Leaderboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Leaderboard({} people)", self.state().board.len())
    }
}

impl Leaderboard {
    /// An empty board that hears what is committed through `db` from now on. It is read by the
    /// first [`Leaderboard::catch_up`].
    #[must_use]
    pub fn new(db: Db) -> Self {
        let inner = Inner {
            db,
            state: RwLock::default(),
            pages: RwLock::default(),
            heard: Mutex::default(),
            came: Notify::new(),
            feed: tokio::sync::Mutex::default(),
            ready: watch::channel(false).0,
        };
        let board = Self(Arc::new(inner));
        // Weak: the bus belongs to the database, which this holds.
        let hears = Arc::downgrade(&board.0);
        let remembers = board.0.db.dialect() == Dialect::Sqlite;
        board.0.db.bus().listen(move |hint| {
            let Some(inner) = hears.upgrade().filter(|_| hint.topic == habits::HINT) else { return };
            if remembers {
                inner.note(hint.subject, hint.day);
            }
            inner.came.notify_one();
        });
        board
    }

    /// Follows what is committed until it is time to end.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(%error, "the board could not be brought up to date");
            }
            let pause = self.until_next_turn();
            tokio::select! {
                () = &mut shutdown => return,
                () = self.0.came.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(GATHER) => {}
            }
        }
    }

    fn until_next_turn(&self) -> Duration {
        let now = self.0.db.clock().now();
        let turn = self.state().board.next_turn().map(|turn| now.duration_until(turn));
        turn.and_then(|left| Duration::try_from(left).ok()).map_or(POLL, |left| left.min(POLL))
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read()
    }

    /// A moment in which nobody looks.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.state.write())
    }

    /// The database it reads.
    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    /// How many people are known, and about how many bytes of memory they take.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let state = self.state();
        (state.board.len(), state.board.bytes())
    }

    /// Waits until the board has been read.
    ///
    /// # Errors
    /// `GettingReady` when that takes longer than somebody wants to wait.
    pub(super) async fn ready(&self) -> Result<(), LeaderboardError> {
        let mut ready = self.0.ready.subscribe();
        if !*ready.borrow() {
            // By itself, so that whoever gives up waiting does not end it.
            let board = self.clone();
            tokio::spawn(async move { board.catch_up().await });
        }
        match tokio::time::timeout(PATIENCE, ready.wait_for(|ready| *ready)).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(LeaderboardError::GettingReady),
        }
    }

    /// Somebody's local day. Who is not known yet has just signed up: what is new is read first.
    /// Whose day has just ended does not wait for the board to follow.
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

    /// Everything committed before this instant is in the board.
    pub(super) fn as_of(&self) -> Timestamp {
        self.state().as_of
    }

    /// The first hundred of an order as JSON.
    pub(super) fn page(&self, period: Period, order: Order) -> Option<Arc<RawValue>> {
        let pages = self.0.pages.read();
        pages[period as usize][order as usize].clone()
    }

    /// The first `most` of an order.
    pub(super) fn first(&self, period: Period, order: Order, most: usize) -> Vec<Place> {
        self.state().board.first(period, order, most)
    }

    /// Where somebody stands.
    pub(super) fn rank_of(&self, user: Uuid, period: Period, order: Order) -> Option<Place> {
        self.state().board.rank_of(user, period, order)
    }

    /// The board of a few, and where `asker` stands among them.
    pub(super) fn among(
        &self,
        users: &[Uuid],
        asker: Uuid,
        period: Period,
        order: Order,
    ) -> (Vec<Place>, Option<Place>) {
        self.state().board.among(users, asker, period, order)
    }

    /// The first `most` of a challenge, and where `asker` stands; read for the first time when
    /// nobody looked lately.
    pub(super) async fn challenge(
        &self,
        id: ChallengeId,
        asker: Uuid,
        order: Order,
        most: usize,
    ) -> Result<(Vec<Place>, Option<Place>), LeaderboardError> {
        let now = self.0.db.clock().now();
        if !self.state().challenges.contains_key(&id) {
            let loads = self.load(id);
            tokio::time::timeout(PATIENCE, loads).await.map_err(|_| LeaderboardError::GettingReady)??;
        }
        let state = self.state();
        let loaded = state.challenges.get(&id).ok_or(LeaderboardError::GettingReady)?;
        loaded.looked_at.store(now.as_microsecond(), Ordering::Relaxed);
        Ok(loaded.board.first(&state.board, asker, order, most))
    }
}

impl Inner {
    fn heard(&self) -> MutexGuard<'_, HashMap<Uuid, Option<Date>>> {
        self.heard.lock()
    }

    fn note(&self, user: Uuid, day: Option<Date>) {
        note(&mut self.heard(), user, day);
    }
}

/// Notes that somebody is to be read again; `day` is the earliest whose counts changed, if any did.
fn note(changes: &mut HashMap<Uuid, Option<Date>>, user: Uuid, day: Option<Date>) {
    let noted = changes.entry(user).or_default();
    *noted = match (*noted, day) {
        (Some(earlier), Some(day)) => Some(earlier.min(day)),
        (earlier, day) => earlier.or(day),
    };
}
