//! Pure decisions: what a message may be, what is unread, how often somebody may write.

use jiff::SignedDuration;

use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, shows_nothing};

/// The longest message, in characters (Unicode scalar values).
pub const LONGEST_TEXT: usize = 4_000;
/// The longest name that a client gives a message.
pub const LONGEST_CLIENT_ID: usize = 100;
/// What is unread for so long is told beyond the app.
pub const ALERT_AFTER: SignedDuration = SignedDuration::from_secs(5);
/// How far back a node looks for what it did not hear of: who came into a conversation, what was hidden.
pub const LATELY: SignedDuration = SignedDuration::from_secs(60);
/// Rooms of more members don't ring, since people there don't know each other, and a message would
/// write to each one's row: the badge in the app is enough.
pub const MOST_ALERTED: u32 = 50;
/// Messages of a room that are looked at to tell what of it is unread; more is said to be so many.
pub const LOOKED_AT: u32 = 200;

/// What is wrong with a message.
#[must_use]
pub fn faults(client_id: &str, text: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if client_id.is_empty() {
        errors.push(FieldError::new("client_id", "required", "A message has a name of the client's own."));
    } else if is_longer_than(client_id, LONGEST_CLIENT_ID) {
        let detail = format!("At most {LONGEST_CLIENT_ID} characters.");
        errors.push(FieldError::new("client_id", "too-long", detail));
    } else if client_id.chars().any(char::is_control) {
        errors.push(FieldError::new("client_id", "invalid", "No control characters."));
    }
    if is_longer_than(text, LONGEST_TEXT) {
        let detail = format!("A message has at most {LONGEST_TEXT} characters.");
        errors.push(FieldError::new("text", "too-long", detail));
    } else if shows_nothing(text) {
        errors.push(FieldError::new("text", "required", "Write something."));
    } else if text.contains('\0') {
        errors.push(FieldError::new("text", "nul-character", "The character U+0000 can't be part of any text here."));
    }
    errors
}

/// Messages that are unread: all after what was read, but for one's own and what one hid. Of two
/// friends it is exact. In a room it is the most there can be, and exact when it is none: what
/// people wrote whom one does not see, or whose accounts are gone, is among it.
#[must_use]
pub fn unread(last_sequence: i64, read_sequence: i64, skipped: i64) -> u32 {
    let unread = last_sequence.saturating_sub(read_sequence).saturating_sub(skipped);
    u32::try_from(unread.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(client_id: &str, text: &str) -> Vec<String> {
        faults(client_id, text).into_iter().map(|fault| format!("{}: {}", fault.field, fault.code)).collect()
    }

    #[test]
    fn messages_have_text_and_a_name() {
        assert!(codes("a", "hello").is_empty());
        assert!(codes("a", &"අ".repeat(4_000)).is_empty(), "characters, not bytes");
        assert_eq!(codes("a", &"අ".repeat(4_001)), ["text: too-long"]);
        assert_eq!(codes("", " \n\t"), ["client_id: required", "text: required"]);
        assert_eq!(codes("a", "\u{200b}\u{2060}"), ["text: required"], "nothing that can be seen");
        assert_eq!(codes(&"x".repeat(101), "a\0b"), ["client_id: too-long", "text: nul-character"]);
        assert_eq!(codes("a\0", "a"), ["client_id: invalid"]);
    }

    #[test]
    fn unread_is_never_below_none() {
        assert_eq!(unread(10, 4, 2), 4);
        assert_eq!(unread(10, 10, 0), 0);
        assert_eq!(unread(10, 10, 3), 0);
    }
}
