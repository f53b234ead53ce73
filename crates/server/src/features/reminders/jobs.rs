//! The scheduler: takes turns whose time has come under a lease, and settles them in small units.

use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use uuid::Uuid;

use super::actions::fire::{self, Fired};
use super::store::Turn;
use crate::platform::db::{Db, DbError, Key};
use crate::platform::lease::new_holder;

/// Turns that one round takes: all of them are settled long before their lease ends.
const CLAIMED: u32 = 200;
/// Turns in one unit of work, to stay under its 10 ms.
const SETTLED: usize = 20;
/// A habit that is edited may be due sooner than what was waited for; and what another node left.
const POLL: Duration = Duration::from_secs(5);

/// Fires reminders. Cheap to clone; any number of nodes may run one.
#[derive(Clone, Debug)]
pub struct Scheduler {
    db: Db,
    /// Under which this process holds its lease.
    holder: Uuid,
}

impl Scheduler {
    /// Over the turns in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db, holder: new_holder() }
    }

    /// Settles everything whose time has come, until nothing is left.
    ///
    /// # Errors
    /// What the database says. What was claimed and not settled is taken again when its lease
    /// has run out, here or elsewhere.
    pub async fn fire_due(&self) -> Result<Fired, DbError> {
        let mut all = Fired::default();
        loop {
            let turns = self.claim().await?;
            if turns.is_empty() {
                return Ok(all);
            }
            for some in turns.chunks(SETTLED) {
                all = all.and(self.settle(some).await?);
            }
        }
    }

    async fn claim(&self) -> Result<Vec<Turn>, DbError> {
        let holder = self.holder;
        self.db.background(Key::of("reminders"), move |tx| fire::claim(tx, CLAIMED, holder)).await
    }

    async fn settle(&self, turns: &[Turn]) -> Result<Fired, DbError> {
        let (turns, holder) = (turns.to_vec(), self.holder);
        self.db.background(Key::of("reminders"), move |tx| fire::fire(tx, &turns, holder)).await
    }

    /// Fires what is due as it comes, until `shutdown` is over.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let pause = match self.work().await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "reminders were not fired");
                    Duration::from_secs(1)
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Asks with a read first: where nothing is due nothing is written.
    async fn work(&self) -> Result<Duration, DbError> {
        let Some(next) = self.db.read(|tx| tx.reminders().next_look()).await? else { return Ok(POLL) };
        let wait = self.db.clock().now().duration_until(next);
        if wait > SignedDuration::ZERO {
            return Ok(Duration::try_from(wait).unwrap_or(POLL).min(POLL));
        }
        let Fired { sent, silent, put_off, dropped, .. } = self.fire_due().await?;
        if dropped > 0 {
            tracing::warn!(dropped, "reminders came too late to be sent");
        }
        tracing::debug!(sent, silent, put_off, "reminders");
        Ok(Duration::from_millis(10))
    }
}
