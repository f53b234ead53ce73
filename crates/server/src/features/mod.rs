//! The rooms, one folder a feature. A room sees another only through its `mod.rs`.

pub mod accounts;
pub mod habits;
pub mod notifications;
pub mod passkeys;
pub mod planner;
pub mod reports;
pub mod rewards;
