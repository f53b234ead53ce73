//! The reminders of habits: reading them from requests, and queries for the reminders feature.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::Calendar;
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::rules::reminders::{self, MAX_REMINDERS_PER_DAY, Reminder};
use crate::features::habits::rules::week::monday_of;
use crate::features::habits::store::{HabitDay, HabitState, HabitWithCalendar, OpenTask};
use crate::features::habits::{HabitId, TaskCounts, TaskId};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// A time of day and the weekdays on which the user is reminded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reminder)]
pub struct ReminderInput {
    /// `HH:MM` on the user's clock.
    #[schema(example = "07:30", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    pub time: String,
    /// ISO weekday numbers, Monday = 1; all by default.
    #[serde(default = "every_day")]
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Vec<u8>,
}

fn every_day() -> Vec<u8> {
    Weekdays::ALL.iso()
}

impl From<&Reminder> for ReminderInput {
    fn from(reminder: &Reminder) -> Self {
        Self { time: reminder.time(), weekdays: reminder.weekdays.iso() }
    }
}

/// Reads reminders given as `times` or as `inputs`; returns `None` if neither is given.
pub(super) fn parse_reminders(
    times: Option<&[String]>,
    inputs: Option<&[ReminderInput]>,
    errors: &mut Vec<FieldError>,
) -> Option<Vec<Reminder>> {
    let parsed = match (times, inputs) {
        (None, None) => return None,
        (Some(_), Some(_)) => {
            errors.push(FieldError::new("reminders", "ambiguous", "Give reminder_times or reminders, not both."));
            return None;
        }
        (Some(times), None) => {
            let all = times.iter().enumerate().take(MAX_REMINDERS_PER_DAY);
            all.filter_map(|(index, time)| {
                let minute = parse_time_field(&format!("reminder_times[{index}]"), time, errors)?;
                Some(Reminder { minute, weekdays: Weekdays::ALL })
            })
            .collect()
        }
        (None, Some(inputs)) => parse_reminder_inputs(inputs, errors),
    };
    let field = if times.is_some() { "reminder_times" } else { "reminders" };
    let ordered = reminders::sort_and_merge(&parsed);
    let too_many_times = times.is_some_and(|times| times.len() > MAX_REMINDERS_PER_DAY);
    let too_many_inputs = inputs.is_some_and(|inputs| inputs.len() > 7 * MAX_REMINDERS_PER_DAY);
    if too_many_times || too_many_inputs || reminders::exceeds_daily_limit(&ordered) {
        errors.push(FieldError::new(
            field,
            "too-many",
            format!("At most {MAX_REMINDERS_PER_DAY} reminders on any day."),
        ));
    }
    Some(ordered)
}

fn parse_reminder_inputs(inputs: &[ReminderInput], errors: &mut Vec<FieldError>) -> Vec<Reminder> {
    let mut parsed = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(7 * MAX_REMINDERS_PER_DAY) {
        let minute = parse_time_field(&format!("reminders[{index}].time"), &input.time, errors);
        let weekdays = Weekdays::from_iso(&input.weekdays);
        if weekdays.is_none() {
            let field = format!("reminders[{index}].weekdays");
            errors.push(FieldError::new(field, "out-of-range", "At least one of 1 (Monday) to 7 (Sunday)."));
        }
        if let (Some(minute), Some(weekdays)) = (minute, weekdays) {
            parsed.push(Reminder { minute, weekdays });
        }
    }
    parsed
}

fn parse_time_field(field: &str, text: &str, errors: &mut Vec<FieldError>) -> Option<u16> {
    let minute = reminders::parse_time(text);
    if minute.is_none() {
        errors.push(FieldError::new(field, "not-a-time", "A time looks like 07:30, from 00:00 to 23:59."));
    }
    minute
}

/// Everything that determines when the user is reminded of a habit.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct ReminderPlan {
    pub user: UserId,
    pub habit: HabitId,
    pub name: String,
    /// In order of their time.
    pub reminders: Vec<Reminder>,
    /// The weekdays of the habit's plan.
    pub weekdays: Weekdays,
    /// The first day of the plan.
    pub first: Date,
    /// The last day on which anything is due.
    pub last: Date,
    pub calendar: Calendar,
}

impl From<HabitWithCalendar> for ReminderPlan {
    fn from(row: HabitWithCalendar) -> Self {
        let HabitWithCalendar { user, habit, calendar } = row;
        let last_active = habit.inactive_from.map(|day| plus_days(day, -1));
        Self {
            user,
            habit: habit.id,
            name: habit.name,
            reminders: habit.reminders,
            weekdays: habit.weekdays,
            first: habit.start_date,
            last: last_active.map_or(habit.end_date, |day| day.min(habit.end_date)),
            calendar,
        }
    }
}

/// Returns the plans of those of `habits` that exist, in no particular order, in one query.
pub fn reminder_plans(tx: &mut Tx<'_>, habits: &[HabitId]) -> Result<Vec<ReminderPlan>, DbError> {
    if habits.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.habits().habits_with_calendars(habits)?.into_iter().map(ReminderPlan::from).collect())
}

/// Returns the plans of this user's habits that are not archived and have reminders, oldest first.
pub fn reminder_plans_of(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<ReminderPlan>, DbError> {
    let rows = tx.habits().habits_with_reminders(user)?;
    let reminding =
        rows.into_iter().filter(|row| !row.habit.reminders.is_empty() && row.habit.state != HabitState::Archived);
    Ok(reminding.map(ReminderPlan::from).collect())
}

/// The tasks of one habit on one day that can still be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemainingTasks {
    /// How many; at least one.
    pub tasks: u32,
    /// The first of them in plan order.
    pub first: TaskId,
    /// The title of the first task.
    pub title: String,
}

/// Returns the remaining tasks of each of these habits on the given day, in one query. Tasks that are
/// done or skipped, of a paused habit, or beyond the habit's times a week are not counted. If nothing
/// remains, there is no entry.
pub fn remaining_tasks(
    tx: &mut Tx<'_>,
    requested: &[(UserId, HabitId, Date)],
) -> Result<HashMap<(HabitId, Date), RemainingTasks>, DbError> {
    if requested.is_empty() {
        return Ok(HashMap::new());
    }
    let days: Vec<HabitDay> = requested
        .iter()
        .map(|(user, habit, day)| HabitDay { user: *user, habit: *habit, day: *day, monday: monday_of(*day) })
        .collect();
    let mut remaining: HashMap<(HabitId, Date), RemainingTasks> = HashMap::new();
    for OpenTask { habit, day, task, title } in tx.habits().open_tasks(&days)? {
        remaining.entry((habit, day)).and_modify(|found| found.tasks += 1).or_insert(RemainingTasks {
            tasks: 1,
            first: task,
            title,
        });
    }
    Ok(remaining)
}

/// Returns the calendars of `users`, in one query.
pub fn calendars_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Calendar>, DbError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.habits().calendars(users)?.into_iter().collect())
}

/// Returns the counts of the given (user, day) pairs, in one query. If nothing is due, there is no
/// entry.
pub fn counts_of_days(
    tx: &mut Tx<'_>,
    days: &[(UserId, Date)],
) -> Result<HashMap<(UserId, Date), TaskCounts>, DbError> {
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.habits().days_of(days)?.into_iter().map(|(user, day, counts)| ((user, day), counts)).collect())
}
