//! The frames that sockets are told, and who may hear them.

use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Hub;
use crate::features::accounts::UserId;
use crate::features::chat::actions::messages::MessageSeen;
use crate::features::chat::actions::reading::{self, HasRead};
use crate::features::chat::store::Hidden;
use crate::features::chat::{ConversationId, Kind, MessageId};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::socket::encode_frame;

#[derive(Serialize)]
struct ReadFrame {
    conversation_id: ConversationId,
    user_id: UserId,
    sequence: i64,
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

/// `message.new`, for every socket but the one that is answered with `message.stored`.
pub(in crate::features::chat) fn new_message(message: &MessageSeen) -> Utf8Bytes {
    // Written by hand around the message: the general way makes a tree of it first.
    let message = serde_json::to_string(message).unwrap_or_default();
    format!(r#"{{"type":"message.new","message":{message}}}"#).into()
}

impl Hub {
    pub(super) async fn tell(
        &self,
        message: &MessageSeen,
        kind: Kind,
        here: Vec<UserId>,
        socket: u64,
    ) -> Result<(), DbError> {
        let here = match kind {
            Kind::Direct => here,
            Kind::Challenge => self.may_hear(message.conversation_id, message.sender_id, here).await?,
        };
        let frame = new_message(message);
        for user in here {
            self.0.sockets.send_others(user.0, socket, &frame);
        }
        Ok(())
    }

    /// Of those here, who is in the room at this moment and does not block, or is blocked by, `sender`.
    async fn may_hear(&self, room: ConversationId, sender: UserId, here: Vec<UserId>) -> Result<Vec<UserId>, DbError> {
        if here.is_empty() {
            return Ok(here);
        }
        let work = move |tx: &mut Tx<'_>| {
            let among = tx.chat().among(room, &here)?;
            Ok::<_, DbError>((among, friends::invisible_to(tx, sender)?))
        };
        let (among, hidden) = self.0.db.read(work).await?;
        Ok(among.into_iter().map(|(user, _)| user).filter(|user| !hidden.contains(user)).collect())
    }

    pub(super) fn has_read(&self, read: &HasRead) {
        let frame = |unread| ReadFrame {
            conversation_id: read.conversation,
            user_id: read.user,
            sequence: read.sequence,
            unread,
        };
        self.0.sockets.send_others(read.user.0, read.socket, &encode_frame("message.read", &frame(Some(read.unread))));
        if let Some(other) = read.other {
            self.0.sockets.send(other.0, &encode_frame("message.read", &frame(None)));
        }
    }

    /// Somebody read on another node: what all who are here have read is told again.
    pub(super) async fn look_read(&self, id: ConversationId) -> Result<(), DbError> {
        let Some(here) = self.state().streams.get(&id).map(|stream| stream.here.clone()) else { return Ok(()) };
        for user in here {
            let Some((own, theirs)) = self.0.db.read(move |tx| how_far(tx, id, user)).await? else { continue };
            for frame in std::iter::once(own).chain(theirs) {
                self.0.sockets.send(user.0, &encode_frame("message.read", &frame));
            }
        }
        Ok(())
    }

    pub(super) fn hidden(&self, Hidden { user, conversation, message }: Hidden) {
        let frame = HiddenFrame { conversation_id: conversation, message_id: message };
        self.0.sockets.send(user.0, &encode_frame("message.hidden", &frame));
    }

    pub(super) async fn types(&self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        let found = self.state().streams.get(&id).map(|stream| (stream.kind, stream.here.clone()));
        let Some((kind, mut here)) = found else { return Ok(()) };
        here.retain(|one| *one != user);
        if kind == Kind::Challenge {
            here = self.may_hear(id, user, here).await?;
        }
        let frame = encode_frame("typing", &TypingFrame { conversation_id: id, user_id: user });
        here.into_iter().for_each(|one| self.0.sockets.send(one.0, &frame));
        Ok(())
    }
}

/// What `user` has read, and of a friend what that one has.
fn how_far(
    tx: &mut Tx<'_>,
    conversation_id: ConversationId,
    user: UserId,
) -> Result<Option<(ReadFrame, Option<ReadFrame>)>, DbError> {
    let Some(standing) = tx.chat().standing(conversation_id, user)? else { return Ok(None) };
    let unread = Some(reading::unread(tx, user, conversation_id, &standing)?);
    let own = ReadFrame { conversation_id, user_id: user, sequence: standing.read_sequence, unread };
    let Some(other) = reading::told_of_reading(tx, user, &standing)? else { return Ok(Some((own, None))) };
    let theirs = tx.chat().standing(conversation_id, other)?;
    let theirs = theirs.map(|theirs| ReadFrame {
        conversation_id,
        user_id: other,
        sequence: theirs.read_sequence,
        unread: None,
    });
    Ok(Some((own, theirs)))
}
