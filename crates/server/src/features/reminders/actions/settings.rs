//! When the morning's and the evening's are wanted.

use super::lay::lay_user;
use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::reminders::rules::Settings;
use crate::features::reminders::store::TurnKind;
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// What holds, defaults included.
///
/// # Errors
/// Those of the database.
pub fn settings(tx: &mut Tx<'_>, user: UserId) -> Result<Settings, DbError> {
    tx.reminders().settings(user)
}

/// Keeps what is wanted, and has both follow at once.
///
/// # Errors
/// Those of the database.
pub fn replace_settings(tx: &mut Tx<'_>, user: UserId, said: Settings) -> Result<Settings, DbError> {
    tx.reminders().save_settings(user, said)?;
    lay_user(tx, TurnKind::Morning, user)?;
    let today = habits::local_day(tx, user)?;
    // No streak, nothing to warn of: its turn begins with a claim.
    if rewards::streaks_on(tx, &[(user, today)])?.get(&user).is_some_and(|streak| streak.days > 0) {
        lay_user(tx, TurnKind::Streak, user)?;
    }
    Ok(said)
}
