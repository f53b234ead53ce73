//! Messages: sending, history, hiding.

use std::sync::Arc;

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Actor;
use super::partner_cache::PartnerCache;
use crate::features::accounts::{self, Person, UserId};
use crate::features::chat::events::{ChatEvent, ChatEvents};
use crate::features::chat::rules::{self, ALERT_DELAY, LOST_HINT_WINDOW, MAX_ALERTED_MEMBERS};
use crate::features::chat::seal::seal_text;
use crate::features::chat::store::{HiddenMessage, Membership, NewMessage};
use crate::features::chat::{
    ChatError, ConversationId, ConversationKind, HINT, HINT_HIDDEN, MessageId, MessageView, hint,
};
use crate::features::friends;
use crate::platform::db::{DbError, PendingRows, Tx};
use crate::platform::key_ring::KeyRing;

/// The dependencies of [`send`] besides the database; cheap to clone.
#[derive(Clone)]
pub struct ChatContext {
    pub ring: KeyRing,
    pub events: ChatEvents,
    pub partners: PartnerCache,
}

/// A message to send.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Send)]
pub struct SendMessage {
    /// An id chosen by the client. Sending the same id again returns the stored message.
    #[schema(min_length = 1, max_length = 100)]
    pub client_id: String,
    /// Plain text.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// Checks that a member may write: always in a chat room, otherwise only to a friend.
pub fn authorize_writing(tx: &mut Tx<'_>, user: UserId, membership: &Membership) -> Result<(), ChatError> {
    // A block ends the friendship, so this check covers it without revealing which of the two it was.
    match (membership.kind, membership.other) {
        (ConversationKind::Challenge, _) => Ok(()),
        (ConversationKind::Direct, Some(other)) if friends::are_friends(tx, user, other)? => Ok(()),
        (ConversationKind::Direct, _) => Err(ChatError::NotFriends),
    }
}

/// The queries that [`send`] sends together before it writes.
struct AuthorizationRequest {
    membership: PendingRows<Membership>,
    session: PendingRows<()>,
    /// The predicted partner in a direct conversation, and whether the two are friends.
    friendship: Option<(UserId, PendingRows<()>)>,
}

fn request_authorization(
    tx: &mut Tx<'_>,
    partners: &PartnerCache,
    actor: Actor,
    to: ConversationId,
) -> Result<AuthorizationRequest, DbError> {
    let membership = tx.chat().membership_later(to, actor.user)?;
    let session = accounts::is_session_open_later(tx, actor.user, actor.session)?;
    let friendship = match partners.predict(to, actor.user) {
        Some(partner) => Some((partner, friends::are_friends_later(tx, actor.user, partner)?)),
        None => None,
    };
    Ok(AuthorizationRequest { membership, session, friendship })
}

/// Validates, authorizes, encrypts and stores a message. If the sender has stored one with the same
/// `client_id`, returns that one instead. It takes three round trips to PostgreSQL, COMMIT included.
///
/// The text is encrypted within the unit of work, because its id comes from [`Tx::new_id`]; this takes
/// microseconds.
pub fn send(
    tx: &mut Tx<'_>,
    ChatContext { ring, events, partners }: &ChatContext,
    actor: Actor,
    to: ConversationId,
    input: &SendMessage,
) -> Result<Arc<MessageView>, ChatError> {
    let SendMessage { client_id, text } = input;
    let sender = actor.user;
    let text = match rules::validate_message(client_id, text) {
        Ok(text) => text,
        Err(errors) => {
            // To others the conversation does not exist, whatever they send.
            tx.chat().membership(to, sender)?.ok_or(ChatError::NotFound)?;
            return Err(ChatError::Invalid(errors));
        }
    };
    let authorization = request_authorization(tx, partners, actor, to)?;
    let sent_before = tx.chat().find_by_client_id_later(sender, to, client_id)?;
    let membership = tx.row(authorization.membership)?.ok_or(ChatError::NotFound)?;
    // A socket is closed a moment after its session has ended.
    if tx.row(authorization.session)?.is_none() {
        return Err(ChatError::SessionEnded);
    }
    if let Some(row) = tx.row(sent_before)? {
        return Ok(Arc::new(MessageView::open(ring, &row)));
    }
    match authorization.friendship {
        // The partner was predicted.
        Some((partner, friendship)) if membership.other == Some(partner) => {
            tx.row(friendship)?.ok_or(ChatError::NotFriends)?;
        }
        _ => {
            authorize_writing(tx, sender, &membership)?;
            if let Some(partner) = membership.other {
                partners.update(to, sender, partner);
            }
        }
    }
    let (id, now) = (MessageId(tx.new_id()), tx.now());
    let sealed = seal_text(ring, to, id, &text, now);
    let sequence = tx.chat().append_later(&NewMessage { conversation: to, id, sender, client_id, sealed: &sealed })?;
    // The sender's own message is not unread for them, but earlier ones stay unread.
    tx.chat().increment_skipped(to, sender)?;
    let alert_at = now.checked_add(ALERT_DELAY).unwrap_or(now);
    match membership.kind {
        ConversationKind::Direct => tx.chat().schedule_alerts(to, sender, alert_at)?,
        ConversationKind::Challenge => {
            tx.chat().schedule_alerts_if_small(to, sender, alert_at, MAX_ALERTED_MEMBERS)?;
        }
    }
    let sequence = tx.row(sequence)?.ok_or(DbError::NoRow)?;
    let message = Arc::new(MessageView {
        id,
        conversation_id: to,
        sequence,
        sender_id: sender,
        client_id: client_id.clone(),
        text,
        unreadable: None,
        sent_at: now,
    });
    let stored = ChatEvent::MessageStored { message: Arc::clone(&message), socket: actor.socket };
    events.publish_after_commit(tx, stored);
    tx.emit(hint(HINT, to.0));
    Ok(message)
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
