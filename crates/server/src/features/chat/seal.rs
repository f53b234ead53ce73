//! Encryption of message texts. The encrypted content includes the ids of conversation and message, so that a
//! token moved to another row is detected.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ConversationId, MessageId};
use crate::platform::key_ring::{KeyRing, OpenError};

/// An encrypted text: a Fernet token and the id of its key.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SealedText {
    pub key_id: String,
    pub token: String,
}

/// Why a text can't be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = MessageUnreadable)]
pub enum UnreadableReason {
    /// Its key is no longer in the server's key ring.
    LostKey,
    /// The token was altered or belongs to another message.
    Damaged,
}

#[derive(Serialize)]
struct Content<'a> {
    conversation_id: ConversationId,
    message_id: MessageId,
    text: &'a str,
}

#[derive(Deserialize)]
struct OpenedContent {
    conversation_id: ConversationId,
    message_id: MessageId,
    text: String,
}

/// Encrypts a message's text with the newest key. `at` is stored in the token. The token's IV comes from the
/// operating system, so the same input gives different tokens.
#[must_use]
pub fn seal_text(
    ring: &KeyRing,
    conversation_id: ConversationId,
    message_id: MessageId,
    text: &str,
    at: Timestamp,
) -> SealedText {
    // Serializing two ids and a text can't fail.
    let content = serde_json::to_vec(&Content { conversation_id, message_id, text }).unwrap_or_default();
    let (key_id, token) = ring.seal(&content, at);
    SealedText { key_id: key_id.to_string(), token }
}

/// Decrypts a message's text.
///
/// # Errors
/// Fails if the key is missing or the token does not belong to this message.
pub fn open_text(
    ring: &KeyRing,
    conversation_id: ConversationId,
    message_id: MessageId,
    sealed: &SealedText,
) -> Result<String, UnreadableReason> {
    let content = ring.open(&sealed.key_id, &sealed.token).map_err(|error| match error {
        OpenError::UnknownKey => UnreadableReason::LostKey,
        OpenError::Damaged => UnreadableReason::Damaged,
    })?;
    let opened: OpenedContent = serde_json::from_slice(&content).map_err(|_| UnreadableReason::Damaged)?;
    if opened.conversation_id != conversation_id || opened.message_id != message_id {
        return Err(UnreadableReason::Damaged);
    }
    Ok(opened.text)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn open_text_fails_for_other_conversation_message_or_key() {
        let ring = KeyRing::of_one([3; 32]);
        let (conversation, message) = (ConversationId(Uuid::from_u128(1)), MessageId(Uuid::from_u128(2)));
        let other = Uuid::from_u128(3);
        let sealed = seal_text(&ring, conversation, message, "hello \u{1f331}", Timestamp::UNIX_EPOCH);
        assert_eq!(open_text(&ring, conversation, message, &sealed).as_deref(), Ok("hello \u{1f331}"));
        assert_eq!(open_text(&ring, ConversationId(other), message, &sealed), Err(UnreadableReason::Damaged));
        assert_eq!(open_text(&ring, conversation, MessageId(other), &sealed), Err(UnreadableReason::Damaged));
        let other_ring = KeyRing::of_one([4; 32]);
        assert_eq!(open_text(&other_ring, conversation, message, &sealed), Err(UnreadableReason::LostKey));
    }
}
