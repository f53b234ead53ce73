//! All integration tests in one binary, because linking takes most of the build time.
#![allow(clippy::unwrap_used, reason = "a failed step should fail the test at that line")]

mod accounts;
mod achievements;
mod answers;
mod bad_input;
mod chat;
mod connections;
mod consistency;
mod db;
mod dependencies;
mod disk_full;
mod fuzz;
mod habits;
mod idempotency;
mod leaderboard;
mod notifications;
mod outbox;
mod passkeys;
mod planner;
mod planner_ai;
mod problems;
mod provider_outage;
mod push;
mod query_plans;
mod regressions;
mod reminders;
mod reports;
mod rewards;
mod schema;
mod shutdown;
mod simulation;
mod site;
mod smtp;
mod social;
mod socket;
mod support;
