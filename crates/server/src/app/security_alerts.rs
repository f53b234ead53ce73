//! The alerts about an account's safety. Letters about the same go out from the accounts room; these
//! reach the devices of whoever has no address, and all the others at once.

use serde_json::json;

use crate::features::accounts::{SecurityEvent, UserId};
use crate::features::notifications::{self, Alert, Kind};
use crate::platform::db::{DbError, Tx};

/// Tells an owner what happened.
pub(super) fn tell(tx: &mut Tx<'_>, user: UserId, what: SecurityEvent, device: &str) -> Result<(), DbError> {
    let (name, title, body) = words(what, device);
    let alert = Alert {
        kind: Kind::Security,
        title,
        body: &body,
        data: json!({"what": name, "device": device}),
        link: "/you/activity",
        once: None,
    };
    notifications::alert(tx, user, &alert).map(drop)
}

/// What it is called in the alert's data, a few words, and a sentence.
fn words(what: SecurityEvent, device: &str) -> (&'static str, &'static str, String) {
    match what {
        SecurityEvent::NewDevice => ("new-device", "A new device signed in", format!("{device} is new here.")),
        SecurityEvent::Guessing => (
            "guessing",
            "Somebody tries passwords",
            format!("Wrong passwords came from {device}; they are slowed down."),
        ),
        SecurityEvent::PasswordChanged => {
            ("password-changed", "Your password was changed", "All other devices were signed out.".into())
        }
        SecurityEvent::PasswordReset => (
            "password-reset",
            "Your password was replaced",
            "With a code that we sent. All devices were signed out.".into(),
        ),
        SecurityEvent::EmailChanged => {
            ("email-changed", "Your e-mail address was changed", "It is the one to sign in with from now on.".into())
        }
        SecurityEvent::PhoneChanged => {
            ("phone-changed", "Your phone number was changed", "It is the one to sign in with from now on.".into())
        }
        SecurityEvent::PasskeyAdded => {
            ("passkey-added", "A passkey was added", format!("{device} opens your account from now on."))
        }
        SecurityEvent::PasskeyRemoved => {
            ("passkey-removed", "A passkey was removed", "It no longer opens your account.".into())
        }
    }
}
