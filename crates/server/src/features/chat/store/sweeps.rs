//! Conversations that members have left, which may have messages to remove.

use super::ChatStore;
use crate::features::accounts::UserId;
use crate::features::chat::ConversationId;
use crate::platform::db::DbError;

const SCHEDULE: &str = "
    INSERT INTO conversation_sweeps (conversation_id, sequence) SELECT id, 0 FROM conversations WHERE id = $1
    ON CONFLICT (conversation_id) DO UPDATE SET sequence = 0";
const NEXT: &str = "
    SELECT conversation_id FROM conversation_sweeps
    WHERE conversation_id > $1 ORDER BY conversation_id LIMIT 1";
const POSITION: &str = "SELECT sequence FROM conversation_sweeps WHERE conversation_id = $1";
const SAVE_POSITION: &str = "UPDATE conversation_sweeps SET sequence = $2 WHERE conversation_id = $1";
const FINISH: &str = "DELETE FROM conversation_sweeps WHERE conversation_id = $1";
const HIDDEN_AFTER: &str = "
    SELECT DISTINCT sequence FROM message_hides WHERE conversation_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
const DELETE_HIDDEN_BY_ALL: &str = "
    DELETE FROM messages WHERE conversation_id = $1
       AND sequence IN (SELECT h.sequence FROM message_hides h
                        WHERE h.conversation_id = $1 AND h.sequence > $2 AND h.sequence <= $3)
       AND NOT EXISTS (
        SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = $1
                              AND h.sequence = messages.sequence AND h.user_id = m.user_id))";
const ANY_MEMBER: &str = "SELECT 1 FROM conversation_members WHERE conversation_id = $1 LIMIT 1";
const SCHEDULE_OF_USER: &str = "
    INSERT INTO conversation_sweeps (conversation_id, sequence)
    SELECT conversation_id, 0 FROM conversation_members WHERE user_id = $1 ORDER BY conversation_id LIMIT $2
    ON CONFLICT (conversation_id) DO UPDATE SET sequence = 0";
const LEAVE: &str = "
    DELETE FROM conversation_members WHERE (conversation_id, user_id) IN (
        SELECT conversation_id, user_id FROM conversation_members WHERE user_id = $1 ORDER BY conversation_id LIMIT $2)";

impl ChatStore<'_, '_> {
    /// Records that a member has left, so that a background job removes what nobody sees any more.
    pub fn schedule_sweep(&mut self, id: ConversationId) -> Result<(), DbError> {
        self.0.execute_later(SCHEDULE, &[&id])
    }

    /// Returns the first conversation after `after` that has to be swept.
    pub fn next_sweep(&mut self, after: ConversationId) -> Result<Option<ConversationId>, DbError> {
        self.0.optional(NEXT, &[&after], |row| row.get(0))
    }

    /// Returns up to which sequence a conversation has been swept; `None` if it need not be.
    pub fn sweep_position(&mut self, id: ConversationId) -> Result<Option<i64>, DbError> {
        self.0.optional(POSITION, &[&id], |row| row.get(0))
    }

    pub fn save_sweep_position(&mut self, id: ConversationId, sequence: i64) -> Result<(), DbError> {
        self.0.execute(SAVE_POSITION, &[&id, &sequence])?;
        Ok(())
    }

    pub fn finish_sweep(&mut self, id: ConversationId) -> Result<(), DbError> {
        self.0.execute(FINISH, &[&id])?;
        Ok(())
    }

    /// Returns the sequences of up to `limit` messages after `after` that a member has hidden, in order.
    pub fn hidden_after(&mut self, id: ConversationId, after: i64, limit: u32) -> Result<Vec<i64>, DbError> {
        self.0.query(HIDDEN_AFTER, &[&id, &after, &limit], |row| row.get(0))
    }

    /// Deletes the messages after `after` up to `last` that every member has hidden.
    pub fn delete_hidden_by_all(&mut self, id: ConversationId, after: i64, last: i64) -> Result<(), DbError> {
        self.0.execute(DELETE_HIDDEN_BY_ALL, &[&id, &after, &last])?;
        Ok(())
    }

    pub fn has_members(&mut self, id: ConversationId) -> Result<bool, DbError> {
        Ok(self.0.optional(ANY_MEMBER, &[&id], |_| Ok(()))?.is_some())
    }

    /// Removes a user from up to `limit` conversations, schedules their sweeps, and returns from how many.
    pub fn leave_some(&mut self, user: UserId, limit: u32) -> Result<u64, DbError> {
        self.0.execute_later(SCHEDULE_OF_USER, &[&user, &limit])?;
        self.0.execute(LEAVE, &[&user, &limit])
    }
}
