//! The next occurrence of each reminder.
//!
//! `next_at` is when the row is next considered: when it is due, or when the lease of a claim ends. `claims`
//! numbers the claims, so that a process whose lease has ended can't write its results.
//!
//! PostgreSQL detects conflicts by index page. So the keys of all rows begin with a partition of their users, and each
//! worker is in a partition of its own.

use std::collections::HashSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::RemindersStore;
use crate::features::accounts::UserId;
use crate::platform::db::{ClaimSql, ClaimTx, DbError, Dialect, QueueTable, Row};

/// A part of all users; workers in different partitions don't conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition(u8);

impl Partition {
    /// How many there are. The migration that introduced them divides by the same number.
    pub const COUNT: u8 = 16;

    /// Returns the partition of a user. The last digit of an id is random.
    #[must_use]
    pub fn of(user: UserId) -> Self {
        Self(user.0.as_bytes()[15] % Self::COUNT)
    }

    fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// Returns how many partitions this one comes after `first`, counted in a circle.
    #[must_use]
    pub fn steps_from(self, first: u8) -> u8 {
        (self.0 + Self::COUNT - first % Self::COUNT) % Self::COUNT
    }
}

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
    pub occurs_at: Timestamp,
    /// When to send it: `occurs_at`, or the end of quiet hours.
    pub due_at: Timestamp,
}

const NEXT_SQLITE: &str = "
    SELECT j.value, (SELECT MIN(next_at) FROM reminder_occurrences WHERE partition = j.value) FROM json_each($1) j";
const NEXT_POSTGRES: &str = "
    SELECT CAST(j AS BIGINT), (SELECT MIN(next_at) FROM reminder_occurrences WHERE partition = CAST(j AS BIGINT))
    FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j";
const CLAIM_SQLITE: &str = "
    UPDATE reminder_occurrences SET claims = claims + 1, next_at = $3
    WHERE (partition, kind, subject) IN
          (SELECT partition, kind, subject FROM reminder_occurrences
           WHERE partition = $1 AND next_at <= $2 ORDER BY next_at LIMIT $4)
    RETURNING kind, subject, user_id, occurs_at, due_at, claims";
/// Leaves a partition alone in which another process has claimed rows: they would conflict when they write.
const CLAIM_POSTGRES: &str = "
    WITH due AS MATERIALIZED (
        SELECT partition, kind, subject FROM reminder_occurrences
        WHERE partition = $1 AND next_at <= $2 AND NOT EXISTS (
              SELECT 1 FROM reminder_occurrences claimed
              WHERE claimed.partition = $1 AND claimed.next_at > $2 AND claimed.next_at <= $3
                AND claimed.next_at > claimed.due_at)
        ORDER BY next_at LIMIT $4 FOR UPDATE SKIP LOCKED)
    UPDATE reminder_occurrences r SET claims = r.claims + 1, next_at = $3 FROM due
    WHERE r.partition = due.partition AND r.kind = due.kind AND r.subject = due.subject
    RETURNING r.kind, r.subject, user_id, occurs_at, due_at, claims";
const CLAIM: ClaimSql = ClaimSql::new(QueueTable::ReminderOccurrences, CLAIM_SQLITE, CLAIM_POSTGRES);
const SAVE_NEXT_SQLITE: &str = "
    UPDATE reminder_occurrences SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at,
           claims = reminder_occurrences.claims + 1
    FROM (SELECT value ->> 0 AS partition, value ->> 1 AS kind, unhex(value ->> 2) AS subject, value ->> 3 AS claims,
                 value ->> 4 AS occurs_at, value ->> 5 AS due_at FROM json_each($1)) j
    WHERE reminder_occurrences.partition = j.partition AND reminder_occurrences.kind = j.kind
      AND reminder_occurrences.subject = j.subject AND reminder_occurrences.claims = j.claims
    RETURNING kind, subject";
const SAVE_NEXT_POSTGRES: &str = "
    UPDATE reminder_occurrences r SET occurs_at = j.occurs_at, due_at = j.due_at, next_at = j.due_at,
           claims = r.claims + 1
    FROM (SELECT CAST(v ->> 0 AS BIGINT) AS partition, v ->> 1 AS kind, CAST(v ->> 2 AS UUID) AS subject,
                 CAST(v ->> 3 AS BIGINT) AS claims,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 4 AS BIGINT) * INTERVAL '1 microsecond' AS occurs_at,
                 TIMESTAMPTZ 'epoch' + CAST(v ->> 5 AS BIGINT) * INTERVAL '1 microsecond' AS due_at
          FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) j
    WHERE r.partition = j.partition AND r.kind = j.kind AND r.subject = j.subject AND r.claims = j.claims
    RETURNING r.kind, r.subject";
const DELETE_SQLITE: &str = "
    DELETE FROM reminder_occurrences WHERE (partition, kind, subject, claims) IN
    (SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3 FROM json_each($1)) RETURNING kind, subject";
const DELETE_POSTGRES: &str = "
    DELETE FROM reminder_occurrences WHERE (partition, kind, subject, claims) IN
    (SELECT CAST(v ->> 0 AS BIGINT), v ->> 1, CAST(v ->> 2 AS UUID), CAST(v ->> 3 AS BIGINT)
     FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v) RETURNING kind, subject";
const ONE: &str = "SELECT occurs_at FROM reminder_occurrences WHERE partition = $1 AND kind = $2 AND subject = $3";
const SAVE: &str = "
    INSERT INTO reminder_occurrences (partition, kind, subject, user_id, occurs_at, due_at, next_at, claims)
    VALUES ($1, $2, $3, $4, $5, $5, $5, 0)
    ON CONFLICT (partition, kind, subject) DO UPDATE
    SET occurs_at = $5, due_at = $5, next_at = $5, claims = reminder_occurrences.claims + 1";
const DELETE_ONE: &str = "DELETE FROM reminder_occurrences WHERE partition = $1 AND kind = $2 AND subject = $3";
const MAKE_ALL_DUE: &str = "
    UPDATE reminder_occurrences SET occurs_at = NULL, due_at = $2, next_at = $2, claims = claims + 1 WHERE user_id = $1";

impl ClaimTx<'_, '_> {
    /// Claims up to `limit` due occurrences of a partition until `lease_until`.
    pub fn claim_reminders(
        &mut self,
        partition: Partition,
        limit: u32,
        lease_until: Timestamp,
    ) -> Result<Vec<ReminderOccurrence>, DbError> {
        let now = self.now();
        self.query(CLAIM, &[&partition.number(), &now, &lease_until, &limit], occurrence)
    }
}

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

fn subject(row: &Row<'_>) -> Result<(ReminderKind, Uuid), DbError> {
    let kind: String = row.get(0)?;
    Ok((ReminderKind::parse(&kind)?, row.get(1)?))
}

impl RemindersStore<'_, '_> {
    /// Returns the earliest `next_at` of each partition that has reminders.
    pub fn next_due(&mut self) -> Result<Vec<(Partition, Timestamp)>, DbError> {
        let numbers: Vec<u8> = (0..Partition::COUNT).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => NEXT_SQLITE,
            Dialect::Postgres => NEXT_POSTGRES,
        };
        let next = self.0.query(sql, &[&serde_json::json!(numbers).to_string()], |row| {
            let number: u32 = row.get(0)?;
            Ok((Partition(u8::try_from(number).unwrap_or(0)), row.get::<Option<Timestamp>>(1)?))
        })?;
        Ok(next.into_iter().filter_map(|(partition, at)| Some((partition, at?))).collect())
    }

    /// Saves the next occurrences, or deletes reminders that have none, and ends their claims. Returns those whose
    /// claim was still valid; nothing else has changed.
    ///
    /// Rows are changed without being read first: under SERIALIZABLE, a unit that has read several rows of a page
    /// conflicts with units that change others there.
    pub fn finish(
        &mut self,
        claimed: &[(&ReminderOccurrence, Option<NextOccurrence>)],
    ) -> Result<HashSet<(ReminderKind, Uuid)>, DbError> {
        let key = |of: &ReminderOccurrence| {
            (Partition::of(of.user).number(), of.kind.as_str(), of.subject.simple().to_string(), of.claims)
        };
        let next: Vec<_> = claimed
            .iter()
            .filter_map(|(of, next)| {
                let (partition, kind, subject, claims) = key(of);
                let NextOccurrence { occurs_at, due_at } = (*next)?;
                Some((partition, kind, subject, claims, occurs_at.as_microsecond(), due_at.as_microsecond()))
            })
            .collect();
        let ended: Vec<_> = claimed.iter().filter(|(_, next)| next.is_none()).map(|(of, _)| key(of)).collect();
        let (save, delete) = match self.0.dialect() {
            Dialect::Sqlite => (SAVE_NEXT_SQLITE, DELETE_SQLITE),
            Dialect::Postgres => (SAVE_NEXT_POSTGRES, DELETE_POSTGRES),
        };
        let mut valid = HashSet::new();
        if !next.is_empty() {
            valid.extend(self.0.query(save, &[&serde_json::json!(next).to_string()], subject)?);
        }
        if !ended.is_empty() {
            valid.extend(self.0.query(delete, &[&serde_json::json!(ended).to_string()], subject)?);
        }
        Ok(valid)
    }

    /// Returns the pending occurrence of a reminder, or `None` if there is none.
    pub fn pending_occurrence(
        &mut self,
        kind: ReminderKind,
        subject: Uuid,
        user: UserId,
    ) -> Result<Option<Timestamp>, DbError> {
        let partition = Partition::of(user).number();
        Ok(self.0.optional(ONE, &[&partition, &kind.as_str(), &subject], |row| row.get(0))?.flatten())
    }

    /// Saves the next occurrence and invalidates a claim.
    pub fn save(&mut self, kind: ReminderKind, subject: Uuid, user: UserId, at: Timestamp) -> Result<(), DbError> {
        let partition = Partition::of(user).number();
        self.0.execute(SAVE, &[&partition, &kind.as_str(), &subject, &user, &at])?;
        Ok(())
    }

    /// Deletes one reminder.
    pub fn delete_one(&mut self, kind: ReminderKind, subject: Uuid, user: UserId) -> Result<(), DbError> {
        let partition = Partition::of(user).number();
        self.0.execute(DELETE_ONE, &[&partition, &kind.as_str(), &subject])?;
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
