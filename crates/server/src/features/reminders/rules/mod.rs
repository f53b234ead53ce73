//! Pure decisions: when reminders occur, whether a late one is still sent, and their form as a calendar.

pub mod ical;
pub mod occurrences;
pub mod templates;

use jiff::{SignedDuration, Timestamp};

pub use occurrences::{Occurrence, Schedule};

use crate::features::notifications::QuietHours;

/// How late a reminder may be sent, for example after a restart.
pub const MAX_DELAY: SignedDuration = SignedDuration::from_mins(30);
/// How many days of reminders devices get in advance.
pub const UPCOMING_DAYS: i32 = 14;
/// The default time of the streak warning, 20:00, in minutes after midnight.
pub const DEFAULT_EVENING: u16 = 20 * 60;
/// Reminders in a row that no device has shown before the user is warned.
pub const MAX_UNSEEN: u32 = 3;

/// How to handle a due occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueAction {
    /// The schedule has changed or no occurrence was computed: find the next one.
    Reschedule,
    /// More than [`MAX_DELAY`] late.
    Drop,
    /// Wait for the end of quiet hours.
    Postpone(Timestamp),
    /// Quiet hours end after the day it is about, or after the next occurrence.
    Skip,
    /// Send it, if anything is left to do.
    Send(Occurrence),
}

/// Decides how to handle the occurrence at `occurs_at`, which is due at `due_at`.
#[must_use]
pub fn due_action(
    schedule: &Schedule,
    occurs_at: Option<Timestamp>,
    due_at: Timestamp,
    now: Timestamp,
    quiet_hours: Option<QuietHours>,
) -> DueAction {
    let Some(occurrence) = occurs_at.and_then(|at| schedule.at(at, now)) else { return DueAction::Reschedule };
    if due_at.duration_until(now) > MAX_DELAY {
        return DueAction::Drop;
    }
    match send_at(schedule, occurrence, due_at, quiet_hours) {
        None => DueAction::Skip,
        Some(at) if at > due_at => DueAction::Postpone(at),
        Some(_) => DueAction::Send(occurrence),
    }
}

/// Returns when to send an occurrence that is due at `due_at`: now, or at the end of quiet hours if that is
/// on the day it is about and before the next occurrence. Otherwise returns `None`.
#[must_use]
pub fn send_at(
    schedule: &Schedule,
    occurrence: Occurrence,
    due_at: Timestamp,
    quiet_hours: Option<QuietHours>,
) -> Option<Timestamp> {
    let zone = schedule.calendar.zone().iana_name().unwrap_or("UTC");
    let Some(end) = quiet_hours.and_then(|hours| hours.active_until(due_at, zone)) else { return Some(due_at) };
    let same_day = schedule.calendar.local_day(end) == occurrence.day;
    let superseded = schedule.next_after(occurrence.at, occurrence.at).is_some_and(|next| next.at <= end);
    (same_day && !superseded).then_some(end)
}

/// Times of the morning summary and the streak warning, in minutes after local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyReminders {
    /// `None`: no morning summary.
    pub morning_at: Option<u16>,
    /// `None`: no streak warning.
    pub evening_at: Option<u16>,
}

impl Default for DailyReminders {
    fn default() -> Self {
        Self { morning_at: None, evening_at: Some(DEFAULT_EVENING) }
    }
}

#[cfg(test)]
mod tests {
    use super::occurrences::tests::{at, daily};
    use super::*;

    #[test]
    fn due_action_drops_after_30_minutes() {
        let schedule = daily("Europe/Berlin", &[8 * 60]);
        let due = at("2026-03-03T07:00:00Z");
        let action_at = |now: &str| due_action(&schedule, Some(due), due, at(now), None);
        assert!(matches!(action_at("2026-03-03T07:00:20Z"), DueAction::Send(_)));
        assert!(matches!(action_at("2026-03-03T07:30:00Z"), DueAction::Send(_)));
        assert_eq!(action_at("2026-03-03T07:30:01Z"), DueAction::Drop);
    }

    #[test]
    fn due_action_reschedules_unscheduled_occurrence() {
        let schedule = daily("UTC", &[480]);
        let (removed, now) = (at("2026-03-03T09:00:00Z"), at("2026-03-03T09:00:05Z"));
        assert_eq!(due_action(&schedule, Some(removed), removed, now, None), DueAction::Reschedule);
        assert_eq!(due_action(&schedule, None, removed, now, None), DueAction::Reschedule);
    }

    #[test]
    fn due_action_postpones_within_day_and_before_next() {
        let quiet = Some(QuietHours { from: 22 * 60, until: 7 * 60 });
        let early = daily("UTC", &[6 * 60, 12 * 60]);
        let six = at("2026-03-03T06:00:00Z");
        assert_eq!(due_action(&early, Some(six), six, six, quiet), DueAction::Postpone(at("2026-03-03T07:00:00Z")));
        // At the end of quiet hours it is sent, even though it occurred within them.
        let seven = at("2026-03-03T07:00:00Z");
        assert!(matches!(due_action(&early, Some(six), seven, seven, quiet), DueAction::Send(_)));
        // After midnight it would be about yesterday.
        let late = daily("UTC", &[23 * 60]);
        let eleven = at("2026-03-03T23:00:00Z");
        assert_eq!(due_action(&late, Some(eleven), eleven, eleven, quiet), DueAction::Skip);
        // The next occurrence supersedes this one.
        let crowded = daily("UTC", &[5 * 60, 6 * 60]);
        let five = at("2026-03-03T05:00:00Z");
        assert_eq!(due_action(&crowded, Some(five), five, five, quiet), DueAction::Skip);
    }
}
