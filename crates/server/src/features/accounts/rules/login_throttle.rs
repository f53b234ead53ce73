//! How guessing is slowed down.
//!
//! Wrong passwords are counted for an account *and* the network they come from, so that a
//! stranger elsewhere can't lock the owner out; for the network alone, so that one place can't
//! try many accounts; and for the account alone, so that many places can't try one.

use jiff::{SignedDuration, Timestamp};

/// A mistyped password or two is nothing to wait for.
const FREE: u32 = 2;
/// After the third wrong password, the fourth, the fifth, and each one from then on.
const DELAYS: [i64; 4] = [1, 3, 5, 10];
/// Wrong passwords or codes from one network, whatever the account, before it has to wait for
/// the rest of the window.
const OF_ONE_NETWORK: u32 = 200;
/// Wrong passwords for one account from everywhere, after which there is a try every 10 s.
const OF_ONE_ACCOUNT: u32 = 100;
/// A count is forgotten after this.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// At so many wrong passwords in a row the owner finds a line about it in the account's history.
pub const WORTH_A_LINE: u32 = 5;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Wrong passwords for one account from one network.
    AccountAndNetwork,
    /// Wrong passwords or codes from one network.
    Network,
    /// Wrong passwords for one account.
    Account,
}

/// A count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brake {
    /// Wrong tries so far.
    pub failures: u32,
    /// The next try, not before.
    pub not_before: Timestamp,
    /// The count is gone then.
    pub forgotten_at: Timestamp,
}

impl Brake {
    /// How long to wait before the next try, if at all.
    #[must_use]
    pub fn wait(self, now: Timestamp) -> Option<SignedDuration> {
        let left = now.duration_until(self.not_before);
        (now < self.forgotten_at && left.is_positive()).then_some(left)
    }

    /// The count after one more wrong try.
    #[must_use]
    pub fn after_failure(before: Option<Self>, counted: Counted, now: Timestamp) -> Self {
        let before = before.filter(|brake| now < brake.forgotten_at);
        let failures = before.map_or(0, |brake| brake.failures).saturating_add(1);
        // A network's window stands still: who shares it waits for its end at most.
        let window_ends = match (counted, before) {
            (Counted::Network, Some(brake)) => brake.forgotten_at,
            _ => after(now, WINDOW),
        };
        let not_before = match counted {
            Counted::AccountAndNetwork => after(now, delay(failures)),
            Counted::Network if failures >= OF_ONE_NETWORK => window_ends,
            Counted::Account if failures >= OF_ONE_ACCOUNT => after(now, delay(u32::MAX)),
            Counted::Network | Counted::Account => now,
        };
        Self { failures, not_before, forgotten_at: window_ends }
    }
}

fn delay(failures: u32) -> SignedDuration {
    let Some(step) = failures.checked_sub(FREE + 1) else { return SignedDuration::ZERO };
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

    fn waits(counted: Counted, times: u32) -> Vec<i64> {
        let mut brake = None;
        let mut waits = Vec::new();
        for _ in 0..times {
            let next = Brake::after_failure(brake, counted, at(0));
            waits.push(next.wait(at(0)).map_or(0, |left| left.as_secs()));
            brake = Some(next);
        }
        waits
    }

    #[test]
    fn delays_grow_from_the_third_wrong_password_on() {
        assert_eq!(waits(Counted::AccountAndNetwork, 8), [0, 0, 1, 3, 5, 10, 10, 10]);
    }

    #[test]
    fn one_network_waits_for_the_end_of_its_window_and_one_account_ten_seconds() {
        let network = waits(Counted::Network, 200);
        assert!(network[..199].iter().all(|wait| *wait == 0));
        assert_eq!(network[199], 15 * 60);
        let account = waits(Counted::Account, 100);
        assert!(account[..99].iter().all(|wait| *wait == 0));
        assert_eq!(account[99], 10);
    }

    #[test]
    fn a_count_is_forgotten_after_its_window() {
        let mut brake = None;
        for _ in 0..5 {
            brake = Some(Brake::after_failure(brake, Counted::AccountAndNetwork, at(0)));
        }
        let later = Brake::after_failure(brake, Counted::AccountAndNetwork, at(15 * 60));
        assert_eq!((later.failures, later.wait(at(15 * 60))), (1, None));
        assert_eq!(brake.unwrap().wait(at(15 * 60)), None);
    }
}
