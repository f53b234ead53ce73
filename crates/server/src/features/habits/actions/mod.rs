//! The use cases of this room: a unit of work in, a result out.

pub mod calendar;
pub mod calendar_cache;
pub mod challenge;
pub mod completion;
pub mod create;
pub mod edit;
pub mod lifecycle;
pub mod list;
pub mod reminders;
pub mod today;

use jiff::civil::Date;

use super::rules::plan::plus_days;
use super::rules::week;
use super::store::Habit;
use super::{HabitError, HabitId};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

/// The habit, or 404 when it is not there or not this user's.
fn owned_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Habit, HabitError> {
    tx.habits().habit(user, id)?.ok_or(HabitError::NotFound)
}

/// Writes the habit's counts from `first` to `last` anew; whole weeks for one with times a week.
fn recount(tx: &mut Tx<'_>, user: UserId, habit: &Habit, first: Date, last: Date) -> Result<(), DbError> {
    if first > last {
        return Ok(());
    }
    let Some(times) = habit.times_a_week else {
        return tx.habits().recount(user, habit.id, first, last);
    };
    let first = week::monday_of(first);
    let last = plus_days(week::monday_of(last), 6);
    let days = tx.habits().week_days(habit.id, first, last)?;
    let bookings: Vec<(i32, u32, u32)> = week::book(&days, u32::from(times))
        .into_iter()
        .map(|(day, booking)| (days_after(first, day), booking.due, booking.done))
        .collect();
    tx.habits().rebook(user, habit.id, habit.kind, first, last, &bookings)
}

/// Sets the habit's first and last date to its plan's; answers whether they changed.
fn follow_plan(tx: &mut Tx<'_>, habit: &mut Habit) -> Result<bool, DbError> {
    let Some((first, last)) = tx.habits().span(habit.id)? else { return Ok(false) };
    let changed = (habit.start_date, habit.end_date) != (first, last);
    (habit.start_date, habit.end_date) = (first, last);
    Ok(changed)
}

/// Whole days from `first` to `day`.
fn days_after(first: Date, day: Date) -> i32 {
    let days = crate::platform::db::days_since_epoch(day) - crate::platform::db::days_since_epoch(first);
    // Dates lie within a few thousand years of each other: this never saturates.
    i32::try_from(days).unwrap_or(i32::MAX)
}
