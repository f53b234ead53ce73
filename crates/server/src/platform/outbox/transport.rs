//! What carries a letter out of the process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::OutboxMessage;

/// Why a letter was not handed over. The reason is kept in the row and in the log, so it
/// names no person: a status code, a kind of failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Worth another try later.
    #[error("{0}")]
    Later(String),
    /// Another try would end the same way.
    #[error("{0}")]
    Never(String),
}

/// A letter as a transport gets it.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The row's id: the same at every try, so that a receiver can tell a repetition.
    pub id: Uuid,
    /// When this try was begun.
    pub now: Timestamp,
    /// What to send.
    pub letter: OutboxMessage,
}

/// A try to hand a letter over.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), TransportError>> + Send + 'a>>;

/// Carries letters of one channel.
pub trait Transport: Send + Sync {
    /// Hands `envelope` over, or says why not. It ends by itself in reasonable time; the worker
    /// gives it up after half a lease in any case.
    fn deliver(&self, envelope: Envelope) -> Delivery<'_>;
}

/// One transport for each channel.
#[derive(Clone)]
pub struct Transports {
    /// Carries e-mails.
    pub mail: Arc<dyn Transport>,
    /// Carries pushes.
    pub push: Arc<dyn Transport>,
    /// Carries text messages.
    pub sms: Arc<dyn Transport>,
}

impl Transports {
    pub(super) fn of(&self, letter: &OutboxMessage) -> &dyn Transport {
        match letter {
            OutboxMessage::Mail { .. } => &*self.mail,
            OutboxMessage::Push { .. } => &*self.push,
            OutboxMessage::Sms { .. } => &*self.sms,
        }
    }
}

impl std::fmt::Debug for Transports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transports(..)")
    }
}
