//! Pauses sending to push services that do not answer, so that waiting for them does not delay other
//! messages.

use std::time::Duration;

use jiff::Timestamp;

use crate::platform::limits::{CircuitBreaker, Keyed, since_epoch};

/// Failures in a row before a service is paused.
const MAX_FAILURES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(15);
/// Services remembered; forgetting one costs a few tries.
const MAX_SERVICES: usize = 1_024;

/// The breaker of one push service.
pub(super) const BREAKER: CircuitBreaker = CircuitBreaker::new(MAX_FAILURES, PAUSE);

/// A circuit breaker for each push service that failed last, by its origin.
pub(super) struct ServiceBreakers(Keyed<String, CircuitBreaker>);

impl Default for ServiceBreakers {
    fn default() -> Self {
        Self(Keyed::new(MAX_SERVICES))
    }
}

impl ServiceBreakers {
    /// Returns whether a request may be sent to `origin` now.
    pub(super) fn allows(&self, origin: &str, now: Timestamp) -> bool {
        self.0.update(origin, |breaker| breaker.allows(since_epoch(now))).unwrap_or(true)
    }

    /// Records the outcome of a request to `origin`.
    pub(super) fn record(&self, origin: &str, answered: bool, now: Timestamp) {
        if answered {
            self.0.remove(origin);
        } else {
            self.0.update_or_create(origin, || BREAKER, |breaker| breaker.record_failure(since_epoch(now)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_one_service_after_three_failures_until_it_answers() {
        let (breakers, at) = (ServiceBreakers::default(), |second| Timestamp::from_second(second).unwrap());
        for second in 0..3 {
            assert!(breakers.allows("a", at(second)));
            breakers.record("a", false, at(second));
        }
        assert!(!breakers.allows("a", at(3)) && breakers.allows("b", at(3)));
        assert!(breakers.allows("a", at(17)), "one request after the pause");
        assert!(!breakers.allows("a", at(18)), "and no second one before its outcome");
        breakers.record("a", true, at(19));
        assert!(breakers.allows("a", at(19)));
    }
}
