//! Read positions and unread counts.

use serde::Deserialize;
use utoipa::ToSchema;

use super::Actor;
use crate::features::accounts::UserId;
use crate::features::chat::events::{ChatEvent, ChatEvents, ReadEvent};
use crate::features::chat::rules::{self, MAX_PREVIEWED_MESSAGES};
use crate::features::chat::store::Membership;
use crate::features::chat::{ChatError, ConversationId, ConversationKind, HINT_READ, Reactions, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};

/// How far a member has read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadOn)]
pub struct MarkRead {
    /// The sequence of the last message that was read.
    #[schema(minimum = 0)]
    pub sequence: u32,
}

/// Returns how many messages visible to the member are unread; at most [`MAX_PREVIEWED_MESSAGES`] in a chat
/// room.
pub fn count_unread(
    tx: &mut Tx<'_>,
    user: UserId,
    id: ConversationId,
    membership: &Membership,
) -> Result<u32, DbError> {
    let max = rules::count_unread(membership.last_sequence, membership.read_sequence, membership.skipped);
    match (membership.kind, membership.other) {
        (ConversationKind::Direct, Some(_)) => Ok(max),
        // The messages of a deleted account are deleted.
        (ConversationKind::Direct, None) => Ok(0),
        (ConversationKind::Challenge, _) if max == 0 => Ok(0),
        (ConversationKind::Challenge, _) => {
            let invisible = friends::invisible_to(tx, user)?;
            let previews = tx.chat().previews(user, &[id], &invisible, MAX_PREVIEWED_MESSAGES)?;
            Ok(previews.first().map_or(0, |preview| preview.unread))
        }
    }
}

/// Returns the user who may see how far `user` has read: the other member of a direct conversation, if the two
/// are friends.
pub fn read_receipt_recipient(
    tx: &mut Tx<'_>,
    user: UserId,
    membership: &Membership,
) -> Result<Option<UserId>, DbError> {
    let Some(other) = membership.other.filter(|_| membership.kind == ConversationKind::Direct) else {
        return Ok(None);
    };
    Ok(friends::are_friends(tx, user, other)?.then_some(other))
}

/// Moves a member's read position forward, up to the last message. Never moves it back.
pub fn mark_read(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    events: &ChatEvents,
    actor: Actor,
    id: ConversationId,
    input: MarkRead,
) -> Result<(), ChatError> {
    let user = actor.user;
    let membership = tx.chat().membership(id, user)?.ok_or(ChatError::NotFound)?;
    let sequence = i64::from(input.sequence).min(membership.last_sequence);
    if sequence <= membership.read_sequence {
        return Ok(());
    }
    let remaining = membership.last_sequence - sequence;
    // Usually everything was read. Otherwise, count the unread messages now, so that `skipped` can be stored and
    // later reads need no count.
    let unread = if remaining == 0 {
        0
    } else {
        let before = rules::count_unread(membership.last_sequence, membership.read_sequence, membership.skipped);
        let read = tx.chat().count_unread_between(id, user, (membership.read_sequence, sequence))?;
        (i64::from(before) - read).clamp(0, remaining)
    };
    let membership = Membership { read_sequence: sequence, skipped: remaining - unread, ..membership };
    tx.chat().save_read_position(id, user, sequence, membership.skipped)?;
    if membership.alerted {
        reactions.conversation_read(tx, user, id)?;
    }
    let event = ReadEvent {
        user,
        conversation: id,
        sequence,
        unread: count_unread(tx, user, id, &membership)?,
        other: read_receipt_recipient(tx, user, &membership)?,
        socket: actor.socket,
    };
    events.publish_after_commit(tx, ChatEvent::Read(event));
    tx.emit(hint(HINT_READ, id.0));
    Ok(())
}
