//! Today: only what is due on the user's local day.

use jiff::civil::Date;

use crate::features::accounts::UserId;
use crate::features::habits::rules::plan::plus_days;
use crate::features::habits::rules::week::monday_of;
use crate::features::habits::store::TodayRow;
use crate::features::habits::{HabitError, Purse, Reactions};
use crate::platform::db::Tx;

/// One local day of a user.
#[derive(Clone, Debug)]
pub struct Today {
    /// The date.
    pub date: Date,
    /// Its tasks, grouped by habit, in plan order.
    pub rows: Vec<TodayRow>,
    /// What counts as due.
    pub due: u32,
    /// What is done.
    pub completed: u32,
    /// Coins and gems.
    pub purse: Purse,
}

/// The user's local day, or `date`, which must not lie in the future.
///
/// # Errors
/// [`HabitError::Invalid`] for a date to come.
pub fn today(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    date: Option<Date>,
) -> Result<Today, HabitError> {
    let today = super::calendar::local_day(tx, user)?;
    let date = date.unwrap_or(today);
    if date > today {
        return Err(HabitError::field("date", "in-the-future", "Tomorrow's tasks show tomorrow."));
    }
    let rows = tx.habits().ask_tasks_on(user, date)?;
    // From the counts, not the rows: what a week still owes is due on its last day.
    let counts = tx.habits().ask_day_totals(user, date)?;
    // The last of the three questions that go together.
    let purse = reactions.purse(tx, user, today)?;
    let mut rows = tx.answer(rows)?;
    let counts = tx.answer(counts)?.pop().unwrap_or_default();
    if rows.iter().any(|row| row.times_a_week.is_some()) {
        // Such a habit shows until its number for the week is reached.
        let monday = monday_of(date);
        let done = tx.habits().done_between(user, monday, plus_days(monday, 6))?;
        rows.retain(|row| {
            let Some(times) = row.times_a_week else { return true };
            let done = done.iter().find(|(habit, _)| *habit == row.habit).map_or(0, |(_, done)| *done);
            row.task.completed_at.is_some() || done < u32::from(times)
        });
    }
    Ok(Today { date, rows, due: counts.due, completed: counts.done, purse })
}
