//! Pure decisions about rates, strength, streaks and the week's review.

use jiff::civil::{Date, Weekday};

/// Due and done of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The local day.
    pub day: Date,
    /// Tasks due.
    pub due: u32,
    /// Tasks done.
    pub done: u32,
}

impl DayCount {
    /// Whether all that was due was done.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.due > 0 && self.done >= self.due
    }
}

/// Due and done, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tasks due.
    pub due: u32,
    /// Tasks done.
    pub done: u32,
}

impl Totals {
    /// The sum over `days`.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a DayCount>) -> Self {
        days.into_iter().fold(Self::default(), |sum, day| Self { due: sum.due + day.due, done: sum.done + day.done })
    }

    /// 100 x done / due, rounded to hundredths; 0 where nothing is due.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.due == 0 {
            return 0.0;
        }
        (10_000.0 * f64::from(self.done) / f64::from(self.due)).round() / 100.0
    }
}

/// What a bar of the completions stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// 7 days.
    Daily,
    /// 12 months.
    Monthly,
    /// 5 years.
    Yearly,
}

/// One bar: its label, its first and its last day.
pub type Bar = (String, Date, Date);

impl Range {
    /// The bars up to `today`, oldest first.
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

/// `days` days before `day`.
#[must_use]
pub fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(jiff::Span::new().days(days))
}

/// The day after `day`.
#[must_use]
pub fn next(day: Date) -> Date {
    days_before(day, -1)
}

/// The Monday of the week of `day`.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    days_before(day, i64::from(day.weekday().to_monday_zero_offset()))
}

/// Loop's weight of the past for a habit of `days_a_week`: a score halves in 13 days of nothing
/// for a daily one.
#[must_use]
pub fn momentum(days_a_week: u8) -> f64 {
    let frequency = f64::from(days_a_week.clamp(1, 7)) / 7.0;
    0.5_f64.powf(frequency.sqrt() / 13.0)
}

/// The strength (0-1) on each day from the first of `days` (rising, one habit) to `today`.
///
/// A day on which something was due moves it; others leave it where it was, and so does today as
/// long as nothing is done.
#[must_use]
pub fn strength(days: &[DayCount], days_a_week: u8, today: Date) -> Vec<(Date, f64)> {
    let m = momentum(days_a_week);
    let mut curve = Vec::new();
    let mut counts = days.iter().filter(|day| day.day <= today).peekable();
    let Some(first) = counts.peek() else { return curve };
    let (mut day, mut s) = (first.day, 0.0);
    while day <= today {
        if let Some(count) = counts.next_if(|count| count.day == day) {
            let open = day == today && count.done == 0;
            if count.due > 0 && !open {
                let c = (f64::from(count.done) / f64::from(count.due)).min(1.0);
                s = s * m + c * (1.0 - m);
            }
        }
        curve.push((day, s));
        day = next(day);
    }
    curve
}

/// The current and the longest row of kept days among the due days of `days` (rising, one
/// habit). Today breaks no row while it can still be kept.
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

/// Sums by weekday, Monday first; empty for a weekday with something due only once: one Wednesday
/// says nothing about Wednesdays.
#[must_use]
pub fn by_weekday(days: &[DayCount]) -> [Totals; 7] {
    let mut totals = [Totals::default(); 7];
    let mut days_seen = [0_u32; 7];
    for day in days.iter().filter(|day| day.due > 0) {
        let at = usize::try_from(day.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        totals[at].due += day.due;
        totals[at].done += day.done;
        days_seen[at] += 1;
    }
    for (sum, days_seen) in totals.iter_mut().zip(days_seen) {
        if days_seen < 2 {
            *sum = Totals::default();
        }
    }
    totals
}

/// Whether there are two weekdays to compare.
fn comparable(totals: &[Totals; 7]) -> bool {
    totals.iter().filter(|sum| sum.due > 0).count() >= 2
}

/// The weekday with the best rate, if something was done; the one with more done of equals.
#[must_use]
pub fn best_weekday(totals: &[Totals; 7]) -> Option<(Weekday, Totals)> {
    if !comparable(totals) {
        return None;
    }
    let with = totals.iter().enumerate().filter(|(_, sum)| sum.done > 0);
    let best = with.max_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()).then(a.done.cmp(&b.done)))?;
    Some((weekday(best.0)?, *best.1))
}

/// The weekday with the worst rate, where at least three tasks were due.
#[must_use]
pub fn worst_weekday(totals: &[Totals; 7]) -> Option<(Weekday, Totals)> {
    if !comparable(totals) {
        return None;
    }
    let with = totals.iter().enumerate().filter(|(_, sum)| sum.due >= 3);
    let worst = with.min_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()))?;
    Some((weekday(worst.0)?, *worst.1))
}

fn weekday(at: usize) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// Ticks below which no hour stands out.
const MIN_COMPLETIONS_FOR_HOUR: u32 = 10;

/// The hour (0-23) in which most was ticked, once there are ten ticks; the earlier of equals.
#[must_use]
pub fn best_hour(hours: impl IntoIterator<Item = u8>) -> Option<(u8, u32)> {
    let mut counts = [0_u32; 24];
    for hour in hours {
        counts[usize::from(hour.min(23))] += 1;
    }
    let (hour, count) = (0_u8..24).zip(counts).rev().max_by_key(|(_, count)| *count)?;
    (counts.iter().sum::<u32>() >= MIN_COMPLETIONS_FOR_HOUR).then_some((hour, count))
}

/// One week of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub starts_on: Date,
    /// Due and done.
    pub sum: Totals,
    /// Days on which all that was due was done.
    pub perfect_days: u32,
}

impl Week {
    /// The week that starts on `starts_on`, from the counts of `days`, up to `today`.
    #[must_use]
    pub fn of(starts_on: Date, days: &[DayCount], today: Date) -> Self {
        let last = days_before(starts_on, -6).min(today);
        let days: Vec<&DayCount> = days.iter().filter(|day| day.day >= starts_on && day.day <= last).collect();
        let perfect = days.iter().filter(|day| day.is_kept()).count();
        Self { starts_on, sum: Totals::of(days.iter().copied()), perfect_days: u32::try_from(perfect).unwrap_or(7) }
    }
}

/// Something the review says; a habit by its place in the list that was handed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remark {
    /// So many days of the week were perfect.
    PerfectDays(u32),
    /// The rate rose by so many points.
    Better(f64),
    /// The habit that went best, and its rate.
    BestHabit(usize, f64),
    /// The best weekday of the last weeks, and its rate.
    BestWeekday(Weekday, f64),
    /// Something was done, and that is a start.
    Started(u32),
    /// The rate fell by so many points.
    Worse(f64),
    /// The habit that went worst, and its rate.
    HardestHabit(usize, f64),
    /// The weekday that goes worst, and its rate.
    HardestWeekday(Weekday, f64),
    /// Nothing was done.
    Nothing,
}

/// Tasks due in a week below which a habit is not judged: two days of three.
const MIN_DUE_FOR_HABIT: u32 = 6;

/// What went well and what to change, at most three of each.
#[must_use]
pub fn review(week: &Week, before: &Week, habits: &[Totals], weekdays: &[Totals; 7]) -> (Vec<Remark>, Vec<Remark>) {
    let (mut well, mut change) = (Vec::new(), Vec::new());
    if week.sum.due == 0 {
        return (well, change);
    }
    let difference = ((week.sum.rate() - before.sum.rate()) * 100.0).round() / 100.0;
    let rated: Vec<(usize, Totals)> =
        habits.iter().copied().enumerate().filter(|(_, sum)| sum.due >= MIN_DUE_FOR_HABIT).collect();
    if week.perfect_days > 0 {
        well.push(Remark::PerfectDays(week.perfect_days));
    }
    if before.sum.due > 0 && difference >= 5.0 {
        well.push(Remark::Better(difference));
    }
    let best = rated.iter().max_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()));
    if let Some((at, sum)) = best.filter(|(_, sum)| sum.rate() >= 80.0) {
        well.push(Remark::BestHabit(*at, sum.rate()));
    }
    if let Some((day, sum)) = best_weekday(weekdays).filter(|(_, sum)| sum.rate() >= 80.0) {
        well.push(Remark::BestWeekday(day, sum.rate()));
    }
    if well.is_empty() && week.sum.done > 0 {
        well.push(Remark::Started(week.sum.done));
    }
    if week.sum.done == 0 {
        change.push(Remark::Nothing);
    } else {
        let worst = rated.iter().min_by(|(_, a), (_, b)| a.rate().total_cmp(&b.rate()));
        if let Some((at, sum)) = worst.filter(|(_, sum)| sum.rate() < 60.0) {
            change.push(Remark::HardestHabit(*at, sum.rate()));
        }
        if let Some((day, sum)) = worst_weekday(weekdays).filter(|(_, sum)| sum.rate() < 60.0) {
            change.push(Remark::HardestWeekday(day, sum.rate()));
        }
        if before.sum.due > 0 && difference <= -5.0 {
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
    use proptest::prelude::*;

    use super::*;

    fn days(from: Date, counts: &[(u32, u32)]) -> Vec<DayCount> {
        (0_i64..).zip(counts).map(|(at, &(due, done))| DayCount { day: days_before(from, -at), due, done }).collect()
    }

    #[test]
    fn a_perfect_daily_habit_settles_as_loop_says() {
        let counts = days(date(2026, 1, 1), &[(3, 3); 66]);
        let curve = strength(&counts, 7, date(2026, 3, 7));
        assert_eq!(curve.len(), 66);
        for (day, percent) in [(7, 31.0), (21, 67.0), (66, 97.0)] {
            assert!((curve[day - 1].1 * 100.0 - percent).abs() < 0.5, "after {day}: {}", curve[day - 1].1);
        }
    }

    #[test]
    fn days_without_anything_due_leave_the_strength_and_an_open_today_too() {
        let mut counts = days(date(2026, 1, 1), &[(3, 3), (0, 0), (3, 0)]);
        let curve = strength(&counts, 7, date(2026, 1, 3));
        assert!((curve[0].1 - curve[1].1).abs() < 1e-12 && (curve[1].1 - curve[2].1).abs() < 1e-12);
        let later = strength(&counts, 7, date(2026, 1, 4));
        assert!(later[2].1 < later[1].1, "once it is past, it is missed");
        counts.truncate(0);
        assert!(strength(&counts, 7, date(2026, 1, 4)).is_empty());
    }

    #[test]
    fn streaks_count_due_days_and_wait_for_today() {
        let counts = days(date(2026, 1, 1), &[(2, 2), (2, 2), (2, 1), (2, 2), (0, 0), (2, 2), (2, 0)]);
        assert_eq!(streaks(&counts, date(2026, 1, 7)), (2, 2));
        assert_eq!(streaks(&counts, date(2026, 1, 8)), (0, 2));
        assert_eq!(streaks(&[], date(2026, 1, 8)), (0, 0));
    }

    #[test]
    fn bars_are_7_days_12_months_and_5_years() {
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
    fn rates_have_two_places_and_nothing_due_is_0() {
        assert!((Totals { due: 3, done: 2 }.rate() - 66.67).abs() < 1e-9);
        assert!(Totals::default().rate().abs() < 1e-9);
    }

    #[test]
    fn the_review_says_what_went_well_and_what_to_change() {
        let monday = date(2026, 3, 2);
        let counts = days(monday, &[(3, 3), (3, 3), (3, 0), (3, 3), (3, 3), (3, 0), (3, 0)]);
        let week = Week::of(monday, &counts, date(2026, 3, 9));
        assert_eq!((week.sum, week.perfect_days), (Totals { due: 21, done: 12 }, 4));
        let before = Week { starts_on: date(2026, 2, 23), sum: Totals { due: 21, done: 6 }, perfect_days: 2 };
        let habits = [Totals { due: 7, done: 7 }, Totals { due: 14, done: 5 }];
        let twice: Vec<DayCount> =
            [&counts[..], &days(days_before(monday, 7), &[(3, 3), (3, 3), (3, 0), (3, 3)])].concat();
        let (well, change) = review(&week, &before, &habits, &by_weekday(&twice));
        assert_eq!(well, [Remark::PerfectDays(4), Remark::Better(28.57), Remark::BestHabit(0, 100.0)]);
        assert_eq!(change, [Remark::HardestHabit(1, 35.71), Remark::HardestWeekday(Weekday::Wednesday, 0.0)]);
        let nothing = Week { sum: Totals { due: 21, done: 0 }, perfect_days: 0, ..week };
        assert_eq!(review(&nothing, &before, &[], &[Totals::default(); 7]), (vec![], vec![Remark::Nothing]));
        let empty = Week { sum: Totals::default(), ..nothing };
        assert_eq!(review(&empty, &before, &[], &[Totals::default(); 7]), (vec![], vec![]));
    }

    #[test]
    fn the_best_hour_is_the_one_with_most_ticks() {
        assert_eq!(best_hour([]), None);
        assert_eq!(best_hour([7; 9]), None);
        assert_eq!(best_hour([7, 21, 7, 21, 9, 7, 21, 3, 7, 21]), Some((7, 4)));
    }

    #[test]
    fn one_day_is_no_weekday_and_one_weekday_no_comparison() {
        let monday = date(2026, 3, 2);
        let once = by_weekday(&days(monday, &[(3, 3), (3, 0)]));
        assert_eq!((best_weekday(&once), worst_weekday(&once)), (None, None));
        let mondays = by_weekday(&days(monday, &[(3, 3), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (3, 0)]));
        assert_eq!((best_weekday(&mondays), worst_weekday(&mondays)), (None, None));
    }

    proptest! {
        /// Whatever is done, a strength stays within 0 and 1, and doing more never makes it less.
        #[test]
        fn strength_is_a_share(counts in proptest::collection::vec((0u32..5, 0u32..5), 1..80), a_week in 1u8..=7) {
            let counts: Vec<(u32, u32)> = counts.into_iter().map(|(due, done)| (due, done.min(due))).collect();
            let from = date(2026, 1, 1);
            let today = days_before(from, -200);
            let curve = strength(&days(from, &counts), a_week, today);
            prop_assert!(curve.iter().all(|(_, s)| (0.0..=1.0).contains(s)));
            let all: Vec<(u32, u32)> = counts.iter().map(|&(due, _)| (due, due)).collect();
            let best = strength(&days(from, &all), a_week, today);
            prop_assert!(curve.iter().zip(&best).all(|(some, all)| some.1 <= all.1 + 1e-12));
        }
    }
}
