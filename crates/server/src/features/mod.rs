//! One folder per feature. A feature uses another only through its `mod.rs`.

pub mod accounts;
pub mod challenges;
pub mod chat;
pub mod friends;
pub mod habits;
pub mod leaderboard;
pub mod moderation;
pub mod notifications;
pub mod passkeys;
pub mod planner;
pub mod reminders;
pub mod reports;
pub mod rewards;
