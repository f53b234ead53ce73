//! Everything that leaves the process: messages are enqueued in a unit of work and sent after it.
//!
//! A message is encrypted with a key outside the database, bound to its row, and erased once it is
//! sent, expired or given up. A message may arrive twice (after a crash between sending and recording
//! it), is never lost without a dead row that states the reason, and never arrives after its expiry.

pub mod mail;
mod outcome;
pub mod sms;
mod store;
mod template;
mod textlk;
mod transport;
mod worker;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use outcome::Delivered;
pub use store::{OutboxCounts, OutboxStore};
pub use template::{Block, EmailContent};
pub use textlk::TextLk;
pub use transport::{Delivery, Envelope, FollowUp, Transport, TransportError, Transports};
pub use worker::Outbox;

use super::bus::Hint;
use super::db::{DbError, Tx};
use super::push::Message;
use super::secrets::Secrets;

/// The topic of the hint that wakes the sender.
pub const TOPIC: &str = "outbox";
const SEAL: &str = "outbox";

/// A message to one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum OutboxMessage {
    /// An e-mail with a text part and an HTML part that say the same.
    #[serde(rename = "mail")]
    Email {
        /// The address, without a name.
        to: String,
        /// The subject line.
        subject: String,
        /// The text part.
        text: String,
        /// The HTML part.
        html: String,
        /// One-click unsubscribe URL (RFC 8058); none for messages that the user can't turn off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unsubscribe_url: Option<String>,
    },
    /// A push notification to a device.
    Push {
        /// The device; its endpoint is read when the message is sent.
        device: Uuid,
        #[allow(missing_docs, reason = "the name says it")]
        message: Message,
    },
    /// A text message.
    Sms {
        /// The number, E.164.
        to: String,
        #[allow(missing_docs, reason = "the name says it")]
        text: String,
    },
    /// A message that is dropped instead of sent. It is as large as another one and costs the same statements, so
    /// that the time of a request does not reveal whether there was somebody to write to.
    Decoy {
        #[allow(missing_docs, reason = "the name says it")]
        instead_of: Box<OutboxMessage>,
    },
}

impl OutboxMessage {
    /// Returns the channel, as stored in the row.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::Email { .. } => "mail",
            Self::Push { .. } => "push",
            Self::Sms { .. } => "sms",
            Self::Decoy { instead_of } => instead_of.channel(),
        }
    }
}

impl std::fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses and codes must not reach a log.
        write!(f, "OutboxMessage({})", self.channel())
    }
}

impl OutboxStore<'_, '_> {
    /// Enqueues a message. It is sent soon after this unit commits, and never after `expires_at`.
    pub fn enqueue(
        &mut self,
        secrets: &Secrets,
        message: &OutboxMessage,
        expires_at: Option<Timestamp>,
    ) -> Result<(), DbError> {
        self.put(secrets, message, expires_at, None)
    }

    /// Like [`Self::enqueue`], but the message is dropped if `account` is deleted before it is sent.
    pub fn enqueue_for(
        &mut self,
        account: Uuid,
        secrets: &Secrets,
        message: &OutboxMessage,
        expires_at: Option<Timestamp>,
    ) -> Result<(), DbError> {
        // Other keys are hashes or the ids of sign-ups.
        self.put(secrets, message, expires_at, Some(account.as_bytes()))
    }

    /// Enqueues a message that replaces the unsent messages with the same key: a person who asks for
    /// a second code must not get the first one after it.
    pub fn enqueue_newest(
        &mut self,
        secrets: &Secrets,
        message: &OutboxMessage,
        expires_at: Timestamp,
        about: &[u8],
    ) -> Result<(), DbError> {
        self.supersede(about)?;
        self.put(secrets, message, Some(expires_at), Some(about))
    }

    fn put(
        &mut self,
        secrets: &Secrets,
        message: &OutboxMessage,
        expires_at: Option<Timestamp>,
        about: Option<&[u8]>,
    ) -> Result<(), DbError> {
        let plain = serde_json::to_vec(message).map_err(|e| DbError::Other(format!("can't encode a message: {e}")))?;
        let tx = self.tx();
        let (id, nonce) = (tx.new_id(), tx.random_bytes());
        let sealed = secrets.seal(SEAL, id.as_bytes(), &plain, nonce);
        self.insert(id, message.channel(), &sealed, expires_at, about)?;
        self.tx().emit(Hint { topic: TOPIC, subject: id, day: None });
        Ok(())
    }
}

impl<'c> Tx<'c> {
    /// Returns the outbox's store within this unit of work.
    pub fn outbox(&mut self) -> OutboxStore<'_, 'c> {
        OutboxStore::new(self)
    }
}
