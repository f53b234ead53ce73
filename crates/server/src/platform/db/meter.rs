//! Counts what units of work send to the database. `tests/cost` asserts these figures.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;

/// Counts statements, units and round trips since the database was opened; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    units: AtomicU64,
    round_trips: AtomicU64,
    conflicts: AtomicU64,
    is_recording: AtomicBool,
    texts: Mutex<BTreeSet<&'static str>>,
}

impl Meter {
    /// Returns how many statements units of work have sent, without BEGIN, COMMIT and the like.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::SeqCst)
    }

    /// Returns how many units of work have run. On PostgreSQL, each retry counts.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.0.units.load(Ordering::SeqCst)
    }

    /// Returns the round trips to PostgreSQL of units that reached their commit. Ending a read costs none.
    #[must_use]
    pub fn round_trips(&self) -> u64 {
        self.0.round_trips.load(Ordering::SeqCst)
    }

    /// Returns how often PostgreSQL has aborted a unit because of a concurrent one.
    #[must_use]
    pub fn conflicts(&self) -> u64 {
        self.0.conflicts.load(Ordering::SeqCst)
    }

    /// Starts recording the text of each distinct statement.
    pub fn record_texts(&self) {
        self.0.is_recording.store(true, Ordering::SeqCst);
    }

    /// Returns the texts recorded since [`Meter::record_texts`], sorted.
    #[must_use]
    pub fn recorded_texts(&self) -> Vec<&'static str> {
        self.0.texts.lock().iter().copied().collect()
    }

    pub(super) fn count_unit(&self) {
        self.0.units.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_round_trips(&self, round_trips: u64) {
        self.0.round_trips.fetch_add(round_trips, Ordering::Relaxed);
    }

    pub(super) fn count_conflict(&self) {
        self.0.conflicts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_statement(&self, sql: &'static str) {
        self.0.statements.fetch_add(1, Ordering::Relaxed);
        if self.0.is_recording.load(Ordering::Relaxed) {
            self.0.texts.lock().insert(sql);
        }
    }
}
