//! All the SQL of this room: conversations and who is in them here, messages and keys beside it.

mod glances;
mod messages;
mod places;
mod resealing;

use jiff::Timestamp;
use uuid::Uuid;

use super::{ConversationId, Kind};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row, Tx};

pub use glances::Glance;
pub use messages::{Hidden, MessageRow, NewMessage};
pub use places::{HowFar, Place};
pub use resealing::Progress;

/// A conversation as one of its members has it.
#[derive(Clone, Debug)]
pub struct ConversationRow {
    /// Its id.
    pub id: ConversationId,
    /// Between whom.
    pub kind: Kind,
    /// Of the newest message, 0 for none.
    pub last_sequence: i64,
    /// When something was written last, or when it began.
    pub last_at: Timestamp,
    /// Up to where this member has read.
    pub read_sequence: i64,
    /// Of what came after that: one's own, and what one hid.
    pub skipped: i64,
    /// The other one and what they have read; of two friends alone.
    pub other: Option<(UserId, i64)>,
    /// The newest message that this member sees.
    pub last: Option<MessageRow>,
}

/// Where somebody stands in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Between whom.
    pub kind: Kind,
    /// Of the newest message.
    pub last_sequence: i64,
    /// Up to where this member has read.
    pub read_sequence: i64,
    /// Of what came after that: one's own, and what one hid.
    pub skipped: i64,
    /// The other of two friends.
    pub other: Option<UserId>,
    /// Something of it was told beyond the app.
    pub alerted: bool,
}

/// Somebody to be told of what is unread.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Where.
    pub conversation: ConversationId,
    /// Who.
    pub user: UserId,
}

const INSERT: &str = "
    INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES ($1, $2, 0, $3) ON CONFLICT (id) DO NOTHING";
const PAIR: &str = "SELECT conversation_id FROM direct_conversations WHERE low_id = $1 AND high_id = $2";
const INSERT_PAIR: &str = "INSERT INTO direct_conversations (low_id, high_id, conversation_id) VALUES ($1, $2, $3)";
/// Who comes later has not missed what was said before.
const ENTER: &str = "
    INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at)
    VALUES ($1, $2, (SELECT last_sequence FROM conversations WHERE id = $1), $3) ON CONFLICT DO NOTHING";
const LEAVE: &str = "DELETE FROM conversation_members WHERE conversation_id = $1 AND user_id = $2";
const STANDING: &str = "
    SELECT c.kind, c.last_sequence, m.read_sequence, m.skipped, o.user_id, m.alerted
    FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
    LEFT JOIN conversation_members o
           ON o.conversation_id = m.conversation_id AND c.kind = 'direct' AND o.user_id <> m.user_id
    WHERE m.conversation_id = $1 AND m.user_id = $2";
macro_rules! conversation_sql {
    ($which:literal) => {
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
                 ORDER BY x.sequence DESC LIMIT 1)
             WHERE m.user_id = $1 AND ",
            $which
        )
    };
}
const LIST: &str = conversation_sql!("(c.last_at, c.id) < ($2, $3) ORDER BY c.last_at DESC, c.id DESC LIMIT $4");
const ONE: &str = conversation_sql!("m.conversation_id = $2");
const READ: &str = "
    UPDATE conversation_members SET read_sequence = $3, skipped = $4, alert_due_at = NULL, alerted = FALSE
    WHERE conversation_id = $1 AND user_id = $2";
const SKIP: &str = "
    UPDATE conversation_members SET skipped = skipped + 1 WHERE conversation_id = $1 AND user_id = $2";
const TAIL: &str = "
    UPDATE conversation_members SET tail_sequence = $3, tail_visible = $4
    WHERE conversation_id = $1 AND user_id = $2";
const ALERT_LATER: &str = "
    UPDATE conversation_members SET alert_due_at = $3
    WHERE conversation_id = $1 AND user_id <> $2 AND alert_due_at IS NULL";
const SIZE_UP_TO: &str = "
    SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation_members WHERE conversation_id = $1 LIMIT $2) m";
const DUE: &str = "
    SELECT conversation_id, user_id FROM conversation_members
    WHERE alert_due_at <= $1 ORDER BY alert_due_at LIMIT $2";
const ANY_DUE: &str = "SELECT 1 FROM conversation_members WHERE alert_due_at <= $1 LIMIT 1";
const ALERTED: &str = "
    UPDATE conversation_members SET alert_due_at = NULL, alerted = $3 WHERE conversation_id = $1 AND user_id = $2";
const SHOWS_PRESENCE: &str = "SELECT show_presence FROM chat_settings WHERE user_id = $1";
const SHOW_PRESENCE: &str = "
    INSERT INTO chat_settings (user_id, show_presence) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET show_presence = $2";
const INHABITED: &str = "
    SELECT c.id, (SELECT m.user_id FROM conversation_members m WHERE m.conversation_id = c.id LIMIT 1)
    FROM conversations c WHERE c.id > $1 ORDER BY c.id LIMIT $2";
const EMPTY: &str = "
    DELETE FROM messages WHERE conversation_id = $1 AND sequence IN (
        SELECT sequence FROM messages WHERE conversation_id = $1 ORDER BY sequence LIMIT $2)";
const REMOVE_LONELY: &str = "
    DELETE FROM conversations WHERE id IN (
        SELECT m.conversation_id FROM conversation_members m WHERE m.user_id = $1 AND NOT EXISTS (
            SELECT 1 FROM conversation_members o WHERE o.conversation_id = m.conversation_id AND o.user_id <> $1))";
/// What this member alone had not hidden, in all their conversations.
const DROP_HIDDEN_BY_OTHERS: &str = "
    DELETE FROM messages WHERE (conversation_id, sequence) IN (
        SELECT h.conversation_id, h.sequence FROM conversation_members mine
        JOIN message_hides h ON h.conversation_id = mine.conversation_id WHERE mine.user_id = $1)
       AND NOT EXISTS (
        SELECT 1 FROM conversation_members m WHERE m.conversation_id = messages.conversation_id AND m.user_id <> $1
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = messages.conversation_id
                              AND h.sequence = messages.sequence AND h.user_id = m.user_id))";
/// The same in a conversation that somebody has just left.
const DROP_HIDDEN_BY_ALL: &str = "
    DELETE FROM messages WHERE conversation_id = $1
       AND sequence IN (SELECT h.sequence FROM message_hides h WHERE h.conversation_id = $1)
       AND NOT EXISTS (
        SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1
           AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.conversation_id = $1
                              AND h.sequence = messages.sequence AND h.user_id = m.user_id))";
const REMOVE: &str = "
    DELETE FROM conversations WHERE id = $1
       AND NOT EXISTS (SELECT 1 FROM conversation_members m WHERE m.conversation_id = $1)";

/// This room's window on a unit of work.
pub struct ChatStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Conversations and messages.
    pub fn chat(&mut self) -> ChatStore<'_, 'c> {
        ChatStore(self)
    }
}

fn kind(text: &str) -> Result<Kind, DbError> {
    match text {
        "direct" => Ok(Kind::Direct),
        "challenge" => Ok(Kind::Challenge),
        other => Err(DbError::Decode(format!("kind of conversation {other}"))),
    }
}

fn conversation(row: &Row<'_>) -> Result<ConversationRow, DbError> {
    let other: Option<UserId> = row.get(6)?;
    let read: Option<i64> = row.get(7)?;
    let last = match row.get::<Option<ConversationId>>(8)? {
        Some(_) => Some(messages::message_at(row, 8)?),
        None => None,
    };
    Ok(ConversationRow {
        id: row.get(0)?,
        kind: kind(&row.get::<String>(1)?)?,
        last_sequence: row.get(2)?,
        last_at: row.get(3)?,
        read_sequence: row.get(4)?,
        skipped: row.get(5)?,
        other: other.zip(read),
        last,
    })
}

impl ChatStore<'_, '_> {
    fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.0.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Makes a conversation unless there is one of this id; nobody is in it yet.
    pub fn insert(&mut self, id: ConversationId, kind: Kind) -> Result<(), DbError> {
        let now = self.0.now();
        let name = match kind {
            Kind::Direct => "direct",
            Kind::Challenge => "challenge",
        };
        self.0.execute(INSERT, &[&id, &name, &now])?;
        Ok(())
    }

    /// The conversation of two people.
    pub fn pair(&mut self, low: UserId, high: UserId) -> Result<Option<ConversationId>, DbError> {
        self.0.optional(PAIR, &[&low, &high], |row| row.get(0))
    }

    /// Notes whose conversation it is.
    pub fn insert_pair(&mut self, low: UserId, high: UserId, id: ConversationId) -> Result<(), DbError> {
        self.0.execute(INSERT_PAIR, &[&low, &high, &id])?;
        Ok(())
    }

    /// Lets somebody in, having read what was said before; a second time changes nothing.
    pub fn enter(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(ENTER, &[&id, &user, &now])?;
        Ok(())
    }

    /// Lets somebody out; what all others have hidden goes.
    pub fn leave(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        self.0.execute(LEAVE, &[&id, &user])?;
        self.0.execute(DROP_HIDDEN_BY_ALL, &[&id])?;
        Ok(())
    }

    /// Removes what all other members have hidden, in every conversation of somebody who is about
    /// to be gone.
    pub fn drop_hidden_by_others(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(DROP_HIDDEN_BY_OTHERS, &[&user])?;
        Ok(())
    }

    /// Where somebody stands; nothing when they are not in it.
    pub fn standing(&mut self, id: ConversationId, user: UserId) -> Result<Option<Standing>, DbError> {
        self.0.optional(STANDING, &[&id, &user], |row| {
            Ok(Standing {
                kind: kind(&row.get::<String>(0)?)?,
                last_sequence: row.get(1)?,
                read_sequence: row.get(2)?,
                skipped: row.get(3)?,
                other: row.get(4)?,
                alerted: row.get(5)?,
            })
        })
    }

    /// Up to `limit` conversations of somebody, the latest first, after this place.
    pub fn list(
        &mut self,
        user: UserId,
        before: (Timestamp, Uuid),
        limit: i64,
    ) -> Result<Vec<ConversationRow>, DbError> {
        self.0.query(LIST, &[&user, &before.0, &before.1, &limit], conversation)
    }

    /// One conversation of somebody.
    pub fn conversation(&mut self, user: UserId, id: ConversationId) -> Result<Option<ConversationRow>, DbError> {
        self.0.optional(ONE, &[&user, &id], conversation)
    }

    /// Notes how far somebody has read, and how much of the rest does not count as unread.
    pub fn read(&mut self, id: ConversationId, user: UserId, sequence: i64, skipped: i64) -> Result<(), DbError> {
        self.0.execute(READ, &[&id, &user, &sequence, &skipped])?;
        Ok(())
    }

    /// One more that does not count as unread.
    pub fn skip(&mut self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        self.0.execute(SKIP, &[&id, &user])?;
        Ok(())
    }

    /// While nothing is written after `last`, `visible` is the last message that this member sees.
    pub fn set_tail(&mut self, id: ConversationId, user: UserId, last: i64, visible: i64) -> Result<(), DbError> {
        self.0.execute(TAIL, &[&id, &user, &last, &visible])?;
        Ok(())
    }

    /// All members but `sender` are told at `due` unless they have read by then.
    pub fn alert_later(&mut self, id: ConversationId, sender: UserId, due: Timestamp) -> Result<(), DbError> {
        self.0.execute(ALERT_LATER, &[&id, &sender, &due])?;
        Ok(())
    }

    /// How many are in a conversation; `most` for that many or more.
    pub fn size_up_to(&mut self, id: ConversationId, most: u32) -> Result<u32, DbError> {
        self.0.one(SIZE_UP_TO, &[&id, &most], |row| row.get(0))
    }

    /// Up to `limit` members who are to be told now.
    pub fn due(&mut self, limit: i64) -> Result<Vec<Due>, DbError> {
        let now = self.0.now();
        self.0.query(DUE, &[&now, &limit], |row| Ok(Due { conversation: row.get(0)?, user: row.get(1)? }))
    }

    /// Whether anybody is to be told now.
    pub fn any_due(&mut self) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.optional(ANY_DUE, &[&now], |_| Ok(()))?.is_some())
    }

    /// Notes whether a member was told.
    pub fn alerted(&mut self, due: &Due, told: bool) -> Result<(), DbError> {
        self.0.execute(ALERTED, &[&due.conversation, &due.user, &told])?;
        Ok(())
    }

    /// Whether friends may see that somebody is here; yes until they say otherwise.
    pub fn shows_presence(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(SHOWS_PRESENCE, &[&user], |row| row.get(0))?.unwrap_or(true))
    }

    /// Notes whether friends may see that somebody is here.
    pub fn show_presence(&mut self, user: UserId, show: bool) -> Result<(), DbError> {
        self.0.execute(SHOW_PRESENCE, &[&user, &show])?;
        Ok(())
    }

    /// The next `limit` conversations after `after`, by id, and whether anybody is in each.
    pub fn inhabited(&mut self, after: ConversationId, limit: u32) -> Result<Vec<(ConversationId, bool)>, DbError> {
        self.0.query(INHABITED, &[&after, &limit], |row| Ok((row.get(0)?, row.get::<Option<UserId>>(1)?.is_some())))
    }

    /// Removes up to `limit` messages of a conversation; answers how many.
    pub fn empty(&mut self, id: ConversationId, limit: u32) -> Result<u64, DbError> {
        self.0.execute(EMPTY, &[&id, &limit])
    }

    /// Removes the conversations that nobody but this one is in.
    pub fn remove_lonely(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(REMOVE_LONELY, &[&user])?;
        Ok(())
    }

    /// Removes a conversation that nobody is in.
    pub fn remove(&mut self, id: ConversationId) -> Result<(), DbError> {
        self.0.execute(REMOVE, &[&id])?;
        Ok(())
    }
}
