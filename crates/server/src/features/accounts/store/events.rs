//! The history of accounts.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::platform::db::{DbError, Row};

const INSERT: &str = "INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ($1, $2, $3, $4, $5)";
const SELECT_PAGE: &str = "SELECT id, kind, device, created_at FROM account_events
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const SELECT_SIGN_IN_FROM_DEVICE: &str = "SELECT 1 FROM account_events WHERE user_id = $1 AND device = $2
    AND kind IN ('opened', 'signed-in', 'signed-in-by-passkey') LIMIT 1";
const DELETE_OLDEST: &str = "DELETE FROM account_events WHERE user_id = $1 AND id <
    (SELECT id FROM account_events WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
const DELETE_OLD: &str =
    "DELETE FROM account_events WHERE id IN (SELECT id FROM account_events WHERE created_at < $1 LIMIT $2)";

/// Events of an account; one more replaces the oldest.
const MAX_EVENTS: u32 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct EventRow {
    /// Ids of later events are greater.
    pub id: Uuid,
    /// The name of an [`AccountEventKind`].
    pub kind: String,
    /// Browser and operating system, such as "Firefox on Linux".
    pub device: String,
    pub created_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Records an event in the history of an account, and deletes the oldest one beyond [`MAX_EVENTS`].
    pub fn record_event(&mut self, user: UserId, kind: AccountEventKind, device: &str) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(INSERT, &[&id, &user, &kind.as_str(), &device, &now])?;
        self.0.execute_later(DELETE_OLDEST, &[&user, &(MAX_EVENTS - 1)])
    }

    /// Returns the events of an account before the id `before`, newest first.
    pub fn events(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<EventRow>, DbError> {
        self.0.query(SELECT_PAGE, &[&user, &before.unwrap_or(Uuid::max()), &limit], event)
    }

    /// Returns whether the user has signed in from a device with this name.
    pub fn has_signed_in_from(&mut self, user: UserId, device: &str) -> Result<bool, DbError> {
        Ok(self.0.optional(SELECT_SIGN_IN_FROM_DEVICE, &[&user, &device], |_| Ok(()))?.is_some())
    }

    /// Deletes up to `limit` events before `before` and returns how many.
    pub fn delete_old_events(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_OLD, &[&before, &limit])
    }
}

fn event(row: &Row<'_>) -> Result<EventRow, DbError> {
    Ok(EventRow { id: row.get(0)?, kind: row.get(1)?, device: row.get(2)?, created_at: row.get(3)? })
}
