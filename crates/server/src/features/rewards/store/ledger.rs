//! The ledger of coins and gems. Appending an entry also changes the balance.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::RewardsStore;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, ToDb};

/// The currency of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Currency {
    /// Whole coins.
    Coin,
    /// Thousandths of a gem; the API shows gems.
    #[serde(rename = "gem")]
    Milligem,
}

/// One change of a balance.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Ascending with time.
    pub id: Uuid,
    pub currency: Currency,
    /// Signed amount in coins or milligems.
    pub amount: i64,
    pub reason: String,
    /// Identifies the cause, such as a task or day; unique per user and reason.
    pub reference: String,
    pub created_at: Timestamp,
}

/// Changes that a completion or its undo makes to the balance in addition to the coins.
#[derive(Clone, Copy, Debug)]
pub struct TaskBalanceUpdate {
    /// The local day of `day_coins`.
    pub day: Option<Date>,
    /// Net task coins of that day.
    pub day_coins: i64,
    /// Added to the number of completed tasks: 1 or -1.
    pub completions: i64,
}

const INSERT: &str = "
    INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, reason, reference) DO NOTHING";
/// PostgreSQL inserts the entry and changes the balance in one statement, if the entry is new.
macro_rules! append_postgres {
    ($changes:literal) => {
        concat!(
            "WITH entry AS (
                INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, reason, reference) DO NOTHING RETURNING user_id
            )
            UPDATE balances SET ",
            $changes,
            " WHERE user_id = (SELECT user_id FROM entry)"
        )
    };
}

/// The SQL that changes a balance along with a new entry.
struct BalanceUpdate {
    /// As stored in the entry.
    currency: &'static str,
    /// SQLite: the change alone. Its parameters are user, amount and the fields of [`TaskBalanceUpdate`],
    /// if used.
    update: &'static str,
    /// PostgreSQL: entry and change. Its parameters are the seven values of the entry and the fields of
    /// [`TaskBalanceUpdate`], if used.
    insert_and_update: &'static str,
}

const COINS: BalanceUpdate = BalanceUpdate {
    currency: "coin",
    update: "UPDATE balances SET coins = coins + $2 WHERE user_id = $1",
    insert_and_update: append_postgres!("coins = coins + $4"),
};
const MILLIGEMS: BalanceUpdate = BalanceUpdate {
    currency: "milligem",
    update: "UPDATE balances SET milligems = milligems + $2 WHERE user_id = $1",
    insert_and_update: append_postgres!("milligems = milligems + $4"),
};
const TASK_COINS: BalanceUpdate = BalanceUpdate {
    currency: "coin",
    update: "UPDATE balances SET coins = coins + $2, day = $3, day_coins = $4, ticks = ticks + $5 WHERE user_id = $1",
    insert_and_update: append_postgres!("coins = coins + $4, day = $8, day_coins = $9, ticks = ticks + $10"),
};
const FIND: &str = "SELECT amount, created_at FROM ledger WHERE user_id = $1 AND reason = $2 AND reference = $3";
const LIST: &str = "
    SELECT id, currency, amount, reason, reference, created_at FROM ledger
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

impl RewardsStore<'_, '_> {
    /// Appends an entry and changes the balance. Returns false and changes nothing if there is an entry
    /// with this reason and reference. The database refuses a negative balance.
    pub fn append(
        &mut self,
        user: UserId,
        currency: Currency,
        amount: i64,
        reason: &str,
        reference: &str,
    ) -> Result<bool, DbError> {
        let change = match currency {
            Currency::Coin => &COINS,
            Currency::Milligem => &MILLIGEMS,
        };
        self.insert_entry(user, change, amount, reason, reference, None)
    }

    /// Like [`append`](Self::append), in coins for a task, with the changes in `update`.
    pub fn append_task(
        &mut self,
        user: UserId,
        amount: i64,
        reason: &str,
        reference: &str,
        update: TaskBalanceUpdate,
    ) -> Result<bool, DbError> {
        self.insert_entry(user, &TASK_COINS, amount, reason, reference, Some(update))
    }

    fn insert_entry(
        &mut self,
        user: UserId,
        change: &BalanceUpdate,
        amount: i64,
        reason: &str,
        reference: &str,
        update: Option<TaskBalanceUpdate>,
    ) -> Result<bool, DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        let extra = if update.is_some() { 3 } else { 0 };
        let unused = TaskBalanceUpdate { day: None, day_coins: 0, completions: 0 };
        let TaskBalanceUpdate { day, day_coins, completions } = update.unwrap_or(unused);
        let entry: [&dyn ToDb; 10] =
            [&user, &id, &change.currency, &amount, &reason, &reference, &now, &day, &day_coins, &completions];
        if self.0.dialect() == Dialect::Postgres {
            return Ok(self.0.execute(change.insert_and_update, &entry[..7 + extra])? == 1);
        }
        let is_new = self.0.execute(INSERT, &entry[..7])? == 1;
        if is_new {
            let changes: [&dyn ToDb; 5] = [&user, &amount, &day, &day_coins, &completions];
            self.0.execute(change.update, &changes[..2 + extra])?;
        }
        Ok(is_new)
    }

    /// Returns amount and time of an entry.
    pub fn find_entry(
        &mut self,
        user: UserId,
        reason: &str,
        reference: &str,
    ) -> Result<Option<(i64, Timestamp)>, DbError> {
        self.0.optional(FIND, &[&user, &reason, &reference], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns up to `limit` entries before `before`, newest first.
    pub fn list_entries(&mut self, user: UserId, before: Uuid, limit: i64) -> Result<Vec<Entry>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], |row| {
            let currency: String = row.get(1)?;
            let currency = match currency.as_str() {
                "coin" => Currency::Coin,
                "milligem" => Currency::Milligem,
                other => return Err(DbError::Decode(format!("currency {other}"))),
            };
            Ok(Entry {
                id: row.get(0)?,
                currency,
                amount: row.get(2)?,
                reason: row.get(3)?,
                reference: row.get(4)?,
                created_at: row.get(5)?,
            })
        })
    }
}
