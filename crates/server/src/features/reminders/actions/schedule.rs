//! Computes which occurrence of a reminder comes next, whenever something it depends on changes.

use jiff::Timestamp;
use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::habits::{self, Calendar, HabitId, ReminderPlan};
use crate::features::reminders::rules::{DailyReminders, Schedule};
use crate::features::reminders::store::ReminderKind;
use crate::platform::db::{DbError, Tx};

/// Returns a habit's schedule.
pub(super) fn habit_schedule(plan: &ReminderPlan) -> Schedule {
    let ReminderPlan { calendar, reminders, first, last, weekdays, .. } = plan;
    let (calendar, times) = (calendar.clone(), reminders.clone());
    Schedule { calendar, times, first: *first, last: *last, weekdays: *weekdays }
}

/// Returns the schedule of a user's morning summary or streak warning, or `None` if it is turned off.
pub(super) fn daily_schedule(kind: ReminderKind, calendar: Calendar, settings: DailyReminders) -> Option<Schedule> {
    let minute = match kind {
        ReminderKind::Morning => settings.morning_at,
        ReminderKind::Streak => settings.evening_at,
        ReminderKind::Habit => None,
    };
    minute.map(|minute| Schedule::every_day(calendar, minute))
}

/// Reschedules a habit after a change of its reminders, weekdays or days.
pub fn schedule_habit(tx: &mut Tx<'_>, user: UserId, habit: HabitId) -> Result<(), DbError> {
    let plans = habits::reminder_plans(tx, &[habit])?;
    let schedule = plans.iter().find(|plan| plan.user == user).map(habit_schedule);
    schedule_next(tx, ReminderKind::Habit, habit.0, user, schedule)
}

/// Schedules the evening's streak warning. Called on each claim: only a user with a streak is warned.
pub fn schedule_streak_warning(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    schedule_daily(tx, ReminderKind::Streak, user)
}

/// Schedules a user's morning summary or streak warning.
pub(super) fn schedule_daily(tx: &mut Tx<'_>, kind: ReminderKind, user: UserId) -> Result<(), DbError> {
    let settings = tx.reminders().settings(user)?;
    let calendar = habits::calendar_of(tx, user)?;
    schedule_next(tx, kind, user.0, user, daily_schedule(kind, calendar, settings))
}

/// Has the scheduler recompute all of a user's reminders, after a change of time zone or day start.
pub fn reschedule_all(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.reminders().make_all_due(user)
}

fn schedule_next(
    tx: &mut Tx<'_>,
    kind: ReminderKind,
    subject: Uuid,
    user: UserId,
    schedule: Option<Schedule>,
) -> Result<(), DbError> {
    let now = tx.now();
    let Some(schedule) = schedule else { return tx.reminders().delete_one(kind, subject, user) };
    // An occurrence that is due right now and still in the schedule must not be lost.
    let pending = tx.reminders().pending_occurrence(kind, subject, user)?;
    if pending.is_some_and(|at: Timestamp| at <= now && schedule.at(at, now).is_some()) {
        return Ok(());
    }
    match schedule.next_after(now, now) {
        Some(next) => tx.reminders().save(kind, subject, user, next.at),
        None => tx.reminders().delete_one(kind, subject, user),
    }
}
