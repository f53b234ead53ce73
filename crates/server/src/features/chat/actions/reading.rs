//! Reading: how far somebody is, and what is left.

use std::sync::Arc;

use serde::Deserialize;
use utoipa::ToSchema;

use super::Writer;
use crate::features::accounts::UserId;
use crate::features::chat::rules::unread;
use crate::features::chat::{ChatError, ConversationId, HINT_READ, Kind, Reactions, hint};
use crate::platform::db::Tx;

/// How far somebody has read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadOn {
    /// The place of the last message that was read.
    #[schema(minimum = 0)]
    pub sequence: u32,
}

/// What listeners of this process are told of it.
#[derive(Clone, Copy, Debug)]
pub struct HasRead {
    /// Who.
    pub user: UserId,
    /// Where.
    pub conversation: ConversationId,
    /// How far.
    pub sequence: i64,
    /// What is left.
    pub unread: u32,
    /// The friend who may know; nobody in a room.
    pub other: Option<UserId>,
    /// The socket it came by.
    pub socket: u64,
}

/// Notes how far somebody has read. It never goes back, and never beyond what there is.
pub(super) fn read_on(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    from: Writer,
    id: ConversationId,
    input: ReadOn,
) -> Result<(), ChatError> {
    let user = from.user;
    let standing = tx.chat().standing(id, user)?.ok_or(ChatError::NotFound)?;
    let sequence = i64::from(input.sequence).min(standing.last_sequence);
    if sequence <= standing.read_sequence {
        return Ok(());
    }
    let rest = standing.last_sequence - sequence;
    // Who has read all of it, as is usual, has nothing to count.
    let unread_now = if rest == 0 { 0 } else { tx.chat().count_unread(id, user, sequence)? };
    tx.chat().read(id, user, sequence, rest - unread_now)?;
    if standing.alerted {
        reactions.conversation_read(tx, user, id)?;
    }
    let news = HasRead {
        user,
        conversation: id,
        sequence,
        unread: unread(rest, 0, rest - unread_now),
        other: standing.other.filter(|_| standing.kind == Kind::Direct),
        socket: from.socket,
    };
    tx.emit_with(hint(HINT_READ, id.0), Arc::new(news));
    Ok(())
}
