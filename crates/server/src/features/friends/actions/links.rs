//! Links to a user, to share or to show as a QR code.

use jiff::Timestamp;

use crate::features::accounts::{self, Person, UserId};
use crate::features::friends::FriendsError;
use crate::features::friends::rules::{self, LINK_LIFETIME, MAX_LINKS, TOKEN_BYTES};
use crate::platform::db::{DbError, Tx};

/// Creates a link and returns its token, which is stored only as a hash, and its expiry.
pub fn create_link(tx: &mut Tx<'_>, user: UserId) -> Result<(String, Timestamp), DbError> {
    let token: [u8; TOKEN_BYTES] = tx.random_bytes();
    let now = tx.now();
    let expires_at = now.checked_add(LINK_LIFETIME).unwrap_or(now);
    tx.friends().insert_link(user, rules::hash_token(&token), expires_at, MAX_LINKS)?;
    Ok((rules::encode_token(&token), expires_at))
}

/// Revokes all links of a user.
pub fn revoke_links(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.friends().delete_links(user)
}

/// Returns the owner of a link, for a user who is about to use it.
///
/// # Errors
/// [`FriendsError::NotFound`] if the link does not work, or if one of the two blocks the other.
pub fn find_link_owner(tx: &mut Tx<'_>, user: UserId, link: &str) -> Result<Person, FriendsError> {
    let owner = owner_of(tx, link)?.ok_or(FriendsError::NotFound)?;
    if tx.friends().is_blocked(user, owner)? {
        return Err(FriendsError::NotFound);
    }
    accounts::find_person(tx, owner)?.ok_or(FriendsError::NotFound)
}

/// Returns the user whom a link leads to, if it has not expired and they are not suspended.
pub(super) fn owner_of(tx: &mut Tx<'_>, link: &str) -> Result<Option<UserId>, DbError> {
    let Some(token) = rules::parse_token(link) else { return Ok(None) };
    let Some(owner) = tx.friends().link_owner(rules::hash_token(&token))? else { return Ok(None) };
    Ok(accounts::suspended_among(tx, &[owner])?.is_empty().then_some(owner))
}
