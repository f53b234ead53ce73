//! Circuit breaker: a service that keeps failing is not called for a while.

use std::time::Duration;

/// Refuses calls for a pause after a number of failures in a row; then lets one call through per
/// pause until a call succeeds.
#[derive(Clone, Copy, Debug)]
pub struct CircuitBreaker {
    threshold: u32,
    pause: Duration,
    failures: u32,
    retry_at: Duration,
}

impl CircuitBreaker {
    /// Creates a breaker that opens after `threshold` failures in a row.
    #[must_use]
    pub const fn new(threshold: u32, pause: Duration) -> Self {
        Self { threshold, pause, failures: 0, retry_at: Duration::ZERO }
    }

    /// Returns whether a call may be made. The call that is let through after a pause decides for the
    /// others, which wait one more pause for its outcome.
    pub fn allows(&mut self, now: Duration) -> bool {
        if self.failures < self.threshold {
            return true;
        }
        let allowed = now >= self.retry_at;
        if allowed {
            self.retry_at = now + self.pause;
        }
        allowed
    }

    /// Records that a call succeeded: further calls are allowed.
    pub fn record_success(&mut self) {
        self.failures = 0;
    }

    /// Records that a call failed.
    pub fn record_failure(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.retry_at = now + self.pause;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn opens_after_failures_in_a_row_and_allows_one_call_per_pause() {
        let mut breaker = CircuitBreaker::new(3, secs(15));
        for second in 0..3 {
            assert!(breaker.allows(secs(second)));
            breaker.record_failure(secs(second));
        }
        assert!(!breaker.allows(secs(3)) && !breaker.allows(secs(16)));
        assert!(breaker.allows(secs(17)), "one call after the pause");
        assert!(!breaker.allows(secs(18)), "no second call while the first has no outcome");
        assert!(breaker.allows(secs(32)), "the outcome never came: one more call");
        breaker.record_failure(secs(33));
        assert!(!breaker.allows(secs(47)) && breaker.allows(secs(48)));
        breaker.record_success();
        assert!(breaker.allows(secs(48)) && breaker.allows(secs(48)));
    }

    #[test]
    fn a_success_resets_the_count() {
        let mut breaker = CircuitBreaker::new(2, secs(15));
        for _ in 0..10 {
            breaker.record_failure(secs(1));
            breaker.record_success();
        }
        breaker.record_failure(secs(1));
        assert!(breaker.allows(secs(1)));
        breaker.record_failure(secs(1));
        assert!(!breaker.allows(secs(1)));
    }
}
