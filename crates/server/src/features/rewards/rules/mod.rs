//! Pure decisions about coins, milligems (1 gem = 1000) and streaks. Whole numbers only.

pub mod catalogue;

use jiff::civil::{Date, Time, time};
use serde::Serialize;
use utoipa::ToSchema;

/// A tick before this time of day is an early one.
pub const EARLY_UNTIL: Time = time(7, 0, 0, 0);
/// A tick from this time of day on is a late one.
pub const LATE_FROM: Time = time(22, 0, 0, 0);
/// Coins at sign-up.
pub const WELCOME_COINS: i64 = 100;
/// Milligems at sign-up.
pub const WELCOME_MILLIGEMS: i64 = 2000;
/// Coins for a completed task.
pub const TASK_COINS: i64 = 10;
/// Extra coins for coming back.
pub const COMEBACK_COINS: i64 = 20;
/// Net task coins of one local day at most.
pub const DAY_CAP: i64 = 300;
/// The least that can be converted, in coins.
pub const LEAST_CONVERSION: i64 = 100;
/// What a freeze costs, in milligems.
pub const FREEZE_MILLIGEMS: i64 = 1000;
/// Freezes a user can hold; as many are given at sign-up.
pub const MOST_FREEZES: u32 = 2;
/// What each day of the claim's cycle pays, in milligems.
pub const CYCLE: [i64; 7] = [100, 200, 300, 400, 500, 600, 1000];

/// Milligems as gems on the wire: a decimal with one to three places.
#[must_use]
pub fn gems(milligems: i64) -> String {
    let sign = if milligems < 0 { "-" } else { "" };
    let (whole, rest) = (milligems.unsigned_abs() / 1000, milligems.unsigned_abs() % 1000);
    let places = format!("{rest:03}");
    let places = places.trim_end_matches('0');
    format!("{sign}{whole}.{}", if places.is_empty() { "0" } else { places })
}

/// What a tick pays: what the task may still pay, within the day's cap.
#[must_use]
pub fn payment(payable: i64, paid_today: i64) -> i64 {
    payable.min(DAY_CAP - paid_today).max(0)
}

/// What an undo takes back: what was paid, as far as it is still there.
#[must_use]
pub fn take_back(paid: i64, balance: i64) -> i64 {
    paid.min(balance).max(0)
}

/// The longest row of days without a gap; each as its number and whether it counts. A date that a
/// change of zone skipped does not count and is no gap. Rising.
#[must_use]
pub fn longest_run(days: &[(i64, bool)]) -> i64 {
    let (mut longest, mut run, mut before) = (0, 0, None);
    for &(day, counts) in days {
        run = if before == Some(day - 1) { run } else { 0 };
        run += i64::from(counts);
        longest = longest.max(run);
        before = Some(day);
    }
    longest
}

/// What a day of the calendar of claims was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayMark {
    /// Its reward was claimed.
    Claimed,
    /// It was missed, and a freeze covered it.
    Frozen,
}

/// Dates strictly between the claim on `claimed` and the one before it. Claims rise; nothing when
/// there is none before.
#[must_use]
pub fn missed_before(claims: &[Date], claimed: Date) -> Vec<Date> {
    let Some(&before) = claims.iter().rev().find(|claim| **claim < claimed) else { return Vec::new() };
    before.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day < claimed).collect()
}

/// Claimed and frozen days as one rising list.
#[must_use]
pub fn marks(claims: &[Date], frozen: &[Date]) -> Vec<(Date, DayMark)> {
    let claimed = claims.iter().map(|day| (*day, DayMark::Claimed));
    let mut days: Vec<_> = claimed.chain(frozen.iter().map(|day| (*day, DayMark::Frozen))).collect();
    days.sort_by_key(|(day, _)| *day);
    days
}

/// A streak of daily claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// Days in a row as of the last claim.
    pub days: u32,
    /// The most there ever were.
    pub longest: u32,
    /// The day of the cycle (1-7) that the last claim paid; 0 before the first.
    pub cycle_day: u8,
    /// Freezes held, 0-2.
    pub freezes: u32,
}

/// Where a user stands with today's claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never claimed.
    Fresh,
    /// Claimed today already.
    Claimed,
    /// This many local days were missed since the last claim.
    Open {
        /// Local days strictly between the last claim and today.
        missed: u32,
    },
}

impl Streak {
    /// What every account starts with.
    pub const NEW: Self = Self { days: 0, longest: 0, cycle_day: 0, freezes: MOST_FREEZES };

    /// The streak as it is shown: 0 once it is broken beyond what the freezes cover.
    #[must_use]
    pub fn shown(&self, standing: Standing) -> u32 {
        match standing {
            Standing::Fresh => 0,
            Standing::Claimed => self.days,
            Standing::Open { missed } if missed <= self.freezes => self.days,
            Standing::Open { .. } => 0,
        }
    }

    /// How many freezes a claim uses up.
    #[must_use]
    pub fn freezes_used(&self, standing: Standing) -> u32 {
        match standing {
            Standing::Open { missed } if missed <= self.freezes => missed,
            _ => 0,
        }
    }

    /// The streak after a claim today; `None` when today's was made.
    #[must_use]
    pub fn claim(&self, standing: Standing) -> Option<Self> {
        let goes_on = match standing {
            Standing::Claimed => return None,
            Standing::Fresh => None,
            Standing::Open { missed } => self.freezes.checked_sub(missed),
        };
        let days = goes_on.map_or(1, |_| self.days + 1);
        let cycle_day = goes_on.map_or(1, |_| self.cycle_day % 7 + 1);
        Some(Self { days, longest: self.longest.max(days), cycle_day, freezes: goes_on.unwrap_or(self.freezes) })
    }
}

/// What day `cycle_day` (1-7) of the cycle pays, in milligems.
#[must_use]
pub fn cycle_reward(cycle_day: u8) -> i64 {
    let index = usize::from(cycle_day.clamp(1, 7)) - 1;
    CYCLE[index]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gems_have_one_to_three_places() {
        for (milligems, text) in
            [(0, "0.0"), (100, "0.1"), (2000, "2.0"), (2150, "2.15"), (2001, "2.001"), (999, "0.999"), (-1500, "-1.5")]
        {
            assert_eq!(gems(milligems), text);
        }
    }

    #[test]
    fn the_cycle_of_seven_repeats() {
        let mut streak = Streak::NEW.claim(Standing::Fresh).unwrap();
        let mut paid = vec![cycle_reward(streak.cycle_day)];
        for _ in 0..7 {
            streak = streak.claim(Standing::Open { missed: 0 }).unwrap();
            paid.push(cycle_reward(streak.cycle_day));
        }
        assert_eq!(paid, [100, 200, 300, 400, 500, 600, 1000, 100]);
        assert_eq!((streak.days, streak.longest), (8, 8));
        assert_eq!(streak.claim(Standing::Claimed), None);
    }

    #[test]
    fn freezes_cover_a_gap_or_stay() {
        let streak = Streak { days: 11, longest: 17, cycle_day: 4, freezes: 2 };
        assert_eq!(
            streak.claim(Standing::Open { missed: 2 }),
            Some(Streak { days: 12, longest: 17, cycle_day: 5, freezes: 0 })
        );
        assert_eq!(
            streak.claim(Standing::Open { missed: 3 }),
            Some(Streak { days: 1, longest: 17, cycle_day: 1, freezes: 2 })
        );
        assert_eq!(streak.shown(Standing::Open { missed: 2 }), 11);
        assert_eq!(streak.shown(Standing::Open { missed: 3 }), 0);
    }

    #[test]
    fn a_run_is_days_without_a_gap() {
        let run = |days: &[i64]| longest_run(&days.iter().map(|&day| (day, true)).collect::<Vec<_>>());
        assert_eq!((run(&[]), run(&[4]), run(&[1, 2, 4, 5, 6, 9]), run(&[0, 1, 2, 3, 4, 5, 6])), (0, 1, 3, 7));
        assert_eq!(longest_run(&[(1, true), (2, false), (3, true), (5, true)]), 2, "a skipped date is no gap");
    }

    proptest! {
        /// Whatever is ticked, undone and spent: a task nets 0 to 10 and the day stays capped.
        #[test]
        fn a_task_nets_nothing_to_ten(spend in proptest::collection::vec(0i64..40, 1..30), start in 0i64..30, before in 0i64..=300) {
            let (mut balance, mut paid, mut payable, mut day) = (start, 0i64, TASK_COINS, before);
            for amount in spend {
                let pay = payment(payable, day);
                (balance, paid, day) = (balance + pay, paid + pay, day + pay);
                prop_assert!((0..=TASK_COINS).contains(&paid) && day <= DAY_CAP);
                balance -= amount.min(balance);
                let taken = take_back(paid, balance);
                (balance, paid, payable, day) = (balance - taken, paid - taken, taken, day - taken);
                prop_assert!((0..=TASK_COINS).contains(&paid) && balance >= 0);
            }
        }

        /// Whatever days are missed: freezes cover a gap wholly or not at all, the streak and the
        /// cycle go on or begin anew together, and the longest is never forgotten.
        #[test]
        fn a_streak_goes_on_or_begins_anew(gaps in proptest::collection::vec(0u32..4, 1..60)) {
            let mut streak = Streak::NEW.claim(Standing::Fresh).unwrap();
            let (mut in_row, mut best) = (1u32, 1u32);
            for missed in gaps {
                let standing = Standing::Open { missed };
                let before = streak;
                let used = before.freezes_used(standing);
                streak = before.claim(standing).unwrap();
                let covered = missed <= before.freezes;
                in_row = if covered { in_row + 1 } else { 1 };
                best = best.max(in_row);
                prop_assert_eq!((streak.days, streak.longest), (in_row, best));
                prop_assert_eq!(u32::from(streak.cycle_day), (in_row - 1) % 7 + 1);
                prop_assert_eq!(streak.freezes, before.freezes - used);
                prop_assert_eq!(used, if covered { missed } else { 0 });
                prop_assert_eq!(before.shown(standing) > 0, covered);
            }
        }
    }
}
