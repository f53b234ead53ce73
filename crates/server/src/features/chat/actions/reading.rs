//! Reading: how far somebody is, and what is left.

use serde::Deserialize;
use utoipa::ToSchema;

use super::Writer;
use crate::features::accounts::UserId;
use crate::features::chat::events::{ChatEvent, ChatEvents};
use crate::features::chat::rules::{self, LOOKED_AT};
use crate::features::chat::store::Standing;
use crate::features::chat::{ChatError, ConversationId, HINT_READ, Kind, Reactions, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};

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

/// What somebody has not read of what they see; of a room at most [`LOOKED_AT`].
///
/// # Errors
/// Those of the database.
pub fn unread(tx: &mut Tx<'_>, user: UserId, id: ConversationId, standing: &Standing) -> Result<u32, DbError> {
    let most = rules::unread(standing.last_sequence, standing.read_sequence, standing.skipped);
    match (standing.kind, standing.other) {
        (Kind::Direct, Some(_)) => Ok(most),
        // What somebody wrote whose account is gone is gone, too.
        (Kind::Direct, None) => Ok(0),
        (Kind::Challenge, _) if most == 0 => Ok(0),
        (Kind::Challenge, _) => {
            let hidden = friends::invisible_to(tx, user)?;
            let glances = tx.chat().glances(user, &[id], &hidden, LOOKED_AT)?;
            Ok(glances.first().map_or(0, |glance| glance.unread))
        }
    }
}

/// Who may know how far `user` has read: the other of two friends, as long as they are.
///
/// # Errors
/// Those of the database.
pub fn told_of_reading(tx: &mut Tx<'_>, user: UserId, standing: &Standing) -> Result<Option<UserId>, DbError> {
    let Some(other) = standing.other.filter(|_| standing.kind == Kind::Direct) else { return Ok(None) };
    Ok(friends::are_friends(tx, user, other)?.then_some(other))
}

/// Notes how far somebody has read. It never goes back, and never beyond what there is.
pub(super) fn read_on(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    events: &ChatEvents,
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
    // Who has read all of it, as is usual, has nothing to count; else what is passed over is, once.
    let left = if rest == 0 {
        0
    } else {
        let before = i64::from(rules::unread(standing.last_sequence, standing.read_sequence, standing.skipped));
        let passed = tx.chat().count_passed(id, user, (standing.read_sequence, sequence))?;
        (before - passed).clamp(0, rest)
    };
    let standing = Standing { read_sequence: sequence, skipped: rest - left, ..standing };
    tx.chat().read(id, user, sequence, standing.skipped)?;
    if standing.alerted {
        reactions.conversation_read(tx, user, id)?;
    }
    let read = HasRead {
        user,
        conversation: id,
        sequence,
        unread: unread(tx, user, id, &standing)?,
        other: told_of_reading(tx, user, &standing)?,
        socket: from.socket,
    };
    events.publish_after_commit(tx, ChatEvent::Read(read));
    tx.emit(hint(HINT_READ, id.0));
    Ok(())
}
