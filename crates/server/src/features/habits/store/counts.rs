//! Day counts: due and done tasks by (user, habit, local day), and their totals by (user, local day).

use jiff::civil::Date;

use super::HabitsStore;
use super::calendars::calendar_from;
use super::habits::{Habit, kind_text, parse_kind};
use crate::features::accounts::UserId;
use crate::features::habits::rules::week::DayTasks;
use crate::features::habits::{Calendar, CompletedHabit, HINT, HabitId, TaskCounts};
use crate::features::planner::HabitType;
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Dialect, PendingRows, Row};

/// If more is due than done, the day is neither skipped nor in a pause. Rows with `needs_habit` belong to habits with
/// times a week, whose due count depends on the done count, or to deleted ones.
const COMPLETE_OF_HABIT: &str = "
    UPDATE day_counts SET done = done + 1
    WHERE user_id = $1 AND day = $2 AND habit_id = $3 AND due > done AND needs_habit = FALSE
    RETURNING kind, due, done";
const UNDO_OF_HABIT: &str = "
    UPDATE day_counts SET done = done - 1 WHERE user_id = $1 AND day = $2 AND habit_id = $3 RETURNING due, done";
const ADD_DONE_TO_USER: &str = "
    UPDATE user_days SET done = done + $3 WHERE user_id = $1 AND day = $2
    RETURNING due, done, due - deleted_due, done - deleted_done";
/// Rewards depend on the habit with its first completion of a day, and with the last one of a habit to quit. At other
/// times its row is not read, which would take predicate locks.
const HABIT_OF_COMPLETION: &str = "
    SELECT h.name, h.duration_days, h.end_date
    FROM day_counts c JOIN habits h ON h.user_id = c.user_id AND h.id = c.habit_id
    WHERE c.user_id = $1 AND c.day = $2 AND c.habit_id = $3 AND (c.done = 1 OR (c.kind = 'bad' AND c.done = c.due))
       AND h.deleted = FALSE";
const DAY: &str = "
    SELECT COALESCE(c.due, 0), COALESCE(c.done, 0), d.due, d.done, d.due - d.deleted_due, d.done - d.deleted_done
    FROM user_days d LEFT JOIN day_counts c ON c.user_id = d.user_id AND c.day = d.day AND c.habit_id = $3
    WHERE d.user_id = $1 AND d.day = $2";
const CLEAR: &str = "
    DELETE FROM day_counts WHERE user_id = $1 AND habit_id = $2 AND day >= $3 AND day <= $4";
/// A task is due if it is done, or if it is neither skipped nor of a paused habit.
const RECOUNT: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done)
    SELECT t.user_id, t.due_date, t.habit_id, h.kind, h.challenge_id, COUNT(*), COUNT(t.completed_at)
    FROM tasks t JOIN habits h ON h.id = t.habit_id
    LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
    WHERE t.habit_id = $1 AND t.due_date >= $2 AND t.due_date <= $3 AND h.deleted = FALSE
      AND (t.completed_at IS NOT NULL OR (s.day IS NULL AND (h.inactive_from IS NULL OR t.due_date < h.inactive_from)))
    GROUP BY t.user_id, t.due_date, t.habit_id, h.kind, h.challenge_id";
const TASK_DAYS: &str = "
    SELECT t.due_date,
           COUNT(CASE WHEN t.completed_at IS NOT NULL OR (s.day IS NULL AND
                 (h.inactive_from IS NULL OR t.due_date < h.inactive_from)) THEN 1 END),
           COUNT(t.completed_at)
    FROM tasks t JOIN habits h ON h.id = t.habit_id
    LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
    WHERE t.habit_id = $1 AND t.due_date >= $2 AND t.due_date <= $3 AND h.deleted = FALSE
    GROUP BY t.due_date";
const INSERT_COUNTS_SQLITE: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done, needs_habit)
    SELECT $1, $4 + (j.value ->> 0), $2, $3, (SELECT challenge_id FROM habits WHERE id = $2 AND deleted = FALSE),
           j.value ->> 1, j.value ->> 2, TRUE FROM json_each($5) j";
const INSERT_COUNTS_POSTGRES: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done, needs_habit)
    SELECT CAST($1 AS UUID), CAST($4 AS DATE) + CAST(j ->> 0 AS INTEGER), CAST($2 AS UUID), CAST($3 AS TEXT),
           (SELECT challenge_id FROM habits WHERE id = CAST($2 AS UUID) AND deleted = FALSE),
           CAST(j ->> 1 AS BIGINT), CAST(j ->> 2 AS BIGINT), TRUE
    FROM jsonb_array_elements(CAST(CAST($5 AS TEXT) AS JSONB)) j";
/// The counts of a habit that was just created: reading them back from its tasks would read the index pages that
/// other new habits are written to.
const INSERT_NEW_SQLITE: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done, needs_habit)
    SELECT $1, $5 + (j.value ->> 0), $2, $3, $4, j.value ->> 1, 0, $7 FROM json_each($6) j";
const INSERT_NEW_POSTGRES: &str = "
    INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done, needs_habit)
    SELECT CAST($1 AS UUID), CAST($5 AS DATE) + CAST(j ->> 0 AS INTEGER), CAST($2 AS UUID), CAST($3 AS TEXT),
           CAST($4 AS UUID), CAST(j ->> 1 AS BIGINT), 0, CAST($7 AS BOOLEAN)
    FROM jsonb_array_elements(CAST(CAST($6 AS TEXT) AS JSONB)) j";
/// Adds to the days of the user without reading the other habits' counts. `WHERE TRUE`: else SQLite takes ON for a join.
const ADD_DUE_SQLITE: &str = "
    INSERT INTO user_days (user_id, day, due, done)
    SELECT $1, $2 + (j.value ->> 0), j.value ->> 1, 0 FROM json_each($3) j WHERE TRUE
    ON CONFLICT (user_id, day) DO UPDATE SET due = user_days.due + excluded.due";
const ADD_DUE_POSTGRES: &str = "
    INSERT INTO user_days (user_id, day, due, done)
    SELECT CAST($1 AS UUID), CAST($2 AS DATE) + CAST(j ->> 0 AS INTEGER), CAST(j ->> 1 AS BIGINT), 0
    FROM jsonb_array_elements(CAST(CAST($3 AS TEXT) AS JSONB)) j
    ON CONFLICT (user_id, day) DO UPDATE SET due = user_days.due + excluded.due";
const CLEAR_USER: &str = "DELETE FROM user_days WHERE user_id = $1 AND day >= $2 AND day <= $3";
const ROLL_UP: &str = "
    INSERT INTO user_days (user_id, day, due, done, deleted_due, deleted_done)
    SELECT c.user_id, c.day, CAST(SUM(c.due) AS BIGINT), CAST(SUM(c.done) AS BIGINT),
           CAST(SUM(CASE WHEN h.id IS NULL THEN c.due ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN h.id IS NULL THEN c.done ELSE 0 END) AS BIGINT)
    FROM day_counts c LEFT JOIN habits h ON h.id = c.habit_id AND h.deleted = FALSE
    WHERE c.user_id = $1 AND c.day >= $2 AND c.day <= $3 GROUP BY c.user_id, c.day";
/// Before a habit is deleted: its counts stay in reports, but Today no longer shows them.
const MARK_DELETED: &str = "
    UPDATE user_days SET deleted_due = deleted_due + c.due, deleted_done = deleted_done + c.done
    FROM day_counts c
    WHERE c.user_id = $1 AND c.habit_id = $2 AND user_days.user_id = $1 AND user_days.day = c.day";
const NEEDS_HABIT: &str = "UPDATE day_counts SET needs_habit = TRUE WHERE user_id = $1 AND habit_id = $2";
const DAY_TOTALS: &str = "
    SELECT due - deleted_due, done - deleted_done FROM user_days WHERE user_id = $1 AND day = $2";
/// Includes the calendar, so that a caller who predicted the local day can check the prediction.
const DAY_AND_CALENDAR: &str = "
    SELECT k.zone, k.day_start, k.held_day, k.held_began, k.held_until,
           COALESCE(d.due - d.deleted_due, 0), COALESCE(d.done - d.deleted_done, 0)
    FROM calendars k LEFT JOIN user_days d ON d.user_id = k.user_id AND d.day = $2 WHERE k.user_id = $1";
const CLEAR_AFTER: &str = "DELETE FROM day_counts WHERE user_id = $1 AND habit_id = $2 AND day > $3";
const DONE_SINCE: &str = "
    SELECT CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM day_counts WHERE user_id = $1 AND habit_id = $2 AND day >= $3";

/// Reads the two columns from `at` on: due and done tasks.
fn counts_from(row: &Row<'_>, at: usize) -> Result<TaskCounts, DbError> {
    Ok(TaskCounts { due: row.get(at)?, done: row.get(at + 1)? })
}

/// The counts of one day of a user: of all habits, and of those that Today shows.
pub type UserDay = (TaskCounts, TaskCounts);

/// The counts of one day.
#[derive(Clone, Copy, Debug, Default)]
pub struct DayCounts {
    /// Of one habit.
    pub habit: TaskCounts,
    /// Of all habits, including deleted ones.
    pub user: TaskCounts,
    /// Of the habits that still exist, as Today shows them.
    pub visible: TaskCounts,
}

impl HabitsStore<'_, '_> {
    /// Queues counting one more completion on `day`. The first query returns the habit's type and its counts, or no
    /// row and no change if the habit's counts must be recomputed or nothing of it is due any more.
    #[allow(clippy::type_complexity, reason = "two queries and their rows")]
    pub fn count_completion_later(
        &mut self,
        user: UserId,
        habit: HabitId,
        day: Date,
    ) -> Result<(PendingRows<(HabitType, TaskCounts)>, PendingRows<UserDay>), DbError> {
        self.changed(user, day)?;
        let of_habit = self.0.query_later(COMPLETE_OF_HABIT, &[&user, &day, &habit], |row| {
            let kind: String = row.get(0)?;
            Ok((parse_kind(&kind)?, counts_from(row, 1)?))
        })?;
        Ok((of_habit, self.add_to_user_later(user, day, 1)?))
    }

    /// Queues counting one completion less on `day`: the counts of the habit, and those of the user.
    pub fn uncount_completion_later(
        &mut self,
        user: UserId,
        habit: HabitId,
        day: Date,
    ) -> Result<(PendingRows<TaskCounts>, PendingRows<UserDay>), DbError> {
        self.changed(user, day)?;
        let of_habit = self.0.query_later(UNDO_OF_HABIT, &[&user, &day, &habit], |row| counts_from(row, 0))?;
        Ok((of_habit, self.add_to_user_later(user, day, -1)?))
    }

    fn add_to_user_later(&mut self, user: UserId, day: Date, done: i32) -> Result<PendingRows<UserDay>, DbError> {
        self.0.query_later(ADD_DONE_TO_USER, &[&user, &day, &done], |row| {
            Ok((counts_from(row, 0)?, counts_from(row, 2)?))
        })
    }

    /// Queues a query for the facts that rewards may need, after its completion on `day` was counted.
    pub fn habit_of_completion_later(
        &mut self,
        user: UserId,
        habit: HabitId,
        day: Date,
    ) -> Result<PendingRows<CompletedHabit>, DbError> {
        self.0.query_later(HABIT_OF_COMPLETION, &[&user, &day, &habit], |row| {
            Ok(CompletedHabit { name: row.get(0)?, duration_days: row.get(1)?, end_date: row.get(2)? })
        })
    }

    /// Returns the counts of `day`, for `habit` and in total.
    pub fn counts_on(&mut self, user: UserId, habit: HabitId, day: Date) -> Result<DayCounts, DbError> {
        let counts = self.0.optional(DAY, &[&user, &day, &habit], |row| {
            Ok(DayCounts { habit: counts_from(row, 0)?, user: counts_from(row, 2)?, visible: counts_from(row, 4)? })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// Recomputes the habit's counts from `first` to `last` from its tasks.
    pub fn recount(&mut self, user: UserId, habit: HabitId, first: Date, last: Date) -> Result<(), DbError> {
        self.0.execute(CLEAR, &[&user, &habit, &first, &last])?;
        self.0.execute(RECOUNT, &[&habit, &first, &last])?;
        self.roll_up(user, first, last)
    }

    /// Returns the days from `first` to `last` on which the habit has tasks.
    pub fn task_days(&mut self, habit: HabitId, first: Date, last: Date) -> Result<Vec<DayTasks>, DbError> {
        self.0.query(TASK_DAYS, &[&habit, &first, &last], |row| {
            Ok(DayTasks { day: row.get(0)?, open: row.get(1)?, done: row.get(2)? })
        })
    }

    /// Replaces the counts of a habit with times a week from `first` to `last` by `counts`: (days after `first`, due, done).
    pub fn replace_counts(
        &mut self,
        user: UserId,
        habit: HabitId,
        kind: HabitType,
        first: Date,
        last: Date,
        counts: &[(i32, u32, u32)],
    ) -> Result<(), DbError> {
        self.0.execute(CLEAR, &[&user, &habit, &first, &last])?;
        let json = serde_json::json!(counts).to_string();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => INSERT_COUNTS_SQLITE,
            Dialect::Postgres => INSERT_COUNTS_POSTGRES,
        };
        self.0.execute(sql, &[&user, &habit, &kind_text(kind), &first, &json])?;
        self.roll_up(user, first, last)
    }

    /// Inserts the counts of a habit that was just created. `due`: (days after its start, tasks due).
    pub fn insert_counts(&mut self, user: UserId, habit: &Habit, due: &[(i32, u32)]) -> Result<(), DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => INSERT_NEW_SQLITE,
            Dialect::Postgres => INSERT_NEW_POSTGRES,
        };
        let add = match self.0.dialect() {
            Dialect::Sqlite => ADD_DUE_SQLITE,
            Dialect::Postgres => ADD_DUE_POSTGRES,
        };
        let (json, first) = (serde_json::json!(due).to_string(), habit.start_date);
        let needs_habit = habit.times_a_week.is_some();
        self.changed(user, first)?;
        self.0.execute_later(
            sql,
            &[&user, &habit.id, &kind_text(habit.kind), &habit.challenge, &first, &json, &needs_habit],
        )?;
        self.0.execute_later(add, &[&user, &first, &json])
    }

    /// Deletes the habit's counts after `day`; none may be later than `last`.
    pub fn clear_counts_after(&mut self, user: UserId, habit: HabitId, day: Date, last: Date) -> Result<(), DbError> {
        self.0.execute(CLEAR_AFTER, &[&user, &habit, &day])?;
        self.roll_up(user, day, last.max(day))
    }

    /// Takes the habit's counts off what Today shows; to be called before the habit is deleted.
    pub fn mark_counts_deleted(&mut self, user: UserId, habit: HabitId) -> Result<(), DbError> {
        self.0.execute_later(NEEDS_HABIT, &[&user, &habit])?;
        self.0.execute_later(MARK_DELETED, &[&user, &habit])
    }

    /// Queues a query for the counts of `day` without deleted habits: at most one row.
    pub fn day_totals_later(&mut self, user: UserId, day: Date) -> Result<PendingRows<TaskCounts>, DbError> {
        self.0.query_later(DAY_TOTALS, &[&user, &day], |row| counts_from(row, 0))
    }

    /// Queues a query for the user's calendar and the counts of `day` without deleted habits: one row,
    /// or none if the account no longer exists.
    pub fn day_later(&mut self, user: UserId, day: Date) -> Result<PendingRows<(Calendar, TaskCounts)>, DbError> {
        self.0.query_later(DAY_AND_CALENDAR, &[&user, &day], |row| Ok((calendar_from(row, 0)?, counts_from(row, 5)?)))
    }

    /// Returns how many tasks of the habit were done from `first` on.
    pub fn done_since(&mut self, user: UserId, habit: HabitId, first: Date) -> Result<u32, DbError> {
        self.0.one(DONE_SINCE, &[&user, &habit, &first], |row| row.get(0))
    }

    fn roll_up(&mut self, user: UserId, first: Date, last: Date) -> Result<(), DbError> {
        self.changed(user, first)?;
        self.0.execute_later(CLEAR_USER, &[&user, &first, &last])?;
        self.0.execute_later(ROLL_UP, &[&user, &first, &last])
    }

    /// Notifies readers that the user's counts changed from `day` on.
    fn changed(&mut self, user: UserId, day: Date) -> Result<(), DbError> {
        self.0.emit(Hint { topic: HINT, subject: user.0, day: Some(day) });
        self.0.change_log().record(user.0, Some(day))
    }
}
