//! The sender: takes due letters under a lease, sends them outside any unit of work, notes
//! what became of each.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

use super::store::Claim;
use super::transport::{Envelope, TransportError, Transports};
use super::{OutboxMessage, SEAL, TOPIC};
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::secrets::Secrets;

/// Letters on their way at the same time; as many are claimed as can be sent at once, so
/// that none waits for its turn while its lease runs.
const AT_ONCE: usize = 16;
/// After this a letter that was claimed and not settled is taken by somebody else.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A transport is given up after this: well within the lease.
const PATIENCE: Duration = Duration::from_secs(30);
/// Tries before a letter without an expiry is dead; one with an expiry is tried until then.
const TRIES: u32 = 12;
/// No letter is tried more often, whatever it says of its expiry.
const MOST_TRIES: u32 = 100;
/// A letter that expires waits no longer between tries: a code is of use only while it lives, so
/// it must be on its way soon after an outage has ended.
const LONGEST_PAUSE_OF_MORTALS: SignedDuration = SignedDuration::from_secs(30);
const FIRST_PAUSE: u64 = 1;
const LONGEST_PAUSE: u64 = 15 * 60;
/// Hints may be lost between nodes: how long the database goes without being asked.
const POLL: Duration = Duration::from_secs(5);
/// Dead rows are kept so long for whoever looks after the server.
const KEEP_DEAD: SignedDuration = SignedDuration::from_hours(24 * 30);
/// What is under way at shutdown gets this long to end; the rest is sent by the next process.
const FAREWELL: Duration = Duration::from_secs(10);

/// What became of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// Handed over; the row is gone.
    Sent,
    /// Failed; due again later.
    Later,
    /// Given up; the payload is erased.
    Dead,
    /// Not noted: the database failed. The lease will run out.
    Unknown,
}

/// Sends letters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    db: Db,
    secrets: Secrets,
    transports: Transports,
}

impl Outbox {
    /// A sender over `db` with these transports.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets, transports: Transports) -> Self {
        Self { db, secrets, transports }
    }

    /// Sends what is due until `shutdown` is done, then lets what is under way end.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut hints = self.db.bus().subscribe();
        let mut under_way = JoinSet::new();
        let mut tidied = None;
        tokio::pin!(shutdown);
        loop {
            self.tidy(&mut tidied).await;
            let pause = self.start_due(&mut under_way).await;
            let full = under_way.len() >= AT_ONCE;
            tokio::select! {
                () = &mut shutdown => break,
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(pause), if !full => {}
                () = woken(&mut hints), if !full => {}
            }
        }
        let _ = tokio::time::timeout(FAREWELL, async { while under_way.join_next().await.is_some() {} }).await;
    }

    /// Sends everything that is due now, and answers what became of it. For tests and for
    /// commands that end: nothing is left under way when it returns.
    ///
    /// # Errors
    /// What the database says.
    pub async fn deliver_due(&self) -> Result<Vec<Delivered>, DbError> {
        let mut outcomes = Vec::new();
        loop {
            let claims = self.claim(AT_ONCE).await?;
            if claims.is_empty() {
                return Ok(outcomes);
            }
            let mut under_way: JoinSet<Delivered> =
                claims.into_iter().map(|claim| self.clone().attempt(claim)).collect();
            while let Some(outcome) = under_way.join_next().await {
                outcomes.push(outcome.unwrap_or(Delivered::Unknown));
            }
        }
    }

    /// Starts as many due letters as there is room for; answers how long to wait at most.
    async fn start_due(&self, under_way: &mut JoinSet<Delivered>) -> Duration {
        let room = AT_ONCE.saturating_sub(under_way.len());
        // Asked with a read first: an idle outbox writes nothing.
        let due = match self.db.read(|tx| tx.outbox().next_due()).await {
            Ok(Some(due)) => due,
            Ok(None) => return POLL,
            Err(error) => return complain(&error),
        };
        let wait = self.db.clock().now().duration_until(due);
        if wait > SignedDuration::ZERO {
            return Duration::try_from(wait).unwrap_or(POLL).min(POLL);
        }
        if room == 0 {
            return POLL;
        }
        match self.claim(room).await {
            Ok(claims) => {
                let all = claims.len() < room;
                for claim in claims {
                    under_way.spawn(self.clone().attempt(claim));
                }
                if all { POLL } else { Duration::ZERO }
            }
            Err(error) => complain(&error),
        }
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Claim>, DbError> {
        let limit = u32::try_from(limit).unwrap_or(1);
        self.db
            .background(Key::of("outbox"), move |tx| {
                let lease_until = after(tx.now(), LEASE);
                tx.outbox().claim(limit, lease_until)
            })
            .await
    }

    async fn attempt(self, claim: Claim) -> Delivered {
        let sent = self.send(&claim).await;
        let (id, attempt) = (claim.id, claim.attempts);
        let noted = self.db.background(id, move |tx| note(tx, &claim, &sent)).await;
        match noted {
            Ok(delivered) => delivered,
            Err(error) => {
                tracing::warn!(%id, attempt, %error, "can't note what became of a letter; it may be sent twice");
                Delivered::Unknown
            }
        }
    }

    async fn send(&self, claim: &Claim) -> Result<(), TransportError> {
        if claim.attempts > most_tries(claim) {
            return Err(TransportError::Never("tried too often".into()));
        }
        let Some(letter) = self.open(claim) else {
            return Err(TransportError::Never("unreadable: sealed with another key".into()));
        };
        let now = self.db.clock().now();
        if claim.expires_at.is_some_and(|at| at <= now) {
            return Err(TransportError::Never("expired".into()));
        }
        let envelope = Envelope { id: claim.id, now, letter };
        let delivery = self.transports.of(&envelope.letter).deliver(envelope);
        match tokio::time::timeout(PATIENCE, delivery).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::Later("the transport did not answer".into())),
        }
    }

    fn open(&self, claim: &Claim) -> Option<OutboxMessage> {
        let plain = self.secrets.open(SEAL, claim.id.as_bytes(), claim.sealed.as_deref()?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Once an hour forgets dead letters that nobody looked at for 30 days.
    async fn tidy(&self, last: &mut Option<Timestamp>) {
        let now = self.db.clock().now();
        if last.is_some_and(|at| at.duration_until(now) < SignedDuration::from_hours(1)) {
            return;
        }
        *last = Some(now);
        let forgotten = self
            .db
            .background(Key::of("outbox"), |tx| {
                let before = after(tx.now(), -KEEP_DEAD);
                tx.outbox().forget_dead(before)
            })
            .await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, "can't forget old dead letters");
        }
    }
}

fn complain(error: &DbError) -> Duration {
    tracing::warn!(%error, "the outbox can't read what is due");
    POLL
}

/// Writes down what became of a try.
fn note(tx: &mut Tx<'_>, claim: &Claim, sent: &Result<(), TransportError>) -> Result<Delivered, DbError> {
    let error = match sent {
        Ok(()) => {
            tx.outbox().sent(claim)?;
            return Ok(Delivered::Sent);
        }
        Err(error) => error,
    };
    let (id, attempt, reason) = (claim.id, claim.attempts, error.to_string());
    let now = tx.now();
    let pause = SignedDuration::from_millis(pause_ms(claim.attempts, tx.rng().random_range(0.5..=1.0)));
    let pause = if claim.expires_at.is_some() { pause.min(LONGEST_PAUSE_OF_MORTALS) } else { pause };
    let next_at = after(now, pause);
    let hopeless = matches!(error, TransportError::Never(_)) || attempt >= most_tries(claim);
    // A letter that would be due only after it expires is not worth keeping.
    if hopeless || claim.expires_at.is_some_and(|at| at <= next_at) {
        tracing::warn!(%id, attempt, %reason, "a letter is given up");
        tx.outbox().bury(claim, &reason)?;
        return Ok(Delivered::Dead);
    }
    tracing::info!(%id, attempt, %reason, "a letter waits for another try");
    tx.outbox().later(claim, next_at, &reason)?;
    Ok(Delivered::Later)
}

fn most_tries(claim: &Claim) -> u32 {
    if claim.expires_at.is_some() { MOST_TRIES } else { TRIES }
}

/// Milliseconds before try `attempts + 1`: 1 s doubling up to 15 min, shortened by `chance`
/// (0.5 to 1) so that letters which failed together don't come back together.
fn pause_ms(attempts: u32, chance: f64) -> i64 {
    let seconds =
        FIRST_PAUSE.checked_shl(attempts.saturating_sub(1)).unwrap_or(LONGEST_PAUSE).clamp(FIRST_PAUSE, LONGEST_PAUSE);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "at most 900,000")]
    let ms = (seconds as f64 * 1000.0 * chance) as i64;
    ms
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}

/// Ends when a letter was written, or when hints were lost and one may have been.
async fn woken(hints: &mut tokio::sync::broadcast::Receiver<crate::platform::bus::Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic != TOPIC => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_second_to_a_quarter_of_an_hour() {
        assert_eq!(pause_ms(1, 1.0), 1_000);
        assert_eq!(pause_ms(2, 1.0), 2_000);
        assert_eq!(pause_ms(10, 1.0), 512_000);
        assert_eq!(pause_ms(11, 1.0), 900_000);
        assert_eq!(pause_ms(200, 1.0), 900_000);
        assert_eq!(pause_ms(1, 0.5), 500);
    }
}
