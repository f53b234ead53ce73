//! Converting coins into gems, and buying freezes for gems.

use super::overview::{Overview, overview};
use super::{achievements, emit_hint};
use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::rewards::rules::catalogue::Counter;
use crate::features::rewards::rules::{self, Streak};
use crate::features::rewards::store::{AccountBalance, Currency, FreezeChange};
use crate::features::rewards::{Reactions, RewardError};
use crate::platform::db::Tx;

/// Converts coins into gems, one coin into one milligem, and returns the new balance.
///
/// # Errors
/// [`RewardError::ConversionTooSmall`], [`RewardError::InsufficientCoins`].
pub fn convert(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    coins: i64,
) -> Result<AccountBalance, RewardError> {
    if coins < rules::MIN_CONVERSION_COINS {
        return Err(RewardError::ConversionTooSmall);
    }
    if tx.rewards().balance(user)?.coins < coins {
        return Err(RewardError::InsufficientCoins);
    }
    let id = tx.new_id();
    tx.rewards().append(user, Currency::Coin, -coins, "conversion", &format!("{id}:coins"))?;
    tx.rewards().append(user, Currency::Milligem, coins, "conversion", &format!("{id}:gems"))?;
    achievements::record(tx, reactions, user, Counter::CoinsConverted, coins)?;
    emit_hint(tx, user);
    Ok(tx.rewards().balance(user)?)
}

/// Buys a freeze for gems.
///
/// # Errors
/// [`RewardError::FreezesFull`], [`RewardError::InsufficientGems`].
pub fn buy_freeze(tx: &mut Tx<'_>, user: UserId) -> Result<Overview, RewardError> {
    let today = habits::local_day(tx, user)?;
    let (last_claim, streak) = tx.rewards().streak(user)?;
    if streak.freezes >= rules::MAX_FREEZES {
        return Err(RewardError::FreezesFull);
    }
    if tx.rewards().balance(user)?.milligems < rules::FREEZE_MILLIGEMS {
        return Err(RewardError::InsufficientGems);
    }
    let id = tx.new_id();
    tx.rewards().append(user, Currency::Milligem, -rules::FREEZE_MILLIGEMS, "freeze", &id.to_string())?;
    let streak = Streak { freezes: streak.freezes + 1, ..streak };
    tx.rewards().save_streak(user, last_claim, streak)?;
    tx.rewards().record_freezes(user, FreezeChange::Bought, 1, today)?;
    emit_hint(tx, user);
    Ok(overview(tx, user, today)?)
}
