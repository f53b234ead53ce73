//! Codes that are about an account: a forgotten password, another contact.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::features::accounts::rules::identifier::Identifier;
use crate::platform::db::{DbError, Row};

const INSERT: &str = "INSERT INTO account_codes (id, user_id, purpose, channel, identifier, code_mac, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (user_id, purpose, channel) DO UPDATE SET id = excluded.id, identifier = excluded.identifier,
        code_mac = excluded.code_mac, expires_at = excluded.expires_at";
const OF: &str = "SELECT id, channel, identifier, code_mac, expires_at FROM account_codes
    WHERE user_id = $1 AND purpose = $2 AND channel = $3";
const VOID: &str = "UPDATE account_codes SET code_mac = NULL WHERE user_id = $1 AND purpose = $2 AND channel = $3";
const DROP: &str = "DELETE FROM account_codes WHERE user_id = $1 AND purpose = $2";
const DROP_ONE: &str = "DELETE FROM account_codes WHERE user_id = $1 AND purpose = $2 AND channel = $3";
const SWEEP: &str =
    "DELETE FROM account_codes WHERE id IN (SELECT id FROM account_codes WHERE expires_at < $1 LIMIT $2)";

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Another password.
    Reset,
    /// Another contact.
    Contact,
}

impl Purpose {
    /// Its name in the row.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Contact => "contact",
        }
    }
}

/// A code to be kept until it comes back.
#[derive(Clone, Debug)]
pub struct AccountCode {
    /// Its id, which its keyed hash is bound to.
    pub id: Uuid,
    /// Where it went.
    pub identifier: Identifier,
    /// Keyed hash of id and code; `None` once wrong tries ended it.
    pub code_mac: Option<Vec<u8>>,
    /// It works until then.
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Keeps a code in the place of the former one of this purpose and channel.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_account_code(&mut self, user: UserId, purpose: Purpose, code: &AccountCode) -> Result<(), DbError> {
        let (channel, typed) = (code.identifier.channel(), code.identifier.as_typed());
        self.0.execute(
            INSERT,
            &[&code.id, &user, &purpose.as_str(), &channel, &typed, &code.code_mac, &code.expires_at],
        )?;
        Ok(())
    }

    /// The code of this purpose that went by this channel.
    ///
    /// # Errors
    /// What the database says.
    pub fn account_code(
        &mut self,
        user: UserId,
        purpose: Purpose,
        channel: &str,
    ) -> Result<Option<AccountCode>, DbError> {
        self.0.optional(OF, &[&user, &purpose.as_str(), &channel], account_code)
    }

    /// Makes the code worthless.
    ///
    /// # Errors
    /// What the database says.
    pub fn void_account_code(&mut self, user: UserId, purpose: Purpose, channel: &str) -> Result<(), DbError> {
        self.0.execute(VOID, &[&user, &purpose.as_str(), &channel])?;
        Ok(())
    }

    /// Drops the codes of a purpose: all, or those of one channel.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_account_codes(&mut self, user: UserId, purpose: Purpose, channel: Option<&str>) -> Result<(), DbError> {
        match channel {
            Some(channel) => self.0.execute(DROP_ONE, &[&user, &purpose.as_str(), &channel])?,
            None => self.0.execute(DROP, &[&user, &purpose.as_str()])?,
        };
        Ok(())
    }

    /// Removes up to `limit` codes that expired before `before`; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_account_codes(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(SWEEP, &[&before, &limit])
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
