//! Removes alerts that are too old to be news.

use jiff::SignedDuration;

use crate::platform::db::{Db, DbError, Key};

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
