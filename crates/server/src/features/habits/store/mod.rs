//! All SQL of this feature.

mod calendars;
mod challenges;
mod counts;
mod deletion;
mod habits;
mod reminders;
mod tasks;

use crate::platform::db::Tx;

pub use challenges::HabitCount;
pub use counts::DayCounts;
pub use deletion::ROWS_OF_USER;
pub use habits::{Habit, HabitState};
pub use reminders::{HabitDay, HabitWithCalendar, OpenTask};
pub use tasks::{DueRule, DueTask, NewTask, Task, TodayRow};

/// The statements of this feature in a unit of work.
pub struct HabitsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Habits, tasks, calendars and day counts.
    pub fn habits(&mut self) -> HabitsStore<'_, 'c> {
        HabitsStore(self)
    }
}
