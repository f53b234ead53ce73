//! Use cases of reminders.

pub mod calendar;
pub mod health;
pub mod process;
pub mod schedule;
pub mod settings;
pub mod upcoming;
