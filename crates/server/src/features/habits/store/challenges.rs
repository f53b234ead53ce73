//! Totals of habits that belong to challenges, from the day counts.

use jiff::civil::Date;
use uuid::Uuid;

use super::HabitsStore;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::platform::db::{DbError, Dialect, days_since_epoch, id_list};

/// The totals of one habit up to a day, and its counts on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HabitCount {
    /// The habit, which may be deleted by now.
    pub habit: HabitId,
    /// Tasks due up to the day.
    pub due: u32,
    /// Tasks done up to the day.
    pub done: u32,
    /// Tasks due on the day itself.
    pub due_last: u32,
    /// Tasks done on the day itself.
    pub done_last: u32,
}

const COUNTS: &str = "
    SELECT habit_id, CAST(SUM(due) AS BIGINT), CAST(SUM(done) AS BIGINT),
           CAST(SUM(CASE WHEN day = $2 THEN due ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN day = $2 THEN done ELSE 0 END) AS BIGINT)
    FROM day_counts WHERE user_id = $1 AND challenge_id IS NOT NULL AND day <= $2 GROUP BY habit_id";
const TOTALS_SQLITE: &str = "
    SELECT c.user_id, CAST(SUM(c.due) AS BIGINT), CAST(SUM(c.done) AS BIGINT)
    FROM json_each($2) j JOIN day_counts c
      ON c.challenge_id = $1 AND c.user_id = unhex(replace(j.value ->> 0, '-', ''))
     AND c.day >= (j.value ->> 1) AND c.day <= (j.value ->> 2)
    GROUP BY c.user_id";
const TOTALS_POSTGRES: &str = "
    SELECT c.user_id, CAST(SUM(c.due) AS BIGINT), CAST(SUM(c.done) AS BIGINT)
    FROM jsonb_array_elements(CAST(CAST($2 AS TEXT) AS JSONB)) j JOIN day_counts c
      ON c.challenge_id = $1 AND c.user_id = CAST(j ->> 0 AS UUID)
     AND c.day >= DATE '1970-01-01' + CAST(j ->> 1 AS INTEGER) AND c.day <= DATE '1970-01-01' + CAST(j ->> 2 AS INTEGER)
    GROUP BY c.user_id";
const DAYS: &str = "
    SELECT CAST(COALESCE(SUM(due), 0) AS BIGINT), CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM user_days
    WHERE user_id = $1 AND day >= $2 AND day <= $3";
const LATEST_END_SQLITE: &str = "
    SELECT MAX(end_date) FROM habits WHERE user_id = $1 AND deleted = FALSE AND state <> 'archived'
       AND id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($2) j)";
const LATEST_END_POSTGRES: &str = "
    SELECT MAX(end_date) FROM habits WHERE user_id = $1 AND deleted = FALSE AND state <> 'archived'
       AND id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($2 AS TEXT) AS JSONB)) j)";

impl HabitsStore<'_, '_> {
    /// Returns the totals up to `last` of each habit that the user has for any challenge.
    pub fn challenge_counts(&mut self, user: UserId, last: Date) -> Result<Vec<HabitCount>, DbError> {
        self.0.query(COUNTS, &[&user, &last], |row| {
            Ok(HabitCount {
                habit: row.get(0)?,
                due: row.get(1)?,
                done: row.get(2)?,
                due_last: row.get(3)?,
                done_last: row.get(4)?,
            })
        })
    }

    /// Returns (user, due, done) for many users in one challenge, each over their own span (first day,
    /// last day). Users without day counts in their span are left out.
    pub fn challenge_totals(
        &mut self,
        challenge: Uuid,
        spans: &[(UserId, Date, Date)],
    ) -> Result<Vec<(UserId, u32, u32)>, DbError> {
        let spans: Vec<(Uuid, i64, i64)> = spans
            .iter()
            .map(|(user, first, last)| (user.0, days_since_epoch(*first), days_since_epoch(*last)))
            .collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => TOTALS_SQLITE,
            Dialect::Postgres => TOTALS_POSTGRES,
        };
        let json = serde_json::json!(spans).to_string();
        self.0.query(sql, &[&challenge, &json], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Returns (due, done) of all the user's habits from `first` to `last`.
    pub fn days_total(&mut self, user: UserId, first: Date, last: Date) -> Result<(u32, u32), DbError> {
        self.0.one(DAYS, &[&user, &first, &last], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns the latest end date of those of `habits` that exist and are not archived.
    pub fn latest_end(&mut self, user: UserId, habits: &[HabitId]) -> Result<Option<Date>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => LATEST_END_SQLITE,
            Dialect::Postgres => LATEST_END_POSTGRES,
        };
        self.0.one(sql, &[&user, &id_list(habits.iter().map(|habit| habit.0))], |row| row.get(0))
    }
}
