//! Weekdays and hours on which a user completes the most.

use jiff::civil::Weekday;

use super::{DayCount, Totals};

/// Returns the totals by weekday, Monday first. Weekdays on which something was due only once are empty, since
/// a single day shows no pattern.
#[must_use]
pub fn totals_by_weekday(days: &[DayCount]) -> [Totals; 7] {
    let mut totals = [Totals::default(); 7];
    let mut days_seen = [0_u32; 7];
    for day in days.iter().filter(|day| day.due > 0) {
        let at = usize::try_from(day.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        totals[at].due += day.due;
        totals[at].done += day.done;
        days_seen[at] += 1;
    }
    for (total, days_seen) in totals.iter_mut().zip(days_seen) {
        if days_seen < 2 {
            *total = Totals::default();
        }
    }
    totals
}

/// Whether at least two weekdays can be compared.
fn are_comparable(totals: &[Totals; 7]) -> bool {
    totals.iter().filter(|total| total.due > 0).count() >= 2
}

/// Returns the weekday with the best rate, if anything was done. Of equal rates, the one with more done wins.
#[must_use]
pub fn best_weekday(totals: &[Totals; 7]) -> Option<(Weekday, Totals)> {
    if !are_comparable(totals) {
        return None;
    }
    let candidates = totals.iter().enumerate().filter(|(_, total)| total.done > 0);
    let best = candidates.max_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()).then(a.done.cmp(&b.done)))?;
    Some((weekday(best.0)?, *best.1))
}

/// Returns the weekday with the worst rate among those with at least three tasks due.
#[must_use]
pub fn worst_weekday(totals: &[Totals; 7]) -> Option<(Weekday, Totals)> {
    if !are_comparable(totals) {
        return None;
    }
    let candidates = totals.iter().enumerate().filter(|(_, total)| total.due >= 3);
    let worst = candidates.min_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()))?;
    Some((weekday(worst.0)?, *worst.1))
}

fn weekday(at: usize) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// With fewer completions, no hour is called the best.
const MIN_COMPLETIONS_FOR_HOUR: u32 = 10;

/// Returns the hour (0-23) with the most completions and their number; the earliest of equal hours. `hours` has one
/// item per completion.
#[must_use]
pub fn best_hour(hours: impl IntoIterator<Item = u8>) -> Option<(u8, u32)> {
    let mut counts = [0_u32; 24];
    for hour in hours {
        counts[usize::from(hour.min(23))] += 1;
    }
    let (hour, count) = (0_u8..24).zip(counts).rev().max_by_key(|(_, count)| *count)?;
    (counts.iter().sum::<u32>() >= MIN_COMPLETIONS_FOR_HOUR).then_some((hour, count))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::features::reports::rules::tests::days;

    #[test]
    fn best_hour_has_most_completions() {
        assert_eq!(best_hour([]), None);
        assert_eq!(best_hour([7; 9]), None);
        assert_eq!(best_hour([7, 21, 7, 21, 9, 7, 21, 3, 7, 21]), Some((7, 4)));
    }

    #[test]
    fn best_weekday_needs_two_weekdays_with_two_days() {
        let monday = date(2026, 3, 2);
        let once = totals_by_weekday(&days(monday, &[(3, 3), (3, 0)]));
        assert_eq!((best_weekday(&once), worst_weekday(&once)), (None, None));
        let mondays =
            totals_by_weekday(&days(monday, &[(3, 3), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (3, 0)]));
        assert_eq!((best_weekday(&mondays), worst_weekday(&mondays)), (None, None));
    }
}
