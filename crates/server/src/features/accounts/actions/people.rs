//! People for other rooms: who somebody is to others, and shutting an account.

use uuid::Uuid;

use super::sessions::ended;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{Person, SessionId, Standing, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones::Phones;

/// One person as others see them.
///
/// # Errors
/// Those of the database.
pub fn person(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Person>, DbError> {
    tx.accounts().person(user)
}

/// Those of `users` who are there, in no order, in one question.
///
/// # Errors
/// Those of the database.
pub fn people(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<Person>, DbError> {
    if users.is_empty() { Ok(Vec::new()) } else { tx.accounts().people(users) }
}

/// How those of `users` who are there stand with others, in no order, in one question.
///
/// # Errors
/// Those of the database.
pub fn standings(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<Standing>, DbError> {
    if users.is_empty() { Ok(Vec::new()) } else { tx.accounts().standings(users) }
}

/// Up to `limit` accounts after `after`, by id.
///
/// # Errors
/// Those of the database.
pub fn everybody(tx: &mut Tx<'_>, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
    tx.accounts().ids(after, limit)
}

/// What somebody typed as an address or number: its form to compare by.
///
/// # Errors
/// Why it can't be one, in plain words.
pub fn read_identifier(text: &str, phones: &Phones) -> Result<Identifier, String> {
    Identifier::either(text, phones).map_err(|fault| fault.detail)
}

/// Whose account an identifier opens. Nobody outside may learn the answer.
///
/// # Errors
/// Those of the database.
pub fn user_by_identifier(tx: &mut Tx<'_>, identifier: &Identifier) -> Result<Option<UserId>, DbError> {
    tx.accounts().user_by(identifier)
}

/// Shuts an account and ends its sessions; `reason` is told at sign-in.
///
/// # Errors
/// Those of the database.
pub fn suspend(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), DbError> {
    tx.accounts().suspend(user, reason)?;
    let sessions = tx.accounts().end_all_sessions(user)?;
    ended(tx, sessions);
    Ok(())
}

/// Opens an account again; answers no when it was not shut.
///
/// # Errors
/// Those of the database.
pub fn unsuspend(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    tx.accounts().unsuspend(user)
}

/// Whether a session of this person goes on: for who holds a connection that was opened with it.
///
/// # Errors
/// Those of the database.
pub fn is_session_open(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<bool, DbError> {
    tx.accounts().is_session_open(user, session)
}
