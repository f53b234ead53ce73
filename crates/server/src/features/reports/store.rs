//! All the SQL of this room. Each statement reads a span of days through an index.

use jiff::Timestamp;
use jiff::civil::Date;

use super::rules::DayCount;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Row, Tx};

const DAYS: &str = "
    SELECT day, due, done FROM user_days WHERE user_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
const DAYS_OF_TYPE: &str = "
    SELECT day, CAST(SUM(due) AS BIGINT), CAST(SUM(done) AS BIGINT) FROM day_counts
    WHERE user_id = $1 AND day >= $2 AND day <= $3 AND kind = $4 GROUP BY day ORDER BY day";
const DAYS_OF_HABIT: &str = "
    SELECT day, due, done FROM day_counts
    WHERE user_id = $1 AND habit_id = $2 AND day >= $3 AND day <= $4 ORDER BY day";
const DAYS_BY_HABIT: &str = "
    SELECT habit_id, day, due, done FROM day_counts
    WHERE user_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
const TICKS: &str = "
    SELECT completed_at FROM tasks
    WHERE user_id = $1 AND due_date >= $2 AND due_date <= $3 AND completed_at IS NOT NULL";

fn day_from(row: &Row<'_>) -> Result<DayCount, DbError> {
    Ok(DayCount { day: row.get(0)?, due: row.get(1)?, done: row.get(2)? })
}

/// This room's window on a unit of work.
pub struct ReportsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Day counts, as reports read them.
    pub fn reports(&mut self) -> ReportsStore<'_, 'c> {
        ReportsStore(self)
    }
}

impl ReportsStore<'_, '_> {
    /// Counts of all habits from `first` to `last`, by day; days without any are left out.
    pub fn days(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<DayCount>, DbError> {
        self.0.query(DAYS, &[&user, &first, &last], day_from)
    }

    /// The same of habits of one type.
    pub fn days_of_type(
        &mut self,
        user: UserId,
        kind: HabitType,
        first: Date,
        last: Date,
    ) -> Result<Vec<DayCount>, DbError> {
        let kind = match kind {
            HabitType::Good => "good",
            HabitType::Bad => "bad",
        };
        self.0.query(DAYS_OF_TYPE, &[&user, &first, &last, &kind], day_from)
    }

    /// The same of one habit.
    pub fn days_of_habit(
        &mut self,
        user: UserId,
        habit: HabitId,
        first: Date,
        last: Date,
    ) -> Result<Vec<DayCount>, DbError> {
        self.0.query(DAYS_OF_HABIT, &[&user, &habit, &first, &last], day_from)
    }

    /// Counts of each habit, by day.
    pub fn days_by_habit(
        &mut self,
        user: UserId,
        first: Date,
        last: Date,
    ) -> Result<Vec<(HabitId, DayCount)>, DbError> {
        self.0.query(DAYS_BY_HABIT, &[&user, &first, &last], |row| {
            Ok((row.get(0)?, DayCount { day: row.get(1)?, due: row.get(2)?, done: row.get(3)? }))
        })
    }

    /// When tasks due from `first` to `last` were ticked.
    pub fn ticks(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(TICKS, &[&user, &first, &last], |row| row.get(0))
    }
}
