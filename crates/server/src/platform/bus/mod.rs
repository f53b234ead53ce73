//! Hints that are published after a commit: they name what changed and carry no values.
//!
//! A subscriber re-reads absolute values from the database and never adds deltas, because hints may
//! arrive twice, late or (between nodes) not at all. Code that must react to each commit of its own
//! process registers a callback with [`Tx::after_commit`](crate::platform::db::Tx::after_commit) instead.
//!
//! A [`BusTransport`] carries hints between nodes: core NATS ([`nats`]), or a transport of the
//! tests. The database is the source of truth; a subscriber that must not miss anything also polls it.

#[cfg(feature = "nats")]
pub mod nats;
mod transport;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use parking_lot::RwLock;
use tokio::sync::broadcast;
use uuid::Uuid;

pub use transport::{BusMessage, BusTransport, EphemeralMessage};

/// Hints buffered for a subscriber that is behind.
const SUBSCRIBER_CAPACITY: usize = 1_024;

/// "This changed": published once the unit of work that emitted it is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The kind of thing that changed, e.g. `outbox`, `day`.
    pub topic: &'static str,
    /// The id of the object that changed: a user or a conversation, for example.
    pub subject: Uuid,
    /// The local day, for topics that have one.
    pub day: Option<Date>,
}

/// Where a hint was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Origin {
    ThisNode,
    OtherNode,
}

type Listener = Box<dyn Fn(Hint, Origin) + Send + Sync>;
type EphemeralListener = Box<dyn Fn(Uuid, &EphemeralMessage) + Send + Sync>;

/// Delivers hints to subscribers and listeners, and to other nodes if a transport is set. Clones share them.
///
/// A slow subscriber loses the oldest hints and gets an error that says so. A listener is called with every hint of
/// this process before the caller of the unit of work that emitted it gets its result.
#[derive(Clone)]
pub struct Bus {
    subscribers: broadcast::Sender<Hint>,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    listeners: RwLock<Vec<Listener>>,
    ephemeral_listeners: RwLock<Vec<EphemeralListener>>,
    transport: OnceLock<Arc<dyn BusTransport>>,
}

impl Bus {
    /// Creates a bus of one process; [`Bus::set_transport`] connects it to other nodes.
    #[must_use]
    pub fn in_process() -> Self {
        Self { subscribers: broadcast::channel(SUBSCRIBER_CAPACITY).0, inner: Arc::default() }
    }

    /// Also sends everything that is published from now on to other nodes. Does nothing if a transport was set
    /// before.
    pub fn set_transport(&self, transport: Arc<dyn BusTransport>) {
        let _ = self.inner.transport.set(transport);
    }

    /// Publishes a hint.
    pub fn publish(&self, hint: Hint) {
        self.deliver(hint, Origin::ThisNode);
        if let Some(transport) = self.inner.transport.get() {
            transport.send(BusMessage::Hint { topic: hint.topic.into(), subject: hint.subject, day: hint.day });
        }
    }

    /// Sends a message to the other nodes but not to this one.
    pub fn publish_ephemeral(&self, message: EphemeralMessage) {
        if let Some(transport) = self.inner.transport.get() {
            transport.send(BusMessage::Ephemeral(message));
        }
    }

    /// Delivers a message that the transport received from the node `from`.
    pub fn receive(&self, from: Uuid, message: BusMessage) {
        match message {
            BusMessage::Hint { topic, subject, day } => {
                let Some(topic) = transport::intern_topic(&topic) else { return };
                self.deliver(Hint { topic, subject, day }, Origin::OtherNode);
            }
            BusMessage::Ephemeral(message) => {
                for listener in self.inner.ephemeral_listeners.read().iter() {
                    let _ = catch_unwind(AssertUnwindSafe(|| listener(from, &message)));
                }
            }
        }
    }

    fn deliver(&self, hint: Hint, origin: Origin) {
        for listener in self.inner.listeners.read().iter() {
            // The publishing thread also runs database writes, so it must survive a listener's panic. The
            // panic hook has logged it.
            let _ = catch_unwind(AssertUnwindSafe(|| listener(hint, origin)));
        }
        let _ = self.subscribers.send(hint);
    }

    /// Calls `listener` with every hint from now on.
    ///
    /// It runs on a database thread, or on the transport's task for a hint of another node. It must be quick and
    /// must neither block nor use the database.
    pub fn listen(&self, listener: impl Fn(Hint) + Send + Sync + 'static) {
        self.listen_with_origin(move |hint, _| listener(hint));
    }

    /// Calls `listener` with every hint from now on and its origin; see [`Bus::listen`].
    pub fn listen_with_origin(&self, listener: impl Fn(Hint, Origin) + Send + Sync + 'static) {
        self.inner.listeners.write().push(Box::new(listener));
    }

    /// Calls `listener` with every ephemeral message of another node and that node's id.
    pub fn on_ephemeral(&self, listener: impl Fn(Uuid, &EphemeralMessage) + Send + Sync + 'static) {
        self.inner.ephemeral_listeners.write().push(Box::new(listener));
    }

    /// Returns a receiver of every hint published from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.subscribers.subscribe()
    }
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let connected = self.inner.transport.get().is_some();
        f.write_str(if connected { "Bus(several nodes)" } else { "Bus(in process)" })
    }
}
