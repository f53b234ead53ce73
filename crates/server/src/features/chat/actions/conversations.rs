//! Conversations: which there are, how they begin, who is in a room.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::messages::{MessageSeen, seen};
use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::chat::rules::{LOOKED_AT, unread};
use crate::features::chat::store::{ConversationRow, Glance};
use crate::features::chat::{ChatError, ConversationId, HINT_MEMBER, Kind, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;

/// Whom to talk to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenConversation {
    /// A friend.
    #[schema(value_type = Uuid)]
    pub user_id: UserId,
}

/// A conversation as one of its members sees it.
#[derive(Clone, Debug)]
pub struct ConversationSeen {
    /// Its id.
    pub id: ConversationId,
    /// Between whom.
    pub kind: Kind,
    /// The friend's name, or the challenge's title.
    pub title: String,
    /// The friend; nobody in a room, and when their account is gone.
    pub with: Option<Person>,
    /// Whether something can be written in it.
    pub can_write: bool,
    /// The newest message that this member sees.
    pub last_message: Option<MessageSeen>,
    /// Messages of others that this member sees and has not read; of a room 200 at most.
    pub unread: u32,
    /// Of the newest message.
    pub last_sequence: i64,
    /// When something was written last, or when it began.
    pub last_at: Timestamp,
    /// Up to where this member has read.
    pub read_sequence: i64,
    /// Up to where the friend has, as long as they are one.
    pub other_read_sequence: Option<i64>,
}

/// Up to `limit` conversations of somebody before this place, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    before: (Timestamp, Uuid),
    limit: i64,
) -> Result<Vec<ConversationSeen>, DbError> {
    let rows = tx.chat().list(user, before, limit)?;
    look(tx, ring, user, rows)
}

/// One conversation of somebody.
///
/// # Errors
/// [`ChatError::NotFound`] for who is not in it.
pub fn show(tx: &mut Tx<'_>, ring: &KeyRing, user: UserId, id: ConversationId) -> Result<ConversationSeen, ChatError> {
    let row = tx.chat().conversation(user, id)?.ok_or(ChatError::NotFound)?;
    look(tx, ring, user, vec![row])?.pop().ok_or(ChatError::NotFound)
}

/// The conversation with a friend, which begins now unless there is one.
///
/// # Errors
/// [`ChatError::NotFound`] for nobody, [`ChatError::Invalid`] for oneself,
/// [`ChatError::NotFriends`].
pub fn open(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    input: &OpenConversation,
) -> Result<ConversationSeen, ChatError> {
    let other = input.user_id;
    accounts::find_person(tx, other)?.ok_or(ChatError::NotFound)?;
    if other == user {
        return Err(ChatError::field("user_id", "yourself", "This is you."));
    }
    let (low, high) = if user < other { (user, other) } else { (other, user) };
    if let Some(id) = tx.chat().pair(low, high)? {
        return show(tx, ring, user, id);
    }
    if !friends::are_friends(tx, user, other)? {
        return Err(ChatError::NotFriends);
    }
    let id = ConversationId(tx.new_id());
    tx.chat().insert(id, Kind::Direct)?;
    tx.chat().insert_pair(low, high, id)?;
    for member in [user, other] {
        tx.chat().enter(id, member)?;
        tx.emit(hint(HINT_MEMBER, member.0));
    }
    show(tx, ring, user, id)
}

/// Somebody joined a challenge: they are in its room.
///
/// # Errors
/// Those of the database.
pub fn enter_room(tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError> {
    let id = ConversationId(challenge.0);
    tx.chat().insert(id, Kind::Challenge)?;
    tx.chat().enter(id, user)?;
    tx.emit(hint(HINT_MEMBER, user.0));
    Ok(())
}

/// Somebody left a challenge, and with it its room.
///
/// # Errors
/// Those of the database.
pub fn leave_room(tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError> {
    tx.chat().leave(ConversationId(challenge.0), user)?;
    tx.emit(hint(HINT_MEMBER, user.0));
    Ok(())
}

/// An account is about to be deleted: the conversations that nobody else is in go with it, and what
/// all others have deleted.
///
/// # Errors
/// Those of the database.
pub fn member_closes(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.chat().remove_lonely(user)?;
    tx.chat().drop_hidden_by_others(user)
}

/// The names that conversations need.
pub(super) struct Names {
    people: HashMap<UserId, Person>,
    titles: HashMap<ChallengeId, String>,
}

impl Names {
    /// What a conversation is called for its member.
    pub(super) fn title(&self, row: &ConversationRow) -> String {
        let named = match row.kind {
            Kind::Direct => {
                row.other.and_then(|(other, _)| self.people.get(&other)).map(|person| person.display_name.clone())
            }
            Kind::Challenge => self.titles.get(&ChallengeId(row.id.0)).cloned(),
        };
        named.unwrap_or_default()
    }
}

/// The names that these conversations need: two questions, however many they are.
pub(super) fn names(tx: &mut Tx<'_>, rows: &[ConversationRow]) -> Result<Names, DbError> {
    let others: Vec<UserId> = rows.iter().filter_map(|row| row.other).map(|(other, _)| other).collect();
    let people = accounts::find_people(tx, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let rooms = rows.iter().filter(|row| row.kind == Kind::Challenge).map(|row| ChallengeId(row.id.0));
    let titles = challenges::titles_of(tx, &rooms.collect::<Vec<_>>())?;
    Ok(Names { people, titles })
}

fn look(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ConversationSeen>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = names(tx, &rows)?;
    let friends = friends::friend_ids(tx, user)?;
    let hidden = friends::invisible_to(tx, user)?;
    let rooms: Vec<ConversationId> = rows.iter().filter(|row| needs_a_glance(row, &hidden)).map(|row| row.id).collect();
    let glances = if rooms.is_empty() { vec![] } else { tx.chat().glances(user, &rooms, &hidden, LOOKED_AT)? };
    let mut glances: HashMap<ConversationId, Glance> = glances.into_iter().map(|glance| (glance.id, glance)).collect();
    let seen_rows = rows.into_iter().map(|row| {
        let other = row.other.filter(|(other, _)| names.people.contains_key(other));
        let direct = row.kind == Kind::Direct;
        let can_write = !direct || other.is_some_and(|(other, _)| friends.contains(&other));
        let title = names.title(&row);
        let (last, unread) = match glances.remove(&row.id) {
            Some(glance) if ends_unseen(&row, &hidden) => (glance.last, glance.unread),
            Some(glance) => (row.last, glance.unread),
            // What somebody wrote whose account is gone is gone, too.
            None if direct && other.is_none() => (row.last, 0),
            None => (row.last, unread(row.last_sequence, row.read_sequence, row.skipped)),
        };
        ConversationSeen {
            id: row.id,
            kind: row.kind,
            title,
            with: other.and_then(|(other, _)| names.people.get(&other)).cloned(),
            can_write,
            last_message: last.map(|last| seen(ring, &last)),
            unread,
            last_sequence: row.last_sequence,
            last_at: row.last_at,
            read_sequence: row.read_sequence,
            // As who is here: for friends alone.
            other_read_sequence: other.filter(|_| can_write).map(|(_, read)| read),
        }
    });
    Ok(seen_rows.collect())
}

/// Whether a room's newest message is of somebody whom its member does not see.
fn ends_unseen(row: &ConversationRow, hidden: &[UserId]) -> bool {
    row.kind == Kind::Challenge && row.last.as_ref().is_some_and(|last| hidden.contains(&last.sender))
}

/// Whether the row alone does not tell what a member sees: rooms are looked into.
fn needs_a_glance(row: &ConversationRow, hidden: &[UserId]) -> bool {
    let maybe_unread = row.kind == Kind::Challenge && unread(row.last_sequence, row.read_sequence, row.skipped) > 0;
    maybe_unread || ends_unseen(row, hidden)
}
