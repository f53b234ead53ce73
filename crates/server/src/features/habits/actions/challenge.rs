//! Habits that belong to challenges, and their totals.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::create::{self, CreateHabit};
use super::{deletion, lifecycle, owned_habit};
use crate::features::accounts::UserId;
use crate::features::habits::rules::week;
use crate::features::habits::store::{HabitCount, HabitState};
use crate::features::habits::{HabitError, HabitId};
use crate::platform::db::{DbError, Tx};

/// A habit that was created for a challenge.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct CreatedForChallenge {
    pub habit: HabitId,
    /// The last day of the plan.
    pub ends_on: Date,
    /// Tasks due on the user's local day.
    pub due_today: u32,
}

/// Creates a habit for a challenge from the `tasks_by_day` of `input`.
pub fn create_for_challenge(
    tx: &mut Tx<'_>,
    user: UserId,
    challenge: Uuid,
    input: &CreateHabit,
) -> Result<CreatedForChallenge, HabitError> {
    let habit = create::insert_new_habit(tx, user, input, Some(challenge))?;
    // The plan starts today unless today is not one of its weekdays.
    let first_day = input.tasks_by_day.iter().flatten().next().filter(|_| habit.start_date == habit.created_day);
    let due_today = first_day.map_or(0, |tasks| u32::try_from(tasks.len()).unwrap_or(u32::MAX));
    Ok(CreatedForChallenge { habit: habit.id, ends_on: habit.end_date, due_today })
}

/// Deletes a habit that was created today and has no completed task. Archives any other habit, to keep
/// its history. Does nothing if the habit no longer exists.
pub fn archive_or_delete(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<(), HabitError> {
    let habit = match owned_habit(tx, user, id) {
        Err(HabitError::NotFound) => return Ok(()),
        found => found?,
    };
    if habit.state == HabitState::Archived {
        return Ok(());
    }
    let today = super::calendar::local_day(tx, user)?;
    if habit.created_day == today && tx.habits().done_since(user, id, habit.start_date.min(today))? == 0 {
        return deletion::delete_habit(tx, user, id);
    }
    lifecycle::archive_habit(tx, user, id).map(drop)
}

/// Returns the latest end date among `habits`, ignoring habits that are archived or do not exist.
pub fn latest_end(tx: &mut Tx<'_>, user: UserId, habits: &[HabitId]) -> Result<Option<Date>, DbError> {
    tx.habits().latest_end(user, habits)
}

/// Returns the counts up to `last` of each of the user's challenge habits, in one query.
pub fn challenge_counts(tx: &mut Tx<'_>, user: UserId, last: Date) -> Result<HashMap<HabitId, HabitCount>, DbError> {
    let counts = tx.habits().challenge_counts(user, last)?;
    Ok(counts.into_iter().map(|count| (count.habit, count)).collect())
}

/// Returns (due, done) of each user in a challenge, in one query. `spans` lists a user, the first day
/// and the last day.
pub fn challenge_totals(
    tx: &mut Tx<'_>,
    challenge: Uuid,
    spans: &[(UserId, Date, Date)],
) -> Result<HashMap<UserId, (u32, u32)>, DbError> {
    let totals = tx.habits().challenge_totals(challenge, spans)?;
    Ok(totals.into_iter().map(|(user, due, done)| (user, (due, done))).collect())
}

/// Returns the current local day of each of `users`, in one query.
pub fn local_days(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Date>, DbError> {
    let now = tx.now();
    let calendars = tx.habits().calendars(users)?;
    Ok(calendars.into_iter().map(|(user, calendar)| (user, calendar.local_day(now))).collect())
}

/// Returns (due, done) of all the user's habits from Monday to `today`.
pub fn week_so_far(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<(u32, u32), DbError> {
    tx.habits().days_total(user, week::monday_of(today), today)
}
