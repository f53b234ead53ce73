//! The WebSocket frames that chat handles.

use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::actions::Actor;
use super::actions::messages::{HistoryRange, history};
use super::actions::reading::MarkRead;
use super::actions::sending::SendMessage;
use super::hub::encode_new_message;
use super::{Chat, ChatError, ConversationId, MessageView};
use crate::features::accounts::{SessionId, UserId};
use crate::platform::problem::ToProblem;
use crate::platform::socket::{Frame, FrameHandler, FrameProblem, HandlerFuture, SocketIdentity, encode_frame};

/// Conversations in one `resume` frame.
const MAX_RESUMED_CONVERSATIONS: usize = 200;
/// Messages sent in response to one `resume` frame, over all conversations.
const MAX_RESUMED_MESSAGES: usize = 100;
/// Bytes sent in response to one `resume` frame; a socket's queue holds twice as much.
const MAX_RESUMED_BYTES: usize = 256 * 1024;

/// Handles the frames of chat; register it with the sockets.
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
    conversations: Vec<ResumePosition>,
}

/// The last message of a conversation that the client has.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResumePosition {
    id: ConversationId,
    sequence: u32,
}

/// The last frame of the response to `resume`.
#[derive(Serialize)]
struct ResumedFrame {
    conversations: Vec<ResumedConversation>,
}

/// The sequence up to which messages were sent. If there are more, the client resumes from there.
#[derive(Serialize)]
struct ResumedConversation {
    id: ConversationId,
    sequence: i64,
    more: bool,
}

impl From<ChatError> for FrameProblem {
    fn from(error: ChatError) -> Self {
        let problem = error.to_problem();
        let detail = problem.errors.first().map_or(problem.detail.clone(), |error| error.detail.clone());
        Self::new(problem.code, detail)
    }
}

fn actor(identity: &SocketIdentity) -> Actor {
    Actor { user: UserId(identity.account), session: SessionId(identity.session), socket: identity.socket }
}

impl FrameHandler for ChatFrames {
    fn kinds(&self) -> &'static [&'static str] {
        &["message.send", "message.read", "typing", "resume"]
    }

    fn handle<'a>(&'a self, from: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a> {
        Box::pin(async move {
            match frame.kind() {
                "message.send" => self.send_message(from, frame).await,
                "message.read" => self.mark_read(from, frame).await,
                "typing" => self.send_typing(from, frame).await,
                _ => self.resume(from, frame).await,
            }
        })
    }
}

type FrameResponse = Result<Option<Utf8Bytes>, FrameProblem>;

impl ChatFrames {
    async fn send_message(&self, from: &SocketIdentity, frame: Frame) -> FrameResponse {
        let SendFrame { client_id, conversation_id, text } = frame.read()?;
        let input = SendMessage { client_id, text };
        let message = self.0.send_message(actor(from), conversation_id, input).await?;
        Ok(Some(encode_stored_message(&message)))
    }

    async fn mark_read(&self, from: &SocketIdentity, frame: Frame) -> FrameResponse {
        let ReadFrame { conversation_id, sequence } = frame.read()?;
        self.0.mark_read(actor(from), conversation_id, MarkRead { sequence }).await?;
        Ok(None)
    }

    async fn send_typing(&self, from: &SocketIdentity, frame: Frame) -> FrameResponse {
        let TypingFrame { conversation_id } = frame.read()?;
        let user = UserId(from.account);
        self.0.authorize_typing(user, conversation_id).await?;
        self.0.hub.send_typing(conversation_id, user);
        Ok(None)
    }

    /// Sends the messages after each position, in order, on this socket only. Conversations of which the
    /// user is not a member are omitted: they may have been removed meanwhile.
    async fn resume(&self, from: &SocketIdentity, frame: Frame) -> FrameResponse {
        let ResumeFrame { conversations } = frame.read()?;
        if conversations.len() > MAX_RESUMED_CONVERSATIONS {
            let detail = format!("At most {MAX_RESUMED_CONVERSATIONS} conversations at once.");
            return Err(FrameProblem::new("malformed-frame", detail));
        }
        let (user, sockets) = (UserId(from.account), &self.0.options.sockets);
        let (mut messages_left, mut bytes_left) = (MAX_RESUMED_MESSAGES, MAX_RESUMED_BYTES);
        let mut resumed = Vec::new();
        for ResumePosition { id, sequence } in conversations {
            let after = i64::from(sequence);
            if messages_left == 0 || bytes_left == 0 {
                resumed.push(ResumedConversation { id, sequence: after, more: true });
                continue;
            }
            let (ring, range) = (self.0.ring().clone(), HistoryRange { after, before: i64::MAX, newest: false });
            let page = match self.0.db().read(move |tx| history(tx, &ring, user, id, range, messages_left)).await {
                Ok(page) => page,
                Err(ChatError::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            let last = page.messages.last().map_or(after, |message| message.sequence);
            let (mut sequence, mut more) = (after, page.more.is_some());
            for message in &page.messages {
                let frame = encode_new_message(message);
                if frame.len() > bytes_left {
                    (bytes_left, more) = (0, true);
                    break;
                }
                (messages_left, bytes_left, sequence) = (messages_left - 1, bytes_left - frame.len(), message.sequence);
                sockets.send_one(from, &frame);
            }
            if sequence == last {
                // Skip messages that were read but are not visible to this user.
                sequence = page.more.map_or(sequence, |(_, last_read)| last_read);
            }
            resumed.push(ResumedConversation { id, sequence, more });
        }
        // Sent through the same queue as the messages and not as the response, which could overtake them.
        sockets.send_one(from, &encode_frame("resumed", &ResumedFrame { conversations: resumed }));
        Ok(None)
    }
}

/// Encodes `message.stored`, the response to the socket that a message came from.
fn encode_stored_message(message: &MessageView) -> Utf8Bytes {
    // Serializing texts and ids can't fail.
    let client_id = serde_json::to_string(&message.client_id).unwrap_or_default();
    let message = serde_json::to_string(message).unwrap_or_default();
    format!(r#"{{"type":"message.stored","client_id":{client_id},"message":{message}}}"#).into()
}
