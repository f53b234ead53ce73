//! Rewards: the ledger of coins and gems, the daily claim with its streak, freezes.
//!
//! Nobody names an amount here but the rules: other rooms say what happened.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

pub use actions::{HINT, open_purse, pay_task, purse, take_back_task};
pub use error::RewardError;
pub use http::{RewardsState, routes};
