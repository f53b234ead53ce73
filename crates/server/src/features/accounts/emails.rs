//! The words of the letters that this room sends, as mail and as text message.
//!
//! Nothing a stranger typed stands in them: whoever registers somebody else's address can't
//! use us to send that person a message. And no digits but the code's.

use crate::platform::outbox::{Block, Note, OutboxMessage};

use super::rules::identifier::Identifier;

/// The same thing said in a mail and in a text message (GSM alphabet, 160 characters).
#[derive(Clone, Debug)]
pub struct Words {
    note: Note,
    text: String,
}

impl Words {
    /// As a letter to `identifier`.
    #[must_use]
    pub fn to(&self, identifier: &Identifier) -> OutboxMessage {
        match identifier {
            Identifier::Email { typed, .. } => self.note.mail(typed),
            Identifier::Phone(number) => OutboxMessage::Sms { to: number.clone(), text: self.text.clone() },
        }
    }

    /// What another room has to say to an owner: a mail, or in short as a text message.
    #[must_use]
    pub fn of(note: Note, text: impl Into<String>) -> Self {
        Self { note, text: text.into() }
    }

    fn new(subject: &str, blocks: Vec<Block>, text: impl Into<String>) -> Self {
        Self { note: Note { subject: subject.into(), blocks }, text: text.into() }
    }
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(words.into())
}

fn aside(words: &str) -> Block {
    Block::Aside(words.into())
}

/// An address with six digits in a row could be taken for a code.
fn link(words: &str, address: &str) -> Option<Block> {
    let like_a_code = address.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 6);
    (!like_a_code).then(|| Block::Link { words: words.into(), address: address.into() })
}

/// The code that opens a sign-up.
#[must_use]
pub fn sign_up_code(code: &str) -> Words {
    Words::new(
        "Your Habitro code",
        vec![
            paragraph("Welcome! Type this code in Habitro to finish signing up:"),
            Block::Code(code.into()),
            paragraph("It works for a quarter of an hour."),
            aside(
                "If you did not sign up, leave this letter be: without the code nothing happens. \
                 Nobody at Habitro will ever ask you for it.",
            ),
        ],
        format!("{code} is your Habitro code. It works for 15 minutes. Nobody at Habitro will ever ask you for it."),
    )
}

/// For somebody who signs up again: the answer on the screen must not tell, so the letter does.
#[must_use]
pub fn already_here(origin: &str) -> Words {
    let mut blocks = vec![paragraph(
        "Somebody, probably you, tried to sign up with this address. It has an account already, so there is nothing to finish: just sign in.",
    )];
    blocks.extend(link("Open Habitro", origin));
    blocks.push(aside("If that was not you, leave this letter be: your account is as it was."));
    Words::new(
        "You already have a Habitro account",
        blocks,
        "This number already has a Habitro account, so there is nothing to finish: just sign in. Was it not you? Then nothing has changed.",
    )
}

/// The code that lets somebody choose another password.
#[must_use]
pub fn reset_code(code: &str) -> Words {
    Words::new(
        "Your code for a new password",
        vec![
            paragraph("Type this code in Habitro to choose a new password:"),
            Block::Code(code.into()),
            paragraph("It works for a quarter of an hour. All your devices will have to sign in again."),
            aside(
                "If you did not ask for it, leave this letter be: your password stays as it is. \
                 Nobody at Habitro will ever ask you for the code.",
            ),
        ],
        format!(
            "{code} is your code for a new Habitro password. It works for 15 minutes. Did you not ask for it? Then your password stays as it is."
        ),
    )
}

/// The code that proves that a contact is one's own.
#[must_use]
pub fn contact_code(code: &str) -> Words {
    Words::new(
        "Confirm this address for Habitro",
        vec![
            paragraph("Type this code in Habitro to use this address for your account:"),
            Block::Code(code.into()),
            paragraph("It works for a quarter of an hour."),
            aside("If you did not ask for it, leave this letter be: without the code nothing happens."),
        ],
        format!(
            "{code} confirms this number for your Habitro account. It works for 15 minutes. Did you not ask for it? Then leave it be."
        ),
    )
}

/// For the owner of an account whose contact somebody wants to have in another account.
#[must_use]
pub fn contact_taken() -> Words {
    Words::new(
        "This address belongs to your account",
        vec![
            paragraph(
                "Somebody, probably you, wanted to use this address in another Habitro account. It already belongs to one, so nothing was changed.",
            ),
            aside("To use it elsewhere, give the account that has it another address first, or delete that account."),
        ],
        "Somebody wanted to use this number in another Habitro account. It belongs to yours already, so nothing was changed.",
    )
}

/// What an owner is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'d> {
    /// A session was opened from a kind of device not seen before.
    NewDevice {
        /// Which, in our own words.
        device: &'d str,
        /// By a passkey; else by the password.
        by_passkey: bool,
    },
    /// Another password, by who knew the old one.
    PasswordChanged,
    /// Another password, by a code.
    PasswordReset,
    /// Another e-mail address, or the first.
    EmailChanged,
    /// Another phone number, or the first.
    PhoneChanged,
    /// The account is no more.
    Deleted,
}

const NOT_YOU: &str = "If that was not you, choose a new password at once: in Habitro, under \"Forgot your password?\". \
     That ends every session and removes every passkey.";

/// Tells an owner what happened, without a word of what was changed into what.
#[must_use]
pub fn notice(notice: Notice<'_>, origin: &str) -> Words {
    let (subject, said, text) = match notice {
        // The device is one of our own names for browsers and systems, never what was sent.
        Notice::NewDevice { device, by_passkey } => (
            "A new device signed in",
            format!(
                "Somebody just signed in to your account with {}, from a device that is new here: {device}.",
                if by_passkey { "a passkey" } else { "your password" }
            ),
            format!("Habitro: a new device signed in to your account ({device})."),
        ),
        Notice::PasswordChanged => (
            "Your password was changed",
            "The password of your account was just changed. All other devices were signed out.".to_owned(),
            "Habitro: your password was just changed.".to_owned(),
        ),
        Notice::PasswordReset => (
            "Your password was replaced",
            "A new password was just chosen for your account with a code that we sent. All devices were signed out."
                .to_owned(),
            "Habitro: a new password was just chosen for your account with a code that we sent.".to_owned(),
        ),
        Notice::EmailChanged => (
            "Your e-mail address was changed",
            "Your account just got another e-mail address to sign in with.".to_owned(),
            "Habitro: your account just got another e-mail address to sign in with.".to_owned(),
        ),
        Notice::PhoneChanged => (
            "Your phone number was changed",
            "Your account just got another phone number to sign in with.".to_owned(),
            "Habitro: your account just got another phone number to sign in with.".to_owned(),
        ),
        Notice::Deleted => (
            "Your account is deleted",
            "Your account and everything in it were just deleted, as you asked. Thank you for having been here."
                .to_owned(),
            "Habitro: your account and everything in it were just deleted, as you asked.".to_owned(),
        ),
    };
    let mut blocks = vec![Block::Paragraph(said)];
    if notice == Notice::Deleted {
        blocks.push(aside("This is the last letter you get from us."));
        return Words::new(subject, blocks, text);
    }
    blocks.extend(link("Open Habitro", origin));
    blocks.push(aside(NOT_YOU));
    Words::new(subject, blocks, format!("{text} Was it not you? Choose a new password at once: Forgot your password?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 6).collect()
    }

    #[test]
    fn a_code_stands_in_its_letter_once() {
        for words in [sign_up_code("012345"), reset_code("012345"), contact_code("012345")] {
            assert_eq!(runs(&words.note.text()), ["012345"]);
            assert_eq!(runs(&words.text), ["012345"]);
            assert!(words.note.text().is_ascii() && words.text.is_ascii());
        }
    }

    #[test]
    fn the_other_letters_have_nothing_like_a_code() {
        let device = "Firefox on Linux";
        for origin in ["http://localhost:8080", "https://123456.example"] {
            let notices = [
                Notice::NewDevice { device, by_passkey: false },
                Notice::NewDevice { device, by_passkey: true },
                Notice::PasswordChanged,
                Notice::PasswordReset,
                Notice::EmailChanged,
                Notice::PhoneChanged,
                Notice::Deleted,
            ];
            let notices = notices.map(|what| notice(what, origin));
            for words in notices.into_iter().chain([already_here(origin), contact_taken()]) {
                assert_eq!(runs(&words.note.text()), [""; 0]);
                assert_eq!(runs(&words.note.html()), [""; 0]);
                assert_eq!(runs(&words.text), [""; 0]);
            }
        }
        assert!(already_here("http://localhost:8080").note.text().contains("http://localhost:8080"));
    }

    #[test]
    fn a_text_message_is_one_message() {
        let all = [
            sign_up_code("012345"),
            reset_code("012345"),
            contact_code("012345"),
            already_here("https://habits.example"),
            contact_taken(),
            notice(Notice::NewDevice { device: "Samsung Internet on Android", by_passkey: true }, ""),
            notice(Notice::PasswordReset, ""),
            notice(Notice::EmailChanged, ""),
        ];
        for words in all {
            assert!(words.text.is_ascii() && words.text.len() <= 160, "{} {}", words.text.len(), words.text);
        }
    }
}
