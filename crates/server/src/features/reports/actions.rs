//! The read-only use cases of this feature.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday};

use super::ReportError;
use super::rules::{self, Bar, DayCount, Range, Remark, Totals, Week};
use super::store::HabitFilter;
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitId, HabitSummary};
use crate::features::planner::HabitType;
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

/// Maximum span of a heatmap.
const MAX_HEATMAP_DAYS: i64 = 366;
/// Days from which the best weekday and hour are computed: twelve weeks.
const PATTERN_DAYS: i64 = 84;
/// Days read for streaks and strength in the summary. A plan has at most 365 days.
const MAX_STREAK_DAYS: i64 = 400;
/// Days covered by the completion rate of a habit in the summary.
const RECENT_DAYS: i64 = 30;
/// Maximum number of days before today in the strength curve of a habit.
const MAX_CURVE_DAYS: i64 = 1100;

/// The completions to report.
#[derive(Clone, Copy, Debug)]
pub struct CompletionsFilter {
    pub range: Range,
    /// Only habits of this type.
    pub kind: Option<HabitType>,
    /// Only this habit.
    pub habit: Option<HabitId>,
}

/// Returns the bars up to the user's current day, and the totals of each bar in the same order.
///
/// # Errors
/// [`ReportError::NotFound`] if the user has no such habit.
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
    let habits = match (habit, filter.kind) {
        (Some(habit), Some(kind)) if habit.kind != kind => {
            let empty = vec![Totals::default(); bars.len()];
            return Ok((bars, empty));
        }
        (Some(habit), _) => HabitFilter::Habit(habit.id),
        (None, Some(kind)) => HabitFilter::Type(kind),
        (None, None) => HabitFilter::All,
    };
    // Future days do not count yet.
    let spans: Vec<_> = bars.iter().map(|(_, first, last)| (*first, (*last).min(today))).collect();
    let totals = tx.reports().totals(user, habits, &spans)?;
    Ok((bars, totals))
}

/// Returns the counts of every day from `from` to `to`, except future days. `to` defaults to today, and
/// `from` to 364 days before `to`.
///
/// # Errors
/// [`ReportError::Invalid`] if `from` is after `to` or the span is longer than 366 days.
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
        return Err(invalid("from", "after-to", "The first day is after the last day."));
    }
    if first < rules::days_before(last, MAX_HEATMAP_DAYS - 1) {
        return Err(invalid("from", "too-long", "At most 366 days can be requested at once."));
    }
    let mut counts = tx.reports().days(user, first, last.min(today))?.into_iter().peekable();
    let (mut days, mut day) = (Vec::new(), first);
    while day <= last.min(today) {
        let stored = counts.next_if(|count| count.day == day);
        days.push(stored.unwrap_or(DayCount { day, due: 0, done: 0 }));
        day = rules::next_day(day);
    }
    Ok(days)
}

fn invalid(field: &str, code: &'static str, detail: &str) -> ReportError {
    ReportError::Invalid(vec![FieldError::new(field, code, detail)])
}

/// The strength and streaks of a habit.
#[derive(Clone, Debug)]
pub struct Strength {
    /// The strength (0-1) on each day up to today.
    pub days: Vec<(Date, f64)>,
    /// Consecutive kept days up to now; days with nothing due do not count.
    pub current_streak: u32,
    pub longest_streak: u32,
    /// On how many days per week tasks are expected (1-7).
    pub days_a_week: u8,
}

/// Returns a habit's strength from its first day, but at most the last 1100 days, to today.
///
/// # Errors
/// [`ReportError::NotFound`] if the user has no such habit.
pub fn strength(tx: &mut Tx<'_>, user: UserId, id: HabitId) -> Result<Strength, ReportError> {
    let habit = habits::find_habit(tx, user, id)?.ok_or(ReportError::NotFound)?;
    let today = habits::local_day(tx, user)?;
    let first = habit.start_date.max(rules::days_before(today, MAX_CURVE_DAYS));
    let counts = tx.reports().days_of_habit(user, id, first, today)?;
    let (current_streak, longest_streak) = rules::streaks(&counts, today);
    let days = rules::strength_curve(&counts, habit.days_a_week, today);
    Ok(Strength { days, current_streak, longest_streak, days_a_week: habit.days_a_week })
}

/// One habit in the summary.
#[derive(Clone, Debug)]
pub struct HabitReport {
    pub habit: HabitSummary,
    /// The totals of the last 30 days.
    pub totals: Totals,
    /// Consecutive kept days up to now; days with nothing due do not count.
    pub current_streak: u32,
    /// The longest streak in the last 400 days.
    pub longest_streak: u32,
    /// The latest strength, from 0 to 1.
    pub strength: f64,
}

/// The report of all habits with the weekly review.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The user's current local day.
    pub today: Date,
    /// Today's totals.
    pub day: Totals,
    /// This week up to today.
    pub week: Week,
    /// The totals of the last 365 days.
    pub year: Totals,
    /// The best weekday of the last twelve weeks.
    pub best_weekday: Option<(Weekday, Totals)>,
    /// The hour with the most completions in the last twelve weeks, and their number.
    pub best_hour: Option<(u8, u32)>,
    /// Habits that are not archived and did not end more than 30 days ago.
    pub habits: Vec<HabitReport>,
    /// The reviewed week: the last full week, or the current week if nothing was due in the last one.
    pub reviewed: Week,
    /// The week before the reviewed week.
    pub before: Week,
    /// Remarks on what went well.
    pub well: Vec<Remark>,
    /// Suggestions for changes.
    pub change: Vec<Remark>,
}

/// Returns the summary with the weekly review.
pub fn summary(tx: &mut Tx<'_>, user: UserId) -> Result<Summary, ReportError> {
    let calendar = habits::calendar_of(tx, user)?;
    let today = calendar.local_day(tx.now());
    let days = tx.reports().days(user, rules::days_before(today, 364), today)?;
    let since = |back: i64| rules::days_before(today, back);
    let pattern_days: Vec<DayCount> = days.iter().copied().filter(|day| day.day >= since(PATTERN_DAYS - 1)).collect();
    let weekdays = rules::totals_by_weekday(&pattern_days);
    let completed = tx.reports().completion_times(user, since(PATTERN_DAYS - 1), today)?;
    let hours = completed.into_iter().map(|at| u8::try_from(calendar.local_time(at).hour()).unwrap_or(0));
    let best_hour = rules::best_hour(hours);

    let monday = rules::monday_of(today);
    let week = Week::of(monday, &days, today);
    let last = Week::of(rules::days_before(monday, 7), &days, today);
    let reviewed = if last.totals.due > 0 { last } else { week };
    let before = Week::of(rules::days_before(reviewed.starts_on, 7), &days, today);

    let recent = habits::recent_habits(tx, user, since(RECENT_DAYS))?;
    let mut counts: HashMap<HabitId, Vec<DayCount>> = HashMap::new();
    for (habit, day) in tx.reports().days_by_habit(user, since(MAX_STREAK_DAYS), today)? {
        counts.entry(habit).or_default().push(day);
    }
    let mut reports = Vec::with_capacity(recent.len());
    let mut in_week = Vec::with_capacity(recent.len());
    for habit in recent {
        let days = counts.remove(&habit.id).unwrap_or_default();
        let (current_streak, longest_streak) = rules::streaks(&days, today);
        let strength =
            rules::strength_curve(&days, habit.days_a_week, today).last().map_or(0.0, |(_, strength)| *strength);
        let totals = Totals::of(days.iter().filter(|day| day.day > since(RECENT_DAYS)));
        in_week.push(Week::of(reviewed.starts_on, &days, today).totals);
        reports.push(HabitReport { habit, totals, current_streak, longest_streak, strength });
    }
    let (well, change) = rules::weekly_review(&reviewed, &before, &in_week, &weekdays);
    Ok(Summary {
        today,
        day: Totals::of(days.iter().filter(|day| day.day == today)),
        week,
        year: Totals::of(&days),
        best_weekday: rules::best_weekday(&weekdays),
        best_hour,
        habits: reports,
        reviewed,
        before,
        well,
        change,
    })
}
