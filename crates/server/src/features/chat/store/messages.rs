//! Messages and who has hidden them.

use jiff::Timestamp;

use super::ChatStore;
use crate::features::accounts::UserId;
use crate::features::chat::seal::Sealed;
use crate::features::chat::{ConversationId, MessageId};
use crate::platform::db::{DbError, Row, id_list};

/// A message as it is kept.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// Where.
    pub conversation: ConversationId,
    /// Its place in the conversation, from 1.
    pub sequence: i64,
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: UserId,
    /// The sender's name for it.
    pub client_id: String,
    /// The text, sealed.
    pub sealed: Sealed,
    /// When it was stored.
    pub sent_at: Timestamp,
}

/// A message about to be kept.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    /// Where.
    pub conversation: ConversationId,
    /// Its id.
    pub id: MessageId,
    /// Who writes it.
    pub sender: UserId,
    /// The sender's name for it.
    pub client_id: &'a str,
    /// The text, sealed.
    pub sealed: &'a Sealed,
}

/// A message that somebody has hidden from themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hidden {
    /// From whom.
    pub user: UserId,
    /// Where.
    pub conversation: ConversationId,
    /// Which.
    pub message: MessageId,
}

macro_rules! message_sql {
    ($rest:literal) => {
        concat!(
            "SELECT m.conversation_id, m.sequence, m.id, m.sender_id, m.client_id, m.key_id, m.token, m.sent_at
             FROM messages m ",
            $rest
        )
    };
}

const NEXT: &str = "
    UPDATE conversations SET last_sequence = last_sequence + 1, last_at = $2 WHERE id = $1 RETURNING last_sequence";
const INSERT: &str = "
    INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_CLIENT: &str = message_sql!("WHERE m.sender_id = $1 AND m.conversation_id = $2 AND m.client_id = $3");
const BY_ID: &str = message_sql!("WHERE m.id = $1");
const BEFORE: &str = message_sql!(
    "WHERE m.conversation_id = $1 AND m.sequence < $2 AND m.sequence > $3
       AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                          AND h.sequence = m.sequence AND h.user_id = $4)
     ORDER BY m.sequence DESC LIMIT $5"
);
const AFTER: &str = message_sql!(
    "WHERE m.conversation_id = $1 AND m.sequence < $2 AND m.sequence > $3
       AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                          AND h.sequence = m.sequence AND h.user_id = $4)
     ORDER BY m.sequence LIMIT $5"
);
const STREAM: &str = message_sql!("WHERE m.conversation_id = $1 AND m.sequence > $2 ORDER BY m.sequence LIMIT $3");
const PASSED: &str = "
    SELECT COUNT(*) FROM messages m
    WHERE m.conversation_id = $1 AND m.sequence > $2 AND m.sequence <= $3 AND m.sender_id <> $4
       AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                          AND h.sequence = m.sequence AND h.user_id = $4)";
const HIDE: &str = "
    INSERT INTO message_hides (conversation_id, sequence, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const IS_HIDDEN: &str = "SELECT 1 FROM message_hides WHERE conversation_id = $1 AND sequence = $2 AND user_id = $3";
const NOTE_HIDDEN: &str = "
    INSERT INTO recent_message_hides (user_id, message_id, conversation_id, hidden_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
const FORGET_HIDDEN: &str = "DELETE FROM recent_message_hides WHERE user_id = $1 AND hidden_at < $2";
const HIDDEN_BY: &str = "SELECT user_id, conversation_id, message_id FROM recent_message_hides WHERE message_id = $1";
const HIDDEN_SINCE_SQLITE: &str = "
    SELECT user_id, conversation_id, message_id FROM recent_message_hides
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) AND hidden_at > $2";
const HIDDEN_SINCE_POSTGRES: &str = "
    SELECT user_id, conversation_id, message_id FROM recent_message_hides
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
      AND hidden_at > $2";
const VISIBLE_BEFORE: &str = "
    SELECT m.sequence FROM messages m WHERE m.conversation_id = $1 AND m.sequence <= $2
       AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                          AND h.sequence = m.sequence AND h.user_id = $3)
    ORDER BY m.sequence DESC LIMIT 1";
/// Gone when there is no member left who has not hidden it.
const DROP_IF_ALL_HID: &str = "
    DELETE FROM messages WHERE conversation_id = $1 AND sequence = $2 AND NOT EXISTS (
        SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = $1
                              AND h.sequence = $2 AND h.user_id = m.user_id))";

/// A message whose columns begin at `at`.
pub(super) fn message_at(row: &Row<'_>, at: usize) -> Result<MessageRow, DbError> {
    Ok(MessageRow {
        conversation: row.get(at)?,
        sequence: row.get(at + 1)?,
        id: row.get(at + 2)?,
        sender: row.get(at + 3)?,
        client_id: row.get(at + 4)?,
        sealed: Sealed { key_id: row.get(at + 5)?, token: row.get(at + 6)? },
        sent_at: row.get(at + 7)?,
    })
}

fn message(row: &Row<'_>) -> Result<MessageRow, DbError> {
    message_at(row, 0)
}

fn hidden(row: &Row<'_>) -> Result<Hidden, DbError> {
    Ok(Hidden { user: row.get(0)?, conversation: row.get(1)?, message: row.get(2)? })
}

impl ChatStore<'_, '_> {
    /// Takes the next place of a conversation and keeps a message there; answers its sequence.
    pub fn append(&mut self, new: &NewMessage<'_>) -> Result<i64, DbError> {
        let now = self.0.now();
        let sequence: i64 = self.0.one(NEXT, &[&new.conversation, &now], |row| row.get(0))?;
        let NewMessage { conversation, id, sender, client_id, sealed } = new;
        self.0
            .execute(INSERT, &[conversation, &sequence, id, sender, client_id, &sealed.key_id, &sealed.token, &now])?;
        Ok(sequence)
    }

    /// The message that a sender calls so.
    pub fn message_of_client(
        &mut self,
        sender: UserId,
        conversation: ConversationId,
        client_id: &str,
    ) -> Result<Option<MessageRow>, DbError> {
        self.0.optional(OF_CLIENT, &[&sender, &conversation, &client_id], message)
    }

    /// A message, whoever may see it.
    pub fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>, DbError> {
        self.0.optional(BY_ID, &[&id], message)
    }

    /// Up to `limit` messages between two places that a reader has not hidden; the newest of them,
    /// newest first, when `newest`, else the oldest, oldest first.
    pub fn history(
        &mut self,
        id: ConversationId,
        reader: UserId,
        (after, before): (i64, i64),
        newest: bool,
        limit: i64,
    ) -> Result<Vec<MessageRow>, DbError> {
        let sql = if newest { BEFORE } else { AFTER };
        self.0.query(sql, &[&id, &before, &after, &reader, &limit], message)
    }

    /// Up to `limit` messages after a place, for all members.
    pub fn stream(&mut self, id: ConversationId, after: i64, limit: i64) -> Result<Vec<MessageRow>, DbError> {
        self.0.query(STREAM, &[&id, &after, &limit], message)
    }

    /// Messages of others that a reader has not hidden, after the first place and up to the second.
    /// Counts them: for what is being read, which is read once.
    pub fn count_passed(
        &mut self,
        id: ConversationId,
        reader: UserId,
        (after, up_to): (i64, i64),
    ) -> Result<i64, DbError> {
        self.0.one(PASSED, &[&id, &after, &up_to, &reader], |row| row.get(0))
    }

    /// Hides a message from somebody; answers no when it was hidden.
    pub fn hide(&mut self, id: ConversationId, sequence: i64, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(HIDE, &[&id, &sequence, &user])? == 1)
    }

    /// Whether somebody has hidden a message.
    pub fn is_hidden(&mut self, id: ConversationId, sequence: i64, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(IS_HIDDEN, &[&id, &sequence, &user], |_| Ok(()))?.is_some())
    }

    /// Notes for other nodes what somebody has hidden, and forgets what they hid before `lately`.
    pub fn note_hidden(&mut self, hidden: Hidden, lately: Timestamp) -> Result<(), DbError> {
        let now = self.0.now();
        let Hidden { user, conversation, message } = hidden;
        self.0.execute(FORGET_HIDDEN, &[&user, &lately])?;
        self.0.execute(NOTE_HIDDEN, &[&user, &message, &conversation, &now])?;
        Ok(())
    }

    /// Who has lately hidden a message.
    pub fn hidden_by(&mut self, id: MessageId) -> Result<Vec<Hidden>, DbError> {
        self.0.query(HIDDEN_BY, &[&id], hidden)
    }

    /// What `users` have hidden after `since`.
    pub fn hidden_since(&mut self, users: &[UserId], since: Timestamp) -> Result<Vec<Hidden>, DbError> {
        let sql = self.pick(HIDDEN_SINCE_SQLITE, HIDDEN_SINCE_POSTGRES);
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0)), &since], hidden)
    }

    /// The last message up to a place that a reader sees; 0 for none.
    pub fn visible_up_to(&mut self, id: ConversationId, sequence: i64, reader: UserId) -> Result<i64, DbError> {
        Ok(self.0.optional(VISIBLE_BEFORE, &[&id, &sequence, &reader], |row| row.get(0))?.unwrap_or(0))
    }

    /// Removes a message that every member has hidden; answers whether it did.
    pub fn drop_if_all_hid(&mut self, id: ConversationId, sequence: i64) -> Result<bool, DbError> {
        Ok(self.0.execute(DROP_IF_ALL_HID, &[&id, &sequence])? == 1)
    }
}
