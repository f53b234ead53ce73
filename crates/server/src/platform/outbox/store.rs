//! The rows of the outbox.
//!
//! `next_at` is the earliest time of the next attempt and, while a message is being sent, the end of
//! the lease: if the sender dies, another one claims the message after that. `attempts` also
//! identifies the lease, so a sender that returns late can't overwrite what its successor recorded.

use jiff::Timestamp;
use uuid::Uuid;

use crate::platform::db::{ClaimSql, ClaimTx, DbError, QueueTable, Row, Tx};

const INSERT: &str =
    "INSERT INTO outbox (id, channel, payload, state, attempts, next_at, expires_at, created_at, supersede_key)
    VALUES ($1, $2, $3, 'waiting', 0, $4, $5, $4, $6)";
const SUPERSEDE: &str = "DELETE FROM outbox WHERE supersede_key = $1 AND state = 'waiting'";
const NEXT_DUE: &str = "SELECT next_at FROM outbox WHERE state = 'waiting' ORDER BY next_at LIMIT 1";
const CLAIM_SQLITE: &str = "
    UPDATE outbox SET attempts = attempts + 1, next_at = $2
    WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $3)
    RETURNING id, payload, attempts, expires_at";
const CLAIM_POSTGRES: &str = "
    WITH due AS MATERIALIZED (
        SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $3
        FOR UPDATE SKIP LOCKED)
    UPDATE outbox SET attempts = outbox.attempts + 1, next_at = $2 FROM due WHERE outbox.id = due.id
    RETURNING outbox.id, payload, attempts, expires_at";
const CLAIM: ClaimSql = ClaimSql::new(QueueTable::Outbox, CLAIM_SQLITE, CLAIM_POSTGRES);
const EXTEND_TEXT: &str = "UPDATE outbox SET next_at = $3 WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const EXTEND: ClaimSql = ClaimSql::new(QueueTable::Outbox, EXTEND_TEXT, EXTEND_TEXT);
/// Without the state, which is not needed here: with it, the planner may read all rows that are waiting.
const DELETE_SENT_SQLITE: &str = "
    DELETE FROM outbox WHERE (id, attempts) IN
    (SELECT unhex(value ->> 0), value ->> 1 FROM json_each($1))";
const DELETE_SENT_POSTGRES: &str = "
    DELETE FROM outbox WHERE (id, attempts) IN
    (SELECT CAST(v ->> 0 AS UUID), CAST(v ->> 1 AS BIGINT) FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v)";
const DELETE_SENT: ClaimSql = ClaimSql::new(QueueTable::Outbox, DELETE_SENT_SQLITE, DELETE_SENT_POSTGRES);
const SCHEDULE_RETRY_TEXT: &str =
    "UPDATE outbox SET next_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const SCHEDULE_RETRY: ClaimSql = ClaimSql::new(QueueTable::Outbox, SCHEDULE_RETRY_TEXT, SCHEDULE_RETRY_TEXT);
const MARK_DEAD_TEXT: &str = "UPDATE outbox SET state = 'dead', payload = NULL, next_at = $3, last_error = $4
    WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
const MARK_DEAD: ClaimSql = ClaimSql::new(QueueTable::Outbox, MARK_DEAD_TEXT, MARK_DEAD_TEXT);
const DELETE_TO: &str = "DELETE FROM outbox WHERE id IN
    (SELECT id FROM outbox WHERE supersede_key = $1 LIMIT 200)";
const DELETE_DEAD: &str = "DELETE FROM outbox WHERE id IN
    (SELECT id FROM outbox WHERE state = 'dead' AND next_at < $1 ORDER BY next_at LIMIT $2)";
const COUNTS: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM outbox";

/// The outbox's store within a unit of work.
pub struct OutboxStore<'t, 'c>(&'t mut Tx<'c>);

/// A message that this process may send until its lease ends.
#[derive(Clone, Debug)]
pub(super) struct ClaimedMessage {
    pub id: Uuid,
    pub sealed: Option<Vec<u8>>,
    pub attempts: u32,
    pub expires_at: Option<Timestamp>,
}

/// The number of rows, for health checks and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Not sent yet.
    pub waiting: i64,
    /// Given up; their payloads are erased.
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
        self.0.execute_later(INSERT, &[&id, &channel, &sealed, &now, &expires_at, &about.map(<[u8]>::to_vec)])
    }

    /// Deletes the unsent messages with this key. A message that is being sent right now may still
    /// arrive.
    pub fn supersede(&mut self, about: &[u8]) -> Result<(), DbError> {
        self.0.execute(SUPERSEDE, &[&about])?;
        Ok(())
    }

    /// Deletes up to 200 messages of this account and returns how many. A message that is being sent right now may
    /// still arrive.
    pub fn delete_to(&mut self, account: Uuid) -> Result<u64, DbError> {
        self.0.execute(DELETE_TO, &[&account.as_bytes().to_vec()])
    }

    /// Returns when the next message is due, if there is one.
    pub(super) fn next_due(&mut self) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(NEXT_DUE, &[], |row| row.get(0))
    }

    /// Deletes up to `limit` messages given up before `before` and returns how many.
    pub fn delete_dead(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_DEAD, &[&before, &limit])
    }

    /// Counts the messages that are waiting and those that were given up.
    pub fn counts(&mut self) -> Result<OutboxCounts, DbError> {
        self.0.one(COUNTS, &[], |row| Ok(OutboxCounts { waiting: row.get(0)?, dead: row.get(1)? }))
    }
}

/// Claims up to `limit` due messages; no other process gets them before `lease_until`.
pub(super) fn claim(
    claim: &mut ClaimTx<'_, '_>,
    limit: u32,
    lease_until: Timestamp,
) -> Result<Vec<ClaimedMessage>, DbError> {
    let now = claim.now();
    claim.query(CLAIM, &[&now, &lease_until, &limit], claimed)
}

/// Extends a lease; returns false if it was lost or the message was superseded.
pub(super) fn extend(
    claim: &mut ClaimTx<'_, '_>,
    (id, attempts): (Uuid, u32),
    lease_until: Timestamp,
) -> Result<bool, DbError> {
    Ok(claim.execute(EXTEND, &[&id, &attempts, &lease_until])? > 0)
}

/// Deletes the rows of messages that were sent.
pub(super) fn delete_sent<'m>(
    claim: &mut ClaimTx<'_, '_>,
    messages: impl Iterator<Item = &'m ClaimedMessage>,
) -> Result<(), DbError> {
    let rows: Vec<_> = messages.map(|message| (message.id.simple().to_string(), message.attempts)).collect();
    if !rows.is_empty() {
        claim.execute(DELETE_SENT, &[&serde_json::json!(rows).to_string()])?;
    }
    Ok(())
}

/// Schedules another attempt at `next_at`.
pub(super) fn schedule_retry(
    claim: &mut ClaimTx<'_, '_>,
    message: &ClaimedMessage,
    next_at: Timestamp,
    reason: &str,
) -> Result<(), DbError> {
    claim.execute(SCHEDULE_RETRY, &[&message.id, &message.attempts, &next_at, &reason])?;
    Ok(())
}

/// Gives a message up: erases its payload and keeps the reason.
pub(super) fn mark_dead(claim: &mut ClaimTx<'_, '_>, message: &ClaimedMessage, reason: &str) -> Result<(), DbError> {
    let now = claim.now();
    claim.execute(MARK_DEAD, &[&message.id, &message.attempts, &now, &reason])?;
    Ok(())
}

fn claimed(row: &Row<'_>) -> Result<ClaimedMessage, DbError> {
    Ok(ClaimedMessage { id: row.get(0)?, sealed: row.get(1)?, attempts: row.get(2)?, expires_at: row.get(3)? })
}
