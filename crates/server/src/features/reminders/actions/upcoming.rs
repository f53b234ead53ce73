//! The reminders of the next days, with the text and tags of their pushes, for devices that show them while
//! offline.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::schedule::{daily_schedule, habit_schedule};
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitId};
use crate::features::notifications::{self, NotificationId, QuietHours};
use crate::features::reminders::rules::templates::{self, ReminderText};
use crate::features::reminders::rules::{Occurrence, Schedule, UPCOMING_DAYS, send_at};
use crate::features::reminders::store::ReminderKind;
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// Maximum number of reminders in a response.
const MAX_REMINDERS: usize = 600;

/// A reminder in the next days.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct UpcomingReminder {
    /// When to show it: `occurs_at`, or the end of quiet hours.
    pub at: Timestamp,
    /// When it occurs according to its schedule; identifies the occurrence.
    pub occurs_at: Timestamp,
    /// The local day it is about.
    pub day: Date,
    /// `None` for reminders about the whole day.
    pub habit: Option<HabitId>,
    /// The tag of its push.
    pub tag: String,
    pub text: ReminderText,
}

/// Returns the reminders of the next [`UPCOMING_DAYS`] days in order, as of now.
pub fn upcoming_reminders(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<UpcomingReminder>, DbError> {
    let now = tx.now();
    let until = now.checked_add(SignedDuration::from_hours(24 * i64::from(UPCOMING_DAYS))).unwrap_or(now);
    let quiet_hours = notifications::quiet_hours(tx, &[user])?.get(&user).copied();
    let period = Period { now, until, quiet_hours };
    let mut all = habit_reminders(tx, user, period)?;
    all.extend(daily_reminders(tx, user, period)?);
    all.sort_by_key(|reminder| reminder.at);
    all.truncate(MAX_REMINDERS);
    Ok(all)
}

#[derive(Clone, Copy)]
struct Period {
    now: Timestamp,
    until: Timestamp,
    quiet_hours: Option<QuietHours>,
}

impl Period {
    /// Returns the occurrences that will be shown in this period, each with the instant it is shown at.
    fn occurrences(self, schedule: &Schedule) -> Vec<(Occurrence, Timestamp)> {
        // Occurrences that wait for the end of quiet hours lie before now.
        let from = self.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(self.now);
        let all = schedule.between(from, self.until, self.now, MAX_REMINDERS);
        all.into_iter()
            .filter_map(|occurrence| {
                Some((occurrence, send_at(schedule, occurrence, occurrence.at, self.quiet_hours)?))
            })
            .filter(|(_, at)| *at > self.now)
            .collect()
    }
}

fn habit_reminders(tx: &mut Tx<'_>, user: UserId, period: Period) -> Result<Vec<UpcomingReminder>, DbError> {
    let plans = habits::reminder_plans_of(tx, user)?;
    let mut found = Vec::new();
    for plan in &plans {
        let occurrences = period.occurrences(&habit_schedule(plan));
        found.extend(occurrences.into_iter().map(|(occurrence, at)| (plan, occurrence, at)));
    }
    found.sort_by_key(|(_, _, at)| *at);
    found.truncate(MAX_REMINDERS);
    let mut days: Vec<_> = found.iter().map(|(plan, occurrence, _)| (user, plan.habit, occurrence.day)).collect();
    days.sort_by_key(|(_, habit, day)| (*habit, *day));
    days.dedup();
    let remaining = habits::remaining_tasks(tx, &days)?;
    let reminders = found.into_iter().filter_map(|(plan, occurrence, at)| {
        let tasks = remaining.get(&(plan.habit, occurrence.day))?;
        let text = templates::habit_reminder(plan.habit, &plan.name, tasks);
        Some(reminder(occurrence, at, Some(plan.habit), text))
    });
    Ok(reminders.collect())
}

fn daily_reminders(tx: &mut Tx<'_>, user: UserId, period: Period) -> Result<Vec<UpcomingReminder>, DbError> {
    let settings = tx.reminders().settings(user)?;
    let calendar = habits::calendar_of(tx, user)?;
    let today = calendar.local_day(period.now);
    let mut all = Vec::new();
    if let Some(schedule) = daily_schedule(ReminderKind::Morning, calendar.clone(), settings) {
        let mornings = period.occurrences(&schedule);
        let days: Vec<_> = mornings.iter().map(|(occurrence, _)| (user, occurrence.day)).collect();
        let counts: HashMap<_, _> = habits::counts_of_days(tx, &days)?;
        all.extend(mornings.into_iter().filter_map(|(occurrence, at)| {
            let counts = counts.get(&(user, occurrence.day));
            let remaining = counts.map_or(0, |counts| counts.due.saturating_sub(counts.done));
            (remaining > 0).then(|| reminder(occurrence, at, None, templates::morning_summary(remaining)))
        }));
    }
    let streak = rewards::streaks_on(tx, &[(user, today)])?.get(&user).copied();
    if let Some(streak) = streak.filter(|streak| streak.days > 0)
        && let Some(schedule) = daily_schedule(ReminderKind::Streak, calendar, settings)
    {
        // Only the first: later ones depend on claims until then.
        let occurrences = period.occurrences(&schedule);
        let warning = occurrences.into_iter().find(|(occurrence, _)| !(streak.claimed && occurrence.day == today));
        all.extend(
            warning.map(|(occurrence, at)| reminder(occurrence, at, None, templates::streak_warning(streak.days))),
        );
    }
    Ok(all)
}

fn reminder(occurrence: Occurrence, at: Timestamp, habit: Option<HabitId>, text: ReminderText) -> UpcomingReminder {
    // Tags of reminders depend on their link only, so the id of the future alert does not matter.
    let tag = notifications::alert_tag(text.kind, NotificationId(Uuid::nil()), &text.link);
    UpcomingReminder { at, occurs_at: occurrence.at, day: occurrence.day, habit, tag, text }
}
