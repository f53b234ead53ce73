//! The use cases of this feature.

pub mod calendar;
pub mod calendar_cache;
pub mod challenge;
pub mod completion;
pub mod create;
pub mod deletion;
pub mod edit;
pub mod lifecycle;
pub mod list;
pub mod reminders;
mod schedule;
pub mod today;
mod validate;

use jiff::civil::Date;

use super::rules::plan::plus_days;
use super::rules::week;
use super::store::Habit;
use super::{HabitError, HabitId};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx, days_since_epoch};

/// Returns the habit, or [`HabitError::NotFound`] if it does not exist or belongs to another user.
fn owned_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    tx.habits().habit(user, id)?.ok_or(HabitError::NotFound)
}

/// Recomputes the habit's day counts from `first` to `last`; whole weeks for a habit with times a week.
fn recount(tx: &mut Tx<'_>, user: UserId, habit: &Habit, first: Date, last: Date) -> Result<(), DbError> {
    if first > last {
        return Ok(());
    }
    let Some(times) = habit.times_a_week else {
        return tx.habits().recount(user, habit.id, first, last);
    };
    let first = week::monday_of(first);
    let last = plus_days(week::monday_of(last), 6);
    let days = tx.habits().task_days(habit.id, first, last)?;
    let counts: Vec<(i32, u32, u32)> = week::weekly_counts(&days, u32::from(times))
        .into_iter()
        .map(|(day, counts)| (days_after(first, day), counts.due, counts.done))
        .collect();
    tx.habits().replace_counts(user, habit.id, habit.kind, first, last, &counts)
}

/// Sets the habit's start and end date to the first and last due date of its tasks; returns whether
/// they changed.
fn sync_dates_with_plan(tx: &mut Tx<'_>, habit: &mut Habit) -> Result<bool, DbError> {
    let Some((first, last)) = tx.habits().date_range(habit.id)? else { return Ok(false) };
    let changed = (habit.start_date, habit.end_date) != (first, last);
    (habit.start_date, habit.end_date) = (first, last);
    Ok(changed)
}

/// Whole days from `first` to `day`.
fn days_after(first: Date, day: Date) -> i32 {
    let days = days_since_epoch(day) - days_since_epoch(first);
    // Dates lie within a few thousand years of each other, so this never saturates.
    i32::try_from(days).unwrap_or(i32::MAX)
}
