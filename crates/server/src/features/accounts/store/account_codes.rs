//! Codes that confirm a new contact of an account.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::features::accounts::rules::identifier::Identifier;
use crate::platform::db::{DbError, Row};

const UPSERT: &str = "INSERT INTO account_codes (id, user_id, purpose, channel, identifier, code_mac, expires_at)
    VALUES ($1, $2, 'contact', $3, $4, $5, $6)
    ON CONFLICT (user_id, purpose, channel) DO UPDATE SET id = excluded.id, identifier = excluded.identifier,
        code_mac = excluded.code_mac, expires_at = excluded.expires_at";
const SELECT: &str = "SELECT id, channel, identifier, code_mac, expires_at FROM account_codes
    WHERE user_id = $1 AND purpose = 'contact' AND channel = $2";
const INVALIDATE: &str =
    "UPDATE account_codes SET code_mac = NULL WHERE user_id = $1 AND purpose = 'contact' AND channel = $2";
const DELETE: &str = "DELETE FROM account_codes WHERE user_id = $1 AND purpose = 'contact' AND channel = $2";
const DELETE_EXPIRED: &str =
    "DELETE FROM account_codes WHERE id IN (SELECT id FROM account_codes WHERE expires_at < $1 LIMIT $2)";

/// A code that was sent and not yet used.
#[derive(Clone, Debug)]
pub struct AccountCode {
    /// Id of the row, part of the keyed hash.
    pub id: Uuid,
    /// The address or number it was sent to.
    pub identifier: Identifier,
    /// Keyed hash of id and code; `None` after too many wrong attempts.
    pub code_mac: Option<Vec<u8>>,
    #[allow(missing_docs, reason = "the name says it")]
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Stores a code, replacing the previous one of this channel.
    pub fn save_account_code(&mut self, user: UserId, code: &AccountCode) -> Result<(), DbError> {
        let (channel, typed) = (code.identifier.channel(), code.identifier.as_typed());
        self.0.execute(UPSERT, &[&code.id, &user, &channel, &typed, &code.code_mac, &code.expires_at])?;
        Ok(())
    }

    /// Returns the code that was sent by this channel.
    pub fn account_code(&mut self, user: UserId, channel: &str) -> Result<Option<AccountCode>, DbError> {
        self.0.optional(SELECT, &[&user, &channel], account_code)
    }

    /// Invalidates a code but keeps its row.
    pub fn invalidate_account_code(&mut self, user: UserId, channel: &str) -> Result<(), DbError> {
        self.0.execute(INVALIDATE, &[&user, &channel])?;
        Ok(())
    }

    /// Deletes the code of a channel.
    pub fn delete_account_code(&mut self, user: UserId, channel: &str) -> Result<(), DbError> {
        self.0.execute(DELETE, &[&user, &channel])?;
        Ok(())
    }

    /// Deletes up to `limit` codes that expired before `before` and returns how many.
    pub fn delete_expired_account_codes(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_EXPIRED, &[&before, &limit])
    }
}

fn account_code(row: &Row<'_>) -> Result<AccountCode, DbError> {
    Ok(AccountCode {
        id: row.get(0)?,
        identifier: Identifier::from_row(&row.get::<String>(1)?, row.get(2)?),
        code_mac: row.get(3)?,
        expires_at: row.get(4)?,
    })
}
