//! Codes to reset a password, by the identifier they were requested for.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::platform::db::DbError;

const UPSERT: &str = "INSERT INTO reset_codes (identifier_mac, id, code_mac, expires_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (identifier_mac) DO UPDATE SET id = excluded.id, code_mac = excluded.code_mac,
        expires_at = excluded.expires_at";
const SELECT: &str = "SELECT id, code_mac, expires_at FROM reset_codes WHERE identifier_mac = $1";
const INVALIDATE: &str = "UPDATE reset_codes SET code_mac = NULL WHERE identifier_mac = $1";
const DELETE: &str = "DELETE FROM reset_codes WHERE identifier_mac = $1";
const DELETE_EXPIRED: &str = "DELETE FROM reset_codes WHERE identifier_mac IN
    (SELECT identifier_mac FROM reset_codes WHERE expires_at < $1 LIMIT $2)";

/// A code that was sent, or that nobody knows if there was nobody to send it to.
#[derive(Clone, Debug)]
pub struct ResetCode {
    /// Part of the keyed hash.
    pub id: Uuid,
    /// Keyed hash of id and code; `None` after too many wrong attempts.
    pub code_mac: Option<Vec<u8>>,
    #[allow(missing_docs, reason = "the name says it")]
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Stores the code of an identifier, replacing the previous one.
    pub fn save_reset_code(&mut self, identifier_mac: &[u8; 32], code: &ResetCode) -> Result<(), DbError> {
        self.0.execute(UPSERT, &[identifier_mac, &code.id, &code.code_mac, &code.expires_at])?;
        Ok(())
    }

    #[allow(missing_docs, reason = "the name says it")]
    pub fn reset_code(&mut self, identifier_mac: &[u8; 32]) -> Result<Option<ResetCode>, DbError> {
        self.0.optional(SELECT, &[identifier_mac], |row| {
            Ok(ResetCode { id: row.get(0)?, code_mac: row.get(1)?, expires_at: row.get(2)? })
        })
    }

    /// Invalidates a code but keeps its row.
    pub fn invalidate_reset_code(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(INVALIDATE, &[identifier_mac])?;
        Ok(())
    }

    #[allow(missing_docs, reason = "the name says it")]
    pub fn delete_reset_code(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(DELETE, &[identifier_mac])?;
        Ok(())
    }

    /// Deletes up to `limit` codes that expired before `before` and returns how many.
    pub fn delete_expired_reset_codes(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_EXPIRED, &[&before, &limit])
    }
}
