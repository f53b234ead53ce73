//! Pure rules about rates, strength, streaks and the weekly review.

mod patterns;
mod review;
mod strength;

use jiff::civil::Date;

pub use patterns::{best_hour, best_weekday, totals_by_weekday, worst_weekday};
pub use review::{Remark, Week, weekly_review};
pub use strength::{streaks, strength_curve};

/// How many tasks were due and done on one local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct DayCount {
    pub day: Date,
    pub due: u32,
    pub done: u32,
}

impl DayCount {
    /// Whether something was due and all of it was done.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.due > 0 && self.done >= self.due
    }
}

/// How many tasks were due and done in a span of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Totals {
    pub due: u32,
    pub done: u32,
}

impl Totals {
    /// Adds up `days`.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a DayCount>) -> Self {
        days.into_iter()
            .fold(Self::default(), |total, day| Self { due: total.due + day.due, done: total.done + day.done })
    }

    /// Returns the completion rate in percent, rounded to two places; 0 if nothing is due.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.due == 0 {
            return 0.0;
        }
        (10_000.0 * f64::from(self.done) / f64::from(self.due)).round() / 100.0
    }
}

/// The number and length of the bars of the completions chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// The last 7 days, one bar each.
    Daily,
    /// The last 12 months, one bar each.
    Monthly,
    /// The last 5 years, one bar each.
    Yearly,
}

/// A bar: label, first day, last day.
pub type Bar = (String, Date, Date);

impl Range {
    /// Returns the bars up to `today`, oldest first.
    #[must_use]
    pub fn bars(self, today: Date) -> Vec<Bar> {
        match self {
            Self::Daily => (0..7).rev().map(|back| days_before(today, back)).map(|d| (d.to_string(), d, d)).collect(),
            Self::Monthly => (0..12)
                .rev()
                .map(|back| today.first_of_month().saturating_sub(jiff::Span::new().months(back)))
                .map(|first| (first.strftime("%Y-%m").to_string(), first, first.last_of_month()))
                .collect(),
            Self::Yearly => (0..5)
                .rev()
                .map(|back| today.first_of_year().saturating_sub(jiff::Span::new().years(back)))
                .map(|first| (first.strftime("%Y").to_string(), first, first.last_of_year()))
                .collect(),
        }
    }
}

/// Returns the date `days` days before `day`.
#[must_use]
pub fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(jiff::Span::new().days(days))
}

/// Returns the day after `day`.
#[must_use]
pub fn next_day(day: Date) -> Date {
    days_before(day, -1)
}

/// Returns the Monday of the week of `day`.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    days_before(day, i64::from(day.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Day counts (due, done) of consecutive days from `from` on.
    pub fn days(from: Date, counts: &[(u32, u32)]) -> Vec<DayCount> {
        (0_i64..).zip(counts).map(|(at, &(due, done))| DayCount { day: days_before(from, -at), due, done }).collect()
    }

    #[test]
    fn bars_cover_7_days_12_months_or_5_years() {
        let today = date(2028, 2, 29);
        let labels = |range: Range| range.bars(today).into_iter().map(|bar| bar.0).collect::<Vec<_>>();
        assert_eq!(labels(Range::Daily)[0], "2028-02-23");
        assert_eq!(labels(Range::Daily).len(), 7);
        assert_eq!((labels(Range::Monthly)[0].as_str(), labels(Range::Monthly)[11].as_str()), ("2027-03", "2028-02"));
        assert_eq!(labels(Range::Yearly), ["2024", "2025", "2026", "2027", "2028"]);
        let (_, first, last) = Range::Monthly.bars(date(2028, 3, 31)).remove(10);
        assert_eq!((first, last), (date(2028, 2, 1), date(2028, 2, 29)));
    }

    #[test]
    fn rate_has_two_places_and_is_0_if_nothing_is_due() {
        assert!((Totals { due: 3, done: 2 }.rate() - 66.67).abs() < 1e-9);
        assert!(Totals::default().rate().abs() < 1e-9);
    }
}
