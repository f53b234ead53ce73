//! Sessions.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::{SessionId, UserId};
use crate::platform::db::{DbError, Dialect, Row};

const INSERT: &str =
    "INSERT INTO sessions (id, user_id, token_hash, device, created_at, last_used_at, expires_at, passkey_id)
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
const BY_TOKEN: &str = "SELECT id, user_id, device, created_at, last_used_at, expires_at FROM sessions
    WHERE token_hash = $1 AND expires_at > $2";
const TOUCH: &str =
    "UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1 AND last_used_at <= $4 AND expires_at > $2";
const OF_USER: &str = "SELECT id, user_id, device, created_at, last_used_at, expires_at FROM sessions
    WHERE user_id = $1 AND expires_at > $2 AND id < $3 ORDER BY id DESC LIMIT $4";
const END: &str = "DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const END_OTHERS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id";
const ENDED_SQLITE: &str = "SELECT j.value FROM json_each($1) j
    WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = unhex(j.value) AND s.expires_at > $2)";
const ENDED_POSTGRES: &str = "SELECT j FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j
    WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = CAST(j AS UUID) AND s.expires_at > $2)";
const IS_OPEN: &str = "SELECT 1 FROM sessions WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const PASSKEY: &str = "SELECT passkey_id, created_at FROM sessions WHERE id = $1 AND user_id = $2";
const END_OF_PASSKEY: &str = "DELETE FROM sessions WHERE user_id = $1 AND passkey_id = $2 AND id <> $3 RETURNING id";
const SWEEP: &str = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2)";

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// "Firefox on Linux".
    pub device: String,
    /// Ends then unless it is used.
    pub expires_at: Timestamp,
    /// The passkey that opens it, if it is one.
    pub passkey: Option<Uuid>,
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// "Firefox on Linux".
    pub device: String,
    /// Opened.
    pub created_at: Timestamp,
    /// Used last, to the hour.
    pub last_used_at: Timestamp,
    /// Ends then unless it is used.
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Opens a session.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert_session(&mut self, new: &NewSession) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(
            INSERT,
            &[&new.id, &new.user, &new.token_hash, &new.device, &now, &new.expires_at, &new.passkey],
        )?;
        Ok(())
    }

    /// The live session of a token, in one indexed query.
    ///
    /// # Errors
    /// What the database says.
    pub fn session_of(&mut self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, DbError> {
        let now = self.0.now();
        self.0.optional(BY_TOKEN, &[token_hash, &now], session)
    }

    /// Notes that a session was used, if that was not noted since `unless_since`.
    ///
    /// # Errors
    /// What the database says.
    pub fn touch_session(
        &mut self,
        id: SessionId,
        expires_at: Timestamp,
        unless_since: Timestamp,
    ) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(TOUCH, &[&id, &now, &expires_at, &unless_since])?;
        Ok(())
    }

    /// A person's live sessions, newest first, `before` an id.
    ///
    /// # Errors
    /// What the database says.
    pub fn sessions(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<SessionRow>, DbError> {
        let (now, before) = (self.0.now(), before.unwrap_or(Uuid::max()));
        self.0.query(OF_USER, &[&user, &now, &before, &limit], session)
    }

    /// Ends a session of this person; answers no when there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_session(&mut self, user: UserId, id: SessionId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(END, &[&id, &user, &now])? == 1)
    }

    /// Ends all sessions of this person but `keep`; answers which.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_other_sessions(&mut self, user: UserId, keep: Option<SessionId>) -> Result<Vec<SessionId>, DbError> {
        let keep = keep.unwrap_or(SessionId(Uuid::nil()));
        self.0.query(END_OTHERS, &[&user, &keep], |row| row.get(0))
    }

    /// Which of `sessions` are over or never were.
    ///
    /// # Errors
    /// What the database says.
    pub fn ended_of(&mut self, sessions: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
        let ids: Vec<String> = sessions.iter().map(|id| id.simple().to_string()).collect();
        let (ids, now) = (serde_json::Value::from(ids).to_string(), self.0.now());
        let sql = match self.0.dialect() {
            Dialect::Sqlite => ENDED_SQLITE,
            Dialect::Postgres => ENDED_POSTGRES,
        };
        self.0.query(sql, &[&ids, &now], |row| {
            let id: String = row.get(0)?;
            Uuid::try_parse(&id).map_err(|error| DbError::Decode(error.to_string()))
        })
    }

    /// Whether a session of this person goes on.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_session_open(&mut self, user: UserId, id: SessionId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.optional(IS_OPEN, &[&id, &user, &now], |_| Ok(()))?.is_some())
    }

    /// The passkey that opened a session of this person, if one did, and when it was opened.
    ///
    /// # Errors
    /// What the database says.
    pub fn passkey_of(&mut self, user: UserId, id: SessionId) -> Result<Option<(Uuid, Timestamp)>, DbError> {
        let found = self.0.optional(PASSKEY, &[&id, &user], |row| Ok((row.get::<Option<Uuid>>(0)?, row.get(1)?)))?;
        Ok(found.and_then(|(passkey, opened)| passkey.map(|passkey| (passkey, opened))))
    }

    /// Ends the sessions of this person that a passkey opened, but `keep`; answers which.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_sessions_of_passkey(
        &mut self,
        user: UserId,
        passkey: Uuid,
        keep: SessionId,
    ) -> Result<Vec<SessionId>, DbError> {
        self.0.query(END_OF_PASSKEY, &[&user, &passkey, &keep], |row| row.get(0))
    }

    /// Removes up to `limit` sessions that have ended; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_sessions(&mut self, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(SWEEP, &[&now, &limit])
    }
}

fn session(row: &Row<'_>) -> Result<SessionRow, DbError> {
    Ok(SessionRow {
        id: row.get(0)?,
        user: row.get(1)?,
        device: row.get(2)?,
        created_at: row.get(3)?,
        last_used_at: row.get(4)?,
        expires_at: row.get(5)?,
    })
}
