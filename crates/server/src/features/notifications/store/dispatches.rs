//! Dispatches: alerts to hand to the channels.
//!
//! `due_at` is when a dispatch is handled and, while it is claimed, the end of the lease. It also identifies the
//! lease: a later claim of the same row ends later.

use jiff::Timestamp;
use uuid::Uuid;

use super::{NotificationsStore, StoredAlert};
use crate::features::accounts::UserId;
use crate::features::notifications::NotificationId;
use crate::platform::db::{ClaimSql, ClaimTx, DbError, Dialect, QueueTable, Row, id_list};

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

/// A claimed dispatch; no other process gets it until the lease ends.
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
const CLAIM_SQLITE: &str = "
    UPDATE dispatches SET due_at = $2
    WHERE id IN (SELECT id FROM dispatches WHERE due_at <= $1 ORDER BY due_at LIMIT $3)
    RETURNING id, user_id, kind, notification_id";
const CLAIM_POSTGRES: &str = "
    WITH due AS MATERIALIZED (
        SELECT id FROM dispatches WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
    UPDATE dispatches SET due_at = $2 FROM due WHERE dispatches.id = due.id
    RETURNING dispatches.id, user_id, kind, notification_id";
const CLAIM: ClaimSql = ClaimSql::new(QueueTable::Dispatches, CLAIM_SQLITE, CLAIM_POSTGRES);
const TAKE_SQLITE: &str = "
    DELETE FROM dispatches
    WHERE due_at = $2 AND id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) RETURNING id";
const TAKE_POSTGRES: &str = "
    DELETE FROM dispatches
    WHERE due_at = $2 AND id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
    RETURNING id";
const INSERT_MANY_SQLITE: &str = "
    INSERT INTO dispatches (id, user_id, kind, notification_id, due_at)
    SELECT unhex(value ->> 0), unhex(value ->> 1), 'alert', unhex(value ->> 2), $2 FROM json_each($1)";
const INSERT_MANY_POSTGRES: &str = "
    INSERT INTO dispatches (id, user_id, kind, notification_id, due_at)
    SELECT CAST(v ->> 0 AS UUID), CAST(v ->> 1 AS UUID), 'alert', CAST(v ->> 2 AS UUID), $2
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v";
const ALERTS_SQLITE: &str = concat!(
    "SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at
     FROM json_each($1) j JOIN notifications n ON n.user_id = unhex(j.value ->> 0) AND n.id = unhex(j.value ->> 1)
     WHERE ",
    names_nobody_deleted!()
);
const ALERTS_POSTGRES: &str = concat!(
    "SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at
     FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j
     JOIN notifications n ON n.user_id = CAST(j ->> 0 AS UUID) AND n.id = CAST(j ->> 1 AS UUID)
     WHERE ",
    names_nobody_deleted!()
);
const ALERT: &str = concat!(
    "SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at FROM notifications n
     WHERE n.user_id = $1 AND n.id = $2 AND ",
    names_nobody_deleted!()
);
const HAS_DEVICES: &str = "SELECT 1 FROM devices WHERE user_id = $1 LIMIT 1";

impl NotificationsStore<'_, '_> {
    /// Inserts a dispatch that is due at `due_at`.
    pub fn add_dispatch(&mut self, user: UserId, content: &DispatchContent, due_at: Timestamp) -> Result<(), DbError> {
        let id = self.0.new_id();
        self.insert_dispatch(&Dispatch { id, user, content: content.clone() }, due_at)
    }

    /// Inserts dispatches of new alerts that are due now.
    pub fn add_dispatches(&mut self, alerts: &[(UserId, NotificationId)]) -> Result<(), DbError> {
        if alerts.is_empty() {
            return Ok(());
        }
        let now = self.0.now();
        let text = |id: Uuid| id.simple().to_string();
        let row = |(user, alert): &(UserId, NotificationId)| (text(self.0.new_id()), text(user.0), text(alert.0));
        let rows: Vec<_> = alerts.iter().map(row).collect();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => INSERT_MANY_SQLITE,
            Dialect::Postgres => INSERT_MANY_POSTGRES,
        };
        self.0.execute(sql, &[&serde_json::json!(rows).to_string(), &now])?;
        Ok(())
    }

    fn insert_dispatch(&mut self, dispatch: &Dispatch, due_at: Timestamp) -> Result<(), DbError> {
        let Dispatch { id, user, content } = dispatch;
        let (name, alert) = match content {
            DispatchContent::New(alert) => ("alert", alert),
            DispatchContent::Snoozed(alert) => ("again", alert),
            DispatchContent::Obsolete => return Ok(()),
        };
        self.0.execute(INSERT, &[id, user, &name, alert, &due_at])?;
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

    /// Removes claimed dispatches and returns the ids of those whose lease was still valid.
    ///
    /// Rows are deleted without being read first: under SERIALIZABLE, a unit that has read several rows of a page
    /// conflicts with units that change others there.
    pub fn take_dispatches(&mut self, claimed: &[Dispatch], leased_until: Timestamp) -> Result<Vec<Uuid>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => TAKE_SQLITE,
            Dialect::Postgres => TAKE_POSTGRES,
        };
        self.0.query(sql, &[&id_list(claimed.iter().map(|one| one.id)), &leased_until], |row| row.get(0))
    }

    /// Puts a dispatch that was taken back, due at `until`.
    pub fn postpone_dispatch(&mut self, dispatch: &Dispatch, until: Timestamp) -> Result<(), DbError> {
        self.insert_dispatch(dispatch, until)
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

impl ClaimTx<'_, '_> {
    /// Claims up to `limit` due dispatches until `lease_until`.
    pub fn claim_dispatches(&mut self, limit: u32, lease_until: Timestamp) -> Result<Vec<Dispatch>, DbError> {
        let now = self.now();
        self.query(CLAIM, &[&now, &lease_until, &limit], dispatch)
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
