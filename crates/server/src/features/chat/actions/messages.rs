//! Messages: history, hiding, and who may write.

use uuid::Uuid;

use super::Actor;
use crate::features::accounts::{self, Person, UserId};
use crate::features::chat::events::{ChatEvent, ChatEvents};
use crate::features::chat::rules::LOST_HINT_WINDOW;
use crate::features::chat::store::{HiddenMessage, Membership};
use crate::features::chat::{ChatError, ConversationId, ConversationKind, HINT_HIDDEN, MessageId, MessageView, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// Checks that a member may write: always in a chat room, otherwise only to a friend.
pub fn authorize_writing(tx: &mut Tx<'_>, user: UserId, membership: &Membership) -> Result<(), ChatError> {
    // A block ends the friendship, so this check covers it without revealing which of the two it was.
    match (membership.kind, membership.other) {
        (ConversationKind::Challenge, _) => Ok(()),
        (ConversationKind::Direct, Some(other)) if friends::are_friends(tx, user, other)? => Ok(()),
        (ConversationKind::Direct, _) => Err(ChatError::NotFriends),
    }
}

/// A range of a conversation's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryRange {
    /// Messages with a higher sequence.
    pub after: i64,
    /// Messages with a lower sequence.
    pub before: i64,
    /// Whether to return the newest messages of the range rather than the oldest.
    pub newest: bool,
}

/// Part of a history, oldest message first.
#[derive(Clone, Debug)]
pub struct HistoryPage {
    pub messages: Vec<MessageView>,
    /// The sequences of the first and the last message read, if there are more messages in the range. They
    /// may lie outside of `messages`, which omits those of users whom the reader does not see.
    pub more: Option<(i64, i64)>,
    /// The authors of `messages`.
    pub people: Vec<Person>,
}

/// Returns up to `limit` messages of a conversation.
///
/// # Errors
/// [`ChatError::NotFound`] if the user is not a member.
pub fn history(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    id: ConversationId,
    range: HistoryRange,
    limit: usize,
) -> Result<HistoryPage, ChatError> {
    let membership = tx.chat().membership(id, user)?.ok_or(ChatError::NotFound)?;
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let mut rows = tx.chat().history(id, user, (range.after, range.before), range.newest, one_more)?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if range.newest {
        rows.reverse();
    }
    let edges = rows.first().zip(rows.last()).map(|(first, last)| (first.sequence, last.sequence));
    if membership.kind == ConversationKind::Challenge {
        let invisible = friends::invisible_to(tx, user)?;
        rows.retain(|row| !invisible.contains(&row.sender));
    }
    let mut senders: Vec<UserId> = rows.iter().map(|row| row.sender).collect();
    senders.sort_unstable();
    senders.dedup();
    let people = accounts::find_people(tx, &senders)?;
    let messages = rows.iter().map(|row| MessageView::open(ring, row)).collect();
    Ok(HistoryPage { messages, more: edges.filter(|_| has_more), people })
}

/// Hides a message from one member. Deletes it once all members have hidden it.
///
/// # Errors
/// [`ChatError::NotFound`] if the user does not see such a message.
pub fn hide(tx: &mut Tx<'_>, events: &ChatEvents, actor: Actor, id: MessageId) -> Result<(), ChatError> {
    let row = tx.chat().find_message(id)?.ok_or(ChatError::NotFound)?;
    let (conversation, user) = (row.conversation, actor.user);
    let membership = tx.chat().membership(conversation, user)?.ok_or(ChatError::NotFound)?;
    if !tx.chat().hide_message(conversation, row.sequence, user)? {
        return Err(ChatError::NotFound);
    }
    if row.sequence > membership.read_sequence && row.sender != user {
        tx.chat().increment_skipped(conversation, user)?;
    }
    let visible = tx.chat().last_visible_up_to(conversation, membership.last_sequence, user)?;
    tx.chat().save_last_visible(conversation, user, membership.last_sequence, visible)?;
    tx.chat().delete_if_hidden_by_all(conversation, row.sequence)?;
    let hidden = HiddenMessage { user, conversation, message: id };
    let now = tx.now();
    tx.chat().record_hidden(hidden, now.checked_sub(LOST_HINT_WINDOW).unwrap_or(now))?;
    events.publish_after_commit(tx, ChatEvent::Hidden(hidden));
    tx.emit(hint(HINT_HIDDEN, id.0));
    Ok(())
}

/// Returns the author of a message, or `None` if `reader` does not see such a message.
pub fn author_of_message(tx: &mut Tx<'_>, reader: UserId, message: Uuid) -> Result<Option<UserId>, DbError> {
    let Some(row) = tx.chat().find_message(MessageId(message))? else { return Ok(None) };
    let is_member = tx.chat().membership(row.conversation, reader)?.is_some();
    let is_visible = is_member && !tx.chat().is_hidden(row.conversation, row.sequence, reader)?;
    Ok(is_visible.then_some(row.sender))
}

/// Returns a message that a member has reported, for the operator of the server. `None` once all members have
/// deleted it or the author's account is deleted.
pub fn reported_message(tx: &mut Tx<'_>, ring: &KeyRing, message: Uuid) -> Result<Option<MessageView>, DbError> {
    Ok(tx.chat().find_message(MessageId(message))?.map(|row| MessageView::open(ring, &row)))
}
