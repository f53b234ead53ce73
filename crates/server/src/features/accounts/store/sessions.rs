//! Sessions.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::{SessionId, UserId};
use crate::platform::db::{DbError, Dialect, PendingRows, Row, json_list};

const INSERT: &str =
    "INSERT INTO sessions (id, user_id, token_hash, device, created_at, last_used_at, expires_at, passkey_id)
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
const SELECT_BY_TOKEN: &str = "SELECT id, user_id, device, created_at, last_used_at, expires_at FROM sessions
    WHERE token_hash = $1 AND expires_at > $2";
const UPDATE_LAST_USE: &str =
    "UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1 AND last_used_at <= $4 AND expires_at > $2";
const SELECT_PAGE: &str = "SELECT id, user_id, device, created_at, last_used_at, expires_at FROM sessions
    WHERE user_id = $1 AND expires_at > $2 AND id < $3 ORDER BY id DESC LIMIT $4";
const DELETE: &str = "DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const DELETE_OTHERS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id";
const DELETE_UNUSED: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $3 AND id IN
    (SELECT id FROM sessions WHERE user_id = $1 ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET $2) RETURNING id";
const SELECT_ENDED_SQLITE: &str = "SELECT j.value FROM json_each($1) j
    WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = unhex(j.value) AND s.expires_at > $2)";
const SELECT_ENDED_POSTGRES: &str = "SELECT j FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j
    WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = CAST(j AS UUID) AND s.expires_at > $2)";
const SELECT_OPEN: &str = "SELECT 1 FROM sessions WHERE id = $1 AND user_id = $2 AND expires_at > $3";
const SELECT_OPEN_AMONG_POSTGRES: &str = "
    SELECT s.user_id, s.id FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j
    JOIN sessions s ON s.user_id = CAST(j ->> 0 AS UUID) AND s.id = CAST(j ->> 1 AS UUID) WHERE s.expires_at > $2";
const SELECT_PASSKEY: &str = "SELECT passkey_id, created_at FROM sessions WHERE id = $1 AND user_id = $2";
const DELETE_OF_PASSKEY: &str = "DELETE FROM sessions WHERE user_id = $1 AND passkey_id = $2 AND id <> $3 RETURNING id";
const DELETE_EXPIRED: &str =
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2)";

/// A session to insert.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NewSession {
    pub id: SessionId,
    pub user: UserId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Browser and operating system, such as "Firefox on Linux".
    pub device: String,
    /// When the session ends unless it is used.
    pub expires_at: Timestamp,
    /// The passkey that opens the session, if it is opened with one.
    pub passkey: Option<Uuid>,
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SessionRow {
    pub id: SessionId,
    pub user: UserId,
    /// Browser and operating system, such as "Firefox on Linux".
    pub device: String,
    /// When the session was opened.
    pub created_at: Timestamp,
    /// When the session was last used, to the hour.
    pub last_used_at: Timestamp,
    /// When the session ends unless it is used.
    pub expires_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Inserts a new session.
    pub fn insert_session(&mut self, new: &NewSession) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(
            INSERT,
            &[&new.id, &new.user, &new.token_hash, &new.device, &now, &new.expires_at, &new.passkey],
        )?;
        Ok(())
    }

    /// Queues a statement that ends all but `new` and the `keep` most recently used sessions of a user and returns
    /// their ids.
    pub fn end_unused_sessions_later(
        &mut self,
        user: UserId,
        keep: u32,
        new: SessionId,
    ) -> Result<PendingRows<SessionId>, DbError> {
        self.0.query_later(DELETE_UNUSED, &[&user, &keep, &new], |row| row.get(0))
    }

    /// Returns the open session of a token.
    pub fn find_session(&mut self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, DbError> {
        let now = self.0.now();
        self.0.optional(SELECT_BY_TOKEN, &[token_hash, &now], session)
    }

    /// Records that a session is used now, unless a use after `unless_since` is recorded.
    pub fn touch_session(
        &mut self,
        id: SessionId,
        expires_at: Timestamp,
        unless_since: Timestamp,
    ) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(UPDATE_LAST_USE, &[&id, &now, &expires_at, &unless_since])?;
        Ok(())
    }

    /// Returns a user's open sessions before the id `before`, newest first.
    pub fn sessions(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<SessionRow>, DbError> {
        let (now, before) = (self.0.now(), before.unwrap_or(Uuid::max()));
        self.0.query(SELECT_PAGE, &[&user, &now, &before, &limit], session)
    }

    /// Ends a session. Returns `false` if the user has no such open session.
    pub fn end_session(&mut self, user: UserId, id: SessionId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(DELETE, &[&id, &user, &now])? == 1)
    }

    /// Ends all sessions of a user except `keep` and returns their ids.
    pub fn end_other_sessions(&mut self, user: UserId, keep: Option<SessionId>) -> Result<Vec<SessionId>, DbError> {
        let keep = keep.unwrap_or(SessionId(Uuid::nil()));
        self.0.query(DELETE_OTHERS, &[&user, &keep], |row| row.get(0))
    }

    /// Returns those of `sessions` that have ended or never existed.
    pub fn filter_ended_sessions(&mut self, sessions: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
        let ids: Vec<String> = sessions.iter().map(|id| id.simple().to_string()).collect();
        let (ids, now) = (serde_json::Value::from(ids).to_string(), self.0.now());
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SELECT_ENDED_SQLITE,
            Dialect::Postgres => SELECT_ENDED_POSTGRES,
        };
        self.0.query(sql, &[&ids, &now], |row| {
            let id: String = row.get(0)?;
            Uuid::try_parse(&id).map_err(|error| DbError::Decode(error.to_string()))
        })
    }

    /// Returns whether a session of this user is open.
    pub fn is_session_open(&mut self, user: UserId, id: SessionId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.optional(SELECT_OPEN, &[&id, &user, &now], |_| Ok(()))?.is_some())
    }

    /// Queues a query for those of these sessions that are open.
    pub fn open_sessions_later(
        &mut self,
        sessions: &[&(UserId, SessionId)],
    ) -> Result<PendingRows<(UserId, SessionId)>, DbError> {
        if self.0.dialect() == Dialect::Postgres {
            let now = self.0.now();
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            return self.0.query_later(SELECT_OPEN_AMONG_POSTGRES, &[&json_list(sessions), &now], row);
        }
        let mut open = Vec::new();
        for &&(user, id) in sessions {
            open.extend(self.is_session_open(user, id)?.then_some((user, id)));
        }
        Ok(PendingRows::Fetched(open))
    }

    /// Returns the passkey that opened a session, if one did, and when it was opened.
    pub fn opening_passkey(&mut self, user: UserId, id: SessionId) -> Result<Option<(Uuid, Timestamp)>, DbError> {
        let found =
            self.0.optional(SELECT_PASSKEY, &[&id, &user], |row| Ok((row.get::<Option<Uuid>>(0)?, row.get(1)?)))?;
        Ok(found.and_then(|(passkey, opened)| passkey.map(|passkey| (passkey, opened))))
    }

    /// Ends the sessions that a passkey opened except `keep` and returns their ids.
    pub fn end_sessions_of_passkey(
        &mut self,
        user: UserId,
        passkey: Uuid,
        keep: SessionId,
    ) -> Result<Vec<SessionId>, DbError> {
        self.0.query(DELETE_OF_PASSKEY, &[&user, &passkey, &keep], |row| row.get(0))
    }

    /// Deletes up to `limit` expired sessions and returns how many.
    pub fn delete_expired_sessions(&mut self, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(DELETE_EXPIRED, &[&now, &limit])
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
