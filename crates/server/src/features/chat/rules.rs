//! Pure decisions: what a valid message is, how many messages are unread, and the limits of alerts.

use jiff::SignedDuration;

use crate::platform::problem::FieldError;
use crate::platform::text::{TextFault, display_text, is_longer_than, shows_nothing};

/// Maximum length of a message, in characters (Unicode scalar values).
pub const MAX_TEXT_LENGTH: usize = 4_000;
/// Maximum length of a `client_id`, in characters.
pub const MAX_CLIENT_ID_LENGTH: usize = 100;
/// How long a message may stay unread before its recipients get an alert.
pub const ALERT_DELAY: SignedDuration = SignedDuration::from_secs(5);
/// How far back to look for memberships and hidden messages whose hint was lost.
pub const LOST_HINT_WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Larger conversations cause no alerts: members don't know each other, and a message would write to each
/// member's row. The unread count in the app is enough there.
pub const MAX_ALERTED_MEMBERS: u32 = 50;
/// Latest messages of a chat room that are examined to count the unread ones; higher counts are shown as this
/// number.
pub const MAX_PREVIEWED_MESSAGES: u32 = 200;

/// Validates a message and returns its text as others see it.
///
/// # Errors
/// The errors of `client_id` and `text`.
pub fn validate_message(client_id: &str, text: &str) -> Result<String, Vec<FieldError>> {
    let mut errors = Vec::new();
    if client_id.is_empty() {
        errors.push(FieldError::new("client_id", "required", "A message needs an id chosen by the client."));
    } else if is_longer_than(client_id, MAX_CLIENT_ID_LENGTH) {
        let detail = format!("At most {MAX_CLIENT_ID_LENGTH} characters.");
        errors.push(FieldError::new("client_id", "too-long", detail));
    } else if client_id.chars().any(char::is_control) {
        errors.push(FieldError::new("client_id", "invalid", "No control characters."));
    }
    let mut visible = String::new();
    if is_longer_than(text, MAX_TEXT_LENGTH) {
        let detail = format!("A message has at most {MAX_TEXT_LENGTH} characters.");
        errors.push(FieldError::new("text", "too-long", detail));
    } else if shows_nothing(text) {
        errors.push(FieldError::new("text", "required", "Write something."));
    } else if text.contains('\0') {
        errors.push(FieldError::new("text", "nul-character", "The text can't contain the character U+0000."));
    } else {
        match display_text(text) {
            Ok(text) => visible = text,
            Err(fault) => errors.push(FieldError::new("text", TextFault::CODE, fault.to_string())),
        }
    }
    if errors.is_empty() { Ok(visible) } else { Err(errors) }
}

/// Returns how many messages are unread: those after the read position, without the skipped ones (the
/// reader's own and hidden ones). Exact between two friends. For a chat room it is an upper bound, exact if
/// 0: it includes messages of users whom the reader does not see and of deleted accounts.
#[must_use]
pub fn count_unread(last_sequence: i64, read_sequence: i64, skipped: i64) -> u32 {
    let unread = last_sequence.saturating_sub(read_sequence).saturating_sub(skipped);
    u32::try_from(unread.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(client_id: &str, text: &str) -> Vec<String> {
        let errors = validate_message(client_id, text).err().unwrap_or_default();
        errors.into_iter().map(|error| format!("{}: {}", error.field, error.code)).collect()
    }

    #[test]
    fn validate_message_checks_client_id_and_text() {
        assert!(codes("a", "hello").is_empty());
        assert!(codes("a", &"අ".repeat(4_000)).is_empty(), "characters, not bytes");
        assert_eq!(codes("a", &"අ".repeat(4_001)), ["text: too-long"]);
        assert_eq!(codes("", " \n\t"), ["client_id: required", "text: required"]);
        assert_eq!(codes("a", "\u{200b}\u{2060}"), ["text: required"], "nothing visible");
        assert_eq!(codes(&"x".repeat(101), "a\0b"), ["client_id: too-long", "text: nul-character"]);
        assert_eq!(codes("a\0", "a"), ["client_id: invalid"]);
        assert_eq!(codes("a", "pay \u{202e}evil"), ["text: invalid-character"]);
        assert_eq!(validate_message("a", "\u{feff}two\nlines 👩\u{200d}🚀\n"), Ok("two\nlines 👩\u{200d}🚀".into()));
    }

    #[test]
    fn count_unread_is_never_negative() {
        assert_eq!(count_unread(10, 4, 2), 4);
        assert_eq!(count_unread(10, 10, 0), 0);
        assert_eq!(count_unread(10, 10, 3), 0);
    }
}
