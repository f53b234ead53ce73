//! Re-encryption of messages, and its saved progress.

use uuid::Uuid;

use super::{ChatStore, MessageRow, messages};
use crate::features::chat::ConversationId;
use crate::features::chat::seal::SealedText;
use crate::platform::db::DbError;

/// The progress of a re-encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReencryptionProgress {
    /// The key to encrypt with.
    pub key_id: String,
    /// The last conversation and sequence examined in this pass.
    pub position: (Uuid, i64),
    /// Messages changed in this pass.
    pub changed: i64,
    /// A whole pass found nothing to change.
    pub done: bool,
}

const LOAD_PROGRESS: &str =
    "SELECT key_id, conversation_id, sequence, resealed, done FROM reseal_progress WHERE id = 1";
const SAVE_PROGRESS: &str = "
    INSERT INTO reseal_progress (id, key_id, conversation_id, sequence, resealed, done) VALUES (1, $1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET key_id = $1, conversation_id = $2, sequence = $3, resealed = $4, done = $5";
const MESSAGES_AFTER_POSITION: &str = "
    SELECT m.conversation_id, m.sequence, m.id, m.sender_id, m.client_id, m.key_id, m.token, m.sent_at
    FROM messages m WHERE (m.conversation_id, m.sequence) > ($1, $2)
    ORDER BY m.conversation_id, m.sequence LIMIT $3";
const REPLACE_TOKEN: &str = "
    UPDATE messages SET key_id = $4, token = $5 WHERE conversation_id = $1 AND sequence = $2 AND key_id = $3";
/// The first id after another one, found in the index: with one query per id no message is read.
const NEXT_KEY: &str = "SELECT MIN(key_id) FROM messages WHERE key_id > $1";
const KEY_USE: &str = "SELECT key_id, COUNT(*) FROM messages GROUP BY key_id ORDER BY key_id";

impl ChatStore<'_, '_> {
    /// Returns the saved progress, or `None` if there never was a re-encryption.
    pub fn reencryption_progress(&mut self) -> Result<Option<ReencryptionProgress>, DbError> {
        self.0.optional(LOAD_PROGRESS, &[], |row| {
            Ok(ReencryptionProgress {
                key_id: row.get(0)?,
                position: (row.get(1)?, row.get(2)?),
                changed: row.get(3)?,
                done: row.get(4)?,
            })
        })
    }

    pub fn save_reencryption_progress(&mut self, progress: &ReencryptionProgress) -> Result<(), DbError> {
        let ReencryptionProgress { key_id, position, changed, done } = progress;
        self.0.execute(SAVE_PROGRESS, &[key_id, &position.0, &position.1, changed, done])?;
        Ok(())
    }

    /// Returns the next `limit` messages after a position, in the order of conversation and sequence.
    pub fn messages_after_position(&mut self, position: (Uuid, i64), limit: i64) -> Result<Vec<MessageRow>, DbError> {
        self.0.query(MESSAGES_AFTER_POSITION, &[&position.0, &position.1, &limit], |row| messages::message_from(row, 0))
    }

    /// Replaces the token of a message that still has the key `old_key`. Returns whether it did.
    pub fn replace_token(
        &mut self,
        conversation: ConversationId,
        sequence: i64,
        old_key: &str,
        sealed: &SealedText,
    ) -> Result<bool, DbError> {
        let changed =
            self.0.execute(REPLACE_TOKEN, &[&conversation, &sequence, &old_key, &sealed.key_id, &sealed.token])?;
        Ok(changed == 1)
    }

    /// Returns the ids of all keys with which messages are encrypted, in order.
    pub fn used_key_ids(&mut self) -> Result<Vec<String>, DbError> {
        let mut ids: Vec<String> = Vec::new();
        loop {
            let after = ids.last().map_or("", String::as_str);
            let next: Option<String> = self.0.one(NEXT_KEY, &[&after], |row| row.get(0))?;
            match next {
                Some(id) => ids.push(id),
                None => return Ok(ids),
            }
        }
    }

    /// Counts the messages per key. Reads a whole index; only for the command line.
    pub fn key_use(&mut self) -> Result<Vec<(String, i64)>, DbError> {
        self.0.query(KEY_USE, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
