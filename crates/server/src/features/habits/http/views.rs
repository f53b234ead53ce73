//! Response types for habits, tasks and Today.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::habits::actions::completion::CompletionOutcome;
use crate::features::habits::actions::list::HabitWithPlan;
use crate::features::habits::actions::reminders::ReminderInput;
use crate::features::habits::actions::{calendar, today::Today};
use crate::features::habits::rules::reminders::{self, Reminder};
use crate::features::habits::store::{Habit, HabitState, Task};
use crate::features::habits::{Balance, HabitError, HabitId, TaskId, UnlockedAchievement, Wallet};
use crate::features::planner::HabitType;
use crate::platform::db::Tx;

/// A habit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct HabitView {
    id: HabitId,
    name: String,
    #[serde(rename = "type")]
    kind: HabitType,
    /// `active`, `paused`, `finished` or `archived`.
    #[schema(pattern = "^(active|paused|finished|archived)$")]
    state: &'static str,
    duration_days: u16,
    #[schema(value_type = String, format = Date)]
    start_date: Date,
    #[schema(value_type = String, format = Date)]
    end_date: Date,
    /// ISO weekday numbers, Monday = 1.
    weekdays: Vec<u8>,
    #[schema(required)]
    times_a_week: Option<u16>,
    /// `HH:MM` of each reminder, regardless of its weekdays.
    reminder_times: Vec<String>,
    /// Times and weekdays at which the user is reminded of the habit.
    reminders: Vec<ReminderInput>,
    color: String,
    icon: String,
    /// Why the user wants this habit, in their own words; may be empty.
    motivation: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The challenge for which the habit was created.
    #[schema(required)]
    challenge_id: Option<Uuid>,
}

impl HabitView {
    pub(super) fn of(tx: &mut Tx<'_>, user: UserId, habit: Habit) -> Result<Self, HabitError> {
        let today = calendar::local_day(tx, user)?;
        Ok(Self::on(habit, today))
    }

    /// Converts `habit`; on the user's local day `today` it may be finished.
    pub(super) fn on(habit: Habit, today: Date) -> Self {
        let state = match habit.state {
            HabitState::Active if habit.end_date < today => "finished",
            HabitState::Active => "active",
            HabitState::Paused => "paused",
            HabitState::Archived => "archived",
        };
        Self {
            id: habit.id,
            name: habit.name,
            kind: habit.kind,
            state,
            duration_days: habit.duration_days,
            start_date: habit.start_date,
            end_date: habit.end_date,
            weekdays: habit.weekdays.iso(),
            times_a_week: habit.times_a_week,
            reminder_times: habit.reminders.iter().map(Reminder::time).collect(),
            reminders: habit.reminders.iter().map(ReminderInput::from).collect(),
            color: habit.color,
            icon: habit.icon,
            motivation: habit.motivation,
            created_at: habit.created_at,
            challenge_id: habit.challenge,
        }
    }
}

/// A habit with its plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct HabitDetail {
    #[serde(flatten)]
    habit: HabitView,
    /// The days of the plan, in order.
    days: Vec<DayView>,
}

/// One day of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct DayView {
    /// Plan day, counted from 1.
    day: u16,
    /// The date on which the plan day falls.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Whether the day is skipped: tasks not done on it count neither as due nor as missed.
    skipped: bool,
    tasks: Vec<TaskView>,
}

impl From<HabitWithPlan> for HabitDetail {
    fn from(HabitWithPlan { habit, tasks, skips, today }: HabitWithPlan) -> Self {
        let mut days: Vec<DayView> = Vec::new();
        for task in tasks {
            match days.last_mut().filter(|last| last.day == task.day) {
                Some(last) => last.tasks.push(task.into()),
                None => days.push(DayView {
                    day: task.day,
                    date: task.due_date,
                    skipped: skips.contains(&task.due_date),
                    tasks: vec![task.into()],
                }),
            }
        }
        Self { habit: HabitView::on(habit, today), days }
    }
}

/// A task.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TaskView {
    id: TaskId,
    title: String,
    #[schema(value_type = String, format = Date)]
    due_date: Date,
    /// Position within the day, counted from 1.
    position: u16,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
    #[schema(required)]
    note: Option<String>,
}

impl From<Task> for TaskView {
    fn from(task: Task) -> Self {
        Self {
            id: task.id,
            title: task.title,
            due_date: task.due_date,
            position: task.position,
            completed_at: task.completed_at,
            note: task.note,
        }
    }
}

/// One local day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TodayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    habits: Vec<TodayHabit>,
    /// Tasks that count on this day, done or not.
    due: u32,
    /// Tasks done on this day.
    completed: u32,
    rewards: Wallet,
}

/// A habit with its tasks of the day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TodayHabit {
    id: HabitId,
    name: String,
    #[serde(rename = "type")]
    kind: HabitType,
    /// Plan day, counted from 1.
    day: u16,
    duration_days: u16,
    color: String,
    icon: String,
    /// `HH:MM` of the reminders for this weekday.
    reminder_times: Vec<String>,
    tasks: Vec<TaskView>,
}

impl From<Today> for TodayView {
    fn from(today: Today) -> Self {
        let mut habits: Vec<TodayHabit> = Vec::new();
        for row in today.rows {
            if let Some(last) = habits.last_mut().filter(|last| last.id == row.habit) {
                last.day = row.task.day;
                last.tasks.push(row.task.into());
                continue;
            }
            habits.push(TodayHabit {
                id: row.habit,
                name: row.name,
                kind: row.kind,
                day: row.task.day,
                duration_days: row.duration_days,
                color: row.color,
                icon: row.icon,
                reminder_times: times_on(&row.reminder_times, today.date),
                tasks: vec![row.task.into()],
            });
        }
        Self { date: today.date, habits, due: today.due, completed: today.completed, rewards: today.wallet }
    }
}

/// Returns the times of the reminders for the weekday of `day`; `stored` is the text of the database.
fn times_on(stored: &str, day: Date) -> Vec<String> {
    let all = reminders::from_text(stored).into_iter();
    all.filter(|reminder| reminder.weekdays.contains(day.weekday())).map(|reminder| reminder.time()).collect()
}

/// A completed or undone task and its consequences.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TickView)]
pub(super) struct CompletionView {
    task: TaskView,
    /// Coins paid; negative if coins were taken back.
    coins_earned: i64,
    balance: Balance,
    day: DayTotals,
    unlocked: Vec<UnlockedAchievement>,
}

/// How many tasks are due and done on the task's day.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct DayTotals {
    due: u32,
    completed: u32,
}

impl From<CompletionOutcome> for CompletionView {
    fn from(outcome: CompletionOutcome) -> Self {
        Self {
            task: outcome.task.into(),
            coins_earned: outcome.reward.coins_earned,
            balance: outcome.reward.balance,
            day: DayTotals { due: outcome.due, completed: outcome.completed },
            unlocked: outcome.reward.unlocked,
        }
    }
}
