//! Pure decisions about days, plans and completions: no clock, no database, no HTTP.

pub mod calendar;
pub mod plan;
pub mod reminders;
pub mod week;

use jiff::civil::Date;

/// A task may be completed or undone on its due date and for two days after it.
pub const GRACE_DAYS: i32 = 2;
/// At most this many skips in any seven days of one habit.
pub const SKIPS_PER_WEEK: usize = 2;

/// Why a task can't be ticked or undone now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untimely {
    /// Its due date is still to come.
    NotDueYet,
    /// More than [`GRACE_DAYS`] have passed since.
    TooLate,
}

/// Whether a task due on `due` may be completed or undone on the local day `today`.
///
/// # Errors
/// [`Untimely`] when it may not.
pub fn may_complete(due: Date, today: Date) -> Result<(), Untimely> {
    if due > today {
        Err(Untimely::NotDueYet)
    } else if today > plan::plus_days(due, GRACE_DAYS) {
        Err(Untimely::TooLate)
    } else {
        Ok(())
    }
}

/// Whether one more skip on `day` keeps every seven days at [`SKIPS_PER_WEEK`] at most.
/// `others` are the habit's other skips within six days of `day`.
#[must_use]
pub fn may_skip(day: Date, others: &[Date]) -> bool {
    (0..7).all(|back| {
        let first = plan::plus_days(day, -back);
        let last = plan::plus_days(first, 6);
        let taken = others.iter().filter(|&&other| other >= first && other <= last && other != day).count();
        taken < SKIPS_PER_WEEK
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_window_is_the_due_date_and_two_days() {
        let due = date(2026, 2, 27);
        assert_eq!(may_complete(due, date(2026, 2, 26)), Err(Untimely::NotDueYet));
        for today in [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)] {
            assert_eq!(may_complete(due, today), Ok(()));
        }
        assert_eq!(may_complete(due, date(2026, 3, 2)), Err(Untimely::TooLate));
    }

    #[test]
    fn at_most_two_skips_in_any_seven_days() {
        let day = date(2026, 3, 10);
        assert!(may_skip(day, &[]));
        assert!(may_skip(day, &[date(2026, 3, 9)]));
        assert!(!may_skip(day, &[date(2026, 3, 9), date(2026, 3, 11)]));
        // 4 and 16 are never in the same seven days.
        assert!(may_skip(day, &[date(2026, 3, 4), date(2026, 3, 16)]));
        assert!(!may_skip(day, &[date(2026, 3, 4), date(2026, 3, 8)]));
        // The day itself, skipped again, does not count against itself.
        assert!(may_skip(day, &[day, date(2026, 3, 9)]));
    }
}
