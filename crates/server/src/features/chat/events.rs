//! Events that this process commits, and how they get to the hub.

use std::sync::Arc;

use super::ConversationId;
use super::message::MessageView;
use super::store::HiddenMessage;
use crate::features::accounts::UserId;
use crate::platform::db::Tx;

/// Something that this process has committed.
#[derive(Clone, Debug)]
pub enum ChatEvent {
    /// A message was stored. `socket` is the one it came from, which gets its own response; 0 for an HTTP
    /// request.
    MessageStored { message: Arc<MessageView>, socket: u64 },
    /// A member has read on.
    Read(ReadEvent),
    /// A member has hidden a message.
    Hidden(HiddenMessage),
}

/// How far a member has read.
#[derive(Clone, Copy, Debug)]
pub struct ReadEvent {
    pub user: UserId,
    pub conversation: ConversationId,
    pub sequence: i64,
    pub unread: u32,
    /// The friend who may see it; `None` in a chat room.
    pub other: Option<UserId>,
    /// The socket it came from; 0 for an HTTP request.
    pub socket: u64,
}

/// Passes events on once they are committed; cheap to clone.
#[derive(Clone)]
pub struct ChatEvents(Arc<dyn Fn(ChatEvent) + Send + Sync>);

impl ChatEvents {
    pub(super) fn new(publish: impl Fn(ChatEvent) + Send + Sync + 'static) -> Self {
        Self(Arc::new(publish))
    }

    /// Publishes `event` after the unit of work has committed, before its result is returned.
    pub fn publish_after_commit(&self, tx: &mut Tx<'_>, event: ChatEvent) {
        let publish = Arc::clone(&self.0);
        tx.after_commit(move || publish(event));
    }
}
