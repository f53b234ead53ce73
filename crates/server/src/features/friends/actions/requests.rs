//! Sending, listing, accepting, declining and cancelling friend requests.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{links, people_by_id};
use crate::features::accounts::{self, Person, UserId};
use crate::features::friends::rules;
use crate::features::friends::store::{NewRequest, RequestRow};
use crate::features::friends::{FriendsError, Reactions, RequestId};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones::Phones;
use crate::platform::problem::FieldError;

/// The recipient of a friend request: exactly one of the three fields.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendRequest {
    /// An email address or phone number. The response is the same if no account has it.
    #[schema(max_length = 254)]
    pub identifier: Option<String>,
    /// A person seen on a leaderboard or in a challenge.
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Option<UserId>,
    /// A person's link: the whole URL or its last part.
    #[schema(max_length = 2000)]
    pub link: Option<String>,
}

/// A friend request as one of the two users sees it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct FriendRequest {
    pub id: RequestId,
    /// Whether the user received it rather than sent it.
    pub incoming: bool,
    /// The other user; `None` for a request that the user sent to an identifier.
    pub person: Option<Person>,
    /// The identifier that the user typed, if any.
    pub typed: Option<String>,
    pub created_at: Timestamp,
}

enum RequestTarget {
    /// Given by identifier. There may be no such account, which must not be revealed.
    Typed { typed: String, key: String, user: Option<UserId> },
    /// Given by id or link.
    Known(Person),
}

/// Restrictions on sending requests.
#[derive(Clone, Copy, Debug)]
pub struct RequestLimits<'c> {
    /// Whether the number of requests is limited.
    pub enabled: bool,
    /// Decides which phone numbers are accepted.
    pub phones: &'c Phones,
}

/// Sends a friend request. Sending the same request again returns the first one. If the other user
/// has already sent one, the two become friends.
///
/// # Errors
/// [`FriendsError::Invalid`], [`FriendsError::NotFound`] for an unknown id or link,
/// [`FriendsError::AlreadyFriends`] by id or link, [`FriendsError::TooManyOpen`], and
/// [`FriendsError::TooMany`] if limits are enabled.
pub fn send_request(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &SendRequest,
    limits: &RequestLimits<'_>,
) -> Result<FriendRequest, FriendsError> {
    let target = resolve_target(tx, user, input, limits.phones)?;
    let existing = match &target {
        RequestTarget::Typed { key, .. } => tx.friends().typed_request(user, key)?,
        RequestTarget::Known(person) => {
            let sent = tx.friends().requests_between(user, person.id)?;
            sent.into_iter().find(|row| row.typed.is_none())
        }
    };
    if let Some(row) = existing {
        return Ok(sent_request(row, target));
    }
    // The limits depend only on what the sender did, so they reveal nothing about the recipient.
    if tx.friends().count_open_requests(user)? >= rules::MAX_OPEN_REQUESTS {
        return Err(FriendsError::TooManyOpen);
    }
    let recent = tx.friends().recent_sends(user, SignedDuration::from_hours(24))?;
    if let Some(seconds) = rules::wait_before_sending(&recent, tx.now()).filter(|_| limits.enabled) {
        return Err(FriendsError::TooMany(seconds));
    }
    tx.friends().record_send(user)?;
    let to = match &target {
        RequestTarget::Typed { user: found, .. } => reachable_user(tx, user, *found)?,
        RequestTarget::Known(person) => Some(person.id),
    };
    if let Some(other) = to
        && !tx.friends().requests_between(other, user)?.is_empty()
        && can_befriend(tx, user, other)?
    {
        befriend(tx, reactions, other, user)?;
        let typed = match &target {
            RequestTarget::Typed { typed, .. } => Some(typed.clone()),
            RequestTarget::Known(_) => None,
        };
        let row = RequestRow { id: RequestId(tx.new_id()), from: user, to: Some(other), typed, created_at: tx.now() };
        return Ok(sent_request(row, target));
    }
    let hidden = match to {
        Some(other) => is_in_cooldown(tx, user, other)? || !tx.friends().requests_between(user, other)?.is_empty(),
        None => false,
    };
    let typed = match &target {
        RequestTarget::Typed { typed, key, .. } => Some((typed.as_str(), key.as_str())),
        RequestTarget::Known(_) => None,
    };
    let row = tx.friends().insert_request(&NewRequest { from: user, to, typed, hidden })?;
    if let Some(other) = to.filter(|_| !hidden) {
        reactions.request_received(tx, user, other, row.id)?;
    }
    Ok(sent_request(row, target))
}

fn resolve_target(
    tx: &mut Tx<'_>,
    user: UserId,
    input: &SendRequest,
    phones: &Phones,
) -> Result<RequestTarget, FriendsError> {
    match (&input.identifier, input.user_id, &input.link) {
        (Some(text), None, None) => {
            let identifier = accounts::parse_identifier(text, phones)
                .map_err(|detail| FriendsError::field("identifier", "invalid-identifier", detail))?;
            let found = accounts::find_user_by_identifier(tx, &identifier)?;
            if found == Some(user) {
                return Err(FriendsError::yourself("identifier"));
            }
            Ok(RequestTarget::Typed {
                typed: identifier.as_typed().to_owned(),
                key: identifier.key().to_owned(),
                user: found,
            })
        }
        (None, Some(id), None) => resolve_known(tx, user, Some(id), "user_id"),
        (None, None, Some(link)) => {
            let owner = links::owner_of(tx, link)?;
            resolve_known(tx, user, owner, "link")
        }
        (None, None, None) => Err(FriendsError::Invalid(
            ["identifier", "user_id", "link"]
                .map(|field| FieldError::new(field, "required", "Give one of identifier, user_id and link."))
                .to_vec(),
        )),
        _ => {
            let given = [
                ("identifier", input.identifier.is_some()),
                ("user_id", input.user_id.is_some()),
                ("link", input.link.is_some()),
            ];
            let errors = given.into_iter().filter(|(_, given)| *given);
            Err(FriendsError::Invalid(
                errors
                    .map(|(field, _)| {
                        FieldError::new(field, "ambiguous", "Give only one of identifier, user_id and link.")
                    })
                    .collect(),
            ))
        }
    }
}

fn resolve_known(
    tx: &mut Tx<'_>,
    user: UserId,
    id: Option<UserId>,
    field: &str,
) -> Result<RequestTarget, FriendsError> {
    let id = id.ok_or(FriendsError::NotFound)?;
    if id == user {
        return Err(FriendsError::yourself(field));
    }
    let person = accounts::find_person(tx, id)?.ok_or(FriendsError::NotFound)?;
    if tx.friends().is_blocked(user, id)? {
        return Err(FriendsError::NotFound);
    }
    if tx.friends().friends_since(user, id)?.is_some() {
        return Err(FriendsError::AlreadyFriends);
    }
    Ok(RequestTarget::Known(person))
}

/// Returns the user that a request by identifier reaches: `None` if there is no account, if either
/// blocks the other, or if they are already friends.
fn reachable_user(tx: &mut Tx<'_>, user: UserId, found: Option<UserId>) -> Result<Option<UserId>, DbError> {
    let Some(other) = found else { return Ok(None) };
    let unreachable = tx.friends().is_blocked(user, other)? || tx.friends().friends_since(user, other)?.is_some();
    Ok(Some(other).filter(|_| !unreachable))
}

/// Returns whether `other` declined a request of `user` so recently that a new one is hidden.
fn is_in_cooldown(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    let now = tx.now();
    let declined = tx.friends().declined_at(other, user)?;
    Ok(declined.is_some_and(|at| at.duration_until(now) < rules::DECLINE_COOLDOWN))
}

fn can_befriend(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    for id in [user, other] {
        if tx.friends().count_friends(id)? >= rules::MAX_FRIENDS {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes two users friends after `accepter` accepted the request of `requester`.
fn befriend(tx: &mut Tx<'_>, reactions: &dyn Reactions, requester: UserId, accepter: UserId) -> Result<(), DbError> {
    tx.friends().insert_friendship(requester, accepter)?;
    tx.friends().delete_requests_between(requester, accepter)?;
    tx.friends().delete_declines(requester, accepter)?;
    reactions.became_friends(tx, requester, accepter)
}

fn sent_request(row: RequestRow, target: RequestTarget) -> FriendRequest {
    let person = match target {
        RequestTarget::Typed { .. } => None,
        RequestTarget::Known(person) => Some(person),
    };
    FriendRequest { id: row.id, incoming: false, person, typed: row.typed, created_at: row.created_at }
}

/// Returns up to `limit` requests from and to a user before the id `before`, newest first.
pub fn list_requests(tx: &mut Tx<'_>, user: UserId, before: Uuid, limit: i64) -> Result<Vec<FriendRequest>, DbError> {
    let rows = tx.friends().list_requests(user, before, limit)?;
    let others: Vec<UserId> = rows.iter().filter_map(|row| visible_user(row, user)).collect();
    let people = people_by_id(tx, &others)?;
    let requests = rows.into_iter().filter_map(|row| {
        let person = match visible_user(&row, user) {
            // A request from or to an account that is being deleted.
            Some(id) if !people.contains_key(&id) => return None,
            other => other.and_then(|id| people.get(&id)).cloned(),
        };
        let typed = row.typed.filter(|_| row.from == user);
        Some(FriendRequest { id: row.id, incoming: row.from != user, person, typed, created_at: row.created_at })
    });
    Ok(requests.collect())
}

/// Returns the other user that a request shows to `user`. The recipient of a request by identifier
/// is never shown.
fn visible_user(row: &RequestRow, user: UserId) -> Option<UserId> {
    if row.from == user { row.to.filter(|_| row.typed.is_none()) } else { Some(row.from) }
}

/// Accepts a request and returns the new friend.
///
/// # Errors
/// [`FriendsError::NotFound`], [`FriendsError::TooManyFriends`].
pub fn accept(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: RequestId,
) -> Result<(Person, Timestamp), FriendsError> {
    let row = tx.friends().received_request(user, id)?.ok_or(FriendsError::NotFound)?;
    if !can_befriend(tx, user, row.from)? {
        return Err(FriendsError::TooManyFriends);
    }
    let person = accounts::find_person(tx, row.from)?.ok_or(FriendsError::NotFound)?;
    befriend(tx, reactions, row.from, user)?;
    Ok((person, tx.now()))
}

/// Declines a request. The sender is not notified, and their new requests are hidden for a while.
///
/// # Errors
/// [`FriendsError::NotFound`].
pub fn decline(tx: &mut Tx<'_>, user: UserId, id: RequestId) -> Result<FriendRequest, FriendsError> {
    let row = tx.friends().received_request(user, id)?.ok_or(FriendsError::NotFound)?;
    tx.friends().record_decline(user, row.from)?;
    tx.friends().hide_requests(row.from, user)?;
    let person = accounts::find_person(tx, row.from)?;
    Ok(FriendRequest { id, incoming: true, person, typed: None, created_at: row.created_at })
}

/// Cancels a request that the user sent.
///
/// # Errors
/// [`FriendsError::NotFound`].
pub fn cancel(tx: &mut Tx<'_>, user: UserId, id: RequestId) -> Result<(), FriendsError> {
    if tx.friends().delete_sent_request(user, id)? { Ok(()) } else { Err(FriendsError::NotFound) }
}
