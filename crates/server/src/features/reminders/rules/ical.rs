//! Reminders as an iCalendar (RFC 5545): an event with an alarm for each, and the zone's own
//! rules beside them, so that any calendar program rings at the same instants.
//!
//! Written here and not by a crate: the one there is puts the machine's time and a random id into
//! every part, zones included, where neither may stand.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::occurrences::{self, Schedule};
use crate::features::habits::{Reminder, Weekdays};
use crate::features::notifications::Quiet;

/// A line has at most so many bytes before it is folded (section 3.1).
const LONGEST_LINE: usize = 75;
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Days of the plan that are looked at one by one; the calendar asks again before they are over.
pub const LOOKED_AT_DAYS: i32 = 31;

/// One reminder of one habit.
#[derive(Clone, Debug)]
pub struct Event {
    /// The same whenever the calendar is asked for.
    pub uid: String,
    /// What it is called.
    pub summary: String,
    /// Where it leads.
    pub url: String,
    /// Clock time of the first one.
    pub start: DateTime,
    /// The weekdays of clock dates it falls on.
    pub weekdays: Weekdays,
    /// The instant of the last one.
    pub until: Timestamp,
    /// Clock times of the rule that are left out.
    pub without: Vec<DateTime>,
    /// Instants beside the rule: where the clocks jump over the time, or show it twice.
    pub besides: Vec<Timestamp>,
}

/// What quiet hours make of the times of a day: one within them waits for their end, if that is
/// on the same day; what comes together is one.
#[must_use]
pub fn heard(times: &[Reminder], quiet: Option<Quiet>, day_start: u16) -> Vec<Reminder> {
    let Some(Quiet { from, until }) = quiet else { return times.to_vec() };
    let is_quiet = |minute: u16| {
        if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    };
    // Minutes since the day began: the end of quiet hours is on the same day if it comes later.
    let since_start = |minute: u16| (minute + 24 * 60 - day_start) % (24 * 60);
    let moved: Vec<Reminder> = times
        .iter()
        .filter_map(|reminder| match is_quiet(reminder.minute) {
            false => Some(*reminder),
            true => {
                (since_start(until) > since_start(reminder.minute)).then_some(Reminder { minute: until, ..*reminder })
            }
        })
        .collect();
    crate::features::habits::sort_and_merge(&moved)
}

/// The events of a habit's schedule, whose times are [`heard`]. `is_open` says whether anything is
/// left to do on a day; it is asked for the next [`LOOKED_AT_DAYS`] days.
#[must_use]
pub fn events(
    schedule: &Schedule,
    subject: &str,
    summary: &str,
    url: &str,
    now: Timestamp,
    is_open: impl Fn(Date) -> bool,
) -> Vec<Event> {
    let one = |reminder: &Reminder| event(schedule, *reminder, subject, summary, url, now, &is_open);
    schedule.times.iter().filter_map(one).collect()
}

fn event(
    schedule: &Schedule,
    reminder: Reminder,
    subject: &str,
    summary: &str,
    url: &str,
    now: Timestamp,
    is_open: &impl Fn(Date) -> bool,
) -> Option<Event> {
    let Schedule { calendar, first, last, weekdays, .. } = schedule;
    let zone = calendar.zone();
    let both = reminder.weekdays.bits() & weekdays.bits();
    if both == 0 || first > last {
        return None;
    }
    let day_start = calendar.day_start();
    // A time before the day starts is on the clock's next date.
    let shift =
        i32::from(i32::from(reminder.minute) < i32::from(day_start.hour()) * 60 + i32::from(day_start.minute()));
    let on_days = Weekdays::from_bits(both);
    let time = jiff::civil::Time::midnight().saturating_add(SignedDuration::from_mins(i64::from(reminder.minute)));
    let clock = |day: Date| DateTime::from_parts(plus(day, shift), time);
    let (start, end) = (on_days.on_or_after(*first), last_before(on_days, *last));
    if end < start {
        return None;
    }
    let mut without = Vec::new();
    let mut besides = Vec::new();
    // Where the clocks jump over it or show it twice, programs differ: it stands apart, by its instant.
    for jump in zone.following(instant_of(zone, clock(plus(start, -1)))?).map(|jump| jump.timestamp()) {
        let date = zone.to_datetime(jump.checked_sub(SignedDuration::from_secs(1)).ok()?).date();
        if date > plus(end, 1) {
            break;
        }
        for day in [plus(date, -shift), plus(date, 1 - shift)] {
            let told = zone.to_ambiguous_zoned(clock(day)).offset();
            let odd = !matches!(told, AmbiguousOffset::Unambiguous { .. });
            if odd && day >= start && day <= end && on_days.contains(day.weekday()) {
                without.push(clock(day));
                if let Some((at, _)) = occurrences::instant(zone, clock(day).date(), reminder.minute) {
                    besides.push((day, at));
                }
            }
        }
    }
    let today = calendar.local_day(now);
    for ahead in 0..LOOKED_AT_DAYS {
        let day = plus(today, ahead);
        if day >= start && day <= end && on_days.contains(day.weekday()) && !is_open(day) {
            without.push(clock(day));
            besides.retain(|(of, _)| *of != day);
        }
    }
    without.sort();
    without.dedup();
    besides.sort();
    besides.dedup();
    let besides = besides.into_iter().map(|(_, at)| at).collect();
    Some(Event {
        uid: format!("{subject}-{:04}", reminder.minute),
        summary: summary.to_owned(),
        url: url.to_owned(),
        start: clock(start),
        weekdays: if shift == 0 { on_days } else { a_day_later(on_days) },
        until: instant_of(zone, clock(end))?,
        without,
        besides,
    })
}

fn last_before(days: Weekdays, last: Date) -> Date {
    (0..7).map(|back| plus(last, -back)).find(|day| days.contains(day.weekday())).unwrap_or(last)
}

fn a_day_later(days: Weekdays) -> Weekdays {
    let bits = days.bits();
    Weekdays::from_bits(((bits << 1) | (bits >> 6)) & 127)
}

fn instant_of(zone: &TimeZone, clock: DateTime) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(clock).compatible().ok().map(|zoned| zoned.timestamp())
}

fn plus(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

/// The whole calendar. `stamp` is when it was made.
#[must_use]
pub fn calendar(name: &str, zone: &TimeZone, events: &[Event], stamp: Timestamp) -> String {
    let id = zone.iana_name().unwrap_or("UTC");
    let mut out = Lines::default();
    out.put("BEGIN:VCALENDAR");
    out.put("VERSION:2.0");
    out.put("PRODID:-//Habitro//Reminders//EN");
    out.put("CALSCALE:GREGORIAN");
    out.put("METHOD:PUBLISH");
    out.put(&format!("NAME:{}", escaped(name)));
    out.put(&format!("X-WR-CALNAME:{}", escaped(name)));
    out.put(&format!("X-WR-TIMEZONE:{id}"));
    out.put("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    out.put("X-PUBLISHED-TTL:PT1H");
    let first = events.iter().filter_map(|event| instant_of(zone, event.start)).min().unwrap_or(stamp).min(stamp);
    let last = events.iter().map(|event| event.until).max().unwrap_or(stamp).max(stamp);
    zone_rules(&mut out, zone, id, first, last);
    for event in events {
        put_event(&mut out, event, id, stamp);
    }
    out.put("END:VCALENDAR");
    out.0
}

fn put_event(out: &mut Lines, event: &Event, zone: &str, stamp: Timestamp) {
    let days: Vec<&str> = event.weekdays.iso().iter().map(|day| DAYS[usize::from(*day) - 1]).collect();
    out.put("BEGIN:VEVENT");
    out.put(&format!("UID:{}@habitro", event.uid));
    out.put(&format!("DTSTAMP:{}", utc(stamp)));
    out.put(&format!("DTSTART;TZID={zone}:{}", local(event.start)));
    out.put("DURATION:PT10M");
    out.put(&format!("RRULE:FREQ=WEEKLY;WKST=MO;BYDAY={};UNTIL={}", days.join(","), utc(event.until)));
    for one in &event.without {
        out.put(&format!("EXDATE;TZID={zone}:{}", local(*one)));
    }
    put_what_rings(out, event);
    for one in &event.besides {
        out.put("BEGIN:VEVENT");
        out.put(&format!("UID:{}-{}@habitro", event.uid, one.as_second()));
        out.put(&format!("DTSTAMP:{}", utc(stamp)));
        out.put(&format!("DTSTART:{}", utc(*one)));
        out.put("DURATION:PT10M");
        put_what_rings(out, event);
    }
}

fn put_what_rings(out: &mut Lines, event: &Event) {
    let summary = escaped(&event.summary);
    out.put(&format!("SUMMARY:{summary}"));
    out.put(&format!("URL:{}", event.url));
    out.put("TRANSP:TRANSPARENT");
    out.put("BEGIN:VALARM");
    out.put("ACTION:DISPLAY");
    out.put("TRIGGER;RELATED=START:PT0S");
    out.put(&format!("DESCRIPTION:{summary}"));
    out.put("END:VALARM");
    out.put("END:VEVENT");
}

/// Each change of the clocks from a little before `first` to a little after `last`, one by one:
/// what zones do next year fits no rule everywhere.
fn zone_rules(out: &mut Lines, zone: &TimeZone, id: &str, first: Timestamp, last: Timestamp) {
    let margin = SignedDuration::from_hours(48);
    let begin = first.checked_sub(margin).unwrap_or(first);
    let end = last.checked_add(SignedDuration::from_hours(24 * 400)).unwrap_or(last);
    out.put("BEGIN:VTIMEZONE");
    out.put(&format!("TZID:{id}"));
    let info = zone.to_offset_info(begin);
    let mut before = info.offset();
    let old = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    put_observance(out, info.dst().is_dst(), before, before, old, info.abbreviation());
    for change in zone.following(begin).take_while(|change| change.timestamp() <= end) {
        let (offset, shown) = (change.offset(), before.to_datetime(change.timestamp()));
        put_observance(out, change.dst().is_dst(), before, offset, shown, change.abbreviation());
        before = offset;
    }
    out.put("END:VTIMEZONE");
}

fn put_observance(out: &mut Lines, is_dst: bool, from: Offset, to: Offset, start: DateTime, name: &str) {
    let kind = if is_dst { "DAYLIGHT" } else { "STANDARD" };
    out.put(&format!("BEGIN:{kind}"));
    out.put(&format!("DTSTART:{}", local(start)));
    out.put(&format!("TZOFFSETFROM:{}", offset_text(from)));
    out.put(&format!("TZOFFSETTO:{}", offset_text(to)));
    out.put(&format!("TZNAME:{name}"));
    out.put(&format!("END:{kind}"));
}

fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, all) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    let exact = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{exact}")
}

fn local(clock: DateTime) -> String {
    clock.strftime("%Y%m%dT%H%M%S").to_string()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as section 3.3.11 wants it; other control characters are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// One content line, folded between characters.
    fn put(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LONGEST_LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests;
