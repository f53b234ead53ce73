//! The use cases of this room.

pub mod achievements;
pub mod comeback;
pub mod days;
pub mod ledger_audit;
pub mod streaks;

use jiff::civil::Date;

use super::rules::catalogue::Fact;
use super::rules::{self, Standing, Streak};
use super::store::{Currency, FreezeChange, Funds, TaskNote, TaskPayment};
use super::{Reactions, RewardError};
use crate::features::accounts::UserId;
use crate::features::habits::{self, Balance, Gain, TaskCompleted, TaskUndone, Unlocked, Wallet};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// The topic of the hint that what a user has changed; its subject is the user's id.
pub const HINT: &str = "rewards";

/// Opens a new account's wallet with its welcome gift.
///
/// # Errors
/// Those of the database.
pub fn open_wallet(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    let today = habits::local_day(tx, user)?;
    tx.rewards().open(user)?;
    tx.rewards().note_freezes(user, FreezeChange::Given, Streak::NEW.freezes, today)?;
    tx.rewards().append(user, Currency::Coin, rules::WELCOME_COINS, "welcome", "coins")?;
    tx.rewards().append(user, Currency::Milligem, rules::WELCOME_MILLIGEMS, "welcome", "gems")?;
    Ok(())
}

/// Pays a tick: 10 coins the first time, afterwards what an undo took back, within the day's
/// cap; a comeback beside it; and unlocks what the tick reaches.
///
/// # Errors
/// Those of the database.
pub fn pay_task(tx: &mut Tx<'_>, reactions: &dyn Reactions, event: &TaskCompleted<'_>) -> Result<Gain, DbError> {
    // Asked together: neither needs to know of the others.
    let counted = achievements::count_habit_day(tx, event)?;
    let funds = tx.rewards().funds_later(event.user)?;
    let former = match event.times_before {
        0 => None,
        _ => Some(tx.rewards().task_payment_later(event.user, event.task)?),
    };
    let mut funds = tx.row(funds)?.ok_or(DbError::Gone)?;
    let former = former.map_or(Ok(Vec::new()), |asked| tx.rows(asked))?.pop();
    let (before, ticks) = (funds.coins, funds.ticks + 1);
    let paid = pay_tick(tx, event, &mut funds, former)?;
    let (extra, first) = comeback::pay_comeback(tx, event, &mut funds)?;
    let mut unlocked = achievements::task_ticked(tx, reactions, event, ticks, counted)?;
    if first {
        unlocked.extend(achievements::notice(tx, reactions, event.user, Fact::Comebacks, 1)?);
    }
    unlocked.extend(achievements::reached(tx, reactions, event.user, Fact::Coins, before, funds.coins)?);
    Ok(gain(paid + extra, &funds, unlocked))
}

fn pay_tick(
    tx: &mut Tx<'_>,
    event: &TaskCompleted<'_>,
    funds: &mut Funds,
    former: Option<TaskPayment>,
) -> Result<i64, DbError> {
    let TaskCompleted { user, task, times_before, today, .. } = *event;
    // Ticked before and nothing noted: its first tick was never undone, so it has paid.
    let unpaid = if times_before == 0 { rules::TASK_COINS } else { 0 };
    let payable = former.map_or(unpaid, |former| former.payable);
    let paid_today = if funds.day == Some(today) { funds.day_coins } else { 0 };
    let amount = rules::payment(payable, paid_today);
    let reference = || format!("{task}:{times_before}");
    let noted = TaskNote { day: Some(today), day_coins: paid_today + amount, ticks: 1 };
    if amount == 0 || !tx.rewards().append_task(user, amount, "task", &reference(), noted)? {
        tx.rewards().count_ticks(user, 1)?;
        return Ok(0);
    }
    if let Some(former) = former {
        let payment = TaskPayment { paid: former.paid + amount, payable: payable - amount, paid_day: today };
        tx.rewards().save_task_payment(user, task, payment)?;
    }
    funds.coins += amount;
    tell(tx, user);
    Ok(amount)
}

/// Takes back what a tick paid, as far as it is still there, and with the last completion of a
/// day its comeback.
///
/// # Errors
/// Those of the database.
pub fn take_back_task(tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<Gain, DbError> {
    let funds = tx.rewards().funds_later(event.user)?;
    let former = tx.rewards().task_payment_later(event.user, event.task)?;
    let mut funds = tx.row(funds)?.ok_or(DbError::Gone)?;
    let former = tx.row(former)?;
    let taken = take_back_tick(tx, event, &mut funds, former)?;
    let extra = comeback::take_back_comeback(tx, event, &mut funds)?;
    achievements::task_unticked(tx, event)?;
    Ok(gain(-taken - extra, &funds, Vec::new()))
}

fn take_back_tick(
    tx: &mut Tx<'_>,
    event: &TaskUndone<'_>,
    funds: &mut Funds,
    former: Option<TaskPayment>,
) -> Result<i64, DbError> {
    let TaskUndone { user, task, times, .. } = *event;
    let nth = times.saturating_sub(1);
    let former = match former {
        Some(former) => former,
        None => first_payment(tx, event, &format!("{task}:{nth}"))?,
    };
    let taken = rules::take_back(former.paid, funds.coins);
    let of_that_day = if funds.day == Some(former.paid_day) { taken } else { 0 };
    let noted = TaskNote { day: funds.day, day_coins: (funds.day_coins - of_that_day).max(0), ticks: -1 };
    let reference = || format!("{task}:{nth}");
    if taken == 0 || !tx.rewards().append_task(user, -taken, "task-undo", &reference(), noted)? {
        tx.rewards().count_ticks(user, -1)?;
        if taken > 0 {
            return Ok(0);
        }
    }
    let payment = TaskPayment { paid: former.paid - taken, payable: taken, paid_day: former.paid_day };
    tx.rewards().save_task_payment(user, task, payment)?;
    funds.coins -= taken;
    if taken > 0 {
        tell(tx, user);
    }
    Ok(taken)
}

/// What the first tick paid, and on which local day; nothing when the cap was reached.
fn first_payment(tx: &mut Tx<'_>, event: &TaskUndone<'_>, reference: &str) -> Result<TaskPayment, DbError> {
    let found = tx.rewards().find(event.user, "task", reference)?;
    let (paid, paid_day) = match found {
        Some((paid, at)) => (paid, event.calendar.local_day(at)),
        None => (0, event.today),
    };
    Ok(TaskPayment { paid, payable: 0, paid_day })
}

fn gain(coins_earned: i64, funds: &Funds, unlocked: Vec<Unlocked>) -> Gain {
    let balance = Balance { coins: funds.coins, gems: rules::gems(funds.milligems) };
    Gain { coins_earned, balance, unlocked }
}

fn tell(tx: &mut Tx<'_>, user: UserId) {
    tx.emit(Hint { topic: HINT, subject: user.0, day: None });
}

/// Everything a user has and may claim.
#[derive(Clone, Copy, Debug)]
pub struct Overview {
    /// Coins and milligems.
    pub funds: Funds,
    /// The streak as of the last claim.
    pub streak: Streak,
    /// Where the user stands with today's claim.
    pub standing: Standing,
}

impl Overview {
    /// Whether today's reward waits.
    #[must_use]
    pub fn can_claim(&self) -> bool {
        self.standing != Standing::Claimed
    }

    /// The day of the cycle: the next claim's while one waits, else today's.
    #[must_use]
    pub fn cycle_day(&self) -> u8 {
        self.streak.claim(self.standing).map_or(self.streak.cycle_day, |next| next.cycle_day)
    }

    /// What the next claim pays, in milligems.
    #[must_use]
    pub fn next_reward(&self) -> i64 {
        let open = Standing::Open { missed: 0 };
        let next = self.streak.claim(self.standing).or_else(|| self.streak.claim(open));
        rules::cycle_reward(next.map_or(1, |next| next.cycle_day))
    }
}

/// What the user has and may claim today.
///
/// # Errors
/// Those of the database.
pub fn overview(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Overview, DbError> {
    let (funds, last_claim, streak) = tx.rewards().funds_and_streak(user)?;
    let standing = match last_claim {
        None => Standing::Fresh,
        Some(last) if last >= today => Standing::Claimed,
        Some(last) => Standing::Open { missed: habits::days_between(tx, user, last, today)? },
    };
    Ok(Overview { funds, streak, standing })
}

/// The rewards as Today shows them.
///
/// # Errors
/// Those of the database.
pub fn wallet(tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Wallet, DbError> {
    let seen = overview(tx, user, today)?;
    Ok(Wallet {
        coins: seen.funds.coins,
        gems: rules::gems(seen.funds.milligems),
        daily_streak: seen.streak.shown(seen.standing),
        can_claim: seen.can_claim(),
    })
}

/// Claims today's reward; answers what it paid, in milligems, and the overview afterwards.
///
/// # Errors
/// [`RewardError::AlreadyClaimed`].
pub fn claim_streak(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId) -> Result<(i64, Overview), RewardError> {
    let today = habits::local_day(tx, user)?;
    let before = overview(tx, user, today)?;
    let streak = before.streak.claim(before.standing).ok_or(RewardError::AlreadyClaimed)?;
    let reward = rules::cycle_reward(streak.cycle_day);
    if !tx.rewards().append(user, Currency::Milligem, reward, "streak", &today.to_string())? {
        return Err(RewardError::AlreadyClaimed);
    }
    tx.rewards().save_streak(user, Some(today), streak)?;
    habits::mark_started(tx, user)?;
    let used = before.streak.freezes_used(before.standing);
    if used > 0 {
        tx.rewards().note_freezes(user, FreezeChange::Used, used, today)?;
        achievements::notice(tx, reactions, user, Fact::FreezesUsed, i64::from(used))?;
    }
    achievements::raise(tx, reactions, user, Fact::Streak, i64::from(streak.longest))?;
    reactions.streak_claimed(tx, user)?;
    tell(tx, user);
    Ok((reward, overview(tx, user, today)?))
}

/// Turns coins into gems, one coin into one milligem.
///
/// # Errors
/// [`RewardError::ConversionTooSmall`], [`RewardError::InsufficientCoins`].
pub fn convert(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId, coins: i64) -> Result<Funds, RewardError> {
    if coins < rules::LEAST_CONVERSION {
        return Err(RewardError::ConversionTooSmall);
    }
    if tx.rewards().funds(user)?.coins < coins {
        return Err(RewardError::InsufficientCoins);
    }
    let id = tx.new_id();
    tx.rewards().append(user, Currency::Coin, -coins, "conversion", &format!("{id}:coins"))?;
    tx.rewards().append(user, Currency::Milligem, coins, "conversion", &format!("{id}:gems"))?;
    achievements::notice(tx, reactions, user, Fact::Converted, coins)?;
    tell(tx, user);
    Ok(tx.rewards().funds(user)?)
}

/// Buys a freeze.
///
/// # Errors
/// [`RewardError::FreezesFull`], [`RewardError::InsufficientGems`].
pub fn buy_freeze(tx: &mut Tx<'_>, user: UserId) -> Result<Overview, RewardError> {
    let today = habits::local_day(tx, user)?;
    let (last_claim, streak) = tx.rewards().streak(user)?;
    if streak.freezes >= rules::MOST_FREEZES {
        return Err(RewardError::FreezesFull);
    }
    if tx.rewards().funds(user)?.milligems < rules::FREEZE_MILLIGEMS {
        return Err(RewardError::InsufficientGems);
    }
    let id = tx.new_id();
    tx.rewards().append(user, Currency::Milligem, -rules::FREEZE_MILLIGEMS, "freeze", &id.to_string())?;
    let streak = Streak { freezes: streak.freezes + 1, ..streak };
    tx.rewards().save_streak(user, last_claim, streak)?;
    tx.rewards().note_freezes(user, FreezeChange::Bought, 1, today)?;
    tell(tx, user);
    Ok(overview(tx, user, today)?)
}
