//! The overview of a user's rewards, and the daily claim.

use jiff::civil::Date;

use super::{achievements, emit_hint};
use crate::features::accounts::UserId;
use crate::features::habits::{self, Wallet};
use crate::features::rewards::rules::catalogue::Counter;
use crate::features::rewards::rules::{self, ClaimStatus, Streak};
use crate::features::rewards::store::{AccountBalance, Currency, FreezeChange};
use crate::features::rewards::{Reactions, RewardError};
use crate::platform::db::{DbError, Tx};

/// A user's balance, streak and daily claim.
#[derive(Clone, Copy, Debug)]
pub struct Overview {
    pub balance: AccountBalance,
    /// The streak as of the last claim.
    pub streak: Streak,
    pub status: ClaimStatus,
}

impl Overview {
    /// Whether today's reward can still be claimed.
    #[must_use]
    pub fn can_claim(&self) -> bool {
        self.status != ClaimStatus::Claimed
    }

    /// Returns the cycle day (1-7) of today's claim, whether it is made or not.
    #[must_use]
    pub fn cycle_day(&self) -> u8 {
        self.streak.claim(self.status).map_or(self.streak.cycle_day, |next| next.cycle_day)
    }

    /// Returns what the next claim pays, in milligems.
    #[must_use]
    pub fn next_reward(&self) -> i64 {
        let open = ClaimStatus::Open { missed: 0 };
        let next = self.streak.claim(self.status).or_else(|| self.streak.claim(open));
        rules::cycle_reward(next.map_or(1, |next| next.cycle_day))
    }
}

/// Returns the user's rewards as of the local day `today`.
pub fn overview(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Overview, DbError> {
    let (balance, last_claim, streak) = tx.rewards().balance_and_streak(user)?;
    let status = match last_claim {
        None => ClaimStatus::NeverClaimed,
        Some(last) if last >= today => ClaimStatus::Claimed,
        Some(last) => ClaimStatus::Open { missed: habits::days_between(tx, user, last, today)? },
    };
    Ok(Overview { balance, streak, status })
}

/// Returns the user's rewards for Today.
pub fn wallet(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Wallet, DbError> {
    let overview = overview(tx, user, today)?;
    Ok(Wallet {
        coins: overview.balance.coins,
        gems: rules::gems(overview.balance.milligems),
        daily_streak: overview.streak.shown(overview.status),
        can_claim: overview.can_claim(),
    })
}

/// Claims today's reward. Returns what it paid, in milligems, and the overview after it.
///
/// # Errors
/// [`RewardError::AlreadyClaimed`].
pub fn claim_streak(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId) -> Result<(i64, Overview), RewardError> {
    let today = habits::local_day(tx, user)?;
    let before = overview(tx, user, today)?;
    let streak = before.streak.claim(before.status).ok_or(RewardError::AlreadyClaimed)?;
    let reward = rules::cycle_reward(streak.cycle_day);
    if !tx.rewards().append(user, Currency::Milligem, reward, "streak", &today.to_string())? {
        return Err(RewardError::AlreadyClaimed);
    }
    tx.rewards().save_streak(user, Some(today), streak)?;
    habits::mark_started(tx, user)?;
    let used = before.streak.freezes_used(before.status);
    if used > 0 {
        tx.rewards().record_freezes(user, FreezeChange::Used, used, today)?;
        achievements::record(tx, reactions, user, Counter::FreezesUsed, i64::from(used))?;
    }
    achievements::raise_to(tx, reactions, user, Counter::LongestStreak, i64::from(streak.longest))?;
    reactions.streak_claimed(tx, user)?;
    emit_hint(tx, user);
    Ok((reward, overview(tx, user, today)?))
}
