//! Records what became of deliveries, those that end together in one unit of work.

use jiff::SignedDuration;
use rand::RngExt;

use super::store::{self, ClaimedMessage};
use super::transport::TransportError;
use super::worker::after;
use crate::platform::batcher::Batcher;
use crate::platform::db::{ClaimTx, Db, DbError};

/// Units of work that record outcomes at the same time. Outcomes of deliveries that end meanwhile wait for the next
/// one, and if the process dies before that, their messages are sent twice.
const MAX_UNITS: usize = 4;
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

/// A message and how its delivery ended.
pub(super) type Attempt = (ClaimedMessage, Result<(), TransportError>);

/// Records outcomes and returns what they mean.
pub(super) type Recorder = Batcher<Attempt, Result<Delivered, DbError>>;

pub(super) fn recorder(db: Db) -> Recorder {
    Batcher::new(MAX_UNITS, move |attempts: Vec<Attempt>| {
        let db = db.clone();
        async move {
            let count = attempts.len();
            match db.claim(move |claim| record(claim, &attempts)).await {
                Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error); count],
            }
        }
    })
}

fn record(claim: &mut ClaimTx<'_, '_>, attempts: &[Attempt]) -> Result<Vec<Delivered>, DbError> {
    store::delete_sent(claim, attempts.iter().filter(|(_, sent)| sent.is_ok()).map(|(message, _)| message))?;
    let outcome = |(message, sent): &Attempt| match sent {
        Ok(()) => Ok(Delivered::Sent),
        Err(error) => record_failure(claim, message, error),
    };
    attempts.iter().map(outcome).collect()
}

fn record_failure(
    claim: &mut ClaimTx<'_, '_>,
    message: &ClaimedMessage,
    error: &TransportError,
) -> Result<Delivered, DbError> {
    let (id, attempt, reason) = (message.id, message.attempts, error.to_string());
    let now = claim.now();
    let delay = SignedDuration::from_millis(delay_ms(attempt, claim.rng().random_range(0.5..=1.0)));
    let delay = if message.expires_at.is_some() { delay.min(MAX_DELAY_UNTIL_EXPIRY) } else { delay };
    let next_at = after(now, delay);
    let give_up = matches!(error, TransportError::Permanent(_)) || attempt >= max_attempts(message);
    // A message whose next attempt would come after its expiry is given up now.
    if give_up || message.expires_at.is_some_and(|at| at <= next_at) {
        tracing::warn!(%id, attempt, %reason, "a message was given up");
        store::mark_dead(claim, message, &reason)?;
        return Ok(Delivered::Dead);
    }
    tracing::info!(%id, attempt, %reason, "a delivery failed and will be retried");
    store::schedule_retry(claim, message, next_at, &reason)?;
    Ok(Delivered::Retry)
}

pub(super) fn max_attempts(message: &ClaimedMessage) -> u32 {
    if message.expires_at.is_some() { MAX_ATTEMPTS_UNTIL_EXPIRY } else { MAX_ATTEMPTS }
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
