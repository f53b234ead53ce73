//! Accounts: sign-up by a code, sessions, the profile, deletion.
//!
//! Other rooms use what stands here and nothing else of this room: who is asking
//! ([`CurrentUser`]), and [`Reactions`] to what happens to an account.

pub mod actions;
mod error;
mod hashing;
mod http;
mod jobs;
mod letters;
pub mod rules;
pub mod store;

pub use actions::{Accounts, Options, SignedIn, Visitor};
pub use error::AccountsError;
pub use hashing::{Cost, Hashing};
pub use http::{CurrentUser, SessionOpened, authenticate, routes, welcome};
pub use jobs::clean_up;

use uuid::Uuid;

use crate::platform::db::{DbError, Tx};

crate::id!(
    /// An account.
    UserId
);
crate::id!(
    /// A session of an account.
    SessionId
);

/// The topic of the hint that a session has ended; its subject is the session's id. Whoever
/// holds a connection open for it closes it.
pub const SESSION_ENDED: &str = "session-ended";

/// What other rooms do when something happens to an account, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// An account was made; `zone` is its IANA time zone, its day starts at midnight.
    ///
    /// # Errors
    /// A failure undoes the account.
    fn account_opened(&self, tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError>;

    /// The person changed the time zone or the start of the day (minutes after midnight, 0-360).
    ///
    /// # Errors
    /// A failure undoes the change.
    fn clock_changed(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        time_zone: &str,
        day_start_minutes: u16,
    ) -> Result<(), DbError>;

    /// Another password was set. `kept_passkey` is the passkey that opened the session which
    /// goes on, if one did; every other session ends.
    ///
    /// # Errors
    /// A failure undoes the change.
    fn password_changed(&self, tx: &mut Tx<'_>, user: UserId, kept_passkey: Option<Uuid>) -> Result<(), DbError>;
}

/// For tests of this room alone: nothing happens elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoReactions;

impl Reactions for NoReactions {
    fn account_opened(&self, _: &mut Tx<'_>, _: UserId, _: &str) -> Result<(), DbError> {
        Ok(())
    }

    fn clock_changed(&self, _: &mut Tx<'_>, _: UserId, _: &str, _: u16) -> Result<(), DbError> {
        Ok(())
    }

    fn password_changed(&self, _: &mut Tx<'_>, _: UserId, _: Option<Uuid>) -> Result<(), DbError> {
        Ok(())
    }
}
