//! Checks that no balance is negative and that each equals the sum of its ledger entries.

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::rewards::store::AuditedAccount;
use crate::platform::db::{Db, DbError};

/// Maximum number of accounts read in one unit of work.
const BATCH_SIZE: i64 = 500;

/// The result of an audit.
#[derive(Clone, Debug, Default)]
pub struct LedgerAudit {
    /// Number of accounts checked.
    pub accounts: u64,
    /// Number of entries added up.
    pub entries: i64,
    /// Accounts whose balance is negative or differs from the sum of its entries.
    pub wrong: Vec<AuditedAccount>,
    /// Number of entries whose account has no balance.
    pub without_balance: i64,
}

impl LedgerAudit {
    /// Returns whether every account has a balance that is not negative and equals the sum of its entries.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.wrong.is_empty() && self.without_balance == 0
    }
}

/// Adds up all entries of all accounts, in small reads so that other work is not delayed.
pub async fn audit_ledger(db: &Db) -> Result<LedgerAudit, DbError> {
    let mut audit = LedgerAudit::default();
    let mut after = UserId(Uuid::nil());
    loop {
        let accounts = db.read(move |tx| tx.rewards().audited_accounts(after, BATCH_SIZE)).await?;
        let Some(last) = accounts.last() else { break };
        after = last.user;
        audit.accounts += accounts.len() as u64;
        audit.entries += accounts.iter().map(|account| account.entries).sum::<i64>();
        audit.wrong.extend(accounts.into_iter().filter(is_inconsistent));
    }
    audit.without_balance = db.read(|tx| tx.rewards().entries_without_balance()).await?;
    Ok(audit)
}

fn is_inconsistent(account: &AuditedAccount) -> bool {
    let is_equal = account.coins == account.coin_entries && account.milligems == account.milligem_entries;
    !is_equal || account.coins < 0 || account.milligems < 0
}
