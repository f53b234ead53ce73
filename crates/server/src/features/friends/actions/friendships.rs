//! Friends, their cards, and blocks.

use std::collections::HashSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::people_by_id;
use crate::features::accounts::{self, Person, UserId};
use crate::features::friends::{FriendsError, rules};
use crate::features::{habits, rewards};
use crate::platform::db::{DbError, PendingRows, Tx};

/// Returns all friends of a user, in no particular order; at most a thousand.
pub fn friend_ids(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<UserId>, DbError> {
    tx.friends().friend_ids(user)
}

/// Returns whether two users are friends.
pub fn are_friends(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    Ok(tx.friends().friends_since(user, other)?.is_some())
}

/// Queues [`are_friends`] for several pairs: the rows are those who are friends.
pub fn friendships_among_later(
    tx: &mut Tx<'_>,
    pairs: &HashSet<(UserId, UserId)>,
) -> Result<PendingRows<(UserId, UserId)>, DbError> {
    tx.friends().friendships_among_later(&pairs.iter().collect::<Vec<_>>())
}

/// Returns whether either of two users blocks the other.
pub fn is_blocked(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    tx.friends().is_blocked(user, other)
}

/// Returns everyone whom a user blocks or who blocks the user. Neither may see the other.
pub fn invisible_to(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<UserId>, DbError> {
    tx.friends().invisible_to(user)
}

/// A friend or a blocked person, and since when.
pub type PersonSince = (Person, Timestamp);

/// Returns up to `limit` friends after the id `after`, ordered by id.
pub fn list_friends(tx: &mut Tx<'_>, user: UserId, after: Uuid, limit: i64) -> Result<Vec<PersonSince>, DbError> {
    let rows = tx.friends().list_friends(user, after, limit)?;
    with_people(tx, rows)
}

/// Returns up to `limit` people that a user blocks after the id `after`, ordered by id.
pub fn list_blocks(tx: &mut Tx<'_>, user: UserId, after: Uuid, limit: i64) -> Result<Vec<PersonSince>, DbError> {
    let rows = tx.friends().list_blocks(user, after, limit)?;
    with_people(tx, rows)
}

fn with_people(tx: &mut Tx<'_>, rows: Vec<(UserId, Timestamp)>) -> Result<Vec<PersonSince>, DbError> {
    let ids: Vec<UserId> = rows.iter().map(|(id, _)| *id).collect();
    let mut people = people_by_id(tx, &ids)?;
    Ok(rows.into_iter().filter_map(|(id, since)| Some((people.remove(&id)?, since))).collect())
}

/// The details of a friend that the user may see.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct FriendCard {
    pub person: Person,
    /// When they became friends.
    pub since: Timestamp,
    /// Days in a row with a claim; `None` if they are hidden from leaderboards.
    pub daily_streak: Option<u32>,
    /// Tasks due and done from Monday to their current day; `None` if they are hidden from
    /// leaderboards.
    pub week: Option<(u32, u32)>,
}

/// Returns a friend's card.
///
/// # Errors
/// [`FriendsError::NotFound`] if they are not friends.
pub fn card(tx: &mut Tx<'_>, user: UserId, friend: UserId) -> Result<FriendCard, FriendsError> {
    let since = tx.friends().friends_since(user, friend)?.ok_or(FriendsError::NotFound)?;
    let person = accounts::find_person(tx, friend)?.ok_or(FriendsError::NotFound)?;
    let (mut daily_streak, mut week) = (None, None);
    if person.visible {
        let today = habits::local_day(tx, friend)?;
        daily_streak = Some(rewards::wallet(tx, friend, today)?.daily_streak);
        week = Some(habits::week_so_far(tx, friend, today)?);
    }
    Ok(FriendCard { person, since, daily_streak, week })
}

/// Ends what a closed account shows to others, in a few milliseconds. A background job ends the rest of the friendships,
/// if there are more than 200: nobody sees a friend without an account.
pub fn account_closing(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.friends().end_most(user)
}

/// Ends a friendship for both.
///
/// # Errors
/// [`FriendsError::NotFound`] if they are not friends.
pub fn remove_friend(tx: &mut Tx<'_>, user: UserId, friend: UserId) -> Result<(), FriendsError> {
    if tx.friends().delete_friendship(user, friend)? { Ok(()) } else { Err(FriendsError::NotFound) }
}

/// Blocks a person. Their friendship and requests end, and each becomes invisible to the other.
/// Blocking someone again changes nothing.
///
/// # Errors
/// [`FriendsError::NotFound`] if there is no such person, [`FriendsError::Invalid`] for the user's
/// own id, [`FriendsError::TooManyBlocks`].
pub fn block(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<(), FriendsError> {
    if user == other {
        return Err(FriendsError::yourself("user_id"));
    }
    accounts::find_person(tx, other)?.ok_or(FriendsError::NotFound)?;
    let mut friends = tx.friends();
    if friends.insert_block(user, other)? && friends.count_blocks(user)? > rules::MAX_BLOCKS {
        return Err(FriendsError::TooManyBlocks);
    }
    friends.delete_friendship(user, other)?;
    // Requests by identifier look as before, so that a block reveals nothing.
    friends.detach_typed_requests(user, other)?;
    friends.detach_typed_requests(other, user)?;
    friends.delete_requests_between(user, other)?;
    Ok(())
}

/// Ends a block. The friendship and requests that it ended are not restored.
///
/// # Errors
/// [`FriendsError::NotFound`] if there is none.
pub fn unblock(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<(), FriendsError> {
    if tx.friends().delete_block(user, other)? { Ok(()) } else { Err(FriendsError::NotFound) }
}
