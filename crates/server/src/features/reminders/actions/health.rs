//! Whether reminders reach a user.

use crate::features::accounts::UserId;
use crate::features::notifications::{self, AlertKind};
use crate::features::reminders::rules::MAX_UNSEEN;
use crate::features::reminders::store::DeliveryHealth;
use crate::platform::db::{DbError, Tx};

/// Delivery health and whether to warn the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct HealthReport {
    pub health: DeliveryHealth,
    /// Whether reminders are also sent by email.
    pub mail: bool,
    /// No device has shown the last [`MAX_UNSEEN`] reminders, and they are not sent by email.
    pub trouble: bool,
}

pub fn report(tx: &mut Tx<'_>, user: UserId) -> Result<HealthReport, DbError> {
    let health = tx.reminders().health(user)?;
    let wanted = notifications::channel_preference(tx, user, AlertKind::Reminder)?;
    // Users who turned off pushes of reminders don't expect them.
    let trouble = health.unseen >= MAX_UNSEEN && wanted.push && !wanted.mail;
    Ok(HealthReport { health, mail: wanted.mail, trouble })
}

/// Records that a device has shown reminders.
pub fn record_shown(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.reminders().record_shown(user)
}
