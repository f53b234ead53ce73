//! SQL of reminders: occurrences, settings, health and calendar links.

mod links;
mod occurrences;
mod settings;

use crate::platform::db::Tx;
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

pub use links::CalendarLink;
pub use occurrences::{NextOccurrence, Partition, ReminderKind, ReminderOccurrence};
pub use settings::DeliveryHealth;

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("reminder_occurrences", "partition, kind, subject", "user_id", 200),
    rows_of_user!("calendar_links", "id", "user_id", 200),
];

/// Store handle of reminders.
pub struct RemindersStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Queries of reminders.
    pub fn reminders(&mut self) -> RemindersStore<'_, 'c> {
        RemindersStore(self)
    }
}
