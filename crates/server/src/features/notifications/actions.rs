//! The use cases of this room.

pub mod channels;
pub mod devices;
pub mod dispatch;
mod dispatch_batch;
pub mod preferences;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules;
use super::store::{Stored, What};
use super::{NotificationError, NotificationId};
use crate::features::accounts::UserId;
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// The topic of the hint that a user's feed changed; its subject is the user's id.
pub const HINT: &str = "notifications";

/// What an alert is about. Clients choose words, icon and channel by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = AlertKind)]
pub enum Kind {
    /// An achievement was unlocked.
    Achievement,
    /// The streak breaks unless something is done today.
    StreakAtRisk,
    /// Something about the account's safety: a new device, a changed password.
    Security,
    /// Somebody wants to be friends.
    FriendRequest,
    /// Somebody said yes.
    FriendAccepted,
    /// Somebody invites to a challenge.
    ChallengeInvitation,
    /// The days of a challenge are over.
    ChallengeFinished,
    /// A message arrived.
    Message,
    /// A habit wants to be thought of.
    Reminder,
    /// What the day holds, in the morning.
    MorningSummary,
    /// Asked for by the user, to see whether it arrives.
    Test,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 11] = [
        Self::Achievement,
        Self::StreakAtRisk,
        Self::Security,
        Self::FriendRequest,
        Self::FriendAccepted,
        Self::ChallengeInvitation,
        Self::ChallengeFinished,
        Self::Message,
        Self::Reminder,
        Self::MorningSummary,
        Self::Test,
    ];

    /// Its name, in the database and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Achievement => "achievement",
            Self::StreakAtRisk => "streak-at-risk",
            Self::Security => "security",
            Self::FriendRequest => "friend-request",
            Self::FriendAccepted => "friend-accepted",
            Self::ChallengeInvitation => "challenge-invitation",
            Self::ChallengeFinished => "challenge-finished",
            Self::Message => "message",
            Self::Reminder => "reminder",
            Self::MorningSummary => "morning-summary",
            Self::Test => "test",
        }
    }
}

/// Payload for one user.
#[derive(Clone, Debug)]
pub struct Alert<'a> {
    /// What it is about.
    pub kind: Kind,
    /// A few words in English, for channels that can't word it themselves.
    pub title: &'a str,
    /// A sentence in English; may be empty.
    pub body: &'a str,
    /// What a client words it from: a JSON object, its fields fixed by the kind.
    pub data: serde_json::Value,
    /// Where it leads: a path of the web app, such as `/rewards`.
    pub link: &'a str,
    /// A name for what happened; a second alert of this name changes nothing.
    pub once: Option<&'a str>,
}

/// Puts an alert at the top of the user's feed; false when one of the same `once` is there.
///
/// # Errors
/// Those of the database.
pub fn alert(tx: &mut Tx<'_>, user: UserId, alert: &Alert<'_>) -> Result<bool, DbError> {
    let id = NotificationId(tx.new_id());
    let added = tx.notifications().insert(user, id, alert)?;
    if added {
        let now = tx.now();
        tx.notifications().add_dispatch(user, &What::Alert(id), now)?;
        tell(tx, user);
    }
    Ok(added)
}

/// Puts an alert at the top of the feed in place of the unread ones of its kind that lead to the
/// same: it says all that they said.
///
/// # Errors
/// Those of the database.
pub fn alert_in_place(tx: &mut Tx<'_>, user: UserId, news: &Alert<'_>) -> Result<(), DbError> {
    tx.notifications().drop_unread(user, news.kind, news.link)?;
    alert(tx, user, news).map(drop)
}

/// Up to which alert a feed was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpTo {
    /// This one and all before it.
    Id(NotificationId),
    /// All that came until then.
    Instant(Timestamp),
}

/// Marks alerts as read; what was read keeps its instant.
///
/// # Errors
/// [`NotificationError::NotFound`] for an alert that is not in this user's feed.
pub fn mark_read(tx: &mut Tx<'_>, user: UserId, up_to: UpTo) -> Result<(), NotificationError> {
    let (latest, last) = match up_to {
        UpTo::Id(id) => (Timestamp::MAX, id),
        UpTo::Instant(instant) => (instant, NotificationId(Uuid::max())),
    };
    dispatch::close_what_is_read(tx, user, latest, last)?;
    let marked = match up_to {
        UpTo::Id(id) => {
            if !tx.notifications().is_there(user, id)? {
                return Err(NotificationError::NotFound);
            }
            tx.notifications().mark_up_to(user, id)?
        }
        UpTo::Instant(instant) => tx.notifications().mark_until(user, instant)?,
    };
    if marked > 0 {
        tell(tx, user);
    }
    Ok(())
}

/// Marks one alert as read and has other devices take it away.
///
/// # Errors
/// [`NotificationError::NotFound`] for an alert that is not in this user's feed.
pub fn mark_one_read(tx: &mut Tx<'_>, user: UserId, id: NotificationId) -> Result<(), NotificationError> {
    let alert = tx.notifications().alert(user, id)?.ok_or(NotificationError::NotFound)?;
    if tx.notifications().mark_one(user, id)? == 0 {
        return Ok(());
    }
    if tx.notifications().has_devices(user)? {
        let (tag, now) = (rules::tag(alert.kind, id, &alert.link), tx.now());
        tx.notifications().add_dispatch(user, &What::Close(vec![tag]), now)?;
    }
    tell(tx, user);
    Ok(())
}

/// Marks the alerts of this kind that lead to `link` as read and has devices take them away: what
/// they ask for is done.
///
/// # Errors
/// Those of the database.
pub fn put_away(tx: &mut Tx<'_>, user: UserId, kind: Kind, link: &str) -> Result<(), DbError> {
    if tx.notifications().mark_linked(user, kind, link)? == 0 {
        return Ok(());
    }
    if tx.notifications().has_devices(user)? {
        let (tag, now) = (rules::tag(kind, NotificationId(Uuid::nil()), link), tx.now());
        tx.notifications().add_dispatch(user, &What::Close(vec![tag]), now)?;
    }
    tell(tx, user);
    Ok(())
}

/// A page of the feed, newest first, and how many alerts are unread in all of it.
///
/// # Errors
/// Those of the database.
pub fn feed(tx: &mut Tx<'_>, user: UserId, before: NotificationId, limit: i64) -> Result<(Vec<Stored>, u32), DbError> {
    Ok((tx.notifications().list(user, before, limit)?, tx.notifications().unread(user)?))
}

/// Alerts that the sockets look at.
const NEWEST: i64 = 20;
/// How far back a lost hint is looked for.
const LATELY: SignedDuration = SignedDuration::from_secs(60);

/// The newest alerts of a feed, newest first, and how many are unread in all of it.
///
/// # Errors
/// Those of the database.
pub fn newest(tx: &mut Tx<'_>, user: UserId) -> Result<(Vec<Stored>, u32), DbError> {
    feed(tx, user, NotificationId(Uuid::max()), NEWEST)
}

/// Whose feed got an alert in the last minute, for who may have lost the hint.
///
/// # Errors
/// Those of the database.
pub fn lately_alerted(tx: &mut Tx<'_>) -> Result<Vec<UserId>, DbError> {
    let now = tx.now();
    tx.notifications().alerted_since(now.checked_sub(LATELY).unwrap_or(now))
}

fn tell(tx: &mut Tx<'_>, user: UserId) {
    tx.emit(Hint { topic: HINT, subject: user.0, day: None });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_called_the_same_everywhere() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
