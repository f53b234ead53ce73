//! Counters, and the achievements they unlocked.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::RewardsStore;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::rewards::rules::catalogue::Counter;
use crate::platform::db::{DbError, PendingRows, Row, days_since_epoch};

/// An achievement that a user unlocked.
#[derive(Clone, Debug)]
pub struct UnlockedRow {
    /// Id in the catalogue.
    pub id: String,
    pub unlocked_at: Timestamp,
    /// When the reward was claimed.
    pub claimed_at: Option<Timestamp>,
}

macro_rules! add {
    () => {
        "INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, counter, subject_id) DO UPDATE SET count = user_counters.count + $4"
    };
}

const SUBTRACT: &str = add!();
const ADD: &str = concat!(add!(), " RETURNING count");
const COUNTER: &str = "SELECT count FROM user_counters WHERE user_id = $1 AND counter = $2 AND subject_id = $3";
const COUNTERS: &str = "SELECT counter, MAX(count) FROM user_counters WHERE user_id = $1 GROUP BY counter";
const SAVE: &str = "
    INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, counter, subject_id) DO UPDATE SET count = $4";
const PERFECT: &str = "INSERT INTO perfect_days (user_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const PERFECT_AROUND: &str = "
    SELECT day, TRUE FROM perfect_days WHERE user_id = $1 AND day >= $2 AND day <= $3
    UNION ALL SELECT day, FALSE FROM skipped_dates WHERE user_id = $1 AND day >= $2 AND day <= $3 ORDER BY 1";
const KEPT_AROUND: &str = "
    SELECT day, TRUE FROM day_counts
    WHERE user_id = $1 AND habit_id = $2 AND day >= $3 AND day <= $4 AND due > 0 AND done = due
    UNION ALL SELECT day, FALSE FROM skipped_dates WHERE user_id = $1 AND day >= $3 AND day <= $4 ORDER BY 1";
const UNLOCK: &str = "
    INSERT INTO achievements (user_id, achievement, unlocked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const UNLOCKED: &str = "SELECT achievement, unlocked_at, claimed_at FROM achievements WHERE user_id = $1";
const UNLOCKED_ONE: &str = "
    SELECT achievement, unlocked_at, claimed_at FROM achievements WHERE user_id = $1 AND achievement = $2";
const CLAIM: &str = "
    UPDATE achievements SET claimed_at = $3 WHERE user_id = $1 AND achievement = $2 AND claimed_at IS NULL";

fn unlocked_from(row: &Row<'_>) -> Result<UnlockedRow, DbError> {
    Ok(UnlockedRow { id: row.get(0)?, unlocked_at: row.get(1)?, claimed_at: row.get(2)? })
}

/// Reads a day number, and whether the day counts (true) or is a skipped date (false).
fn numbered_day_from(row: &Row<'_>) -> Result<(i64, bool), DbError> {
    Ok((days_since_epoch(row.get::<Date>(0)?), row.get(1)?))
}

impl RewardsStore<'_, '_> {
    /// Adds to a counter and returns the new count. `about` is a habit, or the nil id.
    pub fn add_to_counter(&mut self, user: UserId, counter: Counter, about: Uuid, by: i64) -> Result<i64, DbError> {
        self.0.one(ADD, &[&user, &counter.as_str(), &about, &by], |row| row.get(0))
    }

    /// Queues [`add_to_counter`](Self::add_to_counter): one row with the new count.
    pub fn add_to_counter_later(
        &mut self,
        user: UserId,
        counter: Counter,
        about: Uuid,
        by: i64,
    ) -> Result<PendingRows<i64>, DbError> {
        self.0.query_later(ADD, &[&user, &counter.as_str(), &about, &by], |row| row.get(0))
    }

    /// Subtracts from a counter without returning the new count.
    pub fn subtract_from_counter(
        &mut self,
        user: UserId,
        counter: Counter,
        about: Uuid,
        by: i64,
    ) -> Result<(), DbError> {
        self.0.execute_later(SUBTRACT, &[&user, &counter.as_str(), &about, &-by])
    }

    /// Returns the value of a counter that is not about a habit.
    pub fn counter(&mut self, user: UserId, counter: Counter) -> Result<i64, DbError> {
        let found = self.0.optional(COUNTER, &[&user, &counter.as_str(), &Uuid::nil()], |row| row.get(0))?;
        Ok(found.unwrap_or(0))
    }

    /// Sets a counter that is not about a habit.
    pub fn set_counter(&mut self, user: UserId, counter: Counter, count: i64) -> Result<(), DbError> {
        self.0.execute_later(SAVE, &[&user, &counter.as_str(), &Uuid::nil(), &count])
    }

    /// Returns the value of each counter by name; for counters about habits, the highest value.
    pub fn counters(&mut self, user: UserId) -> Result<Vec<(String, i64)>, DbError> {
        self.0.query(COUNTERS, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Records a perfect day; returns false if it was recorded before.
    pub fn record_perfect_day(&mut self, user: UserId, day: Date) -> Result<bool, DbError> {
        Ok(self.0.execute(PERFECT, &[&user, &day])? == 1)
    }

    /// Returns the perfect days and the skipped dates from `first` to `last`, in ascending order: day
    /// number, and whether it is a perfect day.
    pub fn perfect_days(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<(i64, bool)>, DbError> {
        self.0.query(PERFECT_AROUND, &[&user, &first, &last], numbered_day_from)
    }

    /// Returns the habit's kept days and the user's skipped dates from `first` to `last`, in ascending
    /// order: day number, and whether it is a kept day.
    pub fn kept_days(
        &mut self,
        user: UserId,
        habit: HabitId,
        first: Date,
        last: Date,
    ) -> Result<Vec<(i64, bool)>, DbError> {
        self.0.query(KEPT_AROUND, &[&user, &habit, &first, &last], numbered_day_from)
    }

    /// Unlocks an achievement; returns false if it was unlocked before.
    pub fn unlock(&mut self, user: UserId, id: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(UNLOCK, &[&user, &id, &now])? == 1)
    }

    /// Returns the achievements that the user unlocked.
    pub fn unlocked(&mut self, user: UserId) -> Result<Vec<UnlockedRow>, DbError> {
        self.0.query(UNLOCKED, &[&user], unlocked_from)
    }

    /// Returns one achievement, if it is unlocked.
    pub fn unlocked_one(&mut self, user: UserId, id: &str) -> Result<Option<UnlockedRow>, DbError> {
        self.0.optional(UNLOCKED_ONE, &[&user, &id], unlocked_from)
    }

    /// Marks an achievement's reward as claimed; returns false if it was claimed before or is not
    /// unlocked.
    pub fn claim_achievement(&mut self, user: UserId, id: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(CLAIM, &[&user, &id, &now])? == 1)
    }
}
