//! Removes what is past: sign-ups nobody finished, counts nobody needs, sessions that ended,
//! files that are nobody's.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::platform::db::{Db, DbError, Key};

/// An unfinished sign-up can still get another code for so long after its last one expired.
const KEEP_SIGN_UPS: SignedDuration = SignedDuration::from_hours(1);
/// As far back as the daily limit looks, and a little more.
const KEEP_SENDS: SignedDuration = SignedDuration::from_hours(25);
/// What happened to an account can be read for so long.
const KEEP_EVENTS: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Rows of each kind in one unit of work, to stay under its 10 ms.
const BATCH: u32 = 200;

/// Removes what is past, in small units that let requests go first; answers how many rows.
/// To be called every few minutes.
///
/// # Errors
/// What the database says.
pub async fn clean_up(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch = db
            .background(Key::of("accounts-clean-up"), |tx| {
                let now = tx.now();
                let before = |span| now.checked_sub(span).unwrap_or(now);
                let codes = tx.accounts().sweep_codes(before(KEEP_SIGN_UPS), before(KEEP_SENDS), BATCH)?;
                let codes = codes + tx.accounts().sweep_account_codes(before(KEEP_SIGN_UPS), BATCH)?;
                let sessions = tx.accounts().sweep_sessions(BATCH)?;
                let yesterday = before(SignedDuration::from_hours(24)).to_zoned(TimeZone::UTC).date();
                let guards = tx.accounts().sweep_guards(yesterday, BATCH)?;
                let events = tx.accounts().sweep_events(before(KEEP_EVENTS), BATCH)?;
                Ok::<_, DbError>(codes + sessions + guards + events)
            })
            .await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}
