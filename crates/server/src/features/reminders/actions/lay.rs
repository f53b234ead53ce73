//! Which occurrence a turn waits for: worked out when what decides it changes.

use jiff::Timestamp;
use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::habits::{self, Calendar, HabitId, ReminderPlan};
use crate::features::reminders::rules::{Schedule, Settings};
use crate::features::reminders::store::TurnKind;
use crate::platform::db::{DbError, Tx};

/// A habit's schedule.
pub(super) fn of_plan(plan: &ReminderPlan) -> Schedule {
    let ReminderPlan { calendar, reminders, first, last, weekdays, .. } = plan;
    let (calendar, times) = (calendar.clone(), reminders.clone());
    Schedule { calendar, times, first: *first, last: *last, weekdays: *weekdays }
}

/// A user's own schedule; none when it is not wanted.
pub(super) fn of_user(kind: TurnKind, calendar: Calendar, said: Settings) -> Option<Schedule> {
    let minute = match kind {
        TurnKind::Morning => said.morning_at,
        TurnKind::Streak => said.evening_at,
        TurnKind::Habit => None,
    };
    minute.map(|minute| Schedule::every_day(calendar, minute))
}

/// A habit's reminders, its weekdays or its days changed: its turn waits for what comes next.
///
/// # Errors
/// Those of the database.
pub fn lay_habit(tx: &mut Tx<'_>, user: UserId, habit: HabitId) -> Result<(), DbError> {
    let plans = habits::reminder_plans(tx, &[habit])?;
    let schedule = plans.iter().find(|plan| plan.user == user).map(of_plan);
    lay(tx, TurnKind::Habit, habit.0, user, schedule)
}

/// A streak goes on: who does not claim tomorrow is warned in the evening.
///
/// # Errors
/// Those of the database.
pub fn lay_streak(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    lay_user(tx, TurnKind::Streak, user)
}

/// The turn of a user's morning or evening.
pub(super) fn lay_user(tx: &mut Tx<'_>, kind: TurnKind, user: UserId) -> Result<(), DbError> {
    let said = tx.reminders().settings(user)?;
    let calendar = habits::calendar_of(tx, user)?;
    lay(tx, kind, user.0, user, of_user(kind, calendar, said))
}

/// The user's clock changed, and reminders follow at once.
///
/// # Errors
/// Those of the database.
pub fn clock_changed(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.reminders().lay_all_anew(user)
}

fn lay(
    tx: &mut Tx<'_>,
    kind: TurnKind,
    subject: Uuid,
    user: UserId,
    schedule: Option<Schedule>,
) -> Result<(), DbError> {
    let now = tx.now();
    let Some(schedule) = schedule else { return tx.reminders().remove_one(kind, subject) };
    // What is due at this moment and still meant is not lost by a change.
    let waiting = tx.reminders().waiting(kind, subject)?;
    if waiting.is_some_and(|at: Timestamp| at <= now && schedule.at(at, now).is_some()) {
        return Ok(());
    }
    match schedule.next_after(now, now) {
        Some(next) => tx.reminders().lay(kind, subject, user, next.at),
        None => tx.reminders().remove_one(kind, subject),
    }
}
