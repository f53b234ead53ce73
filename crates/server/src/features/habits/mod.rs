//! Habits and their tasks: what is due on which of a user's days, and ticking it off.
//!
//! Other rooms may ask for a user's local day and open or change a calendar; what happens to
//! coins and alerts when a task is ticked is told through [`Reactions`], which app/events.rs
//! implements: this room names no other.

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
    DayNow, calendar_of, change_clock, days_between, days_now, local_day, mark_started, open_calendar,
};
pub use actions::calendar_cache::CalendarCache;
pub use actions::challenge::{
    challenge_counts, challenge_totals, latest_end, local_days, put_away, take_on, week_so_far,
};
pub use actions::create::CreateHabit;
pub use actions::list::{HabitBrief, habit_of, recent_habits};
pub use actions::reminders::{
    LeftToDo, ReminderPlan, calendars_of, counts_of_days, left_to_do, reminder_plans, reminder_plans_of,
};
pub use error::HabitError;
pub use http::{HabitsState, routes};
pub use rules::calendar::Calendar;
pub use rules::plan::Weekdays;
pub use rules::reminders::{Reminder, in_order, minute_of};
pub use store::HabitCount;

crate::id!(/// A habit.
HabitId);
crate::id!(/// One task of one habit on one day.
TaskId);

/// The topic of the hint that day counts of a user changed; its day is the earliest of them.
pub const HINT: &str = "day";

/// Due and done of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tasks due.
    pub due: u32,
    /// Tasks done.
    pub done: u32,
}

impl Counts {
    /// Whether something was due and all of it is done.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.due > 0 && self.done == self.due
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.due += other.due;
        self.done += other.done;
    }
}

/// A task was ticked; told inside the same unit of work.
#[derive(Clone, Copy, Debug)]
pub struct TaskCompleted<'a> {
    /// Whose task.
    pub user: UserId,
    /// Which.
    pub task: TaskId,
    /// Its habit.
    pub habit: HabitId,
    /// What the habit is called.
    pub habit_name: &'a str,
    /// Whether it is one to quit.
    pub to_quit: bool,
    /// Days of its plan.
    pub duration_days: u16,
    /// The last day of its plan.
    pub end_date: Date,
    /// Whether a note came with the tick.
    pub noted: bool,
    /// The time of day by the user's clock.
    pub local_time: Time,
    /// When the user's day starts.
    pub day_start: Time,
    /// Due and done of the habit on the due date, this tick included.
    pub habit_counts: Counts,
    /// Due and done of all habits on the due date, this tick included.
    pub day_counts: Counts,
    /// How often it had been completed before.
    pub times_before: u32,
    /// The date it was due on.
    pub due: Date,
    /// The user's local day.
    pub today: Date,
}

/// A tick was taken back; told inside the same unit of work.
#[derive(Clone, Copy, Debug)]
pub struct TaskUndone<'a> {
    /// Whose task.
    pub user: UserId,
    /// Which.
    pub task: TaskId,
    /// Its habit.
    pub habit: HabitId,
    /// Due and done of the habit on the due date, without this tick.
    pub habit_counts: Counts,
    /// Due and done of all habits on the due date, without this tick.
    pub day_counts: Counts,
    /// How often it had been completed, this time included.
    pub times: u32,
    /// The user's days.
    pub calendar: &'a Calendar,
    /// The date it was due on.
    pub due: Date,
    /// The user's local day.
    pub today: Date,
}

/// Coins and gems as the wire shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Balance {
    /// Whole coins.
    pub coins: i64,
    /// Gems as a decimal string with one to three places.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    pub gems: String,
}

/// An achievement that a tick unlocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unlocked {
    /// Its id in the catalogue.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub description: String,
}

/// What a tick or its undo came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gain {
    /// Coins paid, or (negative) taken back.
    pub coins_earned: i64,
    /// The balance after it.
    pub balance: Balance,
    /// Achievements it unlocked.
    pub unlocked: Vec<Unlocked>,
}

/// The rewards as Today shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wallet {
    /// Whole coins.
    pub coins: i64,
    /// Gems as a decimal string.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    pub gems: String,
    /// Days in a row with a claim; 0 once broken.
    pub daily_streak: u32,
    /// Whether today's reward can still be claimed.
    pub can_claim: bool,
}

/// What the rest of the product does when something happens here. Every call runs inside the
/// unit of work that caused it.
pub trait Reactions: Send + Sync + 'static {
    /// A task was ticked.
    ///
    /// # Errors
    /// Those of the database.
    fn task_completed(&self, tx: &mut Tx<'_>, event: &TaskCompleted<'_>) -> Result<Gain, DbError>;

    /// A tick was taken back.
    ///
    /// # Errors
    /// Those of the database.
    fn task_undone(&self, tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<Gain, DbError>;

    /// A plan of the planner became a habit.
    ///
    /// # Errors
    /// Those of the database.
    fn plan_accepted(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// A task got other words.
    ///
    /// # Errors
    /// Those of the database.
    fn task_reworded(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// A day of a habit was skipped, for a reason.
    ///
    /// # Errors
    /// Those of the database.
    fn day_skipped(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError>;

    /// When a habit wants to be thought of has changed.
    ///
    /// # Errors
    /// Those of the database.
    fn reminders_changed(&self, tx: &mut Tx<'_>, user: UserId, habit: HabitId) -> Result<(), DbError>;

    /// What the user has, for Today.
    ///
    /// # Errors
    /// Those of the database.
    fn wallet(&self, tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Wallet, DbError>;
}

/// The reactions this room was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
