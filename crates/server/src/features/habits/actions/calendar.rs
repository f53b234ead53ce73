//! Which local day it is, and what happens when the user changes zone or day start.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{follow_plan, owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::HabitError;
use crate::features::habits::rules::calendar::{Calendar, DayRule};
use crate::features::habits::rules::plan::plus_days;
use crate::platform::db::{DbError, Tx};

/// Opens the calendar of a new account; days start at midnight.
///
/// # Errors
/// Those of the database.
pub fn open_calendar(tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError> {
    tx.habits().insert_calendar(user, zone, 0)
}

/// The user's local day now.
///
/// # Errors
/// Those of the database.
pub fn local_day(tx: &mut Tx<'_>, user: UserId) -> Result<Date, DbError> {
    let now = tx.now();
    Ok(tx.habits().calendar(user)?.calendar.local_day(now))
}

/// The user's calendar.
///
/// # Errors
/// Those of the database.
pub fn calendar_of(tx: &mut Tx<'_>, user: UserId) -> Result<Calendar, DbError> {
    Ok(tx.habits().calendar(user)?.calendar)
}

/// Which local day it is for somebody, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayNow {
    /// Who.
    pub user: UserId,
    /// The local day.
    pub day: Date,
    /// When the next one begins.
    pub until: Timestamp,
}

/// Each of `users`' own local day now, in one question; who has no account is left out.
///
/// # Errors
/// Those of the database.
pub fn days_now(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<DayNow>, DbError> {
    let now = tx.now();
    // Most people share a handful of rules; what a rule says now is worked out once.
    let mut told: HashMap<(String, u16), (Date, Timestamp)> = HashMap::new();
    let stored = tx.habits().clocks(users)?;
    let mut days = Vec::with_capacity(stored.len());
    for clock in stored {
        let (day, until) = match told.get(&clock.rule).filter(|_| clock.held.is_none()) {
            Some(known) => *known,
            None => {
                let calendar = clock.calendar()?;
                let today = (calendar.local_day(now), calendar.next_day_begins(now));
                if clock.held.is_none() {
                    told.insert(clock.rule, today);
                }
                today
            }
        };
        days.push(DayNow { user: clock.user, day, until });
    }
    Ok(days)
}

/// Notes the first completion or claim: from now on a change of zone waits for its day start.
///
/// # Errors
/// Those of the database.
pub fn mark_started(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.habits().start_calendar(user)
}

/// How many of the user's local days lie strictly between two others; dates that a change of
/// zone skipped are nobody's days.
///
/// # Errors
/// Those of the database.
pub fn days_between(tx: &mut Tx<'_>, user: UserId, from: Date, to: Date) -> Result<u32, DbError> {
    let dates = super::days_after(from, to) - 1;
    let dates = u32::try_from(dates).unwrap_or(0);
    if dates == 0 {
        return Ok(0);
    }
    Ok(dates.saturating_sub(tx.habits().skipped_between(user, from, to)?))
}

/// Moves what lies on dates that a change of clock under way skips to the day after them, for
/// plans laid down meanwhile. Answers whether there is such a change.
pub(super) fn move_off_skipped(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    let now = tx.now();
    let Some((day, next)) = tx.habits().calendar(user)?.calendar.next_after_held(now) else { return Ok(false) };
    tx.habits().move_skipped(user, day, next)?;
    Ok(true)
}

/// The user's clock changed: what is counted follows at the new rule's first day start that is
/// 23 h after the current day began. Tasks of dates skipped by that move to the next day.
///
/// # Errors
/// [`DbError::Decode`] when the zone is unknown (the caller checked it), else the database's.
pub fn change_clock(tx: &mut Tx<'_>, user: UserId, zone: &str, day_start: u16) -> Result<(), DbError> {
    let now = tx.now();
    let stored = tx.habits().calendar(user)?;
    let rule = DayRule::new(zone, day_start).ok_or_else(|| DbError::Decode(format!("zone {zone}")))?;
    let changed = stored.calendar.change(rule, now, stored.started);
    if changed == stored.calendar {
        return tx.habits().update_calendar(user, zone, day_start, changed.held());
    }
    let today = stored.calendar.local_day(now);
    let formerly = stored.calendar.next_after_held(now).map(|(_, next)| next);
    let next = changed.next_after_held(now).map(|(_, next)| next);
    tx.habits().update_calendar(user, zone, day_start, changed.held())?;
    tx.habits().unmove_tasks(user, today)?;
    tx.habits().replace_skipped_dates(user, today, next.unwrap_or(today))?;
    if let Some(next) = next {
        tx.habits().move_skipped(user, today, next)?;
    }
    if let Some(last) = formerly.max(next) {
        let first = plus_days(today, 1);
        for id in tx.habits().habits_due_between(user, today, last)? {
            match owned_habit(tx, user, id) {
                Ok(mut habit) => {
                    // A plan whose first or last day moved begins or ends with it.
                    if follow_plan(tx, &mut habit)? {
                        tx.habits().update_habit(&habit)?;
                    }
                    recount(tx, user, &habit, first, last)?;
                }
                Err(HabitError::Db(error)) => return Err(error),
                // A task's habit is always there: the reference says so.
                Err(_) => return Err(DbError::NoRow),
            }
        }
    }
    Ok(())
}
