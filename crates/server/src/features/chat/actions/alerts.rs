//! Telling beyond the app what has waited unread for some seconds.

use super::conversations::names;
use crate::features::chat::rules::unread;
use crate::features::chat::{Reactions, Waiting};
use crate::platform::db::{DbError, Tx};

/// Tells up to `limit` members; answers how many were looked at.
///
/// # Errors
/// Those of the database.
pub fn tell_due(tx: &mut Tx<'_>, reactions: &dyn Reactions, limit: i64) -> Result<usize, DbError> {
    let due = tx.chat().due(limit)?;
    for one in &due {
        let row = tx.chat().conversation(one.user, one.conversation)?;
        let Some(row) = row else { continue };
        let unread = unread(row.last_sequence, row.read_sequence, row.skipped);
        if unread > 0 {
            let rows = [row];
            let names = names(tx, &rows)?;
            let [row] = &rows;
            let title = names.title(row);
            let waiting =
                Waiting { user: one.user, conversation: one.conversation, kind: row.kind, title: &title, unread };
            reactions.messages_wait(tx, &waiting)?;
        }
        tx.chat().alerted(one, unread > 0)?;
    }
    Ok(due.len())
}
