//! Six-digit codes: how long they live, how often they are tried and sent.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use rand::{Rng, RngExt};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// A code opens its sign-up for so long.
pub const LIFE: SignedDuration = SignedDuration::from_mins(15);
/// Another code for the same sign-up, not before.
pub const RESEND_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// Wrong tries, counted together for an identifier, after which its codes are void.
pub const WRONG_TRIES: u32 = 5;
/// Sign-ups of one identifier that wait at the same time; older ones give way.
pub const FLOWS_KEPT: u32 = 3;
/// Codes sent to one identifier in an hour.
pub const SENDS_AN_HOUR: usize = 3;
/// Codes sent to one identifier in a day.
pub const SENDS_A_DAY: usize = 6;
/// Codes asked for from one network address in an hour.
pub const ADDRESS_SENDS_AN_HOUR: usize = 20;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A new code: each of the million as likely as any other.
pub fn draw(rng: &mut impl Rng) -> String {
    format!("{:06}", rng.random_range(0..1_000_000_u32))
}

/// One sign-up that a code could open.
#[derive(Clone, Debug)]
pub struct Lock {
    /// The keyed hash of its code; `None` once it is void.
    pub stored: Option<Vec<u8>>,
    /// The keyed hash of the code that was typed, bound to this sign-up.
    pub typed: [u8; 32],
    /// Until when its code opens it.
    pub expires_at: Timestamp,
}

/// What a typed code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It opens the sign-up at this index.
    Opens(usize),
    /// It was right, but too late.
    Expired,
    /// It opens nothing.
    Wrong,
}

/// Tries the typed code on every lock, in a time that does not tell which it fits.
#[must_use]
pub fn judge(locks: &[Lock], now: Timestamp) -> Verdict {
    let (mut opened, mut late) = (u32::MAX, Choice::from(0));
    for (index, lock) in (0..).zip(locks) {
        let void = [0; 32];
        let stored = lock.stored.as_deref().unwrap_or(&void);
        let fits = stored.ct_eq(&lock.typed) & Choice::from(u8::from(lock.stored.is_some()));
        let live = Choice::from(u8::from(now < lock.expires_at));
        opened.conditional_assign(&index, fits & live);
        late |= fits & !live;
    }
    match usize::try_from(opened) {
        Ok(index) if index < locks.len() => Verdict::Opens(index),
        _ if bool::from(late) => Verdict::Expired,
        _ => Verdict::Wrong,
    }
}

/// How long an identifier must wait for its next code; `None` when it need not. `sent` are
/// the instants of the last codes, newest first.
#[must_use]
pub fn wait_of_identifier(sent: &[Timestamp], now: Timestamp) -> Option<SignedDuration> {
    wait(sent, SENDS_AN_HOUR, HOUR, now).max(wait(sent, SENDS_A_DAY, DAY, now))
}

/// The same for a network address.
#[must_use]
pub fn wait_of_address(sent: &[Timestamp], now: Timestamp) -> Option<SignedDuration> {
    wait(sent, ADDRESS_SENDS_AN_HOUR, HOUR, now)
}

/// At most `most` in any `window`: the wait ends when the `most`-th newest leaves it.
fn wait(newest_first: &[Timestamp], most: usize, window: SignedDuration, now: Timestamp) -> Option<SignedDuration> {
    let oldest = newest_first.get(most.checked_sub(1)?)?;
    let left = window - oldest.duration_until(now);
    (left > SignedDuration::ZERO).then_some(left)
}

/// Whole seconds for `Retry-After`, rounded up: whoever waits so long is not early.
#[must_use]
pub fn retry_seconds(left: SignedDuration) -> u64 {
    let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    u64::try_from(seconds).unwrap_or(0).max(1)
}

/// What counts as one network address: an IPv4 address, or the /64 that an IPv6 customer has.
#[must_use]
pub fn network_of(address: IpAddr) -> [u8; 9] {
    let mut network = [0; 9];
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            network[0] = 4;
            network[1..5].copy_from_slice(&v4.octets());
        }
        IpAddr::V6(v6) => {
            network[0] = 6;
            network[1..].copy_from_slice(&v6.octets()[..8]);
        }
    }
    network
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn lock(stored: u8, typed: u8, expires: i64) -> Lock {
        Lock { stored: Some(vec![stored; 32]), typed: [typed; 32], expires_at: at(expires) }
    }

    #[test]
    fn codes_are_six_digits_and_spread_evenly() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut first_digits = [0_u32; 10];
        for _ in 0..10_000 {
            let code = draw(&mut rng);
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
            first_digits[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        assert!(first_digits.iter().all(|n| (800..1200).contains(n)), "{first_digits:?}");
    }

    #[test]
    fn a_code_opens_the_sign_up_it_was_sent_for() {
        assert_eq!(judge(&[lock(1, 9, 10), lock(2, 2, 10), lock(3, 9, 10)], at(0)), Verdict::Opens(1));
        assert_eq!(judge(&[lock(1, 9, 10)], at(0)), Verdict::Wrong);
        assert_eq!(judge(&[], at(0)), Verdict::Wrong);
    }

    #[test]
    fn a_right_code_is_too_late_from_the_instant_of_expiry_on() {
        assert_eq!(judge(&[lock(1, 1, 10)], at(9)), Verdict::Opens(0));
        assert_eq!(judge(&[lock(1, 1, 10)], at(10)), Verdict::Expired);
        assert_eq!(judge(&[lock(1, 2, 10)], at(10)), Verdict::Wrong);
    }

    #[test]
    fn a_void_lock_never_opens_not_even_by_zeros() {
        let void = Lock { stored: None, typed: [0; 32], expires_at: at(10) };
        assert_eq!(judge(&[void], at(0)), Verdict::Wrong);
    }

    #[test]
    fn three_an_hour_and_six_a_day() {
        let minutes = |list: &[i64]| list.iter().map(|m| at(m * 60)).collect::<Vec<_>>();
        assert_eq!(wait_of_identifier(&minutes(&[5, 0]), at(600)), None);
        assert_eq!(wait_of_identifier(&minutes(&[8, 5, 0]), at(600)), Some(SignedDuration::from_mins(50)));
        assert_eq!(wait_of_identifier(&minutes(&[8, 5, 0]), at(3600)), None);
        let day = minutes(&[400, 300, 200, 100, 50, 0]);
        assert_eq!(wait_of_identifier(&day, at(500 * 60)), Some(SignedDuration::from_mins(24 * 60 - 500)));
        assert_eq!(retry_seconds(SignedDuration::from_millis(1)), 1);
        assert_eq!(retry_seconds(SignedDuration::from_millis(59_001)), 60);
    }

    #[test]
    fn an_ipv6_customer_is_one_network() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    proptest! {
        /// Sending whenever it is allowed never exceeds the limits in any window.
        #[test]
        fn no_window_ever_holds_more(gaps in proptest::collection::vec(0_i64..8_000, 1..80)) {
            let mut sent: Vec<Timestamp> = Vec::new();
            let mut now = 0;
            for gap in gaps {
                now += gap;
                if wait_of_identifier(&sent, at(now)).is_none() {
                    sent.insert(0, at(now));
                }
            }
            for (index, last) in sent.iter().enumerate() {
                let within = |span: SignedDuration| sent[index..].iter().filter(|s| s.duration_until(*last) < span).count();
                prop_assert!(within(HOUR) <= SENDS_AN_HOUR && within(DAY) <= SENDS_A_DAY);
            }
        }
    }
}
