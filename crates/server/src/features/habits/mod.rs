//! Habits and their tasks: planning them on the calendar, showing what is due on a user's local
//! day, and completing it.
//!
//! Other features may ask for a user's local day and create or change a calendar. Coins and alerts
//! follow from a completion through [`Reactions`], which app/events.rs implements; this feature
//! depends only on `accounts` and `planner`.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

use std::sync::Arc;

use jiff::civil::{Date, Time};
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::calendar::{
    CurrentDay, calendar_of, change_day_rule, create_calendar, current_days, days_between, local_day, mark_started,
};
pub use actions::calendar_cache::CalendarCache;
pub use actions::challenge::{
    archive_or_delete, challenge_counts, challenge_totals, create_for_challenge, latest_end, local_days, week_so_far,
};
pub use actions::create::CreateHabit;
pub use actions::deletion::{delete_some_tasks, next_deleted_habit};
pub use actions::list::{HabitSummary, find_habit, recent_habits};
pub use actions::reminders::{
    RemainingTasks, ReminderPlan, calendars_of, counts_of_days, remaining_tasks, reminder_plans, reminder_plans_of,
};
pub use error::HabitError;
pub use http::{HabitsState, routes};
pub use rules::calendar::Calendar;
pub use rules::plan::Weekdays;
pub use rules::reminders::{Reminder, parse_time, sort_and_merge};
pub use store::{HabitCount, ROWS_OF_USER};

crate::id!(/// A habit.
HabitId);
crate::id!(/// One task of one habit on one day.
TaskId);

/// The topic of the hint that a user's day counts changed; its day is the earliest changed day.
pub const HINT: &str = "day";

/// How many tasks were due and how many were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct TaskCounts {
    pub due: u32,
    pub done: u32,
}

impl TaskCounts {
    /// Returns whether something was due and all of it was done.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.due > 0 && self.done == self.due
    }
}

/// The facts about a completed task's habit that rewards depend on.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct CompletedHabit {
    pub name: String,
    /// Length of the plan.
    pub duration_days: u16,
    /// The last day of the plan.
    pub end_date: Date,
}

/// Reported in the unit of work that completes a task.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct TaskCompleted<'a> {
    pub user: UserId,
    pub task: TaskId,
    pub habit: HabitId,
    /// Whether the habit is one to quit.
    pub to_quit: bool,
    /// Known with the habit's first completion of the day, and when all of a habit to quit is done.
    pub details: Option<&'a CompletedHabit>,
    /// Whether a note that is not empty came with the completion.
    pub has_note: bool,
    /// The time of day on the user's clock.
    pub local_time: Time,
    pub day_start: Time,
    /// The habit's counts on the due date, including this completion.
    pub habit_counts: TaskCounts,
    /// The counts of all habits on the due date, including this completion.
    pub day_counts: TaskCounts,
    /// How many times this task was completed (and undone) before.
    pub previous_completions: u32,
    pub due: Date,
    /// The user's local day.
    pub today: Date,
}

/// Reported in the unit of work that undoes a completion.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct TaskUndone<'a> {
    pub user: UserId,
    pub task: TaskId,
    pub habit: HabitId,
    /// The habit's counts on the due date, without this completion.
    pub habit_counts: TaskCounts,
    /// The counts of all habits on the due date, without this completion.
    pub day_counts: TaskCounts,
    /// How many times this task was completed, including the completion that is undone.
    pub completions: u32,
    pub calendar: &'a Calendar,
    pub due: Date,
    /// The user's local day.
    pub today: Date,
}

/// Coins and gems as the API shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Balance {
    /// Whole coins.
    pub coins: i64,
    /// Gems as a decimal string with one to three places.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    pub gems: String,
}

/// An achievement that a completion unlocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Unlocked)]
pub struct UnlockedAchievement {
    /// Id in the catalogue of achievements.
    pub id: String,
    /// Title in English.
    pub title: String,
    /// Description of the condition, in English.
    pub description: String,
}

/// How completing or undoing a task changed the user's rewards.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct RewardChange {
    /// Negative if coins were taken back.
    pub coins_earned: i64,
    /// The balance after the change.
    pub balance: Balance,
    pub unlocked: Vec<UnlockedAchievement>,
}

/// The rewards shown on Today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Purse)]
pub struct Wallet {
    /// Whole coins.
    pub coins: i64,
    /// Gems as a decimal string.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    pub gems: String,
    /// Consecutive days with a daily claim; 0 if the streak is broken.
    pub daily_streak: u32,
    /// Whether today's reward can still be claimed.
    pub can_claim: bool,
}

/// Reactions of other features to events of this one. Every method runs in the unit of work that
/// caused the event.
pub trait Reactions: Send + Sync + 'static {
    /// Pays for a completion and returns the change.
    fn task_completed(&self, tx: &mut Tx<'_>, event: &TaskCompleted<'_>) -> Result<RewardChange, DbError>;

    /// Reverses the payment of a completion and returns the change.
    fn task_undone(&self, tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<RewardChange, DbError>;

    /// Called when a draft of the planner became a habit.
    fn plan_accepted(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Called when the title of a task changed.
    fn task_edited(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Called when a day of a habit was skipped with a reason.
    fn day_skipped(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// Called when the reminders of a habit, or the days they apply to, changed.
    fn reminders_changed(&self, tx: &mut Tx<'_>, user: UserId, habit: HabitId) -> Result<(), DbError>;

    /// Returns the user's coins, gems and streak for Today.
    fn wallet(&self, tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Wallet, DbError>;
}

pub(crate) type SharedReactions = Arc<dyn Reactions>;
