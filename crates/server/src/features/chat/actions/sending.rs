//! Sending messages: one unit of work stores those of many senders.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use utoipa::ToSchema;

use super::Actor;
use super::partner_cache::PartnerCache;
use crate::features::accounts::{self, UserId};
use crate::features::chat::events::{ChatEvent, ChatEvents};
use crate::features::chat::rules::{ALERT_DELAY, MAX_ALERTED_MEMBERS};
use crate::features::chat::seal::{SealedText, seal_text};
use crate::features::chat::store::{MemberChange, NewMessage, RoomAlerts, SendState};
use crate::features::chat::{ChatError, ConversationId, ConversationKind, HINT, MessageId, MessageView, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// The dependencies of [`send_all`] besides the database; cheap to clone.
#[derive(Clone)]
pub struct ChatContext {
    pub ring: KeyRing,
    pub events: ChatEvents,
    pub partners: PartnerCache,
}

/// A message to send.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Send)]
pub struct SendMessage {
    /// An id chosen by the client. Sending the same id again returns the stored message.
    #[schema(min_length = 1, max_length = 100)]
    pub client_id: String,
    /// Plain text.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// A validated message to send.
#[derive(Clone, Debug)]
pub struct OutgoingMessage {
    pub actor: Actor,
    pub to: ConversationId,
    /// The id that the sender's client chose.
    pub client_id: String,
    pub text: String,
}

/// The stored message, or why it was refused.
pub type SendResult = Result<Arc<MessageView>, ChatError>;

/// Authorizes, encrypts and stores messages, and returns the result of each. If a sender has stored one with
/// the same `client_id`, its result is that one. However many there are, it takes two round trips to
/// PostgreSQL, COMMIT included, and a third if a partner was not predicted.
///
/// The texts are encrypted within the unit of work, because the ids of the messages come from [`Tx::new_id`];
/// this takes microseconds each.
pub fn send_all(
    tx: &mut Tx<'_>,
    context: &ChatContext,
    messages: &[&OutgoingMessage],
) -> Result<Vec<SendResult>, DbError> {
    let states = authorize(tx, &context.partners, messages)?;
    let mut batch = Batch::default();
    let mut results = Vec::with_capacity(messages.len());
    for (message, state) in messages.iter().zip(states) {
        results.push(match state {
            Ok(SendState { sent_before: Some(row), .. }) => Ok(Arc::new(MessageView::open(&context.ring, &row))),
            Ok(state) => Ok(batch.add(tx, &context.ring, message, &state)),
            Err(error) => Err(error),
        });
    }
    batch.store(tx, &context.events)?;
    Ok(results)
}

/// Returns the state of each message, or why it is refused.
fn authorize(
    tx: &mut Tx<'_>,
    partners: &PartnerCache,
    messages: &[&OutgoingMessage],
) -> Result<Vec<Result<SendState, ChatError>>, DbError> {
    let keys = messages.iter().map(|message| (message.to, message.actor.user, message.client_id.as_str()));
    let found = tx.chat().send_states_later(keys)?;
    let sessions: HashSet<_> = messages.iter().map(|message| (message.actor.user, message.actor.session)).collect();
    let open = accounts::open_sessions_later(tx, &sessions)?;
    let predict = |message: &&OutgoingMessage| {
        let sender = message.actor.user;
        Some((sender, partners.predict(message.to, sender)?))
    };
    let mut queried: HashSet<(UserId, UserId)> = messages.iter().filter_map(predict).collect();
    let predicted = if queried.is_empty() { None } else { Some(friends::friendships_among_later(tx, &queried)?) };
    let mut states: Vec<Option<SendState>> = messages.iter().map(|_| None).collect();
    for state in tx.rows(found)? {
        let number = state.number;
        states[number] = Some(state);
    }
    let open: HashSet<_> = tx.rows(open)?.into_iter().collect();
    let mut friendships: HashSet<_> = match predicted {
        Some(predicted) => tx.rows(predicted)?.into_iter().collect(),
        None => HashSet::new(),
    };
    let mut unpredicted = HashSet::new();
    for (message, state) in messages.iter().zip(&states) {
        let sender = message.actor.user;
        if let Some(partner) = state.as_ref().and_then(|state| state.other)
            && queried.insert((sender, partner))
        {
            unpredicted.insert((sender, partner));
            partners.update(message.to, sender, partner);
        }
    }
    if !unpredicted.is_empty() {
        let found = friends::friendships_among_later(tx, &unpredicted)?;
        friendships.extend(tx.rows(found)?);
    }
    let decide = |(message, state): (&&OutgoingMessage, Option<SendState>)| {
        let Actor { user, session, .. } = message.actor;
        let state = state.ok_or(ChatError::NotFound)?;
        // A socket is closed a moment after its session has ended.
        if !open.contains(&(user, session)) {
            return Err(ChatError::SessionEnded);
        }
        // A block ends the friendship, so this check covers it without revealing which of the two it was.
        let may_write = match (state.kind, state.other) {
            (ConversationKind::Challenge, _) => true,
            (ConversationKind::Direct, Some(other)) => friendships.contains(&(user, other)),
            (ConversationKind::Direct, None) => false,
        };
        if may_write || state.sent_before.is_some() { Ok(state) } else { Err(ChatError::NotFriends) }
    };
    Ok(messages.iter().zip(states).map(decide).collect())
}

/// Messages to store, and what they change.
#[derive(Default)]
struct Batch<'m> {
    new: Vec<(Arc<MessageView>, SealedText, u64)>,
    by_client_id: HashMap<(UserId, ConversationId, &'m str), Arc<MessageView>>,
    /// In the order of their ids, in which their rows are changed.
    last_sequences: BTreeMap<ConversationId, i64>,
    members: BTreeMap<(ConversationId, UserId), MemberChange>,
    /// The chat rooms, and who has sent all their messages, if it was one member.
    rooms: BTreeMap<ConversationId, Option<UserId>>,
}

impl<'m> Batch<'m> {
    /// Adds a message with the next sequence of its conversation, unless its `client_id` was added before.
    fn add(
        &mut self,
        tx: &mut Tx<'_>,
        ring: &KeyRing,
        outgoing: &'m OutgoingMessage,
        state: &SendState,
    ) -> Arc<MessageView> {
        let OutgoingMessage { actor, to, client_id, text } = outgoing;
        let (sender, to) = (actor.user, *to);
        if let Some(first) = self.by_client_id.get(&(sender, to, client_id.as_str())) {
            return Arc::clone(first);
        }
        let sequence = self.last_sequences.entry(to).or_insert(state.last_sequence);
        *sequence += 1;
        let (id, now) = (MessageId(tx.new_id()), tx.now());
        let message = Arc::new(MessageView {
            id,
            conversation_id: to,
            sequence: *sequence,
            sender_id: sender,
            client_id: client_id.clone(),
            text: text.clone(),
            unreadable: None,
            sent_at: now,
        });
        let sealed = seal_text(ring, to, id, text, now);
        self.new.push((Arc::clone(&message), sealed, actor.socket));
        self.by_client_id.insert((sender, to, client_id), Arc::clone(&message));
        // The sender's own message is not unread for them, but earlier ones stay unread.
        self.member(to, sender).sent += 1;
        match (state.kind, state.other) {
            (ConversationKind::Direct, Some(other)) => self.member(to, other).alert = true,
            (ConversationKind::Direct, None) => {}
            (ConversationKind::Challenge, _) => {
                let only_sender = self.rooms.entry(to).or_insert(Some(sender));
                *only_sender = only_sender.filter(|only| *only == sender);
            }
        }
        message
    }

    fn member(&mut self, conversation: ConversationId, user: UserId) -> &mut MemberChange {
        let unchanged = MemberChange { conversation, user, sent: 0, alert: false };
        self.members.entry((conversation, user)).or_insert(unchanged)
    }

    /// Stores the messages, and publishes them after the commit.
    fn store(self, tx: &mut Tx<'_>, events: &ChatEvents) -> Result<(), DbError> {
        if self.new.is_empty() {
            return Ok(());
        }
        let now = tx.now();
        let alert_at = now.checked_add(ALERT_DELAY).unwrap_or(now);
        let rows: Vec<_> = self.new.iter().map(|(message, sealed, _)| NewMessage { message, sealed }).collect();
        let last_sequences: Vec<_> = self.last_sequences.into_iter().collect();
        tx.chat().append(&rows, &last_sequences)?;
        let changes: Vec<_> = self.members.into_values().collect();
        tx.chat().change_members(&changes, alert_at)?;
        if !self.rooms.is_empty() {
            let rooms = self.rooms.into_iter().map(|(room, only_sender)| RoomAlerts { room, only_sender });
            tx.chat().schedule_room_alerts(&rooms.collect::<Vec<_>>(), alert_at, MAX_ALERTED_MEMBERS)?;
        }
        for (message, _, socket) in self.new {
            events.publish_after_commit(tx, ChatEvent::MessageStored { message, socket });
        }
        for (conversation, _) in last_sequences {
            tx.emit(hint(HINT, conversation.0));
        }
        Ok(())
    }
}
