//! What other rooms need to reach somebody.

use super::AccountsStore;
use crate::features::accounts::{Contact, SessionId, UserId};
use crate::platform::db::DbError;

const CONTACT: &str = "SELECT display_name, email, time_zone FROM users WHERE id = $1";
const DEVICE: &str = "SELECT device FROM sessions WHERE id = $1 AND user_id = $2";

impl AccountsStore<'_, '_> {
    /// How somebody is reached; none when there is no such account.
    ///
    /// # Errors
    /// What the database says.
    pub fn contact(&mut self, user: UserId) -> Result<Option<Contact>, DbError> {
        self.0.optional(CONTACT, &[&user], |row| {
            Ok(Contact { display_name: row.get(0)?, email: row.get(1)?, time_zone: row.get(2)? })
        })
    }

    /// What a session calls its device.
    ///
    /// # Errors
    /// `NoRow` when the session has ended, or what the database says.
    pub fn device_of(&mut self, user: UserId, session: SessionId) -> Result<String, DbError> {
        self.0.one(DEVICE, &[&session, &user], |row| row.get(0))
    }
}
