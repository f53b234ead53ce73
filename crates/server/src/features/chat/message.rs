//! A message as its readers see it.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::seal::{UnreadableReason, open_text};
use super::store::MessageRow;
use super::{ConversationId, MessageId};
use crate::features::accounts::UserId;
use crate::platform::key_ring::KeyRing;

/// A message as members see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs, reason = "the names say it")]
#[schema(as = ChatMessage)]
pub struct MessageView {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// The position in the conversation, from 1. There may be gaps.
    #[schema(minimum = 1)]
    pub sequence: i64,
    pub sender_id: UserId,
    /// The id that the sender's client chose.
    pub client_id: String,
    /// The text, or an English sentence if it can't be decrypted.
    pub text: String,
    /// Why the text can't be decrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<UnreadableReason>,
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

impl MessageView {
    /// Decrypts a stored message.
    pub(super) fn open(ring: &KeyRing, row: &MessageRow) -> Self {
        let (text, unreadable) = match open_text(ring, row.conversation, row.id, &row.sealed) {
            Ok(text) => (text, None),
            Err(reason) => {
                let text = match reason {
                    UnreadableReason::LostKey => "This message can't be opened: its key is missing.",
                    UnreadableReason::Damaged => "This message can't be opened: it was damaged.",
                };
                tracing::warn!(message = %row.id, key = row.sealed.key_id, ?reason, "could not decrypt a message");
                (text.to_owned(), Some(reason))
            }
        };
        Self {
            id: row.id,
            conversation_id: row.conversation,
            sequence: row.sequence,
            sender_id: row.sender,
            client_id: row.client_id.clone(),
            text,
            unreadable,
            sent_at: row.sent_at,
        }
    }
}
