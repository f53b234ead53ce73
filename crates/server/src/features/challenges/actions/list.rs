//! Showing challenges, each with the asking user's own progress.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::features::challenges::catalogue::CATALOGUE;
use crate::features::challenges::rules::Challenge;
use crate::features::challenges::{ChallengeId, ChallengesError};
use crate::features::habits::{self, HabitCount, HabitId};
use crate::platform::db::{DbError, Tx};

/// A challenge as one user sees it.
#[derive(Clone, Debug)]
pub struct ChallengeForUser {
    #[allow(missing_docs, reason = "the name says it")]
    pub challenge: Challenge,
    /// Number of members.
    pub members: u32,
    /// Whether this user created it.
    pub founded: bool,
    /// `None` if this user is not a member.
    pub participation: Option<Participation>,
}

/// A member's progress so far.
#[derive(Clone, Debug)]
pub struct Participation {
    /// The local day of joining.
    pub starts_on: Date,
    /// The last day of the member's habits.
    pub ends_on: Date,
    /// The member's local day.
    pub today: Date,
    /// One per habit that the member chose.
    pub tracking: Vec<TrackedHabit>,
}

/// A habit that a member chose.
#[derive(Clone, Copy, Debug)]
pub struct TrackedHabit {
    /// The challenge's habit.
    pub challenge_habit: Uuid,
    /// The member's own habit.
    pub habit: HabitId,
    /// Due and done up to today.
    pub count: HabitCount,
}

impl Participation {
    /// (due, done) of all its habits so far.
    #[must_use]
    pub fn total(&self) -> (u32, u32) {
        self.tracking.iter().fold((0, 0), |(due, done), one| (due + one.count.due, done + one.count.done))
    }
}

/// A filter for the list of challenges.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this category.
    pub category: Option<String>,
    /// Only those that the user created or joined.
    pub mine: bool,
    /// Words that must all occur in it.
    pub query: Option<String>,
}

impl Filter {
    fn matches(&self, challenge: &Challenge) -> bool {
        let category = self.category.as_deref().is_none_or(|wanted| challenge.category == wanted.trim().to_lowercase());
        category && self.query.as_deref().is_none_or(|query| challenge.matches(query))
    }
}

/// Returns up to `limit` challenges after `after`: first user-created ones that this user created or joined, then
/// the built-in ones.
pub fn list(
    tx: &mut Tx<'_>,
    user: UserId,
    filter: &Filter,
    after: Option<ChallengeId>,
    limit: usize,
) -> Result<Vec<ChallengeForUser>, DbError> {
    let mut participations = participations(tx, user)?;
    let mut found = tx.challenges().of_user(user)?;
    let built_in = CATALOGUE.iter().filter(|one| !filter.mine || participations.contains_key(&one.id));
    found.extend(built_in.cloned());
    found.retain(|challenge| filter.matches(challenge));
    let at = after.and_then(|id| found.iter().position(|challenge| challenge.id == id)).map_or(0, |at| at + 1);
    let page: Vec<Challenge> = found.into_iter().skip(at).take(limit).collect();
    let ids: Vec<ChallengeId> = page.iter().map(|challenge| challenge.id).collect();
    let sizes: HashMap<ChallengeId, u32> = tx.challenges().sizes(&ids)?.into_iter().collect();
    let seen = page.into_iter().map(|challenge| ChallengeForUser {
        members: sizes.get(&challenge.id).copied().unwrap_or(0),
        founded: challenge.founder == Some(user),
        participation: participations.remove(&challenge.id),
        challenge,
    });
    Ok(seen.collect())
}

/// Returns one challenge.
pub fn get(tx: &mut Tx<'_>, user: UserId, id: ChallengeId) -> Result<ChallengeForUser, ChallengesError> {
    let challenge = super::find(tx, id)?;
    Ok(for_user(tx, user, challenge)?)
}

/// Returns how many members a challenge has.
pub fn size(tx: &mut Tx<'_>, id: ChallengeId) -> Result<u32, DbError> {
    Ok(tx.challenges().sizes(&[id])?.first().map_or(0, |(_, members)| *members))
}

/// Adds what `user` sees of it to a challenge.
pub(super) fn for_user(tx: &mut Tx<'_>, user: UserId, challenge: Challenge) -> Result<ChallengeForUser, DbError> {
    let members = size(tx, challenge.id)?;
    let participation = participations(tx, user)?.remove(&challenge.id);
    Ok(ChallengeForUser { members, founded: challenge.founder == Some(user), participation, challenge })
}

/// Returns all the user's participations, in four statements whatever their number.
fn participations(tx: &mut Tx<'_>, user: UserId) -> Result<HashMap<ChallengeId, Participation>, DbError> {
    let memberships = tx.challenges().memberships(user)?;
    if memberships.is_empty() {
        return Ok(HashMap::new());
    }
    let today = habits::local_day(tx, user)?;
    let tracking = tx.challenges().tracking(user)?;
    let counts = habits::challenge_counts(tx, user, today)?;
    let mut participations: HashMap<ChallengeId, Participation> = memberships
        .into_iter()
        .map(|member| {
            let participation =
                Participation { starts_on: member.starts_on, ends_on: member.ends_on, today, tracking: Vec::new() };
            (member.challenge, participation)
        })
        .collect();
    for record in tracking {
        let nothing = HabitCount { habit: record.habit, due: 0, done: 0, due_last: 0, done_last: 0 };
        let count = counts.get(&record.habit).copied().unwrap_or(nothing);
        if let Some(participation) = participations.get_mut(&record.challenge) {
            let tracked = TrackedHabit { challenge_habit: record.challenge_habit, habit: record.habit, count };
            participation.tracking.push(tracked);
        }
    }
    Ok(participations)
}
