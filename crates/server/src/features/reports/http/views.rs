//! Response types for reports.

use jiff::civil::{Date, Weekday};
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::habits::HabitId;
use crate::features::planner::HabitType;
use crate::features::reports::actions::{HabitReport, Strength, Summary};
use crate::features::reports::rules::{Bar, DayCount, Remark, Totals, Week};

/// Tasks due and done per bar.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompletionsView {
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, oldest first.
    labels: Vec<String>,
    /// 100 x completed / due; 0 if nothing was due.
    rates: Vec<f64>,
    completed: Vec<u32>,
    due: Vec<u32>,
}

impl CompletionsView {
    pub(super) fn of(bars: Vec<Bar>, totals: &[Totals]) -> Self {
        Self {
            labels: bars.into_iter().map(|bar| bar.0).collect(),
            rates: totals.iter().map(|bar| bar.rate()).collect(),
            completed: totals.iter().map(|bar| bar.done).collect(),
            due: totals.iter().map(|bar| bar.due).collect(),
        }
    }
}

/// One day of the heatmap.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = HeatView)]
pub struct HeatmapDayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    due: u32,
    completed: u32,
}

/// The days of the heatmap, oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HeatmapView {
    days: Vec<HeatmapDayView>,
}

impl From<Vec<DayCount>> for HeatmapView {
    fn from(days: Vec<DayCount>) -> Self {
        let days = days.into_iter().map(|day| HeatmapDayView { date: day.day, due: day.due, completed: day.done });
        Self { days: days.collect() }
    }
}

/// A habit's strength on one day.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct StrengthDay {
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    strength: f64,
}

/// A habit's strength from its first day to today.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StrengthView {
    days: Vec<StrengthDay>,
    /// Consecutive due days on which everything was done.
    current_streak: u32,
    longest_streak: u32,
    /// On how many days of a week something is expected.
    days_a_week: u8,
}

impl From<Strength> for StrengthView {
    fn from(strength: Strength) -> Self {
        let days = strength.days.into_iter().map(|(date, s)| StrengthDay { date, strength: round(s) });
        Self {
            days: days.collect(),
            current_streak: strength.current_streak,
            longest_streak: strength.longest_streak,
            days_a_week: strength.days_a_week,
        }
    }
}

/// Rounds to six places.
fn round(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

/// Tasks due and done, and the completion rate.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SumView {
    due: u32,
    completed: u32,
    /// 100 x completed / due; 0 if nothing was due.
    rate: f64,
}

impl From<Totals> for SumView {
    fn from(totals: Totals) -> Self {
        Self { due: totals.due, completed: totals.done, rate: totals.rate() }
    }
}

/// One week.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WeekView {
    /// The Monday with which the week starts.
    #[schema(value_type = String, format = Date)]
    starts_on: Date,
    due: u32,
    completed: u32,
    rate: f64,
    /// Days on which everything due was done.
    perfect_days: u32,
}

impl From<Week> for WeekView {
    fn from(week: Week) -> Self {
        let Week { starts_on, totals, perfect_days } = week;
        Self { starts_on, due: totals.due, completed: totals.done, rate: totals.rate(), perfect_days }
    }
}

/// The weekday with the best completion rate.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WeekdayView {
    /// ISO number, Monday = 1.
    weekday: i8,
    rate: f64,
}

/// The hour with the most completions.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct HourView {
    /// 0 to 23, in the user's time zone.
    hour: u8,
    /// Tasks completed in that hour.
    completed: u32,
}

/// One habit in the summary.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HabitLineView {
    id: HabitId,
    name: String,
    #[serde(rename = "type")]
    kind: HabitType,
    color: String,
    icon: String,
    /// Tasks due in the last 30 days.
    due: u32,
    completed: u32,
    rate: f64,
    /// Consecutive due days on which everything was done.
    current_streak: u32,
    longest_streak: u32,
    /// 0 to 1.
    strength: f64,
}

impl From<HabitReport> for HabitLineView {
    fn from(report: HabitReport) -> Self {
        let HabitReport { habit, totals, current_streak, longest_streak, strength } = report;
        Self {
            id: habit.id,
            name: habit.name,
            kind: habit.kind,
            color: habit.color,
            icon: habit.icon,
            due: totals.due,
            completed: totals.done,
            rate: totals.rate(),
            current_streak,
            longest_streak,
            strength: round(strength),
        }
    }
}

/// The kind of a remark.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkCode {
    /// `value` days of the week were perfect.
    PerfectDays,
    /// The rate rose by `value` percentage points.
    Better,
    /// `habit` has the best rate, `value`.
    BestHabit,
    /// `weekday` has the best rate, `value`.
    BestWeekday,
    /// `value` tasks were done.
    Started,
    /// The rate fell by `value` percentage points.
    Worse,
    /// `habit` has the worst rate, `value`.
    HardestHabit,
    /// `weekday` has the worst rate, `value`.
    HardestWeekday,
    /// No task was done.
    Nothing,
}

/// One remark of the review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemarkView {
    code: RemarkCode,
    /// Days, tasks, percentage points or a rate, depending on the code.
    value: f64,
    /// The habit the remark is about.
    #[schema(required)]
    habit_id: Option<HabitId>,
    #[schema(required)]
    habit: Option<String>,
    /// ISO number, Monday = 1.
    #[schema(required)]
    weekday: Option<i8>,
    /// The remark in English.
    text: String,
}

impl RemarkView {
    fn of(remark: Remark, habits: &[HabitReport]) -> Self {
        let plain = |code, value, text: String| Self { code, value, habit_id: None, habit: None, weekday: None, text };
        let about = |code, at: usize, rate: f64, text: fn(&str, f64) -> String| {
            let habit = habits.get(at).map(|report| &report.habit);
            let name = habit.map(|habit| habit.name.clone()).unwrap_or_default();
            Self {
                habit_id: habit.map(|habit| habit.id),
                habit: Some(name.clone()),
                ..plain(code, rate, text(&name, rate))
            }
        };
        let on = |code, day: Weekday, rate: f64, text: String| Self {
            weekday: Some(day.to_monday_one_offset()),
            ..plain(code, rate, text)
        };
        match remark {
            Remark::PerfectDays(1) => plain(RemarkCode::PerfectDays, 1.0, "1 perfect day.".into()),
            Remark::PerfectDays(days) => plain(RemarkCode::PerfectDays, days.into(), format!("{days} perfect days.")),
            Remark::Better(points) => {
                plain(RemarkCode::Better, points, format!("{points:.0} points better than the week before."))
            }
            Remark::BestHabit(at, rate) => {
                about(RemarkCode::BestHabit, at, rate, |name, rate| format!("“{name}” went best: {rate:.0}%."))
            }
            Remark::BestWeekday(day, rate) => {
                on(RemarkCode::BestWeekday, day, rate, format!("{day:?} is your best day: {rate:.0}%."))
            }
            Remark::Started(1) => plain(RemarkCode::Started, 1.0, "1 task done. That’s a start.".into()),
            Remark::Started(done) => {
                plain(RemarkCode::Started, done.into(), format!("{done} tasks done. That’s a start."))
            }
            Remark::Worse(points) => {
                let text = format!("{points:.0} points lower than the week before. One task fewer a day is fine.");
                plain(RemarkCode::Worse, points, text)
            }
            Remark::HardestHabit(at, rate) => about(RemarkCode::HardestHabit, at, rate, |name, rate| {
                format!(
                    "“{name}” was the hardest: {rate:.0}%. Make its first task smaller, or try another time of day."
                )
            }),
            Remark::HardestWeekday(day, rate) => {
                let text = format!("{day:?} is your hardest day: {rate:.0}%. Plan less for it.");
                on(RemarkCode::HardestWeekday, day, rate, text)
            }
            Remark::Nothing => {
                plain(RemarkCode::Nothing, 0.0, "Nothing got done this time. Start again with one task, today.".into())
            }
        }
    }
}

/// The weekly review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The last full week, or the current week if nothing was due in that.
    week: WeekView,
    /// The week before the reviewed one.
    before: WeekView,
    /// Remarks on successes, three at most.
    well: Vec<RemarkView>,
    /// Remarks on possible changes, three at most.
    change: Vec<RemarkView>,
}

/// The report of all habits with the weekly review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SummaryView {
    /// The user's current local day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    today: SumView,
    /// This week up to today.
    week: WeekView,
    /// The last 365 days.
    year: SumView,
    /// Of the last twelve weeks.
    #[schema(required)]
    best_weekday: Option<WeekdayView>,
    /// Of the last twelve weeks.
    #[schema(required)]
    best_hour: Option<HourView>,
    /// Habits that have not ended or ended within the last 30 days.
    habits: Vec<HabitLineView>,
    review: ReviewView,
}

impl From<Summary> for SummaryView {
    fn from(summary: Summary) -> Self {
        let remarks =
            |remarks: &[Remark]| remarks.iter().map(|remark| RemarkView::of(*remark, &summary.habits)).collect();
        let review = ReviewView {
            week: summary.reviewed.into(),
            before: summary.before.into(),
            well: remarks(&summary.well),
            change: remarks(&summary.change),
        };
        Self {
            date: summary.today,
            today: summary.day.into(),
            week: summary.week.into(),
            year: summary.year.into(),
            best_weekday: summary
                .best_weekday
                .map(|(day, totals)| WeekdayView { weekday: day.to_monday_one_offset(), rate: totals.rate() }),
            best_hour: summary.best_hour.map(|(hour, completed)| HourView { hour, completed }),
            habits: summary.habits.into_iter().map(HabitLineView::from).collect(),
            review,
        }
    }
}
