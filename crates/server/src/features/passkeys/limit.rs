//! Slows down who begins ceremonies without end: each is a row that lives for five minutes.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Ceremonies from one network in [`WINDOW`]. Wide, since a whole office may be one network.
const MOST: u32 = 300;
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Networks counted at most; beyond it all counts begin anew.
const NETWORKS: usize = 50_000;

/// Counts in memory: a brake, not a record.
#[derive(Default)]
pub(super) struct Limit(Mutex<HashMap<[u8; 9], (u32, Timestamp)>>);

impl Limit {
    /// Counts one more; answers how many seconds to wait instead when it is one too many.
    pub(super) fn count(&self, network: [u8; 9], now: Timestamp) -> Result<(), u64> {
        let mut counts = self.0.lock();
        if counts.len() >= NETWORKS && !counts.contains_key(&network) {
            counts.clear();
        }
        let (count, since) = counts.entry(network).or_insert((0, now));
        let passed = since.duration_until(now);
        if !(SignedDuration::ZERO..WINDOW).contains(&passed) {
            (*count, *since) = (0, now);
        } else if *count >= MOST {
            let left = (WINDOW - passed).as_secs().max(0);
            return Err(u64::try_from(left).unwrap_or(0) + 1);
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_waits_for_its_window_and_no_other_does() {
        let limit = Limit::default();
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        for _ in 0..MOST {
            assert_eq!(limit.count([4; 9], start), Ok(()));
        }
        assert_eq!(limit.count([4; 9], start), Err(301));
        assert_eq!(limit.count([6; 9], start), Ok(()));
        assert_eq!(limit.count([4; 9], start + WINDOW), Ok(()));
    }
}
