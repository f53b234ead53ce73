//! All the SQL of this room.

mod links;
mod settings;
mod turns;

use crate::platform::db::Tx;

pub use links::CalendarLink;
pub use settings::Health;
pub use turns::{Advance, Turn, TurnKind};

/// This room's window on a unit of work.
pub struct RemindersStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Turns, settings, health and calendar links.
    pub fn reminders(&mut self) -> RemindersStore<'_, 'c> {
        RemindersStore(self)
    }
}
