//! Reminders: when a habit wants to be thought of, fired once and in time, and as a calendar for
//! phones that are offline.
//!
//! Other rooms tell what changed ([`lay_habit`], [`lay_streak`], [`clock_changed`]); what is due
//! goes out as an alert of the notifications room.

mod actions;
mod error;
mod http;
mod jobs;
pub mod rules;
mod store;

pub use actions::fire::Fired;
pub use actions::lay::{clock_changed, lay_habit, lay_streak};
pub use error::ReminderError;
pub use http::{RemindersState, routes};
pub use jobs::Scheduler;
pub use rules::words::link_of;

crate::id!(
    /// An address of somebody's reminders as a calendar.
    CalendarLinkId
);
