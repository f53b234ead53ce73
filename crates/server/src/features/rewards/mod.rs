//! Rewards: the ledger of coins and gems, the daily claim with its streak, freezes and achievements.
//!
//! Other features report what happened; only the rules here decide on amounts.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

use crate::features::accounts::UserId;
use crate::features::habits::UnlockedAchievement;
use crate::platform::db::{DbError, Tx};

pub use actions::achievements::record;
pub use actions::ledger_audit::{LedgerAudit, audit_ledger};
pub use actions::overview::wallet;
pub use actions::streaks::{StreakStatus, streaks_on};
pub use actions::task_payments::{pay_task, reverse_task_payment};
pub use actions::{HINT, open_wallet};
pub use error::RewardError;
pub use http::{RewardsState, routes};
pub use rules::catalogue::Counter;
pub use store::ROWS_OF_USER;

/// Reactions of other features to events of this one, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Called when the daily reward was claimed.
    fn streak_claimed(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Called when an achievement was unlocked.
    fn unlocked(&self, tx: &mut Tx<'_>, user: UserId, achievement: &UnlockedAchievement) -> Result<(), DbError>;
}
