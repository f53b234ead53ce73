//! Changing a habit or one of its tasks.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::completion::note_text;
use super::create::{check_color, check_icon, check_name, check_weekdays};
use super::reminders::{ReminderInput, said_reminders};
use super::{lifecycle, owned_habit};
use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::store::{Habit, Task};
use crate::features::habits::{HabitError, HabitId, Reactions, TaskId};
use crate::features::planner;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, one_line};

/// What may change of a habit; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditHabit {
    /// 1-200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// ISO numbers, Monday = 1; lays what is left anew from tomorrow.
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Option<Vec<u8>>,
    /// Up to five `HH:MM`, each on every day; or `reminders` instead.
    #[schema(max_items = 5)]
    pub reminder_times: Option<Vec<String>>,
    /// Times with the weekdays they are for, at most five on any day.
    #[schema(max_items = 35)]
    pub reminders: Option<Vec<ReminderInput>>,
    /// One of clay, yolk, moss, sky, rose.
    pub color: Option<String>,
    /// A lucide name.
    #[schema(min_length = 1, max_length = 40)]
    pub icon: Option<String>,
}

/// What may change of a task; what is left out stays, a note of `null` is removed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditTask {
    /// 3-200 characters.
    #[schema(min_length = 3, max_length = 200)]
    pub title: Option<String>,
    /// At most 500 characters, or null.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub note: Option<Option<String>>,
}

/// Tells "absent" (`None`) from "null" (`Some(None)`).
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Changes a habit.
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
    let said = said_reminders(input.reminder_times.as_deref(), input.reminders.as_deref(), &mut errors);
    let changed = said.is_some() || input.weekdays.is_some();
    if let Some(reminders) = said {
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
        Some(weekdays) => follow_weekdays(tx, user, &mut habit, weekdays)?,
        None => tx.habits().update_habit(&habit)?,
    }
    if changed {
        reactions.reminders_changed(tx, user, id)?;
    }
    Ok(habit)
}

fn follow_weekdays(tx: &mut Tx<'_>, user: UserId, habit: &mut Habit, weekdays: Weekdays) -> Result<(), DbError> {
    habit.weekdays = weekdays;
    if habit.resting_from.is_some() {
        // A resting habit is laid anew when it goes on.
        return tx.habits().update_habit(habit);
    }
    let tomorrow = plus_days(super::calendar::local_day(tx, user)?, 1);
    let first = tomorrow.max(habit.start_date);
    lifecycle::lay_anew(tx, user, habit, tomorrow, first)
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
    let mut task = tx.habits().task(user, id)?.ok_or(HabitError::NotFound)?.task;
    let former = task.title.clone();
    if let Some(title) = &input.title {
        task.title = check_title("title", title)?;
    }
    if let Some(note) = &input.note {
        task.note = note.as_deref().map(note_text).transpose()?.filter(|note| !note.is_empty()).map(str::to_owned);
    }
    tx.habits().edit_task(id, &task.title, task.note.as_deref())?;
    if task.title != former {
        reactions.task_reworded(tx, user)?;
    }
    Ok(task)
}

/// A task's title as it is kept.
pub(super) fn check_title(field: &str, title: &str) -> Result<String, HabitError> {
    let (least, most) = (planner::MIN_TASK_CHARS, planner::MAX_TASK_CHARS);
    let too_long = is_longer_than(title, most);
    let title = one_line(title);
    if title.chars().count() < least {
        return Err(HabitError::field(field, "too-short", format!("A task has at least {least} characters.")));
    }
    if too_long {
        return Err(HabitError::field(field, "too-long", format!("A task has at most {most} characters.")));
    }
    Ok(title)
}
