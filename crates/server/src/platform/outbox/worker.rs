//! The sender: claims due messages under a lease, sends them outside any unit of work, and records
//! the outcome of each.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

use super::store::ClaimedMessage;
use super::transport::{Envelope, TransportError, Transports};
use super::{OutboxMessage, SEAL, TOPIC};
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::secrets::Secrets;

/// How many messages are sent at the same time. No more than that are claimed, so that no message
/// waits for its turn while its lease runs.
const MAX_CONCURRENT: usize = 16;
/// Another sender claims a message whose outcome was not recorded within this time.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// The timeout of a transport, well within the lease.
const TRANSPORT_TIMEOUT: Duration = Duration::from_secs(30);
/// The number of attempts before a message without an expiry is given up. One with an expiry is
/// retried until then.
const MAX_ATTEMPTS: u32 = 12;
/// The maximum number of attempts for a message with an expiry.
const MAX_ATTEMPTS_UNTIL_EXPIRY: u32 = 100;
/// The maximum delay between attempts of a message that expires: a code must be sent soon after an
/// outage has ended.
const MAX_DELAY_UNTIL_EXPIRY: SignedDuration = SignedDuration::from_secs(30);
const FIRST_DELAY_SECONDS: u64 = 1;
const MAX_DELAY_SECONDS: u64 = 15 * 60;
/// How often to poll the database for messages whose hint was lost between nodes.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How long operators can look at messages that were given up.
const DEAD_RETENTION: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long deliveries may take to finish at shutdown. The next process sends the rest.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// The outcome of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// Sent; the row is deleted.
    Sent,
    /// Failed; another attempt is scheduled.
    Retry,
    /// Given up; the payload is erased.
    Dead,
    /// The database failed, so the outcome was not recorded. Another attempt follows the lease.
    Unknown,
}

/// Sends messages; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    db: Db,
    secrets: Secrets,
    transports: Transports,
}

impl Outbox {
    /// Creates a sender of the messages in `db`.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets, transports: Transports) -> Self {
        Self { db, secrets, transports }
    }

    /// Sends due messages until `shutdown` completes, then waits for running deliveries.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut hints = self.db.bus().subscribe();
        let mut deliveries = JoinSet::new();
        let mut last_cleanup = None;
        tokio::pin!(shutdown);
        loop {
            self.clean_up(&mut last_cleanup).await;
            let pause = self.start_due(&mut deliveries).await;
            let full = deliveries.len() >= MAX_CONCURRENT;
            tokio::select! {
                () = &mut shutdown => break,
                Some(_) = deliveries.join_next() => {}
                () = tokio::time::sleep(pause), if !full => {}
                () = wait_for_message(&mut hints), if !full => {}
            }
        }
        let _ = tokio::time::timeout(SHUTDOWN_GRACE, async { while deliveries.join_next().await.is_some() {} }).await;
    }

    /// Sends all messages that are due now and returns the outcomes. For tests and for commands:
    /// no delivery is running when it returns.
    pub async fn deliver_due(&self) -> Result<Vec<Delivered>, DbError> {
        let mut outcomes = Vec::new();
        loop {
            let claims = self.claim(MAX_CONCURRENT).await?;
            if claims.is_empty() {
                return Ok(outcomes);
            }
            let mut deliveries: JoinSet<Delivered> =
                claims.into_iter().map(|claim| self.clone().attempt(claim)).collect();
            while let Some(outcome) = deliveries.join_next().await {
                outcomes.push(outcome.unwrap_or(Delivered::Unknown));
            }
        }
    }

    /// Starts delivering due messages up to the limit and returns how long to wait at most.
    async fn start_due(&self, deliveries: &mut JoinSet<Delivered>) -> Duration {
        let free = MAX_CONCURRENT.saturating_sub(deliveries.len());
        // A read comes first, so that an idle outbox writes nothing.
        let due = match self.db.read(|tx| tx.outbox().next_due()).await {
            Ok(Some(due)) => due,
            Ok(None) => return POLL_INTERVAL,
            Err(error) => return log_read_failure(&error),
        };
        let wait = self.db.clock().now().duration_until(due);
        if wait > SignedDuration::ZERO {
            return Duration::try_from(wait).unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL);
        }
        if free == 0 {
            return POLL_INTERVAL;
        }
        match self.claim(free).await {
            Ok(claims) => {
                let all = claims.len() < free;
                for claim in claims {
                    deliveries.spawn(self.clone().attempt(claim));
                }
                if all { POLL_INTERVAL } else { Duration::ZERO }
            }
            Err(error) => log_read_failure(&error),
        }
    }

    async fn claim(&self, limit: usize) -> Result<Vec<ClaimedMessage>, DbError> {
        let limit = u32::try_from(limit).unwrap_or(1);
        self.db
            .background(Key::of("outbox"), move |tx| {
                let lease_until = after(tx.now(), LEASE);
                tx.outbox().claim(limit, lease_until)
            })
            .await
    }

    async fn attempt(self, claim: ClaimedMessage) -> Delivered {
        let sent = self.send(&claim).await;
        let (id, attempt) = (claim.id, claim.attempts);
        let recorded = self.db.background(id, move |tx| record_outcome(tx, &claim, &sent)).await;
        match recorded {
            Ok(delivered) => delivered,
            Err(error) => {
                tracing::warn!(%id, attempt, %error, "can't record the outcome of a delivery; the message may be sent twice");
                Delivered::Unknown
            }
        }
    }

    async fn send(&self, claim: &ClaimedMessage) -> Result<(), TransportError> {
        if claim.attempts > max_attempts(claim) {
            return Err(TransportError::Permanent("too many attempts".into()));
        }
        let Some(message) = self.open(claim) else {
            return Err(TransportError::Permanent("can't be decrypted: encrypted with another key".into()));
        };
        let now = self.db.clock().now();
        if claim.expires_at.is_some_and(|at| at <= now) {
            return Err(TransportError::Permanent("expired".into()));
        }
        let Some(transport) = self.transports.of(&message) else { return Ok(()) };
        let delivery = transport.deliver(Envelope { id: claim.id, now, message });
        match tokio::time::timeout(TRANSPORT_TIMEOUT, delivery).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::Temporary("the transport timed out".into())),
        }
    }

    fn open(&self, claim: &ClaimedMessage) -> Option<OutboxMessage> {
        let plain = self.secrets.open(SEAL, claim.id.as_bytes(), claim.sealed.as_deref()?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Once an hour, deletes messages that were given up more than 30 days ago.
    async fn clean_up(&self, last: &mut Option<Timestamp>) {
        let now = self.db.clock().now();
        if last.is_some_and(|at| at.duration_until(now) < SignedDuration::from_hours(1)) {
            return;
        }
        *last = Some(now);
        let deleted = self
            .db
            .background(Key::of("outbox"), |tx| {
                let before = after(tx.now(), -DEAD_RETENTION);
                tx.outbox().delete_dead(before)
            })
            .await;
        if let Err(error) = deleted {
            error.log("can't delete old messages that were given up");
        }
    }
}

fn log_read_failure(error: &DbError) -> Duration {
    error.log("can't read which messages are due");
    POLL_INTERVAL
}

/// Records the outcome of an attempt.
fn record_outcome(
    tx: &mut Tx<'_>,
    claim: &ClaimedMessage,
    sent: &Result<(), TransportError>,
) -> Result<Delivered, DbError> {
    let error = match sent {
        Ok(()) => {
            tx.outbox().delete_sent(claim)?;
            return Ok(Delivered::Sent);
        }
        Err(error) => error,
    };
    let (id, attempt, reason) = (claim.id, claim.attempts, error.to_string());
    let now = tx.now();
    let delay = SignedDuration::from_millis(delay_ms(claim.attempts, tx.rng().random_range(0.5..=1.0)));
    let delay = if claim.expires_at.is_some() { delay.min(MAX_DELAY_UNTIL_EXPIRY) } else { delay };
    let next_at = after(now, delay);
    let give_up = matches!(error, TransportError::Permanent(_)) || attempt >= max_attempts(claim);
    // A message whose next attempt would come after its expiry is given up now.
    if give_up || claim.expires_at.is_some_and(|at| at <= next_at) {
        tracing::warn!(%id, attempt, %reason, "a message was given up");
        tx.outbox().mark_dead(claim, &reason)?;
        return Ok(Delivered::Dead);
    }
    tracing::info!(%id, attempt, %reason, "a delivery failed and will be retried");
    tx.outbox().schedule_retry(claim, next_at, &reason)?;
    Ok(Delivered::Retry)
}

fn max_attempts(claim: &ClaimedMessage) -> u32 {
    if claim.expires_at.is_some() { MAX_ATTEMPTS_UNTIL_EXPIRY } else { MAX_ATTEMPTS }
}

/// Returns the milliseconds before attempt `attempts + 1`: 1 s doubling up to 15 min, multiplied by
/// `jitter` (0.5 to 1) so that messages which failed together are not retried together.
fn delay_ms(attempts: u32, jitter: f64) -> i64 {
    let seconds = FIRST_DELAY_SECONDS
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(MAX_DELAY_SECONDS)
        .clamp(FIRST_DELAY_SECONDS, MAX_DELAY_SECONDS);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "at most 900,000")]
    let ms = (seconds as f64 * 1000.0 * jitter) as i64;
    ms
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}

/// Completes when a message was enqueued, or when hints were lost and one may have been.
async fn wait_for_message(hints: &mut tokio::sync::broadcast::Receiver<crate::platform::bus::Hint>) {
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
    fn delay_doubles_from_1_second_to_15_minutes() {
        assert_eq!(delay_ms(1, 1.0), 1_000);
        assert_eq!(delay_ms(2, 1.0), 2_000);
        assert_eq!(delay_ms(10, 1.0), 512_000);
        assert_eq!(delay_ms(11, 1.0), 900_000);
        assert_eq!(delay_ms(200, 1.0), 900_000);
        assert_eq!(delay_ms(1, 0.5), 500);
    }
}
