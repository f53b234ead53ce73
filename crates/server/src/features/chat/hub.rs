//! Telling the sockets of this process what happens in their conversations, in order.
//!
//! Each conversation that somebody here is in has a *stream*: which message comes next. What was
//! stored by this process comes by with its hint and is passed on without being read again; when
//! a place is missing in between, because another node took it or a hint was lost, the database
//! is asked. Everything goes through one queue, so that order is kept without anybody waiting.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::actions::Parts;
use super::actions::messages::{Hidden, MessageSeen, Stored, seen};
use super::actions::reading::HasRead;
use super::presence::{self, Presence};
use super::rules::unread;
use super::{ConversationId, HINT, HINT_HIDDEN, HINT_MEMBER, HINT_PRESENCE, HINT_READ, Kind, MessageId};
use crate::features::accounts::UserId;
use crate::features::friends;
use crate::platform::bus::{Hint, News, Whisper};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::key_ring::KeyRing;
use crate::platform::socket::{Sockets, text};

/// What other nodes may have stored without our hearing of it is looked for so often.
const POLL: Duration = Duration::from_secs(4);
/// Messages read at once when a stream is behind.
const CATCH_UP: i64 = 100;
/// Conversations asked about at once.
const ASK: usize = 500;
/// The topic of a whisper that somebody types.
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

#[derive(Default)]
struct State {
    streams: HashMap<ConversationId, Stream>,
    places: HashMap<UserId, Vec<ConversationId>>,
}

struct Stream {
    kind: Kind,
    /// The place of the next message to be told.
    next: i64,
    /// Who is here and in it. In a room they are asked about again before anything is told.
    here: Vec<UserId>,
    /// Sockets that messages behind a gap came by.
    own: Vec<(i64, u64)>,
}

enum Event {
    Stored(Arc<MessageSeen>, u64),
    Look(ConversationId),
    Read(HasRead),
    LookRead(ConversationId),
    Hidden(UserId, ConversationId, MessageId),
    LookHidden(MessageId),
    Enter(UserId, tokio::sync::oneshot::Sender<Result<(), DbError>>),
    Again(UserId),
    Typing(ConversationId, UserId),
    Presence(UserId),
    PresenceHeard,
}

#[derive(Serialize)]
struct ReadFrame {
    conversation_id: ConversationId,
    user_id: UserId,
    sequence: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<u32>,
}

#[derive(Serialize)]
struct HiddenFrame {
    conversation_id: ConversationId,
    message_id: MessageId,
}

#[derive(Serialize, serde::Deserialize)]
struct TypingFrame {
    conversation_id: ConversationId,
    user_id: UserId,
}

/// `message.new`, for every socket but the one that is answered with `message.stored`.
pub(super) fn new_message(message: &MessageSeen) -> Utf8Bytes {
    // Written by hand around the message: the general way makes a tree of it first.
    let message = serde_json::to_string(message).unwrap_or_default();
    format!(r#"{{"type":"message.new","message":{message}}}"#).into()
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
        parts.db.bus().listen_with(move |hint, news| {
            if let (Some(inner), Some(event)) = (heard.upgrade(), event_of(hint, news)) {
                inner.push(event);
            }
        });
        let heard = Arc::downgrade(&inner);
        parts.db.bus().overhear(move |_, whisper| {
            let Some(inner) = heard.upgrade() else { return };
            match whisper.topic.as_str() {
                TYPING => {
                    if let Ok(frame) = serde_json::from_value::<TypingFrame>(whisper.words.clone()) {
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        if !self.0.sockets.is_here(user.0) {
            state.forget(user);
        }
    }

    /// Somebody types: told to who is here, and to other nodes.
    pub(super) fn typing(&self, conversation: ConversationId, user: UserId) {
        let frame = TypingFrame { conversation_id: conversation, user_id: user };
        if let Ok(words) = serde_json::to_value(&frame) {
            self.0.db.bus().whisper(Whisper { topic: TYPING.into(), words });
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

    /// Looks for conversations here that have more than was told.
    pub(super) async fn find_lost(&self) -> Result<(), DbError> {
        let ids: Vec<ConversationId> = self.state().streams.keys().copied().collect();
        for some in ids.chunks(ASK) {
            let asked = some.to_vec();
            let last = self.0.db.read(move |tx| tx.chat().last_sequences(&asked)).await?;
            let state = self.state();
            for (id, last) in last {
                if state.streams.get(&id).is_some_and(|stream| stream.next <= last) {
                    self.0.push(Event::Look(id));
                }
            }
        }
        Ok(())
    }

    async fn handle(&self, event: Event) -> Result<(), DbError> {
        match event {
            Event::Stored(message, socket) => self.stored(&message, socket).await,
            Event::Look(id) => self.catch_up(id).await,
            Event::Read(read) => {
                self.has_read(&read);
                Ok(())
            }
            Event::LookRead(id) => self.look_read(id).await,
            Event::Hidden(user, conversation, message) => {
                self.hidden(user, conversation, message);
                Ok(())
            }
            Event::LookHidden(message) => {
                for (user, conversation) in self.0.db.read(move |tx| tx.chat().hidden_by(message)).await? {
                    self.hidden(user, conversation, message);
                }
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

    /// Learns which conversations an account has. `again`: they may be others than they were.
    async fn load(&self, user: UserId, again: bool) -> Result<(), DbError> {
        if !self.0.sockets.is_here(user.0) || (!again && self.state().places.contains_key(&user)) {
            return Ok(());
        }
        let places = self.0.db.read(move |tx| tx.chat().places(user)).await?;
        let mut state = self.state();
        let had: HashSet<ConversationId> = state.forget(user).into_iter().collect();
        if !self.0.sockets.is_here(user.0) {
            return Ok(());
        }
        for (id, kind, last) in &places {
            // A conversation that is new to somebody who was here: what was said in it since is
            // told. One that they just left stays forgotten.
            let next = if again && !had.contains(id) && *kind == Kind::Direct { 1 } else { last + 1 };
            let stream =
                state.streams.entry(*id).or_insert_with(|| Stream { kind: *kind, next, here: vec![], own: vec![] });
            stream.here.push(user);
            if stream.next <= *last {
                self.0.push(Event::Look(*id));
            }
        }
        state.places.insert(user, places.into_iter().map(|(id, _, _)| id).collect());
        Ok(())
    }

    async fn stored(&self, message: &Arc<MessageSeen>, socket: u64) -> Result<(), DbError> {
        let id = message.conversation_id;
        let ready = {
            let mut state = self.state();
            let Some(stream) = state.streams.get_mut(&id) else { return Ok(()) };
            match message.sequence.cmp(&stream.next) {
                std::cmp::Ordering::Less => return Ok(()),
                std::cmp::Ordering::Equal => {
                    stream.next += 1;
                    Some((stream.kind, stream.here.clone()))
                }
                std::cmp::Ordering::Greater => {
                    stream.own.push((message.sequence, socket));
                    None
                }
            }
        };
        match ready {
            Some((kind, here)) => self.tell(message, kind, here, socket).await,
            None => self.catch_up(id).await,
        }
    }

    /// Reads what is missing of a stream and tells it.
    async fn catch_up(&self, id: ConversationId) -> Result<(), DbError> {
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
                self.tell(&seen(&ring, row), kind, here, own).await?;
            }
            if whole {
                return Ok(());
            }
        }
    }

    async fn tell(&self, message: &MessageSeen, kind: Kind, here: Vec<UserId>, socket: u64) -> Result<(), DbError> {
        let here = match kind {
            Kind::Direct => here,
            Kind::Challenge => self.may_hear(message.conversation_id, message.sender_id, here).await?,
        };
        let frame = new_message(message);
        for user in here {
            self.0.sockets.send_others(user.0, socket, &frame);
        }
        Ok(())
    }

    /// Of those here, who is in the room at this moment and does not block, or is blocked by, `sender`.
    async fn may_hear(&self, room: ConversationId, sender: UserId, here: Vec<UserId>) -> Result<Vec<UserId>, DbError> {
        if here.is_empty() {
            return Ok(here);
        }
        let work = move |tx: &mut Tx<'_>| {
            let among = tx.chat().among(room, &here)?;
            Ok::<_, DbError>((among, friends::invisible_to(tx, sender)?))
        };
        let (among, hidden) = self.0.db.read(work).await?;
        Ok(among.into_iter().map(|(user, _)| user).filter(|user| !hidden.contains(user)).collect())
    }

    fn has_read(&self, read: &HasRead) {
        let frame = |unread| ReadFrame {
            conversation_id: read.conversation,
            user_id: read.user,
            sequence: read.sequence,
            unread,
        };
        self.0.sockets.send_others(read.user.0, read.socket, &text("message.read", &frame(Some(read.unread))));
        if let Some(other) = read.other {
            self.0.sockets.send(other.0, &text("message.read", &frame(None)));
        }
    }

    /// Somebody read on another node: what all who are here have read is told again.
    async fn look_read(&self, id: ConversationId) -> Result<(), DbError> {
        let Some((kind, here)) = self.state().streams.get(&id).map(|stream| (stream.kind, stream.here.clone())) else {
            return Ok(());
        };
        for user in here {
            let found = self.0.db.read(move |tx| tx.chat().standing(id, user)).await?;
            let Some(standing) = found else { continue };
            let unread = unread(standing.last_sequence, standing.read_sequence, standing.skipped);
            let frame = ReadFrame {
                conversation_id: id,
                user_id: user,
                sequence: standing.read_sequence,
                unread: Some(unread),
            };
            self.0.sockets.send(user.0, &text("message.read", &frame));
            let Some(other) = standing.other.filter(|_| kind == Kind::Direct) else { continue };
            let theirs = self.0.db.read(move |tx| tx.chat().standing(id, other)).await?;
            let Some(theirs) = theirs else { continue };
            let frame = ReadFrame { conversation_id: id, user_id: other, sequence: theirs.read_sequence, unread: None };
            self.0.sockets.send(user.0, &text("message.read", &frame));
        }
        Ok(())
    }

    fn hidden(&self, user: UserId, conversation_id: ConversationId, message_id: MessageId) {
        self.0.sockets.send(user.0, &text("message.hidden", &HiddenFrame { conversation_id, message_id }));
    }

    async fn types(&self, id: ConversationId, user: UserId) -> Result<(), DbError> {
        let found = self.state().streams.get(&id).map(|stream| (stream.kind, stream.here.clone()));
        let Some((kind, mut here)) = found else { return Ok(()) };
        here.retain(|one| *one != user);
        if kind == Kind::Challenge {
            here = self.may_hear(id, user, here).await?;
        }
        let frame = text("typing", &TypingFrame { conversation_id: id, user_id: user });
        here.into_iter().for_each(|one| self.0.sockets.send(one.0, &frame));
        Ok(())
    }
}

impl Inner {
    fn push(&self, event: Event) {
        // The queue lives as long as this does.
        let _ = self.events.send(event);
        self.came.notify_one();
    }
}

impl State {
    /// The account is nowhere any more; where it was.
    fn forget(&mut self, user: UserId) -> Vec<ConversationId> {
        let places = self.places.remove(&user).unwrap_or_default();
        for id in &places {
            if let Some(stream) = self.streams.get_mut(id) {
                stream.here.retain(|one| *one != user);
                if stream.here.is_empty() {
                    self.streams.remove(id);
                }
            }
        }
        places
    }
}

/// What a hint means for the sockets: with news it is known, without it is looked up.
fn event_of(hint: Hint, news: Option<&News>) -> Option<Event> {
    let conversation = ConversationId(hint.subject);
    Some(match hint.topic {
        HINT => match news.and_then(|news| news.downcast_ref::<Stored>()) {
            Some(stored) => Event::Stored(Arc::clone(&stored.message), stored.socket),
            None => Event::Look(conversation),
        },
        HINT_READ => match news.and_then(|news| news.downcast_ref::<HasRead>()) {
            Some(read) => Event::Read(*read),
            None => Event::LookRead(conversation),
        },
        HINT_HIDDEN => match news.and_then(|news| news.downcast_ref::<Hidden>()) {
            Some(hidden) => Event::Hidden(hidden.user, hidden.conversation, MessageId(hint.subject)),
            None => Event::LookHidden(MessageId(hint.subject)),
        },
        HINT_MEMBER => Event::Again(UserId(hint.subject)),
        HINT_PRESENCE => Event::Presence(UserId(hint.subject)),
        _ => return None,
    })
}
