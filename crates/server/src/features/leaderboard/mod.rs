//! The leaderboard ranks users by the share of their due tasks that they completed.
//!
//! [`Leaderboard`] keeps the counts of all users in memory, in order. It updates them after commits and at
//! the end of each local day, so a request does not scan tables. This feature reads from other features; no
//! feature depends on it.

mod actions;
mod error;
mod http;
mod live;
pub mod rules;
mod store;

pub use error::LeaderboardError;
pub use http::{LeaderboardState, routes};
pub use live::Leaderboard;
