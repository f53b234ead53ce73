//! The words of the letters that this room sends. No digits in them: nothing here is a code.

use crate::platform::outbox::{Block, Note};

const NOT_YOU: &str = "If that was not you, sign in, change your password and remove the passkey: \
                       somebody may have had your device or your password.";

/// A passkey was added: as a mail and as a text message.
#[must_use]
pub fn added() -> (Note, &'static str) {
    let note = notice(
        "A passkey was added",
        "Your Habitro account can now be opened with a new passkey: a fingerprint, a face or the PIN of a device.",
        NOT_YOU,
    );
    (
        note,
        "Habitro: a passkey was added to your account. Was it not you? Choose a new password at once: Forgot your password?",
    )
}

/// A passkey was removed.
#[must_use]
pub fn removed() -> (Note, &'static str) {
    let note = notice(
        "A passkey was removed",
        "A passkey no longer opens your Habitro account, and the device that signed in with it was signed out.",
        "If that was not you, change your password: somebody may be using your account.",
    );
    (
        note,
        "Habitro: a passkey no longer opens your account. Was it not you? Choose a new password at once: Forgot your password?",
    )
}

fn notice(subject: &str, what: &str, not_you: &str) -> Note {
    Note { subject: subject.into(), blocks: vec![Block::Paragraph(what.into()), Block::Aside(not_you.into())] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_them_looks_like_a_code() {
        for (note, text) in [added(), removed()] {
            assert!(text.is_ascii() && text.len() <= 160 && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
            assert!(note.text().is_ascii() && !note.text().contains(|c: char| c.is_ascii_digit()));
        }
    }
}
