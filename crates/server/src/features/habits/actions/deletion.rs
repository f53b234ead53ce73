//! Deleting a habit: the request makes it absent for everyone, and a background job removes its tasks, which may be
//! thousands.

use super::lifecycle::stop_from_tomorrow;
use super::owned_habit;
use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::plus_days;
use crate::features::habits::store::HabitState;
use crate::features::habits::{HabitError, HabitId};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};
use crate::platform::rows_of_user::DELETION;

/// Tasks deleted per unit of work, so that it takes less than 10 ms.
const MAX_TASKS_PER_UNIT: u32 = 200;

/// Deletes a habit and its future day counts. The counts up to today are kept, unless the habit was created today and
/// nothing of it was done. [`delete_some_tasks`] removes its tasks.
///
/// # Errors
/// [`HabitError::NotFound`].
pub fn delete_habit(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<(), HabitError> {
    let mut habit = owned_habit(tx, user, id)?;
    let today = super::calendar::local_day(tx, user)?;
    let first = habit.start_date.min(habit.created_day);
    let untouched = habit.created_day == today && tx.habits().done_since(user, id, first)? == 0;
    if !untouched && habit.times_a_week.is_some() {
        // The tasks still missing this week become due on the last day of the habit: today.
        stop_from_tomorrow(tx, user, &mut habit, today, HabitState::Archived)?;
    }
    let keep_until = if untouched { plus_days(first, -1) } else { today };
    tx.habits().clear_counts_after(user, id, keep_until, plus_days(habit.end_date, 7))?;
    tx.habits().mark_counts_deleted(user, id)?;
    tx.habits().hide_habit(id)?;
    tx.emit(Hint { topic: DELETION, subject: id.0, day: None });
    Ok(())
}

/// Returns a deleted habit that still has rows, and its owner, if there is one.
pub fn next_deleted_habit(tx: &mut Tx<'_>) -> Result<Option<(UserId, HabitId)>, DbError> {
    tx.habits().next_hidden_habit()
}

/// Deletes some tasks of a deleted habit, or its row if there are none left.
pub fn delete_some_tasks(tx: &mut Tx<'_>, id: HabitId) -> Result<(), DbError> {
    if tx.habits().delete_tasks(id, MAX_TASKS_PER_UNIT)? == 0 {
        tx.habits().delete_hidden_habit(id)?;
    }
    Ok(())
}
