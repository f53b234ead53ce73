//! Rate limits and circuit breakers that live in memory.
//!
//! They protect this process and the services it calls; their counts end with the process. Limits
//! that must survive a restart or hold for all nodes (failed logins, text messages) are rows in the
//! database.
//!
//! Every method takes the time as a [`Duration`] since an origin that the caller chooses, such as the
//! Unix epoch ([`since_epoch`]) or the opening of a connection. Only differences count, and tests pass
//! any time they like. ADR 19 says why these are not taken from a library.

mod account;
mod circuit_breaker;
mod fixed_window;
mod keyed;
mod token_bucket;

use std::time::Duration;

use jiff::Timestamp;

pub use account::{AccountLimit, AccountLimits, ChargedAccount, Written};
pub use circuit_breaker::CircuitBreaker;
pub use fixed_window::FixedWindow;
pub use keyed::Keyed;
pub use token_bucket::TokenBucket;

/// The time since the Unix epoch, zero before it.
#[must_use]
pub fn since_epoch(now: Timestamp) -> Duration {
    Duration::try_from(now.as_duration()).unwrap_or_default()
}
