//! A service that does not answer is left alone for a while, so that waiting for it does not keep
//! other letters from going out.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Failures in a row before a service is left alone.
const FAILURES: u32 = 3;
/// For so long; then one try goes through and decides.
const PAUSE: SignedDuration = SignedDuration::from_secs(15);
/// Services remembered; beyond it all are forgotten, which costs a few tries.
const MOST: usize = 1_024;

/// What is known of each service, by its origin.
#[derive(Default)]
pub(super) struct Breaker(Mutex<HashMap<String, (u32, Timestamp)>>);

impl Breaker {
    /// Whether a try may be made now.
    pub(super) fn may_try(&self, origin: &str, now: Timestamp) -> bool {
        let mut known = self.0.lock();
        match known.get_mut(origin) {
            Some((failures, until)) if *failures >= FAILURES => {
                let over = now >= *until;
                if over {
                    // The others wait for what becomes of this one.
                    *until = now.checked_add(PAUSE).unwrap_or(now);
                }
                over
            }
            _ => true,
        }
    }

    /// Notes what became of a try.
    pub(super) fn note(&self, origin: &str, answered: bool, now: Timestamp) {
        let mut known = self.0.lock();
        if answered {
            known.remove(origin);
            return;
        }
        if known.len() >= MOST {
            known.clear();
        }
        let (failures, until) = known.entry(origin.to_owned()).or_insert((0, now));
        *failures = failures.saturating_add(1);
        *until = now.checked_add(PAUSE).unwrap_or(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_close_it_and_one_success_opens_it() {
        let (breaker, at) = (Breaker::default(), |second| Timestamp::from_second(second).unwrap());
        for second in 0..3 {
            assert!(breaker.may_try("a", at(second)));
            breaker.note("a", false, at(second));
        }
        assert!(!breaker.may_try("a", at(3)) && breaker.may_try("b", at(3)));
        assert!(breaker.may_try("a", at(17)), "one try after the pause");
        assert!(!breaker.may_try("a", at(18)), "and no second one beside it");
        breaker.note("a", true, at(19));
        assert!(breaker.may_try("a", at(19)));
    }
}
