//! Times of the daily reminders, and delivery health.

use jiff::Timestamp;

use super::RemindersStore;
use crate::features::accounts::UserId;
use crate::features::reminders::rules::DailyReminders;
use crate::platform::db::{DbError, Dialect, Row, id_list};

/// Whether reminders reach a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryHealth {
    /// Reminders sent since a device last reported that it showed some.
    pub unseen: u32,
    /// When a device last reported that it showed reminders.
    pub last_shown_at: Option<Timestamp>,
    /// Reminders never sent because the server was down for too long.
    pub dropped: u32,
}

const ONE: &str = "SELECT user_id, morning_at, evening_at FROM reminder_settings WHERE user_id = $1";
const MANY_SQLITE: &str = "
    SELECT user_id, morning_at, evening_at FROM reminder_settings
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const MANY_POSTGRES: &str = "
    SELECT user_id, morning_at, evening_at FROM reminder_settings
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const SAVE: &str = "
    INSERT INTO reminder_settings (user_id, morning_at, evening_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET morning_at = $2, evening_at = $3";
const HEALTH: &str = "SELECT unseen, last_shown_at, dropped FROM reminder_health WHERE user_id = $1";
const ADD_TO_HEALTH_SQLITE: &str = "
    INSERT INTO reminder_health (user_id, unseen, last_shown_at, dropped)
    SELECT unhex(value ->> 0), value ->> 1, NULL, value ->> 2 FROM json_each($1) WHERE TRUE
    ON CONFLICT (user_id) DO UPDATE
    SET unseen = reminder_health.unseen + excluded.unseen, dropped = reminder_health.dropped + excluded.dropped";
const ADD_TO_HEALTH_POSTGRES: &str = "
    INSERT INTO reminder_health (user_id, unseen, last_shown_at, dropped)
    SELECT CAST(v ->> 0 AS UUID), CAST(v ->> 1 AS BIGINT), NULL, CAST(v ->> 2 AS BIGINT)
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v
    ON CONFLICT (user_id) DO UPDATE
    SET unseen = reminder_health.unseen + excluded.unseen, dropped = reminder_health.dropped + excluded.dropped";
const RECORD_SHOWN: &str = "
    INSERT INTO reminder_health (user_id, unseen, last_shown_at, dropped) VALUES ($1, 0, $2, 0)
    ON CONFLICT (user_id) DO UPDATE SET unseen = 0, last_shown_at = $2";

fn settings(row: &Row<'_>) -> Result<(UserId, DailyReminders), DbError> {
    Ok((row.get(0)?, DailyReminders { morning_at: row.get(1)?, evening_at: row.get(2)? }))
}

impl RemindersStore<'_, '_> {
    /// Returns the settings, including defaults.
    pub fn settings(&mut self, user: UserId) -> Result<DailyReminders, DbError> {
        Ok(self.0.optional(ONE, &[&user], settings)?.map_or_else(DailyReminders::default, |(_, settings)| settings))
    }

    /// Returns the settings of these users. Users who saved none are omitted.
    pub fn settings_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, DailyReminders)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], settings)
    }

    pub fn save_settings(&mut self, user: UserId, settings: DailyReminders) -> Result<(), DbError> {
        self.0.execute(SAVE, &[&user, &settings.morning_at, &settings.evening_at])?;
        Ok(())
    }

    pub fn health(&mut self, user: UserId) -> Result<DeliveryHealth, DbError> {
        let found = self.0.optional(HEALTH, &[&user], |row| {
            Ok(DeliveryHealth { unseen: row.get(0)?, last_shown_at: row.get(1)?, dropped: row.get(2)? })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Adds the numbers of reminders sent and dropped; each user may appear once.
    pub fn add_to_health(&mut self, users: &[(UserId, u32, u32)]) -> Result<(), DbError> {
        if users.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> =
            users.iter().map(|(user, sent, dropped)| (user.0.simple().to_string(), sent, dropped)).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => ADD_TO_HEALTH_SQLITE,
            Dialect::Postgres => ADD_TO_HEALTH_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string()])?;
        Ok(())
    }

    /// Records that a device has shown reminders.
    pub fn record_shown(&mut self, user: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(RECORD_SHOWN, &[&user, &now])?;
        Ok(())
    }
}
