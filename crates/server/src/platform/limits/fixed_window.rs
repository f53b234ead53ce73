//! A fixed-window rate limit: a maximum number of events per window of time.

use std::time::Duration;

/// Counts the events of the current window, which starts with its first event.
#[derive(Clone, Copy, Debug)]
pub struct FixedWindow {
    count: u32,
    started_at: Duration,
}

impl FixedWindow {
    /// Starts an empty window.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self { count: 0, started_at: now }
    }

    /// Counts an event unless the current window of `length` already has `max` events. Starts a new window if the
    /// clock has gone back.
    ///
    /// # Errors
    /// Returns the time left until the window ends if it already has `max` events.
    pub fn try_count(&mut self, max: u32, length: Duration, now: Duration) -> Result<(), Duration> {
        match now.checked_sub(self.started_at) {
            Some(elapsed) if elapsed < length && self.count >= max => return Err(length - elapsed),
            Some(elapsed) if elapsed < length => {}
            _ => *self = Self::new(now),
        }
        self.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn try_count_fails_until_the_window_ends() {
        let mut window = FixedWindow::new(secs(10));
        for _ in 0..3 {
            assert_eq!(window.try_count(3, secs(60), secs(10)), Ok(()));
        }
        assert_eq!(window.try_count(3, secs(60), secs(10)), Err(secs(60)));
        assert_eq!(window.try_count(3, secs(60), secs(69)), Err(secs(1)));
        assert_eq!(window.try_count(3, secs(60), secs(70)), Ok(()));
    }

    #[test]
    fn a_clock_that_goes_back_starts_a_new_window() {
        let mut window = FixedWindow::new(secs(100));
        assert_eq!(window.try_count(1, secs(60), secs(100)), Ok(()));
        assert_eq!(window.try_count(1, secs(60), secs(99)), Ok(()));
        assert_eq!(window.try_count(1, secs(60), secs(100)), Err(secs(59)));
    }

    proptest! {
        #[test]
        fn an_event_is_counted_after_the_returned_wait(
            max in 1_u32..5,
            pauses in proptest::collection::vec(0_u64..20, 1..100),
        ) {
            let mut window = FixedWindow::new(Duration::ZERO);
            let mut now = Duration::ZERO;
            for pause in pauses {
                now += secs(pause);
                if let Err(wait) = window.try_count(max, secs(30), now) {
                    prop_assert!(wait > Duration::ZERO && wait <= secs(30));
                    prop_assert!(window.try_count(max, secs(30), now + wait - Duration::from_nanos(1)).is_err());
                    prop_assert!(window.try_count(max, secs(30), now + wait).is_ok());
                    now += wait;
                }
            }
        }
    }
}
