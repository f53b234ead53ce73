//! Who takes part.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::catalogue::shipped;
use crate::features::challenges::{ChallengeId, ChallengesError};
use crate::features::{friends, habits};
use crate::platform::db::{DbError, Tx};

/// A member as others see them.
#[derive(Clone, Debug)]
pub struct MemberSeen {
    /// Who.
    pub person: Person,
    /// The local day of joining.
    pub starts_on: Date,
    /// Due since then, up to their local today.
    pub due: u32,
    /// Done of it.
    pub done: u32,
}

/// Up to `limit` members after `after`, by id, and where the next ones begin, if there are more.
/// Who hides themselves or must not be seen is left out; the asker never is.
///
/// # Errors
/// [`ChallengesError::NotFound`].
pub fn list_members(
    tx: &mut Tx<'_>,
    user: UserId,
    id: ChallengeId,
    after: Uuid,
    limit: usize,
) -> Result<(Vec<MemberSeen>, Option<UserId>), ChallengesError> {
    super::find(tx, id)?;
    let asked = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows = tx.challenges().members(id, after, asked)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.user);
    let ids: Vec<UserId> = rows.iter().map(|row| row.user).collect();
    let hidden = friends::invisible_to(tx, user)?;
    let people: HashMap<UserId, Person> = accounts::find_people(tx, &ids)?
        .into_iter()
        .filter(|person| person.id == user || (person.visible && !hidden.contains(&person.id)))
        .map(|person| (person.id, person))
        .collect();
    rows.retain(|row| people.contains_key(&row.user));
    if rows.is_empty() {
        return Ok((Vec::new(), next));
    }
    let seen: Vec<UserId> = rows.iter().map(|row| row.user).collect();
    let days = habits::local_days(tx, &seen)?;
    let spans: Vec<(UserId, Date, Date)> =
        rows.iter().filter_map(|row| days.get(&row.user).map(|today| (row.user, row.starts_on, *today))).collect();
    let totals = habits::challenge_totals(tx, id.0, &spans)?;
    let members = rows.into_iter().filter_map(|row| {
        let (due, done) = totals.get(&row.user).copied().unwrap_or((0, 0));
        Some(MemberSeen { person: people.get(&row.user)?.clone(), starts_on: row.starts_on, due, done })
    });
    Ok((members.collect(), next))
}

/// Everybody who takes part, with the local day of joining; in no order.
///
/// # Errors
/// Those of the database.
pub fn member_spans(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Vec<(UserId, Date)>, DbError> {
    let members = tx.challenges().all_members(id)?;
    Ok(members.into_iter().map(|member| (member.user, member.starts_on)).collect())
}

/// Up to `limit` of those who take part after `after`, by id.
///
/// # Errors
/// Those of the database.
pub fn members_after(tx: &mut Tx<'_>, id: ChallengeId, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
    let members = tx.challenges().members(id, after, i64::from(limit))?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

/// Who of `users` takes part in what, in no order, in one question.
///
/// # Errors
/// Those of the database.
pub fn parts_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<(ChallengeId, UserId)>, DbError> {
    tx.challenges().parts_of(users)
}

/// Everybody who takes part, in no order.
///
/// # Errors
/// Those of the database.
pub fn member_ids(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Vec<UserId>, DbError> {
    let members = tx.challenges().all_members(id)?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

/// The local day on which somebody joined, if they take part.
///
/// # Errors
/// Those of the database.
pub fn started_on(tx: &mut Tx<'_>, id: ChallengeId, user: UserId) -> Result<Option<Date>, DbError> {
    Ok(tx.challenges().member(id, user)?.map(|member| member.starts_on))
}

/// Whether somebody takes part.
///
/// # Errors
/// Those of the database.
pub fn is_member(tx: &mut Tx<'_>, id: ChallengeId, user: UserId) -> Result<bool, DbError> {
    Ok(tx.challenges().member(id, user)?.is_some())
}

/// What a challenge is called, if there is one of this id.
///
/// # Errors
/// Those of the database.
pub fn title_of(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Option<String>, DbError> {
    match super::find(tx, id) {
        Ok(challenge) => Ok(Some(challenge.title)),
        Err(ChallengesError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// An account is about to be deleted: what its owner founded goes, where nobody else takes part.
/// The rest goes on for those who do.
///
/// # Errors
/// Those of the database.
pub fn founder_leaves(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.challenges().drop_founded(user).map(drop)
}

/// What these challenges are called, in one question.
///
/// # Errors
/// Those of the database.
pub fn titles_of(tx: &mut Tx<'_>, ids: &[ChallengeId]) -> Result<HashMap<ChallengeId, String>, DbError> {
    let (known, made): (Vec<ChallengeId>, Vec<ChallengeId>) = ids.iter().partition(|id| shipped(**id).is_some());
    let mut titles: HashMap<ChallengeId, String> =
        known.into_iter().filter_map(|id| Some((id, shipped(id)?.title.clone()))).collect();
    if !made.is_empty() {
        titles.extend(tx.challenges().many(&made)?.into_iter().map(|challenge| (challenge.id, challenge.title)));
    }
    Ok(titles)
}
