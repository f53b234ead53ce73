//! Deletes old alerts and dispatches new ones.

use std::future::Future;
use std::time::Duration;

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::HINT;
use super::actions::context::DispatchContext;
use super::actions::dispatch::{MAX_DISPATCHES_PER_UNIT, dispatch};
use super::store::Dispatch;
use crate::platform::bus::Hint;
use crate::platform::db::{Db, DbError, Key};

/// How long alerts stay in the feed.
const ALERT_RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Rows deleted per unit of work, to keep it under 10 ms.
const MAX_ROWS_PER_UNIT: u32 = 200;

/// Deletes alerts older than 90 days in small units that let requests go first, and returns how many. Run it
/// about every hour.
pub async fn delete_old_alerts(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch = db
            .background(Key::of("notifications-clean-up"), |tx| {
                let now = tx.now();
                tx.notifications().delete_before(now.checked_sub(ALERT_RETENTION).unwrap_or(now), MAX_ROWS_PER_UNIT)
            })
            .await?;
        removed += batch;
        if batch < u64::from(MAX_ROWS_PER_UNIT) {
            return Ok(removed);
        }
    }
}

/// Dispatches alerts to the channels; cheap to clone.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    db: Db,
    context: DispatchContext,
}

/// Dispatches of a process that died are claimed again after this time.
const LEASE: SignedDuration = SignedDuration::from_secs(5);
/// How many workers of a process handle dispatches at the same time, so that one computes while another one waits for
/// the database.
const WORKERS: [&str; 2] = ["dispatches-1", "dispatches-2"];
/// How long to wait between queries if no hint arrives; hints can be lost between nodes.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

impl Dispatcher {
    /// Creates a dispatcher for the alerts in `db`.
    #[must_use]
    pub fn new(db: Db, context: DispatchContext) -> Self {
        Self { db, context }
    }

    /// Handles due dispatches until none is left.
    pub async fn dispatch_due(&self) -> Result<(), DbError> {
        try_join_all(WORKERS.map(|worker| self.work(worker))).await.map(drop)
    }

    async fn work(&self, worker: &'static str) -> Result<(), DbError> {
        loop {
            let (claimed, leased_until) = self.claim().await?;
            if claimed.is_empty() {
                return Ok(());
            }
            let context = self.context.clone();
            let unit = self.db.background(Key::of(worker), move |tx| dispatch(tx, &context, &claimed, leased_until));
            let () = unit.await.map_err(|error: DbError| error)?;
        }
    }

    async fn claim(&self) -> Result<(Vec<Dispatch>, Timestamp), DbError> {
        self.db
            .claim(|claim| {
                let now = claim.now();
                let until = now.checked_add(LEASE).unwrap_or(now);
                Ok((claim.claim_dispatches(MAX_DISPATCHES_PER_UNIT, until)?, until))
            })
            .await
    }

    /// Handles dispatches as they become due, until `shutdown` completes.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut hints = self.db.bus().subscribe();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let pause = match self.run_once().await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "could not dispatch alerts");
                    POLL_INTERVAL
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(pause) => {}
                () = feed_changed(&mut hints) => {}
            }
        }
    }

    /// Dispatches what is due and returns how long to wait. Starts with a read, so that an idle dispatcher
    /// does not write.
    async fn run_once(&self) -> Result<Duration, DbError> {
        let Some(due) = self.db.read(|tx| tx.notifications().next_dispatch()).await? else { return Ok(POLL_INTERVAL) };
        let wait = self.db.clock().now().duration_until(due);
        if wait > SignedDuration::ZERO {
            return Ok(Duration::try_from(wait).unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL));
        }
        self.dispatch_due().await?;
        Ok(Duration::from_millis(10))
    }
}

/// Completes when a feed has changed or when hints were lost.
async fn feed_changed(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic != HINT => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
