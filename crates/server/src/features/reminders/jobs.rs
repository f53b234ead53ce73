//! The scheduler: claims due occurrences with a lease and processes them in small units of work.

use std::future::Future;
use std::time::Duration;

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::actions::process::{self, ProcessedCounts};
use super::store::{Partition, ReminderOccurrence};
use crate::platform::db::{Db, DbError, Key};
use crate::platform::rng::Entropy;

/// Occurrences claimed at once: what one unit of work processes in 10 ms.
const MAX_CLAIMED: u32 = 25;
/// How long a claim lasts: the delay of occurrences whose process has died.
const LEASE: SignedDuration = SignedDuration::from_secs(5);
/// How many workers of a process handle occurrences at the same time, so that one computes while another one waits for
/// the database.
const WORKERS: [&str; 2] = ["reminders-1", "reminders-2"];
/// Longest wait between queries: an edited habit may be due earlier, and another node may have stopped.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// The wait before the next query while something is due, such as a partition that another process works on.
const BUSY_INTERVAL: Duration = Duration::from_millis(50);

/// Processes due reminders. Cheap to clone; any number of nodes may run one.
#[derive(Clone, Debug)]
pub struct Scheduler {
    db: Db,
    /// The partition to begin with, so that processes begin with different ones.
    first: u8,
}

impl Scheduler {
    /// Creates a scheduler for the reminders in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        // From the system: tests give several processes the same seed.
        let [first] = Entropy::system().bytes();
        Self { db, first }
    }

    /// Processes everything that is due and not claimed by another process.
    ///
    /// # Errors
    /// What is claimed and not processed is claimed again, by any node, after its lease has ended.
    pub async fn process_due(&self) -> Result<ProcessedCounts, DbError> {
        let mut all = ProcessedCounts::default();
        loop {
            let partitions = Mutex::new(self.due_partitions().await?.into_iter());
            let done = try_join_all(WORKERS.map(|worker| self.work(worker, &partitions))).await?;
            if done.iter().all(Option::is_none) {
                return Ok(all);
            }
            all = done.into_iter().flatten().fold(all, ProcessedCounts::plus);
        }
    }

    /// Returns the partitions in which something is due, in the order of this process.
    async fn due_partitions(&self) -> Result<Vec<Partition>, DbError> {
        let next: Vec<(Partition, Timestamp)> = self.db.read(|tx| tx.reminders().next_due()).await?;
        let now = self.db.clock().now();
        let mut due: Vec<_> = next.into_iter().filter(|(_, at)| *at <= now).map(|(partition, _)| partition).collect();
        due.sort_by_key(|partition| partition.steps_from(self.first));
        Ok(due)
    }

    /// Takes partitions and processes what is due in them. Returns `None` if nothing was.
    async fn work(
        &self,
        worker: &'static str,
        partitions: &Mutex<impl Iterator<Item = Partition>>,
    ) -> Result<Option<ProcessedCounts>, DbError> {
        let mut all = None;
        loop {
            let Some(partition) = partitions.lock().next() else { return Ok(all) };
            loop {
                let claimed = self.claim(partition).await?;
                if claimed.is_empty() {
                    break;
                }
                let unit = self.db.background(Key::of(worker), move |tx| process::process(tx, &claimed));
                let counts = unit.await.map_err(|error: DbError| error)?;
                all = Some(all.unwrap_or_default().plus(counts));
            }
        }
    }

    async fn claim(&self, partition: Partition) -> Result<Vec<ReminderOccurrence>, DbError> {
        self.db
            .claim(move |claim| {
                let now = claim.now();
                let until = now.checked_add(LEASE).unwrap_or(now);
                claim.claim_reminders(partition, MAX_CLAIMED, until)
            })
            .await
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
        let next: Vec<(Partition, Timestamp)> = self.db.read(|tx| tx.reminders().next_due()).await?;
        let Some(next) = next.into_iter().map(|(_, at)| at).min() else { return Ok(POLL_INTERVAL) };
        let wait = self.db.clock().now().duration_until(next);
        if wait > SignedDuration::ZERO {
            return Ok(Duration::try_from(wait).unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL));
        }
        let ProcessedCounts { sent, skipped, postponed, dropped, .. } = self.process_due().await?;
        if dropped > 0 {
            tracing::warn!(dropped, "dropped reminders that were too late to be sent");
        }
        tracing::debug!(sent, skipped, postponed, "processed reminders");
        Ok(BUSY_INTERVAL)
    }
}
