//! The files of profile pictures, and files that no account refers to.

use jiff::Timestamp;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::platform::db::DbError;

const SELECT_AVATAR: &str = "SELECT avatar FROM users WHERE id = $1 AND deleted = FALSE";
const UPDATE_AVATAR: &str = "UPDATE users SET avatar = $2 WHERE id = $1 AND deleted = FALSE";
const UPSERT_ORPHANED: &str = "INSERT INTO orphaned_files (name, not_before) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET not_before = excluded.not_before";
const DELETE_ORPHANED: &str = "DELETE FROM orphaned_files WHERE name = $1";
const SELECT_ORPHANED: &str = "SELECT name FROM orphaned_files WHERE not_before <= $1 ORDER BY not_before LIMIT $2";

impl AccountsStore<'_, '_> {
    /// Returns the file name of a user's picture.
    pub fn avatar(&mut self, user: UserId) -> Result<Option<String>, DbError> {
        Ok(self.0.optional(SELECT_AVATAR, &[&user], |row| row.get::<Option<String>>(0))?.flatten())
    }

    /// Sets or removes a user's picture.
    pub fn set_avatar(&mut self, user: UserId, name: Option<&str>) -> Result<(), DbError> {
        self.0.execute(UPDATE_AVATAR, &[&user, &name.map(str::to_owned)])?;
        self.0.change_log().record(user.0, None)
    }

    /// Marks a file to be removed at or after `not_before`.
    pub fn mark_file_orphaned(&mut self, name: &str, not_before: Timestamp) -> Result<(), DbError> {
        self.0.execute(UPSERT_ORPHANED, &[&name, &not_before])?;
        Ok(())
    }

    /// Unmarks a file because an account refers to it or it has been removed.
    pub fn unmark_orphaned_file(&mut self, name: &str) -> Result<(), DbError> {
        self.0.execute(DELETE_ORPHANED, &[&name])?;
        Ok(())
    }

    /// Returns up to `limit` files that are due to be removed.
    pub fn orphaned_files(&mut self, limit: u32) -> Result<Vec<String>, DbError> {
        let now = self.0.now();
        self.0.query(SELECT_ORPHANED, &[&now, &limit], |row| row.get(0))
    }
}
