//! Creating a challenge.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Builder;

use super::list::{self, ChallengeForUser};
use crate::features::accounts::UserId;
use crate::features::challenges::rules::{Challenge, ChallengeHabit, DEFAULT_DAYS, Frequency, Step};
use crate::features::challenges::{ChallengeEvent, ChallengeId, ChallengesError, Reactions};
use crate::features::planner::{self, HabitType};
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;
use crate::platform::text::{TextFault, display_line, is_longer_than, shows_nothing};

/// Challenges that one user may create.
const MAX_FOUNDED: u32 = 50;
const MAX_HABITS: usize = 10;
const MAX_TASKS: usize = 10;
/// Characters.
const MAX_TITLE: usize = 100;
const MAX_DESCRIPTION: usize = 1000;
const MAX_CATEGORY: usize = 40;

/// A challenge to create.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChallenge {
    /// 1-100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// At most 1000 characters.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// 1-40 characters.
    #[schema(min_length = 1, max_length = 40)]
    pub category: String,
    /// Calendar days from joining; 30 by default.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: Option<u16>,
    /// The habits that members choose from.
    #[schema(min_items = 1, max_items = 10)]
    pub habits: Vec<NewChallengeHabit>,
}

/// A habit of a challenge to create.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChallengeHabit {
    /// 1-100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// At most 1000 characters.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// `daily` by default.
    pub frequency: Option<Frequency>,
    /// `good` to build it (the default), `bad` to quit it.
    #[serde(rename = "type")]
    pub kind: Option<HabitType>,
    /// The tasks of each day, of 3-200 characters (2 in scripts without an alphabet, such as Chinese); the title
    /// by default.
    #[schema(min_items = 1, max_items = 10)]
    pub tasks: Option<Vec<String>>,
}

/// Creates a challenge. Anyone with its id can join; it is not listed for others.
pub fn create(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &CreateChallenge,
) -> Result<ChallengeForUser, ChallengesError> {
    let mut errors = Vec::new();
    let title = text("title", &input.title, MAX_TITLE, true, &mut errors);
    let description = optional_text("description", input.description.as_deref(), &mut errors);
    let category = text("category", &input.category, MAX_CATEGORY, true, &mut errors).to_lowercase();
    let duration_days = input.duration_days.unwrap_or(DEFAULT_DAYS);
    if !(1..=365).contains(&duration_days) {
        errors.push(FieldError::new("duration_days", "out-of-range", "A challenge has 1 to 365 days."));
    }
    if input.habits.is_empty() || input.habits.len() > MAX_HABITS {
        let detail = format!("A challenge has 1 to {MAX_HABITS} habits.");
        errors.push(FieldError::new("habits", "wrong-count", detail));
    }
    let mut habits = Vec::new();
    for (at, new) in input.habits.iter().take(MAX_HABITS).enumerate() {
        habits.push(habit(tx, at, new, &mut errors));
    }
    if !errors.is_empty() {
        return Err(ChallengesError::Invalid(errors));
    }
    // Random instead of rising with time: whoever knows it may join.
    let id = ChallengeId(Builder::from_random_bytes(tx.random_bytes()).into_uuid());
    let challenge =
        Challenge { id, founder: Some(user), built_in: false, title, description, category, duration_days, habits };
    check_care(&challenge)?;
    if tx.challenges().count_founded(user)? >= MAX_FOUNDED {
        return Err(ChallengesError::TooManyFounded);
    }
    tx.challenges().insert(&challenge)?;
    reactions.challenge_founded(tx, &ChallengeEvent { user, challenge: id, title: &challenge.title })?;
    Ok(list::for_user(tx, user, challenge)?)
}

fn habit(tx: &mut Tx<'_>, at: usize, new: &NewChallengeHabit, errors: &mut Vec<FieldError>) -> ChallengeHabit {
    let before = errors.len();
    let name = format!("habits[{at}].title");
    let title = text(&name, &new.title, MAX_TITLE, true, errors);
    let wrong_title = errors.len() > before;
    let description = optional_text(&format!("habits[{at}].description"), new.description.as_deref(), errors);
    let tasks = match &new.tasks {
        // A title that is the task of each day must be one.
        None if wrong_title => Vec::new(),
        None => task(&name, &title, errors).into_iter().collect(),
        Some(tasks) => {
            if tasks.is_empty() || tasks.len() > MAX_TASKS {
                let detail = format!("A day has 1 to {MAX_TASKS} tasks.");
                errors.push(FieldError::new(format!("habits[{at}].tasks"), "wrong-count", detail));
            }
            let named = tasks.iter().take(MAX_TASKS).enumerate();
            named.filter_map(|(n, title)| task(&format!("habits[{at}].tasks[{n}]"), title, errors)).collect()
        }
    };
    ChallengeHabit {
        id: tx.new_id(),
        title,
        description,
        frequency: new.frequency.unwrap_or(Frequency::Daily),
        kind: new.kind.unwrap_or(HabitType::Good),
        icon: None,
        steps: vec![Step { from: 1, tasks }],
    }
}

fn optional_text(field: &str, given: Option<&str>, errors: &mut Vec<FieldError>) -> String {
    text(field, given.unwrap_or_default(), MAX_DESCRIPTION, false, errors)
}

/// A member gets it as a task of their own habit, so it follows the same rule.
fn task(field: &str, title: &str, errors: &mut Vec<FieldError>) -> Option<String> {
    planner::check_task_title(field, title).map_err(|error| errors.push(error)).ok()
}

fn text(field: &str, given: &str, max: usize, required: bool, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(given, max) {
        errors.push(FieldError::new(field, "too-long", format!("At most {max} characters.")));
        return String::new();
    }
    match display_line(given) {
        Ok(kept) if required && shows_nothing(&kept) => {
            errors.push(FieldError::new(field, "required", "This is needed."));
            kept
        }
        Ok(kept) => kept,
        Err(fault) => {
            errors.push(FieldError::new(field, TextFault::CODE, fault.to_string()));
            String::new()
        }
    }
}

/// Refuses a challenge that could hurt its members.
fn check_care(challenge: &Challenge) -> Result<(), ChallengesError> {
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
