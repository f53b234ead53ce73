//! Decisions without a database: limits, links.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// Requests in an hour and in a day.
pub const AN_HOUR: u32 = 20;
/// See [`AN_HOUR`].
pub const A_DAY: u32 = 60;
/// Requests that wait for an answer at once.
pub const MOST_OPEN: u32 = 100;
/// Friends of one person.
pub const MOST_FRIENDS: u32 = 1_000;
/// After a decline the same person's next request is not shown for so long.
pub const QUIET: SignedDuration = SignedDuration::from_hours(24 * 30);
/// A link works for so long.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Links of one person that work at once; an older one goes for a new one.
pub const MOST_LINKS: u32 = 20;
/// Random bytes of a link's token.
pub const TOKEN: usize = 32;
/// Where links lead in the web app.
pub const LINK_PATH: &str = "/friends/link/";

/// Seconds to wait before another request, given when those of the last day were sent (oldest
/// first).
#[must_use]
pub fn wait_before_sending(sent: &[Timestamp], now: Timestamp) -> Option<u64> {
    let over = |most: u32, span: SignedDuration| {
        let most = most as usize;
        let recent: Vec<&Timestamp> = sent.iter().filter(|at| at.duration_until(now) < span).collect();
        // The one whose leaving the span makes room.
        let blocking = recent.len().checked_sub(most).and_then(|index| recent.get(index))?;
        let left = span - blocking.duration_until(now);
        u64::try_from(left.as_secs()).ok().map(|seconds| seconds.max(1))
    };
    over(AN_HOUR, SignedDuration::from_hours(1)).max(over(A_DAY, SignedDuration::from_hours(24)))
}

/// The token of a link as it may be sent: the whole address or the token alone. `None` for
/// what can't be one.
#[must_use]
pub fn token_of(link: &str) -> Option<[u8; TOKEN]> {
    let link = link.trim();
    let token = link.rsplit('/').next().unwrap_or(link);
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}

/// The token as it stands in a link.
#[must_use]
pub fn link_token(token: &[u8; TOKEN]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// What is kept of a token.
#[must_use]
pub fn hash_of(token: &[u8; TOKEN]) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn twenty_an_hour_and_sixty_a_day() {
        let burst: Vec<Timestamp> = (0..20).map(at).collect();
        assert_eq!(wait_before_sending(&burst[..19], at(100)), None);
        assert_eq!(wait_before_sending(&burst, at(100)), Some(3500));
        assert_eq!(wait_before_sending(&burst, at(3600)), None, "the first has left the hour");
        let day: Vec<Timestamp> = (0..60).map(|n| at(n * 400)).collect();
        assert_eq!(wait_before_sending(&day, at(60 * 400)), Some(24 * 3600 - 60 * 400));
        assert_eq!(wait_before_sending(&day, at(24 * 3600)), None);
    }

    #[test]
    fn a_link_is_its_address_or_its_token() {
        let token = [7; TOKEN];
        let text = link_token(&token);
        assert_eq!(text.len(), 43);
        for link in [text.clone(), format!("https://habits.example{LINK_PATH}{text}"), format!(" {text}\n")] {
            assert_eq!(token_of(&link), Some(token), "{link}");
        }
        for other in ["", "abc", "https://habits.example/friends/link/", &text[1..]] {
            assert_eq!(token_of(other), None, "{other}");
        }
    }
}
