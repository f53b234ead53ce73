//! Telling beyond the app what has waited unread for some seconds.

use super::conversations::names;
use super::reading::unread;
use crate::features::chat::{Reactions, Waiting};
use crate::platform::db::{DbError, Tx};

/// Tells up to `limit` members; answers how many were looked at.
///
/// # Errors
/// Those of the database.
pub fn tell_due(tx: &mut Tx<'_>, reactions: &dyn Reactions, limit: i64) -> Result<usize, DbError> {
    let due = tx.chat().due(limit)?;
    for one in &due {
        let Some(standing) = tx.chat().standing(one.conversation, one.user)? else { continue };
        let unread = unread(tx, one.user, one.conversation, &standing)?;
        if unread > 0
            && let Some(row) = tx.chat().conversation(one.user, one.conversation)?
        {
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
