//! Friends, their cards, and blocks.

use jiff::Timestamp;
use uuid::Uuid;

use super::people_by_id;
use crate::features::accounts::{self, Person, UserId};
use crate::features::friends::FriendsError;
use crate::features::{habits, rewards};
use crate::platform::db::{DbError, Tx};

/// Everybody who is this person's friend, in no order; at most a thousand.
///
/// # Errors
/// Those of the database.
pub fn friend_ids(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<UserId>, DbError> {
    tx.friends().friend_ids(user)
}

/// Whether two people are friends.
///
/// # Errors
/// Those of the database.
pub fn are_friends(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    Ok(tx.friends().friends_since(user, other)?.is_some())
}

/// Whether one of two people blocks the other.
///
/// # Errors
/// Those of the database.
pub fn is_blocked(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    tx.friends().blocked(user, other)
}

/// Everybody whom this person must not see, and by whom must not be seen: blocked, either way.
///
/// # Errors
/// Those of the database.
pub fn invisible_to(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<UserId>, DbError> {
    tx.friends().invisible_to(user)
}

/// Somebody and since when: a friend, or somebody blocked.
pub type Since = (Person, Timestamp);

/// Up to `limit` friends after `after`, by id.
///
/// # Errors
/// Those of the database.
pub fn list_friends(tx: &mut Tx<'_>, user: UserId, after: Uuid, limit: i64) -> Result<Vec<Since>, DbError> {
    let rows = tx.friends().list_friends(user, after, limit)?;
    with_people(tx, rows)
}

/// Up to `limit` people whom this one blocks, after `after`, by id.
///
/// # Errors
/// Those of the database.
pub fn list_blocks(tx: &mut Tx<'_>, user: UserId, after: Uuid, limit: i64) -> Result<Vec<Since>, DbError> {
    let rows = tx.friends().list_blocks(user, after, limit)?;
    with_people(tx, rows)
}

fn with_people(tx: &mut Tx<'_>, rows: Vec<(UserId, Timestamp)>) -> Result<Vec<Since>, DbError> {
    let ids: Vec<UserId> = rows.iter().map(|(id, _)| *id).collect();
    let mut people = people_by_id(tx, &ids)?;
    Ok(rows.into_iter().filter_map(|(id, since)| Some((people.remove(&id)?, since))).collect())
}

/// A friend as far as they allow it.
#[derive(Clone, Debug)]
pub struct Card {
    /// Who.
    pub person: Person,
    /// Friends since.
    pub since: Timestamp,
    /// Days in a row with a claim; not said by who hides.
    pub daily_streak: Option<u32>,
    /// Due and done from Monday to their today; not said by who hides.
    pub week: Option<(u32, u32)>,
}

/// A friend's card.
///
/// # Errors
/// [`FriendsError::NotFound`] for everybody but a friend.
pub fn card(tx: &mut Tx<'_>, user: UserId, friend: UserId) -> Result<Card, FriendsError> {
    let since = tx.friends().friends_since(user, friend)?.ok_or(FriendsError::NotFound)?;
    let person = accounts::person(tx, friend)?.ok_or(FriendsError::NotFound)?;
    let (mut daily_streak, mut week) = (None, None);
    if person.visible {
        let today = habits::local_day(tx, friend)?;
        daily_streak = Some(rewards::wallet(tx, friend, today)?.daily_streak);
        week = Some(habits::week_so_far(tx, friend, today)?);
    }
    Ok(Card { person, since, daily_streak, week })
}

/// Ends a friendship, for both.
///
/// # Errors
/// [`FriendsError::NotFound`] when they are no friends.
pub fn remove_friend(tx: &mut Tx<'_>, user: UserId, friend: UserId) -> Result<(), FriendsError> {
    if tx.friends().unfriend(user, friend)? { Ok(()) } else { Err(FriendsError::NotFound) }
}

/// Blocks somebody: friendship and requests end, and each is invisible to the other. Twice is
/// one block.
///
/// # Errors
/// [`FriendsError::NotFound`] for nobody, [`FriendsError::Invalid`] for oneself.
pub fn block(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<(), FriendsError> {
    if user == other {
        return Err(FriendsError::yourself("user_id"));
    }
    accounts::person(tx, other)?.ok_or(FriendsError::NotFound)?;
    let mut friends = tx.friends();
    friends.block(user, other)?;
    friends.unfriend(user, other)?;
    // What was typed goes on looking as it did: a block is not told, and tells nothing.
    friends.loosen(user, other)?;
    friends.loosen(other, user)?;
    friends.settle(user, other)?;
    Ok(())
}

/// Ends a block. What it ended stays ended.
///
/// # Errors
/// [`FriendsError::NotFound`] when there is none.
pub fn unblock(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<(), FriendsError> {
    if tx.friends().unblock(user, other)? { Ok(()) } else { Err(FriendsError::NotFound) }
}
