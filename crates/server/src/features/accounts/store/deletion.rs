//! Accounts that are being deleted.
//!
//! Every other statement on `users` leaves out rows that are `deleted`; `tests/it/schema/deleted_rows.rs` checks it.

use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::platform::db::DbError;
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("sessions", "id", "user_id", 100),
    rows_of_user!("account_codes", "id", "user_id", 100),
    rows_of_user!("account_events", "id", "user_id", 200),
];
/// A row needs an email address or a phone number. No identifier has this key, since it has no @.
const CLOSE: &str = "
    UPDATE users SET deleted = TRUE, full_name = '', display_name = '', email = '', email_key = $3, phone_number = NULL,
        password_hash = '', time_zone = 'UTC', locale = '', date_of_birth = NULL, gender = NULL, avatar = NULL,
        leaderboard_visible = FALSE
    WHERE id = $1 AND password_hash = $2 AND deleted = FALSE";
const NEXT_CLOSED: &str = "
    SELECT id FROM users WHERE id > $1 AND deleted = TRUE ORDER BY id LIMIT 1";
const IS_CLOSED: &str = "SELECT 1 FROM users WHERE id = $1 AND deleted = TRUE";
const DELETE: &str = "DELETE FROM users WHERE id = $1 AND deleted = TRUE";

impl AccountsStore<'_, '_> {
    /// Makes an account absent for everyone and frees its identifiers, if its password hash is still `checked`.
    pub fn close_account(&mut self, user: UserId, checked: &str) -> Result<bool, DbError> {
        self.0.change_log().record(user.0, None)?;
        Ok(self.0.execute(CLOSE, &[&user, &checked, &format!("deleted:{}", user.0)])? == 1)
    }

    /// Returns the closed account with the lowest id above `after`.
    pub fn next_closed_account(&mut self, after: Uuid) -> Result<Option<UserId>, DbError> {
        self.0.optional(NEXT_CLOSED, &[&after], |row| row.get(0))
    }

    #[allow(missing_docs, reason = "the name says it")]
    pub fn is_account_closed(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(IS_CLOSED, &[&user], |_| Ok(()))?.is_some())
    }

    /// Deletes the row of a closed account, and by cascade at most one row in each table that is not in a
    /// [`RowsOfUser`].
    pub fn delete_closed_account(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(DELETE, &[&user])?;
        Ok(())
    }
}
