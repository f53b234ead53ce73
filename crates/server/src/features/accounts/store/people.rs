//! People as others see them, and suspended accounts.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{BoardListing, Person, SessionId, UserId, avatar_url};
use crate::platform::db::{DbError, Dialect, Row, id_list};

const SELECT_PERSON: &str = "
    SELECT id, display_name, leaderboard_visible, avatar FROM users WHERE id = $1 AND deleted = FALSE";
const SELECT_PEOPLE_SQLITE: &str = "
    SELECT id, display_name, leaderboard_visible, avatar FROM users
    WHERE deleted = FALSE AND id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const SELECT_PEOPLE_POSTGRES: &str = "
    SELECT id, display_name, leaderboard_visible, avatar FROM users
    WHERE deleted = FALSE AND id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const BOARD_LISTINGS_SQLITE: &str = "
    SELECT u.id, u.created_at, u.leaderboard_visible, s.user_id IS NULL FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.deleted = FALSE AND u.id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const BOARD_LISTINGS_POSTGRES: &str = "
    SELECT u.id, u.created_at, u.leaderboard_visible, s.user_id IS NULL FROM users u
    LEFT JOIN suspensions s ON s.user_id = u.id
    WHERE u.deleted = FALSE AND u.id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const SELECT_IDS: &str = "SELECT id FROM users WHERE id > $1 AND deleted = FALSE ORDER BY id LIMIT $2";
const SELECT_ID_BY_EMAIL: &str = "SELECT id FROM users WHERE email_key = $1 AND deleted = FALSE";
const SELECT_ID_BY_PHONE: &str = "SELECT id FROM users WHERE phone_number = $1 AND deleted = FALSE";
const SUSPEND: &str = "INSERT INTO suspensions (user_id, reason, since) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET reason = $2";
const UNSUSPEND: &str = "DELETE FROM suspensions WHERE user_id = $1";
const SELECT_SUSPENSION: &str = "SELECT reason, since FROM suspensions WHERE user_id = $1";
const SUSPENDED_AMONG_SQLITE: &str = "
    SELECT user_id FROM suspensions WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)
    UNION ALL
    SELECT id FROM users WHERE deleted = TRUE
       AND id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const SUSPENDED_AMONG_POSTGRES: &str = "
    SELECT user_id FROM suspensions
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
    UNION ALL
    SELECT id FROM users WHERE deleted = TRUE
       AND id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const DELETE_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1 RETURNING id";

impl AccountsStore<'_, '_> {
    /// Returns a person as others see them.
    pub fn find_person(&mut self, user: UserId) -> Result<Option<Person>, DbError> {
        self.0.optional(SELECT_PERSON, &[&user], person)
    }

    /// Returns those of `users` who exist, in no particular order.
    pub fn find_people(&mut self, users: &[UserId]) -> Result<Vec<Person>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SELECT_PEOPLE_SQLITE,
            Dialect::Postgres => SELECT_PEOPLE_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], person)
    }

    /// Returns the board listings of those of `users` who exist, in no particular order.
    pub fn board_listings(&mut self, users: &[UserId]) -> Result<Vec<BoardListing>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => BOARD_LISTINGS_SQLITE,
            Dialect::Postgres => BOARD_LISTINGS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            let (visible, active): (bool, bool) = (row.get(2)?, row.get(3)?);
            Ok(BoardListing { user: row.get(0)?, joined: row.get(1)?, listed: visible && active })
        })
    }

    /// Returns up to `limit` account ids greater than `after`, in order.
    pub fn user_ids_after(&mut self, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
        self.0.query(SELECT_IDS, &[&after, &limit], |row| row.get(0))
    }

    /// Returns the user who signs in with this identifier.
    pub fn find_user_by_identifier(&mut self, identifier: &Identifier) -> Result<Option<UserId>, DbError> {
        let sql = match identifier {
            Identifier::Email { .. } => SELECT_ID_BY_EMAIL,
            Identifier::Phone(_) => SELECT_ID_BY_PHONE,
        };
        self.0.optional(sql, &[&identifier.key()], |row| row.get(0))
    }

    /// Suspends an account. If it is already suspended, the reason is replaced.
    pub fn suspend(&mut self, user: UserId, reason: &str) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(SUSPEND, &[&user, &reason, &now])?;
        self.0.change_log().record(user.0, None)
    }

    /// Lifts a suspension. Returns `false` if the account was not suspended.
    pub fn unsuspend(&mut self, user: UserId) -> Result<bool, DbError> {
        self.0.change_log().record(user.0, None)?;
        Ok(self.0.execute(UNSUSPEND, &[&user])? == 1)
    }

    /// Returns the reason and start of an account's suspension, if it is suspended.
    pub fn suspension(&mut self, user: UserId) -> Result<Option<(String, Timestamp)>, DbError> {
        self.0.optional(SELECT_SUSPENSION, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns those of `users` who are suspended or being deleted, in no particular order.
    pub fn suspended_among(&mut self, users: &[UserId]) -> Result<Vec<UserId>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SUSPENDED_AMONG_SQLITE,
            Dialect::Postgres => SUSPENDED_AMONG_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| row.get(0))
    }

    /// Ends every session of a user and returns their ids.
    pub fn end_all_sessions(&mut self, user: UserId) -> Result<Vec<SessionId>, DbError> {
        self.0.query(DELETE_SESSIONS, &[&user], |row| row.get(0))
    }
}

fn person(row: &Row<'_>) -> Result<Person, DbError> {
    let avatar: Option<String> = row.get(3)?;
    let avatar_url = avatar.as_deref().map(avatar_url);
    Ok(Person { id: row.get(0)?, display_name: row.get(1)?, avatar_url, visible: row.get(2)? })
}
