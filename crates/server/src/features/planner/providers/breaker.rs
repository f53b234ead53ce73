//! A circuit breaker: a server that keeps failing is left alone for a while.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Failures in a row that open the circuit.
const FAILURES: u32 = 5;
/// How long it stays open; then one call may try.
const PAUSE: Duration = Duration::from_secs(30);

/// Counts failures in a row, in this process.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    closed_to: Option<Instant>,
}

impl Breaker {
    /// Whether a call may go out now. After the pause one call is let through at a time.
    pub fn allows(&self, now: Instant) -> bool {
        let mut state = self.0.lock();
        match state.closed_to {
            Some(until) if now < until => false,
            Some(_) => {
                // The others wait until this one has come back.
                state.closed_to = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    /// The server answered as it should.
    pub fn worked(&self) {
        *self.0.lock() = State::default();
    }

    /// It did not.
    pub fn failed(&self, now: Instant) {
        let mut state = self.0.lock();
        state.failures += 1;
        if state.failures >= FAILURES {
            state.closed_to = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_and_tries_once_after_the_pause() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        for _ in 1..FAILURES {
            breaker.failed(start);
        }
        assert!(breaker.allows(start));
        breaker.failed(start);
        assert!(!breaker.allows(start + PAUSE / 2));
        assert!(breaker.allows(start + PAUSE));
        assert!(!breaker.allows(start + PAUSE), "one trial at a time");
        breaker.worked();
        assert!(breaker.allows(start + PAUSE));
    }
}
