//! Whether every balance equals its entries.

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::rewards::store::Book;
use crate::platform::db::{Db, DbError};

/// Accounts in one unit of work.
const BATCH: i64 = 500;

/// What a check of all books came to.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// Accounts that were looked at.
    pub accounts: u64,
    /// Entries that were added up.
    pub entries: i64,
    /// Accounts whose balance is not the sum of its entries, or below 0.
    pub wrong: Vec<Book>,
    /// Entries of accounts without a balance.
    pub without_balance: i64,
}

impl Finding {
    /// Whether every balance equals its entries.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.wrong.is_empty() && self.without_balance == 0
    }
}

/// Adds up every entry of every account, in small reads that hold nobody up.
///
/// # Errors
/// Those of the database.
pub async fn audit_ledger(db: &Db) -> Result<Finding, DbError> {
    let mut finding = Finding::default();
    let mut after = UserId(Uuid::nil());
    loop {
        let books = db.read(move |tx| tx.rewards().books(after, BATCH)).await?;
        let Some(last) = books.last() else { break };
        after = last.user;
        finding.accounts += books.len() as u64;
        finding.entries += books.iter().map(|book| book.entries).sum::<i64>();
        finding.wrong.extend(books.into_iter().filter(is_wrong));
    }
    finding.without_balance = db.read(|tx| tx.rewards().entries_without_balance()).await?;
    Ok(finding)
}

fn is_wrong(book: &Book) -> bool {
    let equal = book.coins == book.coin_entries && book.milligems == book.milligem_entries;
    !equal || book.coins < 0 || book.milligems < 0
}
