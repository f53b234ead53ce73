//! Asking for friendship, and answering.

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

/// Whom to ask: exactly one of the three.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendRequest {
    /// An e-mail address or a phone number. The answer is alike whether or not anybody is known
    /// by it.
    #[schema(max_length = 254)]
    pub identifier: Option<String>,
    /// Somebody seen on a board or in a challenge.
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Option<UserId>,
    /// A link of somebody, whole or its last part.
    #[schema(max_length = 2000)]
    pub link: Option<String>,
}

/// A request as one of the two sees it.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Whether it came to this person; else this person sent it.
    pub incoming: bool,
    /// The other one; not said where it was asked by something typed.
    pub person: Option<Person>,
    /// What this person typed.
    pub typed: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Whom a request goes to.
enum Target {
    /// By something typed: it may be nobody, and nobody may learn that.
    Typed { typed: String, key: String, user: Option<UserId> },
    /// By id or link.
    Known(Person),
}

/// What a request is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'c> {
    /// Whether there is a limit on how many are sent.
    pub on: bool,
    /// Which numbers are numbers here.
    pub phones: &'c Phones,
}

/// Asks for friendship. The same question twice is one request; who was asked by the other
/// already becomes a friend.
///
/// # Errors
/// [`FriendsError::Invalid`], [`FriendsError::NotFound`] for an id or link of nobody,
/// [`FriendsError::AlreadyFriends`] by id or link, [`FriendsError::TooManyOpen`],
/// [`FriendsError::TooMany`] unless `limits` are off.
pub fn send_request(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &SendRequest,
    limits: &Limits<'_>,
) -> Result<Request, FriendsError> {
    let target = target(tx, user, input, limits.phones)?;
    let existing = match &target {
        Target::Typed { key, .. } => tx.friends().typed_request(user, key)?,
        Target::Known(person) => {
            let sent = tx.friends().requests_between(user, person.id)?;
            sent.into_iter().find(|row| row.typed.is_none())
        }
    };
    if let Some(row) = existing {
        return Ok(sent(row, target));
    }
    // Judged by what the asker did, never by who is asked: it tells nothing about anybody.
    if tx.friends().count_open(user)? >= rules::MOST_OPEN {
        return Err(FriendsError::TooManyOpen);
    }
    let lately = tx.friends().sends(user, SignedDuration::from_hours(24))?;
    if let Some(seconds) = rules::wait_before_sending(&lately, tx.now()).filter(|_| limits.on) {
        return Err(FriendsError::TooMany(seconds));
    }
    tx.friends().note_send(user)?;
    let to = match &target {
        Target::Typed { user: found, .. } => reachable(tx, user, *found)?,
        Target::Known(person) => Some(person.id),
    };
    if let Some(other) = to
        && !tx.friends().requests_between(other, user)?.is_empty()
        && has_room(tx, user, other)?
    {
        befriend(tx, reactions, other, user)?;
        let typed = match &target {
            Target::Typed { typed, .. } => Some(typed.clone()),
            Target::Known(_) => None,
        };
        let row = RequestRow { id: RequestId(tx.new_id()), from: user, to: Some(other), typed, created_at: tx.now() };
        return Ok(sent(row, target));
    }
    let hidden = match to {
        Some(other) => is_quiet(tx, user, other)? || !tx.friends().requests_between(user, other)?.is_empty(),
        None => false,
    };
    let typed = match &target {
        Target::Typed { typed, key, .. } => Some((typed.as_str(), key.as_str())),
        Target::Known(_) => None,
    };
    let row = tx.friends().insert_request(&NewRequest { from: user, to, typed, hidden })?;
    if let Some(other) = to.filter(|_| !hidden) {
        reactions.request_received(tx, user, other, row.id)?;
    }
    Ok(sent(row, target))
}

fn target(tx: &mut Tx<'_>, user: UserId, input: &SendRequest, phones: &Phones) -> Result<Target, FriendsError> {
    match (&input.identifier, input.user_id, &input.link) {
        (Some(text), None, None) => {
            let identifier = accounts::read_identifier(text, phones)
                .map_err(|detail| FriendsError::field("identifier", "invalid-identifier", detail))?;
            let found = accounts::user_by_identifier(tx, &identifier)?;
            if found == Some(user) {
                return Err(FriendsError::yourself("identifier"));
            }
            Ok(Target::Typed { typed: identifier.as_typed().to_owned(), key: identifier.key().to_owned(), user: found })
        }
        (None, Some(id), None) => known(tx, user, Some(id), "user_id"),
        (None, None, Some(link)) => {
            let owner = links::owner_of(tx, link)?;
            known(tx, user, owner, "link")
        }
        (None, None, None) => Err(FriendsError::Invalid(
            ["identifier", "user_id", "link"]
                .map(|field| FieldError::new(field, "required", "One of identifier, user_id and link is needed."))
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
                    .map(|(field, _)| FieldError::new(field, "ambiguous", "Give one of identifier, user_id and link."))
                    .collect(),
            ))
        }
    }
}

fn known(tx: &mut Tx<'_>, user: UserId, id: Option<UserId>, field: &str) -> Result<Target, FriendsError> {
    let id = id.ok_or(FriendsError::NotFound)?;
    if id == user {
        return Err(FriendsError::yourself(field));
    }
    let person = accounts::person(tx, id)?.ok_or(FriendsError::NotFound)?;
    if tx.friends().blocked(user, id)? {
        return Err(FriendsError::NotFound);
    }
    if tx.friends().friends_since(user, id)?.is_some() {
        return Err(FriendsError::AlreadyFriends);
    }
    Ok(Target::Known(person))
}

/// Who is reached by something typed: not a friend, and nobody where one blocks the other.
fn reachable(tx: &mut Tx<'_>, user: UserId, found: Option<UserId>) -> Result<Option<UserId>, DbError> {
    let Some(other) = found else { return Ok(None) };
    let apart = tx.friends().blocked(user, other)? || tx.friends().friends_since(user, other)?.is_some();
    Ok(Some(other).filter(|_| !apart))
}

/// Whether `other` declined `user` so lately that another request is not shown.
fn is_quiet(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    let now = tx.now();
    let declined = tx.friends().declined(other, user)?;
    Ok(declined.is_some_and(|at| at.duration_until(now) < rules::QUIET))
}

fn has_room(tx: &mut Tx<'_>, user: UserId, other: UserId) -> Result<bool, DbError> {
    for one in [user, other] {
        if tx.friends().count_friends(one)? >= rules::MOST_FRIENDS {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `by` said yes to what `asked` had asked.
fn befriend(tx: &mut Tx<'_>, reactions: &dyn Reactions, asked: UserId, by: UserId) -> Result<(), DbError> {
    tx.friends().befriend(asked, by)?;
    tx.friends().settle(asked, by)?;
    tx.friends().undecline(asked, by)?;
    reactions.became_friends(tx, asked, by)
}

fn sent(row: RequestRow, target: Target) -> Request {
    let person = match target {
        Target::Typed { .. } => None,
        Target::Known(person) => Some(person),
    };
    Request { id: row.id, incoming: false, person, typed: row.typed, created_at: row.created_at }
}

/// Up to `limit` requests of and to somebody, those before `before`, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_requests(tx: &mut Tx<'_>, user: UserId, before: Uuid, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows = tx.friends().list_requests(user, before, limit)?;
    let others: Vec<UserId> = rows.iter().filter_map(|row| shown(row, user)).collect();
    let people = people_by_id(tx, &others)?;
    let requests = rows.into_iter().map(|row| Request {
        id: row.id,
        incoming: row.from != user,
        person: shown(&row, user).and_then(|id| people.get(&id)).cloned(),
        typed: row.typed.filter(|_| row.from == user),
        created_at: row.created_at,
    });
    Ok(requests.collect())
}

/// Whom a request names to `user`: who was asked by something typed is never said.
fn shown(row: &RequestRow, user: UserId) -> Option<UserId> {
    if row.from == user { row.to.filter(|_| row.typed.is_none()) } else { Some(row.from) }
}

/// Says yes; answers the new friend.
///
/// # Errors
/// [`FriendsError::NotFound`], [`FriendsError::TooManyFriends`].
pub fn accept(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: RequestId,
) -> Result<(Person, Timestamp), FriendsError> {
    let row = tx.friends().received(user, id)?.ok_or(FriendsError::NotFound)?;
    if !has_room(tx, user, row.from)? {
        return Err(FriendsError::TooManyFriends);
    }
    let person = accounts::person(tx, row.from)?.ok_or(FriendsError::NotFound)?;
    befriend(tx, reactions, row.from, user)?;
    Ok((person, tx.now()))
}

/// Says no, which the asker is not told; asking again is not shown for a while.
///
/// # Errors
/// [`FriendsError::NotFound`].
pub fn decline(tx: &mut Tx<'_>, user: UserId, id: RequestId) -> Result<Request, FriendsError> {
    let row = tx.friends().received(user, id)?.ok_or(FriendsError::NotFound)?;
    tx.friends().decline(user, row.from)?;
    tx.friends().hide(row.from, user)?;
    let person = accounts::person(tx, row.from)?;
    Ok(Request { id, incoming: true, person, typed: None, created_at: row.created_at })
}

/// Takes back what this person asked.
///
/// # Errors
/// [`FriendsError::NotFound`].
pub fn cancel(tx: &mut Tx<'_>, user: UserId, id: RequestId) -> Result<(), FriendsError> {
    if tx.friends().cancel(user, id)? { Ok(()) } else { Err(FriendsError::NotFound) }
}
