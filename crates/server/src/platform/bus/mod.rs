//! Hints that travel after a commit: they name what changed and carry no values to other nodes.
//!
//! A reader of a hint re-reads absolute values from the database, never adds deltas, because
//! hints may come twice, late or (over several nodes) not at all. Inside the process a hint may
//! have [`Payload`] along, so that what was just written need not be read again.
//!
//! Between nodes hints are carried by a [`BusTransport`]: core NATS ([`nats`]), or a test. The database
//! is the truth, and whoever needs to be sure asks it every few seconds.

#[cfg(feature = "nats")]
pub mod nats;
mod transport;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use parking_lot::RwLock;
use tokio::sync::broadcast;
use uuid::Uuid;

pub use transport::{BusMessage, BusTransport, EphemeralMessage};

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

/// What was just written, for listeners of this process alone.
pub type Payload = Arc<dyn Any + Send + Sync>;

type Listener = Box<dyn Fn(Hint, Option<&Payload>) + Send + Sync>;
type EphemeralListener = Box<dyn Fn(Uuid, &EphemeralMessage) + Send + Sync>;

/// The bus. A slow reader loses the oldest hints and learns that it did; a listener hears every
/// hint of this process before the unit of work that emitted it is answered.
#[derive(Clone)]
pub struct Bus {
    readers: broadcast::Sender<Hint>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    listeners: RwLock<Vec<Listener>>,
    ephemeral_listeners: RwLock<Vec<EphemeralListener>>,
    transport: OnceLock<Arc<dyn BusTransport>>,
}

impl Bus {
    /// A bus that keeps up to 1,024 hints for a reader that is behind.
    #[must_use]
    pub fn in_process() -> Self {
        Self { readers: broadcast::channel(1024).0, shared: Arc::default() }
    }

    /// From now on what is published here is carried to other nodes as well. The first holds.
    pub fn set_transport(&self, transport: Arc<dyn BusTransport>) {
        let _ = self.shared.transport.set(transport);
    }

    /// Publishes; nobody listening is fine.
    pub fn publish(&self, hint: Hint) {
        self.publish_with(hint, None);
    }

    /// Publishes with what was written.
    pub fn publish_with(&self, hint: Hint, news: Option<&Payload>) {
        self.tell(hint, news);
        if let Some(transport) = self.shared.transport.get() {
            transport.send(BusMessage::Hint { topic: hint.topic.into(), subject: hint.subject, day: hint.day });
        }
    }

    /// Says something that is gone once it was said, to other nodes alone.
    pub fn publish_ephemeral(&self, ephemeral: EphemeralMessage) {
        if let Some(transport) = self.shared.transport.get() {
            transport.send(BusMessage::EphemeralMessage(ephemeral));
        }
    }

    /// What came from the node `from`.
    pub fn receive(&self, from: Uuid, message: BusMessage) {
        match message {
            BusMessage::Hint { topic, subject, day } => {
                // A topic that nobody here knows interests nobody here.
                let Some(topic) = transport::known_topic(&topic) else { return };
                self.tell(Hint { topic, subject, day }, None);
            }
            BusMessage::EphemeralMessage(ephemeral) => {
                for listener in self.shared.ephemeral_listeners.read().iter() {
                    let _ = catch_unwind(AssertUnwindSafe(|| listener(from, &ephemeral)));
                }
            }
        }
    }

    fn tell(&self, hint: Hint, news: Option<&Payload>) {
        for listener in self.shared.listeners.read().iter() {
            // The thread that publishes serves everybody's writes: it outlives a listener's panic,
            // which the panic hook has logged.
            let _ = catch_unwind(AssertUnwindSafe(|| listener(hint, news)));
        }
        let _ = self.readers.send(hint);
    }

    /// Calls `listener` with every hint from now on, on the database's thread: it must be
    /// quick, must not block and must not use the database.
    pub fn listen(&self, listener: impl Fn(Hint) + Send + Sync + 'static) {
        self.listen_with(move |hint, _| listener(hint));
    }

    /// The same with the news that a hint of this process may have along.
    pub fn listen_with(&self, listener: impl Fn(Hint, Option<&Payload>) + Send + Sync + 'static) {
        self.shared.listeners.write().push(Box::new(listener));
    }

    /// Calls `listener` with every ephemeral of another node and that node's id.
    pub fn on_ephemeral(&self, listener: impl Fn(Uuid, &EphemeralMessage) + Send + Sync + 'static) {
        self.shared.ephemeral_listeners.write().push(Box::new(listener));
    }

    /// Everything published from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.readers.subscribe()
    }
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let carried = self.shared.transport.get().is_some();
        f.write_str(if carried { "Bus(several nodes)" } else { "Bus(in process)" })
    }
}
