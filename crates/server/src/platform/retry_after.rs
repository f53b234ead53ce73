//! The `Retry-After` header of responses to this server (RFC 9110, section 10.2.3).

use std::time::Duration;

use hyper::header::{self, HeaderMap};
use jiff::Timestamp;

/// The longest delay that is believed.
const MAX_DELAY: Duration = Duration::from_secs(24 * 3_600);

/// Returns how long a service asks its clients to wait: at most a day, and zero if its date has passed.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        // Some services send fractions. `inf` and `nan` are no delays.
        let is_delay = seconds.is_finite() && seconds >= 0.0;
        return is_delay.then(|| Duration::from_secs_f64(seconds.min(MAX_DELAY.as_secs_f64())));
    }
    // A date, in one of the three forms of HTTP.
    let until = Timestamp::try_from(httpdate::parse_http_date(text).ok()?).unwrap_or(Timestamp::MAX);
    Some(Duration::try_from(now.duration_until(until)).unwrap_or_default().min(MAX_DELAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delay(value: &str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, value.parse().unwrap());
        let now = "2026-03-01T08:00:00Z".parse().unwrap();
        retry_after(&headers, now).map(|delay| delay.as_secs())
    }

    #[test]
    fn retry_after_reads_seconds_and_the_three_forms_of_a_date() {
        for (value, seconds) in [
            ("120", 120),
            (" 0 ", 0),
            ("1.5", 1),
            ("Sun, 01 Mar 2026 08:02:00 GMT", 120),
            ("Sunday, 01-Mar-26 08:02:00 GMT", 120),
            ("Sun Mar  1 08:02:00 2026", 120),
            // Passed: retry as usual.
            ("Sun, 01 Mar 2026 07:00:00 GMT", 0),
        ] {
            assert_eq!(delay(value), Some(seconds), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_delay_is_at_most_a_day_and_nonsense_is_ignored() {
        for long in ["86401", "1e300", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(delay(long), Some(86_400), "{long}");
        }
        for nonsense in ["", "-1", "inf", "NaN", "soon", "2 minutes", "Sun, 31 Feb 2026 08:02:00 GMT", "0x10"] {
            assert_eq!(delay(nonsense), None, "{nonsense}");
        }
    }
}
