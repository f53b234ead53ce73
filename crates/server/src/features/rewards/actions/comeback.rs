//! The comeback: extra coins for the first completion after a day on which nothing was done.

use super::tell;
use crate::features::habits::{TaskCompleted, TaskUndone};
use crate::features::rewards::rules;
use crate::features::rewards::store::{Comeback, Currency, Funds};
use crate::platform::db::{DbError, Tx};

/// Pays a comeback when this tick is one; answers what it paid, and whether it is the first
/// one of its day.
///
/// # Errors
/// Those of the database.
pub fn pay_comeback(tx: &mut Tx<'_>, event: &TaskCompleted<'_>, funds: &mut Funds) -> Result<(i64, bool), DbError> {
    let user = event.user;
    // The first completion of the local day; one that is dated back earns none.
    if event.due != event.today || event.day_counts.done != 1 {
        return Ok((0, false));
    }
    if tx.rewards().done_on_last_due_day(user, event.today)? != Some(0) {
        return Ok((0, false));
    }
    let former = tx.rewards().comeback(user, event.today)?;
    let is_new = former.is_none();
    let former = former.unwrap_or(Comeback { times: 0, paid: 0, payable: rules::COMEBACK_COINS });
    if former.payable == 0 {
        return Ok((0, false));
    }
    let reference = format!("{}:{}", event.today, former.times);
    if !tx.rewards().append(user, Currency::Coin, former.payable, "comeback", &reference)? {
        return Ok((0, false));
    }
    let paid = Comeback { times: former.times + 1, paid: former.paid + former.payable, payable: 0 };
    tx.rewards().save_comeback(user, event.today, paid)?;
    funds.coins += former.payable;
    tell(tx, user);
    Ok((former.payable, is_new))
}

/// Takes a comeback back with the last completion of its day, as far as it is still there.
/// Answers what it took.
///
/// # Errors
/// Those of the database.
pub fn take_back_comeback(tx: &mut Tx<'_>, event: &TaskUndone<'_>, funds: &mut Funds) -> Result<i64, DbError> {
    let user = event.user;
    if event.day_counts.done != 0 {
        return Ok(0);
    }
    let Some(former) = tx.rewards().comeback(user, event.due)? else { return Ok(0) };
    let taken = rules::take_back(former.paid, funds.coins);
    if taken > 0 {
        let reference = format!("{}:{}", event.due, former.times.saturating_sub(1));
        if !tx.rewards().append(user, Currency::Coin, -taken, "comeback-undo", &reference)? {
            return Ok(0);
        }
    }
    let left = Comeback { times: former.times, paid: former.paid - taken, payable: taken.max(former.payable) };
    tx.rewards().save_comeback(user, event.due, left)?;
    funds.coins -= taken;
    if taken > 0 {
        tell(tx, user);
    }
    Ok(taken)
}
