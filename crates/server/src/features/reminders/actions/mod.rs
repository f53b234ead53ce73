//! The use cases of this room.

pub mod calendar;
pub mod fire;
pub mod health;
pub mod lay;
pub mod schedule;
pub mod settings;
