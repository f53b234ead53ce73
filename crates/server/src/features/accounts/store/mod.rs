//! All the SQL of this room.

mod account_codes;
mod codes;
mod contact;
mod history;
mod login_throttle;
mod people;
mod pictures;
mod sessions;
mod users;

pub use account_codes::{AccountCode, Purpose};
pub use codes::{NewRegistration, Registration, Tries};
pub use history::EventRow;
pub use sessions::{NewSession, SessionRow};
pub use users::{Credentials, NewUser, ProfileRow};

use crate::platform::db::Tx;

/// The room's window on a unit of work.
pub struct AccountsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Accounts, sign-ups and sessions.
    pub fn accounts(&mut self) -> AccountsStore<'_, 'c> {
        AccountsStore(self)
    }
}
