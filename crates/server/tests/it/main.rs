//! Everything that is tested from outside the crate, in one binary: linking is what costs.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should fail where it stands")]

mod accounts;
mod achievements;
mod answers;
mod bad_input;
mod chat;
mod connections;
mod consistency;
mod db;
mod direction;
mod disk_full;
mod fuzz;
mod habits;
mod idempotency;
mod leaderboard;
mod notifications;
mod outage;
mod outbox;
mod passkeys;
mod planner;
mod planner_ai;
mod problems;
mod push;
mod query_plans;
mod reminders;
mod reports;
mod review;
mod rewards;
mod schema;
mod simulation;
mod site;
mod smtp;
mod socket;
mod stop;
mod support;
mod together;
