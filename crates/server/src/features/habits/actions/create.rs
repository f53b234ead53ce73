//! Making a habit: from an accepted draft, or by hand.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::edit::check_title;
use super::{days_after, follow_plan, recount};
use crate::features::accounts::UserId;
use crate::features::habits::actions::reminders::{ReminderInput, said_reminders};
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::store::{Habit, HabitState, NewTask};
use crate::features::habits::{HabitError, HabitId, Reactions};
use crate::features::planner::{self, Accepted, DraftId, HabitType};
use crate::platform::dates::optional_date;
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, one_line};

/// More habits than these at once help nobody.
const MOST_HABITS: u32 = 100;
/// A day of a plan made by hand has at most this many tasks.
const MOST_TASKS: usize = 20;
/// A plan may start at most this many days ahead.
const FURTHEST_START: i32 = 365;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
const COLORS: [&str; 5] = ["clay", "yolk", "moss", "sky", "rose"];

/// A habit to be made: `draft_id`, or by hand `name`, `type`, `duration_days` and either
/// `daily_tasks` or `tasks_by_day`.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateHabit {
    /// A draft of the planner that is accepted by this.
    #[schema(value_type = Option<Uuid>)]
    pub draft_id: Option<DraftId>,
    /// What it is called, 1-200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    pub kind: Option<HabitType>,
    /// Days of the plan.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: Option<u16>,
    /// The same tasks every day.
    #[schema(min_items = 1, max_items = 20)]
    pub daily_tasks: Option<Vec<String>>,
    /// Tasks of each day, as many days as `duration_days`.
    #[schema(min_items = 1, max_items = 365)]
    pub tasks_by_day: Option<Vec<Vec<String>>>,
    /// The first day of the plan; the local today by default.
    #[serde(default, deserialize_with = "optional_date")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start_date: Option<Date>,
    /// Up to five `HH:MM`, each on every day; or `reminders` instead.
    #[schema(max_items = 5)]
    pub reminder_times: Option<Vec<String>>,
    /// Times with the weekdays they are for, at most five on any day.
    #[schema(max_items = 35)]
    pub reminders: Option<Vec<ReminderInput>>,
    /// ISO numbers, Monday = 1; all by default.
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Option<Vec<u8>>,
    /// For a habit by hand: how many tasks to do a week, on any of its days.
    #[schema(minimum = 1, maximum = 140)]
    pub times_a_week: Option<u16>,
    /// One of clay, yolk, moss, sky, rose; by turns by default.
    pub color: Option<String>,
    /// A lucide name; the planner's by default.
    #[schema(min_length = 1, max_length = 40)]
    pub icon: Option<String>,
}

/// What a habit is made of, however it was asked for.
struct Ingredients {
    name: String,
    kind: HabitType,
    icon: String,
    motivation: String,
    days: Vec<Vec<String>>,
}

/// Makes a habit and lays its plan.
///
/// # Errors
/// [`HabitError::NotFound`] for a draft that is not the user's, [`HabitError::AlreadyAccepted`],
/// [`HabitError::TooManyHabits`], [`HabitError::Invalid`] naming each field.
pub fn create_habit(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &CreateHabit,
) -> Result<Habit, HabitError> {
    let habit = make_habit(tx, user, input, None)?;
    if input.draft_id.is_some() {
        reactions.plan_accepted(tx, user)?;
    }
    if !habit.reminders.is_empty() {
        reactions.reminders_changed(tx, user, habit.id)?;
    }
    Ok(habit)
}

/// The same for a challenge, whose id its day counts will carry; nobody is told. It has no
/// reminders until somebody sets some.
pub(super) fn make_habit(
    tx: &mut Tx<'_>,
    user: UserId,
    input: &CreateHabit,
    challenge: Option<Uuid>,
) -> Result<Habit, HabitError> {
    let id = HabitId(tx.new_id());
    let Ingredients { name, kind, icon, motivation, days } = ingredients(tx, user, id, input)?;
    let today = super::calendar::local_day(tx, user)?;
    let mut errors = Vec::new();
    let weekdays = input.weekdays.as_deref().map_or(Weekdays::ALL, |days| check_weekdays(days, &mut errors));
    let reminders = said_reminders(input.reminder_times.as_deref(), input.reminders.as_deref(), &mut errors);
    let color = input.color.as_deref().map(|color| check_color(color, &mut errors));
    let icon = input.icon.as_deref().map_or(icon, |icon| check_icon(icon, &mut errors));
    let start = input.start_date.unwrap_or(today);
    if start < today || start > plus_days(today, FURTHEST_START) {
        errors.push(FieldError::new("start_date", "out-of-range", "A plan starts today or within a year."));
    }
    if let Some(times) = input.times_a_week {
        check_times_a_week(times, input, &days, &mut errors);
    }
    if !errors.is_empty() {
        return Err(HabitError::Invalid(errors));
    }
    let ever = room_for_one_more(tx, user)?;
    let dates = weekdays.lay(start, days.len());
    let mut habit = Habit {
        id,
        name,
        kind,
        state: HabitState::Active,
        // 1-365, checked.
        duration_days: u16::try_from(days.len()).unwrap_or(u16::MAX),
        start_date: dates.first().copied().unwrap_or(start),
        end_date: dates.last().copied().unwrap_or(start),
        weekdays,
        times_a_week: input.times_a_week,
        reminders: reminders.unwrap_or_default(),
        color: color.unwrap_or_else(|| COLORS[ever as usize % COLORS.len()].to_owned()),
        icon,
        motivation,
        resting_from: None,
        created_day: today,
        created_at: tx.now(),
        challenge,
    };
    tx.habits().insert_habit(user, &habit)?;
    let tasks = new_tasks(tx, start, &dates, &days);
    tx.habits().insert_tasks(user, id, start, &tasks)?;
    if super::calendar::move_off_skipped(tx, user)? && follow_plan(tx, &mut habit)? {
        tx.habits().update_habit(&habit)?;
    }
    recount(tx, user, &habit, habit.start_date, habit.end_date)?;
    Ok(habit)
}

/// Refuses one more habit beyond [`MOST_HABITS`]; answers how many there are, archived ones too.
pub(super) fn room_for_one_more(tx: &mut Tx<'_>, user: UserId) -> Result<u32, HabitError> {
    let (ever, current) = tx.habits().count_habits(user)?;
    if current < MOST_HABITS { Ok(ever) } else { Err(HabitError::TooManyHabits) }
}

fn new_tasks(tx: &mut Tx<'_>, start: Date, dates: &[Date], days: &[Vec<String>]) -> Vec<NewTask> {
    let mut tasks = Vec::new();
    for (day, (date, titles)) in (1_u16..).zip(dates.iter().zip(days)) {
        for (position, title) in (1_u16..).zip(titles) {
            tasks.push(NewTask {
                id: tx.new_id(),
                offset: days_after(start, *date),
                day,
                position,
                title: title.clone(),
            });
        }
    }
    tasks
}

fn ingredients(tx: &mut Tx<'_>, user: UserId, id: HabitId, input: &CreateHabit) -> Result<Ingredients, HabitError> {
    let Some(draft) = input.draft_id else { return by_hand(input) };
    let accepted = planner::accept_draft(tx, user, draft, id.0)?;
    let plan = match accepted {
        Accepted::Plan(plan) => plan,
        Accepted::Already => return Err(HabitError::AlreadyAccepted),
        Accepted::Unfinished => return Err(HabitError::DraftUnfinished),
        Accepted::NotFound => return Err(HabitError::NotFound),
    };
    let by_hand = [
        ("name", input.name.is_some()),
        ("type", input.kind.is_some()),
        ("duration_days", input.duration_days.is_some()),
        ("daily_tasks", input.daily_tasks.is_some()),
        ("tasks_by_day", input.tasks_by_day.is_some()),
        ("times_a_week", input.times_a_week.is_some()),
    ];
    let errors: Vec<FieldError> = by_hand
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(field, _)| FieldError::new(field, "not-with-draft", "The draft already says this."))
        .collect();
    if !errors.is_empty() {
        return Err(HabitError::Invalid(errors));
    }
    Ok(Ingredients { name: plan.habit, kind: plan.kind, icon: plan.icon, motivation: plan.motivation, days: plan.days })
}

fn by_hand(input: &CreateHabit) -> Result<Ingredients, HabitError> {
    let mut errors = Vec::new();
    let required = |field: &str| FieldError::new(field, "required", "This is needed, or a draft_id instead.");
    if input.name.is_none() && input.kind.is_none() && input.duration_days.is_none() {
        errors.push(FieldError::new("draft_id", "required", "This is needed, or a habit by hand."));
    }
    let name = match &input.name {
        Some(name) => check_name(name, &mut errors),
        None => {
            errors.push(required("name"));
            String::new()
        }
    };
    if input.kind.is_none() {
        errors.push(required("type"));
    }
    let duration = usize::from(input.duration_days.unwrap_or(0));
    if input.duration_days.is_none() {
        errors.push(required("duration_days"));
    } else if !(1..=365).contains(&duration) {
        errors.push(FieldError::new("duration_days", "out-of-range", "A plan has 1 to 365 days."));
    }
    let days = match (&input.daily_tasks, &input.tasks_by_day) {
        (Some(tasks), None) => {
            let titles = check_titles("daily_tasks", tasks, &mut errors);
            vec![titles; duration.min(365)]
        }
        (None, Some(days)) => {
            if days.len() != duration {
                errors.push(FieldError::new(
                    "tasks_by_day",
                    "wrong-count",
                    "It needs one list for each day of the plan.",
                ));
            }
            let list = days.iter().take(365).enumerate();
            list.map(|(index, tasks)| check_titles(&format!("tasks_by_day[{index}]"), tasks, &mut errors)).collect()
        }
        (None, None) => {
            errors.extend(["daily_tasks", "tasks_by_day"].map(|field| {
                FieldError::new(field, "required", "One of daily_tasks and tasks_by_day is needed, or a draft_id.")
            }));
            Vec::new()
        }
        (Some(_), Some(_)) => {
            errors.push(FieldError::new("tasks_by_day", "ambiguous", "Give daily_tasks or tasks_by_day, not both."));
            Vec::new()
        }
    };
    match input.kind {
        Some(kind) if errors.is_empty() => {
            let icon = planner::icon_for(&name, kind).to_owned();
            Ok(Ingredients { name, kind, icon, motivation: String::new(), days })
        }
        _ => Err(HabitError::Invalid(errors)),
    }
}

fn check_times_a_week(times: u16, input: &CreateHabit, days: &[Vec<String>], errors: &mut Vec<FieldError>) {
    let a_day = days.iter().map(Vec::len).max().unwrap_or(0);
    let most = 7 * a_day;
    if input.draft_id.is_none() && !(1..=most).contains(&usize::from(times)) {
        let detail = format!("With {a_day} tasks a day a week has room for 1 to {most}.");
        errors.push(FieldError::new("times_a_week", "out-of-range", detail));
    }
}

fn check_titles(field: &str, titles: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    if titles.is_empty() || titles.len() > MOST_TASKS {
        errors.push(FieldError::new(field, "wrong-count", format!("A day has 1 to {MOST_TASKS} tasks.")));
        return Vec::new();
    }
    let mut kept = Vec::with_capacity(titles.len());
    for (index, title) in titles.iter().enumerate() {
        match check_title(&format!("{field}[{index}]"), title) {
            Ok(title) => kept.push(title),
            Err(HabitError::Invalid(found)) => errors.extend(found),
            Err(_) => {}
        }
    }
    kept
}

pub(super) fn check_name(name: &str, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(name, LONGEST_NAME) {
        errors.push(FieldError::new("name", "too-long", format!("A name has at most {LONGEST_NAME} characters.")));
    }
    let name = one_line(name);
    if name.is_empty() {
        errors.push(FieldError::new("name", "required", "A habit needs a name."));
    }
    name
}

pub(super) fn check_weekdays(days: &[u8], errors: &mut Vec<FieldError>) -> Weekdays {
    Weekdays::from_iso(days).unwrap_or_else(|| {
        errors.push(FieldError::new("weekdays", "out-of-range", "At least one of 1 (Monday) to 7 (Sunday)."));
        Weekdays::ALL
    })
}

pub(super) fn check_color(color: &str, errors: &mut Vec<FieldError>) -> String {
    if !COLORS.contains(&color) {
        errors.push(FieldError::new("color", "unknown", "One of clay, yolk, moss, sky, rose."));
    }
    color.to_owned()
}

pub(super) fn check_icon(icon: &str, errors: &mut Vec<FieldError>) -> String {
    let plain = icon.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if icon.is_empty() || icon.len() > 40 || !plain {
        errors.push(FieldError::new("icon", "not-an-icon", "A lucide name in lower case, such as book-open."));
    }
    icon.to_owned()
}
