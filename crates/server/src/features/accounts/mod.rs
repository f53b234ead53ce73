//! Accounts: sign-up, sessions, contacts, profiles and their pictures, deletion.
//!
//! Other features use what this module exports and nothing else: the signed-in user
//! ([`CurrentUser`]) and the [`Reactions`] to what happens to an account.

pub mod actions;
mod emails;
mod error;
mod http;
mod jobs;
mod password_hasher;
pub mod pictures;
pub mod rules;
pub mod store;

pub use actions::people::{
    board_listings, find_people, find_person, find_user_by_identifier, is_session_open, open_sessions_later,
    parse_identifier, suspend, suspended_among, unsuspend, user_ids_after,
};
pub use actions::{
    Accounts, AccountsOptions, ClientInfo, SignedIn, SmsBudget, delete_some_rows, next_closed_account,
    update_email_keys,
};
pub use error::AccountsError;
pub use http::{CurrentUser, SessionOpened, authenticate, avatar_url, routes, sign_in_response};
pub use jobs::clean_up;
pub use password_hasher::{HashCost, PasswordHasher};
pub use rules::account_event::AccountEventKind;
pub use rules::identifier::Identifier;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

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

/// A person as other people see them, without contact details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// The account's id.
    pub id: UserId,
    /// The name they chose for others to see.
    pub display_name: String,
    /// URL of their picture, if they have one.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// Whether people who are not their friends see them on leaderboards.
    #[serde(skip)]
    pub visible: bool,
}

/// The fields of an account that leaderboards depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardListing {
    #[allow(missing_docs, reason = "the name says it")]
    pub user: UserId,
    /// When the account was created.
    pub joined: Timestamp,
    /// Whether everyone may see them on leaderboards: they chose to be visible and are not suspended.
    pub listed: bool,
}

/// Topic of the hint that a session has ended; its subject is the session's id. Open connections
/// of that session are closed.
pub const SESSION_ENDED: &str = "session-ended";

/// The fields of an account that are needed to send a message to its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Recipient {
    pub display_name: String,
    /// The email address, if the account has one.
    pub email: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// A suspended account gets no alerts.
    pub is_suspended: bool,
}

/// Returns how to reach a user, or `None` if there is no such account.
pub fn find_recipient(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Recipient>, DbError> {
    tx.accounts().find_recipient(user)
}

/// Returns how to reach each of these users, in one query; users without an account are left out.
pub fn find_recipients(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Recipient>, DbError> {
    Ok(tx.accounts().find_recipients(users)?.into_iter().collect())
}

/// Returns the device name of a session, such as "Firefox on Linux".
///
/// # Errors
/// `NoRow` when the session has ended.
pub fn session_device(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<String, DbError> {
    tx.accounts().session_device(user, session)
}

/// A security-relevant event that the owner of an account is alerted about at once, in addition to
/// the email about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A session was opened on a device whose name is new to the account.
    NewDevice,
    /// Several wrong passwords in a row were entered.
    Guessing,
    /// The password was changed by someone who knew the old one.
    PasswordChanged,
    /// The password was reset with a code.
    PasswordReset,
    /// An email address was added or replaced.
    EmailChanged,
    /// A phone number was added or replaced.
    PhoneChanged,
    #[allow(missing_docs, reason = "the name says it")]
    PasskeyAdded,
    #[allow(missing_docs, reason = "the name says it")]
    PasskeyRemoved,
}

/// The reactions of other features to account events. Every method runs in the unit of
/// work of the event, so an error undoes the event too.
pub trait Reactions: Send + Sync + 'static {
    /// An account was created. `zone` is its IANA time zone; its day starts at midnight.
    fn account_opened(&self, tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError>;

    /// The user changed the time zone or the start of the day (minutes after midnight, 0-360).
    fn clock_changed(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        time_zone: &str,
        day_start_minutes: u16,
    ) -> Result<(), DbError>;

    /// The password was changed or reset, and every session has ended except, on a change, the
    /// one that made it. `kept_passkey` is the passkey that opened this session, if any.
    fn password_changed(&self, tx: &mut Tx<'_>, user: UserId, kept_passkey: Option<Uuid>) -> Result<(), DbError>;

    /// An account was closed: from now on it is absent for everyone. This ends what others can see of it and what can
    /// be used without a session. It must be quick whatever the account has; [`Reactions::delete_rows`] does the rest.
    /// It runs again before the account's row is deleted.
    fn account_closing(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Deletes a few rows of a closed account, in less than 10 ms, and returns how many; 0 if none is left. A table with
    /// at most one row per user may be left to the deletion of the account's own row.
    fn delete_rows(&self, tx: &mut Tx<'_>, user: UserId) -> Result<u64, DbError>;

    /// Something happened that the owner must know about. `device` names the device it came from
    /// ("Firefox on Linux"), or is empty where that would not help.
    fn security_event(&self, tx: &mut Tx<'_>, user: UserId, event: SecurityEvent, device: &str) -> Result<(), DbError>;
}

/// Reactions that do nothing, for tests of this feature alone.
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

    fn account_closing(&self, _: &mut Tx<'_>, _: UserId) -> Result<(), DbError> {
        Ok(())
    }

    fn delete_rows(&self, _: &mut Tx<'_>, _: UserId) -> Result<u64, DbError> {
        Ok(0)
    }

    fn security_event(&self, _: &mut Tx<'_>, _: UserId, _: SecurityEvent, _: &str) -> Result<(), DbError> {
        Ok(())
    }
}
