//! Achievements: counters are updated as things happen, and reaching a target unlocks an achievement.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::emit_hint;
use crate::features::accounts::UserId;
use crate::features::habits::{CompletedHabit, TaskCompleted, TaskUndone, UnlockedAchievement};
use crate::features::rewards::rules::catalogue::{self, Achievement, CATALOGUE, Counter};
use crate::features::rewards::rules::{self, EARLY_UNTIL, LATE_FROM};
use crate::features::rewards::store::{AccountBalance, Currency, UnlockedRow};
use crate::features::rewards::{Reactions, RewardError};
use crate::platform::db::{DbError, PendingRows, Tx};

/// Finishing a plan counts only if the plan is at least this long.
const MIN_PLAN_DAYS: u16 = 7;

/// Adds `by` to a counter and unlocks the achievements it reaches.
pub fn record(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    counter: Counter,
    by: i64,
) -> Result<Vec<UnlockedAchievement>, DbError> {
    let after = tx.rewards().add_to_counter(user, counter, Uuid::nil(), by)?;
    unlock_reached(tx, reactions, user, counter, after - by, after)
}

/// Raises a counter to `count`, if it is lower, and unlocks the achievements it reaches.
pub fn raise_to(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    counter: Counter,
    count: i64,
) -> Result<Vec<UnlockedAchievement>, DbError> {
    let before = tx.rewards().counter(user, counter)?;
    if count <= before {
        return Ok(Vec::new());
    }
    tx.rewards().set_counter(user, counter, count)?;
    unlock_reached(tx, reactions, user, counter, before, count)
}

/// Unlocks the achievements with a target above `before` and up to `after`, each at most once, and
/// reports them to [`Reactions`].
pub fn unlock_reached(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    counter: Counter,
    before: i64,
    after: i64,
) -> Result<Vec<UnlockedAchievement>, DbError> {
    let mut unlocked = Vec::new();
    for achievement in catalogue::newly_reached(counter, before, after) {
        if tx.rewards().unlock(user, achievement.id)? {
            let Achievement { id, title, description, .. } = *achievement;
            let new = UnlockedAchievement { id: id.into(), title: title.into(), description: description.into() };
            reactions.unlocked(tx, user, &new)?;
            emit_hint(tx, user);
            unlocked.push(new);
        }
    }
    Ok(unlocked)
}

/// Queues adding one to the habit's days if this is the habit's first completion of the day. The new
/// count is read by [`task_completed`].
pub fn count_habit_day(tx: &mut Tx<'_>, event: &TaskCompleted<'_>) -> Result<Option<PendingRows<i64>>, DbError> {
    let first = event.habit_counts.done == 1;
    first.then(|| tx.rewards().add_to_counter_later(event.user, Counter::HabitDays, event.habit.0, 1)).transpose()
}

/// Unlocks the achievements that a completion reaches. `completions` is the user's number of completed
/// tasks including this one; `habit_days` comes from [`count_habit_day`].
pub fn task_completed(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    event: &TaskCompleted<'_>,
    completions: i64,
    habit_days: Option<PendingRows<i64>>,
) -> Result<Vec<UnlockedAchievement>, DbError> {
    let user = event.user;
    let mut unlocked = unlock_reached(tx, reactions, user, Counter::Completions, completions - 1, completions)?;
    let habit_days = habit_days.map_or(Ok(Vec::new()), |count| tx.rows(count))?;
    for after in habit_days {
        unlocked.extend(unlock_reached(tx, reactions, user, Counter::HabitDays, after - 1, after)?);
    }
    if event.local_time < EARLY_UNTIL && event.local_time >= event.day_start {
        unlocked.extend(record(tx, reactions, user, Counter::EarlyCompletions, 1)?);
    }
    if event.local_time >= LATE_FROM || event.local_time < event.day_start {
        unlocked.extend(record(tx, reactions, user, Counter::LateCompletions, 1)?);
    }
    if event.has_note && event.previous_completions == 0 {
        unlocked.extend(record(tx, reactions, user, Counter::NotesAdded, 1)?);
    }
    let ends = |habit: &CompletedHabit| event.due == habit.end_date && habit.duration_days >= MIN_PLAN_DAYS;
    if event.habit_counts.done == 1 && event.details.is_some_and(ends) {
        unlocked.extend(record(tx, reactions, user, Counter::PlansFinished, 1)?);
    }
    if event.to_quit && event.habit_counts.is_complete() {
        unlocked.extend(record_quit_run(tx, reactions, event)?);
    }
    if event.day_counts.is_complete() && tx.rewards().record_perfect_day(user, event.due)? {
        unlocked.extend(record(tx, reactions, user, Counter::PerfectDays, 1)?);
        let (first, last) = around(event.due);
        let run = rules::longest_run(&tx.rewards().perfect_days(user, first, last)?);
        unlocked.extend(raise_to(tx, reactions, user, Counter::LongestPerfectRun, run)?);
    }
    Ok(unlocked)
}

fn record_quit_run(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    event: &TaskCompleted<'_>,
) -> Result<Vec<UnlockedAchievement>, DbError> {
    let (first, last) = around(event.due);
    let run = rules::longest_run(&tx.rewards().kept_days(event.user, event.habit, first, last)?);
    let mut unlocked = raise_to(tx, reactions, event.user, Counter::LongestQuitRun, run)?;
    if event.details.is_some_and(|habit| catalogue::is_about_smoking(&habit.name)) {
        unlocked.extend(raise_to(tx, reactions, event.user, Counter::LongestSmokeFreeRun, run)?);
    }
    Ok(unlocked)
}

/// Returns the first and last day of all runs of seven days that include `day`: six days to either side,
/// and two more for skipped dates.
fn around(day: Date) -> (Date, Date) {
    let span = jiff::Span::new().days(8);
    (day.saturating_sub(span), day.saturating_add(span))
}

/// Takes the day off the habit's days if its last completion was undone. Achievements stay unlocked.
pub fn task_undone(tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<(), DbError> {
    if event.habit_counts.done == 0 {
        tx.rewards().subtract_from_counter(event.user, Counter::HabitDays, event.habit.0, 1)?;
    }
    Ok(())
}

/// An achievement and a user's progress towards it.
#[derive(Clone, Debug)]
pub struct AchievementProgress {
    pub achievement: &'static Achievement,
    /// The counter's value, at most the target.
    pub current: i64,
    pub unlocked: Option<UnlockedRow>,
}

/// Returns the whole catalogue with the user's progress.
pub fn achievements(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<AchievementProgress>, DbError> {
    let balance = tx.rewards().balance(user)?;
    let counters: HashMap<String, i64> = tx.rewards().counters(user)?.into_iter().collect();
    let mut unlocked: HashMap<String, UnlockedRow> =
        tx.rewards().unlocked(user)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let progress = CATALOGUE.iter().map(|achievement| {
        let counted = match achievement.counter {
            Counter::MostCoins => balance.coins,
            Counter::Completions => balance.completions,
            counter => counters.get(counter.as_str()).copied().unwrap_or(0),
        };
        progress_of(achievement, counted, unlocked.remove(achievement.id))
    });
    Ok(progress.collect())
}

fn progress_of(achievement: &'static Achievement, counted: i64, unlocked: Option<UnlockedRow>) -> AchievementProgress {
    // An unlocked achievement stays unlocked, even if the counter went down since.
    let current = if unlocked.is_some() { achievement.target } else { counted.clamp(0, achievement.target) };
    AchievementProgress { achievement, current, unlocked }
}

/// Pays the reward of an unlocked achievement, once.
///
/// # Errors
/// [`RewardError::NotFound`], [`RewardError::NotUnlocked`], [`RewardError::AchievementClaimed`].
pub fn claim_achievement(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: &str,
) -> Result<(AchievementProgress, AccountBalance), RewardError> {
    let achievement = catalogue::by_id(id).ok_or(RewardError::NotFound)?;
    if tx.rewards().unlocked_one(user, id)?.is_none() {
        return Err(RewardError::NotUnlocked);
    }
    if !tx.rewards().claim_achievement(user, id)? {
        return Err(RewardError::AchievementClaimed);
    }
    let before = tx.rewards().balance(user)?;
    let (coins, milligems) = (catalogue::ACHIEVEMENT_COINS, catalogue::ACHIEVEMENT_MILLIGEMS);
    tx.rewards().append(user, Currency::Coin, coins, "achievement", &format!("{id}:coins"))?;
    tx.rewards().append(user, Currency::Milligem, milligems, "achievement", &format!("{id}:gems"))?;
    unlock_reached(tx, reactions, user, Counter::MostCoins, before.coins, before.coins + coins)?;
    emit_hint(tx, user);
    let unlocked = tx.rewards().unlocked_one(user, id)?;
    let balance = tx.rewards().balance(user)?;
    Ok((progress_of(achievement, achievement.target, unlocked), balance))
}
