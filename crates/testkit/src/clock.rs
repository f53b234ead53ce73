//! A clock that changes only when the test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use habitro_server::platform::clock::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock that starts at 2026-03-02T08:00:00Z (a Monday) and changes only when moved. Clones share
/// the time.
#[derive(Clone, Debug)]
pub struct FixedClock(Arc<AtomicI64>);

impl Default for FixedClock {
    fn default() -> Self {
        Self::at("2026-03-02T08:00:00Z")
    }
}

impl FixedClock {
    /// Creates a clock set to `instant` (RFC 3339).
    #[must_use]
    pub fn at(instant: &str) -> Self {
        let instant: Timestamp = instant.parse().unwrap();
        Self(Arc::new(AtomicI64::new(instant.as_microsecond())))
    }

    /// Returns the clock to build a server with.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let clock = self.clone();
        Clock::from_fn(move || clock.now())
    }

    /// Returns the current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    /// Moves the time by `by`, which may be negative.
    pub fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    /// Moves the time by `seconds`.
    pub fn advance_seconds(&self, seconds: i64) {
        self.advance(SignedDuration::from_secs(seconds));
    }

    /// Moves the time by `minutes`.
    pub fn advance_minutes(&self, minutes: i64) {
        self.advance(SignedDuration::from_mins(minutes));
    }

    /// Moves the time by `hours`.
    pub fn advance_hours(&self, hours: i64) {
        self.advance(SignedDuration::from_hours(hours));
    }

    /// Sets the time to `instant` (RFC 3339).
    pub fn set(&self, instant: &str) {
        self.0.store(instant.parse::<Timestamp>().unwrap().as_microsecond(), Ordering::SeqCst);
    }
}
