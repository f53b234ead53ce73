//! Pure decisions: default channels, quiet hours, lifetimes and tags of alerts.

use jiff::civil::DateTimeRound;
use jiff::tz::TimeZone;
use jiff::{RoundMode, SignedDuration, Timestamp, Unit};
use serde_json::Value;

use super::{AlertKind, NotificationId};
use crate::platform::push::Urgency;

/// The channels that an alert goes out on, in addition to the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelPreference {
    /// A push to every device.
    pub push: bool,
    /// An email.
    pub mail: bool,
}

impl ChannelPreference {
    /// Pushes for everything, no emails. Security notices are also emailed by `accounts`, independently of
    /// preferences.
    pub const DEFAULT: Self = Self { push: true, mail: false };
}

/// Whether an alert of this kind is pushed during quiet hours.
#[must_use]
pub fn ignores_quiet_hours(kind: AlertKind) -> bool {
    matches!(kind, AlertKind::Security | AlertKind::Test)
}

/// How long an alert is worth sending.
#[must_use]
pub fn lifetime(kind: AlertKind) -> SignedDuration {
    SignedDuration::from_hours(match kind {
        AlertKind::StreakAtRisk | AlertKind::Reminder | AlertKind::MorningSummary => 6,
        AlertKind::Test => 1,
        AlertKind::Security => 7 * 24,
        _ => 24,
    })
}

/// The urgency of the push.
#[must_use]
pub fn urgency(kind: AlertKind) -> Urgency {
    match kind {
        AlertKind::Security | AlertKind::Message | AlertKind::Reminder | AlertKind::Test => Urgency::High,
        _ => Urgency::Normal,
    }
}

/// Returns the tag of a notification; a newer notification replaces the older one with the same tag. Alerts
/// that supersede earlier ones are tagged by kind and link, others by their id.
#[must_use]
pub fn alert_tag(kind: AlertKind, id: NotificationId, link: &str) -> String {
    match kind {
        AlertKind::StreakAtRisk | AlertKind::Reminder | AlertKind::MorningSummary | AlertKind::Message => {
            format!("{}:{link}", kind.as_str())
        }
        _ => id.0.simple().to_string(),
    }
}

/// Returns the task that the button "Done" completes, if the alert is about a task.
#[must_use]
pub fn task_id(data: &Value) -> Option<&str> {
    data.get("task_id").and_then(Value::as_str).filter(|id| id.parse::<uuid::Uuid>().is_ok())
}

/// Local hours without pushes, in minutes after midnight. They span midnight if `from` is later than `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute.
    pub from: u16,
    /// The first minute that is not quiet.
    pub until: u16,
}

impl QuietHours {
    /// Returns when the current quiet hours end, or `None` if `now` is not quiet in `zone` (an IANA name;
    /// UTC if unknown).
    #[must_use]
    pub fn active_until(self, now: Timestamp, zone: &str) -> Option<Timestamp> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let local = now.to_zoned(zone);
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).ok()?;
        let is_quiet = if self.from <= self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        };
        if !is_quiet {
            return None;
        }
        let left = (i64::from(self.until) - i64::from(minute)).rem_euclid(24 * 60);
        let end = local.date().to_datetime(local.time()).checked_add(SignedDuration::from_mins(left)).ok()?;
        // Computed in local time, so that a change of clocks during the night does not move the end.
        let minutes = DateTimeRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
        let end = end.round(minutes).ok()?.to_zoned(local.time_zone().clone()).ok()?;
        Some(end.timestamp().max(now.checked_add(SignedDuration::from_secs(1)).unwrap_or(now)))
    }
}

/// Parses `HH:MM` into minutes after midnight.
#[must_use]
pub fn parse_clock_time(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str, max: u16| {
        let is_two_digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| is_two_digits && *number <= max)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

/// Formats minutes after midnight as `HH:MM`.
#[must_use]
pub fn format_clock_time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn active_until_uses_local_time_and_spans_midnight() {
        let night = QuietHours { from: 22 * 60, until: 7 * 60 };
        // 23:30 and 01:30 in Colombo (+05:30).
        assert_eq!(night.active_until(at("2026-03-01T18:00:00Z"), "Asia/Colombo"), Some(at("2026-03-02T01:30:00Z")));
        assert_eq!(night.active_until(at("2026-03-01T20:00:00Z"), "Asia/Colombo"), Some(at("2026-03-02T01:30:00Z")));
        assert_eq!(night.active_until(at("2026-03-02T01:30:00Z"), "Asia/Colombo"), None, "the end is not quiet");
        assert_eq!(night.active_until(at("2026-03-01T12:00:00Z"), "Asia/Colombo"), None);
        let noon = QuietHours { from: 12 * 60, until: 13 * 60 };
        assert_eq!(
            noon.active_until(at("2026-03-01T12:00:30Z"), "UTC").map(|end| end.to_string()),
            Some("2026-03-01T13:00:00Z".into())
        );
        assert_eq!(noon.active_until(at("2026-03-01T13:00:00Z"), "UTC"), None);
        // The clocks go forward at 01:00 UTC on 2026-03-29.
        assert_eq!(night.active_until(at("2026-03-28T22:00:00Z"), "Europe/Berlin"), Some(at("2026-03-29T05:00:00Z")));
        let nothing = QuietHours { from: 60, until: 60 };
        assert_eq!(nothing.active_until(at("2026-03-01T01:00:00Z"), "UTC"), None);
    }

    #[test]
    fn clock_times_round_trip() {
        assert_eq!(
            (parse_clock_time("00:00"), parse_clock_time("23:59"), parse_clock_time("07:05")),
            (Some(0), Some(1439), Some(425))
        );
        for bad in ["", "7:05", "24:00", "07:60", "07:5", "07:05:00", "-1:00", "aa:bb", "07.05"] {
            assert_eq!(parse_clock_time(bad), None, "{bad}");
        }
        assert_eq!(format_clock_time(425), "07:05");
    }

    #[test]
    fn alert_tag_is_shared_by_superseding_alerts() {
        let (one, two) = (NotificationId(uuid::Uuid::from_u128(1)), NotificationId(uuid::Uuid::from_u128(2)));
        assert_eq!(alert_tag(AlertKind::Message, one, "/chat/7"), alert_tag(AlertKind::Message, two, "/chat/7"));
        assert_ne!(alert_tag(AlertKind::Message, one, "/chat/7"), alert_tag(AlertKind::Message, two, "/chat/8"));
        assert_ne!(
            alert_tag(AlertKind::Achievement, one, "/rewards"),
            alert_tag(AlertKind::Achievement, two, "/rewards")
        );
    }
}
