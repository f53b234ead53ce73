//! How conversations look on the wire.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::accounts::{Person, UserId};
use crate::features::chat::actions::Chat;
use crate::features::chat::actions::conversations::ConversationSeen;
use crate::features::chat::actions::messages::MessageSeen;
use crate::features::chat::{ConversationId, Kind};

/// The friend of a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PartnerView {
    #[serde(flatten)]
    person: Person,
    /// Whether they are here now, as far as they let it be seen.
    online: bool,
}

/// A conversation as this member sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub(super) struct ConversationView {
    id: ConversationId,
    kind: Kind,
    /// The friend's name, or the challenge's title.
    title: String,
    /// The friend; `null` in a room, and when the account is gone.
    #[schema(required)]
    with: Option<PartnerView>,
    /// Whether something can be written in it.
    can_write: bool,
    /// The newest message that this member sees.
    #[schema(required)]
    last_message: Option<MessageSeen>,
    /// Messages of others that this member sees and has not read; of a room 200 at most.
    unread: u32,
    /// The place of the newest message, 0 for none.
    last_sequence: i64,
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
    /// Up to where this member has read.
    read_sequence: i64,
    /// Up to where the friend has; `null` in a room, and when they are no friend any more.
    #[schema(required)]
    other_read_sequence: Option<i64>,
}

impl ConversationView {
    pub(super) fn of(chat: &Chat, seen: ConversationSeen) -> Self {
        let online = chat.presence.online(seen.with.iter().map(|person| person.id));
        Self::with(seen, &online)
    }

    fn with(seen: ConversationSeen, online: &HashSet<UserId>) -> Self {
        // Who is no friend any more does not see who is here.
        let may_see = seen.can_write;
        Self {
            id: seen.id,
            kind: seen.kind,
            title: seen.title,
            with: seen.with.map(|person| PartnerView { online: may_see && online.contains(&person.id), person }),
            can_write: seen.can_write,
            last_message: seen.last_message,
            unread: seen.unread,
            last_sequence: seen.last_sequence,
            last_at: seen.last_at,
            read_sequence: seen.read_sequence,
            other_read_sequence: seen.other_read_sequence,
        }
    }
}

pub(super) fn views(chat: &Chat, seen: Vec<ConversationSeen>) -> Vec<ConversationView> {
    let online = chat.presence.online(seen.iter().filter_map(|one| one.with.as_ref()).map(|person| person.id));
    seen.into_iter().map(|one| ConversationView::with(one, &online)).collect()
}
