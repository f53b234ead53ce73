//! Events that are processed again after a failure of the database.

use super::HubEvent;
use crate::features::accounts::UserId;
use crate::features::chat::events::ChatEvent;
use crate::features::chat::{ConversationId, MessageId};

/// An event whose processing failed, in the form in which it can be repeated.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Retry {
    ReadMessages(ConversationId),
    ReadPositions(ConversationId),
    ReadHidden(MessageId),
    ReloadConversations(UserId),
    UpdatePresence(UserId),
    NotifyFriends,
}

impl From<Retry> for HubEvent {
    fn from(retry: Retry) -> Self {
        match retry {
            Retry::ReadMessages(id) => Self::ReadMessages(id),
            Retry::ReadPositions(id) => Self::ReadPositions(id),
            Retry::ReadHidden(id) => Self::ReadHidden(id),
            Retry::ReloadConversations(user) => Self::ReloadConversations(user),
            Retry::UpdatePresence(user) => Self::UpdatePresence(user),
            Retry::NotifyFriends => Self::PresenceReceived,
        }
    }
}

impl HubEvent {
    /// Returns how to repeat this event should the database fail. A frame that someone is typing is not
    /// worth it, and a user who connects gets the error.
    pub(super) fn retry(&self) -> Option<Retry> {
        match self {
            Self::Committed(ChatEvent::MessageStored { message, .. }) => {
                Some(Retry::ReadMessages(message.conversation_id))
            }
            Self::ReadMessages(id) => Some(Retry::ReadMessages(*id)),
            Self::ReadPositions(id) => Some(Retry::ReadPositions(*id)),
            Self::ReadHidden(id) => Some(Retry::ReadHidden(*id)),
            Self::ReloadConversations(user) => Some(Retry::ReloadConversations(*user)),
            Self::UpdatePresence(user) => Some(Retry::UpdatePresence(*user)),
            Self::PresenceReceived => Some(Retry::NotifyFriends),
            Self::Committed(ChatEvent::Read(_) | ChatEvent::Hidden(_)) | Self::Connect(..) | Self::Typing(..) => None,
        }
    }
}
