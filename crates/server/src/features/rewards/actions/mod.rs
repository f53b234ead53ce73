//! The use cases of this feature.

pub mod achievements;
mod comeback;
pub mod days;
pub mod exchange;
pub mod ledger_audit;
pub mod overview;
pub mod streaks;
pub mod task_payments;

use super::rules::{self, Streak};
use super::store::{Currency, FreezeChange};
use crate::features::accounts::UserId;
use crate::features::habits;
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// The topic of the hint that a user's rewards changed; its subject is the user's id.
pub const HINT: &str = "rewards";

/// Creates the balance and streak of a new account and pays the welcome gift.
pub fn open_wallet(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    let today = habits::local_day(tx, user)?;
    tx.rewards().insert_balance(user)?;
    tx.rewards().insert_streak(user)?;
    tx.rewards().record_freezes(user, FreezeChange::Given, Streak::NEW.freezes, today)?;
    tx.rewards().append(user, Currency::Coin, rules::WELCOME_COINS, "welcome", "coins")?;
    tx.rewards().append(user, Currency::Milligem, rules::WELCOME_MILLIGEMS, "welcome", "gems")?;
    Ok(())
}

fn emit_hint(tx: &mut Tx<'_>, user: UserId) {
    tx.emit(Hint { topic: HINT, subject: user.0, day: None });
}
