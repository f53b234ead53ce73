//! Who wants to hear of what and how, and when it is quiet.

use jiff::Timestamp;

use super::{NotificationsStore, kind_from};
use crate::features::accounts::UserId;
use crate::features::notifications::Kind;
use crate::features::notifications::rules::{Quiet, Wanted};
use crate::platform::db::{DbError, Dialect, id_list};

const LIST: &str = "SELECT kind, push, mail FROM notification_preferences WHERE user_id = $1";
const ONE: &str = "SELECT push, mail FROM notification_preferences WHERE user_id = $1 AND kind = $2";
const CLEAR: &str = "DELETE FROM notification_preferences WHERE user_id = $1";
const SAVE: &str = "
    INSERT INTO notification_preferences (user_id, kind, push, mail) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, kind) DO UPDATE SET push = $3, mail = $4";
const QUIET: &str = "SELECT quiet_from, quiet_until FROM notification_settings WHERE user_id = $1";
const MANY_SQLITE: &str = "
    SELECT user_id, kind, push, mail FROM notification_preferences
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const MANY_POSTGRES: &str = "
    SELECT user_id, kind, push, mail FROM notification_preferences
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const QUIET_OF_SQLITE: &str = "
    SELECT user_id, quiet_from, quiet_until FROM notification_settings WHERE quiet_from IS NOT NULL
       AND quiet_until IS NOT NULL
       AND user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const QUIET_OF_POSTGRES: &str = "
    SELECT user_id, quiet_from, quiet_until FROM notification_settings WHERE quiet_from IS NOT NULL
       AND quiet_until IS NOT NULL
       AND user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const SAVE_QUIET: &str = "
    INSERT INTO notification_settings (user_id, quiet_from, quiet_until) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET quiet_from = $2, quiet_until = $3";
const TESTS: &str = "SELECT tests_since, tests FROM notification_settings WHERE user_id = $1";
const SAVE_TESTS: &str = "
    INSERT INTO notification_settings (user_id, tests_since, tests) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET tests_since = $2, tests = $3";

impl NotificationsStore<'_, '_> {
    /// What differs from the defaults.
    pub fn preferences(&mut self, user: UserId) -> Result<Vec<(Kind, Wanted)>, DbError> {
        self.0.query(LIST, &[&user], |row| {
            let kind: String = row.get(0)?;
            Ok((kind_from(&kind)?, Wanted { push: row.get(1)?, mail: row.get(2)? }))
        })
    }

    /// What the user said of one kind, if anything.
    pub fn preference(&mut self, user: UserId, kind: Kind) -> Result<Option<Wanted>, DbError> {
        self.0.optional(ONE, &[&user, &kind.as_str()], |row| Ok(Wanted { push: row.get(0)?, mail: row.get(1)? }))
    }

    /// What differs from the defaults, of many users.
    pub fn preferences_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Kind, Wanted)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            let kind: String = row.get(1)?;
            Ok((row.get(0)?, kind_from(&kind)?, Wanted { push: row.get(2)?, mail: row.get(3)? }))
        })
    }

    /// Back to the defaults.
    pub fn clear_preferences(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(CLEAR, &[&user])?;
        Ok(())
    }

    /// Keeps what the user says of one kind.
    pub fn save_preference(&mut self, user: UserId, kind: Kind, wanted: Wanted) -> Result<(), DbError> {
        self.0.execute(SAVE, &[&user, &kind.as_str(), &wanted.push, &wanted.mail])?;
        Ok(())
    }

    /// When it is quiet, if ever.
    pub fn quiet(&mut self, user: UserId) -> Result<Option<Quiet>, DbError> {
        let found = self.0.optional(QUIET, &[&user], |row| {
            let (from, until): (Option<u16>, Option<u16>) = (row.get(0)?, row.get(1)?);
            Ok(from.zip(until).map(|(from, until)| Quiet { from, until }))
        })?;
        Ok(found.flatten())
    }

    /// When it is quiet for each of these users, if ever.
    pub fn quiet_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Quiet)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => QUIET_OF_SQLITE,
            Dialect::Postgres => QUIET_OF_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok((row.get(0)?, Quiet { from: row.get(1)?, until: row.get(2)? }))
        })
    }

    /// Keeps when it is quiet.
    pub fn save_quiet(&mut self, user: UserId, quiet: Option<Quiet>) -> Result<(), DbError> {
        let (from, until) = (quiet.map(|quiet| quiet.from), quiet.map(|quiet| quiet.until));
        self.0.execute(SAVE_QUIET, &[&user, &from, &until])?;
        Ok(())
    }

    /// Since when tests are counted, and how many there were.
    pub fn tests(&mut self, user: UserId) -> Result<(Option<Timestamp>, u32), DbError> {
        let found = self.0.optional(TESTS, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.unwrap_or((None, 0)))
    }

    /// Keeps the count of tests.
    pub fn save_tests(&mut self, user: UserId, since: Timestamp, tests: u32) -> Result<(), DbError> {
        self.0.execute(SAVE_TESTS, &[&user, &since, &tests])?;
        Ok(())
    }
}
