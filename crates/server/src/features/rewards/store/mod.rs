//! All the SQL of this room.

mod achievements;
mod history;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use achievements::UnlockedRow;
pub use history::{Book, Comeback, FreezeChange, FreezeRow, FrozenGap};

use crate::features::accounts::UserId;
use crate::features::habits::TaskId;
use crate::features::rewards::rules::Streak;
use crate::platform::db::{DbError, Dialect, PendingRows, Row, ToDb, Tx, id_list};

/// What an entry is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Currency {
    /// Whole coins.
    Coin,
    /// Thousandths of a gem; shown as gems.
    #[serde(rename = "gem")]
    Milligem,
}

/// One change of a balance.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, rising with time.
    pub id: Uuid,
    /// Coins or milligems.
    pub currency: Currency,
    /// Signed amount in that currency.
    pub amount: i64,
    /// Why, one of the reasons of the rules.
    pub reason: String,
    /// What it is about; unique with the reason.
    pub reference: String,
    /// When.
    pub created_at: Timestamp,
}

/// What a user has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// Coins.
    pub coins: i64,
    /// Milligems.
    pub milligems: i64,
    /// The local day that `day_coins` is about.
    pub day: Option<Date>,
    /// Net task coins of that day.
    pub day_coins: i64,
    /// Tasks that are done, of all time.
    pub ticks: i64,
}

/// What a tick or its undo notes beside its coins, in the row of the balance.
#[derive(Clone, Copy, Debug)]
pub struct TaskNote {
    /// The local day that `day_coins` is about.
    pub day: Option<Date>,
    /// Net task coins of that day.
    pub day_coins: i64,
    /// Ticks more: 1 or -1.
    pub ticks: i64,
}

/// What a task that was undone before has paid and may still pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPayment {
    /// Net coins paid so far.
    pub paid: i64,
    /// What the next tick pays at most.
    pub payable: i64,
    /// The local day of the last payment.
    pub paid_day: Date,
}

const OPEN: &str = "
    INSERT INTO balances (user_id, coins, milligems, day_coins) VALUES ($1, 0, 0, 0) ON CONFLICT (user_id) DO NOTHING";
const OPEN_STREAK: &str = "
    INSERT INTO streaks (user_id, streak, max_streak, cycle_day, freezes) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO NOTHING";
const APPEND: &str = "
    INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, reason, reference) DO NOTHING";
/// The entry, and the balance with it if it is new: on PostgreSQL in one statement, which can say so.
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

/// What an entry does to the balance, and what it notes beside the amount: nothing, or a
/// [`TaskNote`].
struct Change {
    /// As the entry names it.
    currency: &'static str,
    /// SQLite: the change alone, of (user, amount) and what is noted.
    add: &'static str,
    /// PostgreSQL: entry and change, of the entry's seven values and what is noted.
    append: &'static str,
}

const COINS: Change = Change {
    currency: "coin",
    add: "UPDATE balances SET coins = coins + $2 WHERE user_id = $1",
    append: append_postgres!("coins = coins + $4"),
};
const MILLIGEMS: Change = Change {
    currency: "milligem",
    add: "UPDATE balances SET milligems = milligems + $2 WHERE user_id = $1",
    append: append_postgres!("milligems = milligems + $4"),
};
const TASK_COINS: Change = Change {
    currency: "coin",
    add: "UPDATE balances SET coins = coins + $2, day = $3, day_coins = $4, ticks = ticks + $5 WHERE user_id = $1",
    append: append_postgres!("coins = coins + $4, day = $8, day_coins = $9, ticks = ticks + $10"),
};
const COUNT_TICKS: &str = "UPDATE balances SET ticks = ticks + $2 WHERE user_id = $1";
const FUNDS: &str = "SELECT coins, milligems, day, day_coins, ticks FROM balances WHERE user_id = $1";
const FUNDS_AND_STREAK: &str = "
    SELECT b.coins, b.milligems, b.day, b.day_coins, b.ticks, s.last_claim, s.streak, s.max_streak, s.cycle_day, s.freezes
    FROM balances b JOIN streaks s ON s.user_id = b.user_id WHERE b.user_id = $1";
const PAYMENT: &str = "SELECT paid, payable, paid_day FROM task_payments WHERE user_id = $1 AND task_id = $2";
const SAVE_PAYMENT: &str = "
    INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, task_id) DO UPDATE SET paid = $3, payable = $4, paid_day = $5";
const FIND: &str = "SELECT amount, created_at FROM ledger WHERE user_id = $1 AND reason = $2 AND reference = $3";
const STREAK: &str = "
    SELECT last_claim, streak, max_streak, cycle_day, freezes FROM streaks WHERE user_id = $1";
const STREAKS_SQLITE: &str = "
    SELECT user_id, last_claim, streak, max_streak, cycle_day, freezes FROM streaks
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const STREAKS_POSTGRES: &str = "
    SELECT user_id, last_claim, streak, max_streak, cycle_day, freezes FROM streaks
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const SAVE_STREAK: &str = "
    UPDATE streaks SET last_claim = $2, streak = $3, max_streak = $4, cycle_day = $5, freezes = $6 WHERE user_id = $1";
const LIST: &str = "
    SELECT id, currency, amount, reason, reference, created_at FROM ledger
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

/// This room's window on a unit of work.
pub struct RewardsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// The ledger, balances and streaks.
    pub fn rewards(&mut self) -> RewardsStore<'_, 'c> {
        RewardsStore(self)
    }
}

fn funds_from(row: &Row<'_>) -> Result<Funds, DbError> {
    Ok(Funds {
        coins: row.get(0)?,
        milligems: row.get(1)?,
        day: row.get(2)?,
        day_coins: row.get(3)?,
        ticks: row.get(4)?,
    })
}

/// The streak in the four columns from `at` on.
fn streak_from(row: &Row<'_>, at: usize) -> Result<Streak, DbError> {
    Ok(Streak { days: row.get(at)?, longest: row.get(at + 1)?, cycle_day: row.get(at + 2)?, freezes: row.get(at + 3)? })
}

impl RewardsStore<'_, '_> {
    /// An empty balance and a new streak; a second time changes nothing.
    pub fn open(&mut self, user: UserId) -> Result<(), DbError> {
        let Streak { days, longest, cycle_day, freezes } = Streak::NEW;
        self.0.execute(OPEN, &[&user])?;
        self.0.execute(OPEN_STREAK, &[&user, &days, &longest, &cycle_day, &freezes])?;
        Ok(())
    }

    /// Adds an entry and changes the balance by it; false when there was one of this reason and
    /// reference, and nothing changed. A balance below 0 is refused by the database.
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
        self.enter(user, change, amount, reason, reference, None)
    }

    /// The same in coins for a task, which also notes the day's net task coins and counts the tick.
    pub fn append_task(
        &mut self,
        user: UserId,
        amount: i64,
        reason: &str,
        reference: &str,
        noted: TaskNote,
    ) -> Result<bool, DbError> {
        self.enter(user, &TASK_COINS, amount, reason, reference, Some(noted))
    }

    fn enter(
        &mut self,
        user: UserId,
        change: &Change,
        amount: i64,
        reason: &str,
        reference: &str,
        noted: Option<TaskNote>,
    ) -> Result<bool, DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        let extra = if noted.is_some() { 3 } else { 0 };
        let TaskNote { day, day_coins, ticks } = noted.unwrap_or(TaskNote { day: None, day_coins: 0, ticks: 0 });
        let entry: [&dyn ToDb; 10] =
            [&user, &id, &change.currency, &amount, &reason, &reference, &now, &day, &day_coins, &ticks];
        if self.0.dialect() == Dialect::Postgres {
            return Ok(self.0.execute(change.append, &entry[..7 + extra])? == 1);
        }
        let is_new = self.0.execute(APPEND, &entry[..7])? == 1;
        if is_new {
            let added: [&dyn ToDb; 5] = [&user, &amount, &day, &day_coins, &ticks];
            self.0.execute(change.add, &added[..2 + extra])?;
        }
        Ok(is_new)
    }

    /// Counts ticks that have neither paid nor cost anything.
    pub fn count_ticks(&mut self, user: UserId, by: i64) -> Result<(), DbError> {
        self.0.execute_later(COUNT_TICKS, &[&user, &by])
    }

    /// What the user has.
    pub fn funds(&mut self, user: UserId) -> Result<Funds, DbError> {
        self.0.optional(FUNDS, &[&user], funds_from)?.ok_or(DbError::Gone)
    }

    /// Asks for what the user has: one row, unless the account is gone.
    pub fn funds_later(&mut self, user: UserId) -> Result<PendingRows<Funds>, DbError> {
        self.0.query_later(FUNDS, &[&user], funds_from)
    }

    /// What the user has, the local day of the last claim, and the streak as of it.
    pub fn funds_and_streak(&mut self, user: UserId) -> Result<(Funds, Option<Date>, Streak), DbError> {
        let found = self
            .0
            .optional(FUNDS_AND_STREAK, &[&user], |row| Ok((funds_from(row)?, row.get(5)?, streak_from(row, 6)?)))?;
        found.ok_or(DbError::Gone)
    }

    /// Asks for what a task that was undone before has paid: one row or none.
    pub fn task_payment_later(&mut self, user: UserId, task: TaskId) -> Result<PendingRows<TaskPayment>, DbError> {
        self.0.query_later(PAYMENT, &[&user, &task], |row| {
            Ok(TaskPayment { paid: row.get(0)?, payable: row.get(1)?, paid_day: row.get(2)? })
        })
    }

    /// Stores what a task has paid and may still pay.
    pub fn save_task_payment(&mut self, user: UserId, task: TaskId, payment: TaskPayment) -> Result<(), DbError> {
        self.0.execute_later(SAVE_PAYMENT, &[&user, &task, &payment.paid, &payment.payable, &payment.paid_day])
    }

    /// Amount and instant of an entry.
    pub fn find(&mut self, user: UserId, reason: &str, reference: &str) -> Result<Option<(i64, Timestamp)>, DbError> {
        self.0.optional(FIND, &[&user, &reason, &reference], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The local day of the last claim, and the streak as of it.
    pub fn streak(&mut self, user: UserId) -> Result<(Option<Date>, Streak), DbError> {
        self.0.one(STREAK, &[&user], |row| Ok((row.get(0)?, streak_from(row, 1)?)))
    }

    /// The same of many users, in no order; who has no wallet is left out.
    pub fn streaks_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Option<Date>, Streak)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => STREAKS_SQLITE,
            Dialect::Postgres => STREAKS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok((row.get(0)?, row.get(1)?, streak_from(row, 2)?))
        })
    }

    /// Stores the streak as of the claim on `last_claim`.
    pub fn save_streak(&mut self, user: UserId, last_claim: Option<Date>, streak: Streak) -> Result<(), DbError> {
        let Streak { days, longest, cycle_day, freezes } = streak;
        self.0.execute_later(SAVE_STREAK, &[&user, &last_claim, &days, &longest, &cycle_day, &freezes])
    }

    /// Up to `limit` entries before `before`, newest first.
    pub fn list(&mut self, user: UserId, before: Uuid, limit: i64) -> Result<Vec<Entry>, DbError> {
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
