//! The user's local day, and changes of time zone or day start.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{owned_habit, recount, sync_dates_with_plan};
use crate::features::accounts::UserId;
use crate::features::habits::HabitError;
use crate::features::habits::rules::calendar::{Calendar, DayRule};
use crate::features::habits::rules::plan::plus_days;
use crate::platform::db::{DbError, Tx};

/// Creates the calendar of a new account; its days start at midnight.
pub fn create_calendar(tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError> {
    tx.habits().insert_calendar(user, zone, 0)
}

/// Returns the user's current local day.
pub fn local_day(tx: &mut Tx<'_>, user: UserId) -> Result<Date, DbError> {
    let now = tx.now();
    Ok(tx.habits().calendar(user)?.calendar.local_day(now))
}

/// Returns the user's calendar.
pub fn calendar_of(tx: &mut Tx<'_>, user: UserId) -> Result<Calendar, DbError> {
    Ok(tx.habits().calendar(user)?.calendar)
}

/// A user's current local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct CurrentDay {
    pub user: UserId,
    pub day: Date,
    /// When the next local day begins.
    pub until: Timestamp,
}

/// Returns the current local day of each of `users` that exists, in one query.
pub fn current_days(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<CurrentDay>, DbError> {
    let now = tx.now();
    // Most users share a few rules, so the day of each rule is computed only once.
    let mut by_rule: HashMap<(String, u16), (Date, Timestamp)> = HashMap::new();
    let rules = tx.habits().day_rules(users)?;
    let mut days = Vec::with_capacity(rules.len());
    for stored in rules {
        let (day, until) = match by_rule.get(&stored.rule).filter(|_| stored.held.is_none()) {
            Some(computed) => *computed,
            None => {
                let calendar = stored.calendar()?;
                let today = (calendar.local_day(now), calendar.next_day_begins(now));
                if stored.held.is_none() {
                    by_rule.insert(stored.rule, today);
                }
                today
            }
        };
        days.push(CurrentDay { user: stored.user, day, until });
    }
    Ok(days)
}

/// Records the first completion or claim. From then on a changed rule takes effect at its next day
/// start instead of at once.
pub fn mark_started(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.habits().start_calendar(user)
}

/// Returns how many of the user's local days lie strictly between two others. Skipped dates are not
/// counted.
pub fn days_between(tx: &mut Tx<'_>, user: UserId, from: Date, to: Date) -> Result<u32, DbError> {
    let dates = super::days_after(from, to) - 1;
    let dates = u32::try_from(dates).unwrap_or(0);
    if dates == 0 {
        return Ok(0);
    }
    Ok(dates.saturating_sub(tx.habits().skipped_between(user, from, to)?))
}

/// While a changed rule is pending, moves tasks that were just scheduled on dates it will skip to the
/// day after those dates. Returns whether a change is pending.
pub(super) fn move_new_tasks_off_skipped_dates(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    let now = tx.now();
    let Some((day, next)) = tx.habits().calendar(user)?.calendar.next_after_held(now) else { return Ok(false) };
    tx.habits().move_off_skipped_dates(user, day, next)?;
    Ok(true)
}

/// Changes the user's time zone and day start. They take effect at the new rule's first day start
/// at least 23 hours after the current day began. Tasks on dates skipped by the change move to the
/// next day.
///
/// # Errors
/// [`DbError::Decode`] if the zone is unknown; callers check it before.
pub fn change_day_rule(tx: &mut Tx<'_>, user: UserId, zone: &str, day_start: u16) -> Result<(), DbError> {
    let now = tx.now();
    let stored = tx.habits().calendar(user)?;
    let rule = DayRule::new(zone, day_start).ok_or_else(|| DbError::Decode(format!("zone {zone}")))?;
    let changed = stored.calendar.change(rule, now, stored.started);
    if changed == stored.calendar {
        return tx.habits().update_calendar(user, zone, day_start, changed.held());
    }
    let today = stored.calendar.local_day(now);
    let previous_next = stored.calendar.next_after_held(now).map(|(_, next)| next);
    let next = changed.next_after_held(now).map(|(_, next)| next);
    tx.habits().update_calendar(user, zone, day_start, changed.held())?;
    tx.habits().restore_moved_tasks(user, today)?;
    tx.habits().replace_skipped_dates(user, today, next.unwrap_or(today))?;
    if let Some(next) = next {
        tx.habits().move_off_skipped_dates(user, today, next)?;
    }
    if let Some(last) = previous_next.max(next) {
        let first = plus_days(today, 1);
        for id in tx.habits().habits_due_between(user, today, last)? {
            match owned_habit(tx, user, id) {
                Ok(mut habit) => {
                    // If the first or last task moved, so does the plan's start or end.
                    if sync_dates_with_plan(tx, &mut habit)? {
                        tx.habits().update_habit(&habit)?;
                    }
                    recount(tx, user, &habit, first, last)?;
                }
                Err(HabitError::Db(error)) => return Err(error),
                // A deleted habit whose tasks are not removed yet.
                Err(_) => {}
            }
        }
    }
    Ok(())
}
