//! Chat: conversations of two friends and rooms of challenges, sealed at rest, live on the sockets.
//!
//! Other rooms tell it of memberships ([`enter_room`], [`leave_room`]) and ask who wrote something
//! ([`author_of_message`]), through app/events.rs; what happens here is told through [`Reactions`].
//! The command line shows what was reported ([`reported_message`]).

mod actions;
mod error;
mod events;
mod http;
mod hub;
mod jobs;
mod presence;
mod rules;
mod seal;
mod store;
mod ws;

use std::sync::Arc;

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::conversations::{enter_room, leave_room, member_closes};
pub use actions::messages::{MessageSeen, author_of_message, reported_message};
pub use actions::{Chat, Parts};
pub use error::ChatError;
pub use http::{ChatState, routes};
pub use jobs::KeyUse;
pub use seal::{Sealed, Unread, open_text, seal_text};
pub use ws::ChatFrames;

crate::id!(/// A conversation; a room's is its challenge's id.
ConversationId);
crate::id!(/// A message.
MessageId);

/// What a conversation is between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ConversationKind)]
pub enum Kind {
    /// Two friends.
    Direct,
    /// The members of a challenge.
    Challenge,
}

/// Messages that somebody has not read, and that are to be told beyond the app.
#[derive(Clone, Debug)]
pub struct Waiting<'a> {
    /// Who has not read them.
    pub user: UserId,
    /// Where.
    pub conversation: ConversationId,
    /// Between whom.
    pub kind: Kind,
    /// What the conversation is called: the friend's name, the challenge's title.
    pub title: &'a str,
    /// How many.
    pub unread: u32,
}

/// What the rest of the product does when something happens here, inside the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Messages wait unread for some seconds.
    ///
    /// # Errors
    /// Those of the database.
    fn messages_wait(&self, tx: &mut Tx<'_>, waiting: &Waiting<'_>) -> Result<(), DbError>;

    /// What was told of this conversation is read now.
    ///
    /// # Errors
    /// Those of the database.
    fn conversation_read(&self, tx: &mut Tx<'_>, user: UserId, conversation: ConversationId) -> Result<(), DbError>;
}

/// The reactions this room was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;

/// Hints: a conversation got a message; its subject is the conversation.
pub const HINT: &str = "chat";
/// Somebody read on in a conversation.
const HINT_READ: &str = "chat-read";
/// A message was hidden by somebody; its subject is the message.
const HINT_HIDDEN: &str = "chat-hidden";
/// The conversations of an account are others; its subject is the account.
const HINT_MEMBER: &str = "chat-member";
/// An account wants to be seen, or does not any more.
const HINT_PRESENCE: &str = "chat-presence";

fn hint(topic: &'static str, subject: Uuid) -> crate::platform::bus::Hint {
    crate::platform::bus::Hint { topic, subject, day: None }
}
