//! The comeback: extra coins for the first completion after a day on which nothing was done.

use super::emit_hint;
use crate::features::habits::{TaskCompleted, TaskUndone};
use crate::features::rewards::rules;
use crate::features::rewards::store::{AccountBalance, Comeback, Currency};
use crate::platform::db::{DbError, Tx};

/// Pays a comeback if this completion is one. Returns what it paid, and whether it is the day's first
/// payment.
pub fn pay_comeback(
    tx: &mut Tx<'_>,
    event: &TaskCompleted<'_>,
    balance: &mut AccountBalance,
) -> Result<(i64, bool), DbError> {
    let user = event.user;
    // Only the first completion of the current day counts, not that of an earlier day.
    if event.due != event.today || event.day_counts.done != 1 {
        return Ok((0, false));
    }
    if tx.rewards().done_on_last_due_day(user, event.today)? != Some(0) {
        return Ok((0, false));
    }
    let previous = tx.rewards().comeback(user, event.today)?;
    let is_new = previous.is_none();
    let previous = previous.unwrap_or(Comeback { times: 0, paid: 0, payable: rules::COMEBACK_COINS });
    if previous.payable == 0 {
        return Ok((0, false));
    }
    let reference = format!("{}:{}", event.today, previous.times);
    if !tx.rewards().append(user, Currency::Coin, previous.payable, "comeback", &reference)? {
        return Ok((0, false));
    }
    let paid = Comeback { times: previous.times + 1, paid: previous.paid + previous.payable, payable: 0 };
    tx.rewards().save_comeback(user, event.today, paid)?;
    balance.coins += previous.payable;
    emit_hint(tx, user);
    Ok((previous.payable, is_new))
}

/// Reverses the day's comeback when its last completion is undone, at most down to a balance of 0.
/// Returns what was taken back.
pub fn reverse_comeback(tx: &mut Tx<'_>, event: &TaskUndone<'_>, balance: &mut AccountBalance) -> Result<i64, DbError> {
    let user = event.user;
    if event.day_counts.done != 0 {
        return Ok(0);
    }
    let Some(previous) = tx.rewards().comeback(user, event.due)? else { return Ok(0) };
    let taken = rules::reversal(previous.paid, balance.coins);
    if taken > 0 {
        let reference = format!("{}:{}", event.due, previous.times.saturating_sub(1));
        if !tx.rewards().append(user, Currency::Coin, -taken, "comeback-undo", &reference)? {
            return Ok(0);
        }
    }
    let remaining =
        Comeback { times: previous.times, paid: previous.paid - taken, payable: taken.max(previous.payable) };
    tx.rewards().save_comeback(user, event.due, remaining)?;
    balance.coins -= taken;
    if taken > 0 {
        emit_hint(tx, user);
    }
    Ok(taken)
}
