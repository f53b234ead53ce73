//! Letting a habit rest: pause, archive, resume, skip a day, delete.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{create, days_after, follow_plan, owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::rules::may_skip;
use crate::features::habits::rules::plan::plus_days;
use crate::features::habits::store::{Habit, HabitState};
use crate::features::habits::{HabitError, HabitId, Reactions};
use crate::platform::dates::date;
use crate::platform::db::{DbError, Tx};
use crate::platform::text::{is_longer_than, one_line};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// A day to skip.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipDay {
    /// Today or a later day of the plan.
    #[serde(deserialize_with = "date")]
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Why, in a few words.
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Pauses from tomorrow; a paused habit stays as it is.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Finished`], [`HabitError::TooManyHabits`].
pub fn pause_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    if habit.state == HabitState::Active && habit.end_date < today {
        return Err(HabitError::Finished);
    }
    back_from_archive(tx, user, &habit)?;
    rest(tx, user, &mut habit, today, HabitState::Paused)?;
    Ok(habit)
}

/// Puts a habit away: nothing is due from tomorrow, everything is kept.
///
/// # Errors
/// [`HabitError::NotFound`].
pub fn archive_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    rest(tx, user, &mut habit, today, HabitState::Archived)?;
    Ok(habit)
}

/// An archived habit that comes back counts again.
fn back_from_archive(tx: &mut Tx<'_>, user: UserId, habit: &Habit) -> Result<(), HabitError> {
    if habit.state == HabitState::Archived {
        create::room_for_one_more(tx, user)?;
    }
    Ok(())
}

fn rest(tx: &mut Tx<'_>, user: UserId, habit: &mut Habit, today: Date, state: HabitState) -> Result<(), DbError> {
    let was = std::mem::replace(&mut habit.state, state);
    if was == state {
        return Ok(());
    }
    if was == HabitState::Active {
        let tomorrow = plus_days(today, 1);
        habit.resting_from = Some(tomorrow);
        tx.habits().update_habit(habit)?;
        return recount(tx, user, habit, tomorrow, habit.end_date);
    }
    tx.habits().update_habit(habit)
}

/// Goes on with a paused or archived habit: what is left of its plan is laid anew from today,
/// or from tomorrow when today's tasks are still there.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::TooManyHabits`].
pub fn resume_habit(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: HabitId,
) -> Result<Habit, HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let Some(rested_from) = habit.resting_from else { return Ok(habit) };
    back_from_archive(tx, user, &habit)?;
    let today = super::calendar::local_day(tx, user)?;
    habit.state = HabitState::Active;
    habit.resting_from = None;
    // A plan that has not begun still begins on its first day.
    let first = today.max(rested_from).max(habit.start_date);
    lay_anew(tx, user, &mut habit, rested_from, first)?;
    reactions.reminders_changed(tx, user, id)?;
    Ok(habit)
}

/// Lays what is undone and due on or after `from` onto the habit's weekdays from `first` on,
/// stores the habit and counts its days anew.
pub(super) fn lay_anew(
    tx: &mut Tx<'_>,
    user: UserId,
    habit: &mut Habit,
    from: Date,
    first: Date,
) -> Result<(), DbError> {
    let left = tx.habits().plan_days_from(habit.id, from)?;
    let dates = habit.weekdays.lay(first, left.len());
    let shifts: Vec<(u16, i32)> = left.iter().zip(&dates).map(|(&day, &date)| (day, days_after(first, date))).collect();
    tx.habits().move_days(habit.id, from, first, &shifts)?;
    let ended = habit.end_date;
    super::calendar::move_off_skipped(tx, user)?;
    follow_plan(tx, habit)?;
    tx.habits().update_habit(habit)?;
    recount(tx, user, habit, from, ended.max(habit.end_date))
}

/// Skips one day of the plan: what is done stays, the rest is neither due nor missed.
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
    if input.reason.as_deref().is_some_and(|reason| is_longer_than(reason, LONGEST_REASON)) {
        let detail = format!("A reason has at most {LONGEST_REASON} characters.");
        return Err(HabitError::field("reason", "too-long", detail));
    }
    let reason = input.reason.as_deref().map(one_line).filter(|reason| !reason.is_empty());
    if input.date < today {
        return Err(HabitError::field("date", "in-the-past", "Only today or a later day can be skipped."));
    }
    if !tx.habits().has_tasks_on(user, id, input.date)? {
        return Err(HabitError::field("date", "not-in-plan", "The plan has no such day."));
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

/// Deletes a habit, its tasks and its future. Counts of past days and of today stay, unless it
/// was made today and nothing was done.
///
/// # Errors
/// [`HabitError::NotFound`].
pub fn delete_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<(), HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    let first = habit.start_date.min(habit.created_day);
    let untouched = habit.created_day == today && tx.habits().done_since(user, id, first)? == 0;
    if !untouched && habit.times_a_week.is_some() {
        // What the week owes is booked on its last day: on today, as if the habit rested from now on.
        rest(tx, user, &mut habit, today, HabitState::Archived)?;
    }
    let keep_until = if untouched { plus_days(first, -1) } else { today };
    tx.habits().clear_counts_after(user, id, keep_until, plus_days(habit.end_date, 7))?;
    tx.habits().delete_habit(id)?;
    Ok(())
}
