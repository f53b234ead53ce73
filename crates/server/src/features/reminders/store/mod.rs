//! SQL of reminders: occurrences, settings, health and calendar links.

mod links;
mod occurrences;
mod settings;

use crate::platform::db::Tx;

pub use links::CalendarLink;
pub use occurrences::{NextOccurrence, Partition, ReminderKind, ReminderOccurrence};
pub use settings::DeliveryHealth;

/// Store handle of reminders.
pub struct RemindersStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Queries of reminders.
    pub fn reminders(&mut self) -> RemindersStore<'_, 'c> {
        RemindersStore(self)
    }
}
