//! Achievements: facts are moved with what they count, and a target that is crossed unlocks.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::tell;
use crate::features::accounts::UserId;
use crate::features::habits::{TaskCompleted, TaskUndone, Unlocked};
use crate::features::rewards::rules::catalogue::{self, Achievement, CATALOGUE, Fact};
use crate::features::rewards::rules::{self, EARLY_UNTIL, LATE_FROM};
use crate::features::rewards::store::{Currency, Funds, UnlockedRow};
use crate::features::rewards::{Reactions, RewardError};
use crate::platform::db::{DbError, PendingRows, Tx};

/// A plan has to be this long for its last day to count.
const LEAST_PLAN: u16 = 7;

/// Something happened `by` times: counts it, and unlocks what that reaches.
///
/// # Errors
/// Those of the database.
pub fn notice(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    fact: Fact,
    by: i64,
) -> Result<Vec<Unlocked>, DbError> {
    let after = tx.rewards().add_fact(user, fact, Uuid::nil(), by)?;
    reached(tx, reactions, user, fact, after - by, after)
}

/// A fact that only ever rises stands at `count`: notes it, and unlocks what that reaches.
///
/// # Errors
/// Those of the database.
pub fn raise(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    fact: Fact,
    count: i64,
) -> Result<Vec<Unlocked>, DbError> {
    let before = tx.rewards().fact(user, fact)?;
    if count <= before {
        return Ok(Vec::new());
    }
    tx.rewards().save_fact(user, fact, count)?;
    reached(tx, reactions, user, fact, before, count)
}

/// Unlocks what lies between `before` and `after`, each once, and tells of it.
///
/// # Errors
/// Those of the database.
pub fn reached(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    fact: Fact,
    before: i64,
    after: i64,
) -> Result<Vec<Unlocked>, DbError> {
    let mut unlocked = Vec::new();
    for one in catalogue::crossed(fact, before, after) {
        if tx.rewards().unlock(user, one.id)? {
            let news = Unlocked { id: one.id.into(), title: one.title.into(), description: one.description.into() };
            reactions.unlocked(tx, user, &news)?;
            tell(tx, user);
            unlocked.push(news);
        }
    }
    Ok(unlocked)
}

/// Counts the day of the habit that its first tick makes, on its way; the tick itself is counted
/// with its coins. [`task_ticked`] looks at what that came to.
///
/// # Errors
/// Those of the database.
pub fn count_habit_day(tx: &mut Tx<'_>, event: &TaskCompleted<'_>) -> Result<Option<PendingRows<i64>>, DbError> {
    let first = event.habit_counts.done == 1;
    first.then(|| tx.rewards().add_fact_later(event.user, Fact::HabitDays, event.habit.0, 1)).transpose()
}

/// What a tick unlocks: the user's `ticks`-th, with a `habit_days` when it is the first of a day.
///
/// # Errors
/// Those of the database.
pub fn task_ticked(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    event: &TaskCompleted<'_>,
    ticks: i64,
    habit_days: Option<PendingRows<i64>>,
) -> Result<Vec<Unlocked>, DbError> {
    let user = event.user;
    let mut unlocked = reached(tx, reactions, user, Fact::Ticks, ticks - 1, ticks)?;
    let habit_days = habit_days.map_or(Ok(Vec::new()), |asked| tx.rows(asked))?;
    for after in habit_days {
        unlocked.extend(reached(tx, reactions, user, Fact::HabitDays, after - 1, after)?);
    }
    if event.local_time < EARLY_UNTIL && event.local_time >= event.day_start {
        unlocked.extend(notice(tx, reactions, user, Fact::EarlyTicks, 1)?);
    }
    if event.local_time >= LATE_FROM || event.local_time < event.day_start {
        unlocked.extend(notice(tx, reactions, user, Fact::LateTicks, 1)?);
    }
    if event.noted && event.times_before == 0 {
        unlocked.extend(notice(tx, reactions, user, Fact::Notes, 1)?);
    }
    if event.due == event.end_date && event.duration_days >= LEAST_PLAN && event.habit_counts.done == 1 {
        unlocked.extend(notice(tx, reactions, user, Fact::Finishes, 1)?);
    }
    if event.to_quit && event.habit_counts.is_complete() {
        unlocked.extend(quit_run(tx, reactions, event)?);
    }
    if event.day_counts.is_complete() && tx.rewards().note_perfect_day(user, event.due)? {
        unlocked.extend(notice(tx, reactions, user, Fact::PerfectDays, 1)?);
        let (first, last) = around(event.due);
        let run = rules::longest_run(&tx.rewards().perfect_days(user, first, last)?);
        unlocked.extend(raise(tx, reactions, user, Fact::PerfectRun, run)?);
    }
    Ok(unlocked)
}

fn quit_run(tx: &mut Tx<'_>, reactions: &dyn Reactions, event: &TaskCompleted<'_>) -> Result<Vec<Unlocked>, DbError> {
    let (first, last) = around(event.due);
    let run = rules::longest_run(&tx.rewards().kept_days(event.user, event.habit, first, last)?);
    let mut unlocked = raise(tx, reactions, event.user, Fact::QuitRun, run)?;
    if catalogue::is_about_smoking(event.habit_name) {
        unlocked.extend(raise(tx, reactions, event.user, Fact::SmokeFreeRun, run)?);
    }
    Ok(unlocked)
}

/// Every row of seven that `day` belongs to: six days to either side, and room for skipped dates.
fn around(day: Date) -> (Date, Date) {
    let span = jiff::Span::new().days(8);
    (day.saturating_sub(span), day.saturating_add(span))
}

/// What an undo takes off the counts, apart from the tick's own; what was unlocked stays.
///
/// # Errors
/// Those of the database.
pub fn task_unticked(tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<(), DbError> {
    if event.habit_counts.done == 0 {
        tx.rewards().take_off_fact(event.user, Fact::HabitDays, event.habit.0, 1)?;
    }
    Ok(())
}

/// An achievement and how far the user is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The row of the catalogue.
    pub achievement: &'static Achievement,
    /// What is counted of it, at most the target.
    pub current: i64,
    /// When it was unlocked, and when its reward was claimed.
    pub unlocked: Option<UnlockedRow>,
}

/// The whole catalogue with the user's progress.
///
/// # Errors
/// Those of the database.
pub fn achievements(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Progress>, DbError> {
    let funds = tx.rewards().funds(user)?;
    let facts: HashMap<String, i64> = tx.rewards().facts(user)?.into_iter().collect();
    let mut unlocked: HashMap<String, UnlockedRow> =
        tx.rewards().unlocked(user)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let progress = CATALOGUE.iter().map(|achievement| {
        let counted = match achievement.fact {
            Fact::Coins => funds.coins,
            Fact::Ticks => funds.ticks,
            fact => facts.get(fact.as_str()).copied().unwrap_or(0),
        };
        progress_of(achievement, counted, unlocked.remove(achievement.id))
    });
    Ok(progress.collect())
}

fn progress_of(achievement: &'static Achievement, counted: i64, unlocked: Option<UnlockedRow>) -> Progress {
    // What was unlocked stays so, whatever was undone since.
    let current = if unlocked.is_some() { achievement.target } else { counted.clamp(0, achievement.target) };
    Progress { achievement, current, unlocked }
}

/// Pays an unlocked achievement, once.
///
/// # Errors
/// [`RewardError::NotFound`], [`RewardError::NotUnlocked`], [`RewardError::AchievementClaimed`].
pub fn claim_achievement(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: &str,
) -> Result<(Progress, Funds), RewardError> {
    let achievement = catalogue::by_id(id).ok_or(RewardError::NotFound)?;
    if tx.rewards().unlocked_one(user, id)?.is_none() {
        return Err(RewardError::NotUnlocked);
    }
    if !tx.rewards().claim_achievement(user, id)? {
        return Err(RewardError::AchievementClaimed);
    }
    let before = tx.rewards().funds(user)?;
    let (coins, milligems) = (catalogue::ACHIEVEMENT_COINS, catalogue::ACHIEVEMENT_MILLIGEMS);
    tx.rewards().append(user, Currency::Coin, coins, "achievement", &format!("{id}:coins"))?;
    tx.rewards().append(user, Currency::Milligem, milligems, "achievement", &format!("{id}:gems"))?;
    reached(tx, reactions, user, Fact::Coins, before.coins, before.coins + coins)?;
    tell(tx, user);
    let unlocked = tx.rewards().unlocked_one(user, id)?;
    let funds = tx.rewards().funds(user)?;
    Ok((progress_of(achievement, achievement.target, unlocked), funds))
}
