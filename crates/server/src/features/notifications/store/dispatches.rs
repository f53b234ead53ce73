//! Dispatches: alerts to hand to the channels.

use jiff::Timestamp;
use uuid::Uuid;

use super::{NotificationsStore, StoredAlert};
use crate::features::accounts::UserId;
use crate::features::notifications::NotificationId;
use crate::platform::db::{DbError, Dialect, Row, id_list};

/// The content of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DispatchContent {
    /// A new alert.
    New(NotificationId),
    /// An alert that was snoozed.
    Snoozed(NotificationId),
    /// Earlier versions asked devices to close notifications (`close`), with pushes that showed nothing.
    Obsolete,
}

#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Debug)]
pub struct Dispatch {
    pub id: Uuid,
    pub user: UserId,
    pub content: DispatchContent,
}

const INSERT: &str = "INSERT INTO dispatches (id, user_id, kind, notification_id, due_at) VALUES ($1, $2, $3, $4, $5)";
const DELETE_SNOOZED: &str = "DELETE FROM dispatches WHERE user_id = $1 AND kind = 'again' AND notification_id = $2";
const NEXT: &str = "SELECT due_at FROM dispatches ORDER BY due_at LIMIT 1";
const DUE: &str = "
    SELECT id, user_id, kind, notification_id FROM dispatches WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
const POSTPONE: &str = "UPDATE dispatches SET due_at = $2 WHERE id = $1";
const REMOVE_SQLITE: &str = "
    DELETE FROM dispatches WHERE id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const REMOVE_POSTGRES: &str = "
    DELETE FROM dispatches
    WHERE id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const ALERTS_SQLITE: &str = "
    SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at
    FROM json_each($1) j JOIN notifications n ON n.user_id = unhex(j.value ->> 0) AND n.id = unhex(j.value ->> 1)";
const ALERTS_POSTGRES: &str = "
    SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j
    JOIN notifications n ON n.user_id = CAST(j ->> 0 AS UUID) AND n.id = CAST(j ->> 1 AS UUID)";
const ALERT: &str = "
    SELECT id, kind, title, body, data, link, created_at, read_at FROM notifications WHERE user_id = $1 AND id = $2";
const HAS_DEVICES: &str = "SELECT 1 FROM devices WHERE user_id = $1 LIMIT 1";

impl NotificationsStore<'_, '_> {
    /// Inserts a dispatch that is due at `due_at`.
    pub fn add_dispatch(&mut self, user: UserId, content: &DispatchContent, due_at: Timestamp) -> Result<(), DbError> {
        let id = self.0.new_id();
        let (name, alert) = match content {
            DispatchContent::New(alert) => ("alert", alert),
            DispatchContent::Snoozed(alert) => ("again", alert),
            DispatchContent::Obsolete => return Ok(()),
        };
        self.0.execute(INSERT, &[&id, &user, &name, alert, &due_at])?;
        Ok(())
    }

    /// Inserts a dispatch of a snoozed alert and removes an earlier one.
    pub fn snooze_alert(&mut self, user: UserId, id: NotificationId, due_at: Timestamp) -> Result<(), DbError> {
        self.0.execute(DELETE_SNOOZED, &[&user, &id])?;
        self.add_dispatch(user, &DispatchContent::Snoozed(id), due_at)
    }

    /// Returns when the next dispatch is due.
    pub fn next_dispatch(&mut self) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(NEXT, &[], |row| row.get(0))
    }

    /// Returns up to `limit` due dispatches.
    pub fn due_dispatches(&mut self, limit: u32) -> Result<Vec<Dispatch>, DbError> {
        let now = self.0.now();
        self.0.query(DUE, &[&now, &limit], dispatch)
    }

    /// Makes a dispatch due at `until`.
    pub fn postpone_dispatch(&mut self, id: Uuid, until: Timestamp) -> Result<(), DbError> {
        self.0.execute(POSTPONE, &[&id, &until])?;
        Ok(())
    }

    pub fn remove_dispatches(&mut self, ids: &[Uuid]) -> Result<(), DbError> {
        if ids.is_empty() {
            return Ok(());
        }
        let sql = match self.0.dialect() {
            Dialect::Sqlite => REMOVE_SQLITE,
            Dialect::Postgres => REMOVE_POSTGRES,
        };
        self.0.execute(sql, &[&id_list(ids.iter().copied())])?;
        Ok(())
    }

    /// Returns these alerts in unspecified order.
    pub fn alerts(&mut self, ids: &[(UserId, NotificationId)]) -> Result<Vec<StoredAlert>, DbError> {
        let rows: Vec<(String, String)> =
            ids.iter().map(|(user, id)| (user.0.simple().to_string(), id.0.simple().to_string())).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => ALERTS_SQLITE,
            Dialect::Postgres => ALERTS_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(rows).to_string()], super::stored)
    }

    pub fn alert(&mut self, user: UserId, id: NotificationId) -> Result<Option<StoredAlert>, DbError> {
        self.0.optional(ALERT, &[&user, &id], super::stored)
    }

    pub fn has_devices(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(HAS_DEVICES, &[&user], |_| Ok(()))?.is_some())
    }
}

fn dispatch(row: &Row<'_>) -> Result<Dispatch, DbError> {
    let kind: String = row.get(2)?;
    let alert: Option<NotificationId> = row.get(3)?;
    let content = match (kind.as_str(), alert) {
        ("alert", Some(alert)) => DispatchContent::New(alert),
        ("again", Some(alert)) => DispatchContent::Snoozed(alert),
        ("close", _) => DispatchContent::Obsolete,
        (other, _) => return Err(DbError::Decode(format!("dispatch {other}"))),
    };
    Ok(Dispatch { id: row.get(0)?, user: row.get(1)?, content })
}
