//! The emails and text messages about passkeys. They contain no digits, so nothing in them looks
//! like a code.

use crate::platform::outbox::{Block, EmailContent};

const RESET_HINT: &str = "If this wasn't you, reset your password right away: open Habitro and choose \"Forgot your password?\". \
     This signs out every device and removes all passkeys.";

/// A passkey was added: the email and the text message.
#[must_use]
pub fn added() -> (EmailContent, &'static str) {
    let note = notice(
        "A passkey was added",
        "You can now sign in to your Habitro account with a new passkey: your fingerprint, your face or your device's PIN.",
    );
    (note, "Habitro: a passkey was added to your account. Not you? Choose \"Forgot your password?\" in the app now.")
}

/// A passkey was removed: the email and the text message.
#[must_use]
pub fn removed() -> (EmailContent, &'static str) {
    let note = notice(
        "A passkey was removed",
        "A passkey was removed from your Habitro account, and the devices that signed in with it were signed out.",
    );
    (
        note,
        "Habitro: a passkey was removed from your account. Not you? Choose \"Forgot your password?\" in the app now.",
    )
}

fn notice(subject: &str, paragraph: &str) -> EmailContent {
    let blocks = vec![Block::Paragraph(paragraph.into()), Block::Aside(RESET_HINT.into())];
    EmailContent { subject: subject.into(), blocks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_contain_no_digits() {
        for (note, text) in [added(), removed()] {
            assert!(text.is_ascii() && text.len() <= 160 && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
            assert!(note.text().is_ascii() && !note.text().contains(|c: char| c.is_ascii_digit()));
        }
    }
}
