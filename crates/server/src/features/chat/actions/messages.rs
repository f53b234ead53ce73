//! Messages: sending, history, hiding.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Writer;
use crate::features::accounts::{self, Person, UserId};
use crate::features::chat::events::{ChatEvent, ChatEvents};
use crate::features::chat::rules::{self, ALERT_AFTER, LATELY, MOST_ALERTED};
use crate::features::chat::seal::{Sealed, Unread, open_text};
use crate::features::chat::store::{Hidden, MessageRow, NewMessage, Standing};
use crate::features::chat::{ChatError, ConversationId, HINT, HINT_HIDDEN, Kind, MessageId, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// A message to be stored.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The client's own name for it, 1-100 characters: sent again it is the same message.
    #[schema(min_length = 1, max_length = 100)]
    pub client_id: String,
    /// What is said, 1-4000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// A message on its way into the database.
pub(super) struct Sent<'a> {
    pub id: MessageId,
    pub sealed: &'a Sealed,
    pub input: &'a Send,
}

/// A message as members see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChatMessage)]
pub struct MessageSeen {
    /// Its id.
    pub id: MessageId,
    /// Where it is.
    pub conversation_id: ConversationId,
    /// Its place there, from 1; numbers may be missing.
    #[schema(minimum = 1)]
    pub sequence: i64,
    /// Who wrote it.
    pub sender_id: UserId,
    /// The sender's name for it.
    pub client_id: String,
    /// What it says.
    pub text: String,
    /// Why it can't be shown, when it can't; `text` says so in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<Unread>,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

/// Opens a message for its readers.
pub fn seen(ring: &KeyRing, row: &MessageRow) -> MessageSeen {
    let (text, unreadable) = match open_text(ring, row.conversation, row.id, &row.sealed) {
        Ok(text) => (text, None),
        Err(why) => {
            let words = match why {
                Unread::LostKey => "This message can't be opened: its key is missing.",
                Unread::Damaged => "This message can't be opened: it was damaged.",
            };
            tracing::warn!(message = %row.id, key = row.sealed.key_id, ?why, "a message does not open");
            (words.to_owned(), Some(why))
        }
    };
    MessageSeen {
        id: row.id,
        conversation_id: row.conversation,
        sequence: row.sequence,
        sender_id: row.sender,
        client_id: row.client_id.clone(),
        text,
        unreadable,
        sent_at: row.sent_at,
    }
}

/// Whether somebody may write where they stand.
pub(super) fn may_write(tx: &mut Tx<'_>, user: UserId, standing: &Standing) -> Result<(), ChatError> {
    // A block ends the friendship, so this one question is enough, and it does not tell which it was.
    match (standing.kind, standing.other) {
        (Kind::Challenge, _) => Ok(()),
        (Kind::Direct, Some(other)) if friends::are_friends(tx, user, other)? => Ok(()),
        (Kind::Direct, _) => Err(ChatError::NotFriends),
    }
}

/// Keeps a message; one of the same name that is there is answered instead.
pub(super) fn send(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    events: &ChatEvents,
    from: Writer,
    to: ConversationId,
    sent: &Sent<'_>,
) -> Result<Arc<MessageSeen>, ChatError> {
    let Send { client_id, text } = sent.input;
    let standing = tx.chat().standing(to, from.user)?.ok_or(ChatError::NotFound)?;
    let faults = rules::faults(client_id, text);
    if !faults.is_empty() {
        return Err(ChatError::Invalid(faults));
    }
    // A socket may be a moment older than the end of its session.
    if !accounts::is_session_open(tx, from.user, from.session)? {
        return Err(ChatError::SessionEnded);
    }
    if let Some(row) = tx.chat().message_of_client(from.user, to, client_id)? {
        return Ok(Arc::new(seen(ring, &row)));
    }
    may_write(tx, from.user, &standing)?;
    let new = NewMessage { conversation: to, id: sent.id, sender: from.user, client_id, sealed: sent.sealed };
    let sequence = tx.chat().append(&new)?;
    // One's own is nothing unread; and that one wrote does not say that one has read.
    tx.chat().skip(to, from.user)?;
    if standing.kind == Kind::Direct || tx.chat().size_up_to(to, MOST_ALERTED + 1)? <= MOST_ALERTED {
        let now = tx.now();
        tx.chat().alert_later(to, from.user, now.checked_add(ALERT_AFTER).unwrap_or(now))?;
    }
    let message = Arc::new(MessageSeen {
        id: sent.id,
        conversation_id: to,
        sequence,
        sender_id: from.user,
        client_id: client_id.clone(),
        text: text.clone(),
        unreadable: None,
        sent_at: tx.now(),
    });
    let stored = ChatEvent::MessageStored { message: Arc::clone(&message), socket: from.socket };
    events.publish_after_commit(tx, stored);
    tx.emit(hint(HINT, to.0));
    Ok(message)
}

/// Which part of a history is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Messages after this place.
    pub after: i64,
    /// And before that one.
    pub before: i64,
    /// The newest of them rather than the oldest.
    pub newest: bool,
}

/// Part of a history, oldest first, and whether there is more of it.
#[derive(Clone, Debug)]
pub struct History {
    /// The messages.
    pub messages: Vec<MessageSeen>,
    /// The places of the first and the last message that were looked at, when there is more.
    pub more: Option<(i64, i64)>,
    /// Who wrote them.
    pub people: Vec<Person>,
}

/// Up to `limit` messages of a conversation.
///
/// # Errors
/// [`ChatError::NotFound`] for who is not in it.
pub fn history(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    id: ConversationId,
    window: Window,
    limit: usize,
) -> Result<History, ChatError> {
    let standing = tx.chat().standing(id, user)?.ok_or(ChatError::NotFound)?;
    let asked = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let mut rows = tx.chat().history(id, user, (window.after, window.before), window.newest, asked)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    if window.newest {
        rows.reverse();
    }
    let edges = rows.first().zip(rows.last()).map(|(first, last)| (first.sequence, last.sequence));
    if standing.kind == Kind::Challenge {
        let hidden = friends::invisible_to(tx, user)?;
        rows.retain(|row| !hidden.contains(&row.sender));
    }
    let mut senders: Vec<UserId> = rows.iter().map(|row| row.sender).collect();
    senders.sort_unstable();
    senders.dedup();
    let people = accounts::find_people(tx, &senders)?;
    Ok(History { messages: rows.iter().map(|row| seen(ring, row)).collect(), more: edges.filter(|_| more), people })
}

/// Hides a message from one member; once all have, it is gone.
///
/// # Errors
/// [`ChatError::NotFound`] for a message that they don't see.
pub fn hide(tx: &mut Tx<'_>, events: &ChatEvents, from: Writer, id: MessageId) -> Result<(), ChatError> {
    let row = tx.chat().message(id)?.ok_or(ChatError::NotFound)?;
    let (place, user) = (row.conversation, from.user);
    let standing = tx.chat().standing(place, user)?.ok_or(ChatError::NotFound)?;
    if !tx.chat().hide(place, row.sequence, user)? {
        return Err(ChatError::NotFound);
    }
    if row.sequence > standing.read_sequence && row.sender != user {
        tx.chat().skip(place, user)?;
    }
    let visible = tx.chat().visible_up_to(place, standing.last_sequence, user)?;
    tx.chat().set_tail(place, user, standing.last_sequence, visible)?;
    tx.chat().drop_if_all_hid(place, row.sequence)?;
    let hidden = Hidden { user, conversation: place, message: id };
    let now = tx.now();
    tx.chat().note_hidden(hidden, now.checked_sub(LATELY).unwrap_or(now))?;
    events.publish_after_commit(tx, ChatEvent::Hidden(hidden));
    tx.emit(hint(HINT_HIDDEN, id.0));
    Ok(())
}

/// Who wrote a message that `reader` sees; nobody when there is none.
///
/// # Errors
/// Those of the database.
pub fn author_of_message(tx: &mut Tx<'_>, reader: UserId, message: Uuid) -> Result<Option<UserId>, DbError> {
    let Some(row) = tx.chat().message(MessageId(message))? else { return Ok(None) };
    let there = tx.chat().standing(row.conversation, reader)?.is_some();
    let sees = there && !tx.chat().is_hidden(row.conversation, row.sequence, reader)?;
    Ok(sees.then_some(row.sender))
}

/// What a message says, for whoever runs the server and was told of it by somebody who sees it;
/// nothing once all members have deleted it or the account that wrote it is gone.
///
/// # Errors
/// Those of the database.
pub fn reported_message(tx: &mut Tx<'_>, ring: &KeyRing, message: Uuid) -> Result<Option<MessageSeen>, DbError> {
    Ok(tx.chat().message(MessageId(message))?.map(|row| seen(ring, &row)))
}
