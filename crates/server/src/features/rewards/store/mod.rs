//! All SQL of this feature.

mod achievements;
mod balances;
mod history;
mod ledger;
mod streaks;

use crate::platform::db::Tx;
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

pub use achievements::UnlockedRow;
pub use balances::{AccountBalance, TaskPayment};
pub use history::{AuditedAccount, Comeback, FreezeChange, FreezeRow, FrozenGap};
pub use ledger::{Currency, Entry, TaskBalanceUpdate};

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("ledger", "user_id, id", "user_id", 200),
    rows_of_user!("task_payments", "user_id, task_id", "user_id", 200),
    rows_of_user!("freeze_history", "user_id, id", "user_id", 200),
    rows_of_user!("comebacks", "user_id, day", "user_id", 200),
    rows_of_user!("user_counters", "user_id, counter, subject_id", "user_id", 200),
    rows_of_user!("perfect_days", "user_id, day", "user_id", 200),
    rows_of_user!("achievements", "user_id, achievement", "user_id", 200),
];

/// The statements of this feature in a unit of work.
pub struct RewardsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Ledger, balances, streaks, achievements.
    pub fn rewards(&mut self) -> RewardsStore<'_, 'c> {
        RewardsStore(self)
    }
}
