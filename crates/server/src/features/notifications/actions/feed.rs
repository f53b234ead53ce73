//! The feed: add alerts, mark them as read, list them.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::notifications::store::{DispatchContent, StoredAlert};
use crate::features::notifications::{Alert, AlertKind, NotificationError, NotificationId};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// The topic of the hint that a feed changed; its subject is the user's id.
pub const HINT: &str = "notifications";

/// Adds an alert to the user's feed. Returns `false` if one with the same `dedup_key` exists.
pub fn add_alert(tx: &mut Tx<'_>, user: UserId, alert: &Alert<'_>) -> Result<bool, DbError> {
    let id = NotificationId(tx.new_id());
    let added = tx.notifications().insert(user, id, alert)?;
    if added {
        let now = tx.now();
        tx.notifications().add_dispatch(user, &DispatchContent::New(id), now)?;
        emit_feed_changed(tx, user);
    }
    Ok(added)
}

/// Adds alerts to the feeds of many users with two statements. Those whose `dedup_key` exists are left out.
pub fn add_alerts(tx: &mut Tx<'_>, alerts: &[(UserId, Alert<'_>)]) -> Result<(), DbError> {
    let numbered: Vec<_> = alerts.iter().map(|(user, alert)| (*user, NotificationId(tx.new_id()), alert)).collect();
    let added = tx.notifications().insert_many(&numbered)?;
    tx.notifications().add_dispatches(&added)?;
    for (user, _) in added {
        emit_feed_changed(tx, user);
    }
    Ok(())
}

/// Adds an alert and removes the unread ones of the same kind and link, which it supersedes.
pub fn replace_alert(tx: &mut Tx<'_>, user: UserId, alert: &Alert<'_>) -> Result<(), DbError> {
    tx.notifications().delete_unread(user, alert.kind, alert.link)?;
    add_alert(tx, user, alert).map(drop)
}

/// The last alert that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadUpTo {
    /// This alert and all earlier ones.
    Id(NotificationId),
    /// All alerts up to this instant.
    Instant(Timestamp),
}

/// Marks alerts as read. Alerts read earlier keep their `read_at`.
///
/// # Errors
/// [`NotificationError::NotFound`] if the alert is not in this user's feed.
pub fn mark_read(tx: &mut Tx<'_>, user: UserId, up_to: ReadUpTo) -> Result<(), NotificationError> {
    let marked = match up_to {
        ReadUpTo::Id(id) => {
            if !tx.notifications().exists(user, id)? {
                return Err(NotificationError::NotFound);
            }
            tx.notifications().mark_read_up_to(user, id)?
        }
        ReadUpTo::Instant(instant) => tx.notifications().mark_read_until(user, instant)?,
    };
    if marked > 0 {
        emit_feed_changed(tx, user);
    }
    Ok(())
}

/// Marks one alert as read.
///
/// # Errors
/// [`NotificationError::NotFound`] if the alert is not in this user's feed.
pub fn mark_one_read(tx: &mut Tx<'_>, user: UserId, id: NotificationId) -> Result<(), NotificationError> {
    if !tx.notifications().exists(user, id)? {
        return Err(NotificationError::NotFound);
    }
    if tx.notifications().mark_read(user, id)? > 0 {
        emit_feed_changed(tx, user);
    }
    Ok(())
}

/// Marks the alerts of this kind and link as read, because the user has done what they ask for.
pub fn close_alerts(tx: &mut Tx<'_>, user: UserId, kind: AlertKind, link: &str) -> Result<(), DbError> {
    if tx.notifications().mark_read_by_link(user, kind, link)? > 0 {
        emit_feed_changed(tx, user);
    }
    Ok(())
}

/// Returns a page of the feed, newest first, and the number of unread alerts in the whole feed.
pub fn list_feed(
    tx: &mut Tx<'_>,
    user: UserId,
    before: NotificationId,
    limit: i64,
) -> Result<(Vec<StoredAlert>, u32), DbError> {
    Ok((tx.notifications().list(user, before, limit)?, tx.notifications().unread(user)?))
}

/// How many of the newest alerts are compared to find those not yet sent to sockets.
const NEWEST_COUNT: i64 = 20;
/// How far back to look for alerts whose hint was lost.
const LOST_HINT_WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// Returns the newest alerts of a feed, newest first, and the number of unread alerts in the whole feed.
pub fn newest_alerts(tx: &mut Tx<'_>, user: UserId) -> Result<(Vec<StoredAlert>, u32), DbError> {
    list_feed(tx, user, NotificationId(Uuid::max()), NEWEST_COUNT)
}

/// Returns the users who got an alert within [`LOST_HINT_WINDOW`].
pub fn recently_alerted_users(tx: &mut Tx<'_>) -> Result<Vec<UserId>, DbError> {
    let now = tx.now();
    tx.notifications().alerted_since(now.checked_sub(LOST_HINT_WINDOW).unwrap_or(now))
}

fn emit_feed_changed(tx: &mut Tx<'_>, user: UserId) {
    tx.emit(Hint { topic: HINT, subject: user.0, day: None });
}
