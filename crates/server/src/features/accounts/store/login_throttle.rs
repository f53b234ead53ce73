//! Limits on password and code attempts, and the number of text messages sent each day.

use jiff::civil::Date;

use super::AccountsStore;
use crate::features::accounts::rules::login_throttle::AttemptLimit;
use crate::platform::db::DbError;

const SELECT_LIMIT: &str = "SELECT failures, not_before, expires_at FROM attempt_limits WHERE mac = $1";
const UPSERT_LIMIT: &str = "INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (mac) DO UPDATE SET failures = excluded.failures, not_before = excluded.not_before,
        expires_at = excluded.expires_at";
const DELETE_LIMIT: &str = "DELETE FROM attempt_limits WHERE mac = $1";
const DELETE_EXPIRED_LIMITS: &str =
    "DELETE FROM attempt_limits WHERE mac IN (SELECT mac FROM attempt_limits WHERE expires_at < $1 LIMIT $2)";

const SELECT_SMS_COUNT: &str = "SELECT messages FROM sms_usage WHERE day = $1 AND prefix = $2";
const INCREMENT_SMS_COUNT: &str = "INSERT INTO sms_usage (day, prefix, messages) VALUES ($1, $2, $3)
    ON CONFLICT (day, prefix) DO UPDATE SET messages = sms_usage.messages + excluded.messages";
const DELETE_OLD_SMS_COUNTS: &str = "DELETE FROM sms_usage WHERE day < $1";

impl AccountsStore<'_, '_> {
    /// Returns the limit stored under a keyed hash, even if it has expired.
    pub fn attempt_limit(&mut self, mac: &[u8; 32]) -> Result<Option<AttemptLimit>, DbError> {
        self.0.optional(SELECT_LIMIT, &[mac], |row| {
            Ok(AttemptLimit { failures: row.get(0)?, not_before: row.get(1)?, forgotten_at: row.get(2)? })
        })
    }

    /// Stores a limit under a keyed hash.
    pub fn set_attempt_limit(&mut self, mac: &[u8; 32], limit: AttemptLimit) -> Result<(), DbError> {
        self.0.execute(UPSERT_LIMIT, &[mac, &limit.failures, &limit.not_before, &limit.forgotten_at])?;
        Ok(())
    }

    /// Deletes the limit stored under a keyed hash.
    pub fn delete_attempt_limit(&mut self, mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(DELETE_LIMIT, &[mac])?;
        Ok(())
    }

    /// Returns the number of text messages sent on a UTC day to numbers that start with `prefix`.
    /// The empty prefix counts all of them.
    pub fn sms_sent(&mut self, day: Date, prefix: &str) -> Result<u32, DbError> {
        Ok(self.0.optional(SELECT_SMS_COUNT, &[&day, &prefix], |row| row.get(0))?.unwrap_or(0))
    }

    /// Counts `messages` text messages sent on a UTC day to a number that starts with `prefix`.
    pub fn record_sms(&mut self, day: Date, prefix: &str, messages: u32) -> Result<(), DbError> {
        self.0.execute(INCREMENT_SMS_COUNT, &[&day, &"", &messages])?;
        self.0.execute(INCREMENT_SMS_COUNT, &[&day, &prefix, &messages])?;
        Ok(())
    }

    /// Deletes up to `limit` expired limits, and the message counts of days before `day`. Returns
    /// the number of limits deleted.
    pub fn delete_expired_limits(&mut self, day: Date, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(DELETE_OLD_SMS_COUNTS, &[&day])?;
        self.0.execute(DELETE_EXPIRED_LIMITS, &[&now, &limit])
    }
}
