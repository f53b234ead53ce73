//! A user's chat settings.

use crate::features::accounts::UserId;
use crate::features::chat::{ChatError, HINT_PRESENCE, hint};
use crate::platform::db::{DbError, Tx};

/// Whether friends see that the user is online.
pub fn shows_presence(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    tx.chat().shows_presence(user)
}

/// Saves whether friends see that the user is online; the hint updates them at once.
pub fn set_show_presence(tx: &mut Tx<'_>, user: UserId, show: bool) -> Result<(), ChatError> {
    tx.chat().save_show_presence(user, show)?;
    tx.emit(hint(HINT_PRESENCE, user.0));
    Ok(())
}
