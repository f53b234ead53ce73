//! Strength and streaks of a habit.

use jiff::civil::Date;

use super::{DayCount, next_day};

/// Returns the factor by which a day multiplies the previous strength, by the formula of Loop Habit Tracker:
/// the strength of a daily habit halves in 13 days without completions.
fn decay_factor(days_a_week: u8) -> f64 {
    let frequency = f64::from(days_a_week.clamp(1, 7)) / 7.0;
    0.5_f64.powf(frequency.sqrt() / 13.0)
}

/// Returns the strength of a habit (0-1) on each day from the first of `days` to `today`.
///
/// `days` are the habit's counts in ascending order. Days with nothing due leave the strength unchanged,
/// and so does today while nothing is done.
#[must_use]
pub fn strength_curve(days: &[DayCount], days_a_week: u8, today: Date) -> Vec<(Date, f64)> {
    let decay = decay_factor(days_a_week);
    let mut curve = Vec::new();
    let mut counts = days.iter().filter(|day| day.day <= today).peekable();
    let Some(first) = counts.peek() else { return curve };
    let (mut day, mut strength) = (first.day, 0.0);
    while day <= today {
        if let Some(count) = counts.next_if(|count| count.day == day) {
            let open = day == today && count.done == 0;
            if count.due > 0 && !open {
                let share = (f64::from(count.done) / f64::from(count.due)).min(1.0);
                strength = strength * decay + share * (1.0 - decay);
            }
        }
        curve.push((day, strength));
        day = next_day(day);
    }
    curve
}

/// Returns the current and the longest streak of kept days. `days` are the counts of one habit in ascending
/// order; days with nothing due are ignored, and today does not break a streak.
#[must_use]
pub fn streaks(days: &[DayCount], today: Date) -> (u32, u32) {
    let (mut run, mut longest) = (0, 0);
    for day in days.iter().filter(|day| day.due > 0 && day.day <= today) {
        if day.is_kept() {
            run += 1;
            longest = longest.max(run);
        } else if day.day < today {
            run = 0;
        }
    }
    (run, longest)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::features::reports::rules::days_before;
    use crate::features::reports::rules::tests::days;

    #[test]
    fn perfect_daily_habit_reaches_loop_strength() {
        let counts = days(date(2026, 1, 1), &[(3, 3); 66]);
        let curve = strength_curve(&counts, 7, date(2026, 3, 7));
        assert_eq!(curve.len(), 66);
        for (day, percent) in [(7, 31.0), (21, 67.0), (66, 97.0)] {
            assert!((curve[day - 1].1 * 100.0 - percent).abs() < 0.5, "after {day}: {}", curve[day - 1].1);
        }
    }

    #[test]
    fn strength_is_unchanged_by_days_without_due_and_by_open_today() {
        let mut counts = days(date(2026, 1, 1), &[(3, 3), (0, 0), (3, 0)]);
        let curve = strength_curve(&counts, 7, date(2026, 1, 3));
        assert!((curve[0].1 - curve[1].1).abs() < 1e-12 && (curve[1].1 - curve[2].1).abs() < 1e-12);
        let later = strength_curve(&counts, 7, date(2026, 1, 4));
        assert!(later[2].1 < later[1].1, "a past day counts as missed");
        counts.truncate(0);
        assert!(strength_curve(&counts, 7, date(2026, 1, 4)).is_empty());
    }

    #[test]
    fn streaks_ignore_days_without_due_and_open_today() {
        let counts = days(date(2026, 1, 1), &[(2, 2), (2, 2), (2, 1), (2, 2), (0, 0), (2, 2), (2, 0)]);
        assert_eq!(streaks(&counts, date(2026, 1, 7)), (2, 2));
        assert_eq!(streaks(&counts, date(2026, 1, 8)), (0, 2));
        assert_eq!(streaks(&[], date(2026, 1, 8)), (0, 0));
    }

    proptest! {
        /// Whatever is done, strength stays between 0 and 1, and completing more never lowers it.
        #[test]
        fn strength_stays_in_range_and_grows_with_done(counts in proptest::collection::vec((0u32..5, 0u32..5), 1..80), a_week in 1u8..=7) {
            let counts: Vec<(u32, u32)> = counts.into_iter().map(|(due, done)| (due, done.min(due))).collect();
            let from = date(2026, 1, 1);
            let today = days_before(from, -200);
            let curve = strength_curve(&days(from, &counts), a_week, today);
            prop_assert!(curve.iter().all(|(_, s)| (0.0..=1.0).contains(s)));
            let all: Vec<(u32, u32)> = counts.iter().map(|&(due, _)| (due, due)).collect();
            let best = strength_curve(&days(from, &all), a_week, today);
            prop_assert!(curve.iter().zip(&best).all(|(some, all)| some.1 <= all.1 + 1e-12));
        }
    }
}
