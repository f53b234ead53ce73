//! When reminders occur: converts local times into instants.
//!
//! A local time that the clocks skip becomes the instant of the transition; one that occurs twice is the
//! first of both. A date that the zone skips has no occurrences.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::features::habits::{Calendar, Reminder, Weekdays};

/// Number of dates searched: enough for each weekday and for times after midnight.
const MAX_SEARCHED_DATES: i32 = 10;

/// One reminder on one local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Occurrence {
    pub at: Timestamp,
    /// The local day whose tasks it is about.
    pub day: Date,
}

/// Everything that determines when a reminder occurs.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Schedule {
    pub calendar: Calendar,
    /// Times of the day, in order.
    pub times: Vec<Reminder>,
    /// The first local day.
    pub first: Date,
    /// The last local day.
    pub last: Date,
    /// The weekdays of the plan.
    pub weekdays: Weekdays,
}

impl Schedule {
    /// Every day at `minute` without end.
    #[must_use]
    pub fn every_day(calendar: Calendar, minute: u16) -> Self {
        let times = vec![Reminder { minute, weekdays: Weekdays::ALL }];
        Self { calendar, times, first: Date::MIN, last: Date::MAX, weekdays: Weekdays::ALL }
    }

    /// Returns the first occurrence after `after`, as seen at `now`: a day that is today counts even if the
    /// plan no longer includes its weekday.
    #[must_use]
    pub fn next_after(&self, after: Timestamp, now: Timestamp) -> Option<Occurrence> {
        if self.times.is_empty() {
            return None;
        }
        let today = self.calendar.local_day(now);
        let from = self.calendar.zone().to_datetime(after).date();
        let mut date = add_days(from, -1).max(add_days(self.first, -1));
        let end = add_days(self.last, 1).min(add_days(date, MAX_SEARCHED_DATES));
        while date <= end {
            let candidates =
                self.on_date(date).filter(|candidate| candidate.at > after && self.is_planned(candidate, today));
            if let Some(Candidate { at, day, .. }) = candidates.min_by_key(|candidate| candidate.at) {
                return Some(Occurrence { at, day });
            }
            let next = add_days(date, 1);
            if next == date {
                break;
            }
            date = next;
        }
        None
    }

    /// Returns the occurrence at exactly this instant, or `None`.
    #[must_use]
    pub fn at(&self, at: Timestamp, now: Timestamp) -> Option<Occurrence> {
        let before = at.checked_sub(SignedDuration::from_micros(1)).ok()?;
        self.next_after(before, now.min(at)).or_else(|| self.next_after(before, now)).filter(|found| found.at == at)
    }

    /// Returns up to `limit` occurrences after `after` and up to `until`.
    #[must_use]
    pub fn between(&self, after: Timestamp, until: Timestamp, now: Timestamp, limit: usize) -> Vec<Occurrence> {
        let mut found: Vec<Occurrence> = Vec::new();
        let mut last = after;
        while found.len() < limit
            && let Some(next) = self.next_after(last, now).filter(|next| next.at <= until)
        {
            last = next.at;
            found.push(next);
        }
        found
    }

    fn on_date(&self, date: Date) -> impl Iterator<Item = Candidate> {
        self.times.iter().filter_map(move |reminder| {
            let occurrence = occurrence_at(&self.calendar, date, reminder.minute)?;
            Some(Candidate { at: occurrence.at, day: occurrence.day, weekdays: reminder.weekdays })
        })
    }

    fn is_planned(&self, candidate: &Candidate, today: Date) -> bool {
        let weekday = candidate.day.weekday();
        // Tasks planned before a change of weekdays or of time zone keep their dates.
        let planned = self.weekdays.contains(weekday) || candidate.day == today || self.calendar.was_changed();
        candidate.weekdays.contains(weekday) && planned && candidate.day >= self.first && candidate.day <= self.last
    }
}

struct Candidate {
    at: Timestamp,
    day: Date,
    weekdays: Weekdays,
}

/// Returns the occurrence at `minute` after midnight of a local date, or `None` if the zone skips the date.
#[must_use]
pub fn occurrence_at(calendar: &Calendar, date: Date, minute: u16) -> Option<Occurrence> {
    let (at, skipped) = instant(calendar.zone(), date, minute)?;
    let day = calendar.local_day(at);
    let start = calendar.day_start();
    let is_before_start = i32::from(minute) < i32::from(start.hour()) * 60 + i32::from(start.minute());
    let nominal_day = if is_before_start { add_days(date, -1) } else { date };
    if !skipped {
        // A day that would last 22 hours, because the clocks jump two hours, is extended by an hour. An
        // occurrence in that hour belongs to the next day, or the next day would have one reminder less.
        let is_extended = !calendar.was_changed() && day < nominal_day;
        return Some(Occurrence { at, day: if is_extended { nominal_day } else { day } });
    }
    // A time that lies before a transition over the day start belongs to the day that ended there.
    let before = calendar.local_day(at.checked_sub(SignedDuration::from_secs(1)).ok()?);
    Some(Occurrence { at, day: if before == nominal_day { before } else { day } })
}

/// Returns the instant at which a zone's clock shows `minute` after midnight of `date`, and whether the
/// clocks skip that time.
#[must_use]
pub fn instant(zone: &TimeZone, date: Date, minute: u16) -> Option<(Timestamp, bool)> {
    if is_skipped(zone, date) {
        return None;
    }
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    let local = zone.to_ambiguous_zoned(DateTime::from_parts(date, time));
    let in_gap = matches!(local.offset(), AmbiguousOffset::Gap { .. });
    let at = local.compatible().ok()?.timestamp();
    if !in_gap {
        return Some((at, false));
    }
    let jump = zone.preceding(at.checked_add(SignedDuration::from_secs(1)).ok()?).next().map(|jump| jump.timestamp());
    Some((jump.unwrap_or(at), true))
}

/// Whether the zone skips the whole date, by moving across the date line.
fn is_skipped(zone: &TimeZone, date: Date) -> bool {
    let midnight = zone.to_ambiguous_zoned(DateTime::from_parts(date, Time::midnight()));
    let AmbiguousOffset::Gap { before, after } = midnight.offset() else { return false };
    after.seconds() - before.seconds() >= 23 * 3600
}

fn add_days(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
pub(super) mod tests;
