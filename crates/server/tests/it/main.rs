//! Everything that is tested from outside the crate, in one binary: linking is what costs.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should fail where it stands")]

mod accounts;
mod connections;
mod db;
mod direction;
mod idempotency;
mod outbox;
mod problems;
mod site;
mod smtp;
mod stop;
mod support;
