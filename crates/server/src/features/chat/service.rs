//! [`Chat`]: runs the use cases and delivers their events to sockets.

use std::sync::Arc;

use super::actions::Actor;
use super::actions::messages;
use super::actions::partner_cache::PartnerCache;
use super::actions::reading::{self, MarkRead};
use super::actions::sending::{ChatContext, OutgoingMessage, SendMessage, send_all};
use super::events::ChatEvents;
use super::hub::Hub;
use super::presence::Presence;
use super::rules::validate_message;
use super::{ChatError, ChatOptions, ConversationId, MessageView};
use crate::features::accounts::UserId;
use crate::platform::db::{CombineLimits, CombinedWrites, Db, DbError, Key, Tx};
use crate::platform::key_ring::KeyRing;
use crate::platform::limits::{Keyed, TokenBucket, since_epoch};
use crate::platform::socket::{FRAME_BURST, FRAMES_PER_SECOND};

/// Accounts whose message rate is remembered; a full bucket takes a minute.
const MAX_BUCKETS: usize = 10_000;
/// Messages that one unit of work stores at most, and the sum of the lengths of their texts in bytes.
const MAX_COMBINED_MESSAGES: usize = 64;
const MAX_COMBINED_BYTES: usize = 256 * 1024;

/// Chat; cheap to clone.
#[derive(Clone)]
pub struct Chat {
    pub(super) options: Arc<ChatOptions>,
    pub(super) hub: Hub,
    pub(super) presence: Presence,
    pub(super) events: ChatEvents,
    sends: CombinedWrites<OutgoingMessage, Arc<MessageView>, ChatError>,
    /// One key for all conversations: units of work that store messages would abort each other, because they
    /// read and write the same pages of the indexes.
    send_key: Key,
    /// The rate limit of messages sent by HTTP.
    buckets: Arc<Keyed<UserId, TokenBucket>>,
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chat({:?})", self.options.ring)
    }
}

impl Chat {
    /// Creates the chat, which subscribes to the bus of its database.
    #[must_use]
    pub fn new(options: ChatOptions) -> Self {
        let presence = Presence::new(&options);
        let hub = Hub::new(&options, presence.clone());
        let events = hub.events();
        let buckets = Arc::new(Keyed::new(MAX_BUCKETS));
        let (ring, partners) = (options.ring.clone(), PartnerCache::default());
        let context = ChatContext { ring, events: events.clone(), partners };
        let limits = CombineLimits {
            count: MAX_COMBINED_MESSAGES,
            size: MAX_COMBINED_BYTES,
            size_of: |message: &OutgoingMessage| message.text.len(),
        };
        let sends = CombinedWrites::new(limits, move |tx, messages| send_all(tx, &context, messages));
        Self { options: Arc::new(options), hub, presence, events, sends, send_key: Key::of("chat messages"), buckets }
    }

    pub(super) fn db(&self) -> &Db {
        &self.options.db
    }

    pub(super) fn ring(&self) -> &KeyRing {
        &self.options.ring
    }

    /// Counts a message sent by HTTP. Sockets have a rate limit of their own.
    ///
    /// # Errors
    /// [`ChatError::RateLimited`].
    pub(super) fn check_rate_limit(&self, user: UserId) -> Result<(), ChatError> {
        if !self.options.limits {
            return Ok(());
        }
        let now = since_epoch(self.db().clock().now());
        let full = || TokenBucket::new(FRAME_BURST, FRAMES_PER_SECOND, now);
        let allowed = self.buckets.update_or_create(&user, full, |bucket| bucket.try_take(now));
        if allowed { Ok(()) } else { Err(ChatError::RateLimited) }
    }

    /// Stores a message and delivers it to the members. Returns the stored message if its `client_id` was
    /// used before.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] if the sender is not a member, [`ChatError::Invalid`],
    /// [`ChatError::NotFriends`], [`ChatError::SessionEnded`].
    pub async fn send_message(
        &self,
        actor: Actor,
        to: ConversationId,
        input: SendMessage,
    ) -> Result<Arc<MessageView>, ChatError> {
        let SendMessage { client_id, text } = input;
        let text = match validate_message(&client_id, &text) {
            Ok(text) => text,
            Err(errors) => {
                // To others the conversation does not exist, whatever they send.
                let membership = self.db().read(move |tx| tx.chat().membership(to, actor.user)).await?;
                membership.ok_or(ChatError::NotFound)?;
                return Err(ChatError::Invalid(errors));
            }
        };
        let message = OutgoingMessage { actor, to, client_id, text };
        self.db().write_combined(self.send_key, &self.sends, message).await
    }

    /// Saves how far a member has read, and notifies their other devices and the friend.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] if the user is not a member.
    pub async fn mark_read(&self, actor: Actor, id: ConversationId, input: MarkRead) -> Result<(), ChatError> {
        let (reactions, events) = (Arc::clone(&self.options.reactions), self.events.clone());
        // Keyed by the reader, not the conversation, so that senders don't wait for readers.
        self.db().write(actor.user, move |tx| reading::mark_read(tx, &*reactions, &events, actor, id, input)).await
    }

    /// Starts delivery to `user`. Call it after registering a socket: what is stored after the call
    /// returns is delivered.
    ///
    /// # Errors
    /// Fails if the user's conversations can't be read.
    pub async fn connect(&self, user: UserId) -> Result<(), DbError> {
        self.hub.connect(user).await?;
        self.presence.connect(user).await
    }

    /// Stops delivery to `user` if no other socket is open. Call it after a socket has closed.
    pub fn disconnect(&self, user: UserId) {
        if !self.options.sockets.is_connected(user.0) {
            self.hub.disconnect(user);
            self.presence.disconnect(user);
        }
    }

    /// Checks that others may see that the user is typing.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] if the user is not a member, [`ChatError::NotFriends`].
    pub(super) async fn authorize_typing(&self, user: UserId, id: ConversationId) -> Result<(), ChatError> {
        let work = move |tx: &mut Tx<'_>| {
            let membership = tx.chat().membership(id, user)?.ok_or(ChatError::NotFound)?;
            messages::authorize_writing(tx, user, &membership)
        };
        self.db().read(work).await
    }
}
