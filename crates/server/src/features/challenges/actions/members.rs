//! The members of a challenge.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::catalogue::built_in;
use crate::features::challenges::{ChallengeId, ChallengesError};
use crate::features::{friends, habits};
use crate::platform::db::{DbError, Tx};

/// A member as others see them.
#[derive(Clone, Debug)]
pub struct MemberProgress {
    #[allow(missing_docs, reason = "the name says it")]
    pub person: Person,
    /// The local day of joining.
    pub starts_on: Date,
    /// Tasks due from then to the member's local day.
    pub due: u32,
    /// How many of them are done.
    pub done: u32,
}

/// Returns up to `limit` members after `after`, by id, and where the next page begins, if there is one. Leaves out
/// members who hide themselves or are blocked, but never the asking user.
pub fn list_members(
    tx: &mut Tx<'_>,
    user: UserId,
    id: ChallengeId,
    after: Uuid,
    limit: usize,
) -> Result<(Vec<MemberProgress>, Option<UserId>), ChallengesError> {
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
    let users: Vec<UserId> = rows.iter().map(|row| row.user).collect();
    let days = habits::local_days(tx, &users)?;
    let spans: Vec<(UserId, Date, Date)> =
        rows.iter().filter_map(|row| days.get(&row.user).map(|today| (row.user, row.starts_on, *today))).collect();
    let totals = habits::challenge_totals(tx, id.0, &spans)?;
    let members = rows.into_iter().filter_map(|row| {
        let (due, done) = totals.get(&row.user).copied().unwrap_or((0, 0));
        Some(MemberProgress { person: people.get(&row.user)?.clone(), starts_on: row.starts_on, due, done })
    });
    Ok((members.collect(), next))
}

/// Returns every member with the local day of joining, in unspecified order.
pub fn member_spans(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Vec<(UserId, Date)>, DbError> {
    let members = tx.challenges().all_members(id)?;
    Ok(members.into_iter().map(|member| (member.user, member.starts_on)).collect())
}

/// Returns up to `limit` members after `after`, by id.
pub fn members_after(tx: &mut Tx<'_>, id: ChallengeId, after: Uuid, limit: u32) -> Result<Vec<UserId>, DbError> {
    let members = tx.challenges().members(id, after, i64::from(limit))?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

/// Returns the challenges of each of `users`, in unspecified order, in one statement.
pub fn memberships_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<(ChallengeId, UserId)>, DbError> {
    tx.challenges().memberships_of(users)
}

/// Returns every member, in unspecified order.
pub fn member_ids(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Vec<UserId>, DbError> {
    let members = tx.challenges().all_members(id)?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

/// Returns the local day on which `user` joined; `None` if they are not a member.
pub fn started_on(tx: &mut Tx<'_>, id: ChallengeId, user: UserId) -> Result<Option<Date>, DbError> {
    Ok(tx.challenges().member(id, user)?.map(|member| member.starts_on))
}

/// Whether `user` is a member.
pub fn is_member(tx: &mut Tx<'_>, id: ChallengeId, user: UserId) -> Result<bool, DbError> {
    Ok(tx.challenges().member(id, user)?.is_some())
}

/// Returns a challenge's title; `None` if it does not exist.
pub fn title_of(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Option<String>, DbError> {
    match super::find(tx, id) {
        Ok(challenge) => Ok(Some(challenge.title)),
        Err(ChallengesError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Ends what a closed account shows in challenges: removes the user from every challenge, and removes challenges that
/// they created (at most 50) and nobody else joined. The others remain for their members.
pub fn account_closing(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.challenges().drop_founded(user)?;
    tx.challenges().leave_founded(user)?;
    tx.challenges().leave_all(user)
}

/// Returns the titles of these challenges, in one statement.
pub fn titles_of(tx: &mut Tx<'_>, ids: &[ChallengeId]) -> Result<HashMap<ChallengeId, String>, DbError> {
    let (known, made): (Vec<ChallengeId>, Vec<ChallengeId>) = ids.iter().partition(|id| built_in(**id).is_some());
    let mut titles: HashMap<ChallengeId, String> =
        known.into_iter().filter_map(|id| Some((id, built_in(id)?.title.clone()))).collect();
    if !made.is_empty() {
        titles.extend(tx.challenges().many(&made)?.into_iter().map(|challenge| (challenge.id, challenge.title)));
    }
    Ok(titles)
}
