//! Sign-ups waiting for their code, wrong codes entered, and codes sent.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::rules::identifier::Identifier;
use crate::platform::db::{DbError, Row};

const INSERT_REGISTRATION: &str =
    "INSERT INTO registrations (id, identifier_mac, channel, identifier, full_name, password_hash, time_zone, locale,
        code_mac, resend_at, expires_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const DELETE_ALL_BUT_NEWEST: &str = "DELETE FROM registrations WHERE identifier_mac = $1 AND id NOT IN
    (SELECT id FROM registrations WHERE identifier_mac = $1 ORDER BY created_at DESC, id DESC LIMIT $2)";
const SELECT_REGISTRATIONS: &str =
    "SELECT id, full_name, password_hash, time_zone, locale, code_mac, resend_at, expires_at, channel, identifier
    FROM registrations WHERE identifier_mac = $1 ORDER BY created_at DESC, id DESC";
const UPDATE_CODE: &str = "UPDATE registrations SET code_mac = $2, resend_at = $3, expires_at = $4 WHERE id = $1";
const INVALIDATE_CODES: &str = "UPDATE registrations SET code_mac = NULL WHERE identifier_mac = $1";
const DELETE_REGISTRATIONS: &str = "DELETE FROM registrations WHERE identifier_mac = $1";

const SELECT_ATTEMPTS: &str =
    "SELECT failures, expires_at FROM code_failures WHERE identifier_mac = $1 AND expires_at > $2";
const UPSERT_ATTEMPTS: &str = "INSERT INTO code_failures (identifier_mac, failures, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (identifier_mac) DO UPDATE SET failures = excluded.failures, expires_at = excluded.expires_at";
const DELETE_ATTEMPTS: &str = "DELETE FROM code_failures WHERE identifier_mac = $1";

const INSERT_SEND: &str = "INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ($1, $2, $3, $4)";
const SELECT_SENDS_TO_IDENTIFIER: &str =
    "SELECT sent_at FROM code_sends WHERE identifier_mac = $1 ORDER BY sent_at DESC LIMIT $2";
const SELECT_SENDS_FROM_NETWORK: &str =
    "SELECT sent_at FROM code_sends WHERE address_mac = $1 ORDER BY sent_at DESC LIMIT $2";

const DELETE_EXPIRED_REGISTRATIONS: &str =
    "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at < $1 LIMIT $2)";
const DELETE_EXPIRED_ATTEMPTS: &str = "DELETE FROM code_failures WHERE identifier_mac IN (SELECT identifier_mac FROM code_failures WHERE expires_at < $1 LIMIT $2)";
const DELETE_OLD_SENDS: &str =
    "DELETE FROM code_sends WHERE id IN (SELECT id FROM code_sends WHERE sent_at < $1 LIMIT $2)";

/// A sign-up to insert.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NewRegistration {
    /// The `flow` of the API.
    pub id: Uuid,
    /// Keyed hash of the identifier.
    pub identifier_mac: [u8; 32],
    /// The address or number that the code is sent to.
    pub identifier: Identifier,
    pub full_name: String,
    /// PHC string.
    pub password_hash: String,
    /// IANA name.
    pub time_zone: String,
    /// Language tag.
    pub locale: String,
    /// Keyed hash of flow and code.
    pub code_mac: [u8; 32],
    /// When another code may be requested.
    pub resend_at: Timestamp,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// A sign-up waiting for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Registration {
    /// The `flow` of the API.
    pub id: Uuid,
    /// The address or number that the code was sent to.
    pub identifier: Identifier,
    pub full_name: String,
    /// PHC string.
    pub password_hash: String,
    /// IANA name.
    pub time_zone: String,
    /// Language tag.
    pub locale: String,
    /// Keyed hash of flow and code; `None` after too many wrong attempts.
    pub code_mac: Option<Vec<u8>>,
    /// When another code may be requested.
    pub resend_at: Timestamp,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// The wrong codes entered for an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeAttempts {
    /// Number of wrong codes.
    pub wrong: u32,
    /// When the count expires.
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    #[allow(missing_docs, reason = "the name says it")]
    pub fn insert_registration(&mut self, new: &NewRegistration) -> Result<(), DbError> {
        let now = self.0.now();
        let (channel, identifier) = (new.identifier.channel(), new.identifier.as_typed());
        self.0.execute(
            INSERT_REGISTRATION,
            &[
                &new.id,
                &new.identifier_mac,
                &channel,
                &identifier,
                &new.full_name,
                &new.password_hash,
                &new.time_zone,
                &new.locale,
                &new.code_mac,
                &new.resend_at,
                &new.expires_at,
                &now,
            ],
        )?;
        Ok(())
    }

    /// Deletes all but the newest `keep` sign-ups of an identifier.
    pub fn delete_all_but_newest(&mut self, identifier_mac: &[u8; 32], keep: u32) -> Result<(), DbError> {
        self.0.execute(DELETE_ALL_BUT_NEWEST, &[identifier_mac, &keep])?;
        Ok(())
    }

    /// Returns the sign-ups of an identifier, newest first, including expired ones.
    pub fn registrations(&mut self, identifier_mac: &[u8; 32]) -> Result<Vec<Registration>, DbError> {
        self.0.query(SELECT_REGISTRATIONS, &[identifier_mac], registration)
    }

    /// Replaces the code of a sign-up.
    pub fn replace_code(
        &mut self,
        flow: Uuid,
        code_mac: &[u8; 32],
        resend_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        self.0.execute(UPDATE_CODE, &[&flow, code_mac, &resend_at, &expires_at])?;
        Ok(())
    }

    /// Invalidates every code of an identifier.
    pub fn invalidate_codes(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(INVALIDATE_CODES, &[identifier_mac])?;
        Ok(())
    }

    /// Deletes every sign-up of an identifier.
    pub fn delete_registrations(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(DELETE_REGISTRATIONS, &[identifier_mac])?;
        Ok(())
    }

    /// Returns the wrong codes stored under `mac`, unless the count has expired.
    pub fn code_attempts(&mut self, mac: &[u8; 32]) -> Result<Option<CodeAttempts>, DbError> {
        let now = self.0.now();
        self.0.optional(SELECT_ATTEMPTS, &[mac, &now], |row| {
            Ok(CodeAttempts { wrong: row.get(0)?, expires_at: row.get(1)? })
        })
    }

    /// Stores the number of wrong codes under `mac`.
    pub fn set_code_attempts(&mut self, mac: &[u8; 32], attempts: CodeAttempts) -> Result<(), DbError> {
        self.0.execute(UPSERT_ATTEMPTS, &[mac, &attempts.wrong, &attempts.expires_at])?;
        Ok(())
    }

    /// Deletes the count of wrong codes under `mac`.
    pub fn delete_code_attempts(&mut self, mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(DELETE_ATTEMPTS, &[mac])?;
        Ok(())
    }

    /// Records that a code was sent.
    pub fn record_send(&mut self, identifier_mac: &[u8; 32], network_mac: &[u8; 32]) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(INSERT_SEND, &[&id, identifier_mac, network_mac, &now])?;
        Ok(())
    }

    /// Returns when the last codes were sent to an identifier, newest first.
    pub fn last_sends_to(&mut self, identifier_mac: &[u8; 32], limit: usize) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(SELECT_SENDS_TO_IDENTIFIER, &[identifier_mac, &to_i64(limit)], |row| row.get(0))
    }

    /// Returns when codes were last requested from a network, newest first.
    pub fn last_sends_from(&mut self, network_mac: &[u8; 32], limit: usize) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(SELECT_SENDS_FROM_NETWORK, &[network_mac, &to_i64(limit)], |row| row.get(0))
    }

    /// Deletes up to `limit` sign-ups that expired before `registrations`, expired counts of wrong
    /// codes, and sends before `sends` each. Returns the number of rows deleted.
    pub fn delete_expired_codes(
        &mut self,
        registrations: Timestamp,
        sends: Timestamp,
        limit: u32,
    ) -> Result<u64, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(DELETE_EXPIRED_REGISTRATIONS, &[&registrations, &limit])?
            + self.0.execute(DELETE_EXPIRED_ATTEMPTS, &[&now, &limit])?
            + self.0.execute(DELETE_OLD_SENDS, &[&sends, &limit])?)
    }
}

fn to_i64(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn registration(row: &Row<'_>) -> Result<Registration, DbError> {
    Ok(Registration {
        id: row.get(0)?,
        identifier: Identifier::from_row(&row.get::<String>(8)?, row.get(9)?),
        full_name: row.get(1)?,
        password_hash: row.get(2)?,
        time_zone: row.get(3)?,
        locale: row.get(4)?,
        code_mac: row.get(5)?,
        resend_at: row.get(6)?,
        expires_at: row.get(7)?,
    })
}
