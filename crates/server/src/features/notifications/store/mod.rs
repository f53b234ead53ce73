//! SQL of notifications: the feed here; devices, dispatches and preferences in submodules.

/// Alerts that name a deleted account are removed little by little, and nobody sees them meanwhile.
macro_rules! names_nobody_deleted {
    () => {
        "(SELECT d.id FROM users d WHERE d.deleted = TRUE AND d.id = n.about_user) IS NULL"
    };
}

mod devices;
mod dispatches;
mod preferences;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Alert, AlertKind, NotificationId};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row, Tx};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

pub use devices::{Device, DeviceAddress};
pub use dispatches::{Dispatch, DispatchContent};

/// An alert in the feed.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct StoredAlert {
    /// Rises with time.
    pub id: NotificationId,
    pub kind: AlertKind,
    /// A few words.
    pub title: String,
    /// A sentence; may be empty.
    pub body: String,
    /// Data for the client's own template.
    pub data: Value,
    /// A path of the web app.
    pub link: String,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

const INSERT: &str = "
    INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, created_at, about_user)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, (SELECT id FROM users WHERE id = $10 AND deleted = FALSE))
    ON CONFLICT DO NOTHING";
const INSERT_MANY_SQLITE: &str = "
    INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, created_at, about_user)
    SELECT unhex(value ->> 0), unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
           value ->> 7, $2, (SELECT id FROM users WHERE id = unhex(value ->> 8) AND deleted = FALSE)
    FROM json_each($1) WHERE TRUE ON CONFLICT DO NOTHING RETURNING user_id, id";
const INSERT_MANY_POSTGRES: &str = "
    INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, created_at, about_user)
    SELECT CAST(v ->> 0 AS UUID), CAST(v ->> 1 AS UUID), v ->> 2, v ->> 3, v ->> 4, v ->> 5, v ->> 6, v ->> 7, $2,
           (SELECT id FROM users WHERE id = CAST(v ->> 8 AS UUID) AND deleted = FALSE)
    FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) v ON CONFLICT DO NOTHING RETURNING user_id, id";
const LIST: &str = concat!(
    "SELECT n.id, n.kind, n.title, n.body, n.data, n.link, n.created_at, n.read_at FROM notifications n
     WHERE n.user_id = $1 AND n.id < $2 AND ",
    names_nobody_deleted!(),
    " ORDER BY n.id DESC LIMIT $3"
);
const UNREAD: &str = "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL";
const EXISTS: &str = "SELECT 1 FROM notifications WHERE user_id = $1 AND id = $2";
const MARK_READ_UP_TO: &str = "
    UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND read_at IS NULL AND id <= $2";
const MARK_READ: &str = "UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND id = $2 AND read_at IS NULL";
const MARK_READ_BY_LINK: &str = "
    UPDATE notifications SET read_at = $4 WHERE user_id = $1 AND read_at IS NULL AND kind = $2 AND link = $3";
const MARK_READ_UNTIL: &str = "
    UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND read_at IS NULL AND created_at <= $2";
const DELETE_UNREAD: &str = "
    DELETE FROM notifications WHERE user_id = $1 AND read_at IS NULL AND kind = $2 AND link = $3";
const ALERTED_SINCE: &str = "SELECT DISTINCT user_id FROM notifications WHERE created_at >= $1";
const DELETE_BEFORE: &str = "
    DELETE FROM notifications WHERE (user_id, id) IN
    (SELECT user_id, id FROM notifications WHERE created_at < $1 ORDER BY created_at LIMIT $2)";

fn kind_from(text: &str) -> Result<AlertKind, DbError> {
    let found = AlertKind::ALL.into_iter().find(|kind| kind.as_str() == text);
    found.ok_or_else(|| DbError::Decode(format!("kind of alert {text}")))
}

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("dispatches", "id", "user_id", 200),
    rows_of_user!("notifications", "user_id, id", "user_id", 300),
    rows_of_user!("notifications", "user_id, id", "about_user", 300),
    rows_of_user!("devices", "id", "user_id", 100),
    rows_of_user!("notification_preferences", "user_id, kind", "user_id", 200),
];

/// Store handle of notifications.
pub struct NotificationsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Queries of notifications.
    pub fn notifications(&mut self) -> NotificationsStore<'_, 'c> {
        NotificationsStore(self)
    }
}

impl NotificationsStore<'_, '_> {
    /// Adds an alert. Returns `false` if one with the same `dedup_key` exists. If `data` contains a
    /// `user_id`, the alert is about that user and is deleted with their account.
    pub fn insert(&mut self, user: UserId, id: NotificationId, alert: &Alert<'_>) -> Result<bool, DbError> {
        let Alert { kind, title, body, data, link, dedup_key } = alert;
        let about = about_user(alert);
        let (kind, data, now) = (kind.as_str(), data.to_string(), self.0.now());
        Ok(self.0.execute(INSERT, &[&user, &id, &kind, title, body, &data, link, dedup_key, &now, &about])? == 1)
    }

    /// Adds alerts as [`NotificationsStore::insert`] does, and returns which were new.
    pub fn insert_many(
        &mut self,
        alerts: &[(UserId, NotificationId, &Alert<'_>)],
    ) -> Result<Vec<(UserId, NotificationId)>, DbError> {
        if alerts.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.0.now();
        let mut rows = Vec::with_capacity(alerts.len());
        for (user, id, alert) in alerts {
            let Alert { kind, title, body, data, link, dedup_key } = alert;
            let (user, id) = (user.0.simple().to_string(), id.0.simple().to_string());
            let about = about_user(alert).map(|id| id.simple().to_string());
            rows.push((user, id, kind.as_str(), title, body, data.to_string(), link, dedup_key, about));
        }
        let sql = match self.0.dialect() {
            Dialect::Sqlite => INSERT_MANY_SQLITE,
            Dialect::Postgres => INSERT_MANY_POSTGRES,
        };
        self.0.query(sql, &[&serde_json::json!(rows).to_string(), &now], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns up to `limit` alerts before `before`, newest first.
    pub fn list(&mut self, user: UserId, before: NotificationId, limit: i64) -> Result<Vec<StoredAlert>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], stored)
    }

    /// Returns the number of unread alerts.
    pub fn unread(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(UNREAD, &[&user], |row| row.get(0))
    }

    /// Whether the alert is in this user's feed.
    pub fn exists(&mut self, user: UserId, id: NotificationId) -> Result<bool, DbError> {
        Ok(self.0.optional(EXISTS, &[&user, &id], |_| Ok(()))?.is_some())
    }

    /// Marks the alert and all earlier ones as read. Returns how many were unread.
    pub fn mark_read_up_to(&mut self, user: UserId, id: NotificationId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_READ_UP_TO, &[&user, &id, &now])
    }

    /// Marks one alert as read. Returns 1 if it was unread.
    pub fn mark_read(&mut self, user: UserId, id: NotificationId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_READ, &[&user, &id, &now])
    }

    /// Marks the alerts of this kind and link as read. Returns how many were unread.
    pub fn mark_read_by_link(&mut self, user: UserId, kind: AlertKind, link: &str) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_READ_BY_LINK, &[&user, &kind.as_str(), &link, &now])
    }

    /// Marks all alerts created up to `instant` as read. Returns how many were unread.
    pub fn mark_read_until(&mut self, user: UserId, instant: Timestamp) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_READ_UNTIL, &[&user, &instant, &now])
    }

    /// Deletes the unread alerts of this kind and link.
    pub fn delete_unread(&mut self, user: UserId, kind: AlertKind, link: &str) -> Result<(), DbError> {
        self.0.execute(DELETE_UNREAD, &[&user, &kind.as_str(), &link])?;
        Ok(())
    }

    /// Returns the users who got an alert at or after `since`.
    pub fn alerted_since(&mut self, since: Timestamp) -> Result<Vec<UserId>, DbError> {
        self.0.query(ALERTED_SINCE, &[&since], |row| row.get(0))
    }

    /// Deletes up to `limit` alerts created before `before`.
    pub fn delete_before(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_BEFORE, &[&before, &limit])
    }
}

/// The user that an alert is about, if there is one.
fn about_user(alert: &Alert<'_>) -> Option<Uuid> {
    alert.data["user_id"].as_str().and_then(|id| id.parse().ok())
}

fn stored(row: &Row<'_>) -> Result<StoredAlert, DbError> {
    let (kind, data): (String, String) = (row.get(1)?, row.get(4)?);
    Ok(StoredAlert {
        id: row.get(0)?,
        kind: kind_from(&kind)?,
        title: row.get(2)?,
        body: row.get(3)?,
        data: serde_json::from_str(&data).map_err(|error| DbError::Decode(error.to_string()))?,
        link: row.get(5)?,
        created_at: row.get(6)?,
        read_at: row.get(7)?,
    })
}
