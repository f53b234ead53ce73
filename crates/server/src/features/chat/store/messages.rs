//! Messages and which members have hidden them.

use jiff::Timestamp;

use super::ChatStore;
use crate::features::accounts::UserId;
use crate::features::chat::seal::SealedText;
use crate::features::chat::{ConversationId, MessageId};
use crate::platform::db::{DbError, Row, id_list};

#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Debug)]
pub struct MessageRow {
    pub conversation: ConversationId,
    /// The position in the conversation, from 1.
    pub sequence: i64,
    pub id: MessageId,
    pub sender: UserId,
    /// The id that the sender's client chose.
    pub client_id: String,
    pub sealed: SealedText,
    pub sent_at: Timestamp,
}

/// A message that a member has hidden from themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub struct HiddenMessage {
    pub user: UserId,
    pub conversation: ConversationId,
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

const BY_ID: &str = concat!(message_sql!("WHERE m.id = $1 AND "), sender_exists!("m"));
const HISTORY_NEWEST: &str = concat!(
    message_sql!(
        "WHERE m.conversation_id = $1 AND m.sequence < $2 AND m.sequence > $3
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                              AND h.sequence = m.sequence AND h.user_id = $4)
           AND "
    ),
    sender_exists!("m"),
    " ORDER BY m.sequence DESC LIMIT $5"
);
const HISTORY_OLDEST: &str = concat!(
    message_sql!(
        "WHERE m.conversation_id = $1 AND m.sequence < $2 AND m.sequence > $3
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                              AND h.sequence = m.sequence AND h.user_id = $4)
           AND "
    ),
    sender_exists!("m"),
    " ORDER BY m.sequence LIMIT $5"
);
const MESSAGES_AFTER: &str = concat!(
    message_sql!("WHERE m.conversation_id = $1 AND m.sequence > $2 AND "),
    sender_exists!("m"),
    " ORDER BY m.sequence LIMIT $3"
);
const COUNT_UNREAD_BETWEEN: &str = concat!(
    "SELECT COUNT(*) FROM messages m
     WHERE m.conversation_id = $1 AND m.sequence > $2 AND m.sequence <= $3 AND m.sender_id <> $4
        AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                           AND h.sequence = m.sequence AND h.user_id = $4)
        AND ",
    sender_exists!("m")
);
const HIDE_MESSAGE: &str = "
    INSERT INTO message_hides (conversation_id, sequence, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const IS_HIDDEN: &str = "SELECT 1 FROM message_hides WHERE conversation_id = $1 AND sequence = $2 AND user_id = $3";
const RECORD_HIDDEN: &str = "
    INSERT INTO recent_message_hides (user_id, message_id, conversation_id, hidden_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
const DELETE_OLD_HIDDEN: &str = "DELETE FROM recent_message_hides WHERE user_id = $1 AND hidden_at < $2";
const HIDDEN_BY: &str = "SELECT user_id, conversation_id, message_id FROM recent_message_hides WHERE message_id = $1";
const HIDDEN_SINCE_SQLITE: &str = "
    SELECT user_id, conversation_id, message_id FROM recent_message_hides
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) AND hidden_at > $2";
const HIDDEN_SINCE_POSTGRES: &str = "
    SELECT user_id, conversation_id, message_id FROM recent_message_hides
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
      AND hidden_at > $2";
const LAST_VISIBLE_UP_TO: &str = concat!(
    "SELECT m.sequence FROM messages m WHERE m.conversation_id = $1 AND m.sequence <= $2
        AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                           AND h.sequence = m.sequence AND h.user_id = $3)
        AND ",
    sender_exists!("m"),
    " ORDER BY m.sequence DESC LIMIT 1"
);
/// Deletes the message if no member is left who has not hidden it.
const DELETE_IF_HIDDEN_BY_ALL: &str = "
    DELETE FROM messages WHERE conversation_id = $1 AND sequence = $2 AND NOT EXISTS (
        SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = $1
                              AND h.sequence = $2 AND h.user_id = m.user_id))";

/// Reads a message from the columns starting at `at`.
pub(super) fn message_from(row: &Row<'_>, at: usize) -> Result<MessageRow, DbError> {
    Ok(MessageRow {
        conversation: row.get(at)?,
        sequence: row.get(at + 1)?,
        id: row.get(at + 2)?,
        sender: row.get(at + 3)?,
        client_id: row.get(at + 4)?,
        sealed: SealedText { key_id: row.get(at + 5)?, token: row.get(at + 6)? },
        sent_at: row.get(at + 7)?,
    })
}

fn message(row: &Row<'_>) -> Result<MessageRow, DbError> {
    message_from(row, 0)
}

fn hidden(row: &Row<'_>) -> Result<HiddenMessage, DbError> {
    Ok(HiddenMessage { user: row.get(0)?, conversation: row.get(1)?, message: row.get(2)? })
}

impl ChatStore<'_, '_> {
    /// Returns a message, whether or not a member has hidden it.
    pub fn find_message(&mut self, id: MessageId) -> Result<Option<MessageRow>, DbError> {
        self.0.optional(BY_ID, &[&id], message)
    }

    /// Returns up to `limit` messages between two sequences that the reader has not hidden: the newest,
    /// newest first, if `newest`, otherwise the oldest, oldest first.
    pub fn history(
        &mut self,
        id: ConversationId,
        reader: UserId,
        (after, before): (i64, i64),
        newest: bool,
        limit: i64,
    ) -> Result<Vec<MessageRow>, DbError> {
        let sql = if newest { HISTORY_NEWEST } else { HISTORY_OLDEST };
        self.0.query(sql, &[&id, &before, &after, &reader, &limit], message)
    }

    /// Returns up to `limit` messages after a sequence, including hidden ones.
    pub fn messages_after(&mut self, id: ConversationId, after: i64, limit: i64) -> Result<Vec<MessageRow>, DbError> {
        self.0.query(MESSAGES_AFTER, &[&id, &after, &limit], message)
    }

    /// Counts messages of others after the first sequence and up to the second that the reader has not
    /// hidden. The cost grows with their number, but each message is counted only once, when it is read.
    pub fn count_unread_between(
        &mut self,
        id: ConversationId,
        reader: UserId,
        (after, up_to): (i64, i64),
    ) -> Result<i64, DbError> {
        self.0.one(COUNT_UNREAD_BETWEEN, &[&id, &after, &up_to, &reader], |row| row.get(0))
    }

    /// Hides a message from a member. Returns `false` if it was hidden before.
    pub fn hide_message(&mut self, id: ConversationId, sequence: i64, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(HIDE_MESSAGE, &[&id, &sequence, &user])? == 1)
    }

    pub fn is_hidden(&mut self, id: ConversationId, sequence: i64, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(IS_HIDDEN, &[&id, &sequence, &user], |_| Ok(()))?.is_some())
    }

    /// Records for other nodes that a member has hidden a message, and deletes the member's records older
    /// than `before`.
    pub fn record_hidden(&mut self, hidden: HiddenMessage, before: Timestamp) -> Result<(), DbError> {
        let now = self.0.now();
        let HiddenMessage { user, conversation, message } = hidden;
        self.0.execute(DELETE_OLD_HIDDEN, &[&user, &before])?;
        self.0.execute(RECORD_HIDDEN, &[&user, &message, &conversation, &now])?;
        Ok(())
    }

    /// Returns who has recently hidden a message.
    pub fn hidden_by(&mut self, id: MessageId) -> Result<Vec<HiddenMessage>, DbError> {
        self.0.query(HIDDEN_BY, &[&id], hidden)
    }

    /// Returns what `users` have hidden after `since`.
    pub fn hidden_since(&mut self, users: &[UserId], since: Timestamp) -> Result<Vec<HiddenMessage>, DbError> {
        let sql = self.by_dialect(HIDDEN_SINCE_SQLITE, HIDDEN_SINCE_POSTGRES);
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0)), &since], hidden)
    }

    /// Returns the last sequence up to `sequence` that the reader has not hidden, or 0.
    pub fn last_visible_up_to(&mut self, id: ConversationId, sequence: i64, reader: UserId) -> Result<i64, DbError> {
        Ok(self.0.optional(LAST_VISIBLE_UP_TO, &[&id, &sequence, &reader], |row| row.get(0))?.unwrap_or(0))
    }

    /// Deletes a message if every member has hidden it. Returns whether it did.
    pub fn delete_if_hidden_by_all(&mut self, id: ConversationId, sequence: i64) -> Result<bool, DbError> {
        Ok(self.0.execute(DELETE_IF_HIDDEN_BY_ALL, &[&id, &sequence])? == 1)
    }
}
