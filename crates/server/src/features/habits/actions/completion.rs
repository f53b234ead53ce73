//! Completing a task and undoing the completion.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::validate::check_note;
use super::{owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::rules::may_complete;
use crate::features::habits::store::{DayCounts, DueRule, DueTask, Habit, Task};
use crate::features::habits::{
    Balance, CompletedHabit, HabitError, Reactions, RewardChange, TaskCompleted, TaskCounts, TaskId, TaskUndone,
};
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Tx};

/// Optional details of a completion.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTask {
    /// A note of at most 500 characters.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// A completed or undone task and the consequences.
#[derive(Clone, Debug)]
pub struct CompletionOutcome {
    pub task: Task,
    pub reward: RewardChange,
    /// Tasks due on the task's day.
    pub due: u32,
    /// Tasks done on the task's day.
    pub completed: u32,
}

/// Completes a task that is due today or was due in the last two days. Completing it again only
/// replaces the note.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::OutsideWindow`], [`HabitError::NotDue`] if the day is skipped
/// or the habit is paused, [`HabitError::Invalid`] for the note.
pub fn complete_task(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: TaskId,
    input: &CompleteTask,
) -> Result<CompletionOutcome, HabitError> {
    let mut found = tx.habits().task(user, id)?.ok_or(HabitError::NotFound)?;
    let today = check_window(tx, &found)?;
    let note = input.note.as_deref().map(check_note).transpose()?;
    let (counts, reward) = if found.task.completed_at.is_none() {
        tx.habits().complete(id, note)?;
        let (kind, counts, habit) = count_completion(tx, user, &found)?;
        found.task.completed_at = Some(tx.now());
        if !found.started {
            tx.habits().start_calendar(user)?;
        }
        let event = TaskCompleted {
            user,
            task: id,
            habit: found.habit,
            to_quit: kind == HabitType::Bad,
            details: habit.as_ref(),
            has_note: note.is_some_and(|note| !note.is_empty()),
            local_time: found.calendar.local_time(tx.now()),
            day_start: found.calendar.day_start(),
            habit_counts: counts.habit,
            day_counts: counts.user,
            previous_completions: found.completions,
            due: found.task.due_date,
            today,
        };
        (counts.visible, reactions.task_completed(tx, &event)?)
    } else {
        // The tasks of a deleted habit remain for a while.
        let rule = tx.habits().due_rule_later(user, found.habit, found.task.due_date)?;
        if let Some(note) = note {
            tx.habits().set_note(id, note)?;
        }
        let outcome = unchanged(tx, reactions, user, &found.task, today)?;
        tx.row(rule)?.ok_or(HabitError::NotFound)?;
        outcome
    };
    if let Some(note) = note {
        found.task.note = Some(note.to_owned());
    }
    Ok(CompletionOutcome { task: found.task, reward, due: counts.due, completed: counts.done })
}

/// Undoes a completion within the same window as [`complete_task`]. Does nothing if the task is not
/// completed.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::OutsideWindow`].
pub fn undo_task(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: TaskId,
) -> Result<CompletionOutcome, HabitError> {
    let (mut found, rule) = tx.habits().task_with_rule(user, id)?.ok_or(HabitError::NotFound)?;
    let today = check_window(tx, &found)?;
    let (counts, reward) = if found.task.completed_at.is_some() {
        tx.habits().undo(id)?;
        let counts = uncount_completion(tx, user, &found, rule)?;
        found.task.completed_at = None;
        let event = TaskUndone {
            user,
            task: id,
            habit: found.habit,
            habit_counts: counts.habit,
            day_counts: counts.user,
            completions: found.completions,
            calendar: &found.calendar,
            due: found.task.due_date,
            today,
        };
        (counts.visible, reactions.task_undone(tx, &event)?)
    } else {
        unchanged(tx, reactions, user, &found.task, today)?
    };
    Ok(CompletionOutcome { task: found.task, reward, due: counts.due, completed: counts.done })
}

/// Checks that a task may be completed or undone now, and returns the user's local day.
fn check_window(tx: &Tx<'_>, found: &DueTask) -> Result<Date, HabitError> {
    let today = found.calendar.local_day(tx.now());
    may_complete(found.task.due_date, today)?;
    Ok(today)
}

/// Counts a task that was just completed on its day. Returns the type of its habit, the new counts, and what
/// [`TaskCompleted::details`] contains.
fn count_completion(
    tx: &mut Tx<'_>,
    user: UserId,
    found: &DueTask,
) -> Result<(HabitType, DayCounts, Option<CompletedHabit>), HabitError> {
    let (habit, day) = (found.habit, found.task.due_date);
    // These statements share one round trip.
    let (of_habit, of_user) = tx.habits().count_completion_later(user, habit, day)?;
    let details = tx.habits().habit_of_completion_later(user, habit, day)?;
    if let Some((kind, of_habit)) = tx.row(of_habit)? {
        let (of_user, visible) = tx.row(of_user)?.unwrap_or_default();
        return Ok((kind, DayCounts { habit: of_habit, user: of_user, visible }, tx.row(details)?));
    }
    let rule = tx.habits().due_rule(user, habit, day)?.ok_or(HabitError::NotFound)?;
    if rule.excluded {
        return Err(HabitError::NotDue);
    }
    let habit = owned_habit(tx, user, habit)?;
    recount(tx, user, &habit, day, day)?;
    let counts = tx.habits().counts_on(user, habit.id, day)?;
    let Habit { name, duration_days, end_date, .. } = habit;
    Ok((habit.kind, counts, Some(CompletedHabit { name, duration_days, end_date })))
}

/// Takes a completion that was just undone off the counts of its day, and returns the new counts.
fn uncount_completion(tx: &mut Tx<'_>, user: UserId, found: &DueTask, rule: DueRule) -> Result<DayCounts, HabitError> {
    let day = found.task.due_date;
    if rule.times_a_week.is_some() || rule.excluded {
        // The due count depends on the done count: the habit has times a week, or the day is skipped.
        let habit = owned_habit(tx, user, found.habit)?;
        recount(tx, user, &habit, day, day)?;
        return Ok(tx.habits().counts_on(user, found.habit, day)?);
    }
    let (of_habit, of_user) = tx.habits().uncount_completion_later(user, found.habit, day)?;
    let (of_user, visible) = tx.row(of_user)?.unwrap_or_default();
    Ok(DayCounts { habit: tx.row(of_habit)?.unwrap_or_default(), user: of_user, visible })
}

/// Returns the counts of the task's day and the user's balance when the request changes neither.
fn unchanged(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    task: &Task,
    today: Date,
) -> Result<(TaskCounts, RewardChange), DbError> {
    let counts = tx.habits().day_totals_later(user, task.due_date)?;
    let wallet = reactions.wallet(tx, user, today)?;
    let balance = Balance { coins: wallet.coins, gems: wallet.gems };
    let counts = tx.row(counts)?.unwrap_or_default();
    Ok((counts, RewardChange { coins_earned: 0, balance, unlocked: Vec::new() }))
}
