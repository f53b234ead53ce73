//! The use cases of this room: a unit of work in, a result out; and [`Chat`], which runs those that
//! are asked for on the wire and tells the sockets.

pub mod alerts;
pub mod conversations;
pub mod messages;
pub mod reading;
pub mod resealing;
pub mod settings;

use std::sync::Arc;

use super::events::ChatEvents;
use super::hub::Hub;
use super::presence::Presence;
use super::{ChatError, ConversationId, MessageId, SharedReactions};
use crate::features::accounts::{SessionId, UserId};
use crate::platform::db::{Db, DbError};
use crate::platform::key_ring::KeyRing;
use crate::platform::limits::{Keyed, TokenBucket, since_epoch};
use crate::platform::rng::Entropy;
use crate::platform::socket::{FRAME_BURST, FRAMES_PER_SECOND, Sockets};

use messages::{MessageSeen, Send, Sent};
use reading::ReadOn;

/// Accounts whose message rate is remembered; a full bucket takes a minute.
const MAX_BUCKETS: usize = 10_000;

/// What the chat is built from.
#[derive(Clone)]
pub struct Parts {
    /// Where it is kept.
    pub db: Db,
    /// What it is sealed with.
    pub ring: KeyRing,
    /// Who is here.
    pub sockets: Sockets,
    /// What the rest of the product does.
    pub reactions: SharedReactions,
    /// False lifts the limit on how often somebody writes. For load tests.
    pub limits: bool,
    /// Other processes serve the same database.
    pub several_nodes: bool,
}

/// The chat; cheap to clone.
#[derive(Clone)]
pub struct Chat {
    pub(super) parts: Arc<Parts>,
    pub(super) hub: Hub,
    pub(super) events: ChatEvents,
    pub(super) presence: Presence,
    entropy: Entropy,
    /// How much each account may still send by calls.
    buckets: Arc<Keyed<UserId, TokenBucket>>,
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chat({:?})", self.parts.ring)
    }
}

/// Who writes: an account by a session, perhaps on a socket.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    /// Who.
    pub user: UserId,
    /// The session it is signed in with.
    pub session: SessionId,
    /// The socket in this process; 0 for a call.
    pub socket: u64,
}

impl Chat {
    /// Creates it and listens to the hints of the database.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let presence = Presence::new(&parts);
        let hub = Hub::new(&parts, presence.clone());
        let events = hub.events();
        Self {
            parts: Arc::new(parts),
            hub,
            events,
            presence,
            entropy: Entropy::system(),
            buckets: Arc::new(Keyed::new(MAX_BUCKETS)),
        }
    }

    pub(super) fn db(&self) -> &Db {
        &self.parts.db
    }

    pub(super) fn ring(&self) -> &KeyRing {
        &self.parts.ring
    }

    /// Whether somebody may write once more; for calls, since sockets have their own bucket.
    ///
    /// # Errors
    /// [`ChatError::RateLimited`].
    pub(super) fn take_token(&self, user: UserId) -> Result<(), ChatError> {
        if !self.parts.limits {
            return Ok(());
        }
        let now = since_epoch(self.db().clock().now());
        let full = || TokenBucket::new(FRAME_BURST, FRAMES_PER_SECOND, now);
        let allowed = self.buckets.update_or_create(&user, full, |bucket| bucket.try_take(now));
        if allowed { Ok(()) } else { Err(ChatError::RateLimited) }
    }

    /// Stores a message and tells the others; a message that was stored before is answered again.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] for who is not in it, [`ChatError::Invalid`],
    /// [`ChatError::NotFriends`], [`ChatError::SessionEnded`].
    pub async fn send(&self, from: Writer, to: ConversationId, input: Send) -> Result<Arc<MessageSeen>, ChatError> {
        // Sealed before the unit of work, which others wait for. The id has its form of Tx::new_id.
        let now = self.db().clock().now();
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let id = MessageId(uuid::Builder::from_unix_timestamp_millis(millis, &self.entropy.bytes()).into_uuid());
        let sealed = super::seal_text(self.ring(), to, id, &input.text, now);
        let (ring, events) = (self.ring().clone(), self.events.clone());
        let work = move |tx: &mut crate::platform::db::Tx<'_>| {
            messages::send(tx, &ring, &events, from, to, &Sent { id, sealed: &sealed, input: &input })
        };
        self.db().write(to, work).await
    }

    /// Notes how far somebody has read, and tells their other devices and the friend.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] for who is not in it.
    pub async fn read_on(&self, from: Writer, to: ConversationId, input: ReadOn) -> Result<(), ChatError> {
        let (reactions, events) = (Arc::clone(&self.parts.reactions), self.events.clone());
        // By the reader and not by the conversation: those who write need not wait for it.
        self.db().write(from.user, move |tx| reading::read_on(tx, &*reactions, &events, from, to, input)).await
    }

    /// To be called once a socket of `user` is among the live ones: from its return on, what is
    /// stored in their conversations is told on it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enter(&self, user: UserId) -> Result<(), DbError> {
        self.hub.enter(user).await?;
        self.presence.enter(user).await
    }

    /// To be called once a socket of `user` is gone.
    pub fn leave(&self, user: UserId) {
        if !self.parts.sockets.is_connected(user.0) {
            self.hub.leave(user);
            self.presence.leave(user);
        }
    }

    /// Whether what somebody types may be told.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] for who is not in it, [`ChatError::NotFriends`].
    pub(super) async fn may_type(&self, user: UserId, id: ConversationId) -> Result<(), ChatError> {
        let work = move |tx: &mut crate::platform::db::Tx<'_>| {
            let standing = tx.chat().standing(id, user)?.ok_or(ChatError::NotFound)?;
            messages::may_write(tx, user, &standing)
        };
        self.db().read(work).await
    }
}
