//! The SQL of the accounts feature.

mod account_codes;
mod deletion;
mod email_keys;
mod events;
mod login_throttle;
mod people;
mod pictures;
mod recipients;
mod registrations;
mod reset_codes;
mod sessions;
mod users;

pub use account_codes::AccountCode;
pub use deletion::ROWS_OF_USER;
pub use events::EventRow;
pub use registrations::{CodeAttempts, NewRegistration, Registration};
pub use reset_codes::ResetCode;
pub use sessions::{NewSession, SessionRow};
pub use users::{Credentials, NewUser, ProfileRow};

use crate::platform::db::Tx;

/// Reads and writes accounts in a unit of work.
pub struct AccountsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of accounts, sign-ups and sessions.
    pub fn accounts(&mut self) -> AccountsStore<'_, 'c> {
        AccountsStore(self)
    }
}
