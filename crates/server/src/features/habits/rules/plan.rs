//! Laying the days of a plan onto the calendar.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// `day` plus `days` (which may be negative), held within the calendar's range.
#[must_use]
pub fn plus_days(day: Date, days: i32) -> Date {
    let span: Span = i64::from(days).days();
    day.saturating_add(span)
}

/// The weekdays on which a habit's plan may fall, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b111_1111);

    /// From ISO numbers, Monday = 1 to Sunday = 7; `None` when empty or out of range.
    #[must_use]
    pub fn from_iso(days: &[u8]) -> Option<Self> {
        let mut mask = 0;
        for &day in days {
            if !(1..=7).contains(&day) {
                return None;
            }
            mask |= 1 << (day - 1);
        }
        (mask != 0).then_some(Self(mask))
    }

    /// From the bits it is stored as (bit 0 = Monday); anything without a day is every day.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        if bits & Self::ALL.0 == 0 { Self::ALL } else { Self(bits & Self::ALL.0) }
    }

    /// The bits it is stored as.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// ISO numbers in order.
    #[must_use]
    pub fn iso(self) -> Vec<u8> {
        (1..=7).filter(|day| self.0 & (1 << (day - 1)) != 0).collect()
    }

    /// Whether `weekday` is one of them.
    #[must_use]
    pub fn contains(self, weekday: Weekday) -> bool {
        self.0 & (1 << weekday.to_monday_zero_offset()) != 0
    }

    /// The first allowed date on or after `from`.
    #[must_use]
    pub fn on_or_after(self, from: Date) -> Date {
        (0..7).map(|step| plus_days(from, step)).find(|day| self.contains(day.weekday())).unwrap_or(from)
    }

    /// The first `count` allowed dates from `from` on: plan day k falls on the k-th of them.
    #[must_use]
    pub fn lay(self, from: Date, count: usize) -> Vec<Date> {
        let mut dates = Vec::with_capacity(count);
        let mut next = from;
        while dates.len() < count {
            next = self.on_or_after(next);
            dates.push(next);
            next = plus_days(next, 1);
        }
        dates
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_plan_on_weekdays_jumps_over_the_weekend() {
        let working = Weekdays::from_iso(&[1, 2, 3, 4, 5]).expect("valid");
        // 20 March 2026 is a Friday.
        assert_eq!(working.lay(date(2026, 3, 20), 3), [date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)]);
        assert_eq!(working.on_or_after(date(2026, 3, 21)), date(2026, 3, 23));
    }

    #[test]
    fn weekdays_out_of_range_are_refused() {
        assert_eq!(Weekdays::from_iso(&[]), None);
        assert_eq!(Weekdays::from_iso(&[0]), None);
        assert_eq!(Weekdays::from_iso(&[8]), None);
        assert_eq!(Weekdays::from_iso(&[7, 7]).map(Weekdays::iso), Some(vec![7]));
    }

    proptest! {
        #[test]
        fn dates_rise_and_are_allowed(bits in 1u8..128, count in 1usize..366, offset in 0i32..4000) {
            let days = Weekdays::from_bits(bits);
            let laid = days.lay(plus_days(date(2024, 1, 1), offset), count);
            prop_assert_eq!(laid.len(), count);
            prop_assert!(laid.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(laid.iter().all(|day| days.contains(day.weekday())));
        }
    }
}
