//! What leaves the process: letters written in a unit of work and sent after it.
//!
//! A letter is sealed with a key outside the database, bound to its row, and erased once it
//! is sent, expired or given up. A letter may arrive twice (a crash between sending and
//! noting it), never zero times without a dead row that says why, and never after its expiry.

pub mod mail;
pub mod sms;
mod store;
mod template;
mod textlk;
mod transport;
mod worker;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use store::{Counts, OutboxStore};
pub use template::{Block, Note};
pub use textlk::TextLk;
pub use transport::{Delivery, Envelope, Transport, TransportError, Transports};
pub use worker::{Delivered, Outbox};

use super::bus::Hint;
use super::db::{DbError, Tx};
use super::push::Message;
use super::secrets::Secrets;

/// The topic of the hint that wakes the sender.
pub const TOPIC: &str = "outbox";
const SEAL: &str = "outbox";

/// Something to be sent to a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum OutboxMessage {
    /// An e-mail with a text part and an HTML part that say the same.
    Mail {
        /// The address, without a name.
        to: String,
        /// The subject line.
        subject: String,
        /// The text part.
        text: String,
        /// The HTML part.
        html: String,
        /// Where one click ends mails of this kind (RFC 8058); none for letters that must come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way_out: Option<String>,
    },
    /// A push to a device.
    Push {
        /// Which; its address is looked up when it is sent.
        device: Uuid,
        /// What it is told.
        message: Message,
    },
    /// A text message.
    Sms {
        /// The number, E.164.
        to: String,
        /// The text.
        text: String,
    },
}

impl OutboxMessage {
    /// Which transport it takes: the row's `channel`.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::Mail { .. } => "mail",
            Self::Push { .. } => "push",
            Self::Sms { .. } => "sms",
        }
    }
}

impl std::fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses and codes stay out of every log.
        write!(f, "OutboxMessage({})", self.channel())
    }
}

impl OutboxStore<'_, '_> {
    /// Puts `letter` on its way: sent soon after this unit is durable, not at all when it is
    /// undone, and never after `expires_at`.
    ///
    /// # Errors
    /// What the database says.
    pub fn enqueue(
        &mut self,
        secrets: &Secrets,
        letter: &OutboxMessage,
        expires_at: Option<Timestamp>,
    ) -> Result<(), DbError> {
        self.put(secrets, letter, expires_at, None)
    }

    /// The same for a letter that makes those about the same thing worthless: who asked for a
    /// second code must not get the first one after it.
    ///
    /// # Errors
    /// What the database says.
    pub fn enqueue_newest(
        &mut self,
        secrets: &Secrets,
        letter: &OutboxMessage,
        expires_at: Timestamp,
        about: &[u8],
    ) -> Result<(), DbError> {
        self.supersede(about)?;
        self.put(secrets, letter, Some(expires_at), Some(about))
    }

    fn put(
        &mut self,
        secrets: &Secrets,
        letter: &OutboxMessage,
        expires_at: Option<Timestamp>,
        about: Option<&[u8]>,
    ) -> Result<(), DbError> {
        let plain =
            serde_json::to_vec(letter).map_err(|e| DbError::Other(format!("a letter can't be written: {e}")))?;
        let tx = self.tx();
        let (id, nonce) = (tx.new_id(), tx.random_bytes());
        let sealed = secrets.seal(SEAL, id.as_bytes(), &plain, nonce);
        self.insert(id, letter.channel(), &sealed, expires_at, about)?;
        self.tx().emit(Hint { topic: TOPIC, subject: id, day: None });
        Ok(())
    }
}

impl<'c> Tx<'c> {
    /// The outbox's window on this unit of work.
    pub fn outbox(&mut self) -> OutboxStore<'_, 'c> {
        OutboxStore::new(self)
    }
}
