//! Slows down who guesses passwords.
//!
//! Counted per account *and* network, so that a stranger elsewhere can't lock the owner out,
//! and per network, so that one place can't try many accounts. In memory: the count is a
//! brake, not a record, and a restart may forget it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Wrong passwords for one account from one network before it has to wait.
const OF_ONE_ACCOUNT: u32 = 20;
/// Wrong passwords from one network, whatever the account.
const OF_ONE_NETWORK: u32 = 200;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Entries kept at most; beyond it the oldest windows are dropped.
const ENTRIES: usize = 50_000;

type Network = [u8; 9];

#[derive(Clone, Copy)]
struct Count {
    failures: u32,
    since: Timestamp,
}

#[derive(Default)]
pub(super) struct Throttle(Mutex<HashMap<u64, Count>>);

impl Throttle {
    /// How long to wait before the next try, if at all.
    pub(super) fn wait(&self, who: &[u8], network: Network, now: Timestamp) -> Option<SignedDuration> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: u64, most: u32| {
            let count = counts.get(&key).filter(|count| count.failures >= most)?;
            let left = WINDOW - count.since.duration_until(now);
            (left > SignedDuration::ZERO).then_some(left)
        };
        left(mark(Some(who), network), OF_ONE_ACCOUNT).max(left(mark(None, network), OF_ONE_NETWORK))
    }

    /// Notes a wrong password.
    pub(super) fn failed(&self, who: &[u8], network: Network, now: Timestamp) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= ENTRIES {
            counts.retain(|_, count| count.since.duration_until(now) < WINDOW);
        }
        if counts.len() >= ENTRIES {
            counts.clear();
        }
        for key in [mark(Some(who), network), mark(None, network)] {
            let count = counts.entry(key).or_insert(Count { failures: 0, since: now });
            if count.since.duration_until(now) >= WINDOW {
                *count = Count { failures: 0, since: now };
            }
            count.failures += 1;
        }
    }
}

fn mark(who: Option<&[u8]>, network: Network) -> u64 {
    let mut hasher = DefaultHasher::new();
    (who, network).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_stopped_where_it_comes_from_and_resumes_after_the_window() {
        let throttle = Throttle::default();
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let (here, elsewhere) = ([4; 9], [6; 9]);
        for _ in 0..OF_ONE_ACCOUNT {
            assert_eq!(throttle.wait(b"anna", here, start), None);
            throttle.failed(b"anna", here, start);
        }
        assert_eq!(throttle.wait(b"anna", here, start), Some(WINDOW));
        assert_eq!(throttle.wait(b"anna", elsewhere, start), None, "the owner is not locked out");
        assert_eq!(throttle.wait(b"bert", here, start), None);
        assert_eq!(throttle.wait(b"anna", here, start + WINDOW), None);
    }

    #[test]
    fn one_network_can_not_try_many_accounts() {
        let throttle = Throttle::default();
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        for n in 0..OF_ONE_NETWORK {
            throttle.failed(&n.to_be_bytes(), [4; 9], start);
        }
        assert!(throttle.wait(b"anna", [4; 9], start).is_some());
    }
}
