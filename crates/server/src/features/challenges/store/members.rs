//! Members of challenges and the habits they take part with.

use jiff::civil::Date;
use uuid::Uuid;

use super::ChallengesStore;
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::features::habits::HabitId;
use crate::platform::db::{DbError, Row, id_list};

/// A user in a challenge.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    #[allow(missing_docs, reason = "the name says it")]
    pub challenge: ChallengeId,
    #[allow(missing_docs, reason = "the name says it")]
    pub user: UserId,
    /// The local day of joining.
    pub starts_on: Date,
    /// The last day of the member's habits.
    pub ends_on: Date,
}

/// Links a member's habit to a habit of a challenge.
#[derive(Clone, Copy, Debug)]
pub struct Tracking {
    #[allow(missing_docs, reason = "the name says it")]
    pub challenge: ChallengeId,
    /// The challenge's habit.
    pub challenge_habit: Uuid,
    /// The member's habit; it may be deleted.
    pub habit: HabitId,
}

const JOIN: &str = "
    INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (challenge_id, user_id) DO NOTHING";
const START_ONE: &str = "
    INSERT INTO challenge_participants (user_id, running) VALUES ($1, 1)
    ON CONFLICT (user_id) DO UPDATE SET running = challenge_participants.running + 1
    WHERE challenge_participants.running < $2";
const END_ONE: &str = "UPDATE challenge_participants SET running = running - 1 WHERE user_id = $1";
const TRACK: &str = "
    INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES ($1, $2, $3, $4)";
const MEMBER: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE challenge_id = $1 AND user_id = $2";
const MEMBERSHIPS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE user_id = $1 ORDER BY challenge_id";
const MEMBERS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members
    WHERE challenge_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3";
const ALL_MEMBERS: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members WHERE challenge_id = $1";
const MEMBERSHIPS_OF_SQLITE: &str = "
    SELECT challenge_id, user_id FROM challenge_members
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const MEMBERSHIPS_OF_POSTGRES: &str = "
    SELECT challenge_id, user_id FROM challenge_members
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const TRACKING: &str = "SELECT challenge_id, challenge_habit_id, habit_id FROM challenge_tracking WHERE user_id = $1";
const LEAVE: &str = "
    DELETE FROM challenge_members WHERE challenge_id = $1 AND user_id = $2 RETURNING finished_at IS NULL";
const LEAVE_ALL: &str = "DELETE FROM challenge_members WHERE user_id = $1";
const UNTRACK: &str = "DELETE FROM challenge_tracking WHERE user_id = $1 AND challenge_id = $2";
const TO_FINISH: &str = "
    SELECT challenge_id, user_id, starts_on, ends_on FROM challenge_members
    WHERE finished_at IS NULL AND ends_on <= $1 ORDER BY ends_on LIMIT $2";
const FINISH: &str = "
    UPDATE challenge_members SET finished_at = $3 WHERE challenge_id = $1 AND user_id = $2 AND finished_at IS NULL";
const SET_LAST_DAY: &str = "UPDATE challenge_members SET ends_on = $3 WHERE challenge_id = $1 AND user_id = $2";

fn member(row: &Row<'_>) -> Result<Member, DbError> {
    Ok(Member { challenge: row.get(0)?, user: row.get(1)?, starts_on: row.get(2)?, ends_on: row.get(3)? })
}

impl ChallengesStore<'_, '_> {
    /// Adds a member; returns false if the user is one already.
    pub fn join(&mut self, member: &Member) -> Result<bool, DbError> {
        let now = self.0.now();
        let Member { challenge, user, starts_on, ends_on } = member;
        if self.0.execute(JOIN, &[challenge, user, starts_on, ends_on, &now])? == 0 {
            return Ok(false);
        }
        self.add_delta(member.challenge, 1)?;
        Ok(true)
    }

    /// Counts one more unfinished challenge of the user; returns false if there are `limit` already.
    pub fn start_one(&mut self, user: UserId, limit: u32) -> Result<bool, DbError> {
        Ok(self.0.execute(START_ONE, &[&user, &limit])? > 0)
    }

    /// Stores with which habit a member takes part.
    pub fn track(&mut self, user: UserId, record: &Tracking) -> Result<(), DbError> {
        self.0.execute_later(TRACK, &[&record.challenge, &user, &record.challenge_habit, &record.habit])
    }

    /// Returns a user's membership.
    pub fn member(&mut self, challenge: ChallengeId, user: UserId) -> Result<Option<Member>, DbError> {
        self.0.optional(MEMBER, &[&challenge, &user], member)
    }

    /// Returns all of a user's memberships.
    pub fn memberships(&mut self, user: UserId) -> Result<Vec<Member>, DbError> {
        self.0.query(MEMBERSHIPS, &[&user], member)
    }

    /// Returns up to `limit` members after `after`, by id.
    pub fn members(&mut self, challenge: ChallengeId, after: Uuid, limit: i64) -> Result<Vec<Member>, DbError> {
        self.0.query(MEMBERS, &[&challenge, &after, &limit], member)
    }

    /// Returns the challenges of each of `users`, in unspecified order.
    pub fn memberships_of(&mut self, users: &[UserId]) -> Result<Vec<(ChallengeId, UserId)>, DbError> {
        let sql = self.pick(MEMBERSHIPS_OF_SQLITE, MEMBERSHIPS_OF_POSTGRES);
        let users = id_list(users.iter().map(|user| user.0));
        self.0.query(sql, &[&users], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns all members, in unspecified order.
    pub fn all_members(&mut self, challenge: ChallengeId) -> Result<Vec<Member>, DbError> {
        self.0.query(ALL_MEMBERS, &[&challenge], member)
    }

    /// Returns the habits of all of a user's challenges.
    pub fn tracking(&mut self, user: UserId) -> Result<Vec<Tracking>, DbError> {
        self.0.query(TRACKING, &[&user], |row| {
            Ok(Tracking { challenge: row.get(0)?, challenge_habit: row.get(1)?, habit: row.get(2)? })
        })
    }

    /// Removes a member and their tracking; returns false if the user is not a member.
    pub fn leave(&mut self, challenge: ChallengeId, user: UserId) -> Result<bool, DbError> {
        let Some(running) = self.0.optional(LEAVE, &[&challenge, &user], |row| row.get::<bool>(0))? else {
            return Ok(false);
        };
        self.0.execute_later(UNTRACK, &[&user, &challenge])?;
        self.add_delta(challenge, -1)?;
        if running {
            self.0.execute_later(END_ONE, &[&user])?;
        }
        Ok(true)
    }

    /// Removes a user from every challenge.
    pub fn leave_all(&mut self, user: UserId) -> Result<(), DbError> {
        self.count_out(user)?;
        self.0.execute_later(LEAVE_ALL, &[&user])
    }

    /// Returns up to `limit` members whose last day was `until` or earlier and who were not told yet.
    pub fn due_to_finish(&mut self, until: Date, limit: i64) -> Result<Vec<Member>, DbError> {
        self.0.query(TO_FINISH, &[&until, &limit], member)
    }

    /// Records that a member was notified of the end.
    pub fn finish(&mut self, member: &Member) -> Result<(), DbError> {
        let now = self.0.now();
        if self.0.execute(FINISH, &[&member.challenge, &member.user, &now])? > 0 {
            self.0.execute_later(END_ONE, &[&member.user])?;
        }
        Ok(())
    }

    /// Moves a member's last day.
    pub fn set_last_day(&mut self, challenge: ChallengeId, user: UserId, ends_on: Date) -> Result<(), DbError> {
        self.0.execute_later(SET_LAST_DAY, &[&challenge, &user, &ends_on])
    }
}
