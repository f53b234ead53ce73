//! Token bucket: a burst at once, a steady rate after it.

use std::time::Duration;

/// Allows `capacity` events at once and `refill_per_second` events per second after that.
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    capacity: f64,
    refill_per_second: f64,
    tokens: f64,
    updated_at: Duration,
}

impl TokenBucket {
    /// Creates a full bucket.
    #[must_use]
    pub fn new(capacity: u32, refill_per_second: u32, now: Duration) -> Self {
        let capacity = f64::from(capacity);
        Self { capacity, refill_per_second: f64::from(refill_per_second), tokens: capacity, updated_at: now }
    }

    /// Takes a token. Returns false, and takes nothing, when none is left.
    ///
    /// A clock that went back refills nothing.
    pub fn try_take(&mut self, now: Duration) -> bool {
        let refilled = now.saturating_sub(self.updated_at).as_secs_f64() * self.refill_per_second;
        self.tokens = (self.tokens + refilled).min(self.capacity);
        self.updated_at = self.updated_at.max(now);
        let allowed = self.tokens >= 1.0;
        if allowed {
            self.tokens -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count_allowed(bucket: &mut TokenBucket, events: u32, at_ms: u64) -> usize {
        (0..events).filter(|_| bucket.try_take(Duration::from_millis(at_ms))).count()
    }

    #[test]
    fn allows_a_burst_and_then_the_rate() {
        let mut bucket = TokenBucket::new(60, 1, Duration::ZERO);
        assert_eq!(count_allowed(&mut bucket, 1_000, 0), 60);
        assert_eq!(count_allowed(&mut bucket, 1_000, 900), 0);
        assert_eq!(count_allowed(&mut bucket, 1_000, 1_000), 1);
        assert_eq!(count_allowed(&mut bucket, 1_000, 11_000), 10);
        assert_eq!(count_allowed(&mut bucket, 1_000, 3_600_000), 60, "a burst never exceeds the capacity");
    }

    #[test]
    fn a_clock_that_goes_back_refills_nothing() {
        let mut bucket = TokenBucket::new(1, 1, Duration::from_secs(100));
        assert!(bucket.try_take(Duration::from_secs(100)));
        assert!(!bucket.try_take(Duration::from_secs(50)));
        assert!(!bucket.try_take(Duration::from_secs(100)));
        assert!(bucket.try_take(Duration::from_secs(101)));
    }

    proptest! {
        #[test]
        fn never_allows_more_than_capacity_plus_refill(
            capacity in 1_u32..100,
            rate in 0_u32..50,
            pauses_ms in proptest::collection::vec(0_u64..3_000, 1..300),
        ) {
            let mut bucket = TokenBucket::new(capacity, rate, Duration::ZERO);
            let (mut now, mut allowed) = (0, 0_u64);
            for pause in pauses_ms {
                now += pause;
                allowed += u64::from(bucket.try_take(Duration::from_millis(now)));
                prop_assert!(allowed * 1_000 <= u64::from(capacity) * 1_000 + now * u64::from(rate));
            }
        }

        #[test]
        fn always_allows_events_at_the_rate(rate in 1_u32..50, events in 1_u32..200) {
            let mut bucket = TokenBucket::new(2, rate, Duration::ZERO);
            for n in 0..events {
                prop_assert!(bucket.try_take(Duration::from_secs(1) * n / rate));
            }
        }
    }
}
