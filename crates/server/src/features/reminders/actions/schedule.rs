//! What devices keep, so that they can remind without a connection: the next days' reminders, with
//! the words and tags that pushes would have.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::lay::{of_plan, of_user};
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitId};
use crate::features::notifications::{self, NotificationId, Quiet};
use crate::features::reminders::rules::words::{self, Words};
use crate::features::reminders::rules::{AHEAD_DAYS, Occurrence, Schedule, goes_at};
use crate::features::reminders::store::TurnKind;
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// More than these at once no device keeps.
const MOST: usize = 600;

/// A reminder to come.
#[derive(Clone, Debug)]
pub struct Planned {
    /// When it goes.
    pub at: Timestamp,
    /// Its name: when it occurs, before quiet hours.
    pub occurs_at: Timestamp,
    /// The local day it is about.
    pub day: Date,
    /// The habit it is about, if it is about one.
    pub habit: Option<HabitId>,
    /// The tag of its push.
    pub tag: String,
    /// What it says.
    pub words: Words,
}

/// The reminders of the next fourteen days as they stand now, in order.
///
/// # Errors
/// Those of the database.
pub fn schedule(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Planned>, DbError> {
    let now = tx.now();
    let until = now.checked_add(SignedDuration::from_hours(24 * i64::from(AHEAD_DAYS))).unwrap_or(now);
    let window = Window { now, until, quiet: notifications::quiet_hours(tx, &[user])?.get(&user).copied() };
    let mut all = of_habits(tx, user, window)?;
    all.extend(of_days(tx, user, window)?);
    all.sort_by_key(|planned| planned.at);
    all.truncate(MOST);
    Ok(all)
}

#[derive(Clone, Copy)]
struct Window {
    now: Timestamp,
    until: Timestamp,
    quiet: Option<Quiet>,
}

impl Window {
    /// Occurrences with the instant each goes at; what a push has been sent for is not among them.
    fn of(self, schedule: &Schedule) -> Vec<(Occurrence, Timestamp)> {
        // Those that wait for the end of quiet hours occurred before now.
        let from = self.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(self.now);
        let all = schedule.between(from, self.until, self.now, MOST);
        let going = all.into_iter().filter_map(|one| Some((one, goes_at(schedule, one, one.at, self.quiet)?)));
        going.filter(|(_, at)| *at > self.now).collect()
    }
}

fn of_habits(tx: &mut Tx<'_>, user: UserId, window: Window) -> Result<Vec<Planned>, DbError> {
    let plans = habits::reminder_plans_of(tx, user)?;
    let mut found = Vec::new();
    for plan in &plans {
        found.extend(window.of(&of_plan(plan)).into_iter().map(|(one, at)| (plan, one, at)));
    }
    found.sort_by_key(|(_, _, at)| *at);
    found.truncate(MOST);
    let mut days: Vec<_> = found.iter().map(|(plan, one, _)| (user, plan.habit, one.day)).collect();
    days.sort_by_key(|(_, habit, day)| (*habit, *day));
    days.dedup();
    let left = habits::remaining_tasks(tx, &days)?;
    let planned = found.into_iter().filter_map(|(plan, one, at)| {
        let left = left.get(&(plan.habit, one.day))?;
        Some(planned(one, at, Some(plan.habit), words::of_habit(plan.habit, &plan.name, left)))
    });
    Ok(planned.collect())
}

fn of_days(tx: &mut Tx<'_>, user: UserId, window: Window) -> Result<Vec<Planned>, DbError> {
    let said = tx.reminders().settings(user)?;
    let calendar = habits::calendar_of(tx, user)?;
    let today = calendar.local_day(window.now);
    let mut all = Vec::new();
    if let Some(schedule) = of_user(TurnKind::Morning, calendar.clone(), said) {
        let mornings = window.of(&schedule);
        let days: Vec<_> = mornings.iter().map(|(one, _)| (user, one.day)).collect();
        let counts: HashMap<_, _> = habits::counts_of_days(tx, &days)?;
        all.extend(mornings.into_iter().filter_map(|(one, at)| {
            let left = counts.get(&(user, one.day)).map_or(0, |counts| counts.due.saturating_sub(counts.done));
            (left > 0).then(|| planned(one, at, None, words::of_morning(left)))
        }));
    }
    let streak = rewards::streaks_on(tx, &[(user, today)])?.get(&user).copied();
    if let Some(streak) = streak.filter(|streak| streak.days > 0)
        && let Some(schedule) = of_user(TurnKind::Streak, calendar, said)
    {
        // One: whether there is another depends on what is claimed until then.
        let risk = window.of(&schedule).into_iter().find(|(one, _)| !(streak.claimed && one.day == today));
        all.extend(risk.map(|(one, at)| planned(one, at, None, words::of_streak(streak.days))));
    }
    Ok(all)
}

fn planned(one: Occurrence, at: Timestamp, habit: Option<HabitId>, words: Words) -> Planned {
    // Tags of reminders are made of their link: the id of the alert to come plays no part.
    let tag = notifications::tag(words.kind, NotificationId(Uuid::nil()), &words.link);
    Planned { at, occurs_at: one.at, day: one.day, habit, tag, words }
}
