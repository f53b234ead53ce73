//! The leaderboard: users ordered by how much of what was due they completed.
//!
//! [`Leaderboard`] keeps the counts of all users in order in memory. Committed changes and the ends of
//! local days update them, so a request scans nothing. It reads other features and no feature reads it.

mod actions;
mod error;
mod http;
mod live;
pub mod rules;
mod store;

pub use error::LeaderboardError;
pub use http::{LeaderboardState, routes};
pub use live::Leaderboard;
