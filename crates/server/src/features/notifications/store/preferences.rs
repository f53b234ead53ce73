//! Notification preferences, quiet hours and the counter of test alerts.

use jiff::Timestamp;

use super::{NotificationsStore, kind_from};
use crate::features::accounts::UserId;
use crate::features::notifications::AlertKind;
use crate::features::notifications::rules::{ChannelPreference, QuietHours};
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
    /// Returns the preferences that differ from the defaults.
    pub fn preferences(&mut self, user: UserId) -> Result<Vec<(AlertKind, ChannelPreference)>, DbError> {
        self.0.query(LIST, &[&user], |row| {
            let kind: String = row.get(0)?;
            Ok((kind_from(&kind)?, ChannelPreference { push: row.get(1)?, mail: row.get(2)? }))
        })
    }

    /// Returns the saved preference for one kind; `None` means the default.
    pub fn preference(&mut self, user: UserId, kind: AlertKind) -> Result<Option<ChannelPreference>, DbError> {
        self.0.optional(ONE, &[&user, &kind.as_str()], |row| {
            Ok(ChannelPreference { push: row.get(0)?, mail: row.get(1)? })
        })
    }

    /// Returns the preferences of these users that differ from the defaults.
    pub fn preferences_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, AlertKind, ChannelPreference)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            let kind: String = row.get(1)?;
            Ok((row.get(0)?, kind_from(&kind)?, ChannelPreference { push: row.get(2)?, mail: row.get(3)? }))
        })
    }

    /// Resets all kinds to their defaults.
    pub fn clear_preferences(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(CLEAR, &[&user])?;
        Ok(())
    }

    pub fn save_preference(
        &mut self,
        user: UserId,
        kind: AlertKind,
        preference: ChannelPreference,
    ) -> Result<(), DbError> {
        self.0.execute(SAVE, &[&user, &kind.as_str(), &preference.push, &preference.mail])?;
        Ok(())
    }

    pub fn quiet_hours(&mut self, user: UserId) -> Result<Option<QuietHours>, DbError> {
        let found = self.0.optional(QUIET, &[&user], |row| {
            let (from, until): (Option<u16>, Option<u16>) = (row.get(0)?, row.get(1)?);
            Ok(from.zip(until).map(|(from, until)| QuietHours { from, until }))
        })?;
        Ok(found.flatten())
    }

    /// Returns the quiet hours of those of these users who have some.
    pub fn quiet_hours_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, QuietHours)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => QUIET_OF_SQLITE,
            Dialect::Postgres => QUIET_OF_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok((row.get(0)?, QuietHours { from: row.get(1)?, until: row.get(2)? }))
        })
    }

    pub fn save_quiet_hours(&mut self, user: UserId, quiet: Option<QuietHours>) -> Result<(), DbError> {
        let (from, until) = (quiet.map(|quiet| quiet.from), quiet.map(|quiet| quiet.until));
        self.0.execute(SAVE_QUIET, &[&user, &from, &until])?;
        Ok(())
    }

    /// Returns when the current hour of test alerts started and how many were sent in it.
    pub fn tests(&mut self, user: UserId) -> Result<(Option<Timestamp>, u32), DbError> {
        let found = self.0.optional(TESTS, &[&user], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.unwrap_or((None, 0)))
    }

    pub fn save_tests(&mut self, user: UserId, since: Timestamp, tests: u32) -> Result<(), DbError> {
        self.0.execute(SAVE_TESTS, &[&user, &since, &tests])?;
        Ok(())
    }
}
