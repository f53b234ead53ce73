//! Links that lead to somebody, to be handed over or shown as a picture.

use jiff::Timestamp;

use crate::features::accounts::{self, Person, UserId};
use crate::features::friends::FriendsError;
use crate::features::friends::rules::{self, LINK_LIFE, MOST_LINKS, TOKEN};
use crate::platform::db::{DbError, Tx};

/// Makes a link; answers its token, which is kept nowhere, and when it ends.
///
/// # Errors
/// Those of the database.
pub fn create_link(tx: &mut Tx<'_>, user: UserId) -> Result<(String, Timestamp), DbError> {
    let token: [u8; TOKEN] = tx.random_bytes();
    let now = tx.now();
    let expires_at = now.checked_add(LINK_LIFE).unwrap_or(now);
    tx.friends().insert_link(user, rules::hash_of(&token), expires_at, MOST_LINKS)?;
    Ok((rules::link_token(&token), expires_at))
}

/// Ends all links of somebody.
///
/// # Errors
/// Those of the database.
pub fn drop_links(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.friends().drop_links(user)
}

/// Whose link it is, for who is about to use it.
///
/// # Errors
/// [`FriendsError::NotFound`] for a link that leads nowhere, or to somebody who must not be seen.
pub fn look_at(tx: &mut Tx<'_>, user: UserId, link: &str) -> Result<Person, FriendsError> {
    let owner = owner_of(tx, link)?.ok_or(FriendsError::NotFound)?;
    if tx.friends().blocked(user, owner)? {
        return Err(FriendsError::NotFound);
    }
    accounts::person(tx, owner)?.ok_or(FriendsError::NotFound)
}

/// Whose link this is, while it works.
pub(super) fn owner_of(tx: &mut Tx<'_>, link: &str) -> Result<Option<UserId>, DbError> {
    match rules::token_of(link) {
        Some(token) => tx.friends().link_owner(rules::hash_of(&token)),
        None => Ok(None),
    }
}
