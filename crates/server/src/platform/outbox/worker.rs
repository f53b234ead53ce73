//! The sender: claims due messages under a lease, sends them outside any unit of work, and records
//! the outcome of each.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

use super::outcome::{Delivered, Recorder, max_attempts, recorder};
use super::store::{self, ClaimedMessage};
use super::transport::{Delivery, Envelope, Transport, TransportError, Transports};
use super::{OutboxMessage, SEAL, TOPIC};
use crate::platform::db::{Db, DbError, Key};
use crate::platform::secrets::Secrets;

/// How many messages are sent at the same time. No more than that are claimed, so that no message
/// waits for its turn while its lease runs.
const MAX_CONCURRENT: usize = 32;
/// How many messages are claimed at once. More are claimed when half of these were sent, or after [`BACKLOG_PAUSE`]: so
/// many are sent at the same time only if receivers are slow. A crash sends those again that were just accepted.
const CLAIM_LIMIT: usize = 8;
/// While more is due, the longest wait before the next claim.
const BACKLOG_PAUSE: Duration = Duration::from_millis(20);
/// Another sender claims a message whose lease was not extended within this time: its process has died.
const LEASE: SignedDuration = SignedDuration::from_secs(6);
/// How often the lease of a message that is being sent is extended.
const EXTEND_INTERVAL: Duration = Duration::from_secs(2);
/// The longest that a delivery may take.
const TRANSPORT_TIMEOUT: Duration = Duration::from_secs(30);
/// How often to poll the database for messages whose hint was lost between nodes.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How long operators can look at messages that were given up.
const DEAD_RETENTION: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Messages that were given up, deleted per unit of work.
const MAX_DELETED_PER_UNIT: u32 = 200;
/// How long deliveries may take to finish at shutdown. The next process sends the rest.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Sends messages; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    db: Db,
    secrets: Secrets,
    transports: Transports,
    recorder: Recorder,
}

/// The messages that are left after a claim.
enum Backlog {
    /// As many messages are being sent as may be.
    Full,
    /// More messages may be due.
    More,
    /// Nothing else is due before this time has passed.
    Wait(Duration),
}

impl Outbox {
    /// Creates a sender of the messages in `db`.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets, transports: Transports) -> Self {
        let recorder = recorder(db.clone());
        Self { db, secrets, transports, recorder }
    }

    /// Sends due messages until `shutdown` completes, then waits for running deliveries.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) {
        let mut hints = self.db.bus().subscribe();
        let mut deliveries = JoinSet::new();
        let mut last_cleanup = None;
        tokio::pin!(shutdown);
        loop {
            self.clean_up(&mut last_cleanup).await;
            while deliveries.try_join_next().is_some() {}
            match self.start_due(&mut deliveries).await {
                Backlog::Full => tokio::select! {
                    () = &mut shutdown => break,
                    _ = deliveries.join_next() => {}
                },
                Backlog::More => tokio::select! {
                    () = &mut shutdown => break,
                    () = until_some_ended(&mut deliveries) => {}
                    () = tokio::time::sleep(BACKLOG_PAUSE) => {}
                },
                Backlog::Wait(pause) => tokio::select! {
                    () = &mut shutdown => break,
                    // Its next attempt may be the next message that is due.
                    Some(_) = deliveries.join_next() => {}
                    () = tokio::time::sleep(pause) => {}
                    () = wait_for_message(&mut hints) => {}
                },
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

    /// Starts delivering due messages up to the limit.
    async fn start_due(&self, deliveries: &mut JoinSet<Delivered>) -> Backlog {
        let free = MAX_CONCURRENT.saturating_sub(deliveries.len());
        if free == 0 {
            return Backlog::Full;
        }
        // A read comes first, so that an idle outbox writes nothing.
        let due = match self.db.read(|tx| tx.outbox().next_due()).await {
            Ok(Some(due)) => due,
            Ok(None) => return Backlog::Wait(POLL_INTERVAL),
            Err(error) => return wait_after(&error),
        };
        let wait = self.db.clock().now().duration_until(due);
        if wait > SignedDuration::ZERO {
            return Backlog::Wait(Duration::try_from(wait).unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL));
        }
        match self.claim(free.min(CLAIM_LIMIT)).await {
            // Another process has just claimed them.
            Ok(claims) if claims.is_empty() => Backlog::Wait(BACKLOG_PAUSE),
            Ok(claims) => {
                for claim in claims {
                    deliveries.spawn(self.clone().attempt(claim));
                }
                Backlog::More
            }
            Err(error) => wait_after(&error),
        }
    }

    async fn claim(&self, limit: usize) -> Result<Vec<ClaimedMessage>, DbError> {
        let limit = u32::try_from(limit).unwrap_or(1);
        self.db
            .claim(move |claim| {
                let lease_until = after(claim.now(), LEASE);
                store::claim(claim, limit, lease_until)
            })
            .await
    }

    async fn attempt(self, message: ClaimedMessage) -> Delivered {
        let (id, attempt) = (message.id, message.attempts);
        let (transport, sent) = self.send(&message).await;
        let follow_up = transport.filter(|_| sent.is_ok());
        let delivered = match self.recorder.submit((message, sent)).await {
            Some(Ok(delivered)) => delivered,
            Some(Err(error)) => {
                tracing::warn!(
                    %id, attempt, %error,
                    "can't record the outcome of a delivery; the message may be sent twice"
                );
                Delivered::Unknown
            }
            None => Delivered::Unknown,
        };
        if let Some(transport) = follow_up {
            transport.follow_up(id).await;
        }
        delivered
    }

    /// Sends a message. Returns the transport, too, if it was called.
    async fn send(&self, claim: &ClaimedMessage) -> (Option<&dyn Transport>, Result<(), TransportError>) {
        let refuse = |reason: &str| (None, Err(TransportError::Permanent(reason.into())));
        if claim.attempts > max_attempts(claim) {
            return refuse("too many attempts");
        }
        let Some(message) = self.open(claim) else {
            return refuse("can't be decrypted: encrypted with another key");
        };
        let now = self.db.clock().now();
        if claim.expires_at.is_some_and(|at| at <= now) {
            return refuse("expired");
        }
        let Some(transport) = self.transports.of(&message) else { return (None, Ok(())) };
        let delivery = transport.deliver(Envelope { id: claim.id, now, message });
        (Some(transport), self.hold_while_sending(claim, delivery).await)
    }

    /// Waits for a delivery, and extends the lease of the message meanwhile.
    async fn hold_while_sending(&self, claim: &ClaimedMessage, delivery: Delivery<'_>) -> Result<(), TransportError> {
        let lost = async {
            loop {
                tokio::time::sleep(EXTEND_INTERVAL).await;
                if !self.extend(claim).await {
                    return;
                }
            }
        };
        tokio::select! {
            biased;
            delivered = tokio::time::timeout(TRANSPORT_TIMEOUT, delivery) => {
                delivered.unwrap_or_else(|_| Err(TransportError::Temporary("the transport timed out".into())))
            }
            // Its successor sends it, or it was superseded.
            () = lost => Err(TransportError::Temporary("the lease was lost".into())),
        }
    }

    /// Extends the lease of a message; returns false if it was lost.
    async fn extend(&self, claim: &ClaimedMessage) -> bool {
        let lease = (claim.id, claim.attempts);
        let extended = self
            .db
            .claim(move |claim| {
                let lease_until = after(claim.now(), LEASE);
                store::extend(claim, lease, lease_until)
            })
            .await;
        extended.unwrap_or_else(|error| {
            // Without the database, nobody else can take the lease.
            error.log("can't extend the lease of a message");
            true
        })
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
        loop {
            let batch = self.db.background(Key::of("outbox"), |tx| {
                let before = after(tx.now(), -DEAD_RETENTION);
                tx.outbox().delete_dead(before, MAX_DELETED_PER_UNIT)
            });
            match batch.await {
                Ok(deleted) if deleted == u64::from(MAX_DELETED_PER_UNIT) => {}
                Ok(_) => return,
                Err(error) => return error.log("can't delete old messages that were given up"),
            }
        }
    }
}

fn wait_after(error: &DbError) -> Backlog {
    error.log("can't read which messages are due");
    Backlog::Wait(POLL_INTERVAL)
}

/// Waits until as many deliveries have ended as half of a claim, or all.
async fn until_some_ended(deliveries: &mut JoinSet<Delivered>) {
    for _ in 0..CLAIM_LIMIT / 2 {
        if deliveries.join_next().await.is_none() {
            return;
        }
    }
}

pub(super) fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
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
