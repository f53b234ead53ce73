//! Completing a task and undoing the completion.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::validate::check_note;
use super::{owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::rules::may_complete;
use crate::features::habits::store::{DayCounts, DueTask, Task};
use crate::features::habits::{
    Balance, HabitError, Reactions, RewardChange, TaskCompleted, TaskCounts, TaskId, TaskUndone,
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
    let (mut found, today) = task_in_window(tx, user, id)?;
    let note = input.note.as_deref().map(check_note).transpose()?;
    if found.excluded && found.task.completed_at.is_none() {
        return Err(HabitError::NotDue);
    }
    let (counts, reward) = if found.task.completed_at.is_none() {
        tx.habits().complete(id, note)?;
        let counts = update_counts(tx, user, &found, 1)?;
        found.task.completed_at = Some(tx.now());
        if !found.started {
            tx.habits().start_calendar(user)?;
        }
        let event = TaskCompleted {
            user,
            task: id,
            habit: found.habit,
            habit_name: &found.habit_name,
            to_quit: found.kind == HabitType::Bad,
            duration_days: found.duration_days,
            end_date: found.end_date,
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
        if let Some(note) = note {
            tx.habits().set_note(id, note)?;
        }
        unchanged(tx, reactions, user, &found.task, today)?
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
    let (mut found, today) = task_in_window(tx, user, id)?;
    let (counts, reward) = if found.task.completed_at.is_some() {
        tx.habits().undo(id)?;
        let counts = update_counts(tx, user, &found, -1)?;
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

/// Returns a task that may be completed or undone now, and the user's local day.
fn task_in_window(tx: &mut Tx<'_>, user: UserId, id: TaskId) -> Result<(DueTask, Date), HabitError> {
    let found = tx.habits().task(user, id)?.ok_or(HabitError::NotFound)?;
    let today = found.calendar.local_day(tx.now());
    may_complete(found.task.due_date, today)?;
    Ok((found, today))
}

/// Adds `done` (1 or -1) to the counts of the task's day and returns the new counts.
fn update_counts(tx: &mut Tx<'_>, user: UserId, found: &DueTask, done: i32) -> Result<DayCounts, HabitError> {
    let day = found.task.due_date;
    if found.times_a_week.is_some() || found.excluded {
        // The due count depends on the done count: the habit has times a week, or the day is skipped.
        let habit = owned_habit(tx, user, found.habit)?;
        recount(tx, user, &habit, day, day)?;
    } else {
        tx.habits().add_done(user, found.habit, day, done)?;
    }
    Ok(tx.habits().counts_on(user, found.habit, day)?)
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
