//! Rewards: the ledger of coins and gems, the daily claim with its streak, freezes,
//! achievements.
//!
//! Nobody names an amount here but the rules: other rooms say what happened.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

use crate::features::accounts::UserId;
use crate::features::habits::Unlocked;
use crate::platform::db::{DbError, Tx};

pub use actions::achievements::{notice, task_ticked, task_unticked};
pub use actions::ledger_audit::{Finding, audit_ledger};
pub use actions::streaks::{StreakStanding, streaks_on};
pub use actions::{HINT, open_wallet, pay_task, take_back_task, wallet};
pub use error::RewardError;
pub use http::{RewardsState, routes};
pub use rules::catalogue::Fact;

/// What the rest of the product does when something happens here, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Today's reward was claimed: the streak goes on, or begins.
    ///
    /// # Errors
    /// Those of the database.
    fn streak_claimed(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// An achievement was unlocked.
    ///
    /// # Errors
    /// Those of the database.
    fn unlocked(&self, tx: &mut Tx<'_>, user: UserId, achievement: &Unlocked) -> Result<(), DbError>;
}
