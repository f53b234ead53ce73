//! Today: what is due on the user's local day.

use jiff::civil::Date;

use super::calendar_cache::PredictedDay;
use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::plus_days;
use crate::features::habits::rules::week::monday_of;
use crate::features::habits::store::TodayRow;
use crate::features::habits::{Calendar, HabitError, Reactions, Wallet};
use crate::platform::db::{DbError, Tx};

/// One local day of a user.
#[derive(Clone, Debug)]
pub struct Today {
    pub date: Date,
    /// Tasks grouped by habit, in plan order.
    pub rows: Vec<TodayRow>,
    pub due: u32,
    pub completed: u32,
    pub wallet: Wallet,
    pub calendar: Calendar,
}

/// Returns the user's current local day, or `date`.
///
/// If `predicted` is the current local day, everything is loaded in one round trip; otherwise the day
/// is loaded a second time.
///
/// # Errors
/// [`HabitError::Invalid`] if `date` is in the future.
pub fn today(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    date: Option<Date>,
    predicted: &PredictedDay,
) -> Result<Today, HabitError> {
    let predicted = predicted.day(tx.now());
    let mut shown = load_day(tx, reactions, user, date, predicted)?;
    let today = shown.calendar.local_day(tx.now());
    if date.is_some_and(|date| date > today) {
        return Err(HabitError::field("date", "in-the-future", "This day is in the future."));
    }
    if today != predicted {
        shown = load_day(tx, reactions, user, date, today)?;
    }
    if shown.rows.iter().any(|row| row.times_a_week.is_some()) {
        // A habit with times a week is shown until it was done that often in the week.
        let monday = monday_of(shown.date);
        let done = tx.habits().done_between(user, monday, plus_days(monday, 6))?;
        shown.rows.retain(|row| {
            let Some(times) = row.times_a_week else { return true };
            let done = done.iter().find(|(habit, _)| *habit == row.habit).map_or(0, |(_, done)| *done);
            row.task.completed_at.is_some() || done < u32::from(times)
        });
    }
    Ok(shown)
}

/// Loads `date`, or `today` if there is none, in one round trip, with the wallet as of `today`.
fn load_day(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    date: Option<Date>,
    today: Date,
) -> Result<Today, DbError> {
    let date = date.unwrap_or(today);
    let rows = tx.habits().tasks_on_later(user, date)?;
    // Not counted from the rows: tasks still missing in a week are due on its last day.
    let day = tx.habits().day_later(user, date)?;
    // This sends the two pending queries along with its own.
    let wallet = reactions.wallet(tx, user, today)?;
    let (calendar, counts) = tx.row(day)?.ok_or(DbError::Gone)?;
    let rows = tx.rows(rows)?;
    Ok(Today { date, rows, due: counts.due, completed: counts.done, wallet, calendar })
}
