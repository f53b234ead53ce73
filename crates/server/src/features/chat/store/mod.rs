//! SQL of chat: conversations and members here; messages, positions and keys in submodules.

/// The messages of a deleted account are removed little by little, and nobody sees them meanwhile. PostgreSQL would turn
/// NOT EXISTS into a join that reads the whole index.
macro_rules! sender_exists {
    ($message:literal) => {
        concat!("(SELECT d.id FROM users d WHERE d.deleted = TRUE AND d.id = ", $message, ".sender_id) IS NULL")
    };
}

mod messages;
mod positions;
mod previews;
mod reencryption;
mod sending;
mod sweeps;

use jiff::Timestamp;
use uuid::Uuid;

use super::{ConversationId, ConversationKind};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row, Tx};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

pub use messages::{HiddenMessage, MessageRow};
pub use positions::{ConversationPosition, MemberPosition};
pub use previews::Preview;
pub use reencryption::ReencryptionProgress;
pub use sending::{MemberChange, NewMessage, RoomAlerts, SendState};

/// A conversation with one member's state.
#[derive(Clone, Debug)]
pub struct ConversationRow {
    pub id: ConversationId,
    pub kind: ConversationKind,
    /// 0 if there are no messages.
    pub last_sequence: i64,
    /// When the last message was sent, or when the conversation was created.
    pub last_at: Timestamp,
    /// The sequence up to which this member has read.
    pub read_sequence: i64,
    /// Later messages that don't count as unread: the member's own and hidden ones.
    pub skipped: i64,
    /// The other member and the sequence up to which they have read; `None` in a chat room.
    pub other: Option<(UserId, i64)>,
    /// The newest message that this member has not hidden.
    pub last: Option<MessageRow>,
}

/// A member's state in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    pub kind: ConversationKind,
    pub last_sequence: i64,
    /// The sequence up to which this member has read.
    pub read_sequence: i64,
    /// Later messages that don't count as unread: the member's own and hidden ones.
    pub skipped: i64,
    /// The other one of two friends.
    pub other: Option<UserId>,
    /// Whether the member got an alert about unread messages.
    pub alerted: bool,
}

/// A member whose alert about unread messages is due.
#[derive(Clone, Copy, Debug)]
pub struct DueAlert {
    pub conversation: ConversationId,
    pub user: UserId,
}

const INSERT: &str = "
    INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES ($1, $2, 0, $3) ON CONFLICT (id) DO NOTHING";
const FIND_DIRECT: &str = "SELECT conversation_id FROM direct_conversations WHERE low_id = $1 AND high_id = $2";
const INSERT_DIRECT: &str = "INSERT INTO direct_conversations (low_id, high_id, conversation_id) VALUES ($1, $2, $3)";
/// New members start with everything read.
const ADD_MEMBER: &str = "
    INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at)
    VALUES ($1, $2, (SELECT last_sequence FROM conversations WHERE id = $1), $3) ON CONFLICT DO NOTHING";
const REMOVE_MEMBER: &str = "DELETE FROM conversation_members WHERE conversation_id = $1 AND user_id = $2";
const MEMBERSHIP: &str = "
    SELECT c.kind, c.last_sequence, m.read_sequence, m.skipped, o.user_id, m.alerted
    FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
    LEFT JOIN conversation_members o
           ON o.conversation_id = m.conversation_id AND c.kind = 'direct' AND o.user_id <> m.user_id
    WHERE m.conversation_id = $1 AND m.user_id = $2";
macro_rules! conversation_sql {
    ($condition:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.last_sequence, c.last_at, m.read_sequence, m.skipped, o.user_id, o.read_sequence,
                    l.conversation_id, l.sequence, l.id, l.sender_id, l.client_id, l.key_id, l.token, l.sent_at
             FROM conversation_members m
             JOIN conversations c ON c.id = m.conversation_id
             LEFT JOIN conversation_members o
                    ON o.conversation_id = c.id AND c.kind = 'direct' AND o.user_id <> m.user_id
             LEFT JOIN messages l ON l.conversation_id = c.id AND l.sequence = (
                 SELECT x.sequence FROM messages x
                 WHERE x.conversation_id = c.id
                   AND x.sequence <= CASE WHEN m.tail_sequence = c.last_sequence THEN m.tail_visible
                                          ELSE c.last_sequence END
                   AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = x.conversation_id
                                      AND h.sequence = x.sequence AND h.user_id = m.user_id)
                   AND ",
            sender_exists!("x"),
            "
                 ORDER BY x.sequence DESC LIMIT 1)
             WHERE m.user_id = $1 AND ",
            $condition
        )
    };
}
const LIST: &str = conversation_sql!("(c.last_at, c.id) < ($2, $3) ORDER BY c.last_at DESC, c.id DESC LIMIT $4");
const SHOW: &str = conversation_sql!("m.conversation_id = $2");
const SAVE_READ_POSITION: &str = "
    UPDATE conversation_members SET read_sequence = $3, skipped = $4, alert_due_at = NULL, alerted = FALSE
    WHERE conversation_id = $1 AND user_id = $2";
const INCREMENT_SKIPPED: &str = "
    UPDATE conversation_members SET skipped = skipped + 1 WHERE conversation_id = $1 AND user_id = $2";
const SAVE_LAST_VISIBLE: &str = "
    UPDATE conversation_members SET tail_sequence = $3, tail_visible = $4
    WHERE conversation_id = $1 AND user_id = $2";
const DUE_ALERTS: &str = "
    SELECT conversation_id, user_id FROM conversation_members
    WHERE alert_due_at <= $1 ORDER BY alert_due_at LIMIT $2";
const ANY_DUE_ALERT: &str = "SELECT 1 FROM conversation_members WHERE alert_due_at <= $1 LIMIT 1";
const FINISH_ALERT: &str = "
    UPDATE conversation_members SET alert_due_at = NULL, alerted = $3 WHERE conversation_id = $1 AND user_id = $2";
const SHOWS_PRESENCE: &str = "SELECT show_presence FROM chat_settings WHERE user_id = $1";
const SAVE_SHOW_PRESENCE: &str = "
    INSERT INTO chat_settings (user_id, show_presence) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET show_presence = $2";
const CONVERSATIONS_AFTER: &str = "
    SELECT c.id, (SELECT m.user_id FROM conversation_members m WHERE m.conversation_id = c.id LIMIT 1)
    FROM conversations c WHERE c.id > $1 ORDER BY c.id LIMIT $2";
const DELETE_MESSAGES: &str = "
    DELETE FROM messages WHERE conversation_id = $1 AND sequence IN (
        SELECT sequence FROM messages WHERE conversation_id = $1 ORDER BY sequence LIMIT $2)";
const DELETE_IF_EMPTY: &str = "
    DELETE FROM conversations WHERE id = $1
       AND NOT EXISTS (SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1)";

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("message_hides", "conversation_id, sequence, user_id", "user_id", 200),
    rows_of_user!("messages", "conversation_id, sequence", "sender_id", 100),
    rows_of_user!("recent_message_hides", "user_id, message_id", "user_id", 200),
    rows_of_user!("direct_conversations", "low_id, high_id", "low_id", 200),
    rows_of_user!("direct_conversations", "low_id, high_id", "high_id", 200),
];

/// Store handle of chat.
pub struct ChatStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Queries of chat.
    pub fn chat(&mut self) -> ChatStore<'_, 'c> {
        ChatStore(self)
    }
}

fn parse_kind(text: &str) -> Result<ConversationKind, DbError> {
    match text {
        "direct" => Ok(ConversationKind::Direct),
        "challenge" => Ok(ConversationKind::Challenge),
        other => Err(DbError::Decode(format!("conversation kind {other}"))),
    }
}

fn membership_from(row: &Row<'_>) -> Result<Membership, DbError> {
    Ok(Membership {
        kind: parse_kind(&row.get::<String>(0)?)?,
        last_sequence: row.get(1)?,
        read_sequence: row.get(2)?,
        skipped: row.get(3)?,
        other: row.get(4)?,
        alerted: row.get(5)?,
    })
}

fn conversation_from(row: &Row<'_>) -> Result<ConversationRow, DbError> {
    let other: Option<UserId> = row.get(6)?;
    let read: Option<i64> = row.get(7)?;
    let last = match row.get::<Option<ConversationId>>(8)? {
        Some(_) => Some(messages::message_from(row, 8)?),
        None => None,
    };
    Ok(ConversationRow {
        id: row.get(0)?,
        kind: parse_kind(&row.get::<String>(1)?)?,
        last_sequence: row.get(2)?,
        last_at: row.get(3)?,
        read_sequence: row.get(4)?,
        skipped: row.get(5)?,
        other: other.zip(read),
        last,
    })
}

impl ChatStore<'_, '_> {
    fn by_dialect(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.0.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Inserts a conversation without members, unless one with this id exists.
    pub fn insert_conversation(&mut self, id: ConversationId, kind: ConversationKind) -> Result<(), DbError> {
        let now = self.0.now();
        let name = match kind {
            ConversationKind::Direct => "direct",
            ConversationKind::Challenge => "challenge",
        };
        self.0.execute(INSERT, &[&id, &name, &now])?;
        Ok(())
    }

    /// Returns the conversation of two users.
    pub fn find_direct(&mut self, low: UserId, high: UserId) -> Result<Option<ConversationId>, DbError> {
        self.0.optional(FIND_DIRECT, &[&low, &high], |row| row.get(0))
    }

    /// Records that `id` is the conversation of two users.
    pub fn insert_direct(&mut self, low: UserId, high: UserId, id: ConversationId) -> Result<(), DbError> {
        self.0.execute(INSERT_DIRECT, &[&low, &high, &id])?;
        Ok(())
    }

    /// Adds a member who has read everything so far. Does nothing for a member.
    pub fn add_member(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(ADD_MEMBER, &[&id, &user, &now])?;
        Ok(())
    }

    /// Removes a member. Messages that all remaining members have hidden are removed in the background.
    pub fn remove_member(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        self.0.execute_later(REMOVE_MEMBER, &[&id, &user])?;
        self.schedule_sweep(id)
    }

    /// Returns a member's state, or `None` if the user is not a member.
    pub fn membership(&mut self, id: ConversationId, user: UserId) -> Result<Option<Membership>, DbError> {
        self.0.optional(MEMBERSHIP, &[&id, &user], membership_from)
    }

    /// Returns up to `limit` of a user's conversations before `before`, most recent first.
    pub fn list(
        &mut self,
        user: UserId,
        before: (Timestamp, Uuid),
        limit: i64,
    ) -> Result<Vec<ConversationRow>, DbError> {
        self.0.query(LIST, &[&user, &before.0, &before.1, &limit], conversation_from)
    }

    /// Returns one of a user's conversations.
    pub fn conversation(&mut self, user: UserId, id: ConversationId) -> Result<Option<ConversationRow>, DbError> {
        self.0.optional(SHOW, &[&user, &id], conversation_from)
    }

    /// Saves how far a member has read and how many later messages don't count as unread.
    pub fn save_read_position(
        &mut self,
        id: ConversationId,
        user: UserId,
        sequence: i64,
        skipped: i64,
    ) -> Result<(), DbError> {
        self.0.execute(SAVE_READ_POSITION, &[&id, &user, &sequence, &skipped])?;
        Ok(())
    }

    /// Adds one message that does not count as unread.
    pub fn increment_skipped(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        self.0.execute(INCREMENT_SKIPPED, &[&id, &user])?;
        Ok(())
    }

    /// Caches that `visible` is the last message this member sees as long as `last` is the last sequence.
    pub fn save_last_visible(
        &mut self,
        id: ConversationId,
        user: UserId,
        last: i64,
        visible: i64,
    ) -> Result<(), DbError> {
        self.0.execute(SAVE_LAST_VISIBLE, &[&id, &user, &last, &visible])?;
        Ok(())
    }

    /// Returns up to `limit` due alerts.
    pub fn due_alerts(&mut self, limit: i64) -> Result<Vec<DueAlert>, DbError> {
        let now = self.0.now();
        self.0.query(DUE_ALERTS, &[&now, &limit], |row| Ok(DueAlert { conversation: row.get(0)?, user: row.get(1)? }))
    }

    pub fn has_due_alerts(&mut self) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.optional(ANY_DUE_ALERT, &[&now], |_| Ok(()))?.is_some())
    }

    /// Clears a due alert and records whether it was sent.
    pub fn finish_alert(&mut self, alert: &DueAlert, sent: bool) -> Result<(), DbError> {
        self.0.execute(FINISH_ALERT, &[&alert.conversation, &alert.user, &sent])?;
        Ok(())
    }

    /// Whether friends see that the user is online; the default is yes.
    pub fn shows_presence(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(SHOWS_PRESENCE, &[&user], |row| row.get(0))?.unwrap_or(true))
    }

    pub fn save_show_presence(&mut self, user: UserId, show: bool) -> Result<(), DbError> {
        self.0.execute(SAVE_SHOW_PRESENCE, &[&user, &show])?;
        Ok(())
    }

    /// Returns the next `limit` conversations after `after` in the order of their ids, and whether each has
    /// members.
    pub fn conversations_after(
        &mut self,
        after: ConversationId,
        limit: u32,
    ) -> Result<Vec<(ConversationId, bool)>, DbError> {
        self.0.query(CONVERSATIONS_AFTER, &[&after, &limit], |row| {
            Ok((row.get(0)?, row.get::<Option<UserId>>(1)?.is_some()))
        })
    }

    /// Deletes up to `limit` messages of a conversation and returns how many.
    pub fn delete_messages(&mut self, id: ConversationId, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_MESSAGES, &[&id, &limit])
    }

    /// Deletes a conversation if it has no members.
    pub fn delete_if_empty(&mut self, id: ConversationId) -> Result<(), DbError> {
        self.0.execute(DELETE_IF_EMPTY, &[&id])?;
        Ok(())
    }
}
