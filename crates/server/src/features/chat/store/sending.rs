//! Storing messages of many senders in many conversations.
//!
//! On PostgreSQL a statement handles all of them. On SQLite, where units of work share a commit, there is one
//! message in each, and plain parameters are faster than a list.

use jiff::Timestamp;

use super::{ChatStore, MessageRow, messages, parse_kind};
use crate::features::accounts::UserId;
use crate::features::chat::seal::SealedText;
use crate::features::chat::{ConversationId, ConversationKind, MessageView};
use crate::platform::db::{DbError, Dialect, PendingRows, Row, json_list};

/// The stored state on which sending a message depends.
#[derive(Clone, Debug)]
pub struct SendState {
    /// The number of the message in the request.
    pub number: usize,
    pub kind: ConversationKind,
    pub last_sequence: i64,
    /// The other one of two friends.
    pub other: Option<UserId>,
    /// The message that the sender has stored with the same `client_id`.
    pub sent_before: Option<MessageRow>,
}

/// A message to store.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NewMessage<'a> {
    pub message: &'a MessageView,
    pub sealed: &'a SealedText,
}

/// How new messages change a member's row.
#[derive(Clone, Copy, Debug)]
pub struct MemberChange {
    pub conversation: ConversationId,
    pub user: UserId,
    /// How many of the messages the member has sent.
    pub sent: u32,
    /// Whether to schedule an alert, unless one is scheduled.
    pub alert: bool,
}

/// A chat room with new messages.
#[derive(Clone, Copy, Debug)]
pub struct RoomAlerts {
    pub room: ConversationId,
    /// The member who has sent all of them, if it was one.
    pub only_sender: Option<UserId>,
}

macro_rules! send_states_sql {
    ($number:literal, $messages:literal, $conversation:literal, $sender:literal, $client_id:literal) => {
        concat!(
            "SELECT ",
            $number,
            ", c.kind, c.last_sequence, o.user_id,
                    s.conversation_id, s.sequence, s.id, s.sender_id, s.client_id, s.key_id, s.token, s.sent_at
             FROM ",
            $messages,
            "conversation_members m
             JOIN conversations c ON c.id = m.conversation_id
             LEFT JOIN conversation_members o
                    ON o.conversation_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
             LEFT JOIN messages s ON s.sender_id = ",
            $sender,
            " AND s.conversation_id = ",
            $conversation,
            " AND s.client_id = ",
            $client_id,
            " WHERE m.conversation_id = ",
            $conversation,
            " AND m.user_id = ",
            $sender
        )
    };
}
// The members of a chat room are not read to find the other one. All columns of `messages` are compared with
// parameters, or PostgreSQL might read every message of the sender in the conversation.
const SEND_STATE_SQLITE: &str = send_states_sql!("$1", "", "$2", "$3", "$4");
const SEND_STATES_POSTGRES: &str = send_states_sql!(
    "CAST(j ->> 0 AS BIGINT)",
    "jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j CROSS JOIN ",
    "CAST(j ->> 1 AS UUID)",
    "CAST(j ->> 2 AS UUID)",
    "(j ->> 3)"
);
const ADVANCE_SEQUENCE_SQLITE: &str = "UPDATE conversations SET last_sequence = $2, last_at = $3 WHERE id = $1";
const ADVANCE_SEQUENCES_POSTGRES: &str = "
    UPDATE conversations SET last_sequence = j.last_sequence, last_at = $2
    FROM (SELECT CAST(v ->> 0 AS UUID) AS id, CAST(v ->> 1 AS BIGINT) AS last_sequence
          FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) j
    WHERE conversations.id = j.id";
const INSERT_SQLITE: &str = "
    INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const INSERT_POSTGRES: &str = "
    INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at)
    SELECT CAST(v ->> 0 AS UUID), CAST(v ->> 1 AS BIGINT), CAST(v ->> 2 AS UUID), CAST(v ->> 3 AS UUID),
           v ->> 4, v ->> 5, v ->> 6, $2
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v";
const ADD_SKIPPED_SQLITE: &str = "
    UPDATE conversation_members SET skipped = skipped + $3 WHERE conversation_id = $1 AND user_id = $2";
const SCHEDULE_ALERT_SQLITE: &str = "
    UPDATE conversation_members SET alert_due_at = $3
    WHERE conversation_id = $1 AND user_id = $2 AND alert_due_at IS NULL";
/// Most members have an alert scheduled already; unless they have sent messages, their rows stay as they are.
const CHANGE_MEMBERS_POSTGRES: &str = "
    UPDATE conversation_members SET skipped = skipped + j.sent,
           alert_due_at = CASE WHEN j.alert THEN COALESCE(alert_due_at, $2) ELSE alert_due_at END
    FROM (SELECT CAST(v ->> 0 AS UUID) AS conversation_id, CAST(v ->> 1 AS UUID) AS user_id,
                 CAST(v ->> 2 AS BIGINT) AS sent, CAST(v ->> 3 AS BOOLEAN) AS alert
          FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) j
    WHERE conversation_members.conversation_id = j.conversation_id AND conversation_members.user_id = j.user_id
      AND (j.sent > 0 OR conversation_members.alert_due_at IS NULL)";
const ROOM_ALERTS_SQLITE: &str = "
    UPDATE conversation_members SET alert_due_at = $3
    WHERE conversation_id = $1 AND alert_due_at IS NULL AND ($2 IS NULL OR user_id <> $2)
      AND (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation_members m WHERE m.conversation_id = $1
           LIMIT $4 + 1) counted) <= $4";
const ROOM_ALERTS_POSTGRES: &str = "
    UPDATE conversation_members SET alert_due_at = $2
    FROM (SELECT r.room, r.only_sender
          FROM (SELECT CAST(v ->> 0 AS UUID) AS room, CAST(v ->> 1 AS UUID) AS only_sender
                FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) r
          WHERE (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation_members m WHERE m.conversation_id = r.room
                 LIMIT $3 + 1) counted) <= $3) j
    WHERE conversation_members.conversation_id = j.room AND conversation_members.alert_due_at IS NULL
      AND (j.only_sender IS NULL OR conversation_members.user_id <> j.only_sender)";

fn send_state(row: &Row<'_>) -> Result<SendState, DbError> {
    let sent_before = match row.get::<Option<ConversationId>>(4)? {
        Some(_) => Some(messages::message_from(row, 4)?),
        None => None,
    };
    Ok(SendState {
        number: row.get::<u32>(0)? as usize,
        kind: parse_kind(&row.get::<String>(1)?)?,
        last_sequence: row.get(2)?,
        other: row.get(3)?,
        sent_before,
    })
}

impl ChatStore<'_, '_> {
    /// Queues a query for the states of messages given by conversation, sender and `client_id`. There is none
    /// for a sender who is not a member.
    pub fn send_states_later<'a>(
        &mut self,
        messages: impl Iterator<Item = (ConversationId, UserId, &'a str)>,
    ) -> Result<PendingRows<SendState>, DbError> {
        let rows = (0_u32..).zip(messages).map(|(n, (to, sender, client_id))| (n, to, sender, client_id));
        match self.0.dialect() {
            Dialect::Sqlite => {
                let mut found = Vec::new();
                for (n, to, sender, client_id) in rows {
                    found.extend(self.0.optional(SEND_STATE_SQLITE, &[&n, &to, &sender, &client_id], send_state)?);
                }
                Ok(PendingRows::Fetched(found))
            }
            Dialect::Postgres => {
                let rows: Vec<_> = rows.collect();
                self.0.query_later(SEND_STATES_POSTGRES, &[&json_list(&rows)], send_state)
            }
        }
    }

    /// Queues storing messages, and the new last sequence of each of their conversations.
    ///
    /// Two processes that store messages of the same conversations wait for each other, so list the
    /// conversations in the order of their ids.
    pub fn append(
        &mut self,
        messages: &[NewMessage<'_>],
        last_sequences: &[(ConversationId, i64)],
    ) -> Result<(), DbError> {
        let (now, dialect) = (self.0.now(), self.0.dialect());
        let rows = messages.iter().map(|NewMessage { message: m, sealed: s }| {
            (m.conversation_id, m.sequence, m.id, m.sender_id, &m.client_id, &s.key_id, &s.token)
        });
        if dialect == Dialect::Postgres {
            let rows: Vec<_> = rows.collect();
            self.0.execute_later(ADVANCE_SEQUENCES_POSTGRES, &[&json_list(last_sequences), &now])?;
            return self.0.execute_later(INSERT_POSTGRES, &[&json_list(&rows), &now]);
        }
        for (id, last) in last_sequences {
            self.0.execute(ADVANCE_SEQUENCE_SQLITE, &[id, last, &now])?;
        }
        for (to, sequence, id, sender, client_id, key_id, token) in rows {
            self.0.execute(INSERT_SQLITE, &[&to, &sequence, &id, &sender, client_id, key_id, token, &now])?;
        }
        Ok(())
    }

    /// Queues the changes of members' rows; each member occurs once. Alerts are due at `due`.
    pub fn change_members(&mut self, changes: &[MemberChange], due: Timestamp) -> Result<(), DbError> {
        if self.0.dialect() == Dialect::Postgres {
            let row = |change: &MemberChange| (change.conversation, change.user, change.sent, change.alert);
            let rows: Vec<_> = changes.iter().map(row).collect();
            return self.0.execute_later(CHANGE_MEMBERS_POSTGRES, &[&json_list(&rows), &due]);
        }
        // Two statements, because changing `alert_due_at` also writes to its index.
        for MemberChange { conversation, user, sent, alert } in changes {
            if *sent > 0 {
                self.0.execute(ADD_SKIPPED_SQLITE, &[conversation, user, sent])?;
            }
            if *alert {
                self.0.execute(SCHEDULE_ALERT_SQLITE, &[conversation, user, &due])?;
            }
        }
        Ok(())
    }

    /// Queues scheduling alerts at `due` for the other members of chat rooms who have none scheduled. Rooms of
    /// more than `max` members are omitted.
    pub fn schedule_room_alerts(&mut self, rooms: &[RoomAlerts], due: Timestamp, max: u32) -> Result<(), DbError> {
        if self.0.dialect() == Dialect::Postgres {
            let rows: Vec<_> = rooms.iter().map(|room| (room.room, room.only_sender)).collect();
            return self.0.execute_later(ROOM_ALERTS_POSTGRES, &[&json_list(&rows), &due, &max]);
        }
        for RoomAlerts { room, only_sender } in rooms {
            self.0.execute(ROOM_ALERTS_SQLITE, &[room, only_sender, &due, &max])?;
        }
        Ok(())
    }
}
