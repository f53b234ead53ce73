//! Queries for reminders, each for many habits or users at once: habits with calendars, remaining
//! tasks, day counts.

use jiff::civil::Date;

use super::HabitsStore;
use super::calendars::calendar_from;
use super::habits::{Habit, from_row};
use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::Calendar;
use crate::features::habits::{HabitId, TaskCounts, TaskId};
use crate::platform::db::{DbError, Dialect, Row, days_since_epoch, id_list};

#[derive(Clone, Debug)]
pub struct HabitWithCalendar {
    pub user: UserId,
    pub habit: Habit,
    pub calendar: Calendar,
}

/// Asks for the open tasks of one habit on one day.
#[derive(Clone, Copy, Debug)]
pub struct HabitDay {
    pub user: UserId,
    pub habit: HabitId,
    pub day: Date,
    /// The Monday of the week of `day`.
    pub monday: Date,
}

/// A task that can still be done.
#[derive(Clone, Debug)]
pub struct OpenTask {
    pub habit: HabitId,
    pub day: Date,
    pub task: TaskId,
    pub title: String,
}

macro_rules! plan {
    ($condition:literal) => {
        concat!(
            "SELECT h.id, h.name, h.kind, h.state, h.duration_days, h.start_date, h.end_date, h.weekdays,
                    h.times_a_week, h.reminder_times, h.color, h.icon, h.motivation, h.inactive_from, h.created_day,
                    h.created_at, h.challenge_id, c.zone, c.day_start, c.held_day, c.held_began, c.held_until, h.user_id
             FROM habits h JOIN calendars c ON c.user_id = h.user_id WHERE h.deleted = FALSE AND ",
            $condition
        )
    };
}

const BY_ID_SQLITE: &str = plan!("h.id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)");
const BY_ID_POSTGRES: &str =
    plan!("h.id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)");
const WITH_REMINDERS: &str = plan!("h.user_id = $1 AND h.reminder_times <> '' ORDER BY h.id LIMIT 200");

/// Open tasks: neither done nor skipped, of a habit that is not paused, and with fewer tasks done in the
/// week than the habit's times a week, if it has such a number.
macro_rules! open {
    () => {
        "t.completed_at IS NULL AND s.day IS NULL AND (h.inactive_from IS NULL OR t.due_date < h.inactive_from)
         AND (h.times_a_week IS NULL OR h.times_a_week >
              (SELECT COUNT(*) FROM tasks w WHERE w.user_id = t.user_id AND w.habit_id = t.habit_id
                  AND w.due_date >= a.monday AND w.due_date <= a.monday + 6 AND w.completed_at IS NOT NULL))
         ORDER BY t.habit_id, t.due_date, t.day, t.position"
    };
}

const OPEN_SQLITE: &str = concat!(
    "WITH a AS (SELECT unhex(value ->> 0) AS user_id, unhex(value ->> 1) AS habit_id, value ->> 2 AS day,
                       value ->> 3 AS monday FROM json_each($1))
     SELECT t.habit_id, t.due_date, t.id, t.title
     FROM a JOIN tasks t ON t.user_id = a.user_id AND t.due_date = a.day AND t.habit_id = a.habit_id
     JOIN habits h ON h.id = t.habit_id AND h.deleted = FALSE
     LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
     WHERE ",
    open!()
);
/// `OFFSET 0` makes PostgreSQL look up the day's tasks by key; in a plain join it scans small tables.
const OPEN_POSTGRES: &str = concat!(
    "WITH a AS (SELECT CAST(v ->> 0 AS UUID) AS user_id, CAST(v ->> 1 AS UUID) AS habit_id,
                       DATE '1970-01-01' + CAST(v ->> 2 AS INTEGER) AS day,
                       DATE '1970-01-01' + CAST(v ->> 3 AS INTEGER) AS monday
                FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v)
     SELECT t.habit_id, t.due_date, t.id, t.title
     FROM a CROSS JOIN LATERAL
          (SELECT * FROM tasks k WHERE k.user_id = a.user_id AND k.due_date = a.day AND k.habit_id = a.habit_id OFFSET 0) t
     JOIN habits h ON h.id = t.habit_id AND h.deleted = FALSE
     LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
     WHERE ",
    open!()
);
const DAYS_SQLITE: &str = "
    SELECT d.user_id, d.day, d.due, d.done FROM json_each($1) j
    JOIN user_days d ON d.user_id = unhex(j.value ->> 0) AND d.day = (j.value ->> 1)";
const DAYS_POSTGRES: &str = "
    SELECT d.user_id, d.day, d.due, d.done FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j
    JOIN user_days d ON d.user_id = CAST(j ->> 0 AS UUID) AND d.day = DATE '1970-01-01' + CAST(j ->> 1 AS INTEGER)";

fn habit_with_calendar(row: &Row<'_>) -> Result<HabitWithCalendar, DbError> {
    Ok(HabitWithCalendar { user: row.get(22)?, habit: from_row(row)?, calendar: calendar_from(row, 17)? })
}

impl HabitsStore<'_, '_> {
    /// Returns these habits with their owners' calendars, in no particular order.
    pub fn habits_with_calendars(&mut self, habits: &[HabitId]) -> Result<Vec<HabitWithCalendar>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => BY_ID_SQLITE,
            Dialect::Postgres => BY_ID_POSTGRES,
        };
        self.0.query(sql, &[&id_list(habits.iter().map(|habit| habit.0))], habit_with_calendar)
    }

    /// Returns at most 200 of a user's habits that have reminders, oldest first.
    pub fn habits_with_reminders(&mut self, user: UserId) -> Result<Vec<HabitWithCalendar>, DbError> {
        self.0.query(WITH_REMINDERS, &[&user], habit_with_calendar)
    }

    /// Returns the open tasks of these days, in plan order.
    pub fn open_tasks(&mut self, days: &[HabitDay]) -> Result<Vec<OpenTask>, DbError> {
        let requested: Vec<(String, String, i64, i64)> = days
            .iter()
            .map(|requested| {
                let (user, habit) = (requested.user.0.simple().to_string(), requested.habit.0.simple().to_string());
                (user, habit, days_since_epoch(requested.day), days_since_epoch(requested.monday))
            })
            .collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => OPEN_SQLITE,
            Dialect::Postgres => OPEN_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(requested).to_string()], |row| {
            Ok(OpenTask { habit: row.get(0)?, day: row.get(1)?, task: row.get(2)?, title: row.get(3)? })
        })
    }

    /// Returns the counts of the given (user, day) pairs; days with nothing due are left out.
    pub fn days_of(&mut self, days: &[(UserId, Date)]) -> Result<Vec<(UserId, Date, TaskCounts)>, DbError> {
        let requested: Vec<(String, i64)> =
            days.iter().map(|(user, day)| (user.0.simple().to_string(), days_since_epoch(*day))).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => DAYS_SQLITE,
            Dialect::Postgres => DAYS_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(requested).to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, TaskCounts { due: row.get(2)?, done: row.get(3)? }))
        })
    }
}
