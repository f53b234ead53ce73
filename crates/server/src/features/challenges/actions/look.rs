//! Looking at challenges, with the user's own part in each.

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
pub struct Seen {
    /// What it is.
    pub challenge: Challenge,
    /// How many take part.
    pub members: u32,
    /// Whether this user made it.
    pub founded: bool,
    /// This user's part.
    pub part: Option<Part>,
}

/// Somebody's part in a challenge so far.
#[derive(Clone, Debug)]
pub struct Part {
    /// The local day of joining.
    pub starts_on: Date,
    /// The last day of its habits.
    pub ends_on: Date,
    /// The user's local day.
    pub today: Date,
    /// One record for each habit that was chosen.
    pub tracking: Vec<Tracked>,
}

/// One tracked habit so far.
#[derive(Clone, Copy, Debug)]
pub struct Tracked {
    /// The challenge's habit.
    pub challenge_habit: Uuid,
    /// The user's habit.
    pub habit: HabitId,
    /// What it came to, up to today.
    pub count: HabitCount,
}

impl Part {
    /// (due, done) of all its habits so far.
    #[must_use]
    pub fn total(&self) -> (u32, u32) {
        self.tracking.iter().fold((0, 0), |(due, done), one| (due + one.count.due, done + one.count.done))
    }
}

/// Which challenges are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this category.
    pub category: Option<String>,
    /// Only those the user founded or takes part in.
    pub mine: bool,
    /// Words that have to be in it.
    pub query: Option<String>,
}

impl Filter {
    fn takes(&self, challenge: &Challenge) -> bool {
        let category = self.category.as_deref().is_none_or(|wanted| challenge.category == wanted.trim().to_lowercase());
        category && self.query.as_deref().is_none_or(|query| challenge.matches(query))
    }
}

/// Up to `limit` challenges after `after`: first those of people that this user founded or
/// joined, then the shipped ones.
///
/// # Errors
/// Those of the database.
pub fn list(
    tx: &mut Tx<'_>,
    user: UserId,
    filter: &Filter,
    after: Option<ChallengeId>,
    limit: usize,
) -> Result<Vec<Seen>, DbError> {
    let mut parts = parts(tx, user)?;
    let mut found = tx.challenges().of_user(user)?;
    let shipped = CATALOGUE.iter().filter(|challenge| !filter.mine || parts.contains_key(&challenge.id));
    found.extend(shipped.cloned());
    found.retain(|challenge| filter.takes(challenge));
    let at = after.and_then(|id| found.iter().position(|challenge| challenge.id == id)).map_or(0, |at| at + 1);
    let page: Vec<Challenge> = found.into_iter().skip(at).take(limit).collect();
    let ids: Vec<ChallengeId> = page.iter().map(|challenge| challenge.id).collect();
    let sizes: HashMap<ChallengeId, u32> = tx.challenges().sizes(&ids)?.into_iter().collect();
    let seen = page.into_iter().map(|challenge| Seen {
        members: sizes.get(&challenge.id).copied().unwrap_or(0),
        founded: challenge.founder == Some(user),
        part: parts.remove(&challenge.id),
        challenge,
    });
    Ok(seen.collect())
}

/// One challenge.
///
/// # Errors
/// [`ChallengesError::NotFound`].
pub fn look_at(tx: &mut Tx<'_>, user: UserId, id: ChallengeId) -> Result<Seen, ChallengesError> {
    let challenge = super::find(tx, id)?;
    Ok(seen(tx, user, challenge)?)
}

/// A challenge with the user's part in it.
pub(super) fn seen(tx: &mut Tx<'_>, user: UserId, challenge: Challenge) -> Result<Seen, DbError> {
    let members = tx.challenges().sizes(&[challenge.id])?.first().map_or(0, |(_, members)| *members);
    let part = parts(tx, user)?.remove(&challenge.id);
    Ok(Seen { members, founded: challenge.founder == Some(user), part, challenge })
}

/// All the user's parts, in four questions whatever their number.
fn parts(tx: &mut Tx<'_>, user: UserId) -> Result<HashMap<ChallengeId, Part>, DbError> {
    let memberships = tx.challenges().memberships(user)?;
    if memberships.is_empty() {
        return Ok(HashMap::new());
    }
    let today = habits::local_day(tx, user)?;
    let tracking = tx.challenges().tracking(user)?;
    let counts = habits::challenge_counts(tx, user, today)?;
    let mut parts: HashMap<ChallengeId, Part> = memberships
        .into_iter()
        .map(|member| {
            let part = Part { starts_on: member.starts_on, ends_on: member.ends_on, today, tracking: Vec::new() };
            (member.challenge, part)
        })
        .collect();
    for record in tracking {
        let nothing = HabitCount { habit: record.habit, due: 0, done: 0, due_last: 0, done_last: 0 };
        let count = counts.get(&record.habit).copied().unwrap_or(nothing);
        if let Some(part) = parts.get_mut(&record.challenge) {
            part.tracking.push(Tracked { challenge_habit: record.challenge_habit, habit: record.habit, count });
        }
    }
    Ok(parts)
}
