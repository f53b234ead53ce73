//! Who is where, as the sockets need to know it.

use jiff::Timestamp;

use super::{ChatStore, kind};
use crate::features::accounts::UserId;
use crate::features::chat::{ConversationId, Kind};
use crate::platform::db::{DbError, id_list};

/// A conversation that somebody is in.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which.
    pub id: ConversationId,
    /// Between whom.
    pub kind: Kind,
    /// Of the newest message.
    pub last_sequence: i64,
    /// Up to where this member has read.
    pub read_sequence: i64,
}

const PLACES: &str = "
    SELECT c.id, c.kind, c.last_sequence, m.read_sequence FROM conversation_members m
    JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = $1";
/// How far a conversation is.
#[derive(Clone, Copy, Debug)]
pub struct HowFar {
    /// Which.
    pub id: ConversationId,
    /// Of the newest message.
    pub last_sequence: i64,
    /// The sum of what two friends have read; nothing of a room.
    pub read: Option<i64>,
}

/// What two friends have read, taken together, rises with everything that either reads. Of a room it is not
/// asked: there nobody is told how far others are.
macro_rules! news {
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

const NEWS_SQLITE: &str = news!("SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j");
const NEWS_POSTGRES: &str =
    news!("SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j");
const AMONG_SQLITE: &str = "
    SELECT user_id, read_sequence FROM conversation_members WHERE conversation_id = $1
       AND user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($2) j)";
const AMONG_POSTGRES: &str = "
    SELECT user_id, read_sequence FROM conversation_members WHERE conversation_id = $1
       AND user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($2 AS TEXT) AS JSONB)) j)";
const CAME_SQLITE: &str = "
    SELECT user_id, conversation_id FROM conversation_members
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) AND joined_at > $2";
const CAME_POSTGRES: &str = "
    SELECT user_id, conversation_id FROM conversation_members
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
      AND joined_at > $2";

impl ChatStore<'_, '_> {
    /// All conversations of somebody, in no order.
    pub fn places(&mut self, user: UserId) -> Result<Vec<Place>, DbError> {
        self.0.query(PLACES, &[&user], |row| {
            let kind = kind(&row.get::<String>(1)?)?;
            Ok(Place { id: row.get(0)?, kind, last_sequence: row.get(2)?, read_sequence: row.get(3)? })
        })
    }

    /// Who of `users` came into which conversation after `since`.
    pub fn came_since(&mut self, users: &[UserId], since: Timestamp) -> Result<Vec<(UserId, ConversationId)>, DbError> {
        let sql = self.pick(CAME_SQLITE, CAME_POSTGRES);
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0)), &since], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// How far these conversations are.
    pub fn how_far(&mut self, ids: &[ConversationId]) -> Result<Vec<HowFar>, DbError> {
        let sql = self.pick(NEWS_SQLITE, NEWS_POSTGRES);
        self.0.query(sql, &[&id_list(ids.iter().map(|id| id.0))], |row| {
            Ok(HowFar { id: row.get(0)?, last_sequence: row.get(1)?, read: row.get(2)? })
        })
    }

    /// Those of `users` who are in a conversation, and what they have read.
    pub fn among(&mut self, id: ConversationId, users: &[UserId]) -> Result<Vec<(UserId, i64)>, DbError> {
        let sql = self.pick(AMONG_SQLITE, AMONG_POSTGRES);
        self.0.query(sql, &[&id, &id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
