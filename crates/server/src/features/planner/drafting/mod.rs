//! Drafting plans, with or without an AI, outside any unit of work.
//!
//! [`Planner`] knows the provider and the drafts that this process is writing. `create` makes a draft
//! from a request, `write` writes one with the AI in its own task, `follow` waits for its progress,
//! `questions` covers the short questions, and `call` records every request to the AI before it is
//! sent and its response afterwards.

mod call;
mod create;
mod follow;
mod questions;
mod view;
mod write;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;

pub use self::create::DraftEvent;
pub use self::view::DraftView;
use super::providers::{Provider, Timeouts};
use super::store::DraftDay;
use super::{DraftId, PlannerError};
use crate::platform::config::Ai;
use crate::platform::db::Db;

/// How often a writer renews its lease, and how often followers in other processes poll.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Makes plans; cheap to clone.
#[derive(Clone)]
pub struct Planner(Arc<PlannerInner>);

struct PlannerInner {
    db: Db,
    provider: Option<Provider>,
    /// AI tokens per user and day; 0 means no limit.
    daily_tokens: i64,
    running: Mutex<HashMap<DraftId, Arc<RunningDraft>>>,
}

impl std::fmt::Debug for Planner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Planner({:?})", self.0.provider)
    }
}

/// The progress of a draft.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The days in the order in which they were written.
    pub days: Vec<DraftDay>,
    /// Set once no more days will come: the draft is complete, or the reason why it never will be.
    pub end: Option<Result<(), PlannerError>>,
}

/// A draft that this process is writing.
struct RunningDraft {
    progress: watch::Sender<Progress>,
    followers: AtomicUsize,
    last_request: Mutex<Instant>,
}

impl RunningDraft {
    fn new() -> Self {
        Self {
            progress: watch::Sender::new(Progress::default()),
            followers: AtomicUsize::new(0),
            last_request: Mutex::new(Instant::now()),
        }
    }

    fn touch(&self) {
        *self.last_request.lock() = Instant::now();
    }

    /// Returns whether the draft has no follower and nobody requested it within `timeout`.
    fn is_abandoned(&self, timeout: Duration) -> bool {
        let last = *self.last_request.lock();
        self.followers.load(Ordering::Relaxed) == 0 && last.elapsed() > timeout
    }
}

/// Keeps a draft from being abandoned while somebody waits for it.
struct Follower(Arc<RunningDraft>);

impl Follower {
    fn new(running: Arc<RunningDraft>) -> Self {
        running.followers.fetch_add(1, Ordering::Relaxed);
        Self(running)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.touch();
        self.0.followers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Planner {
    /// Creates a planner that uses `ai`, if there is one. `referer` is this server's public URL.
    #[must_use]
    pub fn new(db: Db, ai: Option<&Ai>, referer: &str, timeouts: Timeouts, daily_tokens: i64) -> Self {
        let provider = ai.and_then(|ai| Provider::new(ai, referer, timeouts, db.clock().clone()));
        Self(Arc::new(PlannerInner { db, provider, daily_tokens, running: Mutex::default() }))
    }

    /// Returns the AI provider of this instance.
    #[must_use]
    pub fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    /// Returns the limit of AI tokens per user and day, if there is one.
    #[must_use]
    pub fn daily_tokens(&self) -> Option<i64> {
        (self.0.daily_tokens > 0).then_some(self.0.daily_tokens)
    }

    fn timeouts(&self) -> Timeouts {
        self.provider().map_or_else(Timeouts::default, Provider::timeouts)
    }

    fn running(&self, id: DraftId) -> Option<Arc<RunningDraft>> {
        self.0.running.lock().get(&id).map(Arc::clone)
    }

    fn now(&self) -> Timestamp {
        self.0.db.clock().now()
    }
}
