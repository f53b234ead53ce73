//! The scheduler: claims due occurrences with a lease and processes them in small units of work.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use uuid::Uuid;

use super::actions::process::{self, ProcessedCounts};
use super::store::ReminderOccurrence;
use crate::platform::db::{Db, DbError, Key};
use crate::platform::lease::new_holder;

/// Occurrences claimed at once. They are processed long before their lease ends.
const MAX_CLAIMED: u32 = 200;
/// Occurrences per unit of work, to keep it under 10 ms.
const MAX_PER_UNIT: usize = 20;
/// Longest wait between queries: an edited habit may be due earlier, and another node may have stopped.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Processes due reminders. Cheap to clone; any number of nodes may run one.
#[derive(Clone, Debug)]
pub struct Scheduler {
    db: Db,
    /// Identifies this process as the holder of the lease.
    holder: Uuid,
}

impl Scheduler {
    /// Creates a scheduler for the reminders in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, holder: new_holder() }
    }

    /// Processes everything that is due, until nothing is left.
    ///
    /// # Errors
    /// What is claimed and not processed is claimed again, by any node, after its lease has ended.
    pub async fn process_due(&self) -> Result<ProcessedCounts, DbError> {
        let mut all = ProcessedCounts::default();
        loop {
            let claimed = self.claim().await?;
            if claimed.is_empty() {
                return Ok(all);
            }
            for chunk in claimed.chunks(MAX_PER_UNIT) {
                all = all.plus(self.process(chunk).await?);
            }
        }
    }

    async fn claim(&self) -> Result<Vec<ReminderOccurrence>, DbError> {
        let holder = self.holder;
        self.db.background(Key::of("reminders"), move |tx| process::claim(tx, MAX_CLAIMED, holder)).await
    }

    async fn process(&self, claimed: &[ReminderOccurrence]) -> Result<ProcessedCounts, DbError> {
        let (claimed, holder) = (claimed.to_vec(), self.holder);
        self.db.background(Key::of("reminders"), move |tx| process::process(tx, &claimed, holder)).await
    }

    /// Processes reminders as they become due, until `shutdown` completes.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let pause = match self.run_once().await {
                Ok(pause) => pause,
                Err(error) => {
                    error.log("could not process reminders");
                    Duration::from_secs(1)
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Processes what is due and returns how long to wait. Starts with a read, so that an idle scheduler
    /// does not write.
    async fn run_once(&self) -> Result<Duration, DbError> {
        let Some(next) = self.db.read(|tx| tx.reminders().next_due()).await? else { return Ok(POLL_INTERVAL) };
        let wait = self.db.clock().now().duration_until(next);
        if wait > SignedDuration::ZERO {
            return Ok(Duration::try_from(wait).unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL));
        }
        let ProcessedCounts { sent, skipped, postponed, dropped, .. } = self.process_due().await?;
        if dropped > 0 {
            tracing::warn!(dropped, "dropped reminders that were too late to be sent");
        }
        tracing::debug!(sent, skipped, postponed, "processed reminders");
        Ok(Duration::from_millis(10))
    }
}
