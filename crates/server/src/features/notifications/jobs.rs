//! Removes alerts that are too old to be news, and hands new ones to the channels.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::HINT;
use super::actions::channels::Channels;
use super::actions::dispatch::{BATCH as DISPATCHES, dispatch_due};
use crate::platform::bus::Hint;
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::lease::new_holder;

/// How long an alert stays in the feed.
const KEEP: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Rows in one unit of work, to stay under its 10 ms.
const BATCH: u32 = 200;

/// Removes alerts older than 90 days, in small units that let requests go first; answers how
/// many. To be called every hour or so.
///
/// # Errors
/// What the database says.
pub async fn clean_up(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch = db
            .background(Key::of("notifications-clean-up"), |tx| {
                let now = tx.now();
                tx.notifications().sweep(now.checked_sub(KEEP).unwrap_or(now), BATCH)
            })
            .await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}

/// Hands alerts to the channels as they come. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    db: Db,
    channels: Channels,
    /// Under which this process holds leases.
    holder: Uuid,
}

/// Hints may be lost between nodes: how long the database goes without being asked.
const POLL: Duration = Duration::from_secs(5);

impl Dispatcher {
    /// Over the alerts in `db`.
    #[must_use]
    pub fn new(db: Db, channels: Channels) -> Self {
        Self { db, channels, holder: new_holder() }
    }

    /// Hands over what is due, until nothing is.
    ///
    /// # Errors
    /// What the database says.
    pub async fn dispatch_due(&self) -> Result<(), DbError> {
        loop {
            let (channels, holder) = (self.channels.clone(), self.holder);
            let work = move |tx: &mut Tx<'_>| dispatch_due(tx, &channels, holder);
            let done = self.db.background(Key::of("dispatches"), work).await?;
            if done < DISPATCHES {
                return Ok(());
            }
        }
    }

    /// Hands over what is due as it comes, until `shutdown` is over.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut hints = self.db.bus().subscribe();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let pause = match self.work().await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "alerts were not handed to the channels");
                    POLL
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(pause) => {}
                () = woken(&mut hints) => {}
            }
        }
    }

    /// Asks with a read first: where nothing is due nothing is written.
    async fn work(&self) -> Result<Duration, DbError> {
        let Some(due) = self.db.read(|tx| tx.notifications().next_dispatch()).await? else { return Ok(POLL) };
        let wait = self.db.clock().now().duration_until(due);
        if wait > SignedDuration::ZERO {
            return Ok(Duration::try_from(wait).unwrap_or(POLL).min(POLL));
        }
        self.dispatch_due().await?;
        Ok(Duration::from_millis(10))
    }
}

/// Ends when a feed changed, or when hints were lost and one may have.
async fn woken(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic != HINT => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
