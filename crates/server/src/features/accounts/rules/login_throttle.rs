//! How guessing passwords and codes is slowed down.
//!
//! Failures are counted in three scopes: per account *and* network, so that a stranger elsewhere
//! can't lock the owner out; per network, so that one place can't try many accounts; and per
//! account, so that many places can't try one.

use jiff::{SignedDuration, Timestamp};

/// Wrong passwords without any delay, since people mistype.
const FREE_ATTEMPTS: u32 = 2;
/// Seconds to wait after the third, fourth and fifth wrong password, and after each later one.
const DELAYS: [i64; 4] = [1, 3, 5, 10];
/// Wrong passwords or codes from one network, for any account, after which it is blocked until
/// the end of its window.
const MAX_NETWORK_FAILURES: u32 = 200;
/// Wrong passwords for one account from everywhere, after which one attempt every 10 s is allowed.
const MAX_ACCOUNT_FAILURES: u32 = 100;
/// How long failures are remembered.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// The number of wrong passwords in a row at which the owner is alerted.
pub const GUESSING_ALERT_THRESHOLD: u32 = 5;

/// The attempts that a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitScope {
    /// Wrong passwords for one account from one network.
    AccountAndNetwork,
    /// Wrong passwords or codes from one network.
    Network,
    /// Wrong passwords for one account.
    Account,
}

/// Recent failures in one scope, and how long they block further attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit {
    #[allow(missing_docs, reason = "the name says it")]
    pub failures: u32,
    /// No attempt is allowed before this.
    pub not_before: Timestamp,
    /// When the failures expire.
    pub forgotten_at: Timestamp,
}

impl AttemptLimit {
    /// Returns how long to wait before the next attempt, if at all.
    #[must_use]
    pub fn wait(self, now: Timestamp) -> Option<SignedDuration> {
        let left = now.duration_until(self.not_before);
        (now < self.forgotten_at && left.is_positive()).then_some(left)
    }

    /// Returns the limit after one more failure.
    #[must_use]
    pub fn after_failure(before: Option<Self>, scope: LimitScope, now: Timestamp) -> Self {
        let before = before.filter(|limit| now < limit.forgotten_at);
        let failures = before.map_or(0, |limit| limit.failures).saturating_add(1);
        // A network's window does not move, so people who share one wait until its end at most.
        let window_ends = match (scope, before) {
            (LimitScope::Network, Some(limit)) => limit.forgotten_at,
            _ => after(now, WINDOW),
        };
        let not_before = match scope {
            LimitScope::AccountAndNetwork => after(now, delay(failures)),
            LimitScope::Network if failures >= MAX_NETWORK_FAILURES => window_ends,
            LimitScope::Account if failures >= MAX_ACCOUNT_FAILURES => after(now, delay(u32::MAX)),
            LimitScope::Network | LimitScope::Account => now,
        };
        Self { failures, not_before, forgotten_at: window_ends }
    }
}

fn delay(failures: u32) -> SignedDuration {
    let Some(step) = failures.checked_sub(FREE_ATTEMPTS + 1) else { return SignedDuration::ZERO };
    let step = usize::try_from(step).unwrap_or(usize::MAX).min(DELAYS.len() - 1);
    SignedDuration::from_secs(DELAYS[step])
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn waits(scope: LimitScope, times: u32) -> Vec<i64> {
        let mut limit = None;
        let mut waits = Vec::new();
        for _ in 0..times {
            let next = AttemptLimit::after_failure(limit, scope, at(0));
            waits.push(next.wait(at(0)).map_or(0, |left| left.as_secs()));
            limit = Some(next);
        }
        waits
    }

    #[test]
    fn delays_start_at_the_third_failure_and_grow_to_ten_seconds() {
        assert_eq!(waits(LimitScope::AccountAndNetwork, 8), [0, 0, 1, 3, 5, 10, 10, 10]);
    }

    #[test]
    fn network_is_blocked_until_window_ends_and_account_for_ten_seconds() {
        let network = waits(LimitScope::Network, 200);
        assert!(network[..199].iter().all(|wait| *wait == 0));
        assert_eq!(network[199], 15 * 60);
        let account = waits(LimitScope::Account, 100);
        assert!(account[..99].iter().all(|wait| *wait == 0));
        assert_eq!(account[99], 10);
    }

    #[test]
    fn failures_expire_after_the_window() {
        let mut limit = None;
        for _ in 0..5 {
            limit = Some(AttemptLimit::after_failure(limit, LimitScope::AccountAndNetwork, at(0)));
        }
        let later = AttemptLimit::after_failure(limit, LimitScope::AccountAndNetwork, at(15 * 60));
        assert_eq!((later.failures, later.wait(at(15 * 60))), (1, None));
        assert_eq!(limit.unwrap().wait(at(15 * 60)), None);
    }
}
