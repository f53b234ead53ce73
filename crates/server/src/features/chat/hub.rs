//! Telling the sockets of this process what happens in their conversations, in order.
//!
//! Each conversation that somebody here is in has a *stream*: which message comes next. What was
//! stored by this process comes by with its hint and is passed on without being read again; when
//! a place is missing in between, because another node took it or a hint was lost, the database
//! is asked. Everything goes through one queue, so that order is kept without anybody waiting.

mod streams;
mod telling;

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::actions::Parts;
use super::events::{ChatEvent, ChatEvents};
use super::presence::{self, Presence};
use super::rules::LATELY;
use super::store::HowFar;
use super::{ConversationId, HINT, HINT_HIDDEN, HINT_MEMBER, HINT_PRESENCE, HINT_READ, MessageId};
use crate::features::accounts::UserId;
use crate::platform::bus::{EphemeralMessage, Hint, Origin};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::key_ring::KeyRing;
use crate::platform::socket::Sockets;
use streams::State;
use telling::TypingFrame;

pub(super) use telling::new_message;

/// What other nodes may have stored without our hearing of it is looked for so often.
const POLL: Duration = Duration::from_secs(4);
/// Conversations, or people, asked about at once.
const ASK: usize = 500;
/// The topic of a ephemeral that somebody types.
const TYPING: &str = "chat-typing";

/// The hub; cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    sockets: Sockets,
    db: Db,
    ring: KeyRing,
    presence: Presence,
    state: Mutex<State>,
    events: UnboundedSender<Event>,
    queue: tokio::sync::Mutex<UnboundedReceiver<Event>>,
    came: Notify,
    several_nodes: bool,
}

enum Event {
    /// Committed by this process.
    Committed(ChatEvent),
    Look(ConversationId),
    LookRead(ConversationId),
    LookHidden(MessageId),
    Enter(UserId, tokio::sync::oneshot::Sender<Result<(), DbError>>),
    Again(UserId),
    Typing(ConversationId, UserId),
    Presence(UserId),
    PresenceHeard,
}

impl Hub {
    pub(super) fn new(parts: &Parts, presence: Presence) -> Self {
        let (events, queue) = unbounded_channel();
        let inner = Arc::new(Inner {
            sockets: parts.sockets.clone(),
            db: parts.db.clone(),
            ring: parts.ring.clone(),
            presence,
            state: Mutex::default(),
            events,
            queue: tokio::sync::Mutex::new(queue),
            came: Notify::new(),
            several_nodes: parts.several_nodes,
        });
        // The bus belongs to the database, which the hub holds: not the other way round as well.
        let heard = Arc::downgrade(&inner);
        parts.db.bus().listen_with_origin(move |hint, origin| {
            if let (Some(inner), Some(event)) = (heard.upgrade(), event_of(hint, origin)) {
                inner.push(event);
            }
        });
        let heard = Arc::downgrade(&inner);
        parts.db.bus().on_ephemeral(move |_, ephemeral| {
            let Some(inner) = heard.upgrade() else { return };
            match ephemeral.topic.as_str() {
                TYPING => {
                    if let Ok(frame) = serde_json::from_value::<TypingFrame>(ephemeral.payload.clone()) {
                        inner.push(Event::Typing(frame.conversation_id, frame.user_id));
                    }
                }
                // The presence heard it before: it was made first.
                presence::TOPIC => inner.push(Event::PresenceHeard),
                _ => {}
            }
        });
        Self(inner)
    }

    /// Returns where actions publish what they commit.
    pub(super) fn events(&self) -> ChatEvents {
        let inner = Arc::downgrade(&self.0);
        ChatEvents::new(move |event| {
            if let Some(inner) = inner.upgrade() {
                inner.push(Event::Committed(event));
            }
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock()
    }

    /// From its return on, what is stored in this account's conversations is told here.
    pub(super) async fn enter(&self, user: UserId) -> Result<(), DbError> {
        let (told, done) = tokio::sync::oneshot::channel();
        self.0.push(Event::Enter(user, told));
        // Should nobody pass on what comes (a test without loops), this does; not awaited, since who
        // passes on may find no end while others write.
        let hub = self.clone();
        tokio::spawn(async move { hub.pump().await });
        done.await.unwrap_or_else(|_| Err(DbError::Unavailable("the chat is stopping".into())))
    }

    /// The account has no socket here any more.
    pub(super) fn leave(&self, user: UserId) {
        let mut state = self.state();
        // It may have come again meanwhile.
        if !self.0.sockets.is_connected(user.0) {
            state.forget(user);
        }
    }

    /// Somebody types: told to who is here, and to other nodes.
    pub(super) fn typing(&self, conversation: ConversationId, user: UserId) {
        let frame = TypingFrame { conversation_id: conversation, user_id: user };
        if let Ok(payload) = serde_json::to_value(&frame) {
            self.0.db.bus().publish_ephemeral(EphemeralMessage { topic: TYPING.into(), payload });
        }
        self.0.push(Event::Typing(conversation, user));
    }

    /// Passes on what has come, in order.
    pub(super) async fn pump(&self) {
        let mut queue = self.0.queue.lock().await;
        while let Ok(event) = queue.try_recv() {
            if let Err(error) = self.handle(event).await {
                tracing::warn!(%error, "chat was not told on the sockets");
            }
        }
    }

    /// Passes on what comes until it is time to end; with other nodes, looks for what was lost.
    pub(super) async fn run(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                () = self.0.came.notified() => self.pump().await,
                _ = poll.tick(), if self.0.several_nodes => {
                    if let Err(error) = self.find_lost().await {
                        tracing::warn!(%error, "messages whose hint was lost were not looked for");
                    }
                    self.pump().await;
                }
            }
        }
    }

    /// Looks for conversations here that have more than was told or were read further since it was last
    /// looked, and for those that somebody here came into, and messages that somebody here hid, without
    /// our hearing of it.
    pub(super) async fn find_lost(&self) -> Result<(), DbError> {
        let users: Vec<UserId> = self.state().places.keys().copied().collect();
        let now = self.0.db.clock().now();
        let since = now.checked_sub(LATELY).unwrap_or(now);
        let mut hidden = HashSet::new();
        for some in users.chunks(ASK) {
            let asked = some.to_vec();
            let work = move |tx: &mut Tx<'_>| {
                Ok::<_, DbError>((tx.chat().came_since(&asked, since)?, tx.chat().hidden_since(&asked, since)?))
            };
            let (came, hid) = self.0.db.read(work).await?;
            hidden.extend(hid);
            let state = self.state();
            let unknown = |(user, id): &(UserId, ConversationId)| {
                state.places.get(user).is_some_and(|places| !places.contains(id))
            };
            came.into_iter().filter(unknown).for_each(|(user, _)| self.0.push(Event::Again(user)));
        }
        {
            let mut state = self.state();
            // Told again if it was heard of, once.
            let new = hidden.difference(&state.hidden);
            new.for_each(|hidden| self.0.push(Event::Committed(ChatEvent::Hidden(*hidden))));
            state.hidden = hidden;
        }
        let ids: Vec<ConversationId> = self.state().streams.keys().copied().collect();
        for some in ids.chunks(ASK) {
            let asked = some.to_vec();
            let found = self.0.db.read(move |tx| tx.chat().how_far(&asked)).await?;
            let mut state = self.state();
            for HowFar { id, last_sequence, read } in found {
                let Some(stream) = state.streams.get_mut(&id) else { continue };
                if stream.next <= last_sequence {
                    self.0.push(Event::Look(id));
                }
                // Told again if it was heard of: absolute values, twice is once.
                let before = std::mem::replace(&mut stream.read, read);
                if before.is_some() && before != read {
                    self.0.push(Event::LookRead(id));
                }
            }
        }
        Ok(())
    }

    async fn handle(&self, event: Event) -> Result<(), DbError> {
        match event {
            Event::Committed(ChatEvent::MessageStored { message, socket }) => self.stored(&message, socket).await,
            Event::Committed(ChatEvent::Read(read)) => {
                self.has_read(&read);
                Ok(())
            }
            Event::Committed(ChatEvent::Hidden(hidden)) => {
                self.hidden(hidden);
                Ok(())
            }
            Event::Look(id) => self.catch_up(id).await,
            Event::LookRead(id) => self.look_read(id).await,
            Event::LookHidden(message) => {
                let hidden = self.0.db.read(move |tx| tx.chat().hidden_by(message)).await?;
                hidden.into_iter().for_each(|hidden| self.hidden(hidden));
                Ok(())
            }
            Event::Enter(user, told) => {
                let entered = self.load(user, false).await;
                let _ = told.send(entered);
                Ok(())
            }
            Event::Again(user) => self.load(user, true).await,
            Event::Typing(conversation, user) => self.types(conversation, user).await,
            Event::Presence(user) => self.0.presence.look_again(user).await,
            Event::PresenceHeard => self.0.presence.tell_changed().await,
        }
    }
}

impl Inner {
    fn push(&self, event: Event) {
        // The queue lives as long as this does.
        let _ = self.events.send(event);
        self.came.notify_one();
    }
}

/// What a hint means for the sockets. What this process committed itself comes by [`Hub::events`]; for
/// other nodes' commits the database is asked.
fn event_of(hint: Hint, origin: Origin) -> Option<Event> {
    let conversation = ConversationId(hint.subject);
    Some(match (hint.topic, origin) {
        (HINT, Origin::OtherNode) => Event::Look(conversation),
        (HINT_READ, Origin::OtherNode) => Event::LookRead(conversation),
        (HINT_HIDDEN, Origin::OtherNode) => Event::LookHidden(MessageId(hint.subject)),
        (HINT_MEMBER, _) => Event::Again(UserId(hint.subject)),
        (HINT_PRESENCE, _) => Event::Presence(UserId(hint.subject)),
        _ => return None,
    })
}
