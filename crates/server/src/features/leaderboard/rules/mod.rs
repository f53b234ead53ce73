//! The definition of the board: periods, rates, who stands before whom.

pub mod board;
pub mod challenge;
pub mod ranking;

use std::cmp::Ordering;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A board lists this many at most.
pub const LISTED: usize = 100;
/// Fewer due than this are not compared fairly.
pub const FAIR_FROM: u32 = 7;
/// More due than this says nothing more about somebody.
const FAIR_UP_TO: u32 = 21;
/// For a confidence of 95 %.
const Z: f64 = 1.96;
/// Counts further back than this don't change by ticking: the grace is two days, and a habit with
/// times a week counts its whole week anew.
const SETTLED_AFTER: i64 = 10;

/// The days that a board is about, up to each user's own local today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From Monday.
    #[default]
    Weekly,
    /// From the 1st.
    Monthly,
    /// From the first day there is.
    AllTime,
}

/// By what a board is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Completion rate, then how much was done, then who joined earlier.
    #[default]
    Rate,
    /// What the rate is worth, given how little it may stand on (Wilson's lower bound); from 7 due.
    Fair,
}

/// Whom a board shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everybody who does not hide.
    #[default]
    Everyone,
    /// The asker and their friends.
    Friends,
}

impl Period {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Monthly, Self::AllTime];

    /// Its first day for somebody whose local day is `today`; none for all time.
    #[must_use]
    pub fn starts_on(self, today: Date) -> Option<Date> {
        match self {
            Self::Weekly => Some(back(today, i64::from(today.weekday().to_monday_zero_offset()))),
            Self::Monthly => Some(today.first_of_month()),
            Self::AllTime => None,
        }
    }
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Rate, Self::Fair];
}

/// The first day that has to be read anew for somebody whose local day is `today`: everything
/// before it lies outside week and month and does not change by ticking.
#[must_use]
pub fn edge(today: Date) -> Date {
    let settled = back(today, SETTLED_AFTER);
    Period::ALL.into_iter().filter_map(|period| period.starts_on(today)).fold(settled, Date::min)
}

fn back(day: Date, days: i64) -> Date {
    let span: Span = days.days();
    day.saturating_sub(span)
}

/// Due and done over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tasks due.
    pub due: u32,
    /// Tasks done, never more than due.
    pub done: u32,
}

impl Tally {
    /// 100 x done / due, 0 where nothing is due.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.due == 0 { 0.0 } else { 100.0 * f64::from(self.done) / f64::from(self.due) }
    }

    /// The better rate first, then the more done; exact, without fractions.
    #[must_use]
    pub fn by_rate(self, other: Self) -> Ordering {
        let cross = |a: Self, b: Self| u64::from(a.done) * u64::from(b.due.max(1));
        cross(other, self).cmp(&cross(self, other)).then(other.done.cmp(&self.done))
    }

    /// Wilson's lower bound of the rate (z = 1.96) as if at most 21 had been due, between 0 and 1;
    /// none below 7 due. More tasks of the same rate are worth no more.
    #[must_use]
    pub fn fair_score(self) -> Option<f64> {
        if self.due < FAIR_FROM {
            return None;
        }
        if self.done == 0 {
            // What the formula says, too, but for the last digits of floating point numbers.
            return Some(0.0);
        }
        let n = f64::from(self.due.min(FAIR_UP_TO));
        let rate = f64::from(self.done) / f64::from(self.due);
        let middle = rate + Z * Z / (2.0 * n);
        let spread = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some((middle - spread) / (1.0 + Z * Z / n))
    }

    /// Whether it stands in this order at all.
    #[must_use]
    pub fn is_ranked(self, order: Order) -> bool {
        order == Order::Rate || self.due >= FAIR_FROM
    }

    /// The better one first.
    #[must_use]
    pub fn compare(self, other: Self, order: Order) -> Ordering {
        match order {
            Order::Rate => self.by_rate(other),
            Order::Fair => {
                let score = |tally: Self| tally.fair_score().unwrap_or(-1.0);
                score(other).total_cmp(&score(self))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn tally(done: u32, due: u32) -> Tally {
        Tally { due, done }
    }

    #[test]
    fn periods_start_where_the_rules_say() {
        // 1 March 2026 is a Sunday.
        assert_eq!(Period::Weekly.starts_on(date(2026, 3, 1)), Some(date(2026, 2, 23)));
        assert_eq!(Period::Weekly.starts_on(date(2026, 3, 2)), Some(date(2026, 3, 2)));
        assert_eq!(Period::Monthly.starts_on(date(2026, 3, 31)), Some(date(2026, 3, 1)));
        assert_eq!(Period::AllTime.starts_on(date(2026, 3, 31)), None);
        assert_eq!(edge(date(2026, 3, 4)), date(2026, 2, 22));
        assert_eq!(edge(date(2026, 3, 31)), date(2026, 3, 1));
    }

    #[test]
    fn one_of_one_does_not_beat_57_of_60_fairly() {
        assert_eq!(tally(1, 1).by_rate(tally(57, 60)), Ordering::Less);
        assert_eq!(tally(1, 1).fair_score(), None);
        assert_eq!(tally(7, 7).compare(tally(57, 60), Order::Fair), Ordering::Greater);
    }

    #[test]
    fn stuffing_is_worth_nothing_fairly() {
        assert_eq!(tally(63, 63).compare(tally(21, 21), Order::Fair), Ordering::Equal);
        assert_eq!(tally(60, 63).compare(tally(20, 21), Order::Fair), Ordering::Equal);
        assert_eq!(tally(62, 63).compare(tally(21, 21), Order::Fair), Ordering::Greater);
        assert_eq!(tally(0, 7).compare(tally(0, 10), Order::Fair), Ordering::Equal);
    }

    #[test]
    fn nothing_due_is_a_rate_of_nothing() {
        assert!(tally(0, 0).rate().abs() < f64::EPSILON);
        assert_eq!(tally(0, 0).by_rate(tally(0, 9)), Ordering::Equal);
        assert_eq!(tally(0, 0).by_rate(tally(1, 90)), Ordering::Greater);
    }

    #[test]
    fn the_score_is_wilsons() {
        // 18 of 21 by any statistics book.
        assert!((tally(18, 21).fair_score().unwrap() - 0.653_636).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn the_exact_comparison_is_that_of_the_rates(a in (0u32..4000, 0u32..4000), b in (0u32..4000, 0u32..4000)) {
            let (a, b) = (tally(a.0.min(a.1), a.1), tally(b.0.min(b.1), b.1));
            let by_float = b.rate().total_cmp(&a.rate()).then(b.done.cmp(&a.done));
            prop_assert_eq!(a.by_rate(b), by_float);
        }

        #[test]
        fn a_period_never_begins_before_its_edge(days in 0i64..40_000) {
            let today = date(1990, 1, 1).saturating_add(days.days());
            for period in Period::ALL {
                prop_assert!(period.starts_on(today).is_none_or(|start| edge(today) <= start && start <= today));
            }
        }
    }
}
