//! Background work: telling members that their days are over, folding member counts, removing abandoned
//! challenges.

use uuid::Uuid;

use super::actions::finish;
use super::{ChallengeId, Reactions};
use crate::platform::db::{Db, DbError, Key, Tx};

/// Members in one unit of work, to stay under its 10 ms.
const FINISH_BATCH: i64 = 10;
/// Challenges removed in one unit of work.
const SWEEP_BATCH: i64 = 100;
/// Deltas folded in one unit of work.
const FOLD_BATCH: i64 = 200;

/// Tells every member whose challenge is over; returns how many memberships were checked. Works in small units
/// that let requests go first. Call it every few minutes.
pub async fn finish_due<R: Reactions + Clone>(db: &Db, reactions: R) -> Result<usize, DbError> {
    let mut checked = 0;
    loop {
        let reactions = reactions.clone();
        let work = move |tx: &mut Tx<'_>| finish::finish_due(tx, &reactions, FINISH_BATCH);
        let batch = db.background(Key::of("challenges-finish"), work).await?;
        checked += batch;
        if batch < FINISH_BATCH.unsigned_abs() as usize {
            return Ok(checked);
        }
    }
}

/// Removes challenges that have neither founder nor members; returns how many.
pub async fn sweep_abandoned(db: &Db) -> Result<u64, DbError> {
    db.background(Key::of("challenges-sweep"), |tx| tx.challenges().sweep(SWEEP_BATCH)).await
}

/// Adds the deltas of member counts to their totals, in small units of work; returns how many deltas. Call it every
/// few minutes: reading a count takes longer the more deltas it has.
pub async fn fold_sizes(db: &Db) -> Result<usize, DbError> {
    let mut folded = 0;
    let mut after = (ChallengeId(Uuid::nil()), Uuid::nil());
    if db.read(move |tx| tx.challenges().size_deltas(after, 1)).await?.is_empty() {
        return Ok(0);
    }
    loop {
        let batch = db.background(Key::of("challenges-fold"), move |tx| fold_batch(tx, after)).await?;
        folded += batch.len();
        match batch.last() {
            Some(last) if batch.len() == FOLD_BATCH.unsigned_abs() as usize => after = *last,
            _ => return Ok(folded),
        }
    }
}

fn fold_batch(tx: &mut Tx<'_>, after: (ChallengeId, Uuid)) -> Result<Vec<(ChallengeId, Uuid)>, DbError> {
    let deltas = tx.challenges().size_deltas(after, FOLD_BATCH)?;
    for of_one in deltas.chunk_by(|a, b| a.challenge == b.challenge) {
        if let (Some(first), Some(last)) = (of_one.first(), of_one.last()) {
            let sum = of_one.iter().map(|delta| delta.delta).sum();
            tx.challenges().fold(first.challenge, sum, (first.id, last.id))?;
        }
    }
    Ok(deltas.into_iter().map(|delta| (delta.challenge, delta.id)).collect())
}
