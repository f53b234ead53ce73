//! Balances, and what tasks have paid.

use jiff::civil::Date;

use super::RewardsStore;
use super::streaks::streak_from;
use crate::features::accounts::UserId;
use crate::features::habits::TaskId;
use crate::features::rewards::rules::Streak;
use crate::platform::db::{DbError, PendingRows, Row};

/// A user's balance, with totals that are updated along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountBalance {
    pub coins: i64,
    pub milligems: i64,
    /// The local day of `day_coins`.
    pub day: Option<Date>,
    /// Net task coins of that day.
    pub day_coins: i64,
    /// Number of completed tasks of all time.
    pub completions: i64,
}

/// The payments of a task whose completion was undone at least once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPayment {
    /// Net coins paid so far.
    pub paid: i64,
    /// The most that the next completion pays.
    pub payable: i64,
    /// The local day of the last payment.
    pub paid_day: Date,
}

const INSERT: &str = "
    INSERT INTO balances (user_id, coins, milligems, day_coins) VALUES ($1, 0, 0, 0) ON CONFLICT (user_id) DO NOTHING";
const ADD_COMPLETIONS: &str = "UPDATE balances SET ticks = ticks + $2 WHERE user_id = $1";
const BALANCE: &str = "SELECT coins, milligems, day, day_coins, ticks FROM balances WHERE user_id = $1";
const BALANCE_AND_STREAK: &str = "
    SELECT b.coins, b.milligems, b.day, b.day_coins, b.ticks, s.last_claim, s.streak, s.max_streak, s.cycle_day, s.freezes
    FROM balances b JOIN streaks s ON s.user_id = b.user_id WHERE b.user_id = $1";
const PAYMENT: &str = "SELECT paid, payable, paid_day FROM task_payments WHERE user_id = $1 AND task_id = $2";
const SAVE_PAYMENT: &str = "
    INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, task_id) DO UPDATE SET paid = $3, payable = $4, paid_day = $5";

fn balance_from(row: &Row<'_>) -> Result<AccountBalance, DbError> {
    Ok(AccountBalance {
        coins: row.get(0)?,
        milligems: row.get(1)?,
        day: row.get(2)?,
        day_coins: row.get(3)?,
        completions: row.get(4)?,
    })
}

impl RewardsStore<'_, '_> {
    /// Inserts an empty balance, unless the user has one.
    pub fn insert_balance(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(INSERT, &[&user])?;
        Ok(())
    }

    /// Adds to the number of completed tasks without changing the balance.
    pub fn add_completions(&mut self, user: UserId, by: i64) -> Result<(), DbError> {
        self.0.execute_later(ADD_COMPLETIONS, &[&user, &by])
    }

    /// # Errors
    /// [`DbError::Gone`] if the account no longer exists.
    pub fn balance(&mut self, user: UserId) -> Result<AccountBalance, DbError> {
        self.0.optional(BALANCE, &[&user], balance_from)?.ok_or(DbError::Gone)
    }

    /// Queues a query for the balance: one row, or none if the account no longer exists.
    pub fn balance_later(&mut self, user: UserId) -> Result<PendingRows<AccountBalance>, DbError> {
        self.0.query_later(BALANCE, &[&user], balance_from)
    }

    /// Returns the balance, the local day of the last claim, and the streak as of that day.
    ///
    /// # Errors
    /// [`DbError::Gone`] if the account no longer exists.
    pub fn balance_and_streak(&mut self, user: UserId) -> Result<(AccountBalance, Option<Date>, Streak), DbError> {
        let found = self.0.optional(BALANCE_AND_STREAK, &[&user], |row| {
            Ok((balance_from(row)?, row.get(5)?, streak_from(row, 6)?))
        })?;
        found.ok_or(DbError::Gone)
    }

    /// Queues a query for what a task whose completion was undone has paid: one row or none.
    pub fn task_payment_later(&mut self, user: UserId, task: TaskId) -> Result<PendingRows<TaskPayment>, DbError> {
        self.0.query_later(PAYMENT, &[&user, &task], |row| {
            Ok(TaskPayment { paid: row.get(0)?, payable: row.get(1)?, paid_day: row.get(2)? })
        })
    }

    pub fn save_task_payment(&mut self, user: UserId, task: TaskId, payment: TaskPayment) -> Result<(), DbError> {
        self.0.execute_later(SAVE_PAYMENT, &[&user, &task, &payment.paid, &payment.payable, &payment.paid_day])
    }
}
