//! Email keys that were computed by an earlier rule.

use jiff::Timestamp;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row};

const SELECT_OUTDATED: &str = "SELECT u.id, u.created_at, u.email FROM outdated_email_keys o
    JOIN users u ON u.id = o.user_id WHERE u.deleted = FALSE ORDER BY o.user_id LIMIT $1";
const SELECT_HOLDER: &str = "SELECT id, created_at, email FROM users
    WHERE email_key = $1 AND deleted = FALSE";
const UPDATE_KEY: &str = "UPDATE users SET email_key = $2 WHERE id = $1 AND deleted = FALSE";
const DELETE_OUTDATED: &str = "DELETE FROM outdated_email_keys WHERE user_id = $1";

/// An account with an email address.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct KeyHolder {
    pub user: UserId,
    pub created_at: Timestamp,
    /// As typed.
    pub email: String,
}

impl AccountsStore<'_, '_> {
    /// Returns up to `limit` accounts whose key is outdated.
    pub fn outdated_email_keys(&mut self, limit: u32) -> Result<Vec<KeyHolder>, DbError> {
        self.0.query(SELECT_OUTDATED, &[&limit], key_holder)
    }

    /// Returns the account that has this key.
    pub fn email_key_holder(&mut self, key: &str) -> Result<Option<KeyHolder>, DbError> {
        self.0.optional(SELECT_HOLDER, &[&key], key_holder)
    }

    /// Sets the key of an account. The caller must check in the same unit of work that no other has it.
    pub fn set_email_key(&mut self, user: UserId, key: &str) -> Result<(), DbError> {
        self.0.execute(UPDATE_KEY, &[&user, &key])?;
        Ok(())
    }

    /// Records that the key of an account is no longer outdated.
    pub fn email_key_updated(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(DELETE_OUTDATED, &[&user])?;
        Ok(())
    }
}

fn key_holder(row: &Row<'_>) -> Result<KeyHolder, DbError> {
    Ok(KeyHolder { user: row.get(0)?, created_at: row.get(1)?, email: row.get(2)? })
}
