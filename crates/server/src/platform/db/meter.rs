//! Counts what units of work send to the database: the figures that the tests of cost hold.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Statements sent and units run since the database was opened; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    units: AtomicU64,
    trips: AtomicU64,
    collecting: AtomicBool,
    texts: Mutex<BTreeSet<&'static str>>,
}

impl Meter {
    /// Statements of closures; BEGIN, COMMIT and the like are not among them.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::SeqCst)
    }

    /// Runs of closures: on PostgreSQL one that was aborted and run again counts twice.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.0.units.load(Ordering::SeqCst)
    }

    /// Round trips to PostgreSQL of units that were kept; the end of a read is none.
    #[must_use]
    pub fn round_trips(&self) -> u64 {
        self.0.trips.load(Ordering::SeqCst)
    }

    /// From now on the statements' texts are kept, each once.
    pub fn collect(&self) {
        self.0.collecting.store(true, Ordering::SeqCst);
    }

    /// The texts since [`Meter::collect`], in order of the alphabet.
    #[must_use]
    pub fn collected(&self) -> Vec<&'static str> {
        self.0.texts.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    pub(super) fn unit(&self) {
        self.0.units.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn trips(&self, trips: u64) {
        self.0.trips.fetch_add(trips, Ordering::Relaxed);
    }

    pub(super) fn statement(&self, sql: &'static str) {
        self.0.statements.fetch_add(1, Ordering::Relaxed);
        if self.0.collecting.load(Ordering::Relaxed) {
            self.0.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(sql);
        }
    }
}
