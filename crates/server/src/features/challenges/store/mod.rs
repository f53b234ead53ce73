//! The SQL of this feature: challenges and invitations here, members and their number below.

mod members;
mod sizes;

pub use members::{Member, Tracking};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::ChallengeId;
use super::rules::{Challenge, ChallengeHabit, Frequency, Step};
use crate::features::accounts::UserId;
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Dialect, Row, Tx, id_list};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

/// An invitation.
#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Copy, Debug)]
pub struct InvitationRow {
    pub challenge: ChallengeId,
    pub from: UserId,
    pub created_at: Timestamp,
}

const INSERT: &str = "
    INSERT INTO challenges (id, founder_id, title, description, category, duration_days, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_HABIT: &str = "
    INSERT INTO challenge_habits (challenge_id, position, id, title, description, frequency, kind, tasks)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ONE: &str = "
    SELECT id, founder_id, title, description, category, duration_days FROM challenges WHERE id = $1";
const HABITS: &str = "
    SELECT challenge_id, id, title, description, frequency, kind, tasks FROM challenge_habits
    WHERE challenge_id = $1 ORDER BY position";
/// Created or joined by a user, newest first.
const OF_USER: &str = "
    SELECT id, founder_id, title, description, category, duration_days, created_at FROM challenges
    WHERE founder_id = $1
    UNION
    SELECT c.id, c.founder_id, c.title, c.description, c.category, c.duration_days, c.created_at
    FROM challenge_members m JOIN challenges c ON c.id = m.challenge_id WHERE m.user_id = $1
    ORDER BY created_at DESC, id";
const MANY_SQLITE: &str = "
    SELECT id, founder_id, title, description, category, duration_days FROM challenges
    WHERE id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const MANY_POSTGRES: &str = "
    SELECT id, founder_id, title, description, category, duration_days FROM challenges
    WHERE id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const MANY_HABITS_SQLITE: &str = "
    SELECT challenge_id, id, title, description, frequency, kind, tasks FROM challenge_habits
    WHERE challenge_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)
    ORDER BY challenge_id, position";
const MANY_HABITS_POSTGRES: &str = "
    SELECT challenge_id, id, title, description, frequency, kind, tasks FROM challenge_habits
    WHERE challenge_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
    ORDER BY challenge_id, position";
const COUNT_FOUNDED: &str = "SELECT COUNT(*) FROM challenges WHERE founder_id = $1";
const SWEEP: &str = "
    DELETE FROM challenges WHERE id IN (
        SELECT c.id FROM challenges c WHERE c.founder_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM challenge_members m WHERE m.challenge_id = c.id) LIMIT $1)";
const DROP_FOUNDED: &str = "
    DELETE FROM challenges WHERE founder_id = $1 AND NOT EXISTS
    (SELECT 1 FROM challenge_members m WHERE m.challenge_id = challenges.id AND m.user_id <> $1)";
const LEAVE_FOUNDED: &str = "UPDATE challenges SET founder_id = NULL WHERE founder_id = $1";
const INVITE: &str = "
    INSERT INTO challenge_invitations (to_user, challenge_id, from_user, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
const COUNT_INVITED: &str = "SELECT COUNT(*) FROM challenge_invitations WHERE from_user = $1 AND created_at > $2";
const COUNT_OPEN_INVITATIONS: &str = "SELECT COUNT(*) FROM challenge_invitations WHERE from_user = $1";
const INVITATIONS: &str = "
    SELECT challenge_id, from_user, created_at FROM challenge_invitations
    WHERE to_user = $1 AND (challenge_id, from_user) > ($2, $3) ORDER BY challenge_id, from_user LIMIT $4";
const UNINVITE: &str = "DELETE FROM challenge_invitations WHERE to_user = $1 AND challenge_id = $2";

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("challenge_tracking", "user_id, challenge_id, challenge_habit_id", "user_id", 200),
    rows_of_user!("challenge_invitations", "to_user, challenge_id, from_user", "to_user", 200),
    rows_of_user!("challenge_invitations", "to_user, challenge_id, from_user", "from_user", 200),
];

/// The challenges in a unit of work.
pub struct ChallengesStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Challenges, their members, invitations.
    pub fn challenges(&mut self) -> ChallengesStore<'_, 'c> {
        ChallengesStore(self)
    }
}

fn challenge(row: &Row<'_>) -> Result<Challenge, DbError> {
    Ok(Challenge {
        id: row.get(0)?,
        founder: row.get(1)?,
        built_in: false,
        title: row.get(2)?,
        description: row.get(3)?,
        category: row.get(4)?,
        duration_days: row.get(5)?,
        habits: Vec::new(),
    })
}

fn habit(row: &Row<'_>) -> Result<(ChallengeId, ChallengeHabit), DbError> {
    let (frequency, kind, tasks): (String, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let tasks: Vec<String> =
        serde_json::from_str(&tasks).map_err(|error| DbError::Decode(format!("tasks of a challenge: {error}")))?;
    let habit = ChallengeHabit {
        id: row.get(1)?,
        title: row.get(2)?,
        description: row.get(3)?,
        frequency: if frequency == "weekdays" { Frequency::Weekdays } else { Frequency::Daily },
        kind: if kind == "bad" { HabitType::Bad } else { HabitType::Good },
        icon: None,
        steps: vec![Step { from: 1, tasks }],
    };
    Ok((row.get(0)?, habit))
}

impl ChallengesStore<'_, '_> {
    fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.0.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Inserts a challenge and its habits. The tasks of a habit are those of its first step.
    pub fn insert(&mut self, challenge: &Challenge) -> Result<(), DbError> {
        let now = self.0.now();
        let Challenge { id, founder, title, description, category, duration_days, .. } = challenge;
        self.0.execute(INSERT, &[id, founder, title, description, category, duration_days, &now])?;
        // At most ten, checked.
        for (position, habit) in (1_u16..).zip(&challenge.habits) {
            let kind = if habit.kind == HabitType::Bad { "bad" } else { "good" };
            let tasks = habit.steps.first().map(|step| serde_json::json!(step.tasks).to_string());
            self.0.execute(
                INSERT_HABIT,
                &[
                    id,
                    &position,
                    &habit.id,
                    &habit.title,
                    &habit.description,
                    &habit.frequency.as_str(),
                    &kind,
                    &tasks.unwrap_or_else(|| "[]".to_owned()),
                ],
            )?;
        }
        Ok(())
    }

    /// Returns a user-created challenge.
    pub fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>, DbError> {
        let Some(mut found) = self.0.optional(ONE, &[&id], challenge)? else { return Ok(None) };
        found.habits = self.0.query(HABITS, &[&id], habit)?.into_iter().map(|(_, habit)| habit).collect();
        Ok(Some(found))
    }

    /// Returns the user-created challenges that this user created or joined, newest first.
    pub fn of_user(&mut self, user: UserId) -> Result<Vec<Challenge>, DbError> {
        let found = self.0.query(OF_USER, &[&user], challenge)?;
        self.with_habits(found)
    }

    /// Returns the user-created challenges among `ids`, in unspecified order.
    pub fn many(&mut self, ids: &[ChallengeId]) -> Result<Vec<Challenge>, DbError> {
        let sql = self.pick(MANY_SQLITE, MANY_POSTGRES);
        let found = self.0.query(sql, &[&id_list(ids.iter().map(|id| id.0))], challenge)?;
        self.with_habits(found)
    }

    fn with_habits(&mut self, mut found: Vec<Challenge>) -> Result<Vec<Challenge>, DbError> {
        if found.is_empty() {
            return Ok(found);
        }
        let sql = self.pick(MANY_HABITS_SQLITE, MANY_HABITS_POSTGRES);
        for (id, habit) in self.0.query(sql, &[&id_list(found.iter().map(|one| one.id.0))], habit)? {
            if let Some(challenge) = found.iter_mut().find(|challenge| challenge.id == id) {
                challenge.habits.push(habit);
            }
        }
        Ok(found)
    }

    /// Returns how many challenges this user created.
    pub fn count_founded(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_FOUNDED, &[&user], |row| row.get(0))
    }

    /// Removes the challenges of this founder that have no other member; returns how many.
    pub fn drop_founded(&mut self, founder: UserId) -> Result<u64, DbError> {
        self.0.execute(DROP_FOUNDED, &[&founder])
    }

    /// Leaves the challenges of this founder to their members.
    pub fn leave_founded(&mut self, founder: UserId) -> Result<(), DbError> {
        self.0.execute_later(LEAVE_FOUNDED, &[&founder])
    }

    /// Removes up to `limit` challenges that have neither founder nor members; returns how many.
    pub fn sweep(&mut self, limit: i64) -> Result<u64, DbError> {
        self.0.execute(SWEEP, &[&limit])
    }

    /// Inserts an invitation; returns false if it exists already.
    pub fn invite(&mut self, to: UserId, challenge: ChallengeId, from: UserId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(INVITE, &[&to, &challenge, &from, &now])? > 0)
    }

    /// Returns how many unanswered invitations a user sent in the last `span`.
    pub fn count_invited(&mut self, from: UserId, span: SignedDuration) -> Result<u32, DbError> {
        let now = self.0.now();
        let since = now.checked_sub(span).unwrap_or(now);
        self.0.one(COUNT_INVITED, &[&from, &since], |row| row.get(0))
    }

    /// Returns how many unanswered invitations there are of a user.
    pub fn count_open_invitations(&mut self, from: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_OPEN_INVITATIONS, &[&from], |row| row.get(0))
    }

    /// Returns up to `limit` invitations after (challenge, inviter).
    pub fn invitations(&mut self, to: UserId, after: (Uuid, Uuid), limit: i64) -> Result<Vec<InvitationRow>, DbError> {
        self.0.query(INVITATIONS, &[&to, &after.0, &after.1, &limit], |row| {
            Ok(InvitationRow { challenge: row.get(0)?, from: row.get(1)?, created_at: row.get(2)? })
        })
    }

    /// Removes all invitations of a user to a challenge; returns false if there is none.
    pub fn uninvite(&mut self, to: UserId, challenge: ChallengeId) -> Result<bool, DbError> {
        Ok(self.0.execute(UNINVITE, &[&to, &challenge])? > 0)
    }
}
