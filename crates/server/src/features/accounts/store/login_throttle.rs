//! What slows guessing down, and what text messages may still cost today.

use jiff::civil::Date;

use super::AccountsStore;
use crate::features::accounts::rules::login_throttle::Brake;
use crate::platform::db::DbError;

const BRAKE: &str = "SELECT failures, not_before, forgotten_at FROM attempt_limits WHERE mac = $1";
const SET: &str = "INSERT INTO attempt_limits (mac, failures, not_before, forgotten_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (mac) DO UPDATE SET failures = excluded.failures, not_before = excluded.not_before,
        forgotten_at = excluded.forgotten_at";
const RELEASE: &str = "DELETE FROM attempt_limits WHERE mac = $1";
const SWEEP: &str =
    "DELETE FROM attempt_limits WHERE mac IN (SELECT mac FROM attempt_limits WHERE forgotten_at < $1 LIMIT $2)";

const SPENT: &str = "SELECT messages FROM sms_spent WHERE day = $1 AND prefix = $2";
const SPEND: &str = "INSERT INTO sms_spent (day, prefix, messages) VALUES ($1, $2, 1)
    ON CONFLICT (day, prefix) DO UPDATE SET messages = sms_spent.messages + 1";
const SWEEP_SPENT: &str = "DELETE FROM sms_spent WHERE day < $1";

impl AccountsStore<'_, '_> {
    /// The count under a keyed hash, forgotten ones too.
    ///
    /// # Errors
    /// What the database says.
    pub fn brake(&mut self, mac: &[u8; 32]) -> Result<Option<Brake>, DbError> {
        self.0.optional(BRAKE, &[mac], |row| {
            Ok(Brake { failures: row.get(0)?, not_before: row.get(1)?, forgotten_at: row.get(2)? })
        })
    }

    /// Writes the count under a keyed hash.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_brake(&mut self, mac: &[u8; 32], brake: Brake) -> Result<(), DbError> {
        self.0.execute(SET, &[mac, &brake.failures, &brake.not_before, &brake.forgotten_at])?;
        Ok(())
    }

    /// Forgets the count under a keyed hash.
    ///
    /// # Errors
    /// What the database says.
    pub fn release_brake(&mut self, mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(RELEASE, &[mac])?;
        Ok(())
    }

    /// Text messages of a UTC day to numbers that begin with `prefix`; the empty one is all.
    ///
    /// # Errors
    /// What the database says.
    pub fn texts_sent(&mut self, day: Date, prefix: &str) -> Result<u32, DbError> {
        Ok(self.0.optional(SPENT, &[&day, &prefix], |row| row.get(0))?.unwrap_or(0))
    }

    /// Counts a text message of a UTC day to a number that begins with `prefix`.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_text(&mut self, day: Date, prefix: &str) -> Result<(), DbError> {
        self.0.execute(SPEND, &[&day, &""])?;
        self.0.execute(SPEND, &[&day, &prefix])?;
        Ok(())
    }

    /// Removes what nothing is measured by any more: up to `limit` counts, and days before
    /// `day`. Answers how many counts.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_guards(&mut self, day: Date, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(SWEEP_SPENT, &[&day])?;
        self.0.execute(SWEEP, &[&now, &limit])
    }
}
