//! Work with an AI: at the edges, never inside a unit of work.
//!
//! [`Planner`] knows the provider and the drafts that are being written in this process. Each
//! question is noted before it is sent and its answer after (`ask`), a draft is written by a task
//! of its own (`draft`), and who waits for it follows its progress (`follow`).

mod ask;
mod draft;
mod follow;
mod small;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;

pub use self::follow::Following;
use super::providers::{Patience, Provider};
use super::store::DraftDay;
use super::{DraftId, PlannerError};
use crate::platform::config::Ai;
use crate::platform::db::Db;

/// How often a maker is heard of, and how often others look.
const BEAT: Duration = Duration::from_secs(1);

/// What plans are made with. Cheap to clone.
#[derive(Clone)]
pub struct Planner(Arc<Inner>);

struct Inner {
    db: Db,
    provider: Option<Provider>,
    /// Tokens a user may use a day; 0: as many as they like.
    daily_tokens: i64,
    running: Mutex<HashMap<DraftId, Arc<Running>>>,
}

impl std::fmt::Debug for Planner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Planner({:?})", self.0.provider)
    }
}

/// How a draft is coming along.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The days in the order in which they came.
    pub days: Vec<DraftDay>,
    /// Set once no more will come: the draft is whole, or why it will not be.
    pub end: Option<Result<(), PlannerError>>,
}

/// A draft that is written in this process.
struct Running {
    progress: watch::Sender<Progress>,
    lookers: AtomicUsize,
    last_look: Mutex<Instant>,
}

impl Running {
    fn looked(&self) {
        *self.last_look.lock() = Instant::now();
    }

    /// Whether nobody has looked for longer than `patience`.
    fn is_alone(&self, patience: Duration) -> bool {
        let last = *self.last_look.lock();
        self.lookers.load(Ordering::Relaxed) == 0 && last.elapsed() > patience
    }
}

/// Somebody who waits for a draft; as long as there is one, it goes on.
pub struct Looker(Arc<Running>);

impl Looker {
    fn new(running: Arc<Running>) -> Self {
        running.lookers.fetch_add(1, Ordering::Relaxed);
        Self(running)
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        self.0.looked();
        self.0.lookers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Planner {
    /// A planner on `db` that asks `ai`, if there is one; `referer` is our own address.
    #[must_use]
    pub fn new(db: Db, ai: Option<&Ai>, referer: &str, patience: Patience, daily_tokens: i64) -> Self {
        let provider = ai.and_then(|ai| Provider::new(ai, referer, patience));
        Self(Arc::new(Inner { db, provider, daily_tokens, running: Mutex::default() }))
    }

    /// The AI of this instance.
    #[must_use]
    pub fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    /// Tokens a user may use a day, where there is a limit.
    #[must_use]
    pub fn daily_tokens(&self) -> Option<i64> {
        (self.0.daily_tokens > 0).then_some(self.0.daily_tokens)
    }

    fn running(&self, id: DraftId) -> Option<Arc<Running>> {
        self.0.running.lock().get(&id).map(Arc::clone)
    }

    /// Somebody asked for this draft: its maker is not alone.
    pub fn looked(&self, id: DraftId) {
        if let Some(running) = self.running(id) {
            running.looked();
        }
    }

    fn now(&self) -> Timestamp {
        self.0.db.clock().now()
    }
}
