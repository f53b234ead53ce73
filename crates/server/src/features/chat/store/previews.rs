//! Previews of chat rooms: what a member sees of the latest messages, without those of users they do not
//! see and of deleted accounts. A bounded number of messages is examined.

use super::{ChatStore, MessageRow, messages};
use crate::features::accounts::UserId;
use crate::features::chat::ConversationId;
use crate::platform::db::{DbError, id_list};

/// The end of a chat room as a member sees it.
#[derive(Clone, Debug)]
pub struct Preview {
    pub id: ConversationId,
    /// Examined messages of others that this member sees and has not read.
    pub unread: u32,
    /// The newest examined message that this member sees.
    pub last: Option<MessageRow>,
}

macro_rules! previews_sql {
    ($rooms:literal, $hidden:literal) => {
        concat!(
            "SELECT m.conversation_id,
                    (SELECT COUNT(*) FROM (
                         SELECT x.sequence, x.sender_id FROM messages x
                         WHERE x.conversation_id = m.conversation_id AND x.sequence > m.read_sequence
                         ORDER BY x.sequence DESC LIMIT $4) y
                     WHERE y.sender_id <> m.user_id AND y.sender_id NOT IN ",
            $hidden,
            " AND ",
            sender_exists!("y"),
            " AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                                          AND h.sequence = y.sequence AND h.user_id = m.user_id)),
                    l.conversation_id, l.sequence, l.id, l.sender_id, l.client_id, l.key_id, l.token, l.sent_at
             FROM conversation_members m
             LEFT JOIN messages l ON l.conversation_id = m.conversation_id AND l.sequence = (
                 SELECT MAX(y.sequence) FROM (
                     SELECT x.sequence, x.sender_id FROM messages x WHERE x.conversation_id = m.conversation_id
                     ORDER BY x.sequence DESC LIMIT $4) y
                 WHERE y.sender_id NOT IN ",
            $hidden,
            " AND ",
            sender_exists!("y"),
            " AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                                      AND h.sequence = y.sequence AND h.user_id = m.user_id))
             WHERE m.user_id = $1 AND m.conversation_id IN ",
            $rooms
        )
    };
}

const PREVIEWS_SQLITE: &str = previews_sql!(
    "(SELECT unhex(replace(j.value, '-', '')) FROM json_each($2) j)",
    "(SELECT unhex(replace(j.value, '-', '')) FROM json_each($3) j)"
);
const PREVIEWS_POSTGRES: &str = previews_sql!(
    "(SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($2 AS TEXT) AS JSONB)) j)",
    "(SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($3 AS TEXT) AS JSONB)) j)"
);

impl ChatStore<'_, '_> {
    /// Returns previews of these chat rooms for a member, without messages of the users in `hidden`.
    /// Examines the latest `max_messages` messages of each room.
    pub fn previews(
        &mut self,
        user: UserId,
        rooms: &[ConversationId],
        hidden: &[UserId],
        max_messages: u32,
    ) -> Result<Vec<Preview>, DbError> {
        let sql = self.by_dialect(PREVIEWS_SQLITE, PREVIEWS_POSTGRES);
        let (rooms, hidden) = (id_list(rooms.iter().map(|id| id.0)), id_list(hidden.iter().map(|user| user.0)));
        self.0.query(sql, &[&user, &rooms, &hidden, &max_messages], |row| {
            let last = match row.get::<Option<ConversationId>>(2)? {
                Some(_) => Some(messages::message_from(row, 2)?),
                None => None,
            };
            Ok(Preview { id: row.get(0)?, unread: row.get(1)?, last })
        })
    }
}
