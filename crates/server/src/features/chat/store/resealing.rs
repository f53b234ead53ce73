//! Sealing anew: rows by their place, and how far it went.

use uuid::Uuid;

use super::{ChatStore, MessageRow, messages};
use crate::features::chat::ConversationId;
use crate::features::chat::seal::Sealed;
use crate::platform::db::DbError;

/// How far sealing anew went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The key that all are to be sealed with.
    pub key_id: String,
    /// Up to here this round is through.
    pub place: (Uuid, i64),
    /// Messages sealed anew in this round.
    pub changed: i64,
    /// A whole round found nothing.
    pub done: bool,
}

const PROGRESS: &str = "SELECT key_id, conversation_id, sequence, resealed, done FROM reseal_progress WHERE id = 1";
const NOTE: &str = "
    INSERT INTO reseal_progress (id, key_id, conversation_id, sequence, resealed, done) VALUES (1, $1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET key_id = $1, conversation_id = $2, sequence = $3, resealed = $4, done = $5";
const WALK: &str = "
    SELECT m.conversation_id, m.sequence, m.id, m.sender_id, m.client_id, m.key_id, m.token, m.sent_at
    FROM messages m WHERE (m.conversation_id, m.sequence) > ($1, $2)
    ORDER BY m.conversation_id, m.sequence LIMIT $3";
const RESEAL: &str = "
    UPDATE messages SET key_id = $4, token = $5 WHERE conversation_id = $1 AND sequence = $2 AND key_id = $3";
const KEY_USE: &str = "SELECT key_id, COUNT(*) FROM messages GROUP BY key_id ORDER BY key_id";

impl ChatStore<'_, '_> {
    /// How far it went, if it ever began.
    pub fn progress(&mut self) -> Result<Option<Progress>, DbError> {
        self.0.optional(PROGRESS, &[], |row| {
            Ok(Progress {
                key_id: row.get(0)?,
                place: (row.get(1)?, row.get(2)?),
                changed: row.get(3)?,
                done: row.get(4)?,
            })
        })
    }

    /// Notes how far it went.
    pub fn note_progress(&mut self, progress: &Progress) -> Result<(), DbError> {
        let Progress { key_id, place, changed, done } = progress;
        self.0.execute(NOTE, &[key_id, &place.0, &place.1, changed, done])?;
        Ok(())
    }

    /// The next `limit` messages after a place, by place.
    pub fn walk(&mut self, place: (Uuid, i64), limit: i64) -> Result<Vec<MessageRow>, DbError> {
        self.0.query(WALK, &[&place.0, &place.1, &limit], |row| messages::message_at(row, 0))
    }

    /// Puts another token in the place of one of this key; answers whether it did.
    pub fn reseal(
        &mut self,
        conversation: ConversationId,
        sequence: i64,
        old_key: &str,
        sealed: &Sealed,
    ) -> Result<bool, DbError> {
        let changed = self.0.execute(RESEAL, &[&conversation, &sequence, &old_key, &sealed.key_id, &sealed.token])?;
        Ok(changed == 1)
    }

    /// How many messages each key has sealed. Looks at all of them: for the server's keeper.
    pub fn key_use(&mut self) -> Result<Vec<(String, i64)>, DbError> {
        self.0.query(KEY_USE, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
