//! What members see of rooms in which some messages are not for their eyes, or are gone with the
//! accounts that wrote them: told by looking at the latest messages, a bounded number of them.

use super::{ChatStore, MessageRow, messages};
use crate::features::accounts::UserId;
use crate::features::chat::ConversationId;
use crate::platform::db::{DbError, id_list};

/// What a member sees at the end of a room.
#[derive(Clone, Debug)]
pub struct Glance {
    /// The room.
    pub id: ConversationId,
    /// Of the messages looked at: those of others that this member sees and has not read.
    pub unread: u32,
    /// The newest of them that this member sees.
    pub last: Option<MessageRow>,
}

macro_rules! glances_sql {
    ($rooms:literal, $hidden:literal) => {
        concat!(
            "SELECT m.conversation_id,
                    (SELECT COUNT(*) FROM (
                         SELECT x.sequence, x.sender_id FROM messages x
                         WHERE x.conversation_id = m.conversation_id AND x.sequence > m.read_sequence
                         ORDER BY x.sequence DESC LIMIT $4) y
                     WHERE y.sender_id <> m.user_id AND y.sender_id NOT IN ",
            $hidden,
            "  AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                                          AND h.sequence = y.sequence AND h.user_id = m.user_id)),
                    l.conversation_id, l.sequence, l.id, l.sender_id, l.client_id, l.key_id, l.token, l.sent_at
             FROM conversation_members m
             LEFT JOIN messages l ON l.conversation_id = m.conversation_id AND l.sequence = (
                 SELECT MAX(y.sequence) FROM (
                     SELECT x.sequence, x.sender_id FROM messages x WHERE x.conversation_id = m.conversation_id
                     ORDER BY x.sequence DESC LIMIT $4) y
                 WHERE y.sender_id NOT IN ",
            $hidden,
            "  AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = m.conversation_id
                                      AND h.sequence = y.sequence AND h.user_id = m.user_id))
             WHERE m.user_id = $1 AND m.conversation_id IN ",
            $rooms
        )
    };
}

const GLANCES_SQLITE: &str = glances_sql!(
    "(SELECT unhex(replace(j.value, '-', '')) FROM json_each($2) j)",
    "(SELECT unhex(replace(j.value, '-', '')) FROM json_each($3) j)"
);
const GLANCES_POSTGRES: &str = glances_sql!(
    "(SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($2 AS TEXT) AS JSONB)) j)",
    "(SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($3 AS TEXT) AS JSONB)) j)"
);

impl ChatStore<'_, '_> {
    /// What somebody sees at the end of each of these rooms they are in, without what `hidden`
    /// wrote. At most `looked_at` messages of each are looked at, the newest ones.
    pub fn glances(
        &mut self,
        user: UserId,
        rooms: &[ConversationId],
        hidden: &[UserId],
        looked_at: u32,
    ) -> Result<Vec<Glance>, DbError> {
        let sql = self.pick(GLANCES_SQLITE, GLANCES_POSTGRES);
        let (rooms, hidden) = (id_list(rooms.iter().map(|id| id.0)), id_list(hidden.iter().map(|user| user.0)));
        self.0.query(sql, &[&user, &rooms, &hidden, &looked_at], |row| {
            let last = match row.get::<Option<ConversationId>>(2)? {
                Some(_) => Some(messages::message_at(row, 2)?),
                None => None,
            };
            Ok(Glance { id: row.get(0)?, unread: row.get(1)?, last })
        })
    }
}
