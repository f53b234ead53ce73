//! Joining a challenge and leaving it.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::look::{self, Seen};
use crate::features::accounts::UserId;
use crate::features::challenges::rules::{Challenge, ChallengeHabit, plan_days, tasks_by_day};
use crate::features::challenges::store::{Member, Tracking};
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::habits::{self, CreateHabit};
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

/// Challenges of one user that are not finished.
const MOST_RUNNING: u32 = 20;
/// More can't be meant: a challenge has at most ten.
const MOST_IDS: usize = 50;

/// Which of a challenge's habits are taken on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinChallenge {
    /// At least one of the challenge's habits.
    #[schema(min_items = 1, max_items = 50)]
    pub habit_ids: Vec<Uuid>,
}

/// Joins with the chosen habits: a tracking record and a real habit for each.
///
/// # Errors
/// [`ChallengesError::NotFound`], [`ChallengesError::AlreadyJoined`],
/// [`ChallengesError::Invalid`] for none or a foreign habit, [`ChallengesError::TooManyJoined`],
/// those of the habits.
pub fn join(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: ChallengeId,
    input: &JoinChallenge,
) -> Result<Seen, ChallengesError> {
    let challenge = super::find(tx, id)?;
    let chosen = chosen(&challenge, &input.habit_ids)?;
    if tx.challenges().member(id, user)?.is_some() {
        return Err(ChallengesError::AlreadyJoined);
    }
    if tx.challenges().count_running(user)? >= MOST_RUNNING {
        return Err(ChallengesError::TooManyJoined);
    }
    let today = habits::local_day(tx, user)?;
    let mut ends_on = today;
    let mut tracking = Vec::with_capacity(chosen.len());
    // At most ten habits.
    for habit in chosen {
        let days = plan_days(habit.frequency, today, challenge.duration_days);
        let wanted = CreateHabit {
            name: Some(habit.title.clone()),
            kind: Some(habit.kind),
            duration_days: Some(days),
            tasks_by_day: Some(tasks_by_day(&habit.steps, days)),
            weekdays: Some(habit.frequency.iso()),
            icon: habit.icon.clone(),
            ..CreateHabit::default()
        };
        let (made, last) = habits::create_for_challenge(tx, user, id.0, &wanted)?;
        ends_on = ends_on.max(last);
        tracking.push(Tracking { challenge: id, challenge_habit: habit.id, habit: made });
    }
    tx.challenges().join(&Member { challenge: id, user, starts_on: today, ends_on }, &tracking)?;
    tx.challenges().uninvite(user, id)?;
    reactions.challenge_joined(tx, &ChallengeEvent { user, challenge: id, title: &challenge.title })?;
    Ok(look::seen(tx, user, challenge)?)
}

/// The challenge's habits that were named, each once, in the challenge's order.
fn chosen<'c>(challenge: &'c Challenge, ids: &[Uuid]) -> Result<Vec<&'c ChallengeHabit>, ChallengesError> {
    if ids.is_empty() {
        return Err(ChallengesError::field("habit_ids", "required", "Choose at least one habit."));
    }
    if ids.len() > MOST_IDS {
        return Err(ChallengesError::field("habit_ids", "too-many", "That is more than a challenge has."));
    }
    let known = |id: &Uuid| challenge.habits.iter().any(|habit| habit.id == *id);
    let foreign: Vec<FieldError> = ids
        .iter()
        .enumerate()
        .filter(|(_, id)| !known(id))
        .map(|(at, _)| FieldError::new(format!("habit_ids[{at}]"), "unknown", "The challenge has no such habit."))
        .collect();
    if !foreign.is_empty() {
        return Err(ChallengesError::Invalid(foreign));
    }
    Ok(challenge.habits.iter().filter(|habit| ids.contains(&habit.id)).collect())
}

/// Leaves: the habits are put away, what was done stays.
///
/// # Errors
/// [`ChallengesError::NotFound`] when the user takes no part.
pub fn leave(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId, id: ChallengeId) -> Result<(), ChallengesError> {
    let tracking = tx.challenges().tracking(user)?;
    if !tx.challenges().leave(id, user)? {
        return Err(ChallengesError::NotFound);
    }
    for record in tracking.into_iter().filter(|record| record.challenge == id) {
        habits::archive_or_delete(tx, user, record.habit)?;
    }
    Ok(reactions.challenge_left(tx, user, id)?)
}
