//! The lifecycle of a habit: pause, archive, resume, skip a day.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::schedule::reschedule;
use super::{owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::plus_days;
use crate::features::habits::rules::{may_skip, quota};
use crate::features::habits::store::{Habit, HabitState};
use crate::features::habits::{HabitError, HabitId, Reactions};
use crate::platform::dates::date;
use crate::platform::db::{DbError, Tx};
use crate::platform::text::{is_longer_than, one_line};

const MAX_REASON_CHARS: usize = 200;

/// A day of a habit to skip.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipDay {
    /// Today or a later day of the plan.
    #[serde(deserialize_with = "date")]
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Why the day is skipped.
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Pauses a habit from tomorrow; does nothing if it is already paused.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Finished`], [`HabitError::Quota`].
pub fn pause_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    if habit.state == HabitState::Active && habit.end_date < today {
        return Err(HabitError::Finished);
    }
    check_limit_if_archived(tx, user, &habit)?;
    stop_from_tomorrow(tx, user, &mut habit, today, HabitState::Paused)?;
    Ok(habit)
}

/// Archives a habit: nothing of it is due from tomorrow, and all its data is kept.
///
/// # Errors
/// [`HabitError::NotFound`].
pub fn archive_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    stop_from_tomorrow(tx, user, &mut habit, today, HabitState::Archived)?;
    Ok(habit)
}

/// A habit that leaves the archive counts towards the limit again.
fn check_limit_if_archived(tx: &mut Tx<'_>, user: UserId, habit: &Habit) -> Result<(), HabitError> {
    if habit.state == HabitState::Archived {
        let usage = tx.habits().habit_usage(user)?;
        quota::may_add_current(usage).map_err(|quota| HabitError::Quota { quota, field: "state" })?;
    }
    Ok(())
}

pub(super) fn stop_from_tomorrow(
    tx: &mut Tx<'_>,
    user: UserId,
    habit: &mut Habit,
    today: Date,
    state: HabitState,
) -> Result<(), DbError> {
    let previous = std::mem::replace(&mut habit.state, state);
    if previous == state {
        return Ok(());
    }
    if previous == HabitState::Active {
        let tomorrow = plus_days(today, 1);
        habit.inactive_from = Some(tomorrow);
        tx.habits().update_habit(habit)?;
        return recount(tx, user, habit, tomorrow, habit.end_date);
    }
    tx.habits().update_habit(habit)
}

/// Resumes a paused or archived habit. The rest of its plan is rescheduled from today, or from
/// tomorrow if the habit was still due today.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Quota`].
pub fn resume_habit(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: HabitId,
) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let Some(paused_from) = habit.inactive_from else { return Ok(habit) };
    check_limit_if_archived(tx, user, &habit)?;
    let today = super::calendar::local_day(tx, user)?;
    habit.state = HabitState::Active;
    habit.inactive_from = None;
    // A plan that has not started yet still starts on its first day.
    let first = today.max(paused_from).max(habit.start_date);
    reschedule(tx, user, &mut habit, paused_from, first)?;
    reactions.reminders_changed(tx, user, id)?;
    Ok(habit)
}

/// Skips one day of the plan: completed tasks stay, the others are neither due nor missed.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Invalid`], [`HabitError::TooManySkips`].
pub fn skip_day(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: HabitId,
    input: &SkipDay,
) -> Result<Habit, HabitError> {
    let habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    if input.reason.as_deref().is_some_and(|reason| is_longer_than(reason, MAX_REASON_CHARS)) {
        let detail = format!("A reason has at most {MAX_REASON_CHARS} characters.");
        return Err(HabitError::field("reason", "too-long", detail));
    }
    let reason = input.reason.as_deref().map(one_line).filter(|reason| !reason.is_empty());
    if input.date < today {
        return Err(HabitError::field("date", "in-the-past", "Only today or a later day can be skipped."));
    }
    if !tx.habits().has_tasks_on(user, id, input.date)? {
        return Err(HabitError::field("date", "not-in-plan", "Nothing is planned on this day."));
    }
    let near = tx.habits().skips(id, plus_days(input.date, -6), plus_days(input.date, 6))?;
    if near.contains(&input.date) {
        return Ok(habit);
    }
    if !may_skip(input.date, &near) {
        return Err(HabitError::TooManySkips);
    }
    tx.habits().insert_skip(user, id, input.date, reason.as_deref())?;
    recount(tx, user, &habit, input.date, input.date)?;
    if reason.is_some() {
        reactions.day_skipped(tx, user)?;
    }
    Ok(habit)
}
