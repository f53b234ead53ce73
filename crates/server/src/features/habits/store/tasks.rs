//! Tasks: inserting, reading, completing and moving them.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::HabitsStore;
use super::calendars::calendar_from;
use super::habits::parse_kind;
use crate::features::accounts::UserId;
use crate::features::habits::{Calendar, HabitId, TaskId};
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Dialect, PendingRows, Row};

#[derive(Clone, Debug)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub due_date: Date,
    /// Plan day, counted from 1.
    pub day: u16,
    /// Position within the day, counted from 1.
    pub position: u16,
    pub completed_at: Option<Timestamp>,
    /// The user's note.
    pub note: Option<String>,
}

/// A task with its user's calendar.
#[derive(Clone, Debug)]
pub struct DueTask {
    pub task: Task,
    pub habit: HabitId,
    /// How many times the task was completed so far.
    pub completions: u32,
    pub calendar: Calendar,
    /// Whether the user has made a completion or claim before.
    pub started: bool,
}

/// How a habit's tasks count on one day.
#[derive(Clone, Copy, Debug)]
pub struct DueRule {
    pub times_a_week: Option<u16>,
    /// Whether the day is skipped or the habit is paused on it: a task only counts if it is done.
    pub excluded: bool,
}

/// A task on Today, with its habit.
#[derive(Clone, Debug)]
pub struct TodayRow {
    pub task: Task,
    pub habit: HabitId,
    /// The habit's name.
    pub name: String,
    pub kind: HabitType,
    /// Length of the plan.
    pub duration_days: u16,
    pub color: String,
    pub icon: String,
    pub times_a_week: Option<u16>,
    /// Encoded by [`to_text`](crate::features::habits::rules::reminders::to_text).
    pub reminder_times: String,
}

#[derive(Clone, Debug)]
pub struct NewTask {
    pub id: Uuid,
    /// The due date, in days after the plan's first date.
    pub offset: i32,
    /// Plan day, counted from 1.
    pub day: u16,
    /// Position within the day, counted from 1.
    pub position: u16,
    pub title: String,
}

/// Tasks that are done, or neither skipped nor of a paused habit.
macro_rules! visible {
    () => {
        "(t.completed_at IS NOT NULL OR (s.day IS NULL AND (h.inactive_from IS NULL OR t.due_date < h.inactive_from)))"
    };
}

const TODAY: &str = concat!(
    "SELECT t.id, t.title, t.due_date, t.day, t.position, t.completed_at, t.note, t.habit_id,
            h.name, h.kind, h.duration_days, h.color, h.icon, h.times_a_week, h.reminder_times
     FROM tasks t JOIN habits h ON h.id = t.habit_id AND h.deleted = FALSE
     LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
     WHERE t.user_id = $1 AND t.due_date = $2 AND ",
    visible!(),
    " ORDER BY t.habit_id, t.day, t.position"
);
const WEEK_DONE: &str = "
    SELECT habit_id, COUNT(*) FROM tasks
    WHERE user_id = $1 AND due_date >= $2 AND due_date <= $3 AND completed_at IS NOT NULL
    GROUP BY habit_id";
const ON_DAY: &str = "SELECT id FROM tasks WHERE user_id = $1 AND due_date = $2 AND habit_id = $3 LIMIT 1";
macro_rules! due_task {
    () => {
        "t.id, t.title, t.due_date, t.day, t.position, t.completed_at, t.note, t.habit_id, t.completions,
         c.zone, c.day_start, c.held_day, c.held_began, c.held_until, c.started"
    };
}
macro_rules! excluded {
    ($day:literal) => {
        concat!("s.day IS NOT NULL OR (h.inactive_from IS NOT NULL AND ", $day, " >= h.inactive_from)")
    };
}
/// Reads neither the habit nor its skips, for fewer predicate locks.
const FIND: &str = concat!(
    "SELECT ",
    due_task!(),
    " FROM tasks t JOIN calendars c ON c.user_id = t.user_id WHERE t.id = $1 AND t.user_id = $2"
);
const FIND_WITH_RULE: &str = concat!(
    "SELECT ",
    due_task!(),
    ", h.times_a_week, ",
    excluded!("t.due_date"),
    " FROM tasks t JOIN habits h ON h.user_id = t.user_id AND h.id = t.habit_id
     JOIN calendars c ON c.user_id = t.user_id
     LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
     WHERE t.id = $1 AND t.user_id = $2 AND h.deleted = FALSE"
);
const RULE: &str = concat!(
    "SELECT h.times_a_week, ",
    excluded!("$3"),
    " FROM habits h LEFT JOIN habit_skips s ON s.habit_id = h.id AND s.day = $3
     WHERE h.user_id = $1 AND h.id = $2 AND h.deleted = FALSE"
);
const OF_HABIT: &str = "
    SELECT id, title, due_date, day, position, completed_at, note FROM tasks
    WHERE habit_id = $1 ORDER BY day, position";
const COMPLETE: &str = "
    UPDATE tasks SET completed_at = $2, completions = completions + 1, note = COALESCE($3, note)
    WHERE id = $1 AND completed_at IS NULL";
const UNDO: &str = "UPDATE tasks SET completed_at = NULL WHERE id = $1 AND completed_at IS NOT NULL";
const EDIT: &str = "UPDATE tasks SET title = $2, note = $3 WHERE id = $1";
const NOTE: &str = "UPDATE tasks SET note = $2 WHERE id = $1";
const INSERT_SQLITE: &str = "
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completions)
    SELECT $1, $3 + (j.value ->> 3), $2, j.value ->> 1, j.value ->> 2, unhex(j.value ->> 0), j.value ->> 4, 0
    FROM json_each($4) j";
const INSERT_POSTGRES: &str = "
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completions)
    SELECT CAST($1 AS UUID), CAST($3 AS DATE) + CAST(j ->> 3 AS INTEGER), CAST($2 AS UUID), CAST(j ->> 1 AS BIGINT),
           CAST(j ->> 2 AS BIGINT), CAST(j ->> 0 AS UUID), j ->> 4, 0
    FROM jsonb_array_elements(CAST(CAST($4 AS TEXT) AS JSONB)) j";
const PLAN_DAYS_FROM: &str = "
    SELECT DISTINCT day FROM tasks WHERE habit_id = $1 AND due_date >= $2 AND completed_at IS NULL ORDER BY day";
const MOVE_SQLITE: &str = "
    UPDATE tasks SET due_date = $3 + j.shift, moved_from = NULL
    FROM (SELECT value ->> 0 AS day, value ->> 1 AS shift FROM json_each($4)) j
    WHERE tasks.habit_id = $1 AND tasks.day = j.day AND tasks.due_date >= $2 AND tasks.completed_at IS NULL";
const MOVE_POSTGRES: &str = "
    UPDATE tasks SET due_date = CAST($3 AS DATE) + j.shift, moved_from = NULL
    FROM (SELECT CAST(v ->> 0 AS BIGINT) AS day, CAST(v ->> 1 AS INTEGER) AS shift
          FROM jsonb_array_elements(CAST(CAST($4 AS TEXT) AS JSONB)) v) j
    WHERE tasks.habit_id = $1 AND tasks.day = j.day AND tasks.due_date >= $2 AND tasks.completed_at IS NULL";
const RESTORE_MOVED: &str = "
    UPDATE tasks SET due_date = moved_from, moved_from = NULL
    WHERE user_id = $1 AND due_date > $2 AND moved_from IS NOT NULL";
const MOVE_SKIPPED: &str = "
    UPDATE tasks SET moved_from = due_date, due_date = $3
    WHERE user_id = $1 AND due_date > $2 AND due_date < $3";
const MOVED_HABITS: &str = "
    SELECT DISTINCT habit_id FROM tasks WHERE user_id = $1 AND due_date > $2 AND due_date <= $3";
const DATE_RANGE: &str = "SELECT MIN(due_date), MAX(due_date) FROM tasks WHERE habit_id = $1";

fn task_from(row: &Row<'_>) -> Result<Task, DbError> {
    Ok(Task {
        id: row.get(0)?,
        title: row.get(1)?,
        due_date: row.get(2)?,
        day: row.get(3)?,
        position: row.get(4)?,
        completed_at: row.get(5)?,
        note: row.get(6)?,
    })
}

fn due_task_from(row: &Row<'_>) -> Result<DueTask, DbError> {
    Ok(DueTask {
        task: task_from(row)?,
        habit: row.get(7)?,
        completions: row.get(8)?,
        calendar: calendar_from(row, 9)?,
        started: row.get(14)?,
    })
}

/// Reads a rule from the two columns from `at` on.
fn due_rule_from(row: &Row<'_>, at: usize) -> Result<DueRule, DbError> {
    Ok(DueRule { times_a_week: row.get(at)?, excluded: row.get(at + 1)? })
}

impl HabitsStore<'_, '_> {
    /// Queues a query for the tasks that count on `day`, done or not, grouped by habit, in plan order.
    pub fn tasks_on_later(&mut self, user: UserId, day: Date) -> Result<PendingRows<TodayRow>, DbError> {
        self.0.query_later(TODAY, &[&user, &day], |row| {
            let kind: String = row.get(9)?;
            Ok(TodayRow {
                task: task_from(row)?,
                habit: row.get(7)?,
                name: row.get(8)?,
                kind: parse_kind(&kind)?,
                duration_days: row.get(10)?,
                color: row.get(11)?,
                icon: row.get(12)?,
                times_a_week: row.get(13)?,
                reminder_times: row.get(14)?,
            })
        })
    }

    /// Returns how many tasks were done from `first` to `last`, by habit.
    pub fn done_between(&mut self, user: UserId, first: Date, last: Date) -> Result<Vec<(HabitId, u32)>, DbError> {
        self.0.query(WEEK_DONE, &[&user, &first, &last], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns whether the habit's plan has a task on `day`.
    pub fn has_tasks_on(&mut self, user: UserId, habit: HabitId, day: Date) -> Result<bool, DbError> {
        Ok(self.0.optional(ON_DAY, &[&user, &day, &habit], |_| Ok(()))?.is_some())
    }

    pub fn task(&mut self, user: UserId, id: TaskId) -> Result<Option<DueTask>, DbError> {
        self.0.optional(FIND, &[&id, &user], due_task_from)
    }

    /// Like [`task`](Self::task), with how its habit's tasks count on its day.
    pub fn task_with_rule(&mut self, user: UserId, id: TaskId) -> Result<Option<(DueTask, DueRule)>, DbError> {
        self.0.optional(FIND_WITH_RULE, &[&id, &user], |row| Ok((due_task_from(row)?, due_rule_from(row, 15)?)))
    }

    /// Returns how the habit's tasks count on `day`.
    pub fn due_rule(&mut self, user: UserId, habit: HabitId, day: Date) -> Result<Option<DueRule>, DbError> {
        let rule = self.due_rule_later(user, habit, day)?;
        self.0.row(rule)
    }

    /// Queues a query for how the habit's tasks count on `day`: one row, or none if the habit does not exist.
    pub fn due_rule_later(&mut self, user: UserId, habit: HabitId, day: Date) -> Result<PendingRows<DueRule>, DbError> {
        self.0.query_later(RULE, &[&user, &habit, &day], |row| due_rule_from(row, 0))
    }

    /// Returns all tasks of a habit, in plan order.
    pub fn tasks_of(&mut self, habit: HabitId) -> Result<Vec<Task>, DbError> {
        self.0.query(OF_HABIT, &[&habit], task_from)
    }

    /// Completes a task that is not completed. A note replaces the previous one.
    pub fn complete(&mut self, id: TaskId, note: Option<&str>) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute_later(COMPLETE, &[&id, &now, &note])
    }

    pub fn set_note(&mut self, id: TaskId, note: &str) -> Result<(), DbError> {
        self.0.execute_later(NOTE, &[&id, &note])
    }

    pub fn undo(&mut self, id: TaskId) -> Result<(), DbError> {
        self.0.execute_later(UNDO, &[&id])
    }

    pub fn edit_task(&mut self, id: TaskId, title: &str, note: Option<&str>) -> Result<(), DbError> {
        self.0.execute(EDIT, &[&id, &title, &note])?;
        Ok(())
    }

    /// Inserts a whole plan in one statement; offsets count from `first`.
    pub fn insert_tasks(
        &mut self,
        user: UserId,
        habit: HabitId,
        first: Date,
        tasks: &[NewTask],
    ) -> Result<(), DbError> {
        let rows: Vec<_> = tasks
            .iter()
            .map(|task| {
                serde_json::json!([task.id.simple().to_string(), task.day, task.position, task.offset, task.title])
            })
            .collect();
        let json = serde_json::Value::Array(rows).to_string();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => INSERT_SQLITE,
            Dialect::Postgres => INSERT_POSTGRES,
        };
        self.0.execute(sql, &[&user, &habit, &first, &json])?;
        Ok(())
    }

    /// Returns the plan days with tasks that are not done and due on or after `from`, in order.
    pub fn plan_days_from(&mut self, habit: HabitId, from: Date) -> Result<Vec<u16>, DbError> {
        self.0.query(PLAN_DAYS_FROM, &[&habit, &from], |row| row.get(0))
    }

    /// Moves the tasks that are not done and due on or after `from`: each plan day to `first` + its
    /// shift in days.
    pub fn move_days(&mut self, habit: HabitId, from: Date, first: Date, shifts: &[(u16, i32)]) -> Result<(), DbError> {
        let json = serde_json::json!(shifts).to_string();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MOVE_SQLITE,
            Dialect::Postgres => MOVE_POSTGRES,
        };
        self.0.execute(sql, &[&habit, &from, &first, &json])?;
        Ok(())
    }

    /// Moves tasks that a pending change of zone had moved to dates after `day` back to their dates.
    pub fn restore_moved_tasks(&mut self, user: UserId, day: Date) -> Result<(), DbError> {
        self.0.execute(RESTORE_MOVED, &[&user, &day])?;
        Ok(())
    }

    /// Moves tasks that are due strictly between `day` and `next` to `next`.
    pub fn move_off_skipped_dates(&mut self, user: UserId, day: Date, next: Date) -> Result<(), DbError> {
        self.0.execute(MOVE_SKIPPED, &[&user, &day, &next])?;
        Ok(())
    }

    /// Returns the habits with tasks due after `day` and up to `last`.
    pub fn habits_due_between(&mut self, user: UserId, day: Date, last: Date) -> Result<Vec<HabitId>, DbError> {
        self.0.query(MOVED_HABITS, &[&user, &day, &last], |row| row.get(0))
    }

    /// Returns the first and the last date on which a task of the habit is due.
    pub fn date_range(&mut self, habit: HabitId) -> Result<Option<(Date, Date)>, DbError> {
        self.0.one(DATE_RANGE, &[&habit], |row| {
            let (first, last): (Option<Date>, Option<Date>) = (row.get(0)?, row.get(1)?);
            Ok(first.zip(last))
        })
    }
}
