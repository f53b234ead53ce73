//! Creating a habit, from a draft of the planner or from tasks in the request.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::validate::{COLORS, check_color, check_icon, check_name, check_titles, check_weekdays};
use super::{days_after, recount, sync_dates_with_plan};
use crate::features::accounts::UserId;
use crate::features::habits::actions::reminders::{ReminderInput, parse_reminders};
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::rules::quota;
use crate::features::habits::store::{Habit, HabitState, NewTask};
use crate::features::habits::{HabitError, HabitId, Reactions};
use crate::features::planner::{self, Accepted, DraftId, HabitType};
use crate::platform::dates::optional_date;
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

/// A plan may start at most this many days from today.
const MAX_START_DAYS_AHEAD: i32 = 365;

/// A habit to create: either `draft_id`, or `name`, `type`, `duration_days` and one of `daily_tasks`
/// and `tasks_by_day`.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateHabit {
    /// The planner's draft to accept.
    #[schema(value_type = Option<Uuid>)]
    pub draft_id: Option<DraftId>,
    /// 1-200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    pub kind: Option<HabitType>,
    /// Length of the plan in days.
    #[schema(minimum = 1, maximum = 365)]
    pub duration_days: Option<u16>,
    /// The same tasks every day.
    #[schema(min_items = 1, max_items = 20)]
    pub daily_tasks: Option<Vec<String>>,
    /// The tasks of each day; one list per day of the plan.
    #[schema(min_items = 1, max_items = 365)]
    pub tasks_by_day: Option<Vec<Vec<String>>>,
    /// The first day of the plan; the user's current day by default.
    #[serde(default, deserialize_with = "optional_date")]
    #[schema(value_type = Option<String>, format = Date)]
    pub start_date: Option<Date>,
    /// Up to five times `HH:MM` for every day. Give either this or `reminders`.
    #[schema(max_items = 5)]
    pub reminder_times: Option<Vec<String>>,
    /// Times with their weekdays, at most five on any day.
    #[schema(max_items = 35)]
    pub reminders: Option<Vec<ReminderInput>>,
    /// ISO weekday numbers, Monday = 1; all by default.
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Option<Vec<u8>>,
    /// How many tasks to do per week, on any of its days. Not allowed with `draft_id`.
    #[schema(minimum = 1, maximum = 140)]
    pub times_a_week: Option<u16>,
    /// One of clay, yolk, moss, sky, rose; by default they take turns.
    pub color: Option<String>,
    /// Name of a lucide icon; chosen by the planner by default.
    #[schema(min_length = 1, max_length = 40)]
    pub icon: Option<String>,
}

/// The content of a new habit, from a draft or from the request.
struct HabitContent {
    name: String,
    kind: HabitType,
    icon: String,
    motivation: String,
    days: Vec<Vec<String>>,
}

/// Creates a habit and schedules its plan.
///
/// # Errors
/// [`HabitError::NotFound`] for a draft that is not the user's, [`HabitError::AlreadyAccepted`],
/// [`HabitError::Quota`], [`HabitError::Invalid`] naming each field.
pub fn create_habit(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &CreateHabit,
) -> Result<Habit, HabitError> {
    let habit = insert_new_habit(tx, user, input, None)?;
    if input.draft_id.is_some() {
        reactions.plan_accepted(tx, user)?;
    }
    if !habit.reminders.is_empty() {
        reactions.reminders_changed(tx, user, habit.id)?;
    }
    Ok(habit)
}

/// Creates a habit without calling any [`Reactions`]. The day counts of a habit for a challenge carry
/// the challenge's id.
pub(super) fn insert_new_habit(
    tx: &mut Tx<'_>,
    user: UserId,
    input: &CreateHabit,
    challenge: Option<Uuid>,
) -> Result<Habit, HabitError> {
    let id = HabitId(tx.new_id());
    let HabitContent { name, kind, icon, motivation, days } = match challenge {
        Some(_) => content_of_challenge(input),
        None => habit_content(tx, user, id, input)?,
    };
    let today = super::calendar::local_day(tx, user)?;
    let mut errors = Vec::new();
    let weekdays = input.weekdays.as_deref().map_or(Weekdays::ALL, |days| check_weekdays(days, &mut errors));
    let reminders = parse_reminders(input.reminder_times.as_deref(), input.reminders.as_deref(), &mut errors);
    let color = input.color.as_deref().map(|color| check_color(color, &mut errors));
    let icon = input.icon.as_deref().map_or(icon, |icon| check_icon(icon, &mut errors));
    let start = input.start_date.unwrap_or(today);
    if start < today || start > plus_days(today, MAX_START_DAYS_AHEAD) {
        errors.push(FieldError::new("start_date", "out-of-range", "A plan starts today or within a year."));
    }
    if let Some(times) = input.times_a_week {
        check_times_a_week(times, input, &days, &mut errors);
    }
    if !errors.is_empty() {
        return Err(HabitError::Invalid(errors));
    }
    let usage = tx.habits().habit_usage(user)?;
    let field = match (challenge, input.draft_id) {
        (Some(_), _) => "habit_ids",
        (None, Some(_)) => "draft_id",
        (None, None) => "duration_days",
    };
    quota::may_add_habit(usage, days.len()).map_err(|quota| HabitError::Quota { quota, field })?;
    let dates = weekdays.schedule(start, days.len());
    let mut habit = Habit {
        id,
        name,
        kind,
        state: HabitState::Active,
        // Validated: 1-365 days.
        duration_days: u16::try_from(days.len()).unwrap_or(u16::MAX),
        start_date: dates.first().copied().unwrap_or(start),
        end_date: dates.last().copied().unwrap_or(start),
        weekdays,
        times_a_week: input.times_a_week,
        reminders: reminders.unwrap_or_default(),
        color: color.unwrap_or_else(|| COLORS[usage.stored as usize % COLORS.len()].to_owned()),
        icon,
        motivation,
        inactive_from: None,
        created_day: today,
        created_at: tx.now(),
        challenge,
    };
    tx.habits().insert_habit(user, &habit)?;
    let tasks = new_tasks(tx, start, &dates, &days);
    tx.habits().insert_tasks(user, id, start, &tasks)?;
    let moved = super::calendar::move_new_tasks_off_skipped_dates(tx, user)?;
    if moved && sync_dates_with_plan(tx, &mut habit)? {
        tx.habits().update_habit(&habit)?;
    }
    if moved || habit.times_a_week.is_some() {
        recount(tx, user, &habit, habit.start_date, habit.end_date)?;
    } else {
        let due: Vec<(i32, u32)> = dates
            .iter()
            .zip(&days)
            .map(|(date, tasks)| (days_after(habit.start_date, *date), u32::try_from(tasks.len()).unwrap_or(u32::MAX)))
            .filter(|(_, due)| *due > 0)
            .collect();
        tx.habits().insert_counts(user, &habit, &due)?;
    }
    Ok(habit)
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

fn habit_content(tx: &mut Tx<'_>, user: UserId, id: HabitId, input: &CreateHabit) -> Result<HabitContent, HabitError> {
    let Some(draft) = input.draft_id else { return content_from_input(input) };
    let accepted = planner::accept_draft(tx, user, draft, id.0)?;
    let plan = match accepted {
        Accepted::Plan(plan) => plan,
        Accepted::Already => return Err(HabitError::AlreadyAccepted),
        Accepted::Unfinished => return Err(HabitError::DraftUnfinished),
        Accepted::NotFound => return Err(HabitError::NotFound),
    };
    let without_draft = [
        ("name", input.name.is_some()),
        ("type", input.kind.is_some()),
        ("duration_days", input.duration_days.is_some()),
        ("daily_tasks", input.daily_tasks.is_some()),
        ("tasks_by_day", input.tasks_by_day.is_some()),
        ("times_a_week", input.times_a_week.is_some()),
    ];
    let errors: Vec<FieldError> = without_draft
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(field, _)| FieldError::new(field, "not-with-draft", "The draft already determines this."))
        .collect();
    if !errors.is_empty() {
        return Err(HabitError::Invalid(errors));
    }
    Ok(HabitContent {
        name: plan.habit,
        kind: plan.kind,
        icon: plan.icon,
        motivation: plan.motivation,
        days: plan.days,
    })
}

/// The texts of a challenge were validated when it was created, some of them by an earlier rule. Refusing
/// them now would make the challenge one that nobody can join.
fn content_of_challenge(input: &CreateHabit) -> HabitContent {
    let (name, kind) = (input.name.clone().unwrap_or_default(), input.kind.unwrap_or(HabitType::Good));
    let icon = planner::icon_for(&name, kind).to_owned();
    HabitContent { name, kind, icon, motivation: String::new(), days: input.tasks_by_day.clone().unwrap_or_default() }
}

fn content_from_input(input: &CreateHabit) -> Result<HabitContent, HabitError> {
    let mut errors = Vec::new();
    let required = |field: &str| FieldError::new(field, "required", "Required unless a draft_id is given.");
    if input.name.is_none() && input.kind.is_none() && input.duration_days.is_none() {
        errors.push(FieldError::new(
            "draft_id",
            "required",
            "Give a draft_id, or name, type, duration_days and tasks.",
        ));
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
                    "Give one list of tasks per day of the plan.",
                ));
            }
            let list = days.iter().take(365).enumerate();
            list.map(|(index, tasks)| check_titles(&format!("tasks_by_day[{index}]"), tasks, &mut errors)).collect()
        }
        (None, None) => {
            errors.extend(["daily_tasks", "tasks_by_day"].map(|field| {
                FieldError::new(field, "required", "Give daily_tasks or tasks_by_day, unless a draft_id is given.")
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
            Ok(HabitContent { name, kind, icon, motivation: String::new(), days })
        }
        _ => Err(HabitError::Invalid(errors)),
    }
}

fn check_times_a_week(times: u16, input: &CreateHabit, days: &[Vec<String>], errors: &mut Vec<FieldError>) {
    let per_day = days.iter().map(Vec::len).max().unwrap_or(0);
    let max = 7 * per_day;
    if input.draft_id.is_none() && !(1..=max).contains(&usize::from(times)) {
        let detail = format!("With {per_day} tasks a day, this can be 1 to {max}.");
        errors.push(FieldError::new("times_a_week", "out-of-range", detail));
    }
}
