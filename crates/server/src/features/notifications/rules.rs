//! Pure decisions: who hears of what by default, when it is quiet, how long news is news.

use jiff::civil::DateTimeRound;
use jiff::tz::TimeZone;
use jiff::{RoundMode, SignedDuration, Timestamp, Unit};
use serde_json::Value;

use super::{Kind, NotificationId};
use crate::platform::push::Urgency;

/// Which channels an alert goes out on, beside the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// As a push to every device.
    pub push: bool,
    /// As a mail.
    pub mail: bool,
}

impl Wanted {
    /// What holds until somebody says otherwise: pushes of everything, mails of nothing. About an
    /// account's safety the accounts room writes by itself, whatever is wanted here.
    pub const BY_DEFAULT: Self = Self { push: true, mail: false };
}

/// Whether an alert of this kind comes through when it is quiet.
#[must_use]
pub fn ignores_quiet(kind: Kind) -> bool {
    matches!(kind, Kind::Security | Kind::Test)
}

/// After this it is no news any more, and is not sent.
#[must_use]
pub fn life(kind: Kind) -> SignedDuration {
    SignedDuration::from_hours(match kind {
        Kind::StreakAtRisk | Kind::Reminder | Kind::MorningSummary => 6,
        Kind::Test => 1,
        Kind::Security => 7 * 24,
        _ => 24,
    })
}

/// How much it hurries a device.
#[must_use]
pub fn urgency(kind: Kind) -> Urgency {
    match kind {
        Kind::Security | Kind::Message | Kind::Reminder | Kind::Test => Urgency::High,
        _ => Urgency::Normal,
    }
}

/// What a newer alert replaces the older one by: where it leads, if the newer says all that the
/// older said, else only itself.
#[must_use]
pub fn tag(kind: Kind, id: NotificationId, link: &str) -> String {
    match kind {
        Kind::StreakAtRisk | Kind::Reminder | Kind::MorningSummary | Kind::Message => {
            format!("{}:{link}", kind.as_str())
        }
        _ => id.0.simple().to_string(),
    }
}

/// The task that "Done" completes, when the alert is about one.
#[must_use]
pub fn task_of(data: &Value) -> Option<&str> {
    data.get("task_id").and_then(Value::as_str).filter(|id| id.parse::<uuid::Uuid>().is_ok())
}

/// Hours of the day in which nothing rings, in minutes after local midnight; over midnight when
/// `from` is later than `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Its first minute.
    pub from: u16,
    /// The first minute after it.
    pub until: u16,
}

impl Quiet {
    /// When it ends, if it is quiet at `now` in `zone` (an IANA name; UTC when unknown).
    #[must_use]
    pub fn end(self, now: Timestamp, zone: &str) -> Option<Timestamp> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let local = now.to_zoned(zone);
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).ok()?;
        let quiet = if self.from <= self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        };
        if !quiet {
            return None;
        }
        let left = (i64::from(self.until) - i64::from(minute)).rem_euclid(24 * 60);
        let end = local.date().to_datetime(local.time()).checked_add(SignedDuration::from_mins(left)).ok()?;
        // On the clock, so that a change of summer time in the night moves nothing.
        let minutes = DateTimeRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
        let end = end.round(minutes).ok()?.to_zoned(local.time_zone().clone()).ok()?;
        Some(end.timestamp().max(now.checked_add(SignedDuration::from_secs(1)).unwrap_or(now)))
    }
}

/// `HH:MM` as minutes after midnight.
#[must_use]
pub fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str, most: u16| {
        let fine = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| fine && *number <= most)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

/// Minutes after midnight as `HH:MM`.
#[must_use]
pub fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn quiet_hours_are_the_users_own_and_may_pass_midnight() {
        let night = Quiet { from: 22 * 60, until: 7 * 60 };
        // 23:30 and 01:30 in Colombo (+05:30).
        assert_eq!(night.end(at("2026-03-01T18:00:00Z"), "Asia/Colombo"), Some(at("2026-03-02T01:30:00Z")));
        assert_eq!(night.end(at("2026-03-01T20:00:00Z"), "Asia/Colombo"), Some(at("2026-03-02T01:30:00Z")));
        assert_eq!(night.end(at("2026-03-02T01:30:00Z"), "Asia/Colombo"), None, "its end is not quiet");
        assert_eq!(night.end(at("2026-03-01T12:00:00Z"), "Asia/Colombo"), None);
        let noon = Quiet { from: 12 * 60, until: 13 * 60 };
        assert_eq!(
            noon.end(at("2026-03-01T12:00:30Z"), "UTC").map(|end| end.to_string()),
            Some("2026-03-01T13:00:00Z".into())
        );
        assert_eq!(noon.end(at("2026-03-01T13:00:00Z"), "UTC"), None);
        // The clocks go forward at 01:00 UTC on 2026-03-29.
        assert_eq!(night.end(at("2026-03-28T22:00:00Z"), "Europe/Berlin"), Some(at("2026-03-29T05:00:00Z")));
        let nothing = Quiet { from: 60, until: 60 };
        assert_eq!(nothing.end(at("2026-03-01T01:00:00Z"), "UTC"), None);
    }

    #[test]
    fn clocks_are_read_and_written() {
        assert_eq!((minutes("00:00"), minutes("23:59"), minutes("07:05")), (Some(0), Some(1439), Some(425)));
        for bad in ["", "7:05", "24:00", "07:60", "07:5", "07:05:00", "-1:00", "aa:bb", "07.05"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
        assert_eq!(clock_text(425), "07:05");
    }

    #[test]
    fn what_says_all_that_the_older_said_replaces_it() {
        let (one, two) = (NotificationId(uuid::Uuid::from_u128(1)), NotificationId(uuid::Uuid::from_u128(2)));
        assert_eq!(tag(Kind::Message, one, "/chat/7"), tag(Kind::Message, two, "/chat/7"));
        assert_ne!(tag(Kind::Message, one, "/chat/7"), tag(Kind::Message, two, "/chat/8"));
        assert_ne!(tag(Kind::Achievement, one, "/rewards"), tag(Kind::Achievement, two, "/rewards"));
    }
}
