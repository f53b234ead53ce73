//! What happened to accounts.

use jiff::Timestamp;
use uuid::Uuid;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::platform::db::{DbError, Row};

const INSERT: &str = "INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ($1, $2, $3, $4, $5)";
const OF_USER: &str = "SELECT id, kind, device, created_at FROM account_events
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const DEVICE_SEEN: &str = "SELECT 1 FROM account_events WHERE user_id = $1 AND device = $2
    AND kind IN ('opened', 'signed-in', 'signed-in-by-passkey') LIMIT 1";
const SWEEP: &str =
    "DELETE FROM account_events WHERE id IN (SELECT id FROM account_events WHERE created_at < $1 LIMIT $2)";

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Id; later ones are larger.
    pub id: Uuid,
    /// What: the name of a [`AccountEventKind`].
    pub kind: String,
    /// Where, in plain words.
    pub device: String,
    /// When.
    pub created_at: Timestamp,
}

impl AccountsStore<'_, '_> {
    /// Writes down what happened, for the owner to read.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_event(&mut self, user: UserId, what: AccountEventKind, device: &str) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(INSERT, &[&id, &user, &what.as_str(), &device, &now])?;
        Ok(())
    }

    /// What happened to this person's account, newest first, `before` an id.
    ///
    /// # Errors
    /// What the database says.
    pub fn events(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<EventRow>, DbError> {
        self.0.query(OF_USER, &[&user, &before.unwrap_or(Uuid::max()), &limit], event)
    }

    /// Whether this person signed in from such a device before.
    ///
    /// # Errors
    /// What the database says.
    pub fn knows_device(&mut self, user: UserId, device: &str) -> Result<bool, DbError> {
        Ok(self.0.optional(DEVICE_SEEN, &[&user, &device], |_| Ok(()))?.is_some())
    }

    /// Removes up to `limit` events before `before`; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_events(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(SWEEP, &[&before, &limit])
    }
}

fn event(row: &Row<'_>) -> Result<EventRow, DbError> {
    Ok(EventRow { id: row.get(0)?, kind: row.get(1)?, device: row.get(2)?, created_at: row.get(3)? })
}
