//! Sealing every message anew with the newest key: small units, each of which notes how far it
//! went, so that a process that is killed loses nothing but the unit it was in.

use uuid::Uuid;

use crate::features::chat::seal::{Sealed, Unread, open_text, seal_text};
use crate::features::chat::store::{MessageRow, Progress};
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// Rows looked at in one unit of work, to stay under its 10 ms.
pub const BATCH: i64 = 200;

/// What is to be done next.
#[derive(Clone, Debug)]
pub enum Next {
    /// All is sealed with the newest key.
    Nothing,
    /// A whole unit of work.
    Unit {
        /// Where the round stands.
        from: Progress,
        /// And where it will.
        to: Progress,
        /// Tokens to be replaced: the message, and its new seal.
        sealed: Vec<(MessageRow, Sealed)>,
    },
}

/// Looks for the next messages that an older key sealed, and seals them anew in memory. For a
/// read: opening and sealing takes longer than a unit of work may.
///
/// # Errors
/// Those of the database.
pub fn prepare(tx: &mut Tx<'_>, ring: &KeyRing) -> Result<Next, DbError> {
    let newest = ring.newest_id().to_string();
    let begin = || Progress { key_id: newest.clone(), place: (Uuid::nil(), 0), changed: 0, done: false };
    let from = tx.chat().progress()?.filter(|progress| progress.key_id == newest).unwrap_or_else(begin);
    if from.done {
        return Ok(Next::Nothing);
    }
    let rows = tx.chat().walk(from.place, BATCH)?;
    let to = match rows.last() {
        Some(last) => Progress { place: (last.conversation.0, last.sequence), ..from.clone() },
        // The end of a round. A node that still had the older ring may have sealed behind it, so
        // only a round that found nothing is the last one.
        None if from.changed == 0 => Progress { done: true, ..from.clone() },
        None => begin(),
    };
    let now = tx.now();
    let mut sealed = Vec::new();
    for row in rows.into_iter().filter(|row| row.sealed.key_id != newest) {
        match open_text(ring, row.conversation, row.id, &row.sealed) {
            Ok(text) => {
                let anew = seal_text(ring, row.conversation, row.id, &text, now);
                sealed.push((row, anew));
            }
            // Nothing can be done for it; it stays as it is and says so to its readers.
            Err(Unread::LostKey | Unread::Damaged) => {}
        }
    }
    Ok(Next::Unit { from, to, sealed })
}

/// Puts what was prepared in its place, unless somebody else did meanwhile; answers how many.
///
/// # Errors
/// Those of the database.
pub fn replace(
    tx: &mut Tx<'_>,
    from: &Progress,
    to: &Progress,
    sealed: &[(MessageRow, Sealed)],
) -> Result<i64, DbError> {
    let there = tx.chat().progress()?;
    let same = match &there {
        Some(progress) => progress == from || progress.key_id != from.key_id,
        None => true,
    };
    if !same {
        // Another node does the same work and was quicker.
        return Ok(0);
    }
    let mut changed = 0;
    for (row, anew) in sealed {
        changed += i64::from(tx.chat().reseal(row.conversation, row.sequence, &row.sealed.key_id, anew)?);
    }
    let counted = if to.place == (Uuid::nil(), 0) { 0 } else { to.changed + changed };
    tx.chat().note_progress(&Progress { changed: counted, ..to.clone() })?;
    Ok(changed)
}
