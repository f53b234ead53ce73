//! Caches sessions for a few seconds, so that most requests identify their user without a query.
//!
//! A session that ends leaves the cache before the request that ended it is answered on this node.
//! [`TTL`] bounds how long this node can miss the end of a session whose hint from another node was
//! lost (ADR 9).

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use quick_cache::unsync::Cache;
use quick_cache::{Lifecycle, UnitWeighter};

use crate::features::accounts::{SESSION_ENDED, SessionId, UserId};
use crate::platform::bus::Bus;

/// How long a session is used before it is read from the database again.
const TTL: SignedDuration = SignedDuration::from_secs(5);
/// Sessions cached at once: about 10 MB.
const CAPACITY: usize = 65_536;

type TokenHash = [u8; 32];

/// The data of a session that authentication needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub(super) struct CachedSession {
    pub(super) id: SessionId,
    pub(super) user: UserId,
    /// To the hour.
    pub(super) last_used_at: Timestamp,
    /// Unless it is used before.
    pub(super) expires_at: Timestamp,
}

/// The cache; cheap to clone.
#[derive(Clone)]
pub(super) struct SessionCache(Arc<Mutex<State>>);

struct State {
    sessions: Cache<TokenHash, Entry, UnitWeighter, RandomState, ReportEvicted>,
    /// The key of every session in the cache, so that one session is removed without a scan.
    keys: HashMap<SessionId, TokenHash>,
    /// How many sessions have ended. A row that was read while a session ended is not cached.
    ended: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    loaded_at: Timestamp,
    session: CachedSession,
}

/// Collects the sessions that the cache evicts, for the index.
struct ReportEvicted;

impl Lifecycle<TokenHash, Entry> for ReportEvicted {
    type RequestState = Vec<(TokenHash, SessionId)>;

    fn on_evict(&self, evicted: &mut Self::RequestState, key: TokenHash, entry: Entry) {
        evicted.push((key, entry.session.id));
    }
}

impl State {
    fn insert(&mut self, key: TokenHash, entry: Entry) {
        if let Some(old) = self.keys.insert(entry.session.id, key)
            && old != key
        {
            self.sessions.remove(&old);
        }
        let mut evicted = Vec::new();
        self.sessions.insert_with_lifecycle(key, entry, &mut evicted);
        for (key, session) in evicted {
            if self.keys.get(&session) == Some(&key) {
                self.keys.remove(&session);
            }
        }
    }

    fn remove(&mut self, session: SessionId) {
        if let Some(key) = self.keys.remove(&session) {
            self.sessions.remove(&key);
        }
    }
}

impl SessionCache {
    /// Creates a cache that removes the sessions whose end is announced on `bus`.
    pub(super) fn new(bus: &Bus) -> Self {
        let cache = Self::with_capacity(CAPACITY);
        let invalidated = cache.clone();
        bus.listen(move |hint| {
            if hint.topic == SESSION_ENDED {
                let mut state = invalidated.0.lock();
                state.ended += 1;
                state.remove(SessionId(hint.subject));
            }
        });
        cache
    }

    fn with_capacity(capacity: usize) -> Self {
        let sessions = Cache::with(capacity, capacity as u64, UnitWeighter, RandomState::new(), ReportEvicted);
        Self(Arc::new(Mutex::new(State { sessions, keys: HashMap::new(), ended: 0 })))
    }

    /// Returns the session of a token if it was cached less than [`TTL`] ago and has not expired.
    ///
    /// # Errors
    /// The number of sessions that have ended so far, to be passed to [`SessionCache::insert`] once
    /// the session has been read from the database.
    pub(super) fn get(&self, token: &TokenHash, now: Timestamp) -> Result<CachedSession, u64> {
        let state = self.0.lock();
        match state.sessions.get(token) {
            // A clock that went back makes an entry stale, too.
            Some(Entry { loaded_at, session })
                if (SignedDuration::ZERO..TTL).contains(&loaded_at.duration_until(now)) && now < session.expires_at =>
            {
                Ok(*session)
            }
            _ => Err(state.ended),
        }
    }

    /// Caches a session that was loaded, unless any session has ended since the query began.
    pub(super) fn insert(&self, token: TokenHash, now: Timestamp, session: CachedSession, ended: u64) {
        let mut state = self.0.lock();
        if state.ended == ended {
            state.insert(token, Entry { loaded_at: now, session });
        }
    }

    /// Updates a cached session whose use is being recorded, so that the next request does not record
    /// it again.
    pub(super) fn renew(&self, token: &TokenHash, used: Timestamp, expires_at: Timestamp) {
        if let Some(mut entry) = self.0.lock().sessions.get_mut(token) {
            entry.session.last_used_at = used;
            entry.session.expires_at = expires_at;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::platform::bus::Hint;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn session(id: u128) -> CachedSession {
        let id = Uuid::from_u128(id);
        CachedSession { id: SessionId(id), user: UserId(id), last_used_at: at(0), expires_at: at(1_000) }
    }

    fn ended(id: u128) -> Hint {
        Hint { topic: SESSION_ENDED, subject: Uuid::from_u128(id), day: None }
    }

    #[test]
    fn get_returns_a_session_until_its_ttl_or_expiry() {
        let cache = SessionCache::with_capacity(10);
        cache.insert([1; 32], at(100), session(1), 0);
        assert_eq!(cache.get(&[1; 32], at(104)).map(|s| s.id), Ok(session(1).id));
        assert_eq!(cache.get(&[1; 32], at(105)).err(), Some(0));
        assert_eq!(cache.get(&[1; 32], at(99)).err(), Some(0), "the clock went back");
        assert_eq!(cache.get(&[2; 32], at(100)).err(), Some(0));
        cache.insert([1; 32], at(998), session(1), 0);
        assert!(cache.get(&[1; 32], at(1_000)).is_err());
    }

    #[test]
    fn an_ended_session_is_removed_and_not_cached_by_an_older_query() {
        let bus = Bus::in_process();
        let cache = SessionCache::new(&bus);
        cache.insert([1; 32], at(100), session(1), 0);
        cache.insert([2; 32], at(100), session(2), 0);
        bus.publish(ended(1));
        assert_eq!(cache.get(&[1; 32], at(100)).err(), Some(1));
        assert!(cache.get(&[2; 32], at(100)).is_ok());
        // Queried before the end, loaded after it.
        cache.insert([1; 32], at(100), session(1), 0);
        assert!(cache.get(&[1; 32], at(100)).is_err());
    }

    #[test]
    fn the_index_holds_exactly_the_cached_sessions() {
        let cache = SessionCache::with_capacity(50);
        let token = |n: u8| [n; 32];
        for n in 0..u8::MAX {
            cache.insert(token(n), at(100), session(n.into()), 0);
        }
        // The same session with another token.
        cache.insert([u8::MAX; 32], at(100), session(254), 0);
        let mut state = cache.0.lock();
        assert!((1..=50).contains(&state.sessions.len()));
        assert_eq!(state.sessions.len(), state.keys.len());
        let keys: Vec<_> = state.keys.iter().map(|(session, key)| (*session, *key)).collect();
        for (session, key) in keys {
            assert_eq!(state.sessions.peek(&key).map(|entry| entry.session.id), Some(session));
            state.remove(session);
        }
        assert!(state.sessions.is_empty() && state.keys.is_empty());
    }
}
