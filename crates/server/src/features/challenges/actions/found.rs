//! Making a challenge of one's own.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Builder;

use super::look::{self, Seen};
use crate::features::accounts::UserId;
use crate::features::challenges::rules::{Challenge, ChallengeHabit, Frequency, Step, USUAL_DAYS};
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::planner::{self, HabitType};
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, one_line};

/// Challenges one user may have made.
const MOST_FOUNDED: u32 = 50;
const MOST_HABITS: usize = 10;
const MOST_TASKS: usize = 10;
const LONGEST_TITLE: usize = 100;
const LONGEST_DESCRIPTION: usize = 1000;
const LONGEST_CATEGORY: usize = 40;
const LONGEST_TASK: usize = 200;

/// A challenge to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChallenge {
    /// What it is called, 1-100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// More about it, at most 1000 characters.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// What it is about, 1-40 characters.
    #[schema(min_length = 1, max_length = 40)]
    pub category: String,
    /// Calendar days from joining; 30 by default.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: Option<u16>,
    /// What there is to choose from when joining.
    #[schema(min_items = 1, max_items = 10)]
    pub habits: Vec<NewChallengeHabit>,
}

/// A habit of a challenge to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChallengeHabit {
    /// What it is called, 1-100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// More about it, at most 1000 characters.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// On which days; `daily` by default.
    pub frequency: Option<Frequency>,
    /// To build or to quit; `good` by default.
    #[serde(rename = "type")]
    pub kind: Option<HabitType>,
    /// The tasks of each day; the title by default.
    #[schema(min_items = 1, max_items = 10)]
    pub tasks: Option<Vec<String>>,
}

/// Makes a challenge. Whoever knows its id may join; it stands in nobody's list.
///
/// # Errors
/// [`ChallengesError::Invalid`], [`ChallengesError::NeedsCare`],
/// [`ChallengesError::TooManyFounded`].
pub fn found(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &CreateChallenge,
) -> Result<Seen, ChallengesError> {
    let mut errors = Vec::new();
    let title = text("title", &input.title, LONGEST_TITLE, true, &mut errors);
    let description = described("description", input.description.as_deref(), &mut errors);
    let category = text("category", &input.category, LONGEST_CATEGORY, true, &mut errors).to_lowercase();
    let duration_days = input.duration_days.unwrap_or(USUAL_DAYS);
    if !(1..=365).contains(&duration_days) {
        errors.push(FieldError::new("duration_days", "out-of-range", "A challenge has 1 to 365 days."));
    }
    if input.habits.is_empty() || input.habits.len() > MOST_HABITS {
        let detail = format!("A challenge has 1 to {MOST_HABITS} habits.");
        errors.push(FieldError::new("habits", "wrong-count", detail));
    }
    let mut habits = Vec::new();
    for (at, wanted) in input.habits.iter().take(MOST_HABITS).enumerate() {
        habits.push(habit(tx, at, wanted, &mut errors));
    }
    if !errors.is_empty() {
        return Err(ChallengesError::Invalid(errors));
    }
    // Random throughout: knowing it is the invitation.
    let id = ChallengeId(Builder::from_random_bytes(tx.random_bytes()).into_uuid());
    let challenge =
        Challenge { id, founder: Some(user), shipped: false, title, description, category, duration_days, habits };
    care(&challenge)?;
    if tx.challenges().count_founded(user)? >= MOST_FOUNDED {
        return Err(ChallengesError::TooManyFounded);
    }
    tx.challenges().insert(&challenge)?;
    reactions.challenge_founded(tx, &ChallengeEvent { user, challenge: id, title: &challenge.title })?;
    Ok(look::seen(tx, user, challenge)?)
}

fn habit(tx: &mut Tx<'_>, at: usize, wanted: &NewChallengeHabit, errors: &mut Vec<FieldError>) -> ChallengeHabit {
    let title = text(&format!("habits[{at}].title"), &wanted.title, LONGEST_TITLE, true, errors);
    let description = described(&format!("habits[{at}].description"), wanted.description.as_deref(), errors);
    let tasks = match &wanted.tasks {
        None => vec![title.clone()],
        Some(tasks) => {
            if tasks.is_empty() || tasks.len() > MOST_TASKS {
                let detail = format!("A day has 1 to {MOST_TASKS} tasks.");
                errors.push(FieldError::new(format!("habits[{at}].tasks"), "wrong-count", detail));
            }
            let named = tasks.iter().take(MOST_TASKS).enumerate();
            named.map(|(n, task)| text(&format!("habits[{at}].tasks[{n}]"), task, LONGEST_TASK, true, errors)).collect()
        }
    };
    ChallengeHabit {
        id: tx.new_id(),
        title,
        description,
        frequency: wanted.frequency.unwrap_or(Frequency::Daily),
        kind: wanted.kind.unwrap_or(HabitType::Good),
        icon: None,
        steps: vec![Step { from: 1, tasks }],
    }
}

fn described(field: &str, given: Option<&str>, errors: &mut Vec<FieldError>) -> String {
    text(field, given.unwrap_or_default(), LONGEST_DESCRIPTION, false, errors)
}

fn text(field: &str, given: &str, longest: usize, needed: bool, errors: &mut Vec<FieldError>) -> String {
    let kept = one_line(given);
    if is_longer_than(given, longest) {
        errors.push(FieldError::new(field, "too-long", format!("At most {longest} characters.")));
    } else if needed && kept.is_empty() {
        errors.push(FieldError::new(field, "required", "This is needed."));
    }
    kept
}

/// A challenge that could hurt is not made, whoever would join it.
fn care(challenge: &Challenge) -> Result<(), ChallengesError> {
    let habits = challenge.habits.iter().flat_map(|habit| {
        let tasks = habit.steps.iter().flat_map(|step| &step.tasks);
        [&habit.title, &habit.description].into_iter().chain(tasks)
    });
    let mut texts = [&challenge.title, &challenge.description].into_iter().chain(habits);
    match texts.find_map(|text| planner::needs_care(text)) {
        Some(care) => Err(ChallengesError::NeedsCare(format!("{} {}", care.message, care.help))),
        None => Ok(()),
    }
}
