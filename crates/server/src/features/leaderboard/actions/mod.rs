//! The use cases of the leaderboard: reading users into it, and answering requests.

pub mod answer;
pub mod read;
