//! The weekly review.

use jiff::civil::{Date, Weekday};

use super::{DayCount, Totals, best_weekday, days_before, worst_weekday};

/// One week of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct Week {
    /// A Monday.
    pub starts_on: Date,
    pub totals: Totals,
    /// Days on which everything due was done.
    pub perfect_days: u32,
}

impl Week {
    /// Adds up the week that starts on `starts_on`, up to `today`, from the counts in `days`.
    #[must_use]
    pub fn of(starts_on: Date, days: &[DayCount], today: Date) -> Self {
        let last = days_before(starts_on, -6).min(today);
        let days: Vec<&DayCount> = days.iter().filter(|day| day.day >= starts_on && day.day <= last).collect();
        let perfect = days.iter().filter(|day| day.is_kept()).count();
        Self { starts_on, totals: Totals::of(days.iter().copied()), perfect_days: u32::try_from(perfect).unwrap_or(7) }
    }
}

/// A remark of the weekly review. Habits are given by their index in the list passed to [`weekly_review`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remark {
    /// The number of perfect days in the week.
    PerfectDays(u32),
    /// The percentage points by which the rate rose.
    Better(f64),
    /// The habit with the best rate, and the rate.
    BestHabit(usize, f64),
    /// The weekday with the best rate in the last weeks, and the rate.
    BestWeekday(Weekday, f64),
    /// The number of tasks done, if nothing else went well.
    Started(u32),
    /// The percentage points by which the rate fell.
    Worse(f64),
    /// The habit with the worst rate, and the rate.
    HardestHabit(usize, f64),
    /// The weekday with the worst rate in the last weeks, and the rate.
    HardestWeekday(Weekday, f64),
    /// Nothing was done.
    Nothing,
}

/// A habit with fewer tasks due in the week is not judged. Two days of a plan have this many.
const MIN_DUE_FOR_HABIT: u32 = 6;

/// Returns the remarks on successes and on possible changes, at most three of each.
#[must_use]
pub fn weekly_review(
    week: &Week,
    before: &Week,
    habits: &[Totals],
    weekdays: &[Totals; 7],
) -> (Vec<Remark>, Vec<Remark>) {
    let (mut well, mut change) = (Vec::new(), Vec::new());
    if week.totals.due == 0 {
        return (well, change);
    }
    let difference = ((week.totals.rate() - before.totals.rate()) * 100.0).round() / 100.0;
    let rated: Vec<(usize, Totals)> =
        habits.iter().copied().enumerate().filter(|(_, totals)| totals.due >= MIN_DUE_FOR_HABIT).collect();
    if week.perfect_days > 0 {
        well.push(Remark::PerfectDays(week.perfect_days));
    }
    if before.totals.due > 0 && difference >= 5.0 {
        well.push(Remark::Better(difference));
    }
    let best = rated.iter().max_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()));
    if let Some((at, totals)) = best.filter(|(_, totals)| totals.rate() >= 80.0) {
        well.push(Remark::BestHabit(*at, totals.rate()));
    }
    if let Some((day, totals)) = best_weekday(weekdays).filter(|(_, totals)| totals.rate() >= 80.0) {
        well.push(Remark::BestWeekday(day, totals.rate()));
    }
    if well.is_empty() && week.totals.done > 0 {
        well.push(Remark::Started(week.totals.done));
    }
    if week.totals.done == 0 {
        change.push(Remark::Nothing);
    } else {
        let worst = rated.iter().min_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()));
        if let Some((at, totals)) = worst.filter(|(_, totals)| totals.rate() < 60.0) {
            change.push(Remark::HardestHabit(*at, totals.rate()));
        }
        if let Some((day, totals)) = worst_weekday(weekdays).filter(|(_, totals)| totals.rate() < 60.0) {
            change.push(Remark::HardestWeekday(day, totals.rate()));
        }
        if before.totals.due > 0 && difference <= -5.0 {
            change.push(Remark::Worse(-difference));
        }
    }
    well.truncate(3);
    change.truncate(3);
    (well, change)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::features::reports::rules::tests::days;
    use crate::features::reports::rules::totals_by_weekday;

    #[test]
    fn review_finds_successes_and_changes() {
        let monday = date(2026, 3, 2);
        let counts = days(monday, &[(3, 3), (3, 3), (3, 0), (3, 3), (3, 3), (3, 0), (3, 0)]);
        let week = Week::of(monday, &counts, date(2026, 3, 9));
        assert_eq!((week.totals, week.perfect_days), (Totals { due: 21, done: 12 }, 4));
        let before = Week { starts_on: date(2026, 2, 23), totals: Totals { due: 21, done: 6 }, perfect_days: 2 };
        let habits = [Totals { due: 7, done: 7 }, Totals { due: 14, done: 5 }];
        let twice: Vec<DayCount> =
            [&counts[..], &days(days_before(monday, 7), &[(3, 3), (3, 3), (3, 0), (3, 3)])].concat();
        let (well, change) = weekly_review(&week, &before, &habits, &totals_by_weekday(&twice));
        assert_eq!(well, [Remark::PerfectDays(4), Remark::Better(28.57), Remark::BestHabit(0, 100.0)]);
        assert_eq!(change, [Remark::HardestHabit(1, 35.71), Remark::HardestWeekday(Weekday::Wednesday, 0.0)]);
        let nothing = Week { totals: Totals { due: 21, done: 0 }, perfect_days: 0, ..week };
        assert_eq!(weekly_review(&nothing, &before, &[], &[Totals::default(); 7]), (vec![], vec![Remark::Nothing]));
        let empty = Week { totals: Totals::default(), ..nothing };
        assert_eq!(weekly_review(&empty, &before, &[], &[Totals::default(); 7]), (vec![], vec![]));
    }
}
