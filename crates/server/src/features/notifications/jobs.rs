//! Deletes old alerts and dispatches new ones.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::HINT;
use super::actions::context::DispatchContext;
use super::actions::dispatch::{MAX_DISPATCHES_PER_UNIT, dispatch_due};
use crate::platform::bus::Hint;
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::lease::new_holder;

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
    /// Identifies this process as the holder of leases.
    holder: Uuid,
}

/// How long to wait between queries if no hint arrives; hints can be lost between nodes.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

impl Dispatcher {
    /// Creates a dispatcher for the alerts in `db`.
    #[must_use]
    pub fn new(db: Db, context: DispatchContext) -> Self {
        Self { db, context, holder: new_holder() }
    }

    /// Handles due dispatches until none is left.
    pub async fn dispatch_due(&self) -> Result<(), DbError> {
        loop {
            let (context, holder) = (self.context.clone(), self.holder);
            let work = move |tx: &mut Tx<'_>| dispatch_due(tx, &context, holder);
            let done = self.db.background(Key::of("dispatches"), work).await?;
            if done < MAX_DISPATCHES_PER_UNIT {
                return Ok(());
            }
        }
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
