//! Editing a habit or one of its tasks.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::owned_habit;
use super::reminders::{ReminderInput, parse_reminders};
use super::schedule::reschedule;
use super::validate::{check_color, check_icon, check_name, check_note, check_title, check_weekdays};
use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::store::{Habit, Task};
use crate::features::habits::{HabitError, HabitId, Reactions, TaskId};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// Changes to a habit; omitted fields stay as they are.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditHabit {
    /// 1-200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// ISO weekday numbers, Monday = 1. The rest of the plan is rescheduled from tomorrow.
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Option<Vec<u8>>,
    /// Up to five times `HH:MM` for every day. Give either this or `reminders`.
    #[schema(max_items = 5)]
    pub reminder_times: Option<Vec<String>>,
    /// Times with their weekdays, at most five on any day.
    #[schema(max_items = 35)]
    pub reminders: Option<Vec<ReminderInput>>,
    /// One of clay, yolk, moss, sky, rose.
    pub color: Option<String>,
    /// Name of a lucide icon.
    #[schema(min_length = 1, max_length = 40)]
    pub icon: Option<String>,
}

/// Changes to a task; omitted fields stay as they are. A `null` note removes the note.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditTask {
    /// 3-200 characters; 2 are enough in scripts without an alphabet, such as Chinese.
    #[schema(min_length = 2, max_length = 200)]
    pub title: Option<String>,
    /// At most 500 characters, or null.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub note: Option<Option<String>>,
}

/// Distinguishes an absent field (`None`) from `null` (`Some(None)`).
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Changes a habit; new weekdays reschedule the rest of its plan.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Invalid`] naming each field.
pub fn edit_habit(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: HabitId,
    input: &EditHabit,
) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let mut errors: Vec<FieldError> = Vec::new();
    if let Some(name) = &input.name {
        habit.name = check_name(name, &mut errors);
    }
    let reminders = parse_reminders(input.reminder_times.as_deref(), input.reminders.as_deref(), &mut errors);
    let reminders_changed = reminders.is_some() || input.weekdays.is_some();
    if let Some(reminders) = reminders {
        habit.reminders = reminders;
    }
    if let Some(color) = &input.color {
        habit.color = check_color(color, &mut errors);
    }
    if let Some(icon) = &input.icon {
        habit.icon = check_icon(icon, &mut errors);
    }
    let weekdays = input.weekdays.as_deref().map(|days| check_weekdays(days, &mut errors));
    if !errors.is_empty() {
        return Err(HabitError::Invalid(errors));
    }
    match weekdays.filter(|weekdays| *weekdays != habit.weekdays) {
        Some(weekdays) => change_weekdays(tx, user, &mut habit, weekdays)?,
        None => tx.habits().update_habit(&habit)?,
    }
    if reminders_changed {
        reactions.reminders_changed(tx, user, id)?;
    }
    Ok(habit)
}

fn change_weekdays(tx: &mut Tx<'_>, user: UserId, habit: &mut Habit, weekdays: Weekdays) -> Result<(), DbError> {
    habit.weekdays = weekdays;
    if habit.inactive_from.is_some() {
        // A paused or archived habit is rescheduled when it is resumed.
        return tx.habits().update_habit(habit);
    }
    let tomorrow = plus_days(super::calendar::local_day(tx, user)?, 1);
    let first = tomorrow.max(habit.start_date);
    reschedule(tx, user, habit, tomorrow, first)
}

/// Changes a task's title or note.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Invalid`].
pub fn edit_task(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: TaskId,
    input: &EditTask,
) -> Result<Task, HabitError> {
    let mut task = tx.habits().task_with_rule(user, id)?.ok_or(HabitError::NotFound)?.0.task;
    let previous_title = task.title.clone();
    if let Some(title) = &input.title {
        task.title = check_title("title", title)?;
    }
    if let Some(note) = &input.note {
        task.note = note.as_deref().map(check_note).transpose()?.filter(|note| !note.is_empty()).map(str::to_owned);
    }
    tx.habits().edit_task(id, &task.title, task.note.as_deref())?;
    if task.title != previous_title {
        reactions.task_edited(tx, user)?;
    }
    Ok(task)
}
