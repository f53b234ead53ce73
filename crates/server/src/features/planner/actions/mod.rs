//! The use cases of this room: what is asked for here, drafts in `drafts`, the AI's part in `calls`.

pub mod calls;
pub mod drafts;

use serde::Deserialize;
use utoipa::ToSchema;

use super::rules::{self, Answer, HabitType, PlanRequest, Quantity};
use super::store::Draft;
use super::{DraftId, PlannerError};
use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, one_line, shows_nothing};

/// A day of an edited draft has at most this many tasks.
const MOST_TASKS: usize = 20;
const HABIT_CHARS: usize = 200;
const TEXT_CHARS: usize = 500;
const MOST_ANSWERS: usize = 12;
const MOST_QUANTITY: u32 = 100_000;

/// What a plan is to be made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDraft {
    /// The habit in the user's words, 2-200 characters.
    #[schema(min_length = 2, max_length = 200)]
    pub habit: String,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    pub kind: HabitType,
    /// Days of the plan.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: u16,
    /// Why, in the user's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub motivation: String,
    /// What gets in the way, in the user's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub obstacle: String,
    /// Amount a day now, where the habit has one; read out of the habit's text when missing.
    #[schema(minimum = 1, maximum = 100_000)]
    pub quantity_per_day: Option<u32>,
    /// What is counted.
    #[schema(max_length = 30)]
    pub unit: Option<String>,
    /// Amount a day to arrive at.
    #[schema(minimum = 0, maximum = 100_000)]
    pub target_quantity: Option<u32>,
    /// Answers to the dynamic questions.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub answers: Vec<AnswerInput>,
    /// A former draft: its tasks are not used again, and it is dropped.
    pub replaces: Option<DraftId>,
}

/// A question with its answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The question as it was put.
    #[schema(max_length = 500)]
    pub question: String,
    /// What the user said.
    #[schema(max_length = 500)]
    pub answer: String,
}

/// New tasks for some days of a draft.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditDraft {
    /// The days to replace.
    #[schema(min_items = 1, max_items = 365)]
    pub days: Vec<EditDay>,
}

/// New tasks for one day.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditDay {
    /// The plan day, from 1.
    #[schema(minimum = 1, maximum = 365)]
    pub day: u16,
    /// 1-20 tasks of 3-200 characters.
    #[schema(min_items = 1, max_items = 20)]
    pub tasks: Vec<String>,
}

/// A plan as the habits room takes it over.
#[derive(Clone, Debug)]
pub struct AcceptedPlan {
    /// The habit in the user's words.
    pub habit: String,
    /// To build or to quit.
    pub kind: HabitType,
    /// The category's icon.
    pub icon: String,
    /// Why, in the user's words.
    pub motivation: String,
    /// Tasks day by day.
    pub days: Vec<Vec<String>>,
}

/// What accepting a draft came to.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// The plan, from now on a habit's.
    Plan(AcceptedPlan),
    /// It became a habit before.
    Already,
    /// It is still being written.
    Unfinished,
    /// Not there, or not this user's.
    NotFound,
}

/// Refuses what could hurt, in any of `texts`.
///
/// # Errors
/// [`PlannerError::NeedsCare`].
pub fn check_care<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<(), PlannerError> {
    texts.into_iter().find_map(rules::needs_care).map_or(Ok(()), |care| Err(PlannerError::NeedsCare(care)))
}

/// A habit's text as it is kept.
///
/// # Errors
/// [`PlannerError::Invalid`] naming `habit`, [`PlannerError::NeedsCare`].
pub fn check_habit(habit: &str) -> Result<String, PlannerError> {
    let mut errors = Vec::new();
    let habit = habit_text(habit, &mut errors);
    if !errors.is_empty() {
        return Err(PlannerError::Invalid(errors));
    }
    check_care([habit.as_str()])?;
    Ok(habit)
}

/// Why and what gets in the way, as they come with a wish for questions.
///
/// # Errors
/// [`PlannerError::Invalid`] naming the field, [`PlannerError::NeedsCare`].
pub fn check_texts(motivation: Option<&str>, obstacle: Option<&str>) -> Result<(), PlannerError> {
    let mut errors = Vec::new();
    for (field, text) in [("motivation", motivation), ("obstacle", obstacle)] {
        bounded(field, text.unwrap_or_default(), TEXT_CHARS, &mut errors);
    }
    if !errors.is_empty() {
        return Err(PlannerError::Invalid(errors));
    }
    check_care(motivation.into_iter().chain(obstacle))
}

fn habit_text(habit: &str, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(habit, HABIT_CHARS) {
        errors.push(FieldError::new("habit", "too-long", format!("At most {HABIT_CHARS} characters.")));
        return String::new();
    }
    let habit = one_line(habit);
    match habit.chars().count() {
        _ if shows_nothing(&habit) => {
            errors.push(FieldError::new("habit", "required", "Say in a few words what you want to build or quit."));
        }
        1 => errors.push(FieldError::new("habit", "too-short", "Say a little more: at least 2 characters.")),
        _ => {}
    }
    habit
}

fn bounded(field: &str, text: &str, most: usize, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(text, most) {
        errors.push(FieldError::new(field, "too-long", format!("At most {most} characters.")));
    }
    one_line(text)
}

/// What the planner is asked, from what the user sent.
///
/// # Errors
/// [`PlannerError::Invalid`] naming each field, [`PlannerError::NeedsCare`].
pub fn plan_request(input: &CreateDraft, former: Option<&Draft>) -> Result<PlanRequest, PlannerError> {
    let mut errors = Vec::new();
    let habit = habit_text(&input.habit, &mut errors);
    let motivation = bounded("motivation", &input.motivation, TEXT_CHARS, &mut errors);
    let obstacle = bounded("obstacle", &input.obstacle, TEXT_CHARS, &mut errors);
    if !(1..=rules::MAX_DAYS).contains(&input.duration_days) {
        errors.push(FieldError::new("duration_days", "out-of-range", "A plan has 1 to 365 days."));
    }
    if input.answers.len() > MOST_ANSWERS {
        errors.push(FieldError::new("answers", "too-many", format!("At most {MOST_ANSWERS} answers.")));
    }
    let mut answers = Vec::new();
    for (index, given) in input.answers.iter().take(MOST_ANSWERS).enumerate() {
        answers.push(Answer {
            question: bounded(&format!("answers[{index}].question"), &given.question, TEXT_CHARS, &mut errors),
            answer: bounded(&format!("answers[{index}].answer"), &given.answer, TEXT_CHARS, &mut errors),
        });
    }
    let quantity = quantity(input, &habit, &mut errors);
    if !errors.is_empty() {
        return Err(PlannerError::Invalid(errors));
    }
    let answered = answers.iter().map(|given| given.answer.as_str());
    check_care([habit.as_str(), &motivation, &obstacle].into_iter().chain(answered))?;
    Ok(PlanRequest {
        habit,
        kind: input.kind,
        duration_days: input.duration_days,
        motivation,
        obstacle,
        quantity,
        answers,
        exclude: former.map_or_else(Vec::new, |draft| draft.days.iter().flat_map(|day| day.tasks.clone()).collect()),
        variant: former.map_or(0, |draft| draft.request.variant + 1),
    })
}

fn quantity(input: &CreateDraft, habit: &str, errors: &mut Vec<FieldError>) -> Option<Quantity> {
    let unit = bounded("unit", input.unit.as_deref().unwrap_or_default(), 30, errors);
    for (field, value) in [("quantity_per_day", input.quantity_per_day), ("target_quantity", input.target_quantity)] {
        if value.is_some_and(|value| value > MOST_QUANTITY) {
            errors.push(FieldError::new(field, "out-of-range", format!("At most {MOST_QUANTITY}.")));
        }
    }
    if input.quantity_per_day == Some(0) {
        errors.push(FieldError::new("quantity_per_day", "out-of-range", "At least 1, or leave it out."));
    }
    let read = rules::quantity_in(habit);
    let per_day = input.quantity_per_day.or(read.as_ref().map(|read| read.per_day))?;
    let unit = if unit.is_empty() { read.as_ref().map(|read| read.unit.clone()).unwrap_or_default() } else { unit };
    let target = input.target_quantity.or(read.and_then(|read| read.target));
    Some(Quantity { per_day, unit, target })
}
