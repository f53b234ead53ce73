//! Re-encrypts messages with the newest key, in small units of work that save their progress, so that a
//! process that is killed loses one unit at most.

use uuid::Uuid;

use crate::features::chat::seal::{SealedText, open_text, seal_text};
use crate::features::chat::store::{MessageRow, ReencryptionProgress};
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// Messages examined per unit of work, to keep it under 10 ms.
pub const BATCH_SIZE: i64 = 200;

/// The next step of the re-encryption.
#[derive(Clone, Debug)]
pub enum ReencryptionStep {
    /// Every message that can be decrypted is encrypted with the newest key.
    Finished,
    /// A batch to write with [`apply`].
    Batch {
        from: ReencryptionProgress,
        to: ReencryptionProgress,
        /// The messages to update, with their new texts.
        resealed: Vec<(MessageRow, SealedText)>,
    },
}

/// Returns the ids of all keys with which messages are encrypted, in order.
pub fn used_key_ids(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    tx.chat().used_key_ids()
}

/// Finds the next messages encrypted with an older key and encrypts them again in memory. Meant for a read:
/// it takes longer than a write may.
pub fn prepare(tx: &mut Tx<'_>, ring: &KeyRing) -> Result<ReencryptionStep, DbError> {
    let newest = ring.newest_id().to_string();
    let start = || ReencryptionProgress { key_id: newest.clone(), position: (Uuid::nil(), 0), changed: 0, done: false };
    let saved = tx.chat().reencryption_progress()?;
    let from = saved.filter(|progress| progress.key_id == newest).unwrap_or_else(start);
    if from.done {
        return Ok(ReencryptionStep::Finished);
    }
    let rows = tx.chat().messages_after_position(from.position, BATCH_SIZE)?;
    let to = match rows.last() {
        Some(last) => ReencryptionProgress { position: (last.conversation.0, last.sequence), ..from.clone() },
        // The end of a pass. A node that still had the old key ring may have written behind it, so only a
        // pass without changes is the last one.
        None if from.changed == 0 => ReencryptionProgress { done: true, ..from.clone() },
        None => start(),
    };
    let now = tx.now();
    let mut resealed = Vec::new();
    for row in rows.into_iter().filter(|row| row.sealed.key_id != newest) {
        // A message that can't be decrypted stays as it is; its readers see why.
        if let Ok(text) = open_text(ring, row.conversation, row.id, &row.sealed) {
            let sealed = seal_text(ring, row.conversation, row.id, &text, now);
            resealed.push((row, sealed));
        }
    }
    Ok(ReencryptionStep::Batch { from, to, resealed })
}

/// Writes a prepared batch and returns how many messages changed; 0 if another node was faster.
pub fn apply(
    tx: &mut Tx<'_>,
    from: &ReencryptionProgress,
    to: &ReencryptionProgress,
    resealed: &[(MessageRow, SealedText)],
) -> Result<i64, DbError> {
    let saved = tx.chat().reencryption_progress()?;
    if saved.is_some_and(|progress| progress != *from && progress.key_id == from.key_id) {
        return Ok(0);
    }
    let mut changed = 0;
    for (row, sealed) in resealed {
        let replaced = tx.chat().replace_token(row.conversation, row.sequence, &row.sealed.key_id, sealed)?;
        changed += i64::from(replaced);
    }
    let starts_new_pass = to.position == (Uuid::nil(), 0);
    let total = if starts_new_pass { 0 } else { to.changed + changed };
    tx.chat().save_reencryption_progress(&ReencryptionProgress { changed: total, ..to.clone() })?;
    Ok(changed)
}
