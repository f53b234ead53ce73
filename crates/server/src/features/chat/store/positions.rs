//! Positions of members and conversations, for delivery over sockets.

use jiff::Timestamp;

use super::{ChatStore, parse_kind};
use crate::features::accounts::UserId;
use crate::features::chat::{ConversationId, ConversationKind};
use crate::platform::db::{DbError, id_list};

/// A member's position in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct MemberPosition {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub last_sequence: i64,
    /// The sequence up to which this member has read.
    pub read_sequence: i64,
}

/// The position of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct ConversationPosition {
    pub id: ConversationId,
    pub last_sequence: i64,
    /// The sum of both read positions; `None` for a chat room.
    pub read_sum: Option<i64>,
}

const MEMBER_POSITIONS: &str = "
    SELECT c.id, c.kind, c.last_sequence, m.read_sequence FROM conversation_members m
    JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = $1";
/// The sum of both read positions of two friends grows whenever one of them reads on. Chat rooms have no read
/// receipts.
macro_rules! conversation_positions_sql {
    ($ids:literal) => {
        concat!(
            "SELECT c.id, c.last_sequence, CASE WHEN c.kind = 'direct' THEN
                (SELECT CAST(SUM(m.read_sequence) AS BIGINT) FROM conversation_members m WHERE m.conversation_id = c.id) END
             FROM conversations c WHERE c.id IN (",
            $ids,
            ")"
        )
    };
}

const CONVERSATION_POSITIONS_SQLITE: &str =
    conversation_positions_sql!("SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j");
const CONVERSATION_POSITIONS_POSTGRES: &str = conversation_positions_sql!(
    "SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j"
);
const MEMBERS_AMONG_SQLITE: &str = "
    SELECT user_id, read_sequence FROM conversation_members WHERE conversation_id = $1
       AND user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($2) j)";
const MEMBERS_AMONG_POSTGRES: &str = "
    SELECT user_id, read_sequence FROM conversation_members WHERE conversation_id = $1
       AND user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($2 AS TEXT) AS JSONB)) j)";
const JOINED_SINCE_SQLITE: &str = "
    SELECT user_id, conversation_id FROM conversation_members
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) AND joined_at > $2";
const JOINED_SINCE_POSTGRES: &str = "
    SELECT user_id, conversation_id FROM conversation_members
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
      AND joined_at > $2";

impl ChatStore<'_, '_> {
    /// Returns a user's position in all their conversations, in unspecified order.
    pub fn member_positions(&mut self, user: UserId) -> Result<Vec<MemberPosition>, DbError> {
        self.0.query(MEMBER_POSITIONS, &[&user], |row| {
            let kind = parse_kind(&row.get::<String>(1)?)?;
            Ok(MemberPosition { id: row.get(0)?, kind, last_sequence: row.get(2)?, read_sequence: row.get(3)? })
        })
    }

    /// Returns which of `users` joined which conversations after `since`.
    pub fn joined_since(
        &mut self,
        users: &[UserId],
        since: Timestamp,
    ) -> Result<Vec<(UserId, ConversationId)>, DbError> {
        let sql = self.by_dialect(JOINED_SINCE_SQLITE, JOINED_SINCE_POSTGRES);
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0)), &since], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns the positions of these conversations.
    pub fn conversation_positions(&mut self, ids: &[ConversationId]) -> Result<Vec<ConversationPosition>, DbError> {
        let sql = self.by_dialect(CONVERSATION_POSITIONS_SQLITE, CONVERSATION_POSITIONS_POSTGRES);
        self.0.query(sql, &[&id_list(ids.iter().map(|id| id.0))], |row| {
            Ok(ConversationPosition { id: row.get(0)?, last_sequence: row.get(1)?, read_sum: row.get(2)? })
        })
    }

    /// Returns those of `users` who are members, with their read positions.
    pub fn members_among(&mut self, id: ConversationId, users: &[UserId]) -> Result<Vec<(UserId, i64)>, DbError> {
        let sql = self.by_dialect(MEMBERS_AMONG_SQLITE, MEMBERS_AMONG_POSTGRES);
        self.0.query(sql, &[&id, &id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
