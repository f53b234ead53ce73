//! People as others see them, and accounts that are shut.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{Person, SessionId, Standing, UserId, avatar_url};
use crate::platform::db::{DbError, Dialect, Row, id_list};

const PERSON: &str = "SELECT id, display_name, leaderboard_visible, avatar FROM users WHERE id = $1";
const PEOPLE_SQLITE: &str = "
    SELECT id, display_name, leaderboard_visible, avatar FROM users
    WHERE id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const PEOPLE_POSTGRES: &str = "
    SELECT id, display_name, leaderboard_visible, avatar FROM users
    WHERE id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const STANDINGS_SQLITE: &str = "
    SELECT u.id, u.created_at, u.leaderboard_visible, s.user_id IS NULL FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const STANDINGS_POSTGRES: &str = "
    SELECT u.id, u.created_at, u.leaderboard_visible, s.user_id IS NULL FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const IDS: &str = "SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2";
const BY_EMAIL: &str = "SELECT id FROM users WHERE email_key = $1";
const BY_PHONE: &str = "SELECT id FROM users WHERE phone_number = $1";
const SUSPEND: &str = "INSERT INTO suspensions (user_id, reason, since) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET reason = $2";
const UNSUSPEND: &str = "DELETE FROM suspensions WHERE user_id = $1";
const SUSPENSION: &str = "SELECT reason, since FROM suspensions WHERE user_id = $1";
const END_ALL: &str = "DELETE FROM sessions WHERE user_id = $1 RETURNING id";

impl AccountsStore<'_, '_> {
    /// One person as others see them.
    ///
    /// # Errors
    /// What the database says.
    pub fn person(&mut self, user: UserId) -> Result<Option<Person>, DbError> {
        self.0.optional(PERSON, &[&user], person)
    }

    /// Those of `users` who are there, in no order, in one question.
    ///
    /// # Errors
    /// What the database says.
    pub fn people(&mut self, users: &[UserId]) -> Result<Vec<Person>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => PEOPLE_SQLITE,
            Dialect::Postgres => PEOPLE_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], person)
    }

    /// How those of `users` who are there stand with others, in no order, in one question.
    ///
    /// # Errors
    /// What the database says.
    pub fn standings(&mut self, users: &[UserId]) -> Result<Vec<Standing>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => STANDINGS_SQLITE,
            Dialect::Postgres => STANDINGS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            let (visible, open): (bool, bool) = (row.get(2)?, row.get(3)?);
            Ok(Standing { user: row.get(0)?, joined: row.get(1)?, listed: visible && open })
        })
    }

    /// Up to `limit` accounts after `after`, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn ids(&mut self, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
        self.0.query(IDS, &[&after, &limit], |row| row.get(0))
    }

    /// Whose account this identifier opens.
    ///
    /// # Errors
    /// What the database says.
    pub fn user_by(&mut self, identifier: &Identifier) -> Result<Option<UserId>, DbError> {
        let sql = match identifier {
            Identifier::Email { .. } => BY_EMAIL,
            Identifier::Phone(_) => BY_PHONE,
        };
        self.0.optional(sql, &[&identifier.key()], |row| row.get(0))
    }

    /// Shuts an account; a second time replaces the reason.
    ///
    /// # Errors
    /// What the database says.
    pub fn suspend(&mut self, user: UserId, reason: &str) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(SUSPEND, &[&user, &reason, &now])?;
        Ok(())
    }

    /// Opens it again; answers no when it was not shut.
    ///
    /// # Errors
    /// What the database says.
    pub fn unsuspend(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(UNSUSPEND, &[&user])? == 1)
    }

    /// Why and since when the account is shut, if it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn suspension(&mut self, user: UserId) -> Result<Option<(String, Timestamp)>, DbError> {
        self.0.optional(SUSPENSION, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Ends every session of this person; answers which.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_all_sessions(&mut self, user: UserId) -> Result<Vec<SessionId>, DbError> {
        self.0.query(END_ALL, &[&user], |row| row.get(0))
    }
}

fn person(row: &Row<'_>) -> Result<Person, DbError> {
    let avatar: Option<String> = row.get(3)?;
    let avatar_url = avatar.as_deref().map(avatar_url);
    Ok(Person { id: row.get(0)?, display_name: row.get(1)?, avatar_url, visible: row.get(2)? })
}
