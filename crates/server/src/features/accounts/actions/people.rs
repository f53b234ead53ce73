//! Looking up people and suspending accounts, for other features.

use std::collections::HashSet;

use uuid::Uuid;

use super::sessions::announce_ended_sessions;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{BoardListing, Person, SessionId, UserId};
use crate::platform::db::{DbError, PendingRows, Tx};
use crate::platform::phones::Phones;

/// Returns a person as others see them.
pub fn find_person(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Person>, DbError> {
    tx.accounts().find_person(user)
}

/// Returns those of `users` who exist, in no particular order, in one query.
pub fn find_people(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<Person>, DbError> {
    if users.is_empty() { Ok(Vec::new()) } else { tx.accounts().find_people(users) }
}

/// Returns the board listings of those of `users` who exist, in no particular order, in one query.
pub fn board_listings(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<BoardListing>, DbError> {
    if users.is_empty() { Ok(Vec::new()) } else { tx.accounts().board_listings(users) }
}

/// Returns up to `limit` account ids greater than `after`, in order.
pub fn user_ids_after(tx: &mut Tx<'_>, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
    tx.accounts().user_ids_after(after, limit)
}

/// Parses an email address or phone number as a person typed it.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn parse_identifier(text: &str, phones: &Phones) -> Result<Identifier, String> {
    Identifier::either(text, phones).map_err(|fault| fault.detail)
}

/// Returns the user who signs in with an identifier. Responses must not reveal whether there is one.
pub fn find_user_by_identifier(tx: &mut Tx<'_>, identifier: &Identifier) -> Result<Option<UserId>, DbError> {
    tx.accounts().find_user_by_identifier(identifier)
}

/// Suspends an account and ends its sessions. `reason` is shown when its owner tries to sign in.
pub fn suspend(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), DbError> {
    tx.accounts().suspend(user, reason)?;
    let sessions = tx.accounts().end_all_sessions(user)?;
    announce_ended_sessions(tx, sessions);
    Ok(())
}

/// Lifts a suspension. Returns `false` if the account was not suspended.
pub fn unsuspend(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    tx.accounts().unsuspend(user)
}

/// Returns those of `users` who are suspended or whose account is being deleted, in one query.
pub fn suspended_among(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashSet<UserId>, DbError> {
    if users.is_empty() { Ok(HashSet::new()) } else { Ok(tx.accounts().suspended_among(users)?.into_iter().collect()) }
}

/// Returns whether a session has not ended, for connections that were opened with it.
pub fn is_session_open(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<bool, DbError> {
    tx.accounts().is_session_open(user, session)
}

/// Queues [`is_session_open`] for several sessions: the rows are those that are open.
pub fn open_sessions_later(
    tx: &mut Tx<'_>,
    sessions: &HashSet<(UserId, SessionId)>,
) -> Result<PendingRows<(UserId, SessionId)>, DbError> {
    tx.accounts().open_sessions_later(&sessions.iter().collect::<Vec<_>>())
}
