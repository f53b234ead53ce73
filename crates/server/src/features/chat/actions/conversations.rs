//! Conversations: list, open, and membership of chat rooms.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::chat::rules::{MAX_PREVIEWED_MESSAGES, count_unread};
use crate::features::chat::store::{ConversationRow, Preview};
use crate::features::chat::{ChatError, ConversationId, ConversationKind, HINT_MEMBER, MessageView, hint};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::key_ring::KeyRing;
use crate::platform::rows_of_user::DELETION;

/// The friend to open a conversation with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenConversation {
    /// A friend's id.
    #[schema(value_type = Uuid)]
    pub user_id: UserId,
}

/// A conversation as one of its members sees it.
#[derive(Clone, Debug)]
pub struct ConversationDetails {
    pub id: ConversationId,
    pub kind: ConversationKind,
    /// The friend's name or the challenge's title.
    pub title: String,
    /// The friend; `None` in a chat room and if the account is deleted.
    pub with: Option<Person>,
    pub can_write: bool,
    /// The newest message that this member sees.
    pub last_message: Option<MessageView>,
    /// Unread messages visible to this member; at most [`MAX_PREVIEWED_MESSAGES`] in a chat room.
    pub unread: u32,
    pub last_sequence: i64,
    /// When the last message was sent, or when the conversation was created.
    pub last_at: Timestamp,
    /// The sequence up to which this member has read.
    pub read_sequence: i64,
    /// The sequence up to which the friend has read; `None` in a chat room and if they are no longer friends.
    pub other_read_sequence: Option<i64>,
}

/// Returns up to `limit` of a user's conversations before `before`, most recent first.
pub fn list(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    before: (Timestamp, Uuid),
    limit: i64,
) -> Result<Vec<ConversationDetails>, DbError> {
    let rows = tx.chat().list(user, before, limit)?;
    load_details(tx, ring, user, rows)
}

/// Returns one of a user's conversations.
///
/// # Errors
/// [`ChatError::NotFound`] if the user is not a member.
pub fn show(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    id: ConversationId,
) -> Result<ConversationDetails, ChatError> {
    let row = tx.chat().conversation(user, id)?.ok_or(ChatError::NotFound)?;
    load_details(tx, ring, user, vec![row])?.pop().ok_or(ChatError::NotFound)
}

/// Returns the conversation with a friend, and creates it if there is none.
///
/// # Errors
/// [`ChatError::NotFound`] if there is no such account, [`ChatError::Invalid`] for the user's own id,
/// [`ChatError::NotFriends`].
pub fn open(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    input: &OpenConversation,
) -> Result<ConversationDetails, ChatError> {
    let other = input.user_id;
    accounts::find_person(tx, other)?.ok_or(ChatError::NotFound)?;
    if other == user {
        return Err(ChatError::field("user_id", "yourself", "This is your own account."));
    }
    let (low, high) = if user < other { (user, other) } else { (other, user) };
    if let Some(id) = tx.chat().find_direct(low, high)? {
        return show(tx, ring, user, id);
    }
    if !friends::are_friends(tx, user, other)? {
        return Err(ChatError::NotFriends);
    }
    let id = ConversationId(tx.new_id());
    tx.chat().insert_conversation(id, ConversationKind::Direct)?;
    tx.chat().insert_direct(low, high, id)?;
    for member in [user, other] {
        tx.chat().add_member(id, member)?;
        tx.emit(hint(HINT_MEMBER, member.0));
    }
    show(tx, ring, user, id)
}

/// Adds a user to the chat room of a challenge, which is created with its first member.
pub fn join_room(tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError> {
    let id = ConversationId(challenge.0);
    tx.chat().insert_conversation(id, ConversationKind::Challenge)?;
    tx.chat().add_member(id, user)?;
    tx.emit(hint(HINT_MEMBER, user.0));
    Ok(())
}

/// Removes a user from the chat room of a challenge.
pub fn leave_room(tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError> {
    tx.chat().remove_member(ConversationId(challenge.0), user)?;
    tx.emit(hint(HINT_MEMBER, user.0));
    tx.emit(hint(DELETION, challenge.0));
    Ok(())
}

/// The names that titles of conversations consist of.
pub(super) struct ConversationNames {
    people: HashMap<UserId, Person>,
    challenges: HashMap<ChallengeId, String>,
}

impl ConversationNames {
    /// Returns the title of a conversation for its member; empty if the other account is deleted.
    pub(super) fn title(&self, row: &ConversationRow) -> String {
        let title = match row.kind {
            ConversationKind::Direct => {
                row.other.and_then(|(other, _)| self.people.get(&other)).map(|person| person.display_name.clone())
            }
            ConversationKind::Challenge => self.challenges.get(&ChallengeId(row.id.0)).cloned(),
        };
        title.unwrap_or_default()
    }
}

/// Loads the names for these conversations in two queries.
pub(super) fn load_names(tx: &mut Tx<'_>, rows: &[ConversationRow]) -> Result<ConversationNames, DbError> {
    let others: Vec<UserId> = rows.iter().filter_map(|row| row.other).map(|(other, _)| other).collect();
    let people = accounts::find_people(tx, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let rooms = rows.iter().filter(|row| row.kind == ConversationKind::Challenge).map(|row| ChallengeId(row.id.0));
    let challenges = challenges::titles_of(tx, &rooms.collect::<Vec<_>>())?;
    Ok(ConversationNames { people, challenges })
}

fn load_details(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    user: UserId,
    rows: Vec<ConversationRow>,
) -> Result<Vec<ConversationDetails>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = load_names(tx, &rows)?;
    let friends = friends::friend_ids(tx, user)?;
    let invisible = friends::invisible_to(tx, user)?;
    let rooms: Vec<ConversationId> =
        rows.iter().filter(|row| needs_preview(row, &invisible)).map(|row| row.id).collect();
    let previews =
        if rooms.is_empty() { vec![] } else { tx.chat().previews(user, &rooms, &invisible, MAX_PREVIEWED_MESSAGES)? };
    let mut previews: HashMap<ConversationId, Preview> =
        previews.into_iter().map(|preview| (preview.id, preview)).collect();
    let details = rows.into_iter().map(|row| {
        let other = row.other.filter(|(other, _)| names.people.contains_key(other));
        let is_direct = row.kind == ConversationKind::Direct;
        let can_write = !is_direct || other.is_some_and(|(other, _)| friends.contains(&other));
        let title = names.title(&row);
        let (last, unread) = match previews.remove(&row.id) {
            Some(preview) if ends_with_invisible(&row, &invisible) => (preview.last, preview.unread),
            Some(preview) => (row.last, preview.unread),
            // The messages of a deleted account are deleted.
            None if is_direct && other.is_none() => (row.last, 0),
            None => (row.last, count_unread(row.last_sequence, row.read_sequence, row.skipped)),
        };
        ConversationDetails {
            id: row.id,
            kind: row.kind,
            title,
            with: other.and_then(|(other, _)| names.people.get(&other)).cloned(),
            can_write,
            last_message: last.map(|last| MessageView::open(ring, &last)),
            unread,
            last_sequence: row.last_sequence,
            last_at: row.last_at,
            read_sequence: row.read_sequence,
            // Like presence, only visible to friends.
            other_read_sequence: other.filter(|_| can_write).map(|(_, read)| read),
        }
    });
    Ok(details.collect())
}

/// Whether the newest message of a chat room is from a user whom this member does not see.
fn ends_with_invisible(row: &ConversationRow, invisible: &[UserId]) -> bool {
    row.kind == ConversationKind::Challenge && row.last.as_ref().is_some_and(|last| invisible.contains(&last.sender))
}

/// Whether the latest messages have to be examined, because the row does not show what the member sees.
fn needs_preview(row: &ConversationRow, invisible: &[UserId]) -> bool {
    let may_be_unread =
        row.kind == ConversationKind::Challenge && count_unread(row.last_sequence, row.read_sequence, row.skipped) > 0;
    may_be_unread || ends_with_invisible(row, invisible)
}
