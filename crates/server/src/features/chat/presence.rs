//! Presence: which users are online, shown to their friends unless they hide it.
//!
//! Nothing is stored. Each node announces its connected users to the other nodes and repeats that every few
//! seconds; users of a node that stops doing so count as offline.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::options::ChatOptions;
use crate::features::accounts::UserId;
use crate::features::friends;
use crate::platform::bus::EphemeralMessage;
use crate::platform::db::{Db, DbError};
use crate::platform::socket::{Sockets, encode_frame};

/// Delay before a user without sockets counts as offline, so that reloading a page does not flicker.
const OFFLINE_DELAY: SignedDuration = SignedDuration::from_secs(5);
/// A node that was silent for this long is considered stopped.
const NODE_TIMEOUT: SignedDuration = SignedDuration::from_secs(25);
/// How often a node republishes its connected users.
const PUBLISH_INTERVAL: SignedDuration = SignedDuration::from_secs(8);
/// Users per ephemeral message.
const MAX_USERS_PER_MESSAGE: usize = 1_000;
/// The topic of ephemeral messages that announce presence.
pub(super) const TOPIC: &str = "chat-presence-here";

/// The presence of users; cheap to clone.
#[derive(Clone)]
pub struct Presence(Arc<Inner>);

struct Inner {
    sockets: Sockets,
    db: Db,
    state: Mutex<PresenceState>,
}

#[derive(Default)]
struct PresenceState {
    /// Users on this node who are shown as online.
    shown: HashSet<UserId>,
    /// Those of them whose last socket has closed, and when.
    leaving: HashMap<UserId, Timestamp>,
    /// Users shown on other nodes, and when each node last announced them.
    nodes: HashMap<Uuid, (Timestamp, HashSet<UserId>)>,
    /// Users whose friends have not been notified of their latest change.
    changed: HashSet<UserId>,
    last_published: Option<Timestamp>,
}

/// The payload of an ephemeral message.
#[derive(Serialize, Deserialize)]
struct Announcement {
    users: Vec<UserId>,
    online: bool,
}

#[derive(Serialize)]
struct PresenceFrame {
    user_id: UserId,
    online: bool,
}

impl PresenceState {
    fn is_online(&self, user: UserId) -> bool {
        self.shown.contains(&user) || self.nodes.values().any(|(_, users)| users.contains(&user))
    }
}

impl Presence {
    pub(super) fn new(options: &ChatOptions) -> Self {
        let inner = Inner { sockets: options.sockets.clone(), db: options.db.clone(), state: Mutex::default() };
        let presence = Self(Arc::new(inner));
        let weak = Arc::downgrade(&presence.0);
        options.db.bus().on_ephemeral(move |node, message| {
            if let (TOPIC, Some(inner)) = (message.topic.as_str(), weak.upgrade())
                && let Ok(announcement) = serde_json::from_value::<Announcement>(message.payload.clone())
            {
                Self(inner).receive(node, &announcement);
            }
        });
        presence
    }

    fn state(&self) -> MutexGuard<'_, PresenceState> {
        self.0.state.lock()
    }

    fn now(&self) -> Timestamp {
        self.0.db.clock().now()
    }

    fn announce(&self, users: &[UserId], online: bool) {
        for chunk in users.chunks(MAX_USERS_PER_MESSAGE) {
            if let Ok(payload) = serde_json::to_value(Announcement { users: chunk.to_vec(), online }) {
                self.0.db.bus().publish_ephemeral(EphemeralMessage { topic: TOPIC.into(), payload });
            }
        }
    }

    fn receive(&self, node: Uuid, announcement: &Announcement) {
        let now = self.now();
        let mut state = self.state();
        for user in &announcement.users {
            let was_online = state.is_online(*user);
            let (last_seen, users) = state.nodes.entry(node).or_insert_with(|| (now, HashSet::new()));
            *last_seen = now;
            if announcement.online {
                users.insert(*user);
            } else {
                users.remove(user);
            }
            if state.is_online(*user) != was_online {
                state.changed.insert(*user);
            }
        }
    }

    /// Returns which of `users` are shown as online.
    pub(super) fn online(&self, users: impl Iterator<Item = UserId>) -> HashSet<UserId> {
        let state = self.state();
        users.filter(|user| state.is_online(*user)).collect()
    }

    /// Call this when a socket of `user` has opened on this node.
    pub(super) async fn connect(&self, user: UserId) -> Result<(), DbError> {
        {
            let mut state = self.state();
            state.leaving.remove(&user);
            if state.shown.contains(&user) {
                return Ok(());
            }
        }
        self.update(user).await
    }

    /// Call this when the last socket of `user` on this node has closed.
    pub(super) fn disconnect(&self, user: UserId) {
        let now = self.now();
        let mut state = self.state();
        if state.shown.contains(&user) {
            state.leaving.insert(user, now);
        }
    }

    /// Reads the setting of a connected user again and notifies friends of a change.
    pub(super) async fn update(&self, user: UserId) -> Result<(), DbError> {
        if !self.0.sockets.is_connected(user.0) {
            return Ok(());
        }
        let show = self.0.db.read(move |tx| tx.chat().shows_presence(user)).await?;
        self.set_shown(user, show);
        self.notify_friends().await
    }

    fn set_shown(&self, user: UserId, show: bool) {
        let mut state = self.state();
        let was_online = state.is_online(user);
        if show {
            state.shown.insert(user);
        } else {
            state.shown.remove(&user);
            state.leaving.remove(&user);
        }
        if state.is_online(user) != was_online {
            state.changed.insert(user);
        }
        drop(state);
        self.announce(&[user], show);
    }

    /// Removes users and nodes that are gone and republishes connected users. Call it every second.
    pub(super) async fn tick(&self) -> Result<(), DbError> {
        let now = self.now();
        for user in self.take_left(now) {
            if !self.0.sockets.is_connected(user.0) {
                self.set_shown(user, false);
            }
        }
        self.republish(now);
        self.notify_friends().await
    }

    /// Removes silent nodes, and returns the users without sockets whose delay has passed.
    fn take_left(&self, now: Timestamp) -> Vec<UserId> {
        let mut state = self.state();
        let left: Vec<UserId> = state
            .leaving
            .iter()
            .filter(|(_, since)| now.duration_since(**since) >= OFFLINE_DELAY)
            .map(|(user, _)| *user)
            .collect();
        for user in &left {
            state.leaving.remove(user);
        }
        let silent: Vec<Uuid> = state
            .nodes
            .iter()
            .filter(|(_, (last_seen, _))| now.duration_since(*last_seen) >= NODE_TIMEOUT)
            .map(|(node, _)| *node)
            .collect();
        for node in silent {
            let (_, users) = state.nodes.remove(&node).unwrap_or_default();
            let offline: Vec<UserId> = users.into_iter().filter(|user| !state.is_online(*user)).collect();
            state.changed.extend(offline);
        }
        left
    }

    fn republish(&self, now: Timestamp) {
        let shown: Vec<UserId> = {
            let mut state = self.state();
            if state.last_published.is_some_and(|last| now.duration_since(last) < PUBLISH_INTERVAL) {
                return;
            }
            state.last_published = Some(now);
            state.shown.iter().copied().collect()
        };
        self.announce(&shown, true);
    }

    /// Notifies connected friends of users who went online or offline.
    pub(super) async fn notify_friends(&self) -> Result<(), DbError> {
        let changed: Vec<(UserId, bool)> = {
            let mut state = self.state();
            let changed = std::mem::take(&mut state.changed);
            changed.into_iter().map(|user| (user, state.is_online(user))).collect()
        };
        for (at, (user, online)) in changed.iter().copied().enumerate() {
            let friends = self.0.db.read(move |tx| friends::friend_ids(tx, user)).await;
            // Friends that could not be notified are notified by the next call.
            let friends = friends.inspect_err(|_: &DbError| {
                self.state().changed.extend(changed[at..].iter().map(|(user, _)| *user));
            })?;
            let frame = encode_frame("presence", &PresenceFrame { user_id: user, online });
            friends.into_iter().for_each(|friend| self.0.sockets.send(friend.0, &frame));
        }
        Ok(())
    }
}
