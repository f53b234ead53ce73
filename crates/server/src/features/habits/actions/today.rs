//! Today: only what is due on the user's local day.

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
    /// The date.
    pub date: Date,
    /// Its tasks, grouped by habit, in plan order.
    pub rows: Vec<TodayRow>,
    /// What counts as due.
    pub due: u32,
    /// What is done.
    pub completed: u32,
    /// Coins and gems.
    pub wallet: Wallet,
    /// The user's days.
    pub calendar: Calendar,
}

/// The user's local day, or `date`, which must not lie in the future. With the right `guess` of the
/// local day everything is asked for at once.
///
/// # Errors
/// [`HabitError::Invalid`] for a date to come.
pub fn today(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    date: Option<Date>,
    guess: &PredictedDay,
) -> Result<Today, HabitError> {
    let guess = guess.day(tx.now());
    let mut seen = look(tx, reactions, user, date, guess)?;
    let today = seen.calendar.local_day(tx.now());
    if date.is_some_and(|date| date > today) {
        return Err(HabitError::field("date", "in-the-future", "Tomorrow's tasks show tomorrow."));
    }
    if today != guess {
        seen = look(tx, reactions, user, date, today)?;
    }
    if seen.rows.iter().any(|row| row.times_a_week.is_some()) {
        // Such a habit shows until its number for the week is reached.
        let monday = monday_of(seen.date);
        let done = tx.habits().done_between(user, monday, plus_days(monday, 6))?;
        seen.rows.retain(|row| {
            let Some(times) = row.times_a_week else { return true };
            let done = done.iter().find(|(habit, _)| *habit == row.habit).map_or(0, |(_, done)| *done);
            row.task.completed_at.is_some() || done < u32::from(times)
        });
    }
    Ok(seen)
}

/// `date`, or else `today`, in one round trip; `today` is also the day on which the wallet is looked at.
fn look(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    date: Option<Date>,
    today: Date,
) -> Result<Today, DbError> {
    let date = date.unwrap_or(today);
    let rows = tx.habits().tasks_on_later(user, date)?;
    // From the counts, not the rows: what a week still owes is due on its last day.
    let day = tx.habits().day_later(user, date)?;
    // The last of the three questions that go together.
    let wallet = reactions.wallet(tx, user, today)?;
    let (calendar, counts) = tx.row(day)?.ok_or(DbError::Gone)?;
    let rows = tx.rows(rows)?;
    Ok(Today { date, rows, due: counts.due, completed: counts.done, wallet, calendar })
}
