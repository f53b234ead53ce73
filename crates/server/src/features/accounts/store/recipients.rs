//! The fields of accounts that are needed to send messages to their owners.

use super::AccountsStore;
use crate::features::accounts::{Recipient, SessionId, UserId};
use crate::platform::db::{DbError, Dialect, Row, id_list};

const SELECT_ONE: &str = "
    SELECT u.display_name, u.email, u.time_zone, s.user_id IS NOT NULL FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id WHERE u.id = $1 AND u.deleted = FALSE";
const SELECT_MANY_SQLITE: &str = "
    SELECT u.display_name, u.email, u.time_zone, s.user_id IS NOT NULL, u.id FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.deleted = FALSE AND u.id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const SELECT_MANY_POSTGRES: &str = "
    SELECT u.display_name, u.email, u.time_zone, s.user_id IS NOT NULL, u.id FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.deleted = FALSE AND u.id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const SELECT_DEVICE: &str = "SELECT device FROM sessions WHERE id = $1 AND user_id = $2";

impl AccountsStore<'_, '_> {
    /// Returns how to reach a user, or `None` if there is no such account.
    pub fn find_recipient(&mut self, user: UserId) -> Result<Option<Recipient>, DbError> {
        self.0.optional(SELECT_ONE, &[&user], recipient)
    }

    /// Returns how to reach each of these users, in no particular order.
    pub fn find_recipients(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Recipient)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SELECT_MANY_SQLITE,
            Dialect::Postgres => SELECT_MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(4)?, recipient(row)?)))
    }

    /// Returns the device name of a session.
    ///
    /// # Errors
    /// `NoRow` if the session has ended.
    pub fn session_device(&mut self, user: UserId, session: SessionId) -> Result<String, DbError> {
        self.0.one(SELECT_DEVICE, &[&session, &user], |row| row.get(0))
    }
}

fn recipient(row: &Row<'_>) -> Result<Recipient, DbError> {
    Ok(Recipient { display_name: row.get(0)?, email: row.get(1)?, time_zone: row.get(2)?, is_suspended: row.get(3)? })
}
