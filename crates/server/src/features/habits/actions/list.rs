//! Reading habits.

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

/// The state of the habits to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StateFilter {
    /// Has tasks due today or later.
    Active,
    /// Paused by the user.
    Paused,
    /// Its last day has passed.
    Finished,
    /// Archived by the user.
    Archived,
}

/// Returns up to `limit` habits after `after`, oldest first, and the user's local day.
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
        Some(StateFilter::Paused) => tx.habits().list_habits_in_state(user, after, limit, HabitState::Paused)?,
        Some(StateFilter::Archived) => tx.habits().list_habits_in_state(user, after, limit, HabitState::Archived)?,
    };
    Ok((habits, today))
}

#[derive(Clone, Debug)]
pub struct HabitWithPlan {
    pub habit: Habit,
    /// By plan day and position.
    pub tasks: Vec<Task>,
    /// The skipped dates, in any order.
    pub skips: Vec<Date>,
    /// The user's local day.
    pub today: Date,
}

/// Returns one habit with its plan and the user's local day.
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

/// The properties of a habit that other features need.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct HabitSummary {
    pub id: HabitId,
    pub name: String,
    pub kind: HabitType,
    pub color: String,
    /// Name of a lucide icon.
    pub icon: String,
    /// On how many days of a week something is expected (1-7): the number of weekdays, or times a week
    /// if that is less.
    pub days_a_week: u8,
    /// The first day of the plan.
    pub start_date: Date,
    /// The last day of the plan.
    pub end_date: Date,
}

impl From<Habit> for HabitSummary {
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

/// Returns a habit of this user.
pub fn find_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Option<HabitSummary>, DbError> {
    Ok(tx.habits().habit(user, id)?.map(HabitSummary::from))
}

/// Returns the user's habits that are not archived and did not end before `since`, oldest first.
pub fn recent_habits(tx: &mut Tx<'_>, user: UserId, since: Date) -> Result<Vec<HabitSummary>, DbError> {
    Ok(tx.habits().recent_habits(user, since)?.into_iter().map(HabitSummary::from).collect())
}
