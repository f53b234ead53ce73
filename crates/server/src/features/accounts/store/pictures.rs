//! Which file is whose picture, and which is nobody's.

use jiff::Timestamp;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::platform::db::DbError;

const OF_USER: &str = "SELECT avatar FROM users WHERE id = $1";
const SET: &str = "UPDATE users SET avatar = $2 WHERE id = $1";
const DOOM: &str = "INSERT INTO orphaned_files (name, not_before) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET not_before = excluded.not_before";
const SPARE: &str = "DELETE FROM orphaned_files WHERE name = $1";
const ORPHANED: &str = "SELECT name FROM orphaned_files WHERE not_before <= $1 ORDER BY not_before LIMIT $2";

impl AccountsStore<'_, '_> {
    /// The name of this person's picture.
    ///
    /// # Errors
    /// What the database says.
    pub fn avatar(&mut self, user: UserId) -> Result<Option<String>, DbError> {
        Ok(self.0.optional(OF_USER, &[&user], |row| row.get::<Option<String>>(0))?.flatten())
    }

    /// Gives this person another picture, or none.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_avatar(&mut self, user: UserId, name: Option<&str>) -> Result<(), DbError> {
        self.0.execute(SET, &[&user, &name.map(str::to_owned)])?;
        Ok(())
    }

    /// This file is to be removed, not before.
    ///
    /// # Errors
    /// What the database says.
    pub fn mark_file_orphaned(&mut self, name: &str, not_before: Timestamp) -> Result<(), DbError> {
        self.0.execute(DOOM, &[&name, &not_before])?;
        Ok(())
    }

    /// This file is not to be removed (any more): it is somebody's, or gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn spare_file(&mut self, name: &str) -> Result<(), DbError> {
        self.0.execute(SPARE, &[&name])?;
        Ok(())
    }

    /// Files that are to be removed now.
    ///
    /// # Errors
    /// What the database says.
    pub fn orphaned_files(&mut self, limit: u32) -> Result<Vec<String>, DbError> {
        let now = self.0.now();
        self.0.query(ORPHANED, &[&now, &limit], |row| row.get(0))
    }
}
