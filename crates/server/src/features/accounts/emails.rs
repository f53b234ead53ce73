//! The emails and text messages about accounts.
//!
//! They contain nothing that a stranger typed, so that nobody can use a sign-up form to send a
//! message to someone else's address. The only long run of digits in them is the code.

use crate::platform::outbox::{Block, EmailContent, OutboxMessage};

use super::rules::identifier::Identifier;

/// A message in two forms: an email, and a text message of at most 160 characters of the GSM
/// alphabet.
#[derive(Clone, Debug)]
pub struct MessageTemplate {
    note: EmailContent,
    text: String,
}

impl MessageTemplate {
    /// Addresses the message to `identifier`, in the form that it can receive.
    #[must_use]
    pub fn to(&self, identifier: &Identifier) -> OutboxMessage {
        match identifier {
            Identifier::Email { typed, .. } => self.note.mail(typed),
            Identifier::Phone(number) => OutboxMessage::Sms { to: number.clone(), text: self.text.clone() },
        }
    }

    /// A message of another feature: `note` is the email, `text` the text message.
    #[must_use]
    pub fn of(note: EmailContent, text: impl Into<String>) -> Self {
        Self { note, text: text.into() }
    }

    fn new(subject: &str, blocks: Vec<Block>, text: impl Into<String>) -> Self {
        Self { note: EmailContent { subject: subject.into(), blocks }, text: text.into() }
    }
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(words.into())
}

fn aside(words: &str) -> Block {
    Block::Aside(words.into())
}

/// A link to `address`, unless it has six digits in a row, which look like a code.
fn link(words: &str, address: &str) -> Option<Block> {
    let like_a_code = address.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 6);
    (!like_a_code).then(|| Block::Link { words: words.into(), address: address.into() })
}

/// The code that completes a sign-up.
#[must_use]
pub fn sign_up_code(code: &str) -> MessageTemplate {
    MessageTemplate::new(
        "Your Habitro code",
        vec![
            paragraph("Welcome! Enter this code in Habitro to finish signing up:"),
            Block::Code(code.into()),
            paragraph("The code works for 15 minutes."),
            aside(
                "If you didn't sign up, you can ignore this email. \
                 Never share this code: nobody from Habitro will ask you for it.",
            ),
        ],
        format!(
            "{code} is your Habitro code. It works for 15 minutes. Never share it: nobody from Habitro will ask you for it."
        ),
    )
}

/// Tells the owner of an account that someone signed up with its address again. The response to
/// the sign-up must not reveal that the account exists, so this message does.
#[must_use]
pub fn already_registered(origin: &str) -> MessageTemplate {
    let mut blocks = vec![paragraph(
        "Someone (probably you) tried to sign up with this address, but it already has a Habitro account. You can just sign in.",
    )];
    blocks.extend(link("Open Habitro", origin));
    blocks.push(aside("If it wasn't you, you can ignore this email. Nothing about your account has changed."));
    MessageTemplate::new(
        "You already have a Habitro account",
        blocks,
        "This number already has a Habitro account, so you can just sign in. If you didn't try to sign up, you can ignore this message.",
    )
}

/// The code that allows a new password to be chosen.
#[must_use]
pub fn reset_code(code: &str) -> MessageTemplate {
    MessageTemplate::new(
        "Your password reset code",
        vec![
            paragraph("Enter this code in Habitro to choose a new password:"),
            Block::Code(code.into()),
            paragraph("The code works for 15 minutes. You'll need to sign in again on all your devices."),
            aside(
                "If you didn't ask for this, you can ignore this email: your password stays the same. \
                 Never share this code: nobody from Habitro will ask you for it.",
            ),
        ],
        format!(
            "{code} is your Habitro password reset code. It works for 15 minutes. If you didn't ask for it, you can ignore this message."
        ),
    )
}

/// The code that confirms a new email address or phone number of an account.
#[must_use]
pub fn contact_code(code: &str) -> MessageTemplate {
    MessageTemplate::new(
        "Confirm this address for Habitro",
        vec![
            paragraph("Enter this code in Habitro to use this address for your account:"),
            Block::Code(code.into()),
            paragraph("The code works for 15 minutes."),
            aside("If you didn't ask for this, you can ignore this email: nothing happens without the code."),
        ],
        format!(
            "{code} confirms this number for your Habitro account. It works for 15 minutes. If you didn't ask for it, you can ignore this message."
        ),
    )
}

/// Tells the owner of an account that someone tried to add its email address or phone number to
/// another account.
#[must_use]
pub fn contact_taken() -> MessageTemplate {
    MessageTemplate::new(
        "This address belongs to your account",
        vec![
            paragraph(
                "Someone (probably you) tried to add this address to another Habitro account. It already belongs to yours, so nothing has changed.",
            ),
            aside(
                "To use it in the other account, first change the address of the account that has it, or delete that account.",
            ),
        ],
        "Someone tried to add this number to another Habitro account. It already belongs to yours, so nothing has changed.",
    )
}

/// An event that the owner of an account gets a message about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountNotice<'d> {
    /// A session was opened on a device whose name is new to the account.
    NewDevice {
        /// Our name for the device, never the `User-Agent` that was sent.
        device: &'d str,
        /// Whether a passkey opened it rather than the password.
        by_passkey: bool,
    },
    /// The password was changed by someone who knew the old one.
    PasswordChanged,
    /// The password was reset with a code.
    PasswordReset,
    /// An email address was added or replaced.
    EmailChanged,
    /// A phone number was added or replaced.
    PhoneChanged,
    #[allow(missing_docs, reason = "the name says it")]
    Deleted,
}

const NOT_YOU: &str = "If this wasn't you, reset your password right away: open Habitro and choose \"Forgot your password?\". \
     This signs out every device and removes all passkeys.";

/// Tells an owner what happened. The message never contains the old or the new value.
#[must_use]
pub fn notice(notice: AccountNotice<'_>, origin: &str) -> MessageTemplate {
    let (subject, paragraph, text) = match notice {
        AccountNotice::NewDevice { device, by_passkey } => (
            "New sign-in to your account",
            format!(
                "Someone just signed in to your account with {} on a new device: {device}.",
                if by_passkey { "a passkey" } else { "your password" }
            ),
            format!("Habitro: new sign-in to your account ({device})."),
        ),
        AccountNotice::PasswordChanged => (
            "Your password was changed",
            "The password of your account was just changed. All other devices were signed out.".to_owned(),
            "Habitro: your password was just changed.".to_owned(),
        ),
        AccountNotice::PasswordReset => (
            "Your password was reset",
            "A new password was just chosen for your account with a code that we sent you. All devices were signed out."
                .to_owned(),
            "Habitro: a new password was just chosen for your account with a code that we sent you.".to_owned(),
        ),
        AccountNotice::EmailChanged => (
            "Your account has a new email address",
            "Your account just got a new email address to sign in with. The old one, if there was one, no longer works."
                .to_owned(),
            "Habitro: your account just got a new email address to sign in with.".to_owned(),
        ),
        AccountNotice::PhoneChanged => (
            "Your account has a new phone number",
            "Your account just got a new phone number to sign in with. The old one, if there was one, no longer works."
                .to_owned(),
            "Habitro: your account just got a new phone number to sign in with.".to_owned(),
        ),
        AccountNotice::Deleted => (
            "Your account was deleted",
            "Your account and everything in it were just deleted, as you asked. Thank you for being part of Habitro."
                .to_owned(),
            "Habitro: your account and everything in it were just deleted, as you asked.".to_owned(),
        ),
    };
    let mut blocks = vec![Block::Paragraph(paragraph)];
    if notice == AccountNotice::Deleted {
        blocks.push(aside("This is the last email you'll get from us."));
        return MessageTemplate::new(subject, blocks, text);
    }
    blocks.extend(link("Open Habitro", origin));
    blocks.push(aside(NOT_YOU));
    MessageTemplate::new(subject, blocks, format!("{text} Not you? Choose \"Forgot your password?\" in the app now."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 6).collect()
    }

    #[test]
    fn each_code_message_contains_the_code_once() {
        for words in [sign_up_code("012345"), reset_code("012345"), contact_code("012345")] {
            assert_eq!(runs(&words.note.text()), ["012345"]);
            assert_eq!(runs(&words.text), ["012345"]);
            assert!(words.note.text().is_ascii() && words.text.is_ascii());
        }
    }

    #[test]
    fn other_messages_contain_nothing_like_a_code() {
        let device = "Firefox on Linux";
        for origin in ["http://localhost:8080", "https://123456.example"] {
            let notices = [
                AccountNotice::NewDevice { device, by_passkey: false },
                AccountNotice::NewDevice { device, by_passkey: true },
                AccountNotice::PasswordChanged,
                AccountNotice::PasswordReset,
                AccountNotice::EmailChanged,
                AccountNotice::PhoneChanged,
                AccountNotice::Deleted,
            ];
            let notices = notices.map(|what| notice(what, origin));
            for words in notices.into_iter().chain([already_registered(origin), contact_taken()]) {
                assert_eq!(runs(&words.note.text()), [""; 0]);
                assert_eq!(runs(&words.note.html()), [""; 0]);
                assert_eq!(runs(&words.text), [""; 0]);
            }
        }
        assert!(already_registered("http://localhost:8080").note.text().contains("http://localhost:8080"));
    }

    #[test]
    fn text_messages_fit_into_one_sms() {
        let all = [
            sign_up_code("012345"),
            reset_code("012345"),
            contact_code("012345"),
            already_registered("https://habits.example"),
            contact_taken(),
            notice(AccountNotice::NewDevice { device: "Samsung Internet on Android", by_passkey: true }, ""),
            notice(AccountNotice::PasswordReset, ""),
            notice(AccountNotice::EmailChanged, ""),
        ];
        for words in all {
            assert!(words.text.is_ascii() && words.text.len() <= 160, "{} {}", words.text.len(), words.text);
        }
    }
}
