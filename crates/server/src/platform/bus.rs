//! Hints that travel after a commit: they name what changed and carry no values.
//!
//! A reader of a hint re-reads absolute values from the database, never adds deltas, because
//! hints may come twice, late or (over several nodes) not at all.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use tokio::sync::broadcast;
use uuid::Uuid;

/// "This changed": published once the unit of work that emitted it is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What kind of thing changed, e.g. `outbox`, `day`.
    pub topic: &'static str,
    /// Whose: a user or a conversation.
    pub subject: Uuid,
    /// Which local day, where the topic has one.
    pub day: Option<Date>,
}

type Listener = Box<dyn Fn(Hint) + Send + Sync>;

/// The in-process bus. A slow reader loses the oldest hints and learns that it did; a listener
/// hears every hint before the unit of work that emitted it is answered.
#[derive(Clone)]
pub struct Bus {
    readers: broadcast::Sender<Hint>,
    listeners: Arc<RwLock<Vec<Listener>>>,
}

impl Bus {
    /// A bus that keeps up to 1,024 hints for a reader that is behind.
    #[must_use]
    pub fn in_process() -> Self {
        Self { readers: broadcast::channel(1024).0, listeners: Arc::default() }
    }

    /// Publishes; nobody listening is fine.
    pub fn publish(&self, hint: Hint) {
        for listener in self.listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(hint);
        }
        let _ = self.readers.send(hint);
    }

    /// Calls `listener` with every hint from now on, on the database's thread: it must be
    /// quick, must not block and must not use the database.
    pub fn listen(&self, listener: impl Fn(Hint) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// Everything published from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.readers.subscribe()
    }
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bus(in process)")
    }
}
