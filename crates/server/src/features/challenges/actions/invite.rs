//! Inviting friends to a challenge.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::catalogue::built_in;
use crate::features::challenges::rules::Challenge;
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::friends;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// Friends per request.
const MAX_AT_ONCE: usize = 50;
/// Unanswered invitations that one user may send in a day.
const MAX_PER_DAY: u32 = 200;
/// Unanswered invitations of one user.
const MAX_OPEN: u32 = 1_000;

/// Users to invite.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Friends, 1-50.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 50)]
    pub user_ids: Vec<UserId>,
}

/// Invites friends. Skips members and those whom this user has invited already. If one of them is not a friend,
/// nobody is invited.
pub fn invite(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: ChallengeId,
    input: &Invite,
) -> Result<(), ChallengesError> {
    let challenge = super::find(tx, id)?;
    if input.user_ids.is_empty() || input.user_ids.len() > MAX_AT_ONCE {
        let detail = format!("Name 1 to {MAX_AT_ONCE} friends.");
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
    let mut left = MAX_PER_DAY.saturating_sub(tx.challenges().count_invited(user, SignedDuration::from_hours(24))?);
    let mut open = MAX_OPEN.saturating_sub(tx.challenges().count_open_invitations(user)?);
    for &to in &input.user_ids {
        if tx.challenges().member(id, to)?.is_some() {
            continue;
        }
        left = left.checked_sub(1).ok_or(ChallengesError::TooManyInvitations)?;
        if tx.challenges().invite(to, id, user)? {
            open = open.checked_sub(1).ok_or(ChallengesError::TooManyOpenInvitations)?;
            let event = ChallengeEvent { user: to, challenge: id, title: &challenge.title };
            reactions.challenge_invited(tx, &event, user)?;
        }
    }
    Ok(())
}

/// An invitation as the invited user sees it.
#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Debug)]
pub struct Invitation {
    pub challenge: Challenge,
    pub from: Person,
    pub created_at: Timestamp,
}

/// A position in the list: challenge and inviter.
pub type InvitationCursor = (Uuid, Uuid);

/// Returns up to `limit` invitations after `after` and where the next page begins, if there is one. Leaves out
/// those of deleted challenges and of blocked users.
pub fn list_invitations(
    tx: &mut Tx<'_>,
    user: UserId,
    after: InvitationCursor,
    limit: usize,
) -> Result<(Vec<Invitation>, Option<InvitationCursor>), DbError> {
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
    let own: Vec<ChallengeId> = rows.iter().map(|row| row.challenge).filter(|id| built_in(*id).is_none()).collect();
    let made: HashMap<ChallengeId, Challenge> = match own.as_slice() {
        [] => HashMap::new(),
        own => tx.challenges().many(own)?.into_iter().map(|challenge| (challenge.id, challenge)).collect(),
    };
    let invitations = rows.into_iter().filter_map(|row| {
        let challenge = built_in(row.challenge).or_else(|| made.get(&row.challenge))?.clone();
        Some(Invitation { challenge, from: people.get(&row.from)?.clone(), created_at: row.created_at })
    });
    Ok((invitations.collect(), next))
}

/// Declines all invitations to a challenge; the inviters are not notified.
pub fn decline(tx: &mut Tx<'_>, user: UserId, id: ChallengeId) -> Result<(), ChallengesError> {
    if tx.challenges().uninvite(user, id)? { Ok(()) } else { Err(ChallengesError::NotFound) }
}
