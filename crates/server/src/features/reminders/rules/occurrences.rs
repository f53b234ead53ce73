//! When reminders occur: times on the user's clock become instants.
//!
//! A time that the clocks jump over is the next valid minute, which is the jump; a time that
//! comes twice is the first of both. A date that the zone skips whole has none.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::features::habits::{Calendar, Reminder, Weekdays};

/// Dates looked at from the first possible one on: each weekday is among them, and what lies
/// across midnight.
const LOOKED_AT: i32 = 10;

/// One reminder on one local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When.
    pub at: Timestamp,
    /// The local day whose tasks it is about.
    pub day: Date,
}

/// Everything that decides when something reminds.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The user's days.
    pub calendar: Calendar,
    /// Times of the day, in order.
    pub times: Vec<Reminder>,
    /// The first local day.
    pub first: Date,
    /// The last one.
    pub last: Date,
    /// The weekdays on which the plan falls.
    pub weekdays: Weekdays,
}

impl Schedule {
    /// Every day at `minute`, for ever.
    #[must_use]
    pub fn every_day(calendar: Calendar, minute: u16) -> Self {
        let times = vec![Reminder { minute, weekdays: Weekdays::ALL }];
        Self { calendar, times, first: Date::MIN, last: Date::MAX, weekdays: Weekdays::ALL }
    }

    /// The first occurrence after `after`, as it looks at `now` (a plan that was moved today still
    /// reminds today).
    #[must_use]
    pub fn next_after(&self, after: Timestamp, now: Timestamp) -> Option<Occurrence> {
        if self.times.is_empty() {
            return None;
        }
        let today = self.calendar.local_day(now);
        let from = self.calendar.zone().to_datetime(after).date();
        let mut date = plus(from, -1).max(plus(self.first, -1));
        let end = plus(self.last, 1).min(plus(date, LOOKED_AT));
        while date <= end {
            let ours = self.on_date(date).filter(|one| one.at > after && self.is_one(one, today));
            if let Some(Candidate { at, day, .. }) = ours.min_by_key(|one| one.at) {
                return Some(Occurrence { at, day });
            }
            let next = plus(date, 1);
            if next == date {
                break;
            }
            date = next;
        }
        None
    }

    /// The occurrence at exactly this instant, if there is one.
    #[must_use]
    pub fn at(&self, at: Timestamp, now: Timestamp) -> Option<Occurrence> {
        let before = at.checked_sub(SignedDuration::from_micros(1)).ok()?;
        self.next_after(before, now.min(at)).or_else(|| self.next_after(before, now)).filter(|found| found.at == at)
    }

    /// Those after `after` and up to `until`, `limit` at most.
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
            let occurrence = on_clock(&self.calendar, date, reminder.minute)?;
            Some(Candidate { at: occurrence.at, day: occurrence.day, weekdays: reminder.weekdays })
        })
    }

    fn is_one(&self, one: &Candidate, today: Date) -> bool {
        let weekday = one.day.weekday();
        // Tasks that were laid before a change of weekdays or of zone stay where they are.
        let planned = self.weekdays.contains(weekday) || one.day == today || self.calendar.was_changed();
        one.weekdays.contains(weekday) && planned && one.day >= self.first && one.day <= self.last
    }
}

struct Candidate {
    at: Timestamp,
    day: Date,
    weekdays: Weekdays,
}

/// The occurrence at `minute` after midnight of a date on the user's clock; `None` for a date that
/// the zone skips.
#[must_use]
pub fn on_clock(calendar: &Calendar, date: Date, minute: u16) -> Option<Occurrence> {
    let (at, skipped) = instant(calendar.zone(), date, minute)?;
    let day = calendar.local_day(at);
    let start = calendar.day_start();
    let is_before_start = i32::from(minute) < i32::from(start.hour()) * 60 + i32::from(start.minute());
    let meant = if is_before_start { plus(date, -1) } else { date };
    if !skipped {
        // Where the clocks leap two hours a day would last 22, so it goes on for one more: what comes in
        // it is about the day that begins then, or that day would have one reminder less.
        let goes_on = !calendar.was_changed() && day < meant;
        return Some(Occurrence { at, day: if goes_on { meant } else { day } });
    }
    // What would have been before a jump over the day's start is about the day that ended there.
    let before = calendar.local_day(at.checked_sub(SignedDuration::from_secs(1)).ok()?);
    Some(Occurrence { at, day: if before == meant { before } else { day } })
}

/// The instant at which a zone's clock shows `minute` after midnight of `date`, and whether the
/// clocks jump over it.
#[must_use]
pub fn instant(zone: &TimeZone, date: Date, minute: u16) -> Option<(Timestamp, bool)> {
    if is_skipped(zone, date) {
        return None;
    }
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    let told = zone.to_ambiguous_zoned(DateTime::from_parts(date, time));
    let in_gap = matches!(told.offset(), AmbiguousOffset::Gap { .. });
    let at = told.compatible().ok()?.timestamp();
    if !in_gap {
        return Some((at, false));
    }
    let jump = zone.preceding(at.checked_add(SignedDuration::from_secs(1)).ok()?).next().map(|jump| jump.timestamp());
    Some((jump.unwrap_or(at), true))
}

/// Whether the clocks jump over the whole date (the date line).
fn is_skipped(zone: &TimeZone, date: Date) -> bool {
    let midnight = zone.to_ambiguous_zoned(DateTime::from_parts(date, Time::midnight()));
    let AmbiguousOffset::Gap { before, after } = midnight.offset() else { return false };
    after.seconds() - before.seconds() >= 23 * 3600
}

fn plus(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
pub(super) mod tests;
