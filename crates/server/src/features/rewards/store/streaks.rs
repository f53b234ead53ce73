//! Streaks of daily claims.

use jiff::civil::Date;

use super::RewardsStore;
use crate::features::accounts::UserId;
use crate::features::rewards::rules::Streak;
use crate::platform::db::{DbError, Dialect, Row, id_list};

const INSERT: &str = "
    INSERT INTO streaks (user_id, streak, max_streak, cycle_day, freezes) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO NOTHING";
const STREAK: &str = "
    SELECT last_claim, streak, max_streak, cycle_day, freezes FROM streaks WHERE user_id = $1";
const STREAKS_SQLITE: &str = "
    SELECT user_id, last_claim, streak, max_streak, cycle_day, freezes FROM streaks
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const STREAKS_POSTGRES: &str = "
    SELECT user_id, last_claim, streak, max_streak, cycle_day, freezes FROM streaks
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const UPDATE: &str = "
    UPDATE streaks SET last_claim = $2, streak = $3, max_streak = $4, cycle_day = $5, freezes = $6 WHERE user_id = $1";

/// Reads a streak from the four columns from `at` on.
pub(super) fn streak_from(row: &Row<'_>, at: usize) -> Result<Streak, DbError> {
    Ok(Streak { days: row.get(at)?, longest: row.get(at + 1)?, cycle_day: row.get(at + 2)?, freezes: row.get(at + 3)? })
}

impl RewardsStore<'_, '_> {
    /// Inserts a new streak, unless the user has one.
    pub fn insert_streak(&mut self, user: UserId) -> Result<(), DbError> {
        let Streak { days, longest, cycle_day, freezes } = Streak::NEW;
        self.0.execute(INSERT, &[&user, &days, &longest, &cycle_day, &freezes])?;
        Ok(())
    }

    /// Returns the local day of the last claim, and the streak as of that day.
    pub fn streak(&mut self, user: UserId) -> Result<(Option<Date>, Streak), DbError> {
        self.0.one(STREAK, &[&user], |row| Ok((row.get(0)?, streak_from(row, 1)?)))
    }

    /// Like [`streak`](Self::streak) for many users, in no particular order; users without a streak are
    /// left out.
    pub fn streaks_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Option<Date>, Streak)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => STREAKS_SQLITE,
            Dialect::Postgres => STREAKS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok((row.get(0)?, row.get(1)?, streak_from(row, 2)?))
        })
    }

    /// Stores the streak as of the claim on `last_claim`.
    pub fn save_streak(&mut self, user: UserId, last_claim: Option<Date>, streak: Streak) -> Result<(), DbError> {
        let Streak { days, longest, cycle_day, freezes } = streak;
        self.0.execute_later(UPDATE, &[&user, &last_claim, &days, &longest, &cycle_day, &freezes])
    }
}
