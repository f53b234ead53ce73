//! Alerts about messages that were not read in time.

use super::conversations::load_names;
use super::reading::count_unread;
use crate::features::chat::{Reactions, UnreadMessages};
use crate::platform::db::{DbError, Tx};

/// Handles up to `limit` due alerts and returns how many.
pub fn send_due_alerts(tx: &mut Tx<'_>, reactions: &dyn Reactions, limit: i64) -> Result<usize, DbError> {
    let due = tx.chat().due_alerts(limit)?;
    for alert in &due {
        let (conversation, user) = (alert.conversation, alert.user);
        let Some(membership) = tx.chat().membership(conversation, user)? else { continue };
        let unread = count_unread(tx, user, conversation, &membership)?;
        if unread > 0
            && let Some(row) = tx.chat().conversation(user, conversation)?
        {
            let rows = [row];
            let names = load_names(tx, &rows)?;
            let [row] = &rows;
            let title = names.title(row);
            let messages = UnreadMessages { user, conversation, kind: row.kind, title: &title, unread };
            reactions.messages_unread(tx, &messages)?;
        }
        tx.chat().finish_alert(alert, unread > 0)?;
    }
    Ok(due.len())
}
