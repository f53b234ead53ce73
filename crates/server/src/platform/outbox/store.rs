//! The outbox's rows.
//!
//! `next_at` is both "not before" and, while a letter is being sent, the lease: a sender that
//! dies is followed by the next one once the lease has run out. `attempts` doubles as the
//! lease's number, so that a sender which came back late can't undo what its successor noted.

use jiff::Timestamp;
use uuid::Uuid;

use crate::platform::db::{DbError, Row, Tx};

const INSERT: &str =
    "INSERT INTO outbox (id, channel, payload, state, attempts, next_at, expires_at, created_at, about)
    VALUES ($1, $2, $3, 'waiting', 0, $4, $5, $4, $6)";
const SUPERSEDE: &str = "DELETE FROM outbox WHERE about = $1 AND state = 'waiting'";
const NEXT_DUE: &str = "SELECT next_at FROM outbox WHERE state = 'waiting' ORDER BY next_at LIMIT 1";
const CLAIM: &str = "UPDATE outbox SET attempts = attempts + 1, next_at = $2
    WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $3)
    RETURNING id, payload, attempts, expires_at";
const SENT: &str = "DELETE FROM outbox WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const LATER: &str =
    "UPDATE outbox SET next_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const BURY: &str = "UPDATE outbox SET state = 'dead', payload = NULL, next_at = $3, last_error = $4
    WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const FORGET: &str = "DELETE FROM outbox WHERE state = 'dead' AND next_at < $1";
const COUNTS: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM outbox";

/// The outbox's window on a unit of work.
pub struct OutboxStore<'t, 'c>(&'t mut Tx<'c>);

/// A letter that this process may send until its lease runs out.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub id: Uuid,
    pub sealed: Option<Vec<u8>>,
    pub attempts: u32,
    pub expires_at: Option<Timestamp>,
}

/// How many rows there are, for health pages and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// On their way.
    pub waiting: i64,
    /// Given up; payloads erased.
    pub dead: i64,
}

impl<'t, 'c> OutboxStore<'t, 'c> {
    pub(super) fn new(tx: &'t mut Tx<'c>) -> Self {
        Self(tx)
    }

    pub(super) fn tx(&mut self) -> &mut Tx<'c> {
        self.0
    }

    pub(super) fn insert(
        &mut self,
        id: Uuid,
        channel: &str,
        sealed: &[u8],
        expires_at: Option<Timestamp>,
        about: Option<&[u8]>,
    ) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT, &[&id, &channel, &sealed, &now, &expires_at, &about.map(<[u8]>::to_vec)])?;
        Ok(())
    }

    /// Takes back the letters about this that still wait. One that is being sent at this very
    /// moment may still arrive.
    ///
    /// # Errors
    /// What the database says.
    pub fn supersede(&mut self, about: &[u8]) -> Result<(), DbError> {
        self.0.execute(SUPERSEDE, &[&about])?;
        Ok(())
    }

    /// When the next letter is due, if any waits.
    pub(super) fn next_due(&mut self) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(NEXT_DUE, &[], |row| row.get(0))
    }

    /// Takes up to `limit` due letters; nobody else gets them before `lease_until`.
    pub(super) fn claim(&mut self, limit: u32, lease_until: Timestamp) -> Result<Vec<Claim>, DbError> {
        let now = self.0.now();
        self.0.query(CLAIM, &[&now, &lease_until, &limit], claim)
    }

    /// The letter is out: its row goes.
    pub(super) fn sent(&mut self, claim: &Claim) -> Result<(), DbError> {
        self.0.execute(SENT, &[&claim.id, &claim.attempts])?;
        Ok(())
    }

    /// Another try at `next_at`.
    pub(super) fn later(&mut self, claim: &Claim, next_at: Timestamp, reason: &str) -> Result<(), DbError> {
        self.0.execute(LATER, &[&claim.id, &claim.attempts, &next_at, &reason])?;
        Ok(())
    }

    /// Given up: the payload is erased, the reason stays.
    pub(super) fn bury(&mut self, claim: &Claim, reason: &str) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(BURY, &[&claim.id, &claim.attempts, &now, &reason])?;
        Ok(())
    }

    /// Forgets dead letters given up before `before`; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_dead(&mut self, before: Timestamp) -> Result<u64, DbError> {
        self.0.execute(FORGET, &[&before])
    }

    /// How many letters wait and how many were given up.
    ///
    /// # Errors
    /// What the database says.
    pub fn counts(&mut self) -> Result<Counts, DbError> {
        self.0.one(COUNTS, &[], |row| Ok(Counts { waiting: row.get(0)?, dead: row.get(1)? }))
    }
}

fn claim(row: &Row<'_>) -> Result<Claim, DbError> {
    Ok(Claim { id: row.get(0)?, sealed: row.get(1)?, attempts: row.get(2)?, expires_at: row.get(3)? })
}
