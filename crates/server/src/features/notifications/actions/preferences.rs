//! Who wants to hear of what: settings, the link in a mail, and tests.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use serde_json::json;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Alert, alert};
use crate::features::accounts::{self, UserId};
use crate::features::notifications::rules::{Quiet, Wanted};
use crate::features::notifications::{Kind, NotificationError};
use crate::platform::db::{DbError, Tx};
use crate::platform::secrets::Secrets;

/// Tests that may be asked for in an hour.
const TESTS: u32 = 10;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const LABEL: &str = "unsubscribe";

/// The settings of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Each kind, in the order of [`Kind::ALL`].
    pub kinds: Vec<(Kind, Wanted)>,
    /// When nothing rings.
    pub quiet: Option<Quiet>,
}

/// What holds for this user, defaults included.
///
/// # Errors
/// Those of the database.
pub fn settings(tx: &mut Tx<'_>, user: UserId) -> Result<Settings, DbError> {
    let said = tx.notifications().preferences(user)?;
    let wanted = |kind| said.iter().find(|(named, _)| *named == kind).map_or(Wanted::BY_DEFAULT, |(_, wanted)| *wanted);
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Test).map(|kind| (kind, wanted(kind))).collect();
    Ok(Settings { kinds, quiet: tx.notifications().quiet(user)? })
}

/// On which channels a user wants alerts of this kind.
///
/// # Errors
/// Those of the database.
pub fn wanted_of(tx: &mut Tx<'_>, user: UserId, kind: Kind) -> Result<Wanted, DbError> {
    Ok(tx.notifications().preference(user, kind)?.unwrap_or(Wanted::BY_DEFAULT))
}

/// When it is quiet for each of these users, in one question; who has no such hours is left out.
///
/// # Errors
/// Those of the database.
pub fn quiet_hours(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Quiet>, DbError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.notifications().quiet_of(users)?.into_iter().collect())
}

/// Replaces the settings: kinds that are not named go back to their defaults.
///
/// # Errors
/// Those of the database.
pub fn replace_settings(
    tx: &mut Tx<'_>,
    user: UserId,
    kinds: &[(Kind, Wanted)],
    quiet: Option<Quiet>,
) -> Result<Settings, DbError> {
    tx.notifications().clear_preferences(user)?;
    for (kind, wanted) in kinds {
        if *wanted != Wanted::BY_DEFAULT {
            tx.notifications().save_preference(user, *kind, *wanted)?;
        }
    }
    tx.notifications().save_quiet(user, quiet)?;
    settings(tx, user)
}

/// Where a test goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestChannel {
    /// The feed and the sockets.
    Feed,
    /// Every device.
    Push,
    /// The address.
    Mail,
}

/// Sends the user an alert that says that it arrived.
///
/// # Errors
/// `NoDevice`, `NoAddress`, `TooManyTests`, `Db`.
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
    if tests >= TESTS {
        let left = HOUR.as_secs() - since.duration_until(now).as_secs();
        return Err(NotificationError::TooManyTests(left.max(1).unsigned_abs()));
    }
    tx.notifications().save_tests(user, since, tests + 1)?;
    let (name, body) = match channel {
        TestChannel::Feed => ("feed", "This is how news looks inside Habitro."),
        TestChannel::Push => ("push", "If you can read this, notifications reach this device."),
        TestChannel::Mail => ("mail", "If you can read this, our mails reach you."),
    };
    let test = Alert {
        kind: Kind::Test,
        title: "It works",
        body,
        data: json!({"channel": name}),
        link: "/notifications",
        once: None,
    };
    alert(tx, user, &test)?;
    Ok(())
}

/// What an unsubscribe link ends with: who, which kind, and a proof that we made it.
#[must_use]
pub fn unsubscribe_token(secrets: &Secrets, user: UserId, kind: Kind) -> String {
    let proof = URL_SAFE_NO_PAD.encode(&proof(secrets, user, kind)[..16]);
    format!("{}.{}.{proof}", user.0.simple(), kind.as_str())
}

fn proof(secrets: &Secrets, user: UserId, kind: Kind) -> [u8; 32] {
    secrets.mac(LABEL, &[user.0.as_bytes(), kind.as_str().as_bytes()])
}

/// Ends mails of one kind by the link in one of them; no session is needed.
///
/// # Errors
/// `NotFound` for a link that we did not make, `Db`.
pub fn unsubscribe(tx: &mut Tx<'_>, secrets: &Secrets, token: &str) -> Result<(), NotificationError> {
    let (user, kind) = read_token(secrets, token).ok_or(NotificationError::NotFound)?;
    if accounts::find_recipient(tx, user)?.is_none() {
        return Err(NotificationError::NotFound);
    }
    let wanted = tx.notifications().preference(user, kind)?.unwrap_or(Wanted::BY_DEFAULT);
    tx.notifications().save_preference(user, kind, Wanted { mail: false, ..wanted })?;
    Ok(())
}

fn read_token(secrets: &Secrets, token: &str) -> Option<(UserId, Kind)> {
    let mut parts = token.splitn(3, '.');
    let user = UserId(Uuid::try_parse(parts.next()?).ok()?);
    let kind = parts.next()?;
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    let shown = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    bool::from(shown.ct_eq(&proof(secrets, user, kind)[..16])).then_some((user, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_links_are_read() {
        let (ours, others) = (Secrets::fixed([1; 32]), Secrets::fixed([2; 32]));
        let user = UserId(Uuid::from_u128(7));
        let token = unsubscribe_token(&ours, user, Kind::Security);
        assert_eq!(read_token(&ours, &token), Some((user, Kind::Security)));
        assert_eq!(read_token(&others, &token), None);
        for bent in [
            token.replace("security", "message"),
            token[1..].to_owned(),
            format!("{token}A"),
            String::new(),
            "..".into(),
        ] {
            assert_eq!(read_token(&ours, &bent), None, "{bent}");
        }
    }
}
