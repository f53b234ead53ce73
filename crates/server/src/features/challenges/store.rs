//! All the SQL of this room.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::ChallengeId;
use super::rules::{Challenge, ChallengeHabit, Frequency, Step};
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Dialect, Row, Tx, id_list};

/// Somebody's part in a challenge.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Which challenge.
    pub challenge: ChallengeId,
    /// Who.
    pub user: UserId,
    /// The local day of joining.
    pub starts_on: Date,
    /// The last day of its habits.
    pub ends_on: Date,
}

/// Which habit tracks which habit of a challenge.
#[derive(Clone, Copy, Debug)]
pub struct Tracking {
    /// Which challenge.
    pub challenge: ChallengeId,
    /// The challenge's habit.
    pub challenge_habit: Uuid,
    /// The member's habit; it may be deleted by now.
    pub habit: HabitId,
}

/// An invitation.
#[derive(Clone, Copy, Debug)]
pub struct InvitationRow {
    /// To what.
    pub challenge: ChallengeId,
    /// By whom.
    pub from: UserId,
    /// When.
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
/// Founded or joined; newest first.
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
const SIZES_SQLITE: &str = "
    SELECT challenge_id, members FROM challenge_sizes
    WHERE challenge_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const SIZES_POSTGRES: &str = "
    SELECT challenge_id, members FROM challenge_sizes
    WHERE challenge_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const JOIN: &str = "
    INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at) VALUES ($1, $2, $3, $4, $5)";
const TRACK: &str = "
    INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES ($1, $2, $3, $4)";
const MEMBER: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE challenge_id = $1 AND user_id = $2";
const MEMBERSHIPS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE user_id = $1 ORDER BY challenge_id";
/// Not `finished_at IS NULL`: that would offer the index of everybody's unfinished ones.
const COUNT_RUNNING: &str = "SELECT COUNT(*) - COUNT(finished_at) FROM challenge_members WHERE user_id = $1";
const MEMBERS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members
    WHERE challenge_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3";
const ALL_MEMBERS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE challenge_id = $1";
const PARTS_SQLITE: &str = "
    SELECT challenge_id, user_id FROM challenge_members
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const PARTS_POSTGRES: &str = "
    SELECT challenge_id, user_id FROM challenge_members
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const TRACKING: &str = "
    SELECT t.challenge_id, t.challenge_habit_id, t.habit_id FROM challenge_members m
    JOIN challenge_tracking t ON t.challenge_id = m.challenge_id AND t.user_id = m.user_id WHERE m.user_id = $1";
const LEAVE: &str = "DELETE FROM challenge_members WHERE challenge_id = $1 AND user_id = $2";
const TO_FINISH: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members
    WHERE finished_at IS NULL AND ends_on <= $1 ORDER BY ends_on LIMIT $2";
const FINISH: &str = "UPDATE challenge_members SET finished_at = $3 WHERE challenge_id = $1 AND user_id = $2";
const PROLONG: &str = "UPDATE challenge_members SET ends_on = $3 WHERE challenge_id = $1 AND user_id = $2";
const SWEEP: &str = "
    DELETE FROM challenges WHERE id IN (
        SELECT c.id FROM challenges c WHERE c.founder_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM challenge_members m WHERE m.challenge_id = c.id) LIMIT $1)";
const DROP_FOUNDED_SIZES: &str = "
    DELETE FROM challenge_sizes WHERE challenge_id IN (SELECT c.id FROM challenges c WHERE c.founder_id = $1
       AND NOT EXISTS (SELECT 1 FROM challenge_members m WHERE m.challenge_id = c.id AND m.user_id <> $1))";
const DROP_FOUNDED: &str = "
    DELETE FROM challenges WHERE founder_id = $1 AND NOT EXISTS
    (SELECT 1 FROM challenge_members m WHERE m.challenge_id = challenges.id AND m.user_id <> $1)";
const INVITE: &str = "
    INSERT INTO challenge_invitations (to_user, challenge_id, from_user, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
const COUNT_INVITED: &str = "SELECT COUNT(*) FROM challenge_invitations WHERE from_user = $1 AND created_at > $2";
const INVITATIONS: &str = "
    SELECT challenge_id, from_user, created_at FROM challenge_invitations
    WHERE to_user = $1 AND (challenge_id, from_user) > ($2, $3) ORDER BY challenge_id, from_user LIMIT $4";
const UNINVITE: &str = "DELETE FROM challenge_invitations WHERE to_user = $1 AND challenge_id = $2";

/// This room's window on a unit of work.
pub struct ChallengesStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Challenges, who takes part, invitations.
    pub fn challenges(&mut self) -> ChallengesStore<'_, 'c> {
        ChallengesStore(self)
    }
}

fn challenge(row: &Row<'_>) -> Result<Challenge, DbError> {
    Ok(Challenge {
        id: row.get(0)?,
        founder: row.get(1)?,
        shipped: false,
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

fn member(row: &Row<'_>) -> Result<Member, DbError> {
    Ok(Member { challenge: row.get(0)?, user: row.get(1)?, starts_on: row.get(2)?, ends_on: row.get(3)? })
}

impl ChallengesStore<'_, '_> {
    fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.0.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Keeps a challenge and its habits; a habit's tasks are those of its first step.
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

    /// One challenge that somebody made.
    pub fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>, DbError> {
        let Some(mut found) = self.0.optional(ONE, &[&id], challenge)? else { return Ok(None) };
        found.habits = self.0.query(HABITS, &[&id], habit)?.into_iter().map(|(_, habit)| habit).collect();
        Ok(Some(found))
    }

    /// Challenges that somebody made and this user founded or joined, newest first.
    pub fn of_user(&mut self, user: UserId) -> Result<Vec<Challenge>, DbError> {
        let found = self.0.query(OF_USER, &[&user], challenge)?;
        self.with_habits(found)
    }

    /// Those of `ids` that somebody made, in no order.
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
            if let Some(one) = found.iter_mut().find(|one| one.id == id) {
                one.habits.push(habit);
            }
        }
        Ok(found)
    }

    /// How many challenges this user made.
    pub fn count_founded(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_FOUNDED, &[&user], |row| row.get(0))
    }

    /// How many take part in each of `ids`; none where one is left out.
    pub fn sizes(&mut self, ids: &[ChallengeId]) -> Result<Vec<(ChallengeId, u32)>, DbError> {
        let sql = self.pick(SIZES_SQLITE, SIZES_POSTGRES);
        self.0.query(sql, &[&id_list(ids.iter().map(|id| id.0))], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Makes somebody a member, with the habits that track it.
    pub fn join(&mut self, member: &Member, tracking: &[Tracking]) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(JOIN, &[&member.challenge, &member.user, &member.starts_on, &member.ends_on, &now])?;
        for record in tracking {
            self.0.execute(TRACK, &[&member.challenge, &member.user, &record.challenge_habit, &record.habit])?;
        }
        Ok(())
    }

    /// Somebody's part in a challenge.
    pub fn member(&mut self, challenge: ChallengeId, user: UserId) -> Result<Option<Member>, DbError> {
        self.0.optional(MEMBER, &[&challenge, &user], member)
    }

    /// Everything somebody takes part in.
    pub fn memberships(&mut self, user: UserId) -> Result<Vec<Member>, DbError> {
        self.0.query(MEMBERSHIPS, &[&user], member)
    }

    /// How many challenges somebody has not finished.
    pub fn count_running(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_RUNNING, &[&user], |row| row.get(0))
    }

    /// Up to `limit` members after `after`, by id.
    pub fn members(&mut self, challenge: ChallengeId, after: Uuid, limit: i64) -> Result<Vec<Member>, DbError> {
        self.0.query(MEMBERS, &[&challenge, &after, &limit], member)
    }

    /// Who of `users` takes part in what.
    pub fn parts_of(&mut self, users: &[UserId]) -> Result<Vec<(ChallengeId, UserId)>, DbError> {
        let sql = self.pick(PARTS_SQLITE, PARTS_POSTGRES);
        let users = id_list(users.iter().map(|user| user.0));
        self.0.query(sql, &[&users], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// All members, in no order.
    pub fn all_members(&mut self, challenge: ChallengeId) -> Result<Vec<Member>, DbError> {
        self.0.query(ALL_MEMBERS, &[&challenge], member)
    }

    /// What tracks somebody's challenges.
    pub fn tracking(&mut self, user: UserId) -> Result<Vec<Tracking>, DbError> {
        self.0.query(TRACKING, &[&user], |row| {
            Ok(Tracking { challenge: row.get(0)?, challenge_habit: row.get(1)?, habit: row.get(2)? })
        })
    }

    /// Ends a membership and its tracking; answers no when there was none.
    pub fn leave(&mut self, challenge: ChallengeId, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(LEAVE, &[&challenge, &user])? > 0)
    }

    /// Up to `limit` members whose last day was `until` or earlier and who were not told yet.
    pub fn due_to_finish(&mut self, until: Date, limit: i64) -> Result<Vec<Member>, DbError> {
        self.0.query(TO_FINISH, &[&until, &limit], member)
    }

    /// Notes that a member was told.
    pub fn finish(&mut self, member: &Member) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(FINISH, &[&member.challenge, &member.user, &now])?;
        Ok(())
    }

    /// Moves a member's last day.
    pub fn prolong(&mut self, member: &Member, ends_on: Date) -> Result<(), DbError> {
        self.0.execute(PROLONG, &[&member.challenge, &member.user, &ends_on])?;
        Ok(())
    }

    /// Removes the challenges of this founder in which nobody else takes part; answers how many.
    pub fn drop_founded(&mut self, founder: UserId) -> Result<u64, DbError> {
        self.0.execute(DROP_FOUNDED_SIZES, &[&founder])?;
        self.0.execute(DROP_FOUNDED, &[&founder])
    }

    /// Removes up to `limit` challenges that have neither founder nor members; answers how many.
    pub fn sweep(&mut self, limit: i64) -> Result<u64, DbError> {
        self.0.execute(SWEEP, &[&limit])
    }

    /// Notes an invitation; answers no when it was there already.
    pub fn invite(&mut self, to: UserId, challenge: ChallengeId, from: UserId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(INVITE, &[&to, &challenge, &from, &now])? > 0)
    }

    /// How many invitations of the last `span` somebody sent that still wait.
    pub fn count_invited(&mut self, from: UserId, span: SignedDuration) -> Result<u32, DbError> {
        let now = self.0.now();
        let since = now.checked_sub(span).unwrap_or(now);
        self.0.one(COUNT_INVITED, &[&from, &since], |row| row.get(0))
    }

    /// Up to `limit` invitations after (challenge, inviter).
    pub fn invitations(&mut self, to: UserId, after: (Uuid, Uuid), limit: i64) -> Result<Vec<InvitationRow>, DbError> {
        self.0.query(INVITATIONS, &[&to, &after.0, &after.1, &limit], |row| {
            Ok(InvitationRow { challenge: row.get(0)?, from: row.get(1)?, created_at: row.get(2)? })
        })
    }

    /// Removes all invitations of somebody to a challenge; answers no when there was none.
    pub fn uninvite(&mut self, to: UserId, challenge: ChallengeId) -> Result<bool, DbError> {
        Ok(self.0.execute(UNINVITE, &[&to, &challenge])? > 0)
    }
}
