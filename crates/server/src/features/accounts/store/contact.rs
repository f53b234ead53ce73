//! What other rooms need to reach somebody.

use super::AccountsStore;
use crate::features::accounts::{Contact, SessionId, UserId};
use crate::platform::db::{DbError, Dialect, Row, id_list};

const CONTACT: &str = "SELECT display_name, email, time_zone FROM users WHERE id = $1";
const CONTACTS_SQLITE: &str = "
    SELECT display_name, email, time_zone, id FROM users
    WHERE id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const CONTACTS_POSTGRES: &str = "
    SELECT display_name, email, time_zone, id FROM users
    WHERE id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const DEVICE: &str = "SELECT device FROM sessions WHERE id = $1 AND user_id = $2";

impl AccountsStore<'_, '_> {
    /// How somebody is reached; none when there is no such account.
    ///
    /// # Errors
    /// What the database says.
    pub fn contact(&mut self, user: UserId) -> Result<Option<Contact>, DbError> {
        self.0.optional(CONTACT, &[&user], contact)
    }

    /// How each of these users is reached, in no order.
    ///
    /// # Errors
    /// What the database says.
    pub fn contacts(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Contact)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => CONTACTS_SQLITE,
            Dialect::Postgres => CONTACTS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(3)?, contact(row)?)))
    }

    /// What a session calls its device.
    ///
    /// # Errors
    /// `NoRow` when the session has ended, or what the database says.
    pub fn device_of(&mut self, user: UserId, session: SessionId) -> Result<String, DbError> {
        self.0.one(DEVICE, &[&session, &user], |row| row.get(0))
    }
}

fn contact(row: &Row<'_>) -> Result<Contact, DbError> {
    Ok(Contact { display_name: row.get(0)?, email: row.get(1)?, time_zone: row.get(2)? })
}
