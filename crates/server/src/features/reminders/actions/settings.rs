//! Times of the morning summary and the streak warning.

use super::schedule::schedule_daily;
use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::reminders::rules::DailyReminders;
use crate::features::reminders::store::ReminderKind;
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// Returns the settings, including defaults.
pub fn settings(tx: &mut Tx<'_>, user: UserId) -> Result<DailyReminders, DbError> {
    tx.reminders().settings(user)
}

/// Saves the settings and reschedules both reminders.
pub fn replace_settings(tx: &mut Tx<'_>, user: UserId, settings: DailyReminders) -> Result<DailyReminders, DbError> {
    tx.reminders().save_settings(user, settings)?;
    schedule_daily(tx, ReminderKind::Morning, user)?;
    let today = habits::local_day(tx, user)?;
    // Without a streak there is nothing to warn about; the next claim schedules the warning.
    if rewards::streaks_on(tx, &[(user, today)])?.get(&user).is_some_and(|streak| streak.days > 0) {
        schedule_daily(tx, ReminderKind::Streak, user)?;
    }
    Ok(settings)
}
