//! All SQL of this feature.

mod achievements;
mod balances;
mod history;
mod ledger;
mod streaks;

use crate::platform::db::Tx;

pub use achievements::UnlockedRow;
pub use balances::{AccountBalance, TaskPayment};
pub use history::{AuditedAccount, Comeback, FreezeChange, FreezeRow, FrozenGap};
pub use ledger::{Currency, Entry, TaskBalanceUpdate};

/// The statements of this feature in a unit of work.
pub struct RewardsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Ledger, balances, streaks, achievements.
    pub fn rewards(&mut self) -> RewardsStore<'_, 'c> {
        RewardsStore(self)
    }
}
