//! Deletes expired ceremonies.

use crate::platform::db::{Db, DbError, Key};

/// Rows per unit of work, so that it takes less than 10 ms.
const BATCH: u32 = 200;

/// Deletes expired ceremonies and returns how many, in small units of work that give way to
/// requests. Call it every few minutes.
pub async fn clean_up(db: &Db) -> Result<u64, DbError> {
    let mut removed = 0;
    loop {
        let batch =
            db.background(Key::of("passkeys-clean-up"), |tx| tx.passkeys().delete_expired_ceremonies(BATCH)).await?;
        removed += batch;
        if batch < u64::from(BATCH) {
            return Ok(removed);
        }
    }
}
