//! All the SQL of this room.

mod devices;
mod dispatches;
mod preferences;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Alert, Kind, NotificationId};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};

pub use devices::{Address, Device};
pub use dispatches::{Dispatch, What};

/// An alert as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id, rising with time.
    pub id: NotificationId,
    /// What it is about.
    pub kind: Kind,
    /// A few words.
    pub title: String,
    /// A sentence, or nothing.
    pub body: String,
    /// What a client words it from.
    pub data: Value,
    /// A path of the web app.
    pub link: String,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

const INSERT: &str = "
    INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, created_at, about_user)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, (SELECT id FROM users WHERE id = $10)) ON CONFLICT DO NOTHING";
const LIST: &str = "
    SELECT id, kind, title, body, data, link, created_at, read_at FROM notifications
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const UNREAD: &str = "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL";
const IS_THERE: &str = "SELECT 1 FROM notifications WHERE user_id = $1 AND id = $2";
const MARK_UP_TO: &str = "
    UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND read_at IS NULL AND id <= $2";
const MARK_ONE: &str = "UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND id = $2 AND read_at IS NULL";
const MARK_LINKED: &str = "
    UPDATE notifications SET read_at = $4 WHERE user_id = $1 AND read_at IS NULL AND kind = $2 AND link = $3";
const MARK_UNTIL: &str = "
    UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND read_at IS NULL AND created_at <= $2";
const DROP_UNREAD: &str = "
    DELETE FROM notifications WHERE user_id = $1 AND read_at IS NULL AND kind = $2 AND link = $3";
const ALERTED_SINCE: &str = "SELECT DISTINCT user_id FROM notifications WHERE created_at >= $1";
const SWEEP: &str = "
    DELETE FROM notifications WHERE (user_id, id) IN
    (SELECT user_id, id FROM notifications WHERE created_at < $1 ORDER BY created_at LIMIT $2)";

fn kind_from(text: &str) -> Result<Kind, DbError> {
    let found = Kind::ALL.into_iter().find(|kind| kind.as_str() == text);
    found.ok_or_else(|| DbError::Decode(format!("kind of alert {text}")))
}

/// This room's window on a unit of work.
pub struct NotificationsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// The feed.
    pub fn notifications(&mut self) -> NotificationsStore<'_, 'c> {
        NotificationsStore(self)
    }
}

impl NotificationsStore<'_, '_> {
    /// Adds an alert; false when one of the same `once` is there. One whose data name a `user_id`
    /// is about that person, and goes when their account does.
    pub fn insert(&mut self, user: UserId, id: NotificationId, alert: &Alert<'_>) -> Result<bool, DbError> {
        let Alert { kind, title, body, data, link, once } = alert;
        let about: Option<Uuid> = data["user_id"].as_str().and_then(|id| id.parse().ok());
        let (kind, data, now) = (kind.as_str(), data.to_string(), self.0.now());
        Ok(self.0.execute(INSERT, &[&user, &id, &kind, title, body, &data, link, once, &now, &about])? == 1)
    }

    /// Up to `limit` alerts before `before`, newest first.
    pub fn list(&mut self, user: UserId, before: NotificationId, limit: i64) -> Result<Vec<Stored>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], stored)
    }

    /// How many alerts are unread.
    pub fn unread(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(UNREAD, &[&user], |row| row.get(0))
    }

    /// Whether the alert is in this user's feed.
    pub fn is_there(&mut self, user: UserId, id: NotificationId) -> Result<bool, DbError> {
        Ok(self.0.optional(IS_THERE, &[&user, &id], |_| Ok(()))?.is_some())
    }

    /// Marks the alert and all before it; answers how many were unread.
    pub fn mark_up_to(&mut self, user: UserId, id: NotificationId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_UP_TO, &[&user, &id, &now])
    }

    /// Marks one alert; answers 1 if it was unread.
    pub fn mark_one(&mut self, user: UserId, id: NotificationId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_ONE, &[&user, &id, &now])
    }

    /// Marks those of this kind that lead there; answers how many were unread.
    pub fn mark_linked(&mut self, user: UserId, kind: Kind, link: &str) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_LINKED, &[&user, &kind.as_str(), &link, &now])
    }

    /// Marks all that came until `instant`; answers how many were unread.
    pub fn mark_until(&mut self, user: UserId, instant: Timestamp) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(MARK_UNTIL, &[&user, &instant, &now])
    }

    /// Removes unread alerts of a kind that lead to `link`.
    pub fn drop_unread(&mut self, user: UserId, kind: Kind, link: &str) -> Result<(), DbError> {
        self.0.execute(DROP_UNREAD, &[&user, &kind.as_str(), &link])?;
        Ok(())
    }

    /// Whose feed got an alert since then.
    pub fn alerted_since(&mut self, since: Timestamp) -> Result<Vec<UserId>, DbError> {
        self.0.query(ALERTED_SINCE, &[&since], |row| row.get(0))
    }

    /// Removes up to `limit` alerts that came before `before`.
    pub fn sweep(&mut self, before: Timestamp, limit: u32) -> Result<u64, DbError> {
        self.0.execute(SWEEP, &[&before, &limit])
    }
}

fn stored(row: &Row<'_>) -> Result<Stored, DbError> {
    let (kind, data): (String, String) = (row.get(1)?, row.get(4)?);
    Ok(Stored {
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
