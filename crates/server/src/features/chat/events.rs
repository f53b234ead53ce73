//! What this process commits in conversations, on its way to the hub.

use std::sync::Arc;

use super::actions::messages::MessageSeen;
use super::actions::reading::HasRead;
use super::store::Hidden;
use crate::platform::db::Tx;

/// Something that was committed by this process.
#[derive(Clone, Debug)]
pub enum ChatEvent {
    /// A message was stored. `socket` is the one that it came by and that is answered directly; 0 for a
    /// call.
    MessageStored { message: Arc<MessageSeen>, socket: u64 },
    /// A member read on.
    Read(HasRead),
    /// A member hid a message.
    Hidden(Hidden),
}

/// Passes events to the hub once they are committed; cheap to clone.
#[derive(Clone)]
pub struct ChatEvents(Arc<dyn Fn(ChatEvent) + Send + Sync>);

impl ChatEvents {
    pub(super) fn new(publish: impl Fn(ChatEvent) + Send + Sync + 'static) -> Self {
        Self(Arc::new(publish))
    }

    /// Publishes `event` once the unit of work is durable, before it is answered.
    pub fn publish_after_commit(&self, tx: &mut Tx<'_>, event: ChatEvent) {
        let publish = Arc::clone(&self.0);
        tx.after_commit(move || publish(event));
    }
}
