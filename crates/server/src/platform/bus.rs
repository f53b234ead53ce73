//! Hints that travel after a commit: they name what changed and carry no values.
//!
//! A reader of a hint re-reads absolute values from the database, never adds deltas, because
//! hints may come twice, late or (over several nodes) not at all.

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

/// The in-process bus. A slow reader loses the oldest hints and learns that it did.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Hint>);

impl Bus {
    /// A bus that keeps up to 1,024 hints for a reader that is behind.
    #[must_use]
    pub fn in_process() -> Self {
        Self(broadcast::channel(1024).0)
    }

    /// Publishes; nobody listening is fine.
    pub fn publish(&self, hint: Hint) {
        let _ = self.0.send(hint);
    }

    /// Everything published from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.0.subscribe()
    }
}
