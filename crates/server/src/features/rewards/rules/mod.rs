//! Pure rules about coins, milligems (1 gem = 1000) and streaks. All amounts are integers.

pub mod catalogue;

use jiff::civil::{Date, Time, time};
use serde::Serialize;
use utoipa::ToSchema;

/// A completion before this time of day is an early one.
pub const EARLY_UNTIL: Time = time(7, 0, 0, 0);
/// A completion from this time of day on is a late one.
pub const LATE_FROM: Time = time(22, 0, 0, 0);
/// Coins given at sign-up.
pub const WELCOME_COINS: i64 = 100;
/// Milligems given at sign-up.
pub const WELCOME_MILLIGEMS: i64 = 2000;
/// Coins for a completed task.
pub const TASK_COINS: i64 = 10;
/// Coins for a comeback.
pub const COMEBACK_COINS: i64 = 20;
/// Maximum of net task coins per local day.
pub const DAILY_COIN_CAP: i64 = 300;
/// Minimum number of coins in a conversion.
pub const MIN_CONVERSION_COINS: i64 = 100;
/// Price of a freeze, in milligems.
pub const FREEZE_MILLIGEMS: i64 = 1000;
/// Maximum number of freezes of a user; this many are given at sign-up.
pub const MAX_FREEZES: u32 = 2;
/// Rewards of the cycle days of the daily claim, in milligems.
pub const CYCLE: [i64; 7] = [100, 200, 300, 400, 500, 600, 1000];

/// Formats milligems as gems: a decimal number with one to three places.
#[must_use]
pub fn gems(milligems: i64) -> String {
    let sign = if milligems < 0 { "-" } else { "" };
    let (whole, rest) = (milligems.unsigned_abs() / 1000, milligems.unsigned_abs() % 1000);
    let places = format!("{rest:03}");
    let places = places.trim_end_matches('0');
    format!("{sign}{whole}.{}", if places.is_empty() { "0" } else { places })
}

/// Returns what a completion pays: what the task may still pay, within the daily cap.
#[must_use]
pub fn payment(payable: i64, paid_today: i64) -> i64 {
    payable.min(DAILY_COIN_CAP - paid_today).max(0)
}

/// Returns what an undo takes back: what was paid, but no more than the balance.
#[must_use]
pub fn reversal(paid: i64, balance: i64) -> i64 {
    paid.min(balance).max(0)
}

/// Returns the length of the longest run of consecutive days.
///
/// `days` are day numbers in ascending order, each with whether it counts. A skipped date does not count,
/// but does not interrupt a run either.
#[must_use]
pub fn longest_run(days: &[(i64, bool)]) -> i64 {
    let (mut longest, mut run, mut previous) = (0, 0, None);
    for &(day, counts) in days {
        run = if previous == Some(day - 1) { run } else { 0 };
        run += i64::from(counts);
        longest = longest.max(run);
        previous = Some(day);
    }
    longest
}

/// The mark of a day in the calendar of daily claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayMark {
    /// The daily reward was claimed.
    Claimed,
    /// The day was missed, and a freeze covered it.
    Frozen,
}

/// Returns the dates strictly between the claim on `claimed` and the previous one; none if there is no
/// previous claim. `claims` must be in ascending order.
#[must_use]
pub fn missed_before(claims: &[Date], claimed: Date) -> Vec<Date> {
    let Some(&before) = claims.iter().rev().find(|claim| **claim < claimed) else { return Vec::new() };
    before.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day < claimed).collect()
}

/// Merges claimed and frozen days into one list in ascending order.
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
    /// Consecutive days as of the last claim.
    pub days: u32,
    /// The longest streak so far.
    pub longest: u32,
    /// Cycle day (1-7) of the last claim; 0 before the first claim.
    pub cycle_day: u8,
    /// Number of freezes, 0-2.
    pub freezes: u32,
}

/// The status of a user's daily claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimStatus {
    /// The user has never claimed.
    NeverClaimed,
    /// Today's reward is claimed.
    Claimed,
    /// Today's reward can still be claimed.
    Open {
        /// Number of local days strictly between the last claim and today.
        missed: u32,
    },
}

impl Streak {
    /// The streak of a new account.
    pub const NEW: Self = Self { days: 0, longest: 0, cycle_day: 0, freezes: MAX_FREEZES };

    /// Returns the streak to show: 0 if more days were missed than the freezes cover.
    #[must_use]
    pub fn shown(&self, status: ClaimStatus) -> u32 {
        match status {
            ClaimStatus::NeverClaimed => 0,
            ClaimStatus::Claimed => self.days,
            ClaimStatus::Open { missed } if missed <= self.freezes => self.days,
            ClaimStatus::Open { .. } => 0,
        }
    }

    /// Returns how many freezes a claim uses.
    #[must_use]
    pub fn freezes_used(&self, status: ClaimStatus) -> u32 {
        match status {
            ClaimStatus::Open { missed } if missed <= self.freezes => missed,
            _ => 0,
        }
    }

    /// Returns the streak after a claim today; `None` if today's reward is claimed already.
    #[must_use]
    pub fn claim(&self, status: ClaimStatus) -> Option<Self> {
        let freezes_left = match status {
            ClaimStatus::Claimed => return None,
            ClaimStatus::NeverClaimed => None,
            ClaimStatus::Open { missed } => self.freezes.checked_sub(missed),
        };
        let days = freezes_left.map_or(1, |_| self.days + 1);
        let cycle_day = freezes_left.map_or(1, |_| self.cycle_day % 7 + 1);
        Some(Self { days, longest: self.longest.max(days), cycle_day, freezes: freezes_left.unwrap_or(self.freezes) })
    }
}

/// Returns the reward of a cycle day (1-7), in milligems.
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
    fn cycle_repeats_after_seven_claims() {
        let mut streak = Streak::NEW.claim(ClaimStatus::NeverClaimed).unwrap();
        let mut paid = vec![cycle_reward(streak.cycle_day)];
        for _ in 0..7 {
            streak = streak.claim(ClaimStatus::Open { missed: 0 }).unwrap();
            paid.push(cycle_reward(streak.cycle_day));
        }
        assert_eq!(paid, [100, 200, 300, 400, 500, 600, 1000, 100]);
        assert_eq!((streak.days, streak.longest), (8, 8));
        assert_eq!(streak.claim(ClaimStatus::Claimed), None);
    }

    #[test]
    fn freezes_cover_whole_gap_or_stay() {
        let streak = Streak { days: 11, longest: 17, cycle_day: 4, freezes: 2 };
        assert_eq!(
            streak.claim(ClaimStatus::Open { missed: 2 }),
            Some(Streak { days: 12, longest: 17, cycle_day: 5, freezes: 0 })
        );
        assert_eq!(
            streak.claim(ClaimStatus::Open { missed: 3 }),
            Some(Streak { days: 1, longest: 17, cycle_day: 1, freezes: 2 })
        );
        assert_eq!(streak.shown(ClaimStatus::Open { missed: 2 }), 11);
        assert_eq!(streak.shown(ClaimStatus::Open { missed: 3 }), 0);
    }

    #[test]
    fn longest_run_ends_at_gap() {
        let run = |days: &[i64]| longest_run(&days.iter().map(|&day| (day, true)).collect::<Vec<_>>());
        assert_eq!((run(&[]), run(&[4]), run(&[1, 2, 4, 5, 6, 9]), run(&[0, 1, 2, 3, 4, 5, 6])), (0, 1, 3, 7));
        assert_eq!(
            longest_run(&[(1, true), (2, false), (3, true), (5, true)]),
            2,
            "a skipped date does not interrupt a run"
        );
    }

    proptest! {
        /// Whatever is completed, undone and spent, a task nets 0 to 10 coins and the day stays capped.
        #[test]
        fn task_nets_zero_to_ten_coins(spend in proptest::collection::vec(0i64..40, 1..30), start in 0i64..30, before in 0i64..=300) {
            let (mut balance, mut paid, mut payable, mut day) = (start, 0i64, TASK_COINS, before);
            for amount in spend {
                let pay = payment(payable, day);
                (balance, paid, day) = (balance + pay, paid + pay, day + pay);
                prop_assert!((0..=TASK_COINS).contains(&paid) && day <= DAILY_COIN_CAP);
                balance -= amount.min(balance);
                let taken = reversal(paid, balance);
                (balance, paid, payable, day) = (balance - taken, paid - taken, taken, day - taken);
                prop_assert!((0..=TASK_COINS).contains(&paid) && balance >= 0);
            }
        }

        /// Whatever days are missed, freezes cover a gap completely or not at all, streak and cycle
        /// continue or restart together, and the longest streak is kept.
        #[test]
        fn streak_continues_or_restarts(gaps in proptest::collection::vec(0u32..4, 1..60)) {
            let mut streak = Streak::NEW.claim(ClaimStatus::NeverClaimed).unwrap();
            let (mut in_row, mut best) = (1u32, 1u32);
            for missed in gaps {
                let status = ClaimStatus::Open { missed };
                let before = streak;
                let used = before.freezes_used(status);
                streak = before.claim(status).unwrap();
                let covered = missed <= before.freezes;
                in_row = if covered { in_row + 1 } else { 1 };
                best = best.max(in_row);
                prop_assert_eq!((streak.days, streak.longest), (in_row, best));
                prop_assert_eq!(u32::from(streak.cycle_day), (in_row - 1) % 7 + 1);
                prop_assert_eq!(streak.freezes, before.freezes - used);
                prop_assert_eq!(used, if covered { missed } else { 0 });
                prop_assert_eq!(before.shown(status) > 0, covered);
            }
        }
    }
}
