//! Habits and their skips.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::HabitsStore;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::features::habits::rules::plan::Weekdays;
use crate::features::habits::rules::quota::HabitUsage;
use crate::features::habits::rules::reminders::{self, Reminder};
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Row};

/// The stored state of a habit. Whether an active habit is finished follows from its end date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HabitState {
    Active,
    Paused,
    Archived,
}

impl HabitState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Archived => "archived",
        }
    }

    fn parse(text: &str) -> Result<Self, DbError> {
        match text {
            "active" => Ok(Self::Active),
            "paused" => Ok(Self::Paused),
            "archived" => Ok(Self::Archived),
            other => Err(DbError::Decode(format!("habit state {other}"))),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Habit {
    pub id: HabitId,
    pub name: String,
    pub kind: HabitType,
    pub state: HabitState,
    /// Length of the plan.
    pub duration_days: u16,
    /// The first day of the plan.
    pub start_date: Date,
    /// The last day of the plan.
    pub end_date: Date,
    /// The weekdays on which the plan falls.
    pub weekdays: Weekdays,
    pub times_a_week: Option<u16>,
    /// In order of their time.
    pub reminders: Vec<Reminder>,
    pub color: String,
    /// Name of a lucide icon.
    pub icon: String,
    /// Why the user wants this habit, in their own words; may be empty.
    pub motivation: String,
    /// The first day on which nothing is due, if the habit is paused or archived.
    pub inactive_from: Option<Date>,
    /// The local day on which the habit was created.
    pub created_day: Date,
    pub created_at: Timestamp,
    /// The challenge for which the habit was created.
    pub challenge: Option<Uuid>,
}

const INSERT: &str = "
    INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
                        reminder_times, color, icon, motivation, inactive_from, created_day, created_at,
                        challenge_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const SELECT: &str = "
    SELECT id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
           reminder_times, color, icon, motivation, inactive_from, created_day, created_at, challenge_id
    FROM habits WHERE id = $1 AND user_id = $2 AND deleted = FALSE";
const LIST: &str = "
    SELECT id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
           reminder_times, color, icon, motivation, inactive_from, created_day, created_at, challenge_id
    FROM habits WHERE user_id = $1 AND id > $2 AND deleted = FALSE ORDER BY id LIMIT $3";
const LIST_ACTIVE: &str = "
    SELECT id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
           reminder_times, color, icon, motivation, inactive_from, created_day, created_at, challenge_id
    FROM habits WHERE user_id = $1 AND id > $2 AND deleted = FALSE AND state = $4 AND (end_date < $5) = $6 ORDER BY id LIMIT $3";
const LIST_IN_STATE: &str = "
    SELECT id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
           reminder_times, color, icon, motivation, inactive_from, created_day, created_at, challenge_id
    FROM habits WHERE user_id = $1 AND id > $2 AND deleted = FALSE AND state = $4 ORDER BY id LIMIT $3";
const RECENT: &str = "
    SELECT id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week,
           reminder_times, color, icon, motivation, inactive_from, created_day, created_at, challenge_id
    FROM habits WHERE user_id = $1 AND deleted = FALSE AND state <> 'archived' AND end_date >= $2 ORDER BY id LIMIT 100";
const USAGE: &str = "
    SELECT COUNT(*), COUNT(CASE WHEN state <> 'archived' THEN 1 END), CAST(COALESCE(SUM(duration_days), 0) AS BIGINT)
    FROM habits WHERE user_id = $1 AND deleted = FALSE";
const UPDATE: &str = "
    UPDATE habits SET name = $2, state = $3, end_date = $4, weekdays = $5, reminder_times = $6, color = $7, icon = $8,
                      inactive_from = $9, start_date = $10
    WHERE id = $1 AND deleted = FALSE";
const SKIPS: &str = "SELECT day FROM habit_skips WHERE habit_id = $1 AND day >= $2 AND day <= $3";
const INSERT_SKIP: &str = "
    INSERT INTO habit_skips (habit_id, day, user_id, reason, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (habit_id, day) DO NOTHING";

pub(super) fn from_row(row: &Row<'_>) -> Result<Habit, DbError> {
    let kind: String = row.get(2)?;
    let state: String = row.get(3)?;
    let reminder_times: String = row.get(9)?;
    Ok(Habit {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: parse_kind(&kind)?,
        state: HabitState::parse(&state)?,
        duration_days: row.get(4)?,
        start_date: row.get(5)?,
        end_date: row.get(6)?,
        weekdays: Weekdays::from_bits(row.get(7)?),
        times_a_week: row.get(8)?,
        reminders: reminders::from_text(&reminder_times),
        color: row.get(10)?,
        icon: row.get(11)?,
        motivation: row.get(12)?,
        inactive_from: row.get(13)?,
        created_day: row.get(14)?,
        created_at: row.get(15)?,
        challenge: row.get(16)?,
    })
}

pub(super) fn parse_kind(text: &str) -> Result<HabitType, DbError> {
    match text {
        "good" => Ok(HabitType::Good),
        "bad" => Ok(HabitType::Bad),
        other => Err(DbError::Decode(format!("habit type {other}"))),
    }
}

pub(super) fn kind_text(kind: HabitType) -> &'static str {
    match kind {
        HabitType::Good => "good",
        HabitType::Bad => "bad",
    }
}

impl HabitsStore<'_, '_> {
    pub fn insert_habit(&mut self, user: UserId, habit: &Habit) -> Result<(), DbError> {
        let reminder_times = reminders::to_text(&habit.reminders);
        self.0.execute(
            INSERT,
            &[
                &habit.id,
                &user,
                &habit.name,
                &kind_text(habit.kind),
                &habit.state.as_str(),
                &habit.duration_days,
                &habit.start_date,
                &habit.end_date,
                &habit.weekdays.bits(),
                &habit.times_a_week,
                &reminder_times,
                &habit.color,
                &habit.icon,
                &habit.motivation,
                &habit.inactive_from,
                &habit.created_day,
                &habit.created_at,
                &habit.challenge,
            ],
        )?;
        Ok(())
    }

    pub fn habit(&mut self, user: UserId, id: HabitId) -> Result<Option<Habit>, DbError> {
        self.0.optional(SELECT, &[&id, &user], from_row)
    }

    /// Returns up to `limit` habits after `after`, oldest first.
    pub fn list_habits(&mut self, user: UserId, after: HabitId, limit: i64) -> Result<Vec<Habit>, DbError> {
        self.0.query(LIST, &[&user, &after, &limit], from_row)
    }

    /// Returns up to `limit` habits in `state` after `after`, oldest first.
    pub fn list_habits_in_state(
        &mut self,
        user: UserId,
        after: HabitId,
        limit: i64,
        state: HabitState,
    ) -> Result<Vec<Habit>, DbError> {
        self.0.query(LIST_IN_STATE, &[&user, &after, &limit, &state.as_str()], from_row)
    }

    /// Returns up to `limit` active habits after `after` that are `finished` on `today`, or that are not.
    pub fn list_active_habits(
        &mut self,
        user: UserId,
        after: HabitId,
        limit: i64,
        today: Date,
        finished: bool,
    ) -> Result<Vec<Habit>, DbError> {
        self.0.query(LIST_ACTIVE, &[&user, &after, &limit, &"active", &today, &finished], from_row)
    }

    /// Returns at most 100 habits that are not archived and end on `since` or later, oldest first.
    pub fn recent_habits(&mut self, user: UserId, since: Date) -> Result<Vec<Habit>, DbError> {
        self.0.query(RECENT, &[&user, &since], from_row)
    }

    /// Returns what counts towards the quotas of habits. It reads all habits of the user: at most 1,000, one of those
    /// quotas.
    pub fn habit_usage(&mut self, user: UserId) -> Result<HabitUsage, DbError> {
        self.0
            .one(USAGE, &[&user], |row| Ok(HabitUsage { stored: row.get(0)?, current: row.get(1)?, days: row.get(2)? }))
    }

    /// Updates the columns of a habit that can change.
    pub fn update_habit(&mut self, habit: &Habit) -> Result<(), DbError> {
        let reminder_times = reminders::to_text(&habit.reminders);
        self.0.execute(
            UPDATE,
            &[
                &habit.id,
                &habit.name,
                &habit.state.as_str(),
                &habit.end_date,
                &habit.weekdays.bits(),
                &reminder_times,
                &habit.color,
                &habit.icon,
                &habit.inactive_from,
                &habit.start_date,
            ],
        )?;
        Ok(())
    }

    /// Returns the dates from `first` to `last` on which the habit is skipped.
    pub fn skips(&mut self, id: HabitId, first: Date, last: Date) -> Result<Vec<Date>, DbError> {
        self.0.query(SKIPS, &[&id, &first, &last], |row| row.get(0))
    }

    /// Inserts a skip, unless the day is skipped already.
    pub fn insert_skip(&mut self, user: UserId, id: HabitId, day: Date, reason: Option<&str>) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT_SKIP, &[&id, &day, &user, &reason, &now])?;
        Ok(())
    }
}
