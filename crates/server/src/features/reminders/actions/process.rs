//! Processes due occurrences: adds an alert or skips it, and schedules the next occurrence, in one unit of
//! work with a fixed number of queries for many occurrences.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use super::schedule::{daily_schedule, habit_schedule};
use crate::features::accounts::{self, UserId};
use crate::features::habits::{self, HabitId};
use crate::features::notifications::{self, Alert, QuietHours};
use crate::features::reminders::rules::templates::{self, ReminderText};
use crate::features::reminders::rules::{DueAction, MAX_DELAY, Occurrence, Schedule, due_action};
use crate::features::reminders::store::{NextOccurrence, ReminderKind, ReminderOccurrence};
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);
/// Dropped occurrences of one reminder are counted up to this number.
const MAX_COUNTED_OCCURRENCES: usize = 2_000;

/// How many due occurrences had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessedCounts {
    /// An alert was added.
    pub sent: u32,
    /// Nothing was left to do, or quiet hours end too late.
    pub skipped: u32,
    /// Postponed to the end of quiet hours.
    pub postponed: u32,
    /// More than [`MAX_DELAY`] late.
    pub dropped: u32,
    /// Only rescheduled, or claimed by another process meanwhile.
    pub rescheduled: u32,
}

impl ProcessedCounts {
    /// Returns the sums of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            skipped: self.skipped + other.skipped,
            postponed: self.postponed + other.postponed,
            dropped: self.dropped + other.dropped,
            rescheduled: self.rescheduled + other.rescheduled,
        }
    }
}

/// A claimed occurrence with the data that decides what to do.
struct LoadedOccurrence<'o> {
    claimed: &'o ReminderOccurrence,
    /// `None` if the habit is gone or the reminder is turned off.
    schedule: Option<Schedule>,
    habit_name: String,
    action: DueAction,
}

/// Processes claimed occurrences. Those that another process has claimed meanwhile are left to it.
pub fn process(tx: &mut Tx<'_>, claimed: &[ReminderOccurrence]) -> Result<ProcessedCounts, DbError> {
    let loaded = load(tx, claimed)?;
    let texts = build_texts(tx, &loaded)?;
    let now = tx.now();
    let decided: Vec<_> = loaded.iter().map(|loaded| (loaded.claimed, decide(loaded, &texts, now))).collect();
    let next: Vec<_> = decided.iter().map(|(claimed, decision)| (*claimed, decision.next)).collect();
    let valid = tx.reminders().finish(&next)?;
    let mut counts = ProcessedCounts::default();
    let mut sent_and_dropped: BTreeMap<UserId, (u32, u32)> = BTreeMap::new();
    let mut alerts = Vec::new();
    for (claimed, Decision { outcome, .. }) in &decided {
        if !valid.contains(&(claimed.kind, claimed.subject)) {
            counts.rescheduled += 1;
            continue;
        }
        match outcome {
            Outcome::Rescheduled => counts.rescheduled += 1,
            Outcome::Skipped => counts.skipped += 1,
            Outcome::Postponed => counts.postponed += 1,
            Outcome::Dropped(dropped) => {
                counts.dropped += dropped;
                sent_and_dropped.entry(claimed.user).or_default().1 += dropped;
            }
            Outcome::Sent(occurrence, text) => {
                counts.sent += 1;
                sent_and_dropped.entry(claimed.user).or_default().0 += 1;
                alerts.push(ReminderAlert::new(claimed, *occurrence, text));
            }
        }
    }
    let alerts: Vec<_> = alerts.iter().map(ReminderAlert::alert).collect();
    notifications::add_alerts(tx, &alerts)?;
    let health: Vec<_> = sent_and_dropped.into_iter().map(|(user, (sent, dropped))| (user, sent, dropped)).collect();
    tx.reminders().add_to_health(&health)?;
    Ok(counts)
}

fn load<'o>(tx: &mut Tx<'_>, claimed: &'o [ReminderOccurrence]) -> Result<Vec<LoadedOccurrence<'o>>, DbError> {
    let now = tx.now();
    let habits: Vec<HabitId> = claimed
        .iter()
        .filter(|claimed| claimed.kind == ReminderKind::Habit)
        .map(|claimed| HabitId(claimed.subject))
        .collect();
    let daily_users: Vec<UserId> =
        claimed.iter().filter(|claimed| claimed.kind != ReminderKind::Habit).map(|claimed| claimed.user).collect();
    let users: Vec<UserId> = claimed.iter().map(|claimed| claimed.user).collect();
    let mut plans: HashMap<Uuid, _> =
        habits::reminder_plans(tx, &habits)?.into_iter().map(|plan| (plan.habit.0, plan)).collect();
    let calendars = habits::calendars_of(tx, &daily_users)?;
    let settings: HashMap<UserId, _> = if daily_users.is_empty() {
        HashMap::new()
    } else {
        tx.reminders().settings_of(&daily_users)?.into_iter().collect()
    };
    let quiet_hours = notifications::quiet_hours(tx, &users)?;
    let suspended = accounts::suspended_among(tx, &users)?;
    let loaded = claimed.iter().map(|claimed| {
        let (schedule, habit_name) = match claimed.kind {
            ReminderKind::Habit => {
                let plan = plans.remove(&claimed.subject).filter(|plan| plan.user == claimed.user);
                (plan.as_ref().map(habit_schedule), plan.map(|plan| plan.name).unwrap_or_default())
            }
            ReminderKind::Streak | ReminderKind::Morning => {
                let settings = settings.get(&claimed.user).copied().unwrap_or_default();
                let calendar = calendars.get(&claimed.user).cloned();
                (calendar.and_then(|calendar| daily_schedule(claimed.kind, calendar, settings)), String::new())
            }
        };
        let action = match action_for(schedule.as_ref(), claimed, now, quiet_hours.get(&claimed.user).copied()) {
            DueAction::Send(_) | DueAction::Drop | DueAction::Postpone(_) if suspended.contains(&claimed.user) => {
                DueAction::Skip
            }
            action => action,
        };
        LoadedOccurrence { claimed, schedule, habit_name, action }
    });
    Ok(loaded.collect())
}

fn action_for(
    schedule: Option<&Schedule>,
    claimed: &ReminderOccurrence,
    now: Timestamp,
    quiet_hours: Option<QuietHours>,
) -> DueAction {
    let Some(schedule) = schedule else { return DueAction::Reschedule };
    due_action(schedule, claimed.occurs_at, claimed.due_at, now, quiet_hours)
}

/// The texts of all occurrences that are sent. Those with nothing left to do are missing.
struct Texts {
    texts: HashMap<(ReminderKind, Uuid), ReminderText>,
    /// Users whose streak has ended: no warning until the next claim.
    ended_streaks: HashSet<Uuid>,
}

fn build_texts(tx: &mut Tx<'_>, loaded: &[LoadedOccurrence<'_>]) -> Result<Texts, DbError> {
    let to_send = |kind: ReminderKind| {
        loaded.iter().filter(move |loaded| loaded.claimed.kind == kind).filter_map(|loaded| match loaded.action {
            DueAction::Send(occurrence) => Some((loaded, occurrence)),
            _ => None,
        })
    };
    let mut texts = HashMap::new();
    let days: Vec<_> = to_send(ReminderKind::Habit)
        .map(|(loaded, occurrence)| (loaded.claimed.user, HabitId(loaded.claimed.subject), occurrence.day))
        .collect();
    let remaining = habits::remaining_tasks(tx, &days)?;
    for (loaded, occurrence) in to_send(ReminderKind::Habit) {
        let habit = HabitId(loaded.claimed.subject);
        if let Some(tasks) = remaining.get(&(habit, occurrence.day)) {
            texts.insert((ReminderKind::Habit, habit.0), templates::habit_reminder(habit, &loaded.habit_name, tasks));
        }
    }
    let user_days = |kind| to_send(kind).map(|(loaded, occurrence)| (loaded.claimed.user, occurrence.day));
    let days: Vec<_> = user_days(ReminderKind::Morning).collect();
    let counts = habits::counts_of_days(tx, &days)?;
    for (user, day) in days {
        let remaining = counts.get(&(user, day)).map_or(0, |counts| counts.due.saturating_sub(counts.done));
        if remaining > 0 {
            texts.insert((ReminderKind::Morning, user.0), templates::morning_summary(remaining));
        }
    }
    let days: Vec<_> = user_days(ReminderKind::Streak).collect();
    let streaks = rewards::streaks_on(tx, &days)?;
    let mut ended_streaks = HashSet::new();
    for (user, _) in days {
        match streaks.get(&user) {
            Some(streak) if streak.days > 0 && !streak.claimed => {
                texts.insert((ReminderKind::Streak, user.0), templates::streak_warning(streak.days));
            }
            Some(streak) if streak.claimed => {}
            _ => {
                ended_streaks.insert(user.0);
            }
        }
    }
    Ok(Texts { texts, ended_streaks })
}

/// The result for an occurrence.
struct Decision<'t> {
    outcome: Outcome<'t>,
    /// `None`: the reminder has no further occurrence.
    next: Option<NextOccurrence>,
}

enum Outcome<'t> {
    Rescheduled,
    Skipped,
    Postponed,
    /// Too late, as are this many occurrences in total.
    Dropped(u32),
    Sent(Occurrence, &'t ReminderText),
}

fn decide<'t>(loaded: &LoadedOccurrence<'_>, texts: &'t Texts, now: Timestamp) -> Decision<'t> {
    let LoadedOccurrence { claimed, schedule, action, .. } = loaded;
    let (kind, subject) = (claimed.kind, claimed.subject);
    let Some(schedule) = schedule else { return Decision { outcome: Outcome::Rescheduled, next: None } };
    let occurs_at = claimed.occurs_at.unwrap_or(now);
    let (outcome, next) = match *action {
        DueAction::Reschedule => (Outcome::Rescheduled, schedule.next_after(now, now)),
        DueAction::Drop => {
            // An occurrence that is exactly MAX_DELAY late is still sent.
            let too_late = now.checked_sub(MAX_DELAY).and_then(|at| at.checked_sub(MICROSECOND)).unwrap_or(now);
            let from = occurs_at.checked_sub(MICROSECOND).unwrap_or(occurs_at);
            let dropped = schedule.between(from, too_late, now, MAX_COUNTED_OCCURRENCES).len();
            let dropped = u32::try_from(dropped).unwrap_or(u32::MAX).max(1);
            (Outcome::Dropped(dropped), schedule.next_after(too_late.max(occurs_at), now))
        }
        DueAction::Postpone(until) => {
            let next = Some(NextOccurrence { occurs_at, due_at: until });
            return Decision { outcome: Outcome::Postponed, next };
        }
        DueAction::Skip => (Outcome::Skipped, schedule.next_after(occurs_at, now)),
        DueAction::Send(occurrence) => {
            let text = texts.texts.get(&(kind, subject));
            let outcome = text.map_or(Outcome::Skipped, |text| Outcome::Sent(occurrence, text));
            (outcome, schedule.next_after(occurs_at, now))
        }
    };
    let streak_ended = kind == ReminderKind::Streak && texts.ended_streaks.contains(&subject);
    let next = next.filter(|_| !streak_ended).map(|next| NextOccurrence { occurs_at: next.at, due_at: next.at });
    Decision { outcome, next }
}

/// The alert of a reminder, with the texts that [`Alert`] borrows.
struct ReminderAlert<'t> {
    user: UserId,
    text: &'t ReminderText,
    data: Value,
    dedup_key: String,
}

impl<'t> ReminderAlert<'t> {
    fn new(claimed: &ReminderOccurrence, occurrence: Occurrence, text: &'t ReminderText) -> Self {
        let mut data = text.data.clone();
        data["occurs_at"] = occurrence.at.to_string().into();
        let dedup_key = templates::dedup_key(text.kind, claimed.subject, occurrence.at);
        Self { user: claimed.user, text, data, dedup_key }
    }

    fn alert(&self) -> (UserId, Alert<'_>) {
        let ReminderText { kind, title, body, link, .. } = self.text;
        let data = self.data.clone();
        (self.user, Alert { kind: *kind, title, body, data, link, dedup_key: Some(&self.dedup_key) })
    }
}
