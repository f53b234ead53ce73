//! Pure rules about days, plans and completions: no clock, no database, no HTTP.

pub mod calendar;
pub mod plan;
pub mod quota;
pub mod reminders;
pub mod week;

use jiff::civil::Date;

/// Days after its due date on which a task can still be completed or undone.
pub const GRACE_DAYS: i32 = 2;
/// Maximum number of skips in any seven days of one habit.
pub const SKIPS_PER_WEEK: usize = 2;

/// Why a task can't be completed or undone now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideWindow {
    /// Its due date is in the future.
    NotDueYet,
    /// More than [`GRACE_DAYS`] have passed since its due date.
    TooLate,
}

/// Checks whether a task due on `due` may be completed or undone on the local day `today`.
pub fn may_complete(due: Date, today: Date) -> Result<(), OutsideWindow> {
    if due > today {
        Err(OutsideWindow::NotDueYet)
    } else if today > plan::plus_days(due, GRACE_DAYS) {
        Err(OutsideWindow::TooLate)
    } else {
        Ok(())
    }
}

/// Returns whether a skip on `day` leaves at most [`SKIPS_PER_WEEK`] skips in any seven days.
/// `others` are the habit's skips within six days of `day`.
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
    fn task_can_be_completed_on_due_date_and_two_days_after() {
        let due = date(2026, 2, 27);
        assert_eq!(may_complete(due, date(2026, 2, 26)), Err(OutsideWindow::NotDueYet));
        for today in [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)] {
            assert_eq!(may_complete(due, today), Ok(()));
        }
        assert_eq!(may_complete(due, date(2026, 3, 2)), Err(OutsideWindow::TooLate));
    }

    #[test]
    fn third_skip_in_any_seven_days_is_refused() {
        let day = date(2026, 3, 10);
        assert!(may_skip(day, &[]));
        assert!(may_skip(day, &[date(2026, 3, 9)]));
        assert!(!may_skip(day, &[date(2026, 3, 9), date(2026, 3, 11)]));
        // 4 and 16 March are never in the same seven days.
        assert!(may_skip(day, &[date(2026, 3, 4), date(2026, 3, 16)]));
        assert!(!may_skip(day, &[date(2026, 3, 4), date(2026, 3, 8)]));
        // A skip of the same day does not count against itself.
        assert!(may_skip(day, &[day, date(2026, 3, 9)]));
    }
}
