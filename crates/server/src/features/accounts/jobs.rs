//! Removes what is past: sign-ups nobody finished, counts nobody needs, sessions that ended.

use jiff::SignedDuration;

use crate::platform::db::{Db, DbError, Key};

/// An unfinished sign-up can still get another code for so long after its last one expired.
const KEEP_SIGN_UPS: SignedDuration = SignedDuration::from_hours(1);
/// As far back as the daily limit looks, and a little more.
const KEEP_SENDS: SignedDuration = SignedDuration::from_hours(25);
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
                let sessions = tx.accounts().sweep_sessions(BATCH)?;
                Ok::<_, DbError>(codes + sessions)
            })
            .await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}
