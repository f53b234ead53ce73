//! Background work: telling who has finished, and sweeping away what nobody is in.

use super::Reactions;
use super::actions::finish;
use crate::platform::db::{Db, DbError, Key};

/// Members in one unit of work, to stay under its 10 ms.
const BATCH: i64 = 10;
/// Challenges removed in one unit of work.
const SWEPT: i64 = 100;

/// Tells everybody whose challenge is over, in small units that let requests go first; answers
/// how many were looked at. To be called every few minutes.
///
/// # Errors
/// What the database says.
pub async fn finish_due<R: Reactions + Clone>(db: &Db, reactions: R) -> Result<usize, DbError> {
    let mut looked_at = 0;
    loop {
        let reactions = reactions.clone();
        let work = move |tx: &mut crate::platform::db::Tx<'_>| finish::finish_due(tx, &reactions, BATCH);
        let batch = db.background(Key::of("challenges-finish"), work).await?;
        looked_at += batch;
        if batch < BATCH.unsigned_abs() as usize {
            return Ok(looked_at);
        }
    }
}

/// Removes challenges that have neither founder nor members; answers how many.
///
/// # Errors
/// What the database says.
pub async fn sweep_abandoned(db: &Db) -> Result<u64, DbError> {
    db.background(Key::of("challenges-sweep"), |tx| tx.challenges().sweep(SWEPT)).await
}
