//! Facts, and what they unlocked.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::RewardsStore;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::rewards::rules::catalogue::Fact;
use crate::platform::db::{DbError, PendingRows, days_since_epoch};

/// An achievement that a user unlocked.
#[derive(Clone, Debug)]
pub struct UnlockedRow {
    /// Its id in the catalogue.
    pub id: String,
    /// When it was unlocked.
    pub unlocked_at: Timestamp,
    /// When its reward was claimed.
    pub claimed_at: Option<Timestamp>,
}

macro_rules! add {
    () => {
        "INSERT INTO facts (user_id, fact, about, count) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, fact, about) DO UPDATE SET count = facts.count + $4"
    };
}

const ADD_QUIETLY: &str = add!();
const ADD: &str = concat!(add!(), " RETURNING count");
const FACT: &str = "SELECT count FROM facts WHERE user_id = $1 AND fact = $2 AND about = $3";
const FACTS: &str = "SELECT fact, MAX(count) FROM facts WHERE user_id = $1 GROUP BY fact";
const SAVE: &str = "
    INSERT INTO facts (user_id, fact, about, count) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, fact, about) DO UPDATE SET count = $4";
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

fn unlocked_from(row: &crate::platform::db::Row<'_>) -> Result<UnlockedRow, DbError> {
    Ok(UnlockedRow { id: row.get(0)?, unlocked_at: row.get(1)?, claimed_at: row.get(2)? })
}

/// A day's number, and whether it counts or was skipped by a change of zone.
fn numbered(row: &crate::platform::db::Row<'_>) -> Result<(i64, bool), DbError> {
    Ok((days_since_epoch(row.get::<Date>(0)?), row.get(1)?))
}

impl RewardsStore<'_, '_> {
    /// Adds to a fact (about a habit, or the nil id) and answers the count afterwards.
    pub fn add_fact(&mut self, user: UserId, fact: Fact, about: Uuid, by: i64) -> Result<i64, DbError> {
        self.0.one(ADD, &[&user, &fact.as_str(), &about, &by], |row| row.get(0))
    }

    /// The same for an answer that is needed a little later: one row.
    pub fn add_fact_later(
        &mut self,
        user: UserId,
        fact: Fact,
        about: Uuid,
        by: i64,
    ) -> Result<PendingRows<i64>, DbError> {
        self.0.query_later(ADD, &[&user, &fact.as_str(), &about, &by], |row| row.get(0))
    }

    /// The same for a count that nobody needs to know.
    pub fn take_off_fact(&mut self, user: UserId, fact: Fact, about: Uuid, by: i64) -> Result<(), DbError> {
        self.0.execute_later(ADD_QUIETLY, &[&user, &fact.as_str(), &about, &-by])
    }

    /// A fact's count.
    pub fn fact(&mut self, user: UserId, fact: Fact) -> Result<i64, DbError> {
        let found = self.0.optional(FACT, &[&user, &fact.as_str(), &Uuid::nil()], |row| row.get(0))?;
        Ok(found.unwrap_or(0))
    }

    /// Replaces a fact's count.
    pub fn save_fact(&mut self, user: UserId, fact: Fact, count: i64) -> Result<(), DbError> {
        self.0.execute_later(SAVE, &[&user, &fact.as_str(), &Uuid::nil(), &count])
    }

    /// Every fact by name; of those about habits the highest.
    pub fn facts(&mut self, user: UserId) -> Result<Vec<(String, i64)>, DbError> {
        self.0.query(FACTS, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Notes a perfect day; false when it was noted before.
    pub fn note_perfect_day(&mut self, user: UserId, day: Date) -> Result<bool, DbError> {
        Ok(self.0.execute(PERFECT, &[&user, &day])? == 1)
    }

    /// Perfect days from `first` to `last`, and skipped dates between them, rising.
    pub fn perfect_days(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<(i64, bool)>, DbError> {
        self.0.query(PERFECT_AROUND, &[&user, &first, &last], numbered)
    }

    /// Days from `first` to `last` on which all that was due of a habit was done, and skipped dates
    /// between them, rising.
    pub fn kept_days(
        &mut self,
        user: UserId,
        habit: HabitId,
        first: Date,
        last: Date,
    ) -> Result<Vec<(i64, bool)>, DbError> {
        self.0.query(KEPT_AROUND, &[&user, &habit, &first, &last], numbered)
    }

    /// Unlocks; false when it was unlocked before.
    pub fn unlock(&mut self, user: UserId, id: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(UNLOCK, &[&user, &id, &now])? == 1)
    }

    /// What the user unlocked.
    pub fn unlocked(&mut self, user: UserId) -> Result<Vec<UnlockedRow>, DbError> {
        self.0.query(UNLOCKED, &[&user], unlocked_from)
    }

    /// One achievement, if it is unlocked.
    pub fn unlocked_one(&mut self, user: UserId, id: &str) -> Result<Option<UnlockedRow>, DbError> {
        self.0.optional(UNLOCKED_ONE, &[&user, &id], unlocked_from)
    }

    /// Marks an achievement's reward as claimed; false when it was, or is not unlocked.
    pub fn claim_achievement(&mut self, user: UserId, id: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(CLAIM, &[&user, &id, &now])? == 1)
    }
}
