//! Deletes expired rows: unfinished sign-ups, codes, attempt limits, ended sessions, old events.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::platform::db::{Db, DbError, Key};

/// How long after its last code expired an unfinished sign-up can still get another one.
const SIGN_UP_RETENTION: SignedDuration = SignedDuration::from_hours(1);
/// A little longer than the daily limit on sent codes.
const SEND_RETENTION: SignedDuration = SignedDuration::from_hours(25);
/// How long the events of an account are stored.
const EVENT_RETENTION: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Rows of each kind per unit of work, so that it takes less than 10 ms.
const BATCH: u32 = 200;

/// Deletes expired rows and returns how many, in small units of work that give way to requests.
/// Call it every few minutes.
pub async fn clean_up(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch = db
            .background(Key::of("accounts-clean-up"), |tx| {
                let now = tx.now();
                let before = |span| now.checked_sub(span).unwrap_or(now);
                let codes =
                    tx.accounts().delete_expired_codes(before(SIGN_UP_RETENTION), before(SEND_RETENTION), BATCH)?;
                let codes = codes + tx.accounts().delete_expired_account_codes(before(SIGN_UP_RETENTION), BATCH)?;
                let codes = codes + tx.accounts().delete_expired_reset_codes(before(SIGN_UP_RETENTION), BATCH)?;
                let sessions = tx.accounts().delete_expired_sessions(BATCH)?;
                let yesterday = before(SignedDuration::from_hours(24)).to_zoned(TimeZone::UTC).date();
                let limits = tx.accounts().delete_expired_limits(yesterday, BATCH)?;
                let events = tx.accounts().delete_old_events(before(EVENT_RETENTION), BATCH)?;
                Ok::<_, DbError>(codes + sessions + limits + events)
            })
            .await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}
