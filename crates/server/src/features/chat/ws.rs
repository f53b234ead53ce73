//! The frames that this room answers.

use serde::{Deserialize, Serialize};

use super::actions::messages::{MessageSeen, Send, Window, history};
use super::actions::reading::ReadOn;
use super::actions::{Chat, Writer};
use super::hub::new_message;
use super::{ChatError, ConversationId};
use crate::features::accounts::{SessionId, UserId};
use crate::platform::problem::ToProblem;
use crate::platform::socket::{Frame, FrameHandler, FrameProblem, HandlerFuture, SocketIdentity, encode_frame};

/// Conversations that one `resume` may name.
const MOST_RESUMED: usize = 200;
/// Messages that one `resume` is answered with, all conversations together.
const MOST_MESSAGES: usize = 100;
/// And their bytes: a socket's queue holds twice as much.
const MOST_BYTES: usize = 256 * 1024;

/// Answers frames with the chat; register it with the sockets.
#[derive(Clone, Debug)]
pub struct ChatFrames(pub Chat);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendFrame {
    client_id: String,
    conversation_id: ConversationId,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadFrame {
    conversation_id: ConversationId,
    sequence: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypingFrame {
    conversation_id: ConversationId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResumeFrame {
    conversations: Vec<Place>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    id: ConversationId,
    sequence: u32,
}

/// The end of what a `resume` is answered with.
#[derive(Serialize)]
struct ResumedFrame {
    conversations: Vec<Resumed>,
}

/// How far a conversation was told; `more`: ask on from there.
#[derive(Serialize)]
struct Resumed {
    id: ConversationId,
    sequence: i64,
    more: bool,
}

impl From<ChatError> for FrameProblem {
    fn from(error: ChatError) -> Self {
        let problem = error.to_problem();
        let detail = problem.errors.first().map_or(problem.detail.clone(), |fault| fault.detail.clone());
        Self::new(problem.code, detail)
    }
}

fn writer(from: &SocketIdentity) -> Writer {
    Writer { user: UserId(from.account), session: SessionId(from.session), socket: from.socket }
}

impl FrameHandler for ChatFrames {
    fn kinds(&self) -> &'static [&'static str] {
        &["message.send", "message.read", "typing", "resume"]
    }

    fn handle<'a>(&'a self, from: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a> {
        Box::pin(async move {
            match frame.kind() {
                "message.send" => self.send(from, frame).await,
                "message.read" => self.read_on(from, frame).await,
                "typing" => self.typing(from, frame).await,
                _ => self.resume(from, frame).await,
            }
        })
    }
}

type Heard = Result<Option<tokio_tungstenite::tungstenite::Utf8Bytes>, FrameProblem>;

impl ChatFrames {
    async fn send(&self, from: &SocketIdentity, frame: Frame) -> Heard {
        let SendFrame { client_id, conversation_id, text } = frame.read()?;
        let input = Send { client_id, text };
        let message = self.0.send(writer(from), conversation_id, input).await?;
        Ok(Some(stored(&message)))
    }

    async fn read_on(&self, from: &SocketIdentity, frame: Frame) -> Heard {
        let ReadFrame { conversation_id, sequence } = frame.read()?;
        self.0.read_on(writer(from), conversation_id, ReadOn { sequence }).await?;
        Ok(None)
    }

    async fn typing(&self, from: &SocketIdentity, frame: Frame) -> Heard {
        let TypingFrame { conversation_id } = frame.read()?;
        let user = UserId(from.account);
        self.0.may_type(user, conversation_id).await?;
        self.0.hub.typing(conversation_id, user);
        Ok(None)
    }

    /// Sends what came after each place, in order, on this socket alone. A conversation that is
    /// not theirs is left out of the answer: it may have been taken from them meanwhile.
    async fn resume(&self, from: &SocketIdentity, frame: Frame) -> Heard {
        let ResumeFrame { conversations } = frame.read()?;
        if conversations.len() > MOST_RESUMED {
            let detail = format!("At most {MOST_RESUMED} conversations at once.");
            return Err(FrameProblem::new("malformed-frame", detail));
        }
        let (user, ring) = (UserId(from.account), self.0.ring().clone());
        let (mut left, mut bytes) = (MOST_MESSAGES, MOST_BYTES);
        let mut resumed = Vec::new();
        for place in conversations {
            let (id, after) = (place.id, i64::from(place.sequence));
            if left == 0 || bytes == 0 {
                resumed.push(Resumed { id, sequence: after, more: true });
                continue;
            }
            let (ring, window) = (ring.clone(), Window { after, before: i64::MAX, newest: false });
            let read = self.0.db().read(move |tx| history(tx, &ring, user, id, window, left));
            let found = match read.await {
                Ok(found) => found,
                Err(ChatError::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            let last = found.messages.last().map_or(after, |message| message.sequence);
            let (mut sequence, mut more) = (after, found.more.is_some());
            for message in &found.messages {
                let frame = new_message(message);
                if frame.len() > bytes {
                    (bytes, more) = (0, true);
                    break;
                }
                (left, bytes, sequence) = (left - 1, bytes - frame.len(), message.sequence);
                self.0.parts.sockets.send_one(from, &frame);
            }
            if sequence == last {
                // What was looked at and is not for these eyes is behind as well.
                sequence = found.more.map_or(sequence, |(_, looked_at)| looked_at);
            }
            resumed.push(Resumed { id, sequence, more });
        }
        // By the same queue as the messages, or it would come before them.
        self.0.parts.sockets.send_one(from, &encode_frame("resumed", &ResumedFrame { conversations: resumed }));
        Ok(None)
    }
}

/// `message.stored`, for the socket that a message came by.
fn stored(message: &MessageSeen) -> tokio_tungstenite::tungstenite::Utf8Bytes {
    // Texts and ids always have a JSON form.
    let client_id = serde_json::to_string(&message.client_id).unwrap_or_default();
    let message = serde_json::to_string(message).unwrap_or_default();
    format!(r#"{{"type":"message.stored","client_id":{client_id},"message":{message}}}"#).into()
}
