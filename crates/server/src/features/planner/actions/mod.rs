//! The use cases of the planner: validating requests here, drafts in `drafts`, AI calls in `calls`.

pub mod calls;
pub mod drafts;

use serde::Deserialize;
use utoipa::ToSchema;

use super::rules::{self, Answer, HabitType, PlanRequest, Quantity};
use super::store::Draft;
use super::{DraftId, PlannerError};
use crate::platform::problem::FieldError;
use crate::platform::text::{TextFault, display_line, is_longer_than, one_line, shows_nothing, without_hidden};

/// A day of an edited draft has at most this many tasks.
const MAX_TASKS_A_DAY: usize = 20;
const MAX_HABIT_CHARS: usize = 200;
const MAX_TEXT_CHARS: usize = 500;
const MAX_ANSWERS: usize = 12;
const MAX_QUANTITY: u32 = 100_000;

/// The request for a plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDraft {
    /// The habit in the user's words, 2-200 characters.
    #[schema(min_length = 2, max_length = 200)]
    pub habit: String,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    pub kind: HabitType,
    /// Length of the plan in days.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: u16,
    /// The reason, in the user's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub motivation: String,
    /// The obstacle, in the user's words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub obstacle: String,
    /// Present amount per day, if the habit has one; by default it is read from the habit's text.
    #[schema(minimum = 1, maximum = 100_000)]
    pub quantity_per_day: Option<u32>,
    /// The unit of the amounts.
    #[schema(max_length = 30)]
    pub unit: Option<String>,
    /// Goal: amount per day.
    #[schema(minimum = 0, maximum = 100_000)]
    pub target_quantity: Option<u32>,
    /// Answers to the dynamic questions.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub answers: Vec<AnswerInput>,
    /// A former draft: its tasks are not used again, and it is deleted.
    pub replaces: Option<DraftId>,
}

/// A question with its answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The question as it was asked.
    #[schema(max_length = 500)]
    pub question: String,
    /// The user's answer.
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
    /// 1-20 tasks of 3-200 characters; 2 are enough in scripts without an alphabet, such as Chinese.
    #[schema(min_items = 1, max_items = 20)]
    pub tasks: Vec<String>,
}

/// A plan as the habits feature accepts it.
#[derive(Clone, Debug)]
pub struct AcceptedPlan {
    /// The habit in the user's words.
    pub habit: String,
    /// To build or to quit.
    pub kind: HabitType,
    /// The category's icon.
    pub icon: String,
    /// The reason, in the user's words.
    pub motivation: String,
    /// Tasks day by day.
    pub days: Vec<Vec<String>>,
}

/// The result of accepting a draft.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// The draft was accepted; this is its plan.
    Plan(AcceptedPlan),
    /// It was accepted before.
    Already,
    /// It is still being written.
    Unfinished,
    /// It does not exist or belongs to another user.
    NotFound,
}

/// Refuses texts that could harm the user.
///
/// # Errors
/// [`PlannerError::NeedsCare`].
pub fn check_care<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<(), PlannerError> {
    texts.into_iter().find_map(rules::needs_care).map_or(Ok(()), |care| Err(PlannerError::NeedsCare(care)))
}

/// Validates and normalises the text of a habit.
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

/// Validates the motivation and obstacle of a request for questions.
///
/// # Errors
/// [`PlannerError::Invalid`] naming the field, [`PlannerError::NeedsCare`].
pub fn check_texts(motivation: Option<&str>, obstacle: Option<&str>) -> Result<(), PlannerError> {
    let mut errors = Vec::new();
    for (field, text) in [("motivation", motivation), ("obstacle", obstacle)] {
        bounded(field, text.unwrap_or_default(), MAX_TEXT_CHARS, &mut errors);
    }
    if !errors.is_empty() {
        return Err(PlannerError::Invalid(errors));
    }
    check_care(motivation.into_iter().chain(obstacle))
}

fn habit_text(habit: &str, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(habit, MAX_HABIT_CHARS) {
        errors.push(FieldError::new("habit", "too-long", format!("At most {MAX_HABIT_CHARS} characters.")));
        return String::new();
    }
    let habit = match display_line(habit) {
        Ok(habit) => habit,
        Err(fault) => {
            errors.push(FieldError::new("habit", TextFault::CODE, fault.to_string()));
            return String::new();
        }
    };
    match habit.chars().count() {
        _ if shows_nothing(&habit) => {
            errors.push(FieldError::new("habit", "required", "Say in a few words what you want to build or quit."));
        }
        1 => errors.push(FieldError::new("habit", "too-short", "Say a little more: at least 2 characters.")),
        _ => {}
    }
    habit
}

/// Validates the title of a task, in a plan or by hand, and returns it on one line.
///
/// # Errors
/// The error of `field`, with the code `too-short`, `too-long` or `invalid-character`.
pub fn check_task_title(field: &str, title: &str) -> Result<String, FieldError> {
    let max = rules::MAX_TASK_CHARS;
    if is_longer_than(title, max) {
        return Err(FieldError::new(field, "too-long", format!("A task has at most {max} characters.")));
    }
    let title = display_line(title).map_err(|fault| FieldError::new(field, TextFault::CODE, fault.to_string()))?;
    let min = rules::min_task_chars(&title);
    if title.chars().count() < min || shows_nothing(&title) {
        return Err(FieldError::new(field, "too-short", format!("A task has at least {min} characters.")));
    }
    Ok(title)
}

/// Returns a text that only its author sees on one line.
fn bounded(field: &str, text: &str, max_chars: usize, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(text, max_chars) {
        errors.push(FieldError::new(field, "too-long", format!("At most {max_chars} characters.")));
    }
    one_line(&without_hidden(text))
}

/// Validates a request and turns it into the input of the planners.
///
/// # Errors
/// [`PlannerError::Invalid`] naming each field, [`PlannerError::NeedsCare`].
pub fn plan_request(input: &CreateDraft, former: Option<&Draft>) -> Result<PlanRequest, PlannerError> {
    let mut errors = Vec::new();
    let habit = habit_text(&input.habit, &mut errors);
    let motivation = bounded("motivation", &input.motivation, MAX_TEXT_CHARS, &mut errors);
    let obstacle = bounded("obstacle", &input.obstacle, MAX_TEXT_CHARS, &mut errors);
    if !(1..=rules::MAX_DAYS).contains(&input.duration_days) {
        errors.push(FieldError::new("duration_days", "out-of-range", "A plan has 1 to 365 days."));
    }
    if input.answers.len() > MAX_ANSWERS {
        errors.push(FieldError::new("answers", "too-many", format!("At most {MAX_ANSWERS} answers.")));
    }
    let mut answers = Vec::new();
    for (index, given) in input.answers.iter().take(MAX_ANSWERS).enumerate() {
        answers.push(Answer {
            question: bounded(&format!("answers[{index}].question"), &given.question, MAX_TEXT_CHARS, &mut errors),
            answer: bounded(&format!("answers[{index}].answer"), &given.answer, MAX_TEXT_CHARS, &mut errors),
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
        if value.is_some_and(|value| value > MAX_QUANTITY) {
            errors.push(FieldError::new(field, "out-of-range", format!("At most {MAX_QUANTITY}.")));
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
