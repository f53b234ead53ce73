//! Chat: conversations of friends and chat rooms of challenges, encrypted at rest, delivered over WebSockets.
//!
//! Other features report changes of membership ([`join_room`], [`leave_room`]) and ask for the author of a
//! message ([`author_of_message`]), through app/events.rs; chat reports to them through [`Reactions`]. The
//! command line shows reported messages ([`reported_message`]); the start compares the key ring with the messages
//! ([`used_key_ids`]).

mod actions;
mod error;
mod events;
mod http;
mod hub;
mod jobs;
mod message;
mod options;
mod presence;
mod rules;
mod seal;
mod service;
mod store;
mod ws;

use std::sync::Arc;

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::Actor;
pub use actions::conversations::{join_room, leave_room};
pub use actions::messages::{author_of_message, reported_message};
pub use actions::reencryption::used_key_ids;
pub use actions::sending::SendMessage;
pub use actions::sweeps::{leave_some, next_sweep, sweep};
pub use error::ChatError;
pub use http::{ChatState, routes};
pub use jobs::KeyUse;
pub use message::MessageView;
pub use options::ChatOptions;
pub use seal::{SealedText, UnreadableReason, open_text, seal_text};
pub use service::Chat;
pub use store::ROWS_OF_USER;
pub use ws::ChatFrames;

crate::id!(/// The id of a conversation; a chat room has its challenge's id.
ConversationId);
crate::id!(/// The id of a message.
MessageId);

/// The kind of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConversationKind {
    /// Two friends.
    Direct,
    /// The members of a challenge.
    Challenge,
}

/// Messages that a member has not read in time and should get an alert about.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct UnreadMessages<'a> {
    pub user: UserId,
    pub conversation: ConversationId,
    pub kind: ConversationKind,
    /// The friend's name or the challenge's title.
    pub title: &'a str,
    pub unread: u32,
}

/// Reactions of other features to events in chat, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Messages were not read for some seconds.
    fn messages_unread(&self, tx: &mut Tx<'_>, unread: &UnreadMessages<'_>) -> Result<(), DbError>;

    /// The user has read on in a conversation for which [`Reactions::messages_unread`] was called.
    fn conversation_read(&self, tx: &mut Tx<'_>, user: UserId, conversation: ConversationId) -> Result<(), DbError>;
}

/// The reactions that chat was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;

/// The topic of the hint that a conversation has a new message; its subject is the conversation.
pub const HINT: &str = "chat";
/// A member has read on; the subject is the conversation.
const HINT_READ: &str = "chat-read";
/// A member has hidden a message; the subject is the message.
const HINT_HIDDEN: &str = "chat-hidden";
/// The conversations of an account have changed; the subject is the account.
const HINT_MEMBER: &str = "chat-member";
/// An account has changed whether friends see its presence; the subject is the account.
const HINT_PRESENCE: &str = "chat-presence";

fn hint(topic: &'static str, subject: Uuid) -> crate::platform::bus::Hint {
    crate::platform::bus::Hint { topic, subject, day: None }
}
