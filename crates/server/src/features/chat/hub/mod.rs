//! Delivers what happens in conversations to the sockets of this process, in order.
//!
//! For each conversation with a connected member, the hub tracks the next sequence to deliver. Messages
//! that this process has committed arrive as events and are delivered without another read. If a sequence
//! is missing in between, because another node stored it or a hint was lost, the messages are read from the
//! database. All events go through one queue, which keeps their order.

mod broadcast;
mod delivery;
mod retry;

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, oneshot};

use super::events::{ChatEvent, ChatEvents};
use super::options::ChatOptions;
use super::presence::{self, Presence};
use super::rules::LOST_HINT_WINDOW;
use super::store::ConversationPosition;
use super::{ConversationId, HINT, HINT_HIDDEN, HINT_MEMBER, HINT_PRESENCE, HINT_READ, MessageId};
use crate::features::accounts::UserId;
use crate::platform::bus::{EphemeralMessage, Hint, Origin};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::key_ring::KeyRing;
use crate::platform::socket::Sockets;
use broadcast::TypingFrame;
use delivery::DeliveryState;
use retry::Retry;

pub(super) use broadcast::encode_new_message;

/// How often to poll the database for changes whose hint was lost.
const POLL_INTERVAL: Duration = Duration::from_secs(4);
/// How long after a failure of the database events are processed again.
const RETRY_DELAY: Duration = Duration::from_millis(500);
/// Conversations or users per query of a poll.
const MAX_POLLED_IDS: usize = 500;
/// The topic of ephemeral messages that a user is typing.
const TYPING_TOPIC: &str = "chat-typing";

/// The hub; cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    sockets: Sockets,
    db: Db,
    ring: KeyRing,
    presence: Presence,
    state: Mutex<DeliveryState>,
    sender: UnboundedSender<HubEvent>,
    receiver: tokio::sync::Mutex<UnboundedReceiver<HubEvent>>,
    queued: Notify,
    /// Events to process again after a failure of the database.
    retries: Mutex<HashSet<Retry>>,
    several_nodes: bool,
}

enum HubEvent {
    /// This process has committed something.
    Committed(ChatEvent),
    /// A conversation may have messages that are not delivered.
    ReadMessages(ConversationId),
    /// A member may have read on.
    ReadPositions(ConversationId),
    /// A member may have hidden this message.
    ReadHidden(MessageId),
    /// A user has connected. The sender is notified once delivery has started.
    Connect(UserId, oneshot::Sender<Result<(), DbError>>),
    /// The conversations of a user may have changed.
    ReloadConversations(UserId),
    Typing(ConversationId, UserId),
    /// A user's presence setting may have changed.
    UpdatePresence(UserId),
    /// Another node has announced presence.
    PresenceReceived,
}

impl Hub {
    pub(super) fn new(options: &ChatOptions, presence: Presence) -> Self {
        let (sender, receiver) = unbounded_channel();
        let inner = Arc::new(Inner {
            sockets: options.sockets.clone(),
            db: options.db.clone(),
            ring: options.ring.clone(),
            presence,
            state: Mutex::default(),
            sender,
            receiver: tokio::sync::Mutex::new(receiver),
            queued: Notify::new(),
            retries: Mutex::default(),
            several_nodes: options.several_nodes,
        });
        // Weak references: the hub holds the database, which holds the bus and its listeners.
        let weak = Arc::downgrade(&inner);
        options.db.bus().listen_with_origin(move |hint, origin| {
            if let (Some(inner), Some(event)) = (weak.upgrade(), event_of(hint, origin)) {
                inner.push(event);
            }
        });
        let weak = Arc::downgrade(&inner);
        options.db.bus().on_ephemeral(move |_, message| {
            let Some(inner) = weak.upgrade() else { return };
            match message.topic.as_str() {
                TYPING_TOPIC => {
                    if let Ok(frame) = serde_json::from_value::<TypingFrame>(message.payload.clone()) {
                        inner.push(HubEvent::Typing(frame.conversation_id, frame.user_id));
                    }
                }
                // `Presence` was created first, so its listener has already processed the message.
                presence::TOPIC => inner.push(HubEvent::PresenceReceived),
                _ => {}
            }
        });
        Self(inner)
    }

    /// Returns where use cases publish what they commit.
    pub(super) fn events(&self) -> ChatEvents {
        let weak = Arc::downgrade(&self.0);
        ChatEvents::new(move |event| {
            if let Some(inner) = weak.upgrade() {
                inner.push(HubEvent::Committed(event));
            }
        })
    }

    fn state(&self) -> MutexGuard<'_, DeliveryState> {
        self.0.state.lock()
    }

    /// Starts delivery to a connected user: what is stored after the call returns is delivered.
    pub(super) async fn connect(&self, user: UserId) -> Result<(), DbError> {
        let (sender, done) = oneshot::channel();
        self.0.push(HubEvent::Connect(user, sender));
        // In tests without `run`, nothing else processes the queue. Not awaited: if others keep writing,
        // the queue may not get empty.
        let hub = self.clone();
        tokio::spawn(async move { hub.process_queue().await });
        done.await.unwrap_or_else(|_| Err(DbError::Unavailable("the chat is stopping".into())))
    }

    /// Stops delivery to a user without sockets.
    pub(super) fn disconnect(&self, user: UserId) {
        let mut state = self.state();
        // The user may have connected again meanwhile.
        if !self.0.sockets.is_connected(user.0) {
            state.remove_user(user);
        }
    }

    /// Sends a typing frame to the other connected members on all nodes.
    pub(super) fn send_typing(&self, conversation: ConversationId, user: UserId) {
        let frame = TypingFrame { conversation_id: conversation, user_id: user };
        if let Ok(payload) = serde_json::to_value(&frame) {
            self.0.db.bus().publish_ephemeral(EphemeralMessage { topic: TYPING_TOPIC.into(), payload });
        }
        self.0.push(HubEvent::Typing(conversation, user));
    }

    /// Processes all queued events in order. [`Hub::run`] repeats those that fail.
    pub(super) async fn process_queue(&self) {
        let mut receiver = self.0.receiver.lock().await;
        while let Ok(event) = receiver.try_recv() {
            let retry = event.retry();
            if let Err(error) = self.process(event).await {
                error.log("could not deliver a chat event to sockets");
                self.0.retries.lock().extend(retry);
            }
        }
    }

    /// Processes events as they arrive until `shutdown` completes. With several nodes, also polls for
    /// changes whose hint was lost.
    pub(super) async fn run(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut poll = tokio::time::interval(POLL_INTERVAL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                () = self.0.queued.notified() => self.process_queue().await,
                _ = poll.tick(), if self.0.several_nodes => {
                    if let Err(error) = self.find_lost_changes().await {
                        error.log("could not look for chat messages whose hint was lost");
                    }
                    self.process_queue().await;
                }
                () = tokio::time::sleep(RETRY_DELAY), if !self.0.retries.lock().is_empty() => {
                    let retries = std::mem::take(&mut *self.0.retries.lock());
                    retries.into_iter().for_each(|retry| self.0.push(retry.into()));
                }
            }
        }
    }

    /// Queues events for changes whose hint was lost: messages, read positions, memberships and hidden
    /// messages.
    pub(super) async fn find_lost_changes(&self) -> Result<(), DbError> {
        self.find_lost_member_changes().await?;
        let ids: Vec<ConversationId> = self.state().conversations.keys().copied().collect();
        for chunk in ids.chunks(MAX_POLLED_IDS) {
            let ids = chunk.to_vec();
            let positions = self.0.db.read(move |tx| tx.chat().conversation_positions(&ids)).await?;
            let mut state = self.state();
            for ConversationPosition { id, last_sequence, read_sum } in positions {
                let Some(conversation) = state.conversations.get_mut(&id) else { continue };
                if conversation.next_sequence <= last_sequence {
                    self.0.push(HubEvent::ReadMessages(id));
                }
                // Sent again even if the hint did arrive: the frames carry absolute values.
                let before = std::mem::replace(&mut conversation.polled_read_sum, read_sum);
                if before.is_some() && before != read_sum {
                    self.0.push(HubEvent::ReadPositions(id));
                }
            }
        }
        Ok(())
    }

    async fn find_lost_member_changes(&self) -> Result<(), DbError> {
        let users: Vec<UserId> = self.state().users.keys().copied().collect();
        let now = self.0.db.clock().now();
        let since = now.checked_sub(LOST_HINT_WINDOW).unwrap_or(now);
        let mut recently_hidden = HashSet::new();
        for chunk in users.chunks(MAX_POLLED_IDS) {
            let users = chunk.to_vec();
            let work = move |tx: &mut Tx<'_>| {
                Ok::<_, DbError>((tx.chat().joined_since(&users, since)?, tx.chat().hidden_since(&users, since)?))
            };
            let (joined, hidden) = self.0.db.read(work).await?;
            recently_hidden.extend(hidden);
            let state = self.state();
            for (user, id) in joined {
                if state.users.get(&user).is_some_and(|conversations| !conversations.contains(&id)) {
                    self.0.push(HubEvent::ReloadConversations(user));
                }
            }
        }
        let mut state = self.state();
        // Sent once more even if the hint did arrive.
        for hidden in recently_hidden.difference(&state.polled_hidden) {
            self.0.push(HubEvent::Committed(ChatEvent::Hidden(*hidden)));
        }
        state.polled_hidden = recently_hidden;
        Ok(())
    }

    async fn process(&self, event: HubEvent) -> Result<(), DbError> {
        match event {
            HubEvent::Committed(ChatEvent::MessageStored { message, socket }) => {
                self.deliver_stored(&message, socket).await
            }
            HubEvent::Committed(ChatEvent::Read(read)) => {
                self.send_read(&read);
                Ok(())
            }
            HubEvent::Committed(ChatEvent::Hidden(hidden)) => {
                self.send_hidden(hidden);
                Ok(())
            }
            HubEvent::ReadMessages(id) => self.deliver_missing(id).await,
            HubEvent::ReadPositions(id) => self.send_read_positions(id).await,
            HubEvent::ReadHidden(message) => {
                let hidden = self.0.db.read(move |tx| tx.chat().hidden_by(message)).await?;
                hidden.into_iter().for_each(|hidden| self.send_hidden(hidden));
                Ok(())
            }
            HubEvent::Connect(user, done) => {
                let result = self.load_conversations(user, false).await;
                let _ = done.send(result);
                Ok(())
            }
            HubEvent::ReloadConversations(user) => self.load_conversations(user, true).await,
            HubEvent::Typing(conversation, user) => self.broadcast_typing(conversation, user).await,
            HubEvent::UpdatePresence(user) => self.0.presence.update(user).await,
            HubEvent::PresenceReceived => self.0.presence.notify_friends().await,
        }
    }
}

impl Inner {
    fn push(&self, event: HubEvent) {
        // Can't fail: the receiver is owned by `self`.
        let _ = self.sender.send(event);
        self.queued.notify_one();
    }
}

/// Converts a hint. Commits of this process arrive through [`Hub::events`]; those of other nodes are read
/// from the database.
fn event_of(hint: Hint, origin: Origin) -> Option<HubEvent> {
    let conversation = ConversationId(hint.subject);
    Some(match (hint.topic, origin) {
        (HINT, Origin::OtherNode) => HubEvent::ReadMessages(conversation),
        (HINT_READ, Origin::OtherNode) => HubEvent::ReadPositions(conversation),
        (HINT_HIDDEN, Origin::OtherNode) => HubEvent::ReadHidden(MessageId(hint.subject)),
        (HINT_MEMBER, _) => HubEvent::ReloadConversations(UserId(hint.subject)),
        (HINT_PRESENCE, _) => HubEvent::UpdatePresence(UserId(hint.subject)),
        _ => return None,
    })
}
