//! Removes what nobody sees any more after a member has left a conversation, a few rows at a time.

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::chat::{ConversationId, HINT_MEMBER, hint};
use crate::platform::db::{DbError, Tx};

/// Messages examined or deleted per unit of work.
const MAX_MESSAGES_PER_UNIT: u32 = 200;
/// Conversations that a deleted account leaves per unit of work.
const MAX_LEFT_PER_UNIT: u32 = 100;

/// Returns the first conversation that has to be swept, if there is one.
pub fn next_sweep(tx: &mut Tx<'_>) -> Result<Option<ConversationId>, DbError> {
    tx.chat().next_sweep(ConversationId(Uuid::nil()))
}

/// Sweeps a part of a conversation in less than 10 ms: deletes messages that all members have hidden, or, if there are
/// no members, all messages and finally the conversation.
pub fn sweep(tx: &mut Tx<'_>, id: ConversationId) -> Result<(), DbError> {
    let Some(position) = tx.chat().sweep_position(id)? else { return Ok(()) };
    if !tx.chat().has_members(id)? {
        if tx.chat().delete_messages(id, MAX_MESSAGES_PER_UNIT)? == 0 {
            tx.chat().delete_if_empty(id)?;
        }
        return Ok(());
    }
    let hidden = tx.chat().hidden_after(id, position, MAX_MESSAGES_PER_UNIT)?;
    if let Some(last) = hidden.last() {
        tx.chat().delete_hidden_by_all(id, position, *last)?;
        tx.chat().save_sweep_position(id, *last)?;
    }
    if hidden.len() < MAX_MESSAGES_PER_UNIT as usize { tx.chat().finish_sweep(id) } else { Ok(()) }
}

/// Removes a user whose account is deleted from some conversations and returns from how many.
pub fn leave_some(tx: &mut Tx<'_>, user: UserId) -> Result<u64, DbError> {
    let left = tx.chat().leave_some(user, MAX_LEFT_PER_UNIT)?;
    if left > 0 {
        tx.emit(hint(HINT_MEMBER, user.0));
    }
    Ok(left)
}
