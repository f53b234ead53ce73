//! Limits on requests, and the tokens of links.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// Requests a user may send per hour.
pub const MAX_REQUESTS_PER_HOUR: u32 = 20;
/// Requests a user may send per day.
pub const MAX_REQUESTS_PER_DAY: u32 = 60;
/// Requests of a user that may wait for a response at the same time.
pub const MAX_OPEN_REQUESTS: u32 = 100;
#[allow(missing_docs, reason = "the name says it")]
pub const MAX_FRIENDS: u32 = 1_000;
/// How long new requests of a person are hidden after one was declined.
pub const DECLINE_COOLDOWN: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a link works.
pub const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Links of a user that work at the same time. A new link replaces the oldest.
pub const MAX_LINKS: u32 = 200;
/// People whom a user may block.
pub const MAX_BLOCKS: u32 = 1_000;
/// Random bytes in the token of a link.
pub const TOKEN_BYTES: usize = 32;
/// Path of links in the web app.
pub const LINK_PATH: &str = "/friends/link/";

/// Returns how many seconds to wait before another request may be sent, or `None`. `sent` are the
/// times of the requests of the last day, oldest first.
#[must_use]
pub fn wait_before_sending(sent: &[Timestamp], now: Timestamp) -> Option<u64> {
    let seconds_left = |max: u32, span: SignedDuration| {
        let max = max as usize;
        let recent: Vec<&Timestamp> = sent.iter().filter(|at| at.duration_until(now) < span).collect();
        // Another request may be sent once this one is older than the span.
        let blocking = recent.len().checked_sub(max).and_then(|index| recent.get(index))?;
        let left = span - blocking.duration_until(now);
        u64::try_from(left.as_secs()).ok().map(|seconds| seconds.max(1))
    };
    seconds_left(MAX_REQUESTS_PER_HOUR, SignedDuration::from_hours(1))
        .max(seconds_left(MAX_REQUESTS_PER_DAY, SignedDuration::from_hours(24)))
}

/// Parses the token of a link, given as the whole URL or the token alone. Returns `None` if it is
/// not a token.
#[must_use]
pub fn parse_token(link: &str) -> Option<[u8; TOKEN_BYTES]> {
    let link = link.trim();
    let token = link.rsplit('/').next().unwrap_or(link);
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}

/// Encodes a token for a link.
#[must_use]
pub fn encode_token(token: &[u8; TOKEN_BYTES]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// Returns the hash under which a token is stored.
#[must_use]
pub fn hash_token(token: &[u8; TOKEN_BYTES]) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn twenty_requests_per_hour_and_sixty_per_day() {
        let burst: Vec<Timestamp> = (0..20).map(at).collect();
        assert_eq!(wait_before_sending(&burst[..19], at(100)), None);
        assert_eq!(wait_before_sending(&burst, at(100)), Some(3500));
        assert_eq!(wait_before_sending(&burst, at(3600)), None, "the first is older than an hour");
        let day: Vec<Timestamp> = (0..60).map(|n| at(n * 400)).collect();
        assert_eq!(wait_before_sending(&day, at(60 * 400)), Some(24 * 3600 - 60 * 400));
        assert_eq!(wait_before_sending(&day, at(24 * 3600)), None);
    }

    #[test]
    fn token_is_parsed_from_url_or_token() {
        let token = [7; TOKEN_BYTES];
        let text = encode_token(&token);
        assert_eq!(text.len(), 43);
        for link in [text.clone(), format!("https://habits.example{LINK_PATH}{text}"), format!(" {text}\n")] {
            assert_eq!(parse_token(&link), Some(token), "{link}");
        }
        for other in ["", "abc", "https://habits.example/friends/link/", &text[1..]] {
            assert_eq!(parse_token(other), None, "{other}");
        }
    }
}
