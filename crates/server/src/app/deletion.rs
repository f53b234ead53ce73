//! Removes the rows of deleted accounts and habits and of conversations that members have left, a few at a time.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::Events;
use crate::features::accounts::{self, UserId};
use crate::features::chat::{self, ConversationId};
use crate::features::habits::{self, HabitId};
use crate::platform::bus::Hint;
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::lease::new_holder;
use crate::platform::rows_of_user::DELETION;

/// The lease of the process that deletes. Two processes would be correct, too, but abort each other's units of work.
const LEASE: &str = "deletion";
const LEASE_DURATION: SignedDuration = SignedDuration::from_secs(30);
const RENEW_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// Pause between units of work. The rows that they delete lie on pages all over the database, and each checkpoint of
/// SQLite that writes these holds up the commits of requests for up to 100 ms: with this pause, one in ten seconds.
const PAUSE: Duration = Duration::from_millis(75);
/// How long to wait between queries if no hint arrives; hints can be lost between nodes.
const POLL_INTERVAL: Duration = Duration::from_secs(30);

/// The next object of each kind to remove.
#[derive(Clone, Copy, Debug, Default)]
struct Pending {
    account: Option<UserId>,
    habit: Option<(UserId, HabitId)>,
    conversation: Option<ConversationId>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.account.is_none() && self.habit.is_none() && self.conversation.is_none()
    }
}

/// How far the deletion of an account is.
#[derive(Clone, Copy, Debug)]
struct Progress {
    user: UserId,
    began: Timestamp,
    rows: u64,
    units: u64,
}

/// The background job.
#[derive(Debug)]
pub struct Deletion {
    db: Db,
    /// Identifies this process as the holder of the lease.
    holder: Uuid,
    leased_at: Option<Timestamp>,
    progress: Option<Progress>,
}

impl Deletion {
    /// Creates a job that removes rows of `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, holder: new_holder(), leased_at: None, progress: None }
    }

    /// Deletes until nothing is left or another process has the lease.
    pub async fn run_once(&mut self) -> Result<(), DbError> {
        while self.step().await? {}
        Ok(())
    }

    /// Deletes whenever there is something to delete, until `shutdown` completes. A stop between two units of work
    /// loses nothing: the next process continues.
    pub async fn run(mut self, shutdown: impl Future<Output = ()>) {
        let mut hints = self.db.bus().subscribe();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let pause = match self.step().await {
                Ok(true) => PAUSE,
                Ok(false) => POLL_INTERVAL,
                Err(error) => {
                    error.log("could not remove the rows of something deleted");
                    POLL_INTERVAL
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(pause) => {}
                () = something_deleted(&mut hints), if pause == POLL_INTERVAL => {}
            }
        }
    }

    /// Runs one unit of work for each kind of thing that is left. Returns whether there may be more.
    async fn step(&mut self) -> Result<bool, DbError> {
        // A read first, so that an idle job does not write.
        let pending = self.db.read(find_pending).await?;
        if pending.is_empty() {
            self.release_lease().await?;
            return Ok(false);
        }
        if !self.has_lease().await? {
            return Ok(false);
        }
        // A failure of one kind must not hold up the others.
        let mut ended = Ok(true);
        if let Some((owner, habit)) = pending.habit {
            let deleted = self.db.background(owner, move |tx| habits::delete_some_tasks(tx, habit)).await;
            ended = ended.and(deleted.map(|()| true));
        }
        if let Some(conversation) = pending.conversation {
            let swept = self.db.background(conversation, move |tx| chat::sweep(tx, conversation)).await;
            ended = ended.and(swept.map(|()| true));
        }
        if let Some(user) = pending.account {
            let deleted = self.db.background(user, move |tx| accounts::delete_some_rows(tx, &Events, user)).await;
            if let Ok(rows) = deleted {
                self.record(user, rows);
            }
            ended = ended.and(deleted.map(|_| true));
        }
        ended
    }

    async fn has_lease(&mut self) -> Result<bool, DbError> {
        let (now, holder) = (self.db.clock().now(), self.holder);
        if self.leased_at.is_some_and(|at| (SignedDuration::ZERO..RENEW_AFTER).contains(&at.duration_until(now))) {
            return Ok(true);
        }
        let take = self.db.background(Key::of(LEASE), move |tx| tx.leases().take(LEASE, holder, LEASE_DURATION));
        let taken = take.await?;
        self.leased_at = taken.then_some(now);
        Ok(taken)
    }

    async fn release_lease(&mut self) -> Result<(), DbError> {
        let holder = self.holder;
        if self.leased_at.take().is_some() {
            self.db.background(Key::of(LEASE), move |tx| tx.leases().release(LEASE, holder)).await?;
        }
        Ok(())
    }

    /// Counts `rows` of an account and logs once when none is left.
    fn record(&mut self, user: UserId, rows: u64) {
        let now = self.db.clock().now();
        let before = self.progress.filter(|progress| progress.user == user);
        let mut progress = before.unwrap_or(Progress { user, began: now, rows: 0, units: 0 });
        progress.rows += rows;
        progress.units += 1;
        if rows > 0 {
            self.progress = Some(progress);
            return;
        }
        self.progress = None;
        let seconds = progress.began.duration_until(now).as_secs_f32();
        tracing::info!(rows = progress.rows, units = progress.units, seconds, "removed a deleted account");
    }
}

fn find_pending(tx: &mut Tx<'_>) -> Result<Pending, DbError> {
    Ok(Pending {
        account: accounts::next_closed_account(tx)?,
        habit: habits::next_deleted_habit(tx)?,
        conversation: chat::next_sweep(tx)?,
    })
}

/// Completes when something was deleted or when hints were lost.
async fn something_deleted(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic != DELETION => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
