//! Starts the binary with lost or foreign keys, on a database that another server uses, many times at once, and
//! with few file descriptors.
//!
//! `HABITRO_START_ROUNDS` (2) sets how often processes race; see scripts/soak.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod backup;
mod descriptors;
mod fixture;
mod keys;
mod locks;
mod permissions;
mod rotation;
