//! Habits with a number of times a week.
//!
//! Such a habit is shown every day until N tasks are done in that week. Each completion books
//! one due and one done on its day; what is missing at the end is booked as due on the last
//! of the habit's days in that week.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::plan::plus_days;

/// The Monday of the week of `day`.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// One day of such a habit: what could be done and what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekDay {
    /// The date.
    pub day: Date,
    /// Tasks that count on this day: all but those a skip or a pause took out.
    pub open: u32,
    /// Tasks completed, each with this due date.
    pub done: u32,
}

/// What a day books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Booking {
    /// Due on that day.
    pub due: u32,
    /// Done on that day.
    pub done: u32,
}

/// The bookings of all `days` of one habit with `times` a week. A week can't ask for more than
/// the habit's days in it offer. Days that book nothing are left out.
#[must_use]
pub fn book(days: &[WeekDay], times: u32) -> BTreeMap<Date, Booking> {
    let mut weeks: BTreeMap<Date, Vec<WeekDay>> = BTreeMap::new();
    for day in days {
        weeks.entry(monday_of(day.day)).or_default().push(*day);
    }
    let mut booked = BTreeMap::new();
    for week in weeks.values() {
        let open: u32 = week.iter().map(|day| day.open).sum();
        let done: u32 = week.iter().map(|day| day.done).sum();
        for day in week.iter().filter(|day| day.done > 0) {
            booked.insert(day.day, Booking { due: day.done, done: day.done });
        }
        let shortfall = times.min(open).saturating_sub(done);
        let last = week.iter().filter(|day| day.open > 0).map(|day| day.day).max();
        if let Some(last) = last.filter(|_| shortfall > 0) {
            booked.entry(last).or_insert_with(Booking::default).due += shortfall;
        }
    }
    booked
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn week(done: [u32; 7]) -> Vec<WeekDay> {
        // 2 March 2026 is a Monday.
        (0..7)
            .map(|i| WeekDay { day: plus_days(date(2026, 3, 2), i), open: 1, done: done[usize::try_from(i).unwrap()] })
            .collect()
    }

    #[test]
    fn the_shortfall_is_due_on_sunday() {
        let booked = book(&week([1, 0, 0, 0, 0, 0, 0]), 3);
        assert_eq!(booked[&date(2026, 3, 2)], Booking { due: 1, done: 1 });
        assert_eq!(booked[&date(2026, 3, 8)], Booking { due: 2, done: 0 });
        assert_eq!(booked.len(), 2);
    }

    #[test]
    fn a_completion_on_the_last_day_counts_into_it() {
        let booked = book(&week([1, 0, 0, 0, 0, 0, 1]), 3);
        assert_eq!(booked[&date(2026, 3, 8)], Booking { due: 2, done: 1 });
    }

    #[test]
    fn a_week_with_enough_done_owes_nothing() {
        assert_eq!(book(&week([1, 1, 1, 1, 0, 0, 0]), 3).values().map(|b| b.due).sum::<u32>(), 4);
    }

    #[test]
    fn a_short_week_asks_for_what_it_offers() {
        let days: Vec<WeekDay> = week([0; 7]).into_iter().skip(5).collect();
        assert_eq!(book(&days, 5)[&date(2026, 3, 8)], Booking { due: 2, done: 0 });
    }

    proptest! {
        #[test]
        fn due_is_the_greater_of_done_and_what_was_asked(done in proptest::array::uniform7(0u32..=1), times in 1u32..=7) {
            let booked = book(&week(done), times);
            let total: u32 = done.iter().sum();
            prop_assert_eq!(booked.values().map(|b| b.due).sum::<u32>(), total.max(times));
            prop_assert_eq!(booked.values().map(|b| b.done).sum::<u32>(), total);
            prop_assert!(booked.values().all(|b| b.done <= b.due));
        }
    }
}
