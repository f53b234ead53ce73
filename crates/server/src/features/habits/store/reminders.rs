//! What reminders ask: plans, what is left of days, counts of days; each for many at once.

use jiff::civil::Date;

use super::HabitsStore;
use super::calendars::calendar_from;
use super::habits::{Habit, from_row};
use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::Calendar;
use crate::features::habits::{Counts, HabitId, TaskId};
use crate::platform::db::{DbError, Dialect, Row, days_since_epoch, id_list};

/// A habit with its owner's calendar.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// Whose.
    pub user: UserId,
    /// The habit.
    pub habit: Habit,
    /// The owner's days.
    pub calendar: Calendar,
}

/// A day of a habit that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct DayAsked {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub habit: HabitId,
    /// The day.
    pub day: Date,
    /// The Monday of its week.
    pub monday: Date,
}

/// A task that is left to do.
#[derive(Clone, Debug)]
pub struct OpenTask {
    /// Its habit.
    pub habit: HabitId,
    /// The day it is due on.
    pub day: Date,
    /// Which.
    pub task: TaskId,
    /// What to do.
    pub title: String,
}

macro_rules! plan {
    ($condition:literal) => {
        concat!(
            "SELECT h.id, h.name, h.kind, h.state, h.duration_days, h.start_date, h.end_date, h.weekdays,
                    h.times_a_week, h.reminder_times, h.color, h.icon, h.motivation, h.resting_from, h.created_day,
                    h.created_at, h.challenge_id, c.zone, c.day_start, c.held_day, c.held_began, c.held_until, h.user_id
             FROM habits h JOIN calendars c ON c.user_id = h.user_id WHERE ",
            $condition
        )
    };
}

const PLANS_SQLITE: &str = plan!("h.id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)");
const PLANS_POSTGRES: &str =
    plan!("h.id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)");
const PLANS_OF: &str = plan!("h.user_id = $1 AND h.reminder_times <> '' ORDER BY h.id LIMIT 200");

/// Neither done nor skipped nor resting, and where the week has a number, that is not reached.
macro_rules! open {
    () => {
        "t.completed_at IS NULL AND s.day IS NULL AND (h.resting_from IS NULL OR t.due_date < h.resting_from)
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
     JOIN habits h ON h.id = t.habit_id
     LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
     WHERE ",
    open!()
);
/// `OFFSET 0` keeps the day's tasks a look-up by their key: in a plain join small tables are read whole.
const OPEN_POSTGRES: &str = concat!(
    "WITH a AS (SELECT CAST(v ->> 0 AS UUID) AS user_id, CAST(v ->> 1 AS UUID) AS habit_id,
                       DATE '1970-01-01' + CAST(v ->> 2 AS INTEGER) AS day,
                       DATE '1970-01-01' + CAST(v ->> 3 AS INTEGER) AS monday
                FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v)
     SELECT t.habit_id, t.due_date, t.id, t.title
     FROM a CROSS JOIN LATERAL
          (SELECT * FROM tasks k WHERE k.user_id = a.user_id AND k.due_date = a.day AND k.habit_id = a.habit_id OFFSET 0) t
     JOIN habits h ON h.id = t.habit_id
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

fn plan_row(row: &Row<'_>) -> Result<PlanRow, DbError> {
    Ok(PlanRow { user: row.get(22)?, habit: from_row(row)?, calendar: calendar_from(row, 17)? })
}

impl HabitsStore<'_, '_> {
    /// These habits with their owners' calendars, in no order.
    pub fn plans(&mut self, habits: &[HabitId]) -> Result<Vec<PlanRow>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => PLANS_SQLITE,
            Dialect::Postgres => PLANS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(habits.iter().map(|habit| habit.0))], plan_row)
    }

    /// A user's habits that have reminders, oldest first, 200 at most.
    pub fn plans_of(&mut self, user: UserId) -> Result<Vec<PlanRow>, DbError> {
        self.0.query(PLANS_OF, &[&user], plan_row)
    }

    /// The tasks of these days that are left to do, in plan order.
    pub fn open_tasks(&mut self, days: &[DayAsked]) -> Result<Vec<OpenTask>, DbError> {
        let asked: Vec<(String, String, i64, i64)> = days
            .iter()
            .map(|asked| {
                let (user, habit) = (asked.user.0.simple().to_string(), asked.habit.0.simple().to_string());
                (user, habit, days_since_epoch(asked.day), days_since_epoch(asked.monday))
            })
            .collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => OPEN_SQLITE,
            Dialect::Postgres => OPEN_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(asked).to_string()], |row| {
            Ok(OpenTask { habit: row.get(0)?, day: row.get(1)?, task: row.get(2)?, title: row.get(3)? })
        })
    }

    /// Due and done of days, each of its own user; days with nothing due are left out.
    pub fn days_of(&mut self, days: &[(UserId, Date)]) -> Result<Vec<(UserId, Date, Counts)>, DbError> {
        let asked: Vec<(String, i64)> =
            days.iter().map(|(user, day)| (user.0.simple().to_string(), days_since_epoch(*day))).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => DAYS_SQLITE,
            Dialect::Postgres => DAYS_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(asked).to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, Counts { due: row.get(2)?, done: row.get(3)? }))
        })
    }
}
