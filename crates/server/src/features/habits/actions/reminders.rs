//! What a habit's reminders are, as they are said and as other rooms ask for them.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::Calendar;
use crate::features::habits::rules::plan::{Weekdays, plus_days};
use crate::features::habits::rules::reminders::{self, MOST_A_DAY, Reminder};
use crate::features::habits::rules::week::monday_of;
use crate::features::habits::store::{DayAsked, HabitState, OpenTask, PlanRow};
use crate::features::habits::{Counts, HabitId, TaskId};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// A time and its weekdays, on the wire.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reminder)]
pub struct ReminderInput {
    /// `HH:MM` on the user's clock.
    #[schema(example = "07:30", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    pub time: String,
    /// ISO numbers, Monday = 1; all by default.
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

/// What was said of the reminders in one of two ways; `None` when nothing was.
pub(super) fn said_reminders(
    times: Option<&[String]>,
    said: Option<&[ReminderInput]>,
    errors: &mut Vec<FieldError>,
) -> Option<Vec<Reminder>> {
    let read = match (times, said) {
        (None, None) => return None,
        (Some(_), Some(_)) => {
            errors.push(FieldError::new("reminders", "ambiguous", "Give reminder_times or reminders, not both."));
            return None;
        }
        (Some(times), None) => {
            let all = times.iter().enumerate().take(MOST_A_DAY);
            all.filter_map(|(index, time)| {
                let minute = read_time(&format!("reminder_times[{index}]"), time, errors)?;
                Some(Reminder { minute, weekdays: Weekdays::ALL })
            })
            .collect()
        }
        (None, Some(said)) => read_reminders(said, errors),
    };
    let field = if times.is_some() { "reminder_times" } else { "reminders" };
    let ordered = reminders::in_order(&read);
    let too_long = times.is_some_and(|times| times.len() > MOST_A_DAY);
    let far_too_long = said.is_some_and(|said| said.len() > 7 * MOST_A_DAY);
    if too_long || far_too_long || reminders::too_many(&ordered) {
        errors.push(FieldError::new(field, "too-many", format!("At most {MOST_A_DAY} reminders on any day.")));
    }
    Some(ordered)
}

fn read_reminders(said: &[ReminderInput], errors: &mut Vec<FieldError>) -> Vec<Reminder> {
    let mut read = Vec::new();
    for (index, one) in said.iter().enumerate().take(7 * MOST_A_DAY) {
        let minute = read_time(&format!("reminders[{index}].time"), &one.time, errors);
        let weekdays = Weekdays::from_iso(&one.weekdays);
        if weekdays.is_none() {
            let field = format!("reminders[{index}].weekdays");
            errors.push(FieldError::new(field, "out-of-range", "At least one of 1 (Monday) to 7 (Sunday)."));
        }
        if let (Some(minute), Some(weekdays)) = (minute, weekdays) {
            read.push(Reminder { minute, weekdays });
        }
    }
    read
}

fn read_time(field: &str, text: &str, errors: &mut Vec<FieldError>) -> Option<u16> {
    let minute = reminders::minute_of(text);
    if minute.is_none() {
        errors.push(FieldError::new(field, "not-a-time", "A time looks like 07:30, from 00:00 to 23:59."));
    }
    minute
}

/// What decides when a habit reminds.
#[derive(Clone, Debug)]
pub struct ReminderPlan {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub habit: HabitId,
    /// What it is called.
    pub name: String,
    /// Its reminders, in order.
    pub reminders: Vec<Reminder>,
    /// On which weekdays its plan falls.
    pub weekdays: Weekdays,
    /// The first day of the plan.
    pub first: Date,
    /// The last day on which anything is due.
    pub last: Date,
    /// The user's days.
    pub calendar: Calendar,
}

impl From<PlanRow> for ReminderPlan {
    fn from(row: PlanRow) -> Self {
        let PlanRow { user, habit, calendar } = row;
        let rests = habit.resting_from.map(|day| plus_days(day, -1));
        Self {
            user,
            habit: habit.id,
            name: habit.name,
            reminders: habit.reminders,
            weekdays: habit.weekdays,
            first: habit.start_date,
            last: rests.map_or(habit.end_date, |day| day.min(habit.end_date)),
            calendar,
        }
    }
}

/// The plans of these habits, in no order; habits that are gone are left out. One question.
///
/// # Errors
/// Those of the database.
pub fn reminder_plans(tx: &mut Tx<'_>, habits: &[HabitId]) -> Result<Vec<ReminderPlan>, DbError> {
    if habits.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.habits().plans(habits)?.into_iter().map(ReminderPlan::from).collect())
}

/// The plans of this user's habits that are not put away and have reminders, oldest first.
///
/// # Errors
/// Those of the database.
pub fn reminder_plans_of(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<ReminderPlan>, DbError> {
    let rows = tx.habits().plans_of(user)?;
    let reminding =
        rows.into_iter().filter(|row| !row.habit.reminders.is_empty() && row.habit.state != HabitState::Archived);
    Ok(reminding.map(ReminderPlan::from).collect())
}

/// What is left to do of one habit on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftToDo {
    /// Tasks that are not done; at least one.
    pub tasks: u32,
    /// The first of them.
    pub first: TaskId,
    /// What it says.
    pub title: String,
}

/// What is left of each of these habits on a day of its own: neither done, nor skipped, nor
/// resting, nor more than its week asks for. Where nothing is left there is no entry. One question.
///
/// # Errors
/// Those of the database.
pub fn left_to_do(
    tx: &mut Tx<'_>,
    asked: &[(UserId, HabitId, Date)],
) -> Result<HashMap<(HabitId, Date), LeftToDo>, DbError> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let days: Vec<DayAsked> = asked
        .iter()
        .map(|(user, habit, day)| DayAsked { user: *user, habit: *habit, day: *day, monday: monday_of(*day) })
        .collect();
    let mut left: HashMap<(HabitId, Date), LeftToDo> = HashMap::new();
    for OpenTask { habit, day, task, title } in tx.habits().open_tasks(&days)? {
        left.entry((habit, day)).and_modify(|found| found.tasks += 1).or_insert(LeftToDo {
            tasks: 1,
            first: task,
            title,
        });
    }
    Ok(left)
}

/// The calendars of these users, in one question.
///
/// # Errors
/// Those of the database.
pub fn calendars_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<UserId, Calendar>, DbError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.habits().calendars(users)?.into_iter().collect())
}

/// Due and done of days, each of its own user, in one question; where nothing is due there is no
/// entry.
///
/// # Errors
/// Those of the database.
pub fn counts_of_days(tx: &mut Tx<'_>, days: &[(UserId, Date)]) -> Result<HashMap<(UserId, Date), Counts>, DbError> {
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(tx.habits().days_of(days)?.into_iter().map(|(user, day, counts)| ((user, day), counts)).collect())
}
