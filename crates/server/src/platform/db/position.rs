//! Positions: an order of commits without a lock that all writers share.

use std::cell::Cell;

use crate::platform::rng::Entropy;

/// A place in the order of commits.
///
/// A shard belongs to one connection, and its sequence rises in the order of that connection's commits. A
/// snapshot that contains a row of one position therefore contains every committed row of the same shard with
/// a smaller sequence: a connection begins a transaction only after the previous one has ended, and a
/// connection whose commit was not confirmed is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Random, so that processes need not agree on who has which.
    pub shard: i64,
    /// From 1; units of work that were undone leave gaps.
    pub sequence: i64,
}

/// The positions of one connection.
#[derive(Debug)]
pub(super) struct Positions {
    shard: i64,
    last: Cell<i64>,
}

impl Positions {
    pub(super) fn new() -> Self {
        // Always from the system: tests give several databases the same seed.
        Self { shard: i64::from_le_bytes(Entropy::system().bytes()) & i64::MAX, last: Cell::new(0) }
    }

    pub(super) fn next(&self) -> Position {
        self.last.set(self.last.get() + 1);
        Position { shard: self.shard, sequence: self.last.get() }
    }
}
