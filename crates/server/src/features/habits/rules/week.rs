//! Day counts of habits with times a week.
//!
//! The tasks of such a habit are shown every day until N of them are done in the week. A completion
//! counts as one due and one done task on its day. The tasks still missing at the end of the week are
//! due on the habit's last day in that week.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::plan::plus_days;
use crate::features::habits::TaskCounts;

/// Returns the Monday of the week of `day`.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The tasks of a habit on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct DayTasks {
    pub day: Date,
    /// Tasks that count on this day: all except those excluded by a skip or a pause.
    pub open: u32,
    /// Completed tasks that are due on this day.
    pub done: u32,
}

/// Returns the day counts of one habit with `times` a week. A week can't require more tasks than the
/// habit has in it. Days with nothing due are left out.
#[must_use]
pub fn weekly_counts(days: &[DayTasks], times: u32) -> BTreeMap<Date, TaskCounts> {
    let mut weeks: BTreeMap<Date, Vec<DayTasks>> = BTreeMap::new();
    for day in days {
        weeks.entry(monday_of(day.day)).or_default().push(*day);
    }
    let mut counts = BTreeMap::new();
    for week in weeks.values() {
        let open: u32 = week.iter().map(|day| day.open).sum();
        let done: u32 = week.iter().map(|day| day.done).sum();
        for day in week.iter().filter(|day| day.done > 0) {
            counts.insert(day.day, TaskCounts { due: day.done, done: day.done });
        }
        let shortfall = times.min(open).saturating_sub(done);
        let last = week.iter().filter(|day| day.open > 0).map(|day| day.day).max();
        if let Some(last) = last.filter(|_| shortfall > 0) {
            counts.entry(last).or_insert_with(TaskCounts::default).due += shortfall;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn week(done: [u32; 7]) -> Vec<DayTasks> {
        // 2 March 2026 is a Monday.
        (0..7)
            .map(|i| DayTasks { day: plus_days(date(2026, 3, 2), i), open: 1, done: done[usize::try_from(i).unwrap()] })
            .collect()
    }

    #[test]
    fn missing_tasks_are_due_on_last_day() {
        let counts = weekly_counts(&week([1, 0, 0, 0, 0, 0, 0]), 3);
        assert_eq!(counts[&date(2026, 3, 2)], TaskCounts { due: 1, done: 1 });
        assert_eq!(counts[&date(2026, 3, 8)], TaskCounts { due: 2, done: 0 });
        assert_eq!(counts.len(), 2);
    }

    #[test]
    fn completion_on_last_day_reduces_missing_tasks() {
        let counts = weekly_counts(&week([1, 0, 0, 0, 0, 0, 1]), 3);
        assert_eq!(counts[&date(2026, 3, 8)], TaskCounts { due: 2, done: 1 });
    }

    #[test]
    fn nothing_is_missing_once_enough_is_done() {
        assert_eq!(weekly_counts(&week([1, 1, 1, 1, 0, 0, 0]), 3).values().map(|b| b.due).sum::<u32>(), 4);
    }

    #[test]
    fn short_week_requires_no_more_than_it_has() {
        let days: Vec<DayTasks> = week([0; 7]).into_iter().skip(5).collect();
        assert_eq!(weekly_counts(&days, 5)[&date(2026, 3, 8)], TaskCounts { due: 2, done: 0 });
    }

    proptest! {
        #[test]
        fn due_is_the_greater_of_done_and_required(done in proptest::array::uniform7(0u32..=1), times in 1u32..=7) {
            let counts = weekly_counts(&week(done), times);
            let total: u32 = done.iter().sum();
            prop_assert_eq!(counts.values().map(|b| b.due).sum::<u32>(), total.max(times));
            prop_assert_eq!(counts.values().map(|b| b.done).sum::<u32>(), total);
            prop_assert!(counts.values().all(|b| b.done <= b.due));
        }
    }
}
