//! The one place that reads the wall clock.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time: the system's in production, a fixed one in tests.
///
/// Instants are truncated to microseconds, the finest both databases keep, so that a value
/// read back equals the value written.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        #[allow(clippy::disallowed_methods, reason = "the one reader of the wall clock")]
        Self::from_fn(Timestamp::now)
    }

    /// A clock that asks `tell` each time.
    pub fn from_fn(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// The present instant, whole microseconds, UTC.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let told = (self.0)();
        Timestamp::from_microsecond(told.as_microsecond()).unwrap_or(told)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
