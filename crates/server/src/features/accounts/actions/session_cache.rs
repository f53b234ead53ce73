//! Sessions seen a moment ago: most requests need no question to the database to know who asks.
//!
//! What is remembered is forgotten before the end of a session is answered on this node, and
//! after [`FRESH`] in any case, which bounds how long another node's revocation can go unseen
//! when its hint is lost.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};

use crate::features::accounts::{SESSION_ENDED, SessionId, UserId};
use crate::platform::bus::Bus;

/// A remembered session is asked for again after this.
const FRESH: SignedDuration = SignedDuration::from_secs(5);
/// About 10 MB; beyond it everything is forgotten, which costs one question each.
const MOST: usize = 65_536;

/// What a request needs to know of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FoundSession {
    /// Which.
    pub(super) id: SessionId,
    /// Whose.
    pub(super) user: UserId,
    /// Used last, to the hour.
    pub(super) last_used_at: Timestamp,
    /// Ends then unless it is used.
    pub(super) expires_at: Timestamp,
}

/// The sessions remembered; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct SessionCache(Arc<Mutex<Remembered>>);

#[derive(Default)]
struct Remembered {
    sessions: HashMap<[u8; 32], (Timestamp, FoundSession)>,
    /// Rises whenever a session ends: an answer that was on its way then is not remembered.
    endings: u64,
}

impl SessionCache {
    /// Forgets by the hints of `bus`.
    pub(super) fn on(bus: &Bus) -> Self {
        let known = Self::default();
        let heard = known.clone();
        bus.listen(move |hint| {
            if hint.topic == SESSION_ENDED {
                heard.forget(SessionId(hint.subject));
            }
        });
        known
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock()
    }

    /// The session of a token, if it was seen less than [`FRESH`] ago and still lives; else the
    /// count of endings, for [`SessionCache::remember`].
    pub(super) fn recall(&self, token: &[u8; 32], now: Timestamp) -> Result<FoundSession, u64> {
        let remembered = self.lock();
        match remembered.sessions.get(token) {
            // A clock that went back makes it old, too.
            Some((seen, found))
                if (SignedDuration::ZERO..FRESH).contains(&seen.duration_until(now)) && now < found.expires_at =>
            {
                Ok(*found)
            }
            _ => Err(remembered.endings),
        }
    }

    /// Remembers what the database said, unless a session ended since it was asked.
    pub(super) fn remember(&self, token: [u8; 32], now: Timestamp, found: FoundSession, endings: u64) {
        let mut remembered = self.lock();
        if remembered.endings != endings {
            return;
        }
        if remembered.sessions.len() >= MOST {
            remembered.sessions.clear();
        }
        remembered.sessions.insert(token, (now, found));
    }

    /// The session's use is being noted: the next request has nothing to note.
    pub(super) fn renew(&self, token: &[u8; 32], used: Timestamp, expires_at: Timestamp) {
        if let Some((_, found)) = self.lock().sessions.get_mut(token) {
            found.last_used_at = used;
            found.expires_at = expires_at;
        }
    }

    fn forget(&self, session: SessionId) {
        let mut remembered = self.lock();
        remembered.endings += 1;
        remembered.sessions.retain(|_, (_, found)| found.id != session);
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

    fn session(id: u128) -> FoundSession {
        let id = Uuid::from_u128(id);
        FoundSession { id: SessionId(id), user: UserId(id), last_used_at: at(0), expires_at: at(1_000) }
    }

    fn announce_ended_sessions(id: u128) -> Hint {
        Hint { topic: SESSION_ENDED, subject: Uuid::from_u128(id), day: None }
    }

    #[test]
    fn remembers_for_a_moment_and_never_beyond_the_end() {
        let known = SessionCache::default();
        known.remember([1; 32], at(100), session(1), 0);
        assert_eq!(known.recall(&[1; 32], at(104)).map(|s| s.id), Ok(session(1).id));
        assert_eq!(known.recall(&[1; 32], at(105)).err(), Some(0));
        assert_eq!(known.recall(&[1; 32], at(99)).err(), Some(0), "the clock went back");
        assert_eq!(known.recall(&[2; 32], at(100)).err(), Some(0));
        known.remember([1; 32], at(998), session(1), 0);
        assert!(known.recall(&[1; 32], at(1_000)).is_err());
    }

    #[test]
    fn an_ending_forgets_it_and_what_was_on_its_way() {
        let bus = Bus::in_process();
        let known = SessionCache::on(&bus);
        known.remember([1; 32], at(100), session(1), 0);
        known.remember([2; 32], at(100), session(2), 0);
        bus.publish(announce_ended_sessions(1));
        assert_eq!(known.recall(&[1; 32], at(100)).err(), Some(1));
        assert!(known.recall(&[2; 32], at(100)).is_ok());
        // Asked before the ending, answered after it.
        known.remember([1; 32], at(100), session(1), 0);
        assert!(known.recall(&[1; 32], at(100)).is_err());
    }
}
