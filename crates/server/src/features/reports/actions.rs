//! The use cases of this room: all of them read.

use std::collections::HashMap;

use jiff::civil::Date;

use super::ReportError;
use super::rules::{self, Bar, DayCount, Range, Remark, Totals, Week};
use super::store::HabitFilter;
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitId, HabitSummary};
use crate::features::planner::HabitType;
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

/// Days of a heatmap at most.
const MAX_HEATMAP_DAYS: i64 = 366;
/// Weekdays and hours are judged by so many days: twelve weeks.
const PATTERN_DAYS: i64 = 84;
/// Streaks and strength in the summary are of at most so many days; a plan has 365 at most.
const MAX_STREAK_DAYS: i64 = 400;
/// The rates of habits in the summary are of so many days.
const RECENT_DAYS: i64 = 30;
/// The curve of one habit goes back so far.
const MAX_CURVE_DAYS: i64 = 1100;

/// CompletionsFilter completions are asked for.
#[derive(Clone, Copy, Debug)]
pub struct CompletionsFilter {
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
pub fn completions(
    tx: &mut Tx<'_>,
    user: UserId,
    filter: CompletionsFilter,
) -> Result<(Vec<Bar>, Vec<Totals>), ReportError> {
    let habit = match filter.habit {
        Some(id) => Some(habits::find_habit(tx, user, id)?.ok_or(ReportError::NotFound)?),
        None => None,
    };
    let today = habits::local_day(tx, user)?;
    let bars = filter.range.bars(today);
    let counted = match (habit, filter.kind) {
        (Some(habit), Some(kind)) if habit.kind != kind => {
            let nothing = vec![Totals::default(); bars.len()];
            return Ok((bars, nothing));
        }
        (Some(habit), _) => HabitFilter::Habit(habit.id),
        (None, Some(kind)) => HabitFilter::Type(kind),
        (None, None) => HabitFilter::All,
    };
    // What is to come counts when it has come.
    let spans: Vec<_> = bars.iter().map(|(_, first, last)| (*first, (*last).min(today))).collect();
    let totals = tx.reports().totals(user, counted, &spans)?;
    Ok((bars, totals))
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
    if first < rules::days_before(last, MAX_HEATMAP_DAYS - 1) {
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
    let habit = habits::find_habit(tx, user, id)?.ok_or(ReportError::NotFound)?;
    let today = habits::local_day(tx, user)?;
    let first = habit.start_date.max(rules::days_before(today, MAX_CURVE_DAYS));
    let counts = tx.reports().days_of_habit(user, id, first, today)?;
    let (current_streak, longest_streak) = rules::streaks(&counts, today);
    let days = rules::strength(&counts, habit.days_a_week, today);
    Ok(Strength { days, current_streak, longest_streak, days_a_week: habit.days_a_week })
}

/// One habit in the summary.
#[derive(Clone, Debug)]
pub struct HabitReport {
    /// The habit.
    pub habit: HabitSummary,
    /// Due and done in the last 30 days.
    pub sum: Totals,
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
    pub day: Totals,
    /// This week so far.
    pub week: Week,
    /// The last 365 days.
    pub year: Totals,
    /// The best weekday of the last twelve weeks.
    pub best_weekday: Option<(jiff::civil::Weekday, Totals)>,
    /// The hour with most ticks in them, and how many.
    pub best_hour: Option<(u8, u32)>,
    /// Habits that go on or ended within the last 30 days.
    pub habits: Vec<HabitReport>,
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
pub fn summary(tx: &mut Tx<'_>, user: UserId) -> Result<Summary, ReportError> {
    let calendar = habits::calendar_of(tx, user)?;
    let today = calendar.local_day(tx.now());
    let days = tx.reports().days(user, rules::days_before(today, 364), today)?;
    let since = |back: i64| rules::days_before(today, back);
    let judged: Vec<DayCount> = days.iter().copied().filter(|day| day.day >= since(PATTERN_DAYS - 1)).collect();
    let weekdays = rules::by_weekday(&judged);
    let ticks = tx.reports().completion_times(user, since(PATTERN_DAYS - 1), today)?;
    let hours = ticks.into_iter().map(|tick| u8::try_from(calendar.local_time(tick).hour()).unwrap_or(0));
    let best_hour = rules::best_hour(hours);

    let monday = rules::monday_of(today);
    let week = Week::of(monday, &days, today);
    let last = Week::of(rules::days_before(monday, 7), &days, today);
    let reviewed = if last.sum.due > 0 { last } else { week };
    let before = Week::of(rules::days_before(reviewed.starts_on, 7), &days, today);

    let briefs = habits::recent_habits(tx, user, since(RECENT_DAYS))?;
    let mut counts: HashMap<HabitId, Vec<DayCount>> = HashMap::new();
    for (habit, day) in tx.reports().days_by_habit(user, since(MAX_STREAK_DAYS), today)? {
        counts.entry(habit).or_default().push(day);
    }
    let mut lines = Vec::with_capacity(briefs.len());
    let mut in_week = Vec::with_capacity(briefs.len());
    for habit in briefs {
        let days = counts.remove(&habit.id).unwrap_or_default();
        let (current_streak, longest_streak) = rules::streaks(&days, today);
        let strength = rules::strength(&days, habit.days_a_week, today).last().map_or(0.0, |(_, strength)| *strength);
        let sum = Totals::of(days.iter().filter(|day| day.day > since(RECENT_DAYS)));
        in_week.push(Week::of(reviewed.starts_on, &days, today).sum);
        lines.push(HabitReport { habit, sum, current_streak, longest_streak, strength });
    }
    let (well, change) = rules::review(&reviewed, &before, &in_week, &weekdays);
    Ok(Summary {
        today,
        day: Totals::of(days.iter().filter(|day| day.day == today)),
        week,
        year: Totals::of(&days),
        best_weekday: rules::best_weekday(&weekdays),
        best_hour,
        habits: lines,
        reviewed,
        before,
        well,
        change,
    })
}
