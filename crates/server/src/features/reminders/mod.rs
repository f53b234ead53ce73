//! Reminders of habits and of the day: scheduled on the server, listed for devices that are offline, and
//! published as a calendar.
//!
//! Other features report changes ([`schedule_habit`], [`schedule_streak_warning`], [`reschedule_all`]). A due
//! reminder becomes an alert of `notifications`.

mod actions;
mod error;
mod http;
mod jobs;
pub mod rules;
mod store;

pub use actions::process::ProcessedCounts;
pub use actions::schedule::{reschedule_all, schedule_habit, schedule_streak_warning};
pub use error::ReminderError;
pub use http::{RemindersState, routes};
pub use jobs::Scheduler;
pub use rules::templates::habit_link;
pub use store::{NextOccurrence, ROWS_OF_USER, ReminderOccurrence};

crate::id!(
    /// The id of a calendar link.
    CalendarLinkId
);
