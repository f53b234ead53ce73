//! Six-digit codes: how long they are valid, and how often they may be entered and sent.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use rand::{Rng, RngExt};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::platform::text::{ascii_digit, is_dash, is_hidden, nfkc};

/// How long a code is valid.
pub const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// Minimum time between two codes for the same purpose.
pub const RESEND_INTERVAL: SignedDuration = SignedDuration::from_secs(60);
/// Wrong codes for an identifier, counted together, after which all its codes are invalid.
pub const MAX_WRONG_ATTEMPTS: u32 = 5;
/// Pending sign-ups of one identifier. A new one replaces the oldest.
pub const MAX_PENDING_SIGN_UPS: u32 = 3;
/// Codes sent to one identifier per hour.
pub const MAX_SENDS_PER_HOUR: usize = 3;
/// Codes sent to one identifier per day.
pub const MAX_SENDS_PER_DAY: usize = 6;
/// Codes requested from one network per hour.
pub const MAX_NETWORK_SENDS_PER_HOUR: usize = 20;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Generates a code; all million codes are equally likely.
pub fn generate(rng: &mut impl Rng) -> String {
    format!("{:06}", rng.random_range(0..1_000_000_u32))
}

/// Returns an entered code as it was generated: digits of any script in ASCII, without blanks, dashes and
/// invisible characters, which mail programs and clipboards add.
#[must_use]
pub fn normalize(entered: &str) -> String {
    let folded = nfkc(entered);
    let digits = folded.chars().filter(|c| !(c.is_whitespace() || is_dash(*c) || is_hidden(*c)));
    digits.map(|c| ascii_digit(c).unwrap_or(c)).collect()
}

/// A stored code that an entered code may match.
#[derive(Clone, Debug)]
pub struct CodeCandidate {
    /// Keyed hash of the stored code; `None` if it was invalidated.
    pub stored: Option<Vec<u8>>,
    /// Keyed hash of the entered code for the row of this candidate.
    pub entered: [u8; 32],
    #[allow(missing_docs, reason = "the name says it")]
    pub expires_at: Timestamp,
}

/// The result of matching an entered code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMatch {
    /// It matches the candidate at this index.
    Found(usize),
    /// It matches a candidate that has expired.
    Expired,
    /// It matches nothing.
    Wrong,
}

/// Matches the entered code against all candidates, in a time that does not depend on which one
/// matches.
#[must_use]
pub fn match_code(candidates: &[CodeCandidate], now: Timestamp) -> CodeMatch {
    let (mut found, mut expired) = (u32::MAX, Choice::from(0));
    for (index, candidate) in (0..).zip(candidates) {
        let invalidated = [0; 32];
        let stored = candidate.stored.as_deref().unwrap_or(&invalidated);
        let matches = stored.ct_eq(&candidate.entered) & Choice::from(u8::from(candidate.stored.is_some()));
        let live = Choice::from(u8::from(now < candidate.expires_at));
        found.conditional_assign(&index, matches & live);
        expired |= matches & !live;
    }
    match usize::try_from(found) {
        Ok(index) if index < candidates.len() => CodeMatch::Found(index),
        _ if bool::from(expired) => CodeMatch::Expired,
        _ => CodeMatch::Wrong,
    }
}

/// Returns how long to wait before the next code may be sent to an identifier, or `None` if it may
/// be sent now. `sent` are the times of the last codes, newest first.
#[must_use]
pub fn identifier_send_wait(sent: &[Timestamp], now: Timestamp) -> Option<SignedDuration> {
    wait(sent, MAX_SENDS_PER_HOUR, HOUR, now).max(wait(sent, MAX_SENDS_PER_DAY, DAY, now))
}

/// Returns the same for a network that requests codes.
#[must_use]
pub fn network_send_wait(sent: &[Timestamp], now: Timestamp) -> Option<SignedDuration> {
    wait(sent, MAX_NETWORK_SENDS_PER_HOUR, HOUR, now)
}

/// Allows `max` sends in any `window`: the wait ends when the `max`-th newest is older than it.
fn wait(newest_first: &[Timestamp], max: usize, window: SignedDuration, now: Timestamp) -> Option<SignedDuration> {
    let oldest = newest_first.get(max.checked_sub(1)?)?;
    let left = window - oldest.duration_until(now);
    (left > SignedDuration::ZERO).then_some(left)
}

/// Returns whole seconds for `Retry-After`, rounded up so that a retry after them is not too early.
#[must_use]
pub fn retry_seconds(left: SignedDuration) -> u64 {
    let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    u64::try_from(seconds).unwrap_or(0).max(1)
}

/// Returns what counts as one network: an IPv4 address, or the /64 prefix of an IPv6 address, which
/// is what a customer usually gets.
#[must_use]
pub fn network_prefix(address: IpAddr) -> [u8; 9] {
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

    fn candidate(stored: u8, entered: u8, expires: i64) -> CodeCandidate {
        CodeCandidate { stored: Some(vec![stored; 32]), entered: [entered; 32], expires_at: at(expires) }
    }

    #[test]
    fn codes_are_six_digits_and_spread_evenly() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut first_digits = [0_u32; 10];
        for _ in 0..10_000 {
            let code = generate(&mut rng);
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
            first_digits[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        assert!(first_digits.iter().all(|n| (800..1200).contains(n)), "{first_digits:?}");
    }

    #[test]
    fn codes_are_read_in_any_script_and_grouping() {
        for typed in [
            "012345",
            " 012 345\n",
            "012-345",
            "01\u{2011}23\u{2013}45",
            "012\u{a0}345",
            "٠١٢٣٤٥",
            "०१२३४५",
            "０１２３４５",
            "⓪①②③④⑤",
            "０１２ー３４５",
            "\u{202a}\u{200e}012345\u{202c}",
            "0\u{200b}12345",
        ] {
            assert_eq!(normalize(typed), "012345", "{typed:?}");
        }
        assert_eq!((normalize("12a"), normalize("")), ("12a".into(), String::new()), "letters stay, and are wrong");
    }

    #[test]
    fn code_matches_the_row_it_was_sent_for() {
        assert_eq!(
            match_code(&[candidate(1, 9, 10), candidate(2, 2, 10), candidate(3, 9, 10)], at(0)),
            CodeMatch::Found(1)
        );
        assert_eq!(match_code(&[candidate(1, 9, 10)], at(0)), CodeMatch::Wrong);
        assert_eq!(match_code(&[], at(0)), CodeMatch::Wrong);
    }

    #[test]
    fn correct_code_is_expired_from_the_instant_of_expiry() {
        assert_eq!(match_code(&[candidate(1, 1, 10)], at(9)), CodeMatch::Found(0));
        assert_eq!(match_code(&[candidate(1, 1, 10)], at(10)), CodeMatch::Expired);
        assert_eq!(match_code(&[candidate(1, 2, 10)], at(10)), CodeMatch::Wrong);
    }

    #[test]
    fn invalidated_code_never_matches_even_zeros() {
        let invalidated = CodeCandidate { stored: None, entered: [0; 32], expires_at: at(10) };
        assert_eq!(match_code(&[invalidated], at(0)), CodeMatch::Wrong);
    }

    #[test]
    fn three_sends_per_hour_and_six_per_day() {
        let minutes = |list: &[i64]| list.iter().map(|m| at(m * 60)).collect::<Vec<_>>();
        assert_eq!(identifier_send_wait(&minutes(&[5, 0]), at(600)), None);
        assert_eq!(identifier_send_wait(&minutes(&[8, 5, 0]), at(600)), Some(SignedDuration::from_mins(50)));
        assert_eq!(identifier_send_wait(&minutes(&[8, 5, 0]), at(3600)), None);
        let day = minutes(&[400, 300, 200, 100, 50, 0]);
        assert_eq!(identifier_send_wait(&day, at(500 * 60)), Some(SignedDuration::from_mins(24 * 60 - 500)));
        assert_eq!(retry_seconds(SignedDuration::from_millis(1)), 1);
        assert_eq!(retry_seconds(SignedDuration::from_millis(59_001)), 60);
    }

    #[test]
    fn ipv6_network_is_the_64_prefix() {
        let network = |text: &str| network_prefix(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    proptest! {
        #[test]
        fn sending_when_allowed_never_exceeds_a_window(gaps in proptest::collection::vec(0_i64..8_000, 1..80)) {
            let mut sent: Vec<Timestamp> = Vec::new();
            let mut now = 0;
            for gap in gaps {
                now += gap;
                if identifier_send_wait(&sent, at(now)).is_none() {
                    sent.insert(0, at(now));
                }
            }
            for (index, last) in sent.iter().enumerate() {
                let within = |span: SignedDuration| sent[index..].iter().filter(|s| s.duration_until(*last) < span).count();
                prop_assert!(within(HOUR) <= MAX_SENDS_PER_HOUR && within(DAY) <= MAX_SENDS_PER_DAY);
            }
        }
    }
}
