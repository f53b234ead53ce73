//! Who is here: told to friends, on every node, as far as people want to be seen.
//!
//! Nothing of it is stored. Each node knows its own sockets and says so to the others, again every
//! few seconds; what a node said is forgotten when it falls silent.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions::Parts;
use crate::features::accounts::UserId;
use crate::features::friends;
use crate::platform::bus::EphemeralMessage;
use crate::platform::db::{Db, DbError};
use crate::platform::socket::{Sockets, encode_frame};

/// Who leaves is gone only after so long: a page that is loaded again should not flicker.
const LINGER: SignedDuration = SignedDuration::from_secs(5);
/// A node that said nothing for so long is gone, and all who were on it.
const SILENCE: SignedDuration = SignedDuration::from_secs(25);
/// A node says again who is on it so often.
const AGAIN: SignedDuration = SignedDuration::from_secs(8);
/// Accounts in one ephemeral.
const IN_ONE: usize = 1_000;
/// The topic of a ephemeral of who is here.
pub(super) const TOPIC: &str = "chat-presence-here";

/// Who is here; cheap to clone.
#[derive(Clone)]
pub struct Presence(Arc<Inner>);

struct Inner {
    sockets: Sockets,
    db: Db,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Those on this node who want to be seen, as friends were told.
    shown: HashSet<UserId>,
    /// Those of them who have no socket any more, and since when.
    leaving: HashMap<UserId, Timestamp>,
    /// Other nodes: when they spoke last, and who is on them.
    nodes: HashMap<Uuid, (Timestamp, HashSet<UserId>)>,
    /// Whose friends are to be told that they came or went.
    changed: HashSet<UserId>,
    said: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Said {
    users: Vec<UserId>,
    /// False: they are gone.
    here: bool,
}

#[derive(Serialize)]
struct PresenceFrame {
    user_id: UserId,
    online: bool,
}

impl State {
    fn is_online(&self, user: UserId) -> bool {
        self.shown.contains(&user) || self.nodes.values().any(|(_, users)| users.contains(&user))
    }
}

impl Presence {
    pub(super) fn new(parts: &Parts) -> Self {
        let inner = Inner { sockets: parts.sockets.clone(), db: parts.db.clone(), state: Mutex::default() };
        let presence = Self(Arc::new(inner));
        let heard = Arc::downgrade(&presence.0);
        parts.db.bus().on_ephemeral(move |from, ephemeral| {
            if let (TOPIC, Some(inner)) = (ephemeral.topic.as_str(), heard.upgrade())
                && let Ok(said) = serde_json::from_value::<Said>(ephemeral.payload.clone())
            {
                Self(inner).handle(from, &said);
            }
        });
        presence
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock()
    }

    fn now(&self) -> Timestamp {
        self.0.db.clock().now()
    }

    fn say(&self, users: &[UserId], here: bool) {
        for some in users.chunks(IN_ONE) {
            if let Ok(payload) = serde_json::to_value(Said { users: some.to_vec(), here }) {
                self.0.db.bus().publish_ephemeral(EphemeralMessage { topic: TOPIC.into(), payload });
            }
        }
    }

    fn handle(&self, from: Uuid, said: &Said) {
        let now = self.now();
        let mut state = self.state();
        for user in &said.users {
            let before = state.is_online(*user);
            let (heard, users) = state.nodes.entry(from).or_insert_with(|| (now, HashSet::new()));
            *heard = now;
            if said.here {
                users.insert(*user);
            } else {
                users.remove(user);
            }
            if state.is_online(*user) != before {
                state.changed.insert(*user);
            }
        }
    }

    /// Which of `users` are here and may be seen.
    pub(super) fn online(&self, users: impl Iterator<Item = UserId>) -> HashSet<UserId> {
        let state = self.state();
        users.filter(|user| state.is_online(*user)).collect()
    }

    /// A socket of `user` opened here.
    pub(super) async fn enter(&self, user: UserId) -> Result<(), DbError> {
        {
            let mut state = self.state();
            state.leaving.remove(&user);
            if state.shown.contains(&user) {
                return Ok(());
            }
        }
        self.look_again(user).await
    }

    /// The last socket of `user` here is gone.
    pub(super) fn leave(&self, user: UserId) {
        let now = self.now();
        let mut state = self.state();
        if state.shown.contains(&user) {
            state.leaving.insert(user, now);
        }
    }

    /// Whether `user` is here or wants to be seen may have changed.
    pub(super) async fn look_again(&self, user: UserId) -> Result<(), DbError> {
        if !self.0.sockets.is_connected(user.0) {
            return Ok(());
        }
        let show = self.0.db.read(move |tx| tx.chat().shows_presence(user)).await?;
        self.show(user, show);
        self.tell_changed().await
    }

    fn show(&self, user: UserId, show: bool) {
        let mut state = self.state();
        let before = state.is_online(user);
        if show {
            state.shown.insert(user);
        } else {
            state.shown.remove(&user);
            state.leaving.remove(&user);
        }
        if state.is_online(user) != before {
            state.changed.insert(user);
        }
        drop(state);
        self.say(&[user], show);
    }

    /// Notices who is gone for good, and which node; to be called every second.
    pub(super) async fn tick(&self) -> Result<(), DbError> {
        let now = self.now();
        let gone = {
            let mut state = self.state();
            let gone: Vec<UserId> = state
                .leaving
                .iter()
                .filter(|(_, since)| now.duration_since(**since) >= LINGER)
                .map(|(user, _)| *user)
                .collect();
            for user in &gone {
                state.leaving.remove(user);
            }
            let silent: Vec<Uuid> = state
                .nodes
                .iter()
                .filter(|(_, (heard, _))| now.duration_since(*heard) >= SILENCE)
                .map(|(node, _)| *node)
                .collect();
            for node in silent {
                let (_, users) = state.nodes.remove(&node).unwrap_or_default();
                let offline: Vec<UserId> = users.into_iter().filter(|user| !state.is_online(*user)).collect();
                state.changed.extend(offline);
            }
            gone
        };
        for user in gone {
            if !self.0.sockets.is_connected(user.0) {
                self.show(user, false);
            }
        }
        self.say_again(now);
        self.tell_changed().await
    }

    fn say_again(&self, now: Timestamp) {
        let shown: Vec<UserId> = {
            let mut state = self.state();
            if state.said.is_some_and(|said| now.duration_since(said) < AGAIN) {
                return;
            }
            state.said = Some(now);
            state.shown.iter().copied().collect()
        };
        self.say(&shown, true);
    }

    /// Tells friends who are here of who came and went.
    pub(super) async fn tell_changed(&self) -> Result<(), DbError> {
        let changed: Vec<(UserId, bool)> = {
            let mut state = self.state();
            let changed = std::mem::take(&mut state.changed);
            changed.into_iter().map(|user| (user, state.is_online(user))).collect()
        };
        for (at, (user, online)) in changed.iter().copied().enumerate() {
            let friends = self.0.db.read(move |tx| friends::friend_ids(tx, user)).await;
            // Who could not be told is told the next time.
            let friends = friends.inspect_err(|_: &DbError| {
                self.state().changed.extend(changed[at..].iter().map(|(user, _)| *user));
            })?;
            let frame = encode_frame("presence", &PresenceFrame { user_id: user, online });
            friends.into_iter().for_each(|friend| self.0.sockets.send(friend.0, &frame));
        }
        Ok(())
    }
}
