//! The frames sent to members, and which members get them.

use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Hub;
use crate::features::accounts::UserId;
use crate::features::chat::actions::reading::{count_unread, read_receipt_recipient};
use crate::features::chat::events::ReadEvent;
use crate::features::chat::store::HiddenMessage;
use crate::features::chat::{ConversationId, ConversationKind, MessageId, MessageView};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::socket::encode_frame;

#[derive(Serialize)]
struct ReadFrame {
    conversation_id: ConversationId,
    user_id: UserId,
    sequence: i64,
    /// Only for the user's own devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<u32>,
}

#[derive(Serialize)]
struct HiddenFrame {
    conversation_id: ConversationId,
    message_id: MessageId,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TypingFrame {
    pub(super) conversation_id: ConversationId,
    pub(super) user_id: UserId,
}

/// Encodes `message.new`, the frame for all sockets except the one that gets `message.stored`.
pub(in crate::features::chat) fn encode_new_message(message: &MessageView) -> Utf8Bytes {
    // `encode_frame` would first build a tree of the message.
    let message = serde_json::to_string(message).unwrap_or_default();
    format!(r#"{{"type":"message.new","message":{message}}}"#).into()
}

impl Hub {
    pub(super) async fn broadcast_message(
        &self,
        message: &MessageView,
        kind: ConversationKind,
        members: Vec<UserId>,
        except: u64,
    ) -> Result<(), DbError> {
        let members = match kind {
            ConversationKind::Direct => members,
            ConversationKind::Challenge => {
                self.filter_recipients(message.conversation_id, message.sender_id, members).await?
            }
        };
        let frame = encode_new_message(message);
        for user in members {
            self.0.sockets.send_others(user.0, except, &frame);
        }
        Ok(())
    }

    /// Returns those of `users` who are members of the chat room now and neither block `sender` nor are
    /// blocked by them.
    async fn filter_recipients(
        &self,
        room: ConversationId,
        sender: UserId,
        users: Vec<UserId>,
    ) -> Result<Vec<UserId>, DbError> {
        if users.is_empty() {
            return Ok(users);
        }
        let work = move |tx: &mut Tx<'_>| {
            let members = tx.chat().members_among(room, &users)?;
            Ok::<_, DbError>((members, friends::invisible_to(tx, sender)?))
        };
        let (members, invisible) = self.0.db.read(work).await?;
        Ok(members.into_iter().map(|(user, _)| user).filter(|user| !invisible.contains(user)).collect())
    }

    pub(super) fn send_read(&self, read: &ReadEvent) {
        let frame = |unread| ReadFrame {
            conversation_id: read.conversation,
            user_id: read.user,
            sequence: read.sequence,
            unread,
        };
        let sockets = &self.0.sockets;
        sockets.send_others(read.user.0, read.socket, &encode_frame("message.read", &frame(Some(read.unread))));
        if let Some(other) = read.other {
            sockets.send(other.0, &encode_frame("message.read", &frame(None)));
        }
    }

    /// Sends the read positions of a conversation to its connected members. Used when someone has read on
    /// another node, which does not say who.
    pub(super) async fn send_read_positions(&self, id: ConversationId) -> Result<(), DbError> {
        let members = self.state().conversations.get(&id).map(|conversation| conversation.members.clone());
        for user in members.unwrap_or_default() {
            let frames = self.0.db.read(move |tx| read_frames(tx, id, user)).await?;
            for frame in frames {
                self.0.sockets.send(user.0, &encode_frame("message.read", &frame));
            }
        }
        Ok(())
    }

    pub(super) fn send_hidden(&self, HiddenMessage { user, conversation, message }: HiddenMessage) {
        let frame = HiddenFrame { conversation_id: conversation, message_id: message };
        self.0.sockets.send(user.0, &encode_frame("message.hidden", &frame));
    }

    pub(super) async fn broadcast_typing(&self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        let found =
            self.state().conversations.get(&id).map(|conversation| (conversation.kind, conversation.members.clone()));
        let Some((kind, mut members)) = found else { return Ok(()) };
        members.retain(|member| *member != user);
        if kind == ConversationKind::Challenge {
            members = self.filter_recipients(id, user, members).await?;
        }
        let frame = encode_frame("typing", &TypingFrame { conversation_id: id, user_id: user });
        members.into_iter().for_each(|member| self.0.sockets.send(member.0, &frame));
        Ok(())
    }
}

/// Returns the frames with the read positions that `user` may see: their own and a friend's.
fn read_frames(tx: &mut Tx<'_>, conversation_id: ConversationId, user: UserId) -> Result<Vec<ReadFrame>, DbError> {
    let Some(membership) = tx.chat().membership(conversation_id, user)? else { return Ok(vec![]) };
    let unread = Some(count_unread(tx, user, conversation_id, &membership)?);
    let mut frames = vec![ReadFrame { conversation_id, user_id: user, sequence: membership.read_sequence, unread }];
    if let Some(other) = read_receipt_recipient(tx, user, &membership)?
        && let Some(theirs) = tx.chat().membership(conversation_id, other)?
    {
        frames.push(ReadFrame { conversation_id, user_id: other, sequence: theirs.read_sequence, unread: None });
    }
    Ok(frames)
}
