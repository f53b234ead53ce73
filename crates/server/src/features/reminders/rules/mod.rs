//! Pure decisions: when a reminder occurs, whether it is still worth sending, how it looks as a
//! calendar.

pub mod ical;
pub mod occurrences;
pub mod words;

use jiff::{SignedDuration, Timestamp};

pub use occurrences::{Occurrence, Schedule};

use crate::features::notifications::Quiet;

/// A reminder that a downtime delayed is sent up to so long after its instant.
pub const LATEST: SignedDuration = SignedDuration::from_mins(30);
/// How far ahead devices know what will be.
pub const AHEAD_DAYS: i32 = 14;
/// The evening's warning comes at 20:00 where nothing else was said.
pub const EVENING: u16 = 20 * 60;
/// So many in a row that no device showed are a fault worth telling.
pub const UNSEEN_IS_TROUBLE: u32 = 3;

/// What is to be done about a turn whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its schedule has changed or was never worked out: find the next occurrence.
    Lay,
    /// So late that it says nothing any more.
    TooLate,
    /// It is quiet: come back then.
    Wait(Timestamp),
    /// Quiet hours last longer than what it is about.
    Silent,
    /// Send it, if anything is left to do.
    Send(Occurrence),
}

/// What is to be done at `now` about the occurrence at `occurs_at` that was put off to `due_at`.
#[must_use]
pub fn verdict(
    schedule: &Schedule,
    occurs_at: Option<Timestamp>,
    due_at: Timestamp,
    now: Timestamp,
    quiet: Option<Quiet>,
) -> Verdict {
    let Some(found) = occurs_at.and_then(|at| schedule.at(at, now)) else { return Verdict::Lay };
    if due_at.duration_until(now) > LATEST {
        return Verdict::TooLate;
    }
    match goes_at(schedule, found, due_at, quiet) {
        None => Verdict::Silent,
        Some(at) if at > due_at => Verdict::Wait(at),
        Some(_) => Verdict::Send(found),
    }
}

/// When an occurrence goes that would go at `due_at`: at the end of quiet hours, if that is on the
/// day it is about and before the next one; `None` when it does not go at all.
#[must_use]
pub fn goes_at(
    schedule: &Schedule,
    occurrence: Occurrence,
    due_at: Timestamp,
    quiet: Option<Quiet>,
) -> Option<Timestamp> {
    let zone = schedule.calendar.zone().iana_name().unwrap_or("UTC");
    let Some(end) = quiet.and_then(|quiet| quiet.end(due_at, zone)) else { return Some(due_at) };
    let same_day = schedule.calendar.local_day(end) == occurrence.day;
    let superseded = schedule.next_after(occurrence.at, occurrence.at).is_some_and(|next| next.at <= end);
    (same_day && !superseded).then_some(end)
}

/// What a user said about the morning and the evening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// When the morning's summary comes, in minutes after local midnight; `None`: not wanted.
    pub morning_at: Option<u16>,
    /// When the evening's warning about the streak comes; `None`: not wanted.
    pub evening_at: Option<u16>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { morning_at: None, evening_at: Some(EVENING) }
    }
}

#[cfg(test)]
mod tests {
    use super::occurrences::tests::{at, daily};
    use super::*;

    #[test]
    fn half_an_hour_late_is_sent_and_a_second_more_is_not() {
        let schedule = daily("Europe/Berlin", &[8 * 60]);
        let due = at("2026-03-03T07:00:00Z");
        let judge = |now: &str| verdict(&schedule, Some(due), due, at(now), None);
        assert!(matches!(judge("2026-03-03T07:00:20Z"), Verdict::Send(_)));
        assert!(matches!(judge("2026-03-03T07:30:00Z"), Verdict::Send(_)));
        assert_eq!(judge("2026-03-03T07:30:01Z"), Verdict::TooLate);
    }

    #[test]
    fn what_is_not_in_the_schedule_any_more_is_laid_anew() {
        let schedule = daily("UTC", &[480]);
        let (gone, now) = (at("2026-03-03T09:00:00Z"), at("2026-03-03T09:00:05Z"));
        assert_eq!(verdict(&schedule, Some(gone), gone, now, None), Verdict::Lay);
        assert_eq!(verdict(&schedule, None, gone, now, None), Verdict::Lay);
    }

    #[test]
    fn quiet_hours_put_off_within_the_day_and_before_the_next() {
        let quiet = Some(Quiet { from: 22 * 60, until: 7 * 60 });
        let early = daily("UTC", &[6 * 60, 12 * 60]);
        let six = at("2026-03-03T06:00:00Z");
        assert_eq!(verdict(&early, Some(six), six, six, quiet), Verdict::Wait(at("2026-03-03T07:00:00Z")));
        // At its end it goes, whatever the nominal instant.
        let seven = at("2026-03-03T07:00:00Z");
        assert!(matches!(verdict(&early, Some(six), seven, seven, quiet), Verdict::Send(_)));
        // Late at night it would be about yesterday.
        let late = daily("UTC", &[23 * 60]);
        let eleven = at("2026-03-03T23:00:00Z");
        assert_eq!(verdict(&late, Some(eleven), eleven, eleven, quiet), Verdict::Silent);
        // The next one says all that this one would.
        let crowded = daily("UTC", &[5 * 60, 6 * 60]);
        let five = at("2026-03-03T05:00:00Z");
        assert_eq!(verdict(&crowded, Some(five), five, five, quiet), Verdict::Silent);
    }
}
