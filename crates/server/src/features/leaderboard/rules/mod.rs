//! The definition of the leaderboard: periods, rates and orders.

pub mod board;
pub mod challenge;
pub mod ranking;

use std::cmp::Ordering;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The maximum number of entries in a list.
pub const LISTED: usize = 100;
/// The fair order requires at least this many due tasks.
pub const FAIR_MIN_DUE: u32 = 7;
/// The fair order treats more due tasks as this many.
const FAIR_MAX_DUE: u32 = 21;
/// The quantile for a confidence of 95 %.
const Z: f64 = 1.96;
/// Completing tasks does not change counts further back than this many days: the grace period is two
/// days, and a habit with N times a week recomputes its whole week.
const SETTLED_AFTER_DAYS: i64 = 10;

/// The days that a board covers, up to each user's own local day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From Monday.
    #[default]
    Weekly,
    /// From the 1st.
    Monthly,
    /// From the first day.
    AllTime,
}

/// The order of a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By completion rate, then by completed tasks, then by the date of joining.
    #[default]
    Rate,
    /// By Wilson's lower bound of the rate, which small numbers can't win; from 7 due tasks.
    Fair,
}

/// The users that a board shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All visible users.
    #[default]
    Everyone,
    /// The requesting user and their friends.
    Friends,
}

impl Period {
    #[allow(missing_docs, reason = "the name says it")]
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Monthly, Self::AllTime];

    /// Returns the first day for a user whose local day is `today`; `None` for all time.
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
    #[allow(missing_docs, reason = "the name says it")]
    pub const ALL: [Self; 2] = [Self::Rate, Self::Fair];
}

/// Returns the first day that must be read again for a user whose local day is `today`. Earlier days are
/// outside the week and the month, and completing tasks does not change them.
#[must_use]
pub fn edge(today: Date) -> Date {
    let settled = back(today, SETTLED_AFTER_DAYS);
    Period::ALL.into_iter().filter_map(|period| period.starts_on(today)).fold(settled, Date::min)
}

fn back(day: Date, days: i64) -> Date {
    let span: Span = days.days();
    day.saturating_sub(span)
}

/// Due and completed tasks over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    #[allow(missing_docs, reason = "the name says it")]
    pub due: u32,
    /// Completed tasks, never more than due.
    pub done: u32,
}

impl Tally {
    /// Returns 100 x done / due; 0 if nothing is due.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.due == 0 { 0.0 } else { 100.0 * f64::from(self.done) / f64::from(self.due) }
    }

    /// Orders by rate, then by completed tasks, highest first. Exact: compares without fractions.
    #[must_use]
    pub fn by_rate(self, other: Self) -> Ordering {
        let cross = |a: Self, b: Self| u64::from(a.done) * u64::from(b.due.max(1));
        cross(other, self).cmp(&cross(self, other)).then(other.done.cmp(&self.done))
    }

    /// Returns Wilson's lower bound of the rate (z = 1.96) between 0 and 1, as if at most 21 tasks had
    /// been due; `None` below 7 due. More tasks at the same rate don't raise it.
    #[must_use]
    pub fn fair_score(self) -> Option<f64> {
        if self.due < FAIR_MIN_DUE {
            return None;
        }
        if self.done == 0 {
            // Equal to the formula, but without its rounding error.
            return Some(0.0);
        }
        let n = f64::from(self.due.min(FAIR_MAX_DUE));
        let rate = f64::from(self.done) / f64::from(self.due);
        let middle = rate + Z * Z / (2.0 * n);
        let spread = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some((middle - spread) / (1.0 + Z * Z / n))
    }

    /// Returns whether it is ranked in this order.
    #[must_use]
    pub fn is_ranked(self, order: Order) -> bool {
        order == Order::Rate || self.due >= FAIR_MIN_DUE
    }

    /// Orders the better tally first.
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
    fn periods_start_on_monday_and_on_the_1st() {
        // 1 March 2026 is a Sunday.
        assert_eq!(Period::Weekly.starts_on(date(2026, 3, 1)), Some(date(2026, 2, 23)));
        assert_eq!(Period::Weekly.starts_on(date(2026, 3, 2)), Some(date(2026, 3, 2)));
        assert_eq!(Period::Monthly.starts_on(date(2026, 3, 31)), Some(date(2026, 3, 1)));
        assert_eq!(Period::AllTime.starts_on(date(2026, 3, 31)), None);
        assert_eq!(edge(date(2026, 3, 4)), date(2026, 2, 22));
        assert_eq!(edge(date(2026, 3, 31)), date(2026, 3, 1));
    }

    #[test]
    fn fair_order_ranks_57_of_60_above_7_of_7() {
        assert_eq!(tally(1, 1).by_rate(tally(57, 60)), Ordering::Less);
        assert_eq!(tally(1, 1).fair_score(), None);
        assert_eq!(tally(7, 7).compare(tally(57, 60), Order::Fair), Ordering::Greater);
    }

    #[test]
    fn fair_order_ignores_more_than_21_due() {
        assert_eq!(tally(63, 63).compare(tally(21, 21), Order::Fair), Ordering::Equal);
        assert_eq!(tally(60, 63).compare(tally(20, 21), Order::Fair), Ordering::Equal);
        assert_eq!(tally(62, 63).compare(tally(21, 21), Order::Fair), Ordering::Greater);
        assert_eq!(tally(0, 7).compare(tally(0, 10), Order::Fair), Ordering::Equal);
    }

    #[test]
    fn rate_is_0_if_nothing_is_due() {
        assert!(tally(0, 0).rate().abs() < f64::EPSILON);
        assert_eq!(tally(0, 0).by_rate(tally(0, 9)), Ordering::Equal);
        assert_eq!(tally(0, 0).by_rate(tally(1, 90)), Ordering::Greater);
    }

    #[test]
    fn fair_score_is_wilsons_lower_bound() {
        // 18 of 21, from tables.
        assert!((tally(18, 21).fair_score().unwrap() - 0.653_636).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn exact_comparison_agrees_with_the_rates(a in (0u32..4000, 0u32..4000), b in (0u32..4000, 0u32..4000)) {
            let (a, b) = (tally(a.0.min(a.1), a.1), tally(b.0.min(b.1), b.1));
            let by_float = b.rate().total_cmp(&a.rate()).then(b.done.cmp(&a.done));
            prop_assert_eq!(a.by_rate(b), by_float);
        }

        #[test]
        fn period_never_starts_before_edge(days in 0i64..40_000) {
            let today = date(1990, 1, 1).saturating_add(days.days());
            for period in Period::ALL {
                prop_assert!(period.starts_on(today).is_none_or(|start| edge(today) <= start && start <= today));
            }
        }
    }
}
