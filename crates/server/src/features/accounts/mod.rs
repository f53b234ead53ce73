//! Accounts: sign-up by a code, sessions, contacts, the profile and its picture, deletion.
//!
//! Other rooms use what stands here and nothing else of this room: who is asking
//! ([`CurrentUser`]), and [`Reactions`] to what happens to an account.

pub mod actions;
mod emails;
mod error;
mod hashing;
mod http;
mod jobs;
pub mod pictures;
pub mod rules;
pub mod store;

pub use actions::people::{
    everybody, is_session_open, people, person, read_identifier, standings, suspend, unsuspend, user_by_identifier,
};
pub use actions::{Accounts, Options, SignedIn, TextBudget, Visitor};
pub use error::AccountsError;
pub use hashing::{Cost, Hashing};
pub use http::{CurrentUser, SessionOpened, authenticate, avatar_url, routes, welcome};
pub use jobs::clean_up;
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

/// A person as others see them: never an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name they chose for others.
    pub display_name: String,
    /// Where their picture is, if they have one.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// Whether strangers see them on boards.
    #[serde(skip)]
    pub visible: bool,
}

/// How somebody stands with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub user: UserId,
    /// When the account was made.
    pub joined: Timestamp,
    /// Whether strangers may see them on boards: they don't hide, and the account is not shut.
    pub listed: bool,
}

/// The topic of the hint that a session has ended; its subject is the session's id. Whoever
/// holds a connection open for it closes it.
pub const SESSION_ENDED: &str = "session-ended";

/// How other rooms reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What others see.
    pub display_name: String,
    /// Where mails go, if anywhere.
    pub email: Option<String>,
    /// IANA name.
    pub time_zone: String,
}

/// How somebody is reached; none when there is no such account.
///
/// # Errors
/// What the database says.
pub fn contact(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Contact>, DbError> {
    tx.accounts().contact(user)
}

/// How each of these users is reached, in one question; who has no account is left out.
///
/// # Errors
/// What the database says.
pub fn contacts(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Contact>, DbError> {
    Ok(tx.accounts().contacts(users)?.into_iter().collect())
}

/// What a session calls its device: "Firefox on Linux".
///
/// # Errors
/// `NoRow` when the session has ended, or what the database says.
pub fn device_of(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<String, DbError> {
    tx.accounts().device_of(user, session)
}

/// Something about an account's safety that its owner is told at once, where the letters go or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A session was opened from a kind of device not seen before.
    NewDevice,
    /// Somebody tries passwords.
    Guessing,
    /// Another password, by who knew the old one.
    PasswordChanged,
    /// Another password, by a code.
    PasswordReset,
    /// Another e-mail address, or the first.
    EmailChanged,
    /// Another phone number, or the first.
    PhoneChanged,
    /// A passkey opens the account from now on.
    PasskeyAdded,
    /// A passkey no longer does.
    PasskeyRemoved,
}

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

    /// An account is about to be deleted, and what refers to it with it: for what would stay.
    ///
    /// # Errors
    /// A failure undoes the deletion.
    fn account_closing(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Something that the owner has to know of, from `device` ("Firefox on Linux"); empty where
    /// that tells nothing.
    ///
    /// # Errors
    /// A failure undoes what happened.
    fn security_event(&self, tx: &mut Tx<'_>, user: UserId, what: SecurityEvent, device: &str) -> Result<(), DbError>;
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

    fn account_closing(&self, _: &mut Tx<'_>, _: UserId) -> Result<(), DbError> {
        Ok(())
    }

    fn security_event(&self, _: &mut Tx<'_>, _: UserId, _: SecurityEvent, _: &str) -> Result<(), DbError> {
        Ok(())
    }
}
