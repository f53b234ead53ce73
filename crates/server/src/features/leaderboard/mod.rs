//! The board: who keeps to what they set out to do, in order of how much of it.
//!
//! [`Leaderboard`] keeps everybody's counts in order in memory, fed by what was committed and by
//! the turn of each user's day; nothing is scanned when somebody looks. It reads other rooms and
//! is read by none.

mod actions;
mod error;
mod http;
mod live;
pub mod rules;
mod store;

pub use error::LeaderboardError;
pub use http::{LeaderboardState, routes};
pub use live::Leaderboard;
