//! Sign-ups that wait for their code, and the limits on codes.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::rules::identifier::Identifier;
use crate::platform::db::{DbError, Row};

const INSERT: &str =
    "INSERT INTO registrations (id, identifier_mac, channel, identifier, full_name, password_hash, time_zone, locale,
        code_mac, resend_at, expires_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const KEEP_NEWEST: &str = "DELETE FROM registrations WHERE identifier_mac = $1 AND id NOT IN
    (SELECT id FROM registrations WHERE identifier_mac = $1 ORDER BY created_at DESC, id DESC LIMIT $2)";
const OF_IDENTIFIER: &str =
    "SELECT id, full_name, password_hash, time_zone, locale, code_mac, resend_at, expires_at, channel, identifier
    FROM registrations WHERE identifier_mac = $1 ORDER BY created_at DESC, id DESC";
const NEW_CODE: &str = "UPDATE registrations SET code_mac = $2, resend_at = $3, expires_at = $4 WHERE id = $1";
const VOID: &str = "UPDATE registrations SET code_mac = NULL WHERE identifier_mac = $1";
const DROP: &str = "DELETE FROM registrations WHERE identifier_mac = $1";

const TRIES: &str = "SELECT wrong, expires_at FROM code_tries WHERE identifier_mac = $1 AND expires_at > $2";
const WRONG: &str = "INSERT INTO code_tries (identifier_mac, wrong, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (identifier_mac) DO UPDATE SET wrong = excluded.wrong, expires_at = excluded.expires_at";
const FORGET_TRIES: &str = "DELETE FROM code_tries WHERE identifier_mac = $1";

const SENT: &str = "INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ($1, $2, $3, $4)";
const TO_IDENTIFIER: &str = "SELECT sent_at FROM code_sends WHERE identifier_mac = $1 ORDER BY sent_at DESC LIMIT $2";
const FROM_ADDRESS: &str = "SELECT sent_at FROM code_sends WHERE address_mac = $1 ORDER BY sent_at DESC LIMIT $2";

const SWEEP_REGISTRATIONS: &str =
    "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at < $1 LIMIT $2)";
const SWEEP_TRIES: &str = "DELETE FROM code_tries WHERE identifier_mac IN (SELECT identifier_mac FROM code_tries WHERE expires_at < $1 LIMIT $2)";
const SWEEP_SENDS: &str = "DELETE FROM code_sends WHERE id IN (SELECT id FROM code_sends WHERE sent_at < $1 LIMIT $2)";

/// A sign-up to be kept until its code comes back.
#[derive(Clone, Debug)]
pub struct NewRegistration {
    /// The `flow`.
    pub id: Uuid,
    /// Keyed hash of the identifier.
    pub identifier_mac: [u8; 32],
    /// What the code is sent to.
    pub identifier: Identifier,
    /// Name.
    pub full_name: String,
    /// PHC string.
    pub password_hash: String,
    /// IANA name.
    pub time_zone: String,
    /// Language tag.
    pub locale: String,
    /// Keyed hash of flow and code.
    pub code_mac: [u8; 32],
    /// Another code, not before.
    pub resend_at: Timestamp,
    /// The code works until then.
    pub expires_at: Timestamp,
}

/// A sign-up that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The `flow`.
    pub id: Uuid,
    /// What the code was sent to.
    pub identifier: Identifier,
    /// Name.
    pub full_name: String,
    /// PHC string.
    pub password_hash: String,
    /// IANA name.
    pub time_zone: String,
    /// Language tag.
    pub locale: String,
    /// Keyed hash of flow and code; `None` once wrong tries ended it.
    pub code_mac: Option<Vec<u8>>,
    /// Another code, not before.
    pub resend_at: Timestamp,
    /// The code works until then.
    pub expires_at: Timestamp,
}

/// Wrong tries so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub wrong: u32,
    /// When they are forgotten.
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Keeps a sign-up.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert_registration(&mut self, new: &NewRegistration) -> Result<(), DbError> {
        let now = self.0.now();
        let (channel, identifier) = (new.identifier.channel(), new.identifier.as_typed());
        self.0.execute(
            INSERT,
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

    /// Drops all but the newest `keep` sign-ups of an identifier.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_newest(&mut self, identifier_mac: &[u8; 32], keep: u32) -> Result<(), DbError> {
        self.0.execute(KEEP_NEWEST, &[identifier_mac, &keep])?;
        Ok(())
    }

    /// The sign-ups of an identifier, newest first, expired ones too.
    ///
    /// # Errors
    /// What the database says.
    pub fn registrations(&mut self, identifier_mac: &[u8; 32]) -> Result<Vec<Registration>, DbError> {
        self.0.query(OF_IDENTIFIER, &[identifier_mac], registration)
    }

    /// Gives a sign-up another code.
    ///
    /// # Errors
    /// What the database says.
    pub fn renew_code(
        &mut self,
        flow: Uuid,
        code_mac: &[u8; 32],
        resend_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        self.0.execute(NEW_CODE, &[&flow, code_mac, &resend_at, &expires_at])?;
        Ok(())
    }

    /// Makes every code of an identifier worthless.
    ///
    /// # Errors
    /// What the database says.
    pub fn void_codes(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(VOID, &[identifier_mac])?;
        Ok(())
    }

    /// Drops every sign-up of an identifier.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_registrations(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(DROP, &[identifier_mac])?;
        Ok(())
    }

    /// The wrong tries that still count.
    ///
    /// # Errors
    /// What the database says.
    pub fn tries(&mut self, identifier_mac: &[u8; 32]) -> Result<Option<Tries>, DbError> {
        let now = self.0.now();
        self.0.optional(TRIES, &[identifier_mac, &now], |row| Ok(Tries { wrong: row.get(0)?, expires_at: row.get(1)? }))
    }

    /// Notes that there were `wrong` tries, to be forgotten at `expires_at`.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_tries(&mut self, identifier_mac: &[u8; 32], tries: Tries) -> Result<(), DbError> {
        self.0.execute(WRONG, &[identifier_mac, &tries.wrong, &tries.expires_at])?;
        Ok(())
    }

    /// Forgets the wrong tries.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_tries(&mut self, identifier_mac: &[u8; 32]) -> Result<(), DbError> {
        self.0.execute(FORGET_TRIES, &[identifier_mac])?;
        Ok(())
    }

    /// Notes that a code was sent.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_send(&mut self, identifier_mac: &[u8; 32], address_mac: &[u8; 32]) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(SENT, &[&id, identifier_mac, address_mac, &now])?;
        Ok(())
    }

    /// When the last codes were sent to an identifier, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn sends_to(&mut self, identifier_mac: &[u8; 32], limit: usize) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(TO_IDENTIFIER, &[identifier_mac, &count(limit)], |row| row.get(0))
    }

    /// When the last codes were asked for from a network address, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn sends_from(&mut self, address_mac: &[u8; 32], limit: usize) -> Result<Vec<Timestamp>, DbError> {
        self.0.query(FROM_ADDRESS, &[address_mac, &count(limit)], |row| row.get(0))
    }

    /// Removes up to `limit` rows each of what is past: sign-ups that expired before
    /// `registrations`, tries that are forgotten, sends before `sends`. Answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_codes(&mut self, registrations: Timestamp, sends: Timestamp, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(SWEEP_REGISTRATIONS, &[&registrations, &limit])?
            + self.0.execute(SWEEP_TRIES, &[&now, &limit])?
            + self.0.execute(SWEEP_SENDS, &[&sends, &limit])?)
    }
}

fn count(limit: usize) -> i64 {
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
