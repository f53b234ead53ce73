//! All the SQL of this room. Each statement reads a span of days through an index.

use jiff::Timestamp;
use jiff::civil::Date;

use super::rules::{DayCount, Totals};
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Dialect, Row, Tx, days_since_epoch};

/// CompletionsFilter habits count.
#[derive(Clone, Copy, Debug)]
pub enum HabitFilter {
    /// All of the user's.
    All,
    /// Those of one type.
    Type(HabitType),
    /// One.
    Habit(HabitId),
}

const DAYS: &str = "
    SELECT day, due, done FROM user_days WHERE user_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
const DAYS_OF_HABIT: &str = "
    SELECT day, due, done FROM day_counts
    WHERE user_id = $1 AND habit_id = $2 AND day >= $3 AND day <= $4 ORDER BY day";
const DAYS_BY_HABIT: &str = "
    SELECT habit_id, day, due, done FROM day_counts
    WHERE user_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
const COMPLETION_TIMES: &str = "
    SELECT completed_at FROM tasks
    WHERE user_id = $1 AND due_date >= $2 AND due_date <= $3 AND completed_at IS NOT NULL";

/// Sums of each of the spans in `$2`, a JSON list of [first, last]: five years are five rows, not
/// one for each day. What is summed is `d`.
macro_rules! sums_sqlite {
    ($from:literal) => {
        concat!(
            "SELECT COALESCE(SUM(d.due), 0), COALESCE(SUM(d.done), 0) FROM json_each($2) j LEFT JOIN ",
            $from,
            " AND d.day >= j.value ->> 0 AND d.day <= j.value ->> 1 GROUP BY j.key ORDER BY j.key"
        )
    };
}
/// LATERAL, so that the days are bounded by the index: PostgreSQL joined all days of the user to each
/// of the spans and threw away what lay outside (10 ms for ten years, 0.2 ms so).
macro_rules! sums_postgres {
    ($from:literal) => {
        concat!(
            "SELECT s.due, s.done
             FROM jsonb_array_elements(CAST(CAST($2 AS TEXT) AS JSONB)) WITH ORDINALITY AS j (span, n)
             CROSS JOIN LATERAL (
                 SELECT CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
                 FROM ",
            $from,
            " AND d.day >= CAST(j.span ->> 0 AS DATE) AND d.day <= CAST(j.span ->> 1 AS DATE)) s ORDER BY j.n"
        )
    };
}

const SUMS: [&str; 2] =
    [sums_sqlite!("user_days d ON d.user_id = $1"), sums_postgres!("user_days d WHERE d.user_id = $1")];
const SUMS_OF_TYPE: [&str; 2] = [
    sums_sqlite!("day_counts d ON d.user_id = $1 AND d.kind = $3"),
    sums_postgres!("day_counts d WHERE d.user_id = $1 AND d.kind = $3"),
];
const SUMS_OF_HABIT: [&str; 2] = [
    sums_sqlite!("day_counts d ON d.user_id = $1 AND d.habit_id = $3"),
    sums_postgres!("day_counts d WHERE d.user_id = $1 AND d.habit_id = $3"),
];

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

    /// What was due and done in each of `spans` (first day, last day), in their order.
    pub fn totals(&mut self, user: UserId, of: HabitFilter, spans: &[(Date, Date)]) -> Result<Vec<Totals>, DbError> {
        let dialect = self.0.dialect();
        let end = |day: Date| match dialect {
            Dialect::Sqlite => days_since_epoch(day).into(),
            Dialect::Postgres => serde_json::Value::from(day.to_string()),
        };
        let spans: serde_json::Value = spans.iter().map(|(first, last)| vec![end(*first), end(*last)]).collect();
        let spans = spans.to_string();
        let at = usize::from(dialect == Dialect::Postgres);
        let sum = |row: &Row<'_>| Ok(Totals { due: row.get(0)?, done: row.get(1)? });
        match of {
            HabitFilter::All => self.0.query(SUMS[at], &[&user, &spans], sum),
            HabitFilter::Type(HabitType::Good) => self.0.query(SUMS_OF_TYPE[at], &[&user, &spans, &"good"], sum),
            HabitFilter::Type(HabitType::Bad) => self.0.query(SUMS_OF_TYPE[at], &[&user, &spans, &"bad"], sum),
            HabitFilter::Habit(habit) => self.0.query(SUMS_OF_HABIT[at], &[&user, &spans, &habit], sum),
        }
    }

    /// Counts of one habit, by day.
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
    pub fn completion_times(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(COMPLETION_TIMES, &[&user, &first, &last], |row| row.get(0))
    }
}
