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
        self.refill(now);
        let allowed = self.tokens >= 1.0;
        if allowed {
            self.tokens -= 1.0;
        }
        allowed
    }

    /// Takes `amount` tokens for an event that has already happened, even if fewer are left: nothing is
    /// allowed until the debt, of at most `max_debt` tokens, is refilled.
    pub fn charge(&mut self, amount: u32, max_debt: u32, now: Duration) {
        self.refill(now);
        self.tokens = (self.tokens - f64::from(amount)).max(-f64::from(max_debt));
    }

    /// Returns how long it takes until there is a token; zero if there is one.
    ///
    /// A bucket that is never refilled returns [`Duration::MAX`].
    pub fn wait(&mut self, now: Duration) -> Duration {
        self.refill(now);
        let missing = (1.0 - self.tokens).max(0.0);
        if missing == 0.0 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(missing / self.refill_per_second).unwrap_or(Duration::MAX)
    }

    /// Returns how many tokens more have been charged than there were.
    pub fn debt(&mut self, now: Duration) -> f64 {
        self.refill(now);
        (-self.tokens).max(0.0)
    }

    fn refill(&mut self, now: Duration) {
        let refilled = now.saturating_sub(self.updated_at).as_secs_f64() * self.refill_per_second;
        self.tokens = (self.tokens + refilled).min(self.capacity);
        self.updated_at = self.updated_at.max(now);
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

    #[test]
    fn a_charge_beyond_the_tokens_is_refilled_before_the_next_event() {
        let secs = Duration::from_secs;
        let mut bucket = TokenBucket::new(120, 10, Duration::ZERO);
        bucket.charge(100, 600, secs(0));
        assert_eq!(bucket.wait(secs(0)), Duration::ZERO);
        assert_eq!(count_allowed(&mut bucket, 100, 0), 20);
        assert_eq!(bucket.wait(secs(0)), Duration::from_millis(100));
        assert_eq!(bucket.debt(secs(0)), 0.0);
        bucket.charge(50, 600, secs(0));
        assert_eq!((bucket.debt(secs(0)), bucket.debt(secs(2)), bucket.debt(secs(5))), (50.0, 30.0, 0.0));
        bucket = TokenBucket { tokens: 0.0, ..TokenBucket::new(120, 10, Duration::ZERO) };
        bucket.charge(50, 600, secs(0));
        assert_eq!(bucket.wait(secs(0)), Duration::from_millis(5_100));
        bucket.charge(1_000_000, 600, secs(0));
        assert_eq!(bucket.wait(secs(0)), Duration::from_millis(60_100), "at most the debt given");
        assert!(!bucket.try_take(secs(60)));
        assert!(bucket.try_take(Duration::from_millis(60_100)));
        assert_eq!(TokenBucket { tokens: 0.0, ..TokenBucket::new(1, 0, secs(0)) }.wait(secs(9)), Duration::MAX);
    }

    proptest! {
        #[test]
        fn an_event_is_allowed_after_the_returned_wait(charges in proptest::collection::vec(0_u32..300, 1..50)) {
            let mut bucket = TokenBucket::new(120, 10, Duration::ZERO);
            let mut now = Duration::ZERO;
            for amount in charges {
                bucket.charge(amount, 600, now);
                let wait = bucket.wait(now);
                prop_assert!(wait <= Duration::from_millis(60_100));
                // A nanosecond for rounding.
                now += wait + Duration::from_nanos(1);
                prop_assert!(bucket.try_take(now));
            }
        }

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
