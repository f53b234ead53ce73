//! Paying for completed tasks, and reversing the payment when the completion is undone.

use super::{achievements, comeback, emit_hint};
use crate::features::habits::{Balance, RewardChange, TaskCompleted, TaskUndone, UnlockedAchievement};
use crate::features::rewards::Reactions;
use crate::features::rewards::rules;
use crate::features::rewards::rules::catalogue::Counter;
use crate::features::rewards::store::{AccountBalance, TaskBalanceUpdate, TaskPayment};
use crate::platform::db::{DbError, Tx};

/// Pays for a completion and unlocks the achievements it reaches.
///
/// The first completion of a task pays 10 coins, a later one what its undo took back, both within the
/// daily cap. The first completion of a day may pay a comeback as well.
pub fn pay_task(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    event: &TaskCompleted<'_>,
) -> Result<RewardChange, DbError> {
    // These statements are independent and share one round trip.
    let habit_days = achievements::count_habit_day(tx, event)?;
    let balance = tx.rewards().balance_later(event.user)?;
    let previous = match event.previous_completions {
        0 => None,
        _ => Some(tx.rewards().task_payment_later(event.user, event.task)?),
    };
    let mut balance = tx.row(balance)?.ok_or(DbError::Gone)?;
    let previous = previous.map_or(Ok(None), |payment| tx.row(payment))?;
    let (before, completions) = (balance.coins, balance.completions + 1);
    let paid = pay_completion(tx, event, &mut balance, previous)?;
    let (extra, first) = comeback::pay_comeback(tx, event, &mut balance)?;
    let mut unlocked = achievements::task_completed(tx, reactions, event, completions, habit_days)?;
    if first {
        unlocked.extend(achievements::record(tx, reactions, event.user, Counter::Comebacks, 1)?);
    }
    unlocked.extend(achievements::unlock_reached(
        tx,
        reactions,
        event.user,
        Counter::MostCoins,
        before,
        balance.coins,
    )?);
    Ok(reward_change(paid + extra, &balance, unlocked))
}

fn pay_completion(
    tx: &mut Tx<'_>,
    event: &TaskCompleted<'_>,
    balance: &mut AccountBalance,
    previous: Option<TaskPayment>,
) -> Result<i64, DbError> {
    let TaskCompleted { user, task, previous_completions, today, .. } = *event;
    // A repeated completion without a stored payment: the first one was never reversed, so it is paid.
    let initially_payable = if previous_completions == 0 { rules::TASK_COINS } else { 0 };
    let payable = previous.map_or(initially_payable, |previous| previous.payable);
    let paid_today = if balance.day == Some(today) { balance.day_coins } else { 0 };
    let amount = rules::payment(payable, paid_today);
    let reference = || format!("{task}:{previous_completions}");
    let update = TaskBalanceUpdate { day: Some(today), day_coins: paid_today + amount, completions: 1 };
    if amount == 0 || !tx.rewards().append_task(user, amount, "task", &reference(), update)? {
        tx.rewards().add_completions(user, 1)?;
        return Ok(0);
    }
    if let Some(previous) = previous {
        let payment = TaskPayment { paid: previous.paid + amount, payable: payable - amount, paid_day: today };
        tx.rewards().save_task_payment(user, task, payment)?;
    }
    balance.coins += amount;
    emit_hint(tx, user);
    Ok(amount)
}

/// Reverses what a completion paid, at most down to a balance of 0. Undoing the last completion of a
/// day reverses the day's comeback as well.
pub fn reverse_task_payment(tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<RewardChange, DbError> {
    let balance = tx.rewards().balance_later(event.user)?;
    let previous = tx.rewards().task_payment_later(event.user, event.task)?;
    let mut balance = tx.row(balance)?.ok_or(DbError::Gone)?;
    let previous = tx.row(previous)?;
    let taken = reverse_completion(tx, event, &mut balance, previous)?;
    let extra = comeback::reverse_comeback(tx, event, &mut balance)?;
    achievements::task_undone(tx, event)?;
    Ok(reward_change(-taken - extra, &balance, Vec::new()))
}

fn reverse_completion(
    tx: &mut Tx<'_>,
    event: &TaskUndone<'_>,
    balance: &mut AccountBalance,
    previous: Option<TaskPayment>,
) -> Result<i64, DbError> {
    let TaskUndone { user, task, completions, .. } = *event;
    let nth = completions.saturating_sub(1);
    let previous = match previous {
        Some(previous) => previous,
        None => first_payment(tx, event, &format!("{task}:{nth}"))?,
    };
    let taken = rules::reversal(previous.paid, balance.coins);
    let taken_from_day = if balance.day == Some(previous.paid_day) { taken } else { 0 };
    let update =
        TaskBalanceUpdate { day: balance.day, day_coins: (balance.day_coins - taken_from_day).max(0), completions: -1 };
    let reference = || format!("{task}:{nth}");
    if taken == 0 || !tx.rewards().append_task(user, -taken, "task-undo", &reference(), update)? {
        tx.rewards().add_completions(user, -1)?;
        if taken > 0 {
            return Ok(0);
        }
    }
    let payment = TaskPayment { paid: previous.paid - taken, payable: taken, paid_day: previous.paid_day };
    tx.rewards().save_task_payment(user, task, payment)?;
    balance.coins -= taken;
    if taken > 0 {
        emit_hint(tx, user);
    }
    Ok(taken)
}

/// Returns what the first completion paid, and on which local day; 0 if the daily cap was reached.
fn first_payment(tx: &mut Tx<'_>, event: &TaskUndone<'_>, reference: &str) -> Result<TaskPayment, DbError> {
    let found = tx.rewards().find_entry(event.user, "task", reference)?;
    let (paid, paid_day) = match found {
        Some((paid, at)) => (paid, event.calendar.local_day(at)),
        None => (0, event.today),
    };
    Ok(TaskPayment { paid, payable: 0, paid_day })
}

fn reward_change(coins_earned: i64, balance: &AccountBalance, unlocked: Vec<UnlockedAchievement>) -> RewardChange {
    let balance = Balance { coins: balance.coins, gems: rules::gems(balance.milligems) };
    RewardChange { coins_earned, balance, unlocked }
}
