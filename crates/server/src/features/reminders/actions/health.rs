//! Whether reminders reach somebody.

use crate::features::accounts::UserId;
use crate::features::notifications::{self, Kind};
use crate::features::reminders::rules::UNSEEN_IS_TROUBLE;
use crate::features::reminders::store::Health;
use crate::platform::db::{DbError, Tx};

/// What the app is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was counted.
    pub health: Health,
    /// Whether reminders come by mail as well.
    pub mail: bool,
    /// Three or more in a row were seen by no device, and no mail says the same.
    pub trouble: bool,
}

/// How it stands.
///
/// # Errors
/// Those of the database.
pub fn report(tx: &mut Tx<'_>, user: UserId) -> Result<Report, DbError> {
    let health = tx.reminders().health(user)?;
    let wanted = notifications::wanted_of(tx, user, Kind::Reminder)?;
    // Who turned pushes of reminders off does not miss them.
    let trouble = health.unseen >= UNSEEN_IS_TROUBLE && wanted.push && !wanted.mail;
    Ok(Report { health, mail: wanted.mail, trouble })
}

/// A device says that it showed reminders.
///
/// # Errors
/// Those of the database.
pub fn shown(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.reminders().shown(user)
}
