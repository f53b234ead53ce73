//! The next occurrence of each reminder.
//!
//! `next_at` is when the row is next considered: when it is due, or when the lease of a claim ends. `claims`
//! numbers the claims, so that a process whose lease has ended can't write its results.

use jiff::Timestamp;
use uuid::Uuid;

use super::RemindersStore;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row};

/// The kind of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReminderKind {
    /// A habit's reminder; the subject is the habit.
    Habit,
    /// The streak warning in the evening; the subject is the user.
    Streak,
    /// The morning summary; the subject is the user.
    Morning,
}

impl ReminderKind {
    /// Returns the name in the database.
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
            other => Err(DbError::Decode(format!("kind of occurrence {other}"))),
        }
    }
}

/// A claimed row; no other process gets it until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ReminderOccurrence {
    pub kind: ReminderKind,
    /// A habit or a user, depending on `kind`.
    pub subject: Uuid,
    pub user: UserId,
    /// `None`: the occurrence has to be computed first.
    pub occurs_at: Option<Timestamp>,
    /// When to send it: `occurs_at`, or the end of quiet hours.
    pub due_at: Timestamp,
    /// The number of the claim.
    pub claims: i64,
}

/// The next occurrence of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NextOccurrence {
    pub kind: ReminderKind,
    /// A habit or a user, depending on `kind`.
    pub subject: Uuid,
    pub occurs_at: Timestamp,
    /// When to send it: `occurs_at`, or the end of quiet hours.
    pub due_at: Timestamp,
}

const NEXT: &str = "SELECT next_at FROM reminder_occurrences ORDER BY next_at LIMIT 1";
const CLAIM: &str = "
    UPDATE reminder_occurrences SET claims = claims + 1, next_at = $2
    WHERE (kind, subject) IN
          (SELECT kind, subject FROM reminder_occurrences WHERE next_at <= $1 ORDER BY next_at LIMIT $3)
    RETURNING kind, subject, user_id, occurs_at, due_at, claims";
const VALID_CLAIMS_SQLITE: &str = "
    SELECT t.kind, t.subject FROM json_each($1) j JOIN reminder_occurrences t
      ON t.kind = (j.value ->> 0) AND t.subject = unhex(j.value ->> 1) AND t.claims = (j.value ->> 2)";
const VALID_CLAIMS_POSTGRES: &str = "
    SELECT t.kind, t.subject FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j JOIN reminder_occurrences t
      ON t.kind = (j ->> 0) AND t.subject = CAST(j ->> 1 AS UUID) AND t.claims = CAST(j ->> 2 AS BIGINT)";
const SAVE_NEXT_SQLITE: &str = "
    UPDATE reminder_occurrences SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at, claims = claims + 1
    FROM (SELECT value ->> 0 AS kind, unhex(value ->> 1) AS subject, value ->> 2 AS occurs_at, value ->> 3 AS due_at
          FROM json_each($1)) j
    WHERE reminder_occurrences.kind = j.kind AND reminder_occurrences.subject = j.subject";
const SAVE_NEXT_POSTGRES: &str = "
    UPDATE reminder_occurrences SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at, claims = claims + 1
    FROM (SELECT v ->> 0 AS kind, CAST(v ->> 1 AS UUID) AS subject,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 2 AS BIGINT) * INTERVAL '1 microsecond' AS occurs_at,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 3 AS BIGINT) * INTERVAL '1 microsecond' AS due_at
          FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) j
    WHERE reminder_occurrences.kind = j.kind AND reminder_occurrences.subject = j.subject";
const DELETE_SQLITE: &str = "
    DELETE FROM reminder_occurrences WHERE (kind, subject) IN
    (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const DELETE_POSTGRES: &str = "
    DELETE FROM reminder_occurrences WHERE (kind, subject) IN
    (SELECT v ->> 0, CAST(v ->> 1 AS UUID) FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v)";
const ONE: &str = "SELECT occurs_at FROM reminder_occurrences WHERE kind = $1 AND subject = $2";
const SAVE: &str = "
    INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims)
    VALUES ($1, $2, $3, $4, $4, $4, 0)
    ON CONFLICT (kind, subject) DO UPDATE
    SET occurs_at = $4, due_at = $4, next_at = $4, claims = reminder_occurrences.claims + 1";
const DELETE_ONE: &str = "DELETE FROM reminder_occurrences WHERE kind = $1 AND subject = $2";
const MAKE_ALL_DUE: &str = "
    UPDATE reminder_occurrences SET occurs_at = NULL, due_at = $2, next_at = $2, claims = claims + 1 WHERE user_id = $1";

fn occurrence(row: &Row<'_>) -> Result<ReminderOccurrence, DbError> {
    let kind: String = row.get(0)?;
    Ok(ReminderOccurrence {
        kind: ReminderKind::parse(&kind)?,
        subject: row.get(1)?,
        user: row.get(2)?,
        occurs_at: row.get(3)?,
        due_at: row.get(4)?,
        claims: row.get(5)?,
    })
}

fn key(row: &Row<'_>) -> Result<(ReminderKind, Uuid), DbError> {
    let kind: String = row.get(0)?;
    Ok((ReminderKind::parse(&kind)?, row.get(1)?))
}

impl RemindersStore<'_, '_> {
    /// Returns the earliest `next_at`, or `None` if there are no reminders.
    pub fn next_due(&mut self) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(NEXT, &[], |row| row.get(0))
    }

    /// Claims up to `limit` due occurrences until `lease_until`.
    pub fn claim(&mut self, limit: u32, lease_until: Timestamp) -> Result<Vec<ReminderOccurrence>, DbError> {
        let now = self.0.now();
        self.0.query(CLAIM, &[&now, &lease_until, &limit], occurrence)
    }

    /// Returns which of these claims are still valid.
    pub fn valid_claims(&mut self, occurrences: &[ReminderOccurrence]) -> Result<Vec<(ReminderKind, Uuid)>, DbError> {
        let rows: Vec<_> = occurrences
            .iter()
            .map(|occurrence| (occurrence.kind.as_str(), occurrence.subject.simple().to_string(), occurrence.claims))
            .collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => VALID_CLAIMS_SQLITE,
            Dialect::Postgres => VALID_CLAIMS_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(rows).to_string()], key)
    }

    /// Saves the next occurrences and ends the claims.
    pub fn save_next_occurrences(&mut self, occurrences: &[NextOccurrence]) -> Result<(), DbError> {
        if occurrences.is_empty() {
            return Ok(());
        }
        let row = |occurrence: &NextOccurrence| {
            let (kind, subject) = (occurrence.kind.as_str(), occurrence.subject.simple().to_string());
            (kind, subject, occurrence.occurs_at.as_microsecond(), occurrence.due_at.as_microsecond())
        };
        let rows: Vec<_> = occurrences.iter().map(row).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SAVE_NEXT_SQLITE,
            Dialect::Postgres => SAVE_NEXT_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string()])?;
        Ok(())
    }

    /// Deletes reminders without further occurrences.
    pub fn delete(&mut self, occurrences: &[(ReminderKind, Uuid)]) -> Result<(), DbError> {
        if occurrences.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> =
            occurrences.iter().map(|(kind, subject)| (kind.as_str(), subject.simple().to_string())).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => DELETE_SQLITE,
            Dialect::Postgres => DELETE_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string()])?;
        Ok(())
    }

    /// Returns the pending occurrence of a reminder, or `None` if there is none.
    pub fn pending_occurrence(&mut self, kind: ReminderKind, subject: Uuid) -> Result<Option<Timestamp>, DbError> {
        Ok(self.0.optional(ONE, &[&kind.as_str(), &subject], |row| row.get(0))?.flatten())
    }

    /// Saves the next occurrence and invalidates a claim.
    pub fn save(&mut self, kind: ReminderKind, subject: Uuid, user: UserId, at: Timestamp) -> Result<(), DbError> {
        self.0.execute(SAVE, &[&kind.as_str(), &subject, &user, &at])?;
        Ok(())
    }

    /// Deletes one reminder.
    pub fn delete_one(&mut self, kind: ReminderKind, subject: Uuid) -> Result<(), DbError> {
        self.0.execute(DELETE_ONE, &[&kind.as_str(), &subject])?;
        Ok(())
    }

    /// Makes all of a user's reminders due now and clears their occurrences, so that the scheduler
    /// recomputes them.
    pub fn make_all_due(&mut self, user: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(MAKE_ALL_DUE, &[&user, &now])?;
        Ok(())
    }
}
