//! Inviting friends to a challenge.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::catalogue::shipped;
use crate::features::challenges::rules::Challenge;
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// Friends invited at once.
const MOST_AT_ONCE: usize = 50;
/// Invitations of one user in a day that still wait for an answer.
const A_DAY: u32 = 200;

/// Whom to invite.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Friends, 1-50.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 50)]
    pub user_ids: Vec<UserId>,
}

/// Invites friends. Who takes part or was invited by this user already is left alone.
///
/// # Errors
/// [`ChallengesError::NotFound`], [`ChallengesError::Invalid`] for who is no friend,
/// [`ChallengesError::TooManyInvitations`].
pub fn invite(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: ChallengeId,
    input: &Invite,
) -> Result<(), ChallengesError> {
    let challenge = super::find(tx, id)?;
    if input.user_ids.is_empty() || input.user_ids.len() > MOST_AT_ONCE {
        let detail = format!("Name 1 to {MOST_AT_ONCE} friends.");
        return Err(ChallengesError::field("user_ids", "wrong-count", detail));
    }
    let known = friends::friend_ids(tx, user)?;
    let strangers: Vec<FieldError> = input
        .user_ids
        .iter()
        .enumerate()
        .filter(|(_, id)| !known.contains(id))
        .map(|(at, _)| FieldError::new(format!("user_ids[{at}]"), "not-a-friend", "Only friends can be invited."))
        .collect();
    if !strangers.is_empty() {
        return Err(ChallengesError::Invalid(strangers));
    }
    let mut room = A_DAY.saturating_sub(tx.challenges().count_invited(user, SignedDuration::from_hours(24))?);
    for &to in &input.user_ids {
        if tx.challenges().member(id, to)?.is_some() {
            continue;
        }
        room = room.checked_sub(1).ok_or(ChallengesError::TooManyInvitations)?;
        if tx.challenges().invite(to, id, user)? {
            let event = ChallengeEvent { user: to, challenge: id, title: &challenge.title };
            reactions.challenge_invited(tx, &event, user)?;
        }
    }
    Ok(())
}

/// An invitation as the one invited sees it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// To what.
    pub challenge: Challenge,
    /// By whom.
    pub from: Person,
    /// When.
    pub created_at: Timestamp,
}

/// A place in the list: challenge and inviter.
pub type Place = (Uuid, Uuid);

/// Up to `limit` invitations after (challenge, inviter) and where the next ones begin, if there
/// are more. What leads nowhere or comes from somebody who must not be seen is left out.
///
/// # Errors
/// Those of the database.
pub fn list_invitations(
    tx: &mut Tx<'_>,
    user: UserId,
    after: Place,
    limit: usize,
) -> Result<(Vec<Invitation>, Option<Place>), DbError> {
    let asked = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows = tx.challenges().invitations(user, after, asked)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| (row.challenge.0, row.from.0));
    let hidden = friends::invisible_to(tx, user)?;
    rows.retain(|row| !hidden.contains(&row.from));
    let from: Vec<UserId> = rows.iter().map(|row| row.from).collect();
    let people: HashMap<UserId, Person> =
        accounts::find_people(tx, &from)?.into_iter().map(|person| (person.id, person)).collect();
    let own: Vec<ChallengeId> = rows.iter().map(|row| row.challenge).filter(|id| shipped(*id).is_none()).collect();
    let made: HashMap<ChallengeId, Challenge> = match own.as_slice() {
        [] => HashMap::new(),
        own => tx.challenges().many(own)?.into_iter().map(|challenge| (challenge.id, challenge)).collect(),
    };
    let invitations = rows.into_iter().filter_map(|row| {
        let challenge = shipped(row.challenge).or_else(|| made.get(&row.challenge))?.clone();
        Some(Invitation { challenge, from: people.get(&row.from)?.clone(), created_at: row.created_at })
    });
    Ok((invitations.collect(), next))
}

/// Turns down all invitations to a challenge; nobody is told.
///
/// # Errors
/// [`ChallengesError::NotFound`] when there is none.
pub fn turn_down(tx: &mut Tx<'_>, user: UserId, id: ChallengeId) -> Result<(), ChallengesError> {
    if tx.challenges().uninvite(user, id)? { Ok(()) } else { Err(ChallengesError::NotFound) }
}
