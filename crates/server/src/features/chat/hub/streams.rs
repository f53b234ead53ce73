//! Which conversations somebody here is in, and which message of each is to be told next.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Event, Hub};
use crate::features::accounts::UserId;
use crate::features::chat::actions::messages::{MessageSeen, seen};
use crate::features::chat::store::{Hidden, Place};
use crate::features::chat::{ConversationId, Kind};
use crate::platform::db::DbError;

/// Messages read at once when a stream is behind.
const CATCH_UP: i64 = 100;

#[derive(Default)]
pub(super) struct State {
    pub(super) streams: HashMap<ConversationId, Stream>,
    pub(super) places: HashMap<UserId, Vec<ConversationId>>,
    /// What people here had lately hidden when it was last looked for what was lost.
    pub(super) hidden: HashSet<Hidden>,
}

pub(super) struct Stream {
    pub(super) kind: Kind,
    /// The place of the next message to be told.
    pub(super) next: i64,
    /// Who is here and in it. In a room they are asked about again before anything is told.
    pub(super) here: Vec<UserId>,
    /// What two friends had read when it was last looked for what was lost.
    pub(super) read: Option<i64>,
    /// Sockets that messages behind a gap came by.
    own: Vec<(i64, u64)>,
}

impl State {
    /// The account is nowhere any more.
    pub(super) fn forget(&mut self, user: UserId) {
        for id in self.places.remove(&user).unwrap_or_default() {
            self.leave(user, id);
        }
    }

    fn leave(&mut self, user: UserId, id: ConversationId) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.here.retain(|one| *one != user);
            if stream.here.is_empty() {
                self.streams.remove(&id);
            }
        }
    }
}

impl Hub {
    /// Learns which conversations an account has. `again`: they may be others than they were. Does
    /// nothing for who is known already, or with `again` is not known yet.
    pub(super) async fn load(&self, user: UserId, again: bool) -> Result<(), DbError> {
        // Once at first, and again only after that: who has just come is about to be told what is new.
        if !self.0.sockets.is_connected(user.0) || again != self.state().places.contains_key(&user) {
            return Ok(());
        }
        let places = self.0.db.read(move |tx| tx.chat().places(user)).await?;
        let mut state = self.state();
        if !self.0.sockets.is_connected(user.0) {
            state.forget(user);
            return Ok(());
        }
        let now: Vec<ConversationId> = places.iter().map(|place| place.id).collect();
        let had: HashSet<ConversationId> = state.places.insert(user, now).unwrap_or_default().into_iter().collect();
        // What was known stays as far behind as it is: its messages are still to be told.
        let (known, new): (Vec<Place>, Vec<Place>) = places.into_iter().partition(|place| had.contains(&place.id));
        let stays: HashSet<ConversationId> = known.iter().map(|place| place.id).collect();
        had.difference(&stays).for_each(|id| state.leave(user, *id));
        for Place { id, kind, last_sequence, read_sequence } in new {
            // New to somebody who was here: what was said since they came into it is told.
            let told = if again { read_sequence } else { last_sequence };
            let stream = state.streams.entry(id).or_insert_with(|| Stream {
                kind,
                next: told + 1,
                here: vec![],
                read: None,
                own: vec![],
            });
            stream.here.push(user);
            if stream.next <= last_sequence {
                self.0.push(Event::Look(id));
            }
        }
        Ok(())
    }

    pub(super) async fn stored(&self, message: &Arc<MessageSeen>, socket: u64) -> Result<(), DbError> {
        let id = message.conversation_id;
        let ready = {
            let mut state = self.state();
            let Some(stream) = state.streams.get_mut(&id) else { return Ok(()) };
            match message.sequence.cmp(&stream.next) {
                Ordering::Less => return Ok(()),
                Ordering::Equal => {
                    stream.next += 1;
                    Some((stream.kind, stream.here.clone()))
                }
                Ordering::Greater => {
                    stream.own.push((message.sequence, socket));
                    None
                }
            }
        };
        match ready {
            Some((kind, here)) => self.tell_next(message, kind, here, socket).await,
            None => self.catch_up(id).await,
        }
    }

    /// Reads what is missing of a stream and tells it.
    pub(super) async fn catch_up(&self, id: ConversationId) -> Result<(), DbError> {
        loop {
            let Some(after) = self.state().streams.get(&id).map(|stream| stream.next - 1) else { return Ok(()) };
            let ring = self.0.ring.clone();
            let rows = self.0.db.read(move |tx| tx.chat().stream(id, after, CATCH_UP)).await?;
            let whole = i64::try_from(rows.len()).unwrap_or(CATCH_UP) < CATCH_UP;
            for row in &rows {
                let ready = {
                    let mut state = self.state();
                    let Some(stream) = state.streams.get_mut(&id) else { return Ok(()) };
                    if row.sequence < stream.next {
                        continue;
                    }
                    stream.next = row.sequence + 1;
                    let own = stream.own.iter().find(|(sequence, _)| *sequence == row.sequence).map(|(_, own)| *own);
                    stream.own.retain(|(sequence, _)| *sequence > row.sequence);
                    (stream.kind, stream.here.clone(), own.unwrap_or(0))
                };
                let (kind, here, own) = ready;
                self.tell_next(&seen(&ring, row), kind, here, own).await?;
            }
            if whole {
                return Ok(());
            }
        }
    }

    /// Tells the message whose place the stream has just passed; goes back to it when that fails,
    /// so that it is told before the next one.
    async fn tell_next(
        &self,
        message: &MessageSeen,
        kind: Kind,
        here: Vec<UserId>,
        socket: u64,
    ) -> Result<(), DbError> {
        let told = self.tell(message, kind, here, socket).await;
        if told.is_err()
            && let Some(stream) = self.state().streams.get_mut(&message.conversation_id)
        {
            stream.next = stream.next.min(message.sequence);
        }
        told
    }
}
