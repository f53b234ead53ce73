//! What somebody wants the chat to be like.

use crate::features::accounts::UserId;
use crate::features::chat::{ChatError, HINT_PRESENCE, hint};
use crate::platform::db::{DbError, Tx};

/// Whether friends see that somebody is here.
///
/// # Errors
/// Those of the database.
pub fn shows_presence(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    tx.chat().shows_presence(user)
}

/// Notes whether friends see that somebody is here; they are told at once.
///
/// # Errors
/// Those of the database.
pub fn show_presence(tx: &mut Tx<'_>, user: UserId, show: bool) -> Result<(), ChatError> {
    tx.chat().show_presence(user, show)?;
    tx.emit(hint(HINT_PRESENCE, user.0));
    Ok(())
}
