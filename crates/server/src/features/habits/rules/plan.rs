//! Scheduling the days of a plan on the calendar.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// Returns `day` plus `days` (which may be negative), clamped to the range of dates.
#[must_use]
pub fn plus_days(day: Date, days: i32) -> Date {
    let span: Span = i64::from(days).days();
    day.saturating_add(span)
}

/// The weekdays on which days of a habit's plan may fall; bit 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b111_1111);

    /// Converts ISO numbers (Monday = 1 to Sunday = 7); `None` if there are none or one is out of range.
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

    /// Converts the stored bits (bit 0 = Monday); bits without any day mean every day.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        if bits & Self::ALL.0 == 0 { Self::ALL } else { Self(bits & Self::ALL.0) }
    }

    /// Returns the bits to store (bit 0 = Monday).
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Returns the ISO numbers in ascending order.
    #[must_use]
    pub fn iso(self) -> Vec<u8> {
        (1..=7).filter(|day| self.0 & (1 << (day - 1)) != 0).collect()
    }

    /// Whether `weekday` is included.
    #[must_use]
    pub fn contains(self, weekday: Weekday) -> bool {
        self.0 & (1 << weekday.to_monday_zero_offset()) != 0
    }

    /// Returns the first date on or after `from` that falls on one of these weekdays.
    #[must_use]
    pub fn on_or_after(self, from: Date) -> Date {
        (0..7).map(|step| plus_days(from, step)).find(|day| self.contains(day.weekday())).unwrap_or(from)
    }

    /// Returns the first `count` dates from `from` on that fall on these weekdays: plan day k falls on
    /// the k-th of them.
    #[must_use]
    pub fn schedule(self, from: Date, count: usize) -> Vec<Date> {
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
    fn schedule_on_working_days_leaves_out_weekend() {
        let working = Weekdays::from_iso(&[1, 2, 3, 4, 5]).expect("valid");
        // 20 March 2026 is a Friday.
        assert_eq!(working.schedule(date(2026, 3, 20), 3), [date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)]);
        assert_eq!(working.on_or_after(date(2026, 3, 21)), date(2026, 3, 23));
    }

    #[test]
    fn from_iso_refuses_empty_and_out_of_range() {
        assert_eq!(Weekdays::from_iso(&[]), None);
        assert_eq!(Weekdays::from_iso(&[0]), None);
        assert_eq!(Weekdays::from_iso(&[8]), None);
        assert_eq!(Weekdays::from_iso(&[7, 7]).map(Weekdays::iso), Some(vec![7]));
    }

    proptest! {
        #[test]
        fn scheduled_dates_ascend_on_chosen_weekdays(bits in 1u8..128, count in 1usize..366, offset in 0i32..4000) {
            let days = Weekdays::from_bits(bits);
            let dates = days.schedule(plus_days(date(2024, 1, 1), offset), count);
            prop_assert_eq!(dates.len(), count);
            prop_assert!(dates.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(dates.iter().all(|day| days.contains(day.weekday())));
        }
    }
}
