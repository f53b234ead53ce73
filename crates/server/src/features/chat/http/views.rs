//! JSON representation of conversations.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::accounts::{Person, UserId};
use crate::features::chat::actions::conversations::ConversationDetails;
use crate::features::chat::{Chat, ConversationId, ConversationKind, MessageView};

/// The friend in a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PartnerView {
    #[serde(flatten)]
    person: Person,
    /// Whether they are online and show it.
    online: bool,
}

/// A conversation as this member sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub(super) struct ConversationView {
    id: ConversationId,
    kind: ConversationKind,
    /// The friend's name or the challenge's title.
    title: String,
    /// The friend; `null` in a chat room and if the account is deleted.
    #[schema(required)]
    with: Option<PartnerView>,
    /// Whether the user can send messages.
    can_write: bool,
    /// The newest message that this member sees.
    #[schema(required)]
    last_message: Option<MessageView>,
    /// Unread messages of others that this member sees; at most 200 in a chat room.
    unread: u32,
    /// The sequence of the newest message; 0 if there is none.
    last_sequence: i64,
    /// When the newest message was sent, or when the conversation was created.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
    /// The sequence of the last message this member has read.
    read_sequence: i64,
    /// The sequence of the last message the friend has read; `null` in a chat room and if they are no
    /// longer friends.
    #[schema(required)]
    other_read_sequence: Option<i64>,
}

impl ConversationView {
    pub(super) fn of(chat: &Chat, conversation: ConversationDetails) -> Self {
        let online = chat.presence.online(conversation.with.iter().map(|person| person.id));
        Self::new(conversation, &online)
    }

    fn new(conversation: ConversationDetails, online: &HashSet<UserId>) -> Self {
        // Presence is only shown to friends.
        let may_see = conversation.can_write;
        let partner = |person: Person| PartnerView { online: may_see && online.contains(&person.id), person };
        Self {
            id: conversation.id,
            kind: conversation.kind,
            title: conversation.title,
            with: conversation.with.map(partner),
            can_write: conversation.can_write,
            last_message: conversation.last_message,
            unread: conversation.unread,
            last_sequence: conversation.last_sequence,
            last_at: conversation.last_at,
            read_sequence: conversation.read_sequence,
            other_read_sequence: conversation.other_read_sequence,
        }
    }
}

pub(super) fn views(chat: &Chat, conversations: Vec<ConversationDetails>) -> Vec<ConversationView> {
    let partners = conversations.iter().filter_map(|conversation| conversation.with.as_ref());
    let online = chat.presence.online(partners.map(|person| person.id));
    conversations.into_iter().map(|conversation| ConversationView::new(conversation, &online)).collect()
}
