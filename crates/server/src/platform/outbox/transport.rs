//! Transports deliver messages to the outside world.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::OutboxMessage;

/// Why a message was not delivered. The reason is stored and logged, so it contains no personal data:
/// only a status code or a kind of failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// A later attempt may succeed.
    #[error("{0}")]
    Temporary(String),
    /// Another attempt would fail the same way.
    #[error("{0}")]
    Permanent(String),
}

/// A message with what a transport needs to know about the attempt.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The id of the row. Every attempt has the same id, so a receiver can detect duplicates.
    pub id: Uuid,
    /// When this attempt began.
    pub now: Timestamp,
    /// The message to send.
    pub message: OutboxMessage,
}

/// A running attempt to deliver a message.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), TransportError>> + Send + 'a>>;

/// The work that follows a delivery.
pub type FollowUp<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Delivers the messages of one channel.
pub trait Transport: Send + Sync {
    /// Delivers a message. Implementations have their own timeout, and the worker cancels an attempt after 30 s.
    ///
    /// It returns as soon as the message is accepted: a process that dies before that is recorded sends it twice.
    fn deliver(&self, envelope: Envelope) -> Delivery<'_>;

    /// Does what can wait until the delivery of the message with this id is recorded.
    fn follow_up(&self, id: Uuid) -> FollowUp<'_> {
        let _ = id;
        Box::pin(async {})
    }
}

/// The transports of all channels.
#[derive(Clone)]
pub struct Transports {
    /// Sends emails.
    pub mail: Arc<dyn Transport>,
    /// Sends push notifications.
    pub push: Arc<dyn Transport>,
    /// Sends text messages.
    pub sms: Arc<dyn Transport>,
}

impl Transports {
    /// Returns the transport of a message, or `None` if it is not to be sent.
    pub(super) fn of(&self, message: &OutboxMessage) -> Option<&dyn Transport> {
        match message {
            OutboxMessage::Email { .. } => Some(&*self.mail),
            OutboxMessage::Push { .. } => Some(&*self.push),
            OutboxMessage::Sms { .. } => Some(&*self.sms),
            OutboxMessage::Decoy { .. } => None,
        }
    }
}

impl std::fmt::Debug for Transports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transports(..)")
    }
}
