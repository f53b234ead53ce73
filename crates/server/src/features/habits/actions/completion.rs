//! Ticking a task and taking the tick back.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{owned_habit, recount};
use crate::features::accounts::UserId;
use crate::features::habits::rules::may_complete;
use crate::features::habits::store::{DayCounts, DueTask, Task};
use crate::features::habits::{Balance, Counts, Gain, HabitError, Reactions, TaskCompleted, TaskId, TaskUndone};
use crate::features::planner::HabitType;
use crate::platform::db::{DbError, Tx};
use crate::platform::text::is_longer_than;

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 500;

/// What may come with a tick.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTask {
    /// A note of at most 500 characters.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// A tick or its undo, and what it came to.
#[derive(Clone, Debug)]
pub struct Ticked {
    /// The task afterwards.
    pub task: Task,
    /// Coins, balance, achievements.
    pub gain: Gain,
    /// Due on the task's day.
    pub due: u32,
    /// Done on the task's day.
    pub completed: u32,
}

/// Ticks a task that is due today or was in the last two days. Twice is one completion.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Untimely`], [`HabitError::NotDue`] for a skipped or
/// resting day, [`HabitError::Invalid`] for the note.
pub fn complete_task(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: TaskId,
    input: &CompleteTask,
) -> Result<Ticked, HabitError> {
    let (mut found, today) = timely_task(tx, user, id)?;
    let note = input.note.as_deref().map(note_text).transpose()?;
    if found.excluded && found.task.completed_at.is_none() {
        return Err(HabitError::NotDue);
    }
    let (counts, gain) = if found.task.completed_at.is_none() {
        tx.habits().complete(id, note)?;
        let counts = count(tx, user, &found, 1)?;
        found.task.completed_at = Some(tx.now());
        // Every later tick has nothing to note.
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
            noted: note.is_some_and(|note| !note.is_empty()),
            local_time: found.calendar.local_time(tx.now()),
            day_start: found.calendar.day_start(),
            habit_counts: counts.habit,
            day_counts: counts.user,
            times_before: found.completions,
            due: found.task.due_date,
            today,
        };
        (counts.shown, reactions.task_completed(tx, &event)?)
    } else {
        if let Some(note) = note {
            tx.habits().set_note(id, note)?;
        }
        nothing_gained(tx, reactions, user, &found.task, today)?
    };
    if let Some(note) = note {
        found.task.note = Some(note.to_owned());
    }
    Ok(Ticked { task: found.task, gain, due: counts.due, completed: counts.done })
}

/// Takes a tick back, within the same window. Nothing ticked is nothing undone.
///
/// # Errors
/// [`HabitError::NotFound`], [`HabitError::Untimely`].
pub fn undo_task(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId, id: TaskId) -> Result<Ticked, HabitError> {
    let (mut found, today) = timely_task(tx, user, id)?;
    let (counts, gain) = if found.task.completed_at.is_some() {
        tx.habits().undo(id)?;
        let counts = count(tx, user, &found, -1)?;
        found.task.completed_at = None;
        let event = TaskUndone {
            user,
            task: id,
            habit: found.habit,
            habit_counts: counts.habit,
            day_counts: counts.user,
            times: found.completions,
            calendar: &found.calendar,
            due: found.task.due_date,
            today,
        };
        (counts.shown, reactions.task_undone(tx, &event)?)
    } else {
        nothing_gained(tx, reactions, user, &found.task, today)?
    };
    Ok(Ticked { task: found.task, gain, due: counts.due, completed: counts.done })
}

/// A task that may be ticked or undone now, and the user's local day.
fn timely_task(tx: &mut Tx<'_>, user: UserId, id: TaskId) -> Result<(DueTask, Date), HabitError> {
    let found = tx.habits().task(user, id)?.ok_or(HabitError::NotFound)?;
    let today = found.calendar.local_day(tx.now());
    may_complete(found.task.due_date, today)?;
    Ok((found, today))
}

/// A note as it is kept.
///
/// # Errors
/// When it is too long.
pub(super) fn note_text(note: &str) -> Result<&str, HabitError> {
    if is_longer_than(note, LONGEST_NOTE) {
        return Err(HabitError::field("note", "too-long", format!("A note has at most {LONGEST_NOTE} characters.")));
    }
    Ok(note.trim())
}

/// Counts a tick or its undo; answers the counts of that day afterwards.
fn count(tx: &mut Tx<'_>, user: UserId, found: &DueTask, done: i32) -> Result<DayCounts, HabitError> {
    let day = found.task.due_date;
    if found.times_a_week.is_some() || found.excluded {
        // What is due depends on what is done: a skipped day, or a week with a number.
        let habit = owned_habit(tx, user, found.habit)?;
        recount(tx, user, &habit, day, day)?;
    } else {
        tx.habits().bump(user, found.habit, day, done)?;
    }
    Ok(tx.habits().counts_on(user, found.habit, day)?)
}

/// What Today shows of the task's day, and what the user has.
fn nothing_gained(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    task: &Task,
    today: Date,
) -> Result<(Counts, Gain), DbError> {
    let counts = tx.habits().day_totals_later(user, task.due_date)?;
    let wallet = reactions.wallet(tx, user, today)?;
    let balance = Balance { coins: wallet.coins, gems: wallet.gems };
    let counts = tx.row(counts)?.unwrap_or_default();
    Ok((counts, Gain { coins_earned: 0, balance, unlocked: Vec::new() }))
}
