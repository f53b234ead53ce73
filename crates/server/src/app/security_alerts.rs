//! Alerts about the security of an account. The accounts feature sends emails about the same events; alerts
//! are faster and also reach users without an email address.

use serde_json::json;

use crate::features::accounts::{SecurityEvent, UserId};
use crate::features::notifications::{self, Alert, AlertKind};
use crate::platform::db::{DbError, Tx};

/// Adds an alert for the owner of the account.
pub(super) fn add(tx: &mut Tx<'_>, user: UserId, event: SecurityEvent, device: &str) -> Result<(), DbError> {
    let (name, title, body) = describe(event, device);
    let alert = Alert {
        kind: AlertKind::Security,
        title,
        body: &body,
        data: json!({"what": name, "device": device}),
        link: "/you/activity",
        dedup_key: None,
    };
    notifications::add_alert(tx, user, &alert).map(drop)
}

/// Returns the event's name for the alert's data, the title, and the body.
fn describe(event: SecurityEvent, device: &str) -> (&'static str, &'static str, String) {
    match event {
        SecurityEvent::NewDevice => {
            ("new-device", "A new device signed in", format!("{device} signed in for the first time."))
        }
        SecurityEvent::Guessing => (
            "guessing",
            "Failed sign-in attempts",
            format!("Someone entered wrong passwords from {device}. We slow down further attempts."),
        ),
        SecurityEvent::PasswordChanged => {
            ("password-changed", "Your password was changed", "All other devices were signed out.".into())
        }
        SecurityEvent::PasswordReset => (
            "password-reset",
            "Your password was reset",
            "It was reset with a code that we sent. All devices were signed out.".into(),
        ),
        SecurityEvent::EmailChanged => {
            ("email-changed", "Your email address was changed", "Use the new one to sign in.".into())
        }
        SecurityEvent::PhoneChanged => {
            ("phone-changed", "Your phone number was changed", "Use the new one to sign in.".into())
        }
        SecurityEvent::PasskeyAdded => {
            ("passkey-added", "A passkey was added", format!("{device} can now sign in with it."))
        }
        SecurityEvent::PasskeyRemoved => {
            ("passkey-removed", "A passkey was removed", "It can no longer be used to sign in.".into())
        }
    }
}
