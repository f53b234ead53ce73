//! Rescheduling the rest of a plan.

use jiff::civil::Date;

use super::{days_after, recount, sync_dates_with_plan};
use crate::features::accounts::UserId;
use crate::features::habits::store::Habit;
use crate::platform::db::{DbError, Tx};

/// Moves the tasks that are not done and due on or after `from` to the habit's weekdays from `first`
/// on, stores the habit and recomputes its day counts.
pub fn reschedule(tx: &mut Tx<'_>, user: UserId, habit: &mut Habit, from: Date, first: Date) -> Result<(), DbError> {
    let plan_days = tx.habits().plan_days_from(habit.id, from)?;
    let dates = habit.weekdays.schedule(first, plan_days.len());
    let shifts: Vec<(u16, i32)> =
        plan_days.iter().zip(&dates).map(|(&day, &date)| (day, days_after(first, date))).collect();
    tx.habits().move_days(habit.id, from, first, &shifts)?;
    let previous_end = habit.end_date;
    super::calendar::move_new_tasks_off_skipped_dates(tx, user)?;
    sync_dates_with_plan(tx, habit)?;
    tx.habits().update_habit(habit)?;
    recount(tx, user, habit, from, previous_end.max(habit.end_date))
}
