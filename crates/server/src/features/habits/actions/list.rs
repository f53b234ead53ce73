//! Looking at habits.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::owned_habit;
use crate::features::accounts::UserId;
use crate::features::habits::store::{Habit, HabitState, Task};
use crate::features::habits::{HabitError, HabitId};
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Tx};

/// Which habits to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StateFilter {
    /// Its tasks are due, today or later.
    Active,
    /// It rests.
    Paused,
    /// All its days have passed.
    Finished,
    /// It is put away.
    Archived,
}

/// Up to `limit` habits after `after`, oldest first, with the user's local day.
///
/// # Errors
/// Those of the database.
pub fn list_habits(
    tx: &mut Tx<'_>,
    user: UserId,
    filter: Option<StateFilter>,
    after: Option<HabitId>,
    limit: i64,
) -> Result<(Vec<Habit>, Date), HabitError> {
    let today = super::calendar::local_day(tx, user)?;
    let after = after.unwrap_or(HabitId(Uuid::nil()));
    let habits = match filter {
        None => tx.habits().list_habits(user, after, limit)?,
        Some(StateFilter::Active) => tx.habits().list_active_habits(user, after, limit, today, false)?,
        Some(StateFilter::Finished) => tx.habits().list_active_habits(user, after, limit, today, true)?,
        Some(StateFilter::Paused) => tx.habits().list_habits_stored(user, after, limit, HabitState::Paused)?,
        Some(StateFilter::Archived) => tx.habits().list_habits_stored(user, after, limit, HabitState::Archived)?,
    };
    Ok((habits, today))
}

/// A habit with all of its plan.
#[derive(Clone, Debug)]
pub struct HabitWithPlan {
    /// The habit.
    pub habit: Habit,
    /// Its tasks, by plan day and position.
    pub tasks: Vec<Task>,
    /// The dates that are skipped, in any order.
    pub skips: Vec<Date>,
    /// The user's local day.
    pub today: Date,
}

/// One habit with its whole plan and the user's local day.
///
/// # Errors
/// [`HabitError::NotFound`].
pub fn habit_with_plan(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<HabitWithPlan, HabitError> {
    let habit = owned_habit(tx, user, id)?;
    let tasks = tx.habits().tasks_of(id)?;
    let dates = tasks.iter().map(|task| task.due_date);
    let skips = match (dates.clone().min(), dates.max()) {
        (Some(first), Some(last)) => tx.habits().skips(id, first, last)?,
        _ => Vec::new(),
    };
    let today = super::calendar::local_day(tx, user)?;
    Ok(HabitWithPlan { habit, tasks, skips, today })
}

/// A habit as other rooms speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HabitBrief {
    /// Its id.
    pub id: HabitId,
    /// What it is called.
    pub name: String,
    /// To build or to quit.
    pub kind: HabitType,
    /// One of the five stones.
    pub color: String,
    /// A lucide name.
    pub icon: String,
    /// How many days of a week it has, at most seven: its weekdays, or its times a week.
    pub days_a_week: u8,
    /// The first day of the plan.
    pub start_date: Date,
    /// The last one.
    pub end_date: Date,
}

impl From<Habit> for HabitBrief {
    fn from(habit: Habit) -> Self {
        let weekdays = u16::try_from(habit.weekdays.iso().len()).unwrap_or(7);
        let days = habit.times_a_week.map_or(weekdays, |times| times.min(weekdays));
        Self {
            id: habit.id,
            name: habit.name,
            kind: habit.kind,
            color: habit.color,
            icon: habit.icon,
            days_a_week: u8::try_from(days).unwrap_or(7).clamp(1, 7),
            start_date: habit.start_date,
            end_date: habit.end_date,
        }
    }
}

/// A habit of this user, for other rooms.
///
/// # Errors
/// Those of the database.
pub fn habit_of(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Option<HabitBrief>, DbError> {
    Ok(tx.habits().habit(user, id)?.map(HabitBrief::from))
}

/// The user's habits that are not put away and did not end before `since`, oldest first.
///
/// # Errors
/// Those of the database.
pub fn recent_habits(tx: &mut Tx<'_>, user: UserId, since: Date) -> Result<Vec<HabitBrief>, DbError> {
    Ok(tx.habits().recent_habits(user, since)?.into_iter().map(HabitBrief::from).collect())
}
