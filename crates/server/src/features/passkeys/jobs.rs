//! Removes ceremonies that nobody finished.

use crate::platform::db::{Db, DbError, Key};

/// Rows in one unit of work, to stay under its 10 ms.
const BATCH: u32 = 200;

/// Removes what is over, in small units that let requests go first; answers how many rows. To be
/// called every few minutes.
///
/// # Errors
/// What the database says.
pub async fn clean_up(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch = db.background(Key::of("passkeys-clean-up"), |tx| tx.passkeys().sweep_ceremonies(BATCH)).await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}
