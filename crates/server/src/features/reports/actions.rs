//! The use cases of this room: all of them read.

use std::collections::HashMap;

use jiff::civil::Date;

use super::ReportError;
use super::rules::{self, Bar, DayCount, Range, Remark, Sum, Week};
use super::store::Counted;
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitBrief, HabitId};
use crate::features::planner::HabitType;
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

/// Days of a heatmap at most.
const LONGEST_HEATMAP: i64 = 366;
/// Weekdays and hours are judged by so many days: twelve weeks.
const JUDGED_DAYS: i64 = 84;
/// Streaks and strength in the summary are of at most so many days; a plan has 365 at most.
const LONGEST_STREAK_DAYS: i64 = 400;
/// The rates of habits in the summary are of so many days.
const HABIT_DAYS: i64 = 30;
/// The curve of one habit goes back so far.
const LONGEST_CURVE: i64 = 1100;

/// Which completions are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// What a bar stands for.
    pub range: Range,
    /// Of habits of this type alone.
    pub kind: Option<HabitType>,
    /// Of this habit alone.
    pub habit: Option<HabitId>,
}

/// The bars up to the user's today, and what was due and done in each.
///
/// # Errors
/// [`ReportError::NotFound`] for a habit that is not the user's.
pub fn completions(tx: &mut Tx<'_>, user: UserId, which: Which) -> Result<(Vec<Bar>, Vec<Sum>), ReportError> {
    let habit = match which.habit {
        Some(id) => Some(habits::habit_of(tx, user, id)?.ok_or(ReportError::NotFound)?),
        None => None,
    };
    let today = habits::local_day(tx, user)?;
    let bars = which.range.bars(today);
    let counted = match (habit, which.kind) {
        (Some(habit), Some(kind)) if habit.kind != kind => {
            let nothing = vec![Sum::default(); bars.len()];
            return Ok((bars, nothing));
        }
        (Some(habit), _) => Counted::Habit(habit.id),
        (None, Some(kind)) => Counted::Type(kind),
        (None, None) => Counted::All,
    };
    // What is to come counts when it has come.
    let spans: Vec<_> = bars.iter().map(|(_, first, last)| (*first, (*last).min(today))).collect();
    let sums = tx.reports().sums(user, counted, &spans)?;
    Ok((bars, sums))
}

/// Every day from `from` to `to`, a year up to today by default; days to come are left out.
///
/// # Errors
/// [`ReportError::Invalid`] for a span that ends before it begins or is longer than 366 days.
pub fn heatmap(
    tx: &mut Tx<'_>,
    user: UserId,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<Vec<DayCount>, ReportError> {
    let today = habits::local_day(tx, user)?;
    let last = to.unwrap_or(today);
    let first = from.unwrap_or_else(|| rules::days_before(last, 364));
    if first > last {
        return Err(invalid("from", "after-to", "The span ends before it begins."));
    }
    if first < rules::days_before(last, LONGEST_HEATMAP - 1) {
        return Err(invalid("from", "too-long", "At most 366 days at once."));
    }
    let counted = tx.reports().days(user, first, last.min(today))?;
    let mut counted = counted.into_iter().peekable();
    let (mut days, mut day) = (Vec::new(), first);
    while day <= last.min(today) {
        let found = counted.next_if(|count| count.day == day);
        days.push(found.unwrap_or(DayCount { day, due: 0, done: 0 }));
        day = rules::next(day);
    }
    Ok(days)
}

fn invalid(field: &str, code: &'static str, detail: &str) -> ReportError {
    ReportError::Invalid(vec![FieldError::new(field, code, detail)])
}

/// How settled a habit is.
#[derive(Clone, Debug)]
pub struct Strength {
    /// The strength (0-1) on each day so far.
    pub days: Vec<(Date, f64)>,
    /// Kept days in a row.
    pub current_streak: u32,
    /// The most there ever were.
    pub longest_streak: u32,
    /// How many days of a week the habit has.
    pub days_a_week: u8,
}

/// A habit's strength from its first day to today.
///
/// # Errors
/// [`ReportError::NotFound`].
pub fn strength(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Strength, ReportError> {
    let habit = habits::habit_of(tx, user, id)?.ok_or(ReportError::NotFound)?;
    let today = habits::local_day(tx, user)?;
    let first = habit.start_date.max(rules::days_before(today, LONGEST_CURVE));
    let counts = tx.reports().days_of_habit(user, id, first, today)?;
    let (current_streak, longest_streak) = rules::streaks(&counts, today);
    let days = rules::strength(&counts, habit.days_a_week, today);
    Ok(Strength { days, current_streak, longest_streak, days_a_week: habit.days_a_week })
}

/// One habit in the summary.
#[derive(Clone, Debug)]
pub struct HabitLine {
    /// The habit.
    pub habit: HabitBrief,
    /// Due and done in the last 30 days.
    pub sum: Sum,
    /// Kept days in a row.
    pub current_streak: u32,
    /// The most in the last 400 days.
    pub longest_streak: u32,
    /// How settled it is, 0 to 1.
    pub strength: f64,
}

/// Everything on one page.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The user's local day.
    pub today: Date,
    /// Due and done today.
    pub day: Sum,
    /// This week so far.
    pub week: Week,
    /// The last 365 days.
    pub year: Sum,
    /// The best weekday of the last twelve weeks.
    pub best_weekday: Option<(jiff::civil::Weekday, Sum)>,
    /// The hour with most ticks in them, and how many.
    pub best_hour: Option<(u8, u32)>,
    /// Habits that go on or ended within the last 30 days.
    pub habits: Vec<HabitLine>,
    /// The week that is reviewed: the last whole one, or this one while there is no other.
    pub reviewed: Week,
    /// The week before it.
    pub before: Week,
    /// What went well.
    pub well: Vec<Remark>,
    /// What to change.
    pub change: Vec<Remark>,
}

/// The summary and the week's review.
///
/// # Errors
/// Those of the database.
pub fn summary(tx: &mut Tx<'_>, user: UserId) -> Result<Summary, ReportError> {
    let calendar = habits::calendar_of(tx, user)?;
    let today = calendar.local_day(tx.now());
    let days = tx.reports().days(user, rules::days_before(today, 364), today)?;
    let since = |back: i64| rules::days_before(today, back);
    let judged: Vec<DayCount> = days.iter().copied().filter(|day| day.day >= since(JUDGED_DAYS - 1)).collect();
    let weekdays = rules::by_weekday(&judged);
    let ticks = tx.reports().ticks(user, since(JUDGED_DAYS - 1), today)?;
    let hours = ticks.into_iter().map(|tick| u8::try_from(calendar.local_time(tick).hour()).unwrap_or(0));
    let best_hour = rules::best_hour(hours);

    let monday = rules::monday_of(today);
    let week = Week::of(monday, &days, today);
    let last = Week::of(rules::days_before(monday, 7), &days, today);
    let reviewed = if last.sum.due > 0 { last } else { week };
    let before = Week::of(rules::days_before(reviewed.starts_on, 7), &days, today);

    let briefs = habits::recent_habits(tx, user, since(HABIT_DAYS))?;
    let mut counts: HashMap<HabitId, Vec<DayCount>> = HashMap::new();
    for (habit, day) in tx.reports().days_by_habit(user, since(LONGEST_STREAK_DAYS), today)? {
        counts.entry(habit).or_default().push(day);
    }
    let mut lines = Vec::with_capacity(briefs.len());
    let mut in_week = Vec::with_capacity(briefs.len());
    for habit in briefs {
        let days = counts.remove(&habit.id).unwrap_or_default();
        let (current_streak, longest_streak) = rules::streaks(&days, today);
        let strength = rules::strength(&days, habit.days_a_week, today).last().map_or(0.0, |(_, strength)| *strength);
        let sum = Sum::of(days.iter().filter(|day| day.day > since(HABIT_DAYS)));
        in_week.push(Week::of(reviewed.starts_on, &days, today).sum);
        lines.push(HabitLine { habit, sum, current_streak, longest_streak, strength });
    }
    let (well, change) = rules::review(&reviewed, &before, &in_week, &weekdays);
    Ok(Summary {
        today,
        day: Sum::of(days.iter().filter(|day| day.day == today)),
        week,
        year: Sum::of(&days),
        best_weekday: rules::best_weekday(&weekdays),
        best_hour,
        habits: lines,
        reviewed,
        before,
        well,
        change,
    })
}
