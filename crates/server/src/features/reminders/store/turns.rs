//! What waits for its instant.
//!
//! `next_at` is both "not before" and, while somebody looks at a turn, the lease: who dies is
//! followed by the next one once it has run out. `claims` is the lease's number, so that who comes
//! back late changes nothing.

use jiff::Timestamp;
use uuid::Uuid;

use super::RemindersStore;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row};

/// What a turn is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TurnKind {
    /// A habit's reminders; the subject is the habit.
    Habit,
    /// The evening's warning about the streak; the subject is the user.
    Streak,
    /// The morning's summary; the subject is the user.
    Morning,
}

impl TurnKind {
    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Habit => "habit",
            Self::Streak => "streak",
            Self::Morning => "morning",
        }
    }

    fn parse(text: &str) -> Result<Self, DbError> {
        match text {
            "habit" => Ok(Self::Habit),
            "streak" => Ok(Self::Streak),
            "morning" => Ok(Self::Morning),
            other => Err(DbError::Decode(format!("kind of turn {other}"))),
        }
    }
}

/// A row that this process may look at until its lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What it is about.
    pub kind: TurnKind,
    /// The habit, or the user.
    pub subject: Uuid,
    /// Whose.
    pub user: UserId,
    /// The occurrence that waits; `None`: it has to be worked out.
    pub occurs_at: Option<Timestamp>,
    /// When it goes.
    pub due_at: Timestamp,
    /// The number of the lease.
    pub claims: i64,
}

/// Where a turn goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    /// What it is about.
    pub kind: TurnKind,
    /// The habit, or the user.
    pub subject: Uuid,
    /// The occurrence that waits from now on.
    pub occurs_at: Timestamp,
    /// When it goes.
    pub due_at: Timestamp,
}

const NEXT: &str = "SELECT next_at FROM reminder_occurrences ORDER BY next_at LIMIT 1";
const CLAIM: &str = "
    UPDATE reminder_occurrences SET claims = claims + 1, next_at = $2
    WHERE (kind, subject) IN
          (SELECT kind, subject FROM reminder_occurrences WHERE next_at <= $1 ORDER BY next_at LIMIT $3)
    RETURNING kind, subject, user_id, occurs_at, due_at, claims";
const HELD_SQLITE: &str = "
    SELECT t.kind, t.subject FROM json_each($1) j JOIN reminder_occurrences t
      ON t.kind = (j.value ->> 0) AND t.subject = unhex(j.value ->> 1) AND t.claims = (j.value ->> 2)";
const HELD_POSTGRES: &str = "
    SELECT t.kind, t.subject FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j JOIN reminder_occurrences t
      ON t.kind = (j ->> 0) AND t.subject = CAST(j ->> 1 AS UUID) AND t.claims = CAST(j ->> 2 AS BIGINT)";
const ADVANCE_SQLITE: &str = "
    UPDATE reminder_occurrences SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at, claims = claims + 1
    FROM (SELECT value ->> 0 AS kind, unhex(value ->> 1) AS subject, value ->> 2 AS occurs_at, value ->> 3 AS due_at
          FROM json_each($1)) j
    WHERE reminder_occurrences.kind = j.kind AND reminder_occurrences.subject = j.subject";
const ADVANCE_POSTGRES: &str = "
    UPDATE reminder_occurrences SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at, claims = claims + 1
    FROM (SELECT v ->> 0 AS kind, CAST(v ->> 1 AS UUID) AS subject,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 2 AS BIGINT) * INTERVAL '1 microsecond' AS occurs_at,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 3 AS BIGINT) * INTERVAL '1 microsecond' AS due_at
          FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) j
    WHERE reminder_occurrences.kind = j.kind AND reminder_occurrences.subject = j.subject";
const REMOVE_SQLITE: &str = "
    DELETE FROM reminder_occurrences WHERE (kind, subject) IN
    (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const REMOVE_POSTGRES: &str = "
    DELETE FROM reminder_occurrences WHERE (kind, subject) IN
    (SELECT v ->> 0, CAST(v ->> 1 AS UUID) FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v)";
const ONE: &str = "SELECT occurs_at FROM reminder_occurrences WHERE kind = $1 AND subject = $2";
const LAY: &str = "
    INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims)
    VALUES ($1, $2, $3, $4, $4, $4, 0)
    ON CONFLICT (kind, subject) DO UPDATE
    SET occurs_at = $4, due_at = $4, next_at = $4, claims = reminder_occurrences.claims + 1";
const REMOVE_ONE: &str = "DELETE FROM reminder_occurrences WHERE kind = $1 AND subject = $2";
const LAY_ALL_ANEW: &str = "
    UPDATE reminder_occurrences SET occurs_at = NULL, due_at = $2, next_at = $2, claims = claims + 1 WHERE user_id = $1";

fn turn(row: &Row<'_>) -> Result<Turn, DbError> {
    let kind: String = row.get(0)?;
    Ok(Turn {
        kind: TurnKind::parse(&kind)?,
        subject: row.get(1)?,
        user: row.get(2)?,
        occurs_at: row.get(3)?,
        due_at: row.get(4)?,
        claims: row.get(5)?,
    })
}

fn key(row: &Row<'_>) -> Result<(TurnKind, Uuid), DbError> {
    let kind: String = row.get(0)?;
    Ok((TurnKind::parse(&kind)?, row.get(1)?))
}

impl RemindersStore<'_, '_> {
    /// When somebody has to look next, if ever.
    pub fn next_look(&mut self) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(NEXT, &[], |row| row.get(0))
    }

    /// Takes up to `limit` turns whose time has come; nobody else gets them before `lease_until`.
    pub fn claim(&mut self, limit: u32, lease_until: Timestamp) -> Result<Vec<Turn>, DbError> {
        let now = self.0.now();
        self.0.query(CLAIM, &[&now, &lease_until, &limit], turn)
    }

    /// Which of these claims still hold.
    pub fn still_held(&mut self, turns: &[Turn]) -> Result<Vec<(TurnKind, Uuid)>, DbError> {
        let rows: Vec<_> =
            turns.iter().map(|turn| (turn.kind.as_str(), turn.subject.simple().to_string(), turn.claims)).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => HELD_SQLITE,
            Dialect::Postgres => HELD_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(rows).to_string()], key)
    }

    /// Moves turns on; their claims end with it.
    pub fn advance(&mut self, turns: &[Advance]) -> Result<(), DbError> {
        if turns.is_empty() {
            return Ok(());
        }
        let row = |turn: &Advance| {
            let (kind, subject) = (turn.kind.as_str(), turn.subject.simple().to_string());
            (kind, subject, turn.occurs_at.as_microsecond(), turn.due_at.as_microsecond())
        };
        let rows: Vec<_> = turns.iter().map(row).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => ADVANCE_SQLITE,
            Dialect::Postgres => ADVANCE_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string()])?;
        Ok(())
    }

    /// Removes turns that have no occurrence left.
    pub fn remove(&mut self, turns: &[(TurnKind, Uuid)]) -> Result<(), DbError> {
        if turns.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = turns.iter().map(|(kind, subject)| (kind.as_str(), subject.simple().to_string())).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => REMOVE_SQLITE,
            Dialect::Postgres => REMOVE_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string()])?;
        Ok(())
    }

    /// The occurrence that waits, of a turn that is there.
    pub fn waiting(&mut self, kind: TurnKind, subject: Uuid) -> Result<Option<Timestamp>, DbError> {
        Ok(self.0.optional(ONE, &[&kind.as_str(), &subject], |row| row.get(0))?.flatten())
    }

    /// Has a turn wait for the occurrence at `at`; who looks at it just now looks in vain.
    pub fn lay(&mut self, kind: TurnKind, subject: Uuid, user: UserId, at: Timestamp) -> Result<(), DbError> {
        self.0.execute(LAY, &[&kind.as_str(), &subject, &user, &at])?;
        Ok(())
    }

    /// Removes one turn.
    pub fn remove_one(&mut self, kind: TurnKind, subject: Uuid) -> Result<(), DbError> {
        self.0.execute(REMOVE_ONE, &[&kind.as_str(), &subject])?;
        Ok(())
    }

    /// Has the scheduler work out all of a user's turns anew, at once.
    pub fn lay_all_anew(&mut self, user: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(LAY_ALL_ANEW, &[&user, &now])?;
        Ok(())
    }
}
