//! What stands in a message's token: its text and where it belongs, so that a token that was put
//! into another row is noticed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ConversationId, MessageId};
use crate::platform::key_ring::{KeyRing, OpenError};

/// A sealed text.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Which key opens it.
    pub key_id: String,
    /// The Fernet token.
    pub token: String,
}

/// Why a text can't be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = MessageUnreadable)]
pub enum Unread {
    /// Its key is not on the server's ring any more.
    LostKey,
    /// It is not what was sealed for this place.
    Damaged,
}

#[derive(Serialize)]
struct Content<'a> {
    conversation_id: ConversationId,
    message_id: MessageId,
    text: &'a str,
}

#[derive(Deserialize)]
struct Opened {
    conversation_id: ConversationId,
    message_id: MessageId,
    text: String,
}

/// Seals a message's text with the ring's newest key.
#[must_use]
pub fn seal_text(
    ring: &KeyRing,
    conversation_id: ConversationId,
    message_id: MessageId,
    text: &str,
    at: Timestamp,
) -> Sealed {
    // Two ids and a text always have a JSON form.
    let plain = serde_json::to_vec(&Content { conversation_id, message_id, text }).unwrap_or_default();
    let (key_id, token) = ring.seal(&plain, at);
    Sealed { key_id: key_id.to_string(), token }
}

/// Opens a message's text.
///
/// # Errors
/// When its key is not there, or the token is not this message's.
pub fn open_text(
    ring: &KeyRing,
    conversation_id: ConversationId,
    message_id: MessageId,
    sealed: &Sealed,
) -> Result<String, Unread> {
    let plain = ring.open(&sealed.key_id, &sealed.token).map_err(|shut| match shut {
        OpenError::UnknownKey => Unread::LostKey,
        OpenError::Damaged => Unread::Damaged,
    })?;
    let opened: Opened = serde_json::from_slice(&plain).map_err(|_| Unread::Damaged)?;
    if opened.conversation_id != conversation_id || opened.message_id != message_id {
        return Err(Unread::Damaged);
    }
    Ok(opened.text)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_text_opens_in_its_own_place_only() {
        let ring = KeyRing::of_one([3; 32]);
        let (conversation, message) = (ConversationId(Uuid::from_u128(1)), MessageId(Uuid::from_u128(2)));
        let other = Uuid::from_u128(3);
        let sealed = seal_text(&ring, conversation, message, "hello \u{1f331}", Timestamp::UNIX_EPOCH);
        assert_eq!(open_text(&ring, conversation, message, &sealed).as_deref(), Ok("hello \u{1f331}"));
        assert_eq!(open_text(&ring, ConversationId(other), message, &sealed), Err(Unread::Damaged));
        assert_eq!(open_text(&ring, conversation, MessageId(other), &sealed), Err(Unread::Damaged));
        let lost = KeyRing::of_one([4; 32]);
        assert_eq!(open_text(&lost, conversation, message, &sealed), Err(Unread::LostKey));
    }
}
