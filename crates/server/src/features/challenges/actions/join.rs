//! Joining a challenge and leaving it.
//!
//! Many users may join one challenge at the same time, so joining reads nothing that other joins write:
//! docs/portable-sql.md, "Writing for SERIALIZABLE".

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::{ChallengeForUser, Participation, TrackedHabit};
use crate::features::accounts::UserId;
use crate::features::challenges::rules::{Challenge, ChallengeHabit, Step, last_day, plan_days, tasks_by_day};
use crate::features::challenges::store::{Member, Tracking};
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::habits::{self, CreateHabit, HabitCount};
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;
use crate::platform::text::without_hidden;

/// Unfinished challenges of one user.
const MAX_RUNNING: u32 = 20;
/// Longer lists are an error: a challenge has at most ten habits.
const MAX_IDS: usize = 50;

/// The habits of a challenge that a user takes on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinChallenge {
    /// At least one of the challenge's habits.
    #[schema(min_items = 1, max_items = 50)]
    pub habit_ids: Vec<Uuid>,
}

/// Joins with the chosen habits: creates the user's own habit and a tracking record for each.
///
/// `members` is the number of members just before; reading it here would conflict with every other join.
pub fn join(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    id: ChallengeId,
    members: u32,
    input: &JoinChallenge,
) -> Result<ChallengeForUser, ChallengesError> {
    let challenge = super::find(tx, id)?;
    let chosen = chosen(&challenge, &input.habit_ids)?;
    let today = habits::local_day(tx, user)?;
    let planned = |habit: &&ChallengeHabit| {
        last_day(habit.frequency, today, plan_days(habit.frequency, today, challenge.duration_days))
    };
    let planned_end = chosen.iter().map(planned).max().unwrap_or(today);
    if !tx.challenges().join(&Member { challenge: id, user, starts_on: today, ends_on: planned_end })? {
        return Err(ChallengesError::AlreadyJoined);
    }
    if !tx.challenges().start_one(user, MAX_RUNNING)? {
        return Err(ChallengesError::TooManyJoined);
    }
    let mut participation = Participation { starts_on: today, ends_on: today, today, tracking: Vec::new() };
    // At most ten habits.
    for habit in chosen {
        let days = plan_days(habit.frequency, today, challenge.duration_days);
        let steps: Vec<Step> = habit.steps.iter().map(visible_step).collect();
        let created = habits::create_for_challenge(
            tx,
            user,
            id.0,
            &CreateHabit {
                name: Some(without_hidden(&habit.title)),
                kind: Some(habit.kind),
                duration_days: Some(days),
                tasks_by_day: Some(tasks_by_day(&steps, days)),
                weekdays: Some(habit.frequency.iso_weekdays()),
                icon: habit.icon.clone(),
                ..CreateHabit::default()
            },
        )?;
        participation.ends_on = participation.ends_on.max(created.ends_on);
        let due = created.due_today;
        let count = HabitCount { habit: created.habit, due, done: 0, due_last: due, done_last: 0 };
        tx.challenges().track(user, &Tracking { challenge: id, challenge_habit: habit.id, habit: created.habit })?;
        participation.tracking.push(TrackedHabit { challenge_habit: habit.id, habit: created.habit, count });
    }
    if participation.ends_on != planned_end {
        // A change of time zone skips dates of the plan.
        tx.challenges().set_last_day(id, user, participation.ends_on)?;
    }
    tx.challenges().uninvite(user, id)?;
    tx.change_log().record(user.0, None)?;
    reactions.challenge_joined(tx, &ChallengeEvent { user, challenge: id, title: &challenge.title })?;
    let founded = challenge.founder == Some(user);
    Ok(ChallengeForUser { challenge, members: members + 1, founded, participation: Some(participation) })
}

/// Returns a step without characters that were accepted in challenges by an earlier rule.
fn visible_step(step: &Step) -> Step {
    Step { from: step.from, tasks: step.tasks.iter().map(|task| without_hidden(task)).collect() }
}

/// Returns the challenge's habits with these ids, each once, in the challenge's order.
fn chosen<'c>(challenge: &'c Challenge, ids: &[Uuid]) -> Result<Vec<&'c ChallengeHabit>, ChallengesError> {
    if ids.is_empty() {
        return Err(ChallengesError::field("habit_ids", "required", "Choose at least one habit."));
    }
    if ids.len() > MAX_IDS {
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

/// Leaves: the member's habits are archived, or deleted if they were created today and nothing was done.
pub fn leave(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId, id: ChallengeId) -> Result<(), ChallengesError> {
    let tracking = tx.challenges().tracking(user)?;
    if !tx.challenges().leave(id, user)? {
        return Err(ChallengesError::NotFound);
    }
    for record in tracking.into_iter().filter(|record| record.challenge == id) {
        habits::archive_or_delete(tx, user, record.habit)?;
    }
    tx.change_log().record(user.0, None)?;
    Ok(reactions.challenge_left(tx, user, id)?)
}
