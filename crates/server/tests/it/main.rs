//! Tests over a real TCP port: one binary, one module a matter.
#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod connections;
mod idempotency;
mod problems;
mod site;
mod stop;
mod support;
