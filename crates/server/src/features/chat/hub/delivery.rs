//! Delivery state: the conversations of connected users and the next sequence to deliver in each.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Hub, HubEvent};
use crate::features::accounts::UserId;
use crate::features::chat::store::{HiddenMessage, MemberPosition};
use crate::features::chat::{ConversationId, ConversationKind, MessageView};
use crate::platform::db::DbError;

/// Messages per query when delivery is behind.
const MAX_MESSAGES_PER_READ: i64 = 100;

#[derive(Default)]
pub(super) struct DeliveryState {
    pub(super) conversations: HashMap<ConversationId, ConversationDelivery>,
    /// The conversations of each connected user.
    pub(super) users: HashMap<UserId, Vec<ConversationId>>,
    /// The recently hidden messages found by the last poll.
    pub(super) polled_hidden: HashSet<HiddenMessage>,
}

pub(super) struct ConversationDelivery {
    pub(super) kind: ConversationKind,
    /// The sequence of the next message to deliver.
    pub(super) next_sequence: i64,
    /// The connected members. Membership of a chat room is checked again before each broadcast.
    pub(super) members: Vec<UserId>,
    /// The sum of both read positions found by the last poll.
    pub(super) polled_read_sum: Option<i64>,
    /// The sockets from which messages beyond `next_sequence` came, by sequence.
    waiting_sockets: Vec<(i64, u64)>,
}

/// The recipients of one message.
struct Recipients {
    kind: ConversationKind,
    members: Vec<UserId>,
    /// The socket the message came from, which gets no copy; 0 for none.
    except: u64,
}

impl DeliveryState {
    pub(super) fn remove_user(&mut self, user: UserId) {
        for id in self.users.remove(&user).unwrap_or_default() {
            self.remove_member(user, id);
        }
    }

    fn remove_member(&mut self, user: UserId, id: ConversationId) {
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.members.retain(|member| *member != user);
            if conversation.members.is_empty() {
                self.conversations.remove(&id);
            }
        }
    }
}

impl Hub {
    /// Loads a user's conversations when they connect, or again (`reload`) when these may have changed.
    /// Does nothing if they are already loaded, or for a reload if they are not.
    pub(super) async fn load_conversations(&self, user: UserId, reload: bool) -> Result<(), DbError> {
        if !self.0.sockets.is_connected(user.0) || reload != self.state().users.contains_key(&user) {
            return Ok(());
        }
        let positions = self.0.db.read(move |tx| tx.chat().member_positions(user)).await?;
        let mut state = self.state();
        if !self.0.sockets.is_connected(user.0) {
            state.remove_user(user);
            return Ok(());
        }
        let current: Vec<ConversationId> = positions.iter().map(|position| position.id).collect();
        let previous: HashSet<ConversationId> =
            state.users.insert(user, current).unwrap_or_default().into_iter().collect();
        // Known conversations keep their next sequence: messages before it may still have to be delivered.
        let (known, new): (Vec<MemberPosition>, Vec<MemberPosition>) =
            positions.into_iter().partition(|position| previous.contains(&position.id));
        let remaining: HashSet<ConversationId> = known.iter().map(|position| position.id).collect();
        previous.difference(&remaining).for_each(|id| state.remove_member(user, *id));
        for MemberPosition { id, kind, last_sequence, read_sequence } in new {
            // A user who was connected when they joined gets the messages sent since then.
            let delivered = if reload { read_sequence } else { last_sequence };
            let conversation = state.conversations.entry(id).or_insert_with(|| ConversationDelivery {
                kind,
                next_sequence: delivered + 1,
                members: vec![],
                polled_read_sum: None,
                waiting_sockets: vec![],
            });
            conversation.members.push(user);
            if conversation.next_sequence <= last_sequence {
                self.0.push(HubEvent::ReadMessages(id));
            }
        }
        Ok(())
    }

    /// Delivers a message of this process if it is the next one; otherwise reads the missing ones first.
    pub(super) async fn deliver_stored(&self, message: &Arc<MessageView>, socket: u64) -> Result<(), DbError> {
        let id = message.conversation_id;
        let recipients = {
            let mut state = self.state();
            let Some(conversation) = state.conversations.get_mut(&id) else { return Ok(()) };
            match message.sequence.cmp(&conversation.next_sequence) {
                Ordering::Less => return Ok(()),
                Ordering::Equal => {
                    conversation.next_sequence += 1;
                    let (kind, members) = (conversation.kind, conversation.members.clone());
                    Some(Recipients { kind, members, except: socket })
                }
                Ordering::Greater => {
                    conversation.waiting_sockets.push((message.sequence, socket));
                    None
                }
            }
        };
        match recipients {
            Some(recipients) => self.deliver(message, recipients).await,
            None => self.deliver_missing(id).await,
        }
    }

    /// Reads messages from the next sequence on and delivers them.
    pub(super) async fn deliver_missing(&self, id: ConversationId) -> Result<(), DbError> {
        loop {
            let next = self.state().conversations.get(&id).map(|conversation| conversation.next_sequence);
            let Some(next) = next else { return Ok(()) };
            let rows = self.0.db.read(move |tx| tx.chat().messages_after(id, next - 1, MAX_MESSAGES_PER_READ)).await?;
            let is_last = i64::try_from(rows.len()).unwrap_or(MAX_MESSAGES_PER_READ) < MAX_MESSAGES_PER_READ;
            for row in &rows {
                let recipients = {
                    let mut state = self.state();
                    let Some(conversation) = state.conversations.get_mut(&id) else { return Ok(()) };
                    if row.sequence < conversation.next_sequence {
                        continue;
                    }
                    conversation.next_sequence = row.sequence + 1;
                    let waiting = &mut conversation.waiting_sockets;
                    let socket =
                        waiting.iter().find(|(sequence, _)| *sequence == row.sequence).map(|(_, socket)| *socket);
                    waiting.retain(|(sequence, _)| *sequence > row.sequence);
                    let (kind, members) = (conversation.kind, conversation.members.clone());
                    Recipients { kind, members, except: socket.unwrap_or(0) }
                };
                self.deliver(&MessageView::open(&self.0.ring, row), recipients).await?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Broadcasts a message that the next sequence has just passed. If that fails, moves the next sequence
    /// back, so that the message is delivered before later ones.
    async fn deliver(&self, message: &MessageView, recipients: Recipients) -> Result<(), DbError> {
        let Recipients { kind, members, except } = recipients;
        let result = self.broadcast_message(message, kind, members, except).await;
        if result.is_err()
            && let Some(conversation) = self.state().conversations.get_mut(&message.conversation_id)
        {
            conversation.next_sequence = conversation.next_sequence.min(message.sequence);
        }
        result
    }
}
