//! Notification preferences and test alerts.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde_json::json;

use super::feed::add_alert;
use crate::features::accounts::{self, UserId};
use crate::features::notifications::rules::{ChannelPreference, QuietHours};
use crate::features::notifications::{Alert, AlertKind, NotificationError};
use crate::platform::db::{DbError, Tx};

/// Test alerts per hour.
const MAX_TESTS_PER_HOUR: u32 = 10;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NotificationPreferences {
    /// One entry per kind, in the order of [`AlertKind::ALL`].
    pub kinds: Vec<(AlertKind, ChannelPreference)>,
    pub quiet_hours: Option<QuietHours>,
}

/// Returns the user's preferences, with defaults filled in.
pub fn preferences(tx: &mut Tx<'_>, user: UserId) -> Result<NotificationPreferences, DbError> {
    let saved = tx.notifications().preferences(user)?;
    let preference = |kind| {
        saved
            .iter()
            .find(|(saved_kind, _)| *saved_kind == kind)
            .map_or(ChannelPreference::DEFAULT, |(_, preference)| *preference)
    };
    let kinds = AlertKind::ALL
        .into_iter()
        .filter(|kind| *kind != AlertKind::Test)
        .map(|kind| (kind, preference(kind)))
        .collect();
    Ok(NotificationPreferences { kinds, quiet_hours: tx.notifications().quiet_hours(user)? })
}

/// Returns the channels on which the user gets alerts of this kind.
pub fn channel_preference(tx: &mut Tx<'_>, user: UserId, kind: AlertKind) -> Result<ChannelPreference, DbError> {
    Ok(tx.notifications().preference(user, kind)?.unwrap_or(ChannelPreference::DEFAULT))
}

/// Returns the quiet hours of these users in one query. Users without quiet hours are omitted.
pub fn quiet_hours(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, QuietHours>, DbError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.notifications().quiet_hours_of(users)?.into_iter().collect())
}

/// Replaces the preferences. Kinds that are not listed get their defaults.
pub fn replace_preferences(
    tx: &mut Tx<'_>,
    user: UserId,
    kinds: &[(AlertKind, ChannelPreference)],
    quiet: Option<QuietHours>,
) -> Result<NotificationPreferences, DbError> {
    tx.notifications().clear_preferences(user)?;
    for (kind, preference) in kinds {
        if *preference != ChannelPreference::DEFAULT {
            tx.notifications().save_preference(user, *kind, *preference)?;
        }
    }
    tx.notifications().save_quiet_hours(user, quiet)?;
    preferences(tx, user)
}

/// The channel a test alert is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestChannel {
    /// The feed and open sockets.
    Feed,
    /// All devices.
    Push,
    /// The email address.
    Mail,
}

/// Sends the user a test alert.
///
/// # Errors
/// `NoDevice`, `NoAddress` or `TooManyTests`.
pub fn send_test(tx: &mut Tx<'_>, user: UserId, channel: TestChannel) -> Result<(), NotificationError> {
    match channel {
        TestChannel::Push if !tx.notifications().has_devices(user)? => return Err(NotificationError::NoDevice),
        TestChannel::Mail if accounts::find_recipient(tx, user)?.is_none_or(|recipient| recipient.email.is_none()) => {
            return Err(NotificationError::NoAddress);
        }
        _ => {}
    }
    let now = tx.now();
    let (since, tests) = tx.notifications().tests(user)?;
    let (since, tests) = match since {
        Some(since) if since.duration_until(now) < HOUR => (since, tests),
        _ => (now, 0),
    };
    if tests >= MAX_TESTS_PER_HOUR {
        let left = HOUR.as_secs() - since.duration_until(now).as_secs();
        return Err(NotificationError::TooManyTests(left.max(1).unsigned_abs()));
    }
    tx.notifications().save_tests(user, since, tests + 1)?;
    let (name, body) = match channel {
        TestChannel::Feed => ("feed", "This is how notifications look in Habitro."),
        TestChannel::Push => ("push", "If you can read this, notifications reach this device."),
        TestChannel::Mail => ("mail", "If you can read this, our emails reach you."),
    };
    let test = Alert {
        kind: AlertKind::Test,
        title: "It works",
        body,
        data: json!({"channel": name}),
        link: "/notifications",
        dedup_key: None,
    };
    add_alert(tx, user, &test)?;
    Ok(())
}
