//! For the rooms where people do things together: habits taken on for a challenge, and what
//! they came to.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::create::{self, CreateHabit};
use super::{lifecycle, owned_habit};
use crate::features::accounts::UserId;
use crate::features::habits::rules::week;
use crate::features::habits::store::{HabitCount, HabitState};
use crate::features::habits::{HabitError, HabitId};
use crate::platform::db::{DbError, Tx};

/// Makes a habit for a challenge; answers its id and its last day.
///
/// # Errors
/// Those of making any habit.
pub fn take_on(
    tx: &mut Tx<'_>,
    user: UserId,
    challenge: Uuid,
    input: &CreateHabit,
) -> Result<(HabitId, Date), HabitError> {
    let habit = create::make_habit(tx, user, input, Some(challenge))?;
    Ok((habit.id, habit.end_date))
}

/// Puts a habit away: deleted when it was made today and nothing was done, else archived, so
/// that what was done stays. One that is gone already is fine.
///
/// # Errors
/// Those of the database.
pub fn put_away(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<(), HabitError> {
    let habit = match owned_habit(tx, user, id) {
        Err(HabitError::NotFound) => return Ok(()),
        found => found?,
    };
    if habit.state == HabitState::Archived {
        return Ok(());
    }
    let today = super::calendar::local_day(tx, user)?;
    if habit.created_day == today && tx.habits().done_since(user, id, habit.start_date.min(today))? == 0 {
        return lifecycle::delete_habit(tx, user, id);
    }
    lifecycle::archive_habit(tx, user, id).map(drop)
}

/// The last day of those of `habits` that are there and not put away.
///
/// # Errors
/// Those of the database.
pub fn latest_end(tx: &mut Tx<'_>, user: UserId, habits: &[HabitId]) -> Result<Option<Date>, DbError> {
    tx.habits().latest_end(user, habits)
}

/// What each habit of this user that was taken on for a challenge came to up to `last`; in one
/// question, whatever the number of challenges.
///
/// # Errors
/// Those of the database.
pub fn challenge_counts(tx: &mut Tx<'_>, user: UserId, last: Date) -> Result<HashMap<HabitId, HabitCount>, DbError> {
    let counts = tx.habits().challenge_counts(user, last)?;
    Ok(counts.into_iter().map(|count| (count.habit, count)).collect())
}

/// (due, done) of many users in one challenge, each over days of their own (first, last), in one
/// question.
///
/// # Errors
/// Those of the database.
pub fn challenge_totals(
    tx: &mut Tx<'_>,
    challenge: Uuid,
    spans: &[(UserId, Date, Date)],
) -> Result<HashMap<UserId, (u32, u32)>, DbError> {
    let totals = tx.habits().challenge_totals(challenge, spans)?;
    Ok(totals.into_iter().map(|(user, due, done)| (user, (due, done))).collect())
}

/// Each of `users`' own local day now, in one question.
///
/// # Errors
/// Those of the database.
pub fn local_days(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Date>, DbError> {
    let now = tx.now();
    let calendars = tx.habits().calendars(users)?;
    Ok(calendars.into_iter().map(|(user, calendar)| (user, calendar.local_day(now))).collect())
}

/// (due, done) of all the user's habits from Monday to `today`.
///
/// # Errors
/// Those of the database.
pub fn week_so_far(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<(u32, u32), DbError> {
    tx.habits().days_total(user, week::monday_of(today), today)
}
