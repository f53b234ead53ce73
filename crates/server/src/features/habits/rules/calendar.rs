//! Which local day it is for a user.
//!
//! *Local day* = the calendar date of (instant in the user's zone minus the day start). On
//! top of that plain definition two promises hold, whatever the zone or the user does:
//!
//! - local days never go back, and
//! - two local days begin at least 23 hours apart, so that a window shorter than N x 23 h
//!   touches at most N + 1 of them.
//!
//! A day of less than 23 h (Antarctica/Troll moves its clocks by two hours) therefore hands
//! its missing hour to the next one; a change of zone or day start by the user takes effect
//! at the first day start of the new rule that is 23 h after the current day began. Until
//! then the current day goes on. See docs/adr/0005-local-days.md.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::plan::plus_days;

/// Two local days of one user begin at least this far apart.
pub const SHORTEST_DAY: SignedDuration = SignedDuration::from_hours(23);
/// A day may start at most six hours after midnight.
pub const LATEST_DAY_START: u16 = 6 * 60;

/// A user's rule for days: a zone and when a day starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRule {
    zone: TimeZone,
    start: Time,
}

/// A day that goes on until a changed rule takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The local day that goes on.
    pub day: Date,
    /// When it began.
    pub began: Timestamp,
    /// From when on the rule counts.
    pub until: Timestamp,
}

/// A user's days: the rule, and what is left of the former one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    rule: DayRule,
    held: Option<Held>,
}

impl DayRule {
    /// A rule from an IANA zone name and minutes after midnight (0-360); `None` when the zone
    /// is unknown.
    #[must_use]
    pub fn new(zone: &str, start_minutes: u16) -> Option<Self> {
        let zone = TimeZone::get(zone).ok()?;
        let minutes = start_minutes.min(LATEST_DAY_START);
        let start = Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0).ok()?;
        Some(Self { zone, start })
    }

    /// The plain definition: the date of (instant in zone minus day start).
    fn plain_day(&self, instant: Timestamp) -> Date {
        let local = self.zone.to_datetime(instant);
        if local.time() < self.start { plus_days(local.date(), -1) } else { local.date() }
    }

    /// The first instant at which the zone's clocks show `day` at the day start or later.
    fn clock_start(&self, day: Date) -> Timestamp {
        let wanted = DateTime::from_parts(day, self.start);
        let ambiguous = self.zone.to_ambiguous_zoned(wanted);
        let in_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        // The end of time is the only instant that can't be told; nobody's habit is there.
        let Ok(zoned) = ambiguous.compatible() else { return Timestamp::MAX };
        let told = zoned.timestamp();
        if !in_gap {
            return told;
        }
        // The clocks jump over the day start: the day begins at the jump.
        self.zone
            .preceding(told.saturating_add(SignedDuration::from_secs(1)).unwrap_or(told))
            .next()
            .map_or(told, |jump| jump.timestamp())
    }

    /// When local day `day` begins; `None` for a date that the zone skips (the date line).
    fn begins(&self, day: Date) -> Option<Timestamp> {
        let start = self.clock_start(day);
        if start == self.clock_start(plus_days(day, 1)) {
            return None;
        }
        // A day shortened by the clocks pushes its successors until 23 h are kept again; no
        // zone moves its clocks by more than three hours within four days.
        let mut begins = start;
        let mut steps = 0;
        let mut earlier = day;
        for _ in 0..4 {
            earlier = plus_days(earlier, -1);
            let earlier_start = self.clock_start(earlier);
            if earlier_start == self.clock_start(plus_days(earlier, 1)) {
                continue;
            }
            steps += 1;
            begins = begins.max(earlier_start.saturating_add(SHORTEST_DAY * steps).unwrap_or(start));
        }
        Some(begins)
    }

    /// The local day at `instant` by this rule alone.
    #[must_use]
    pub fn local_day(&self, instant: Timestamp) -> Date {
        let plain = self.plain_day(instant);
        if self.is_steady_around(instant) {
            return plain;
        }
        (-2..=1)
            .rev()
            .map(|step| plus_days(plain, step))
            .find(|&day| self.begins(day).is_some_and(|began| began <= instant))
            .unwrap_or(plain)
    }

    /// No clock change from four days before to a day after: the plain definition holds.
    fn is_steady_around(&self, instant: Timestamp) -> bool {
        let offset = |hours: i64| {
            let at = instant.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(instant);
            self.zone.to_offset(at)
        };
        let here = offset(0);
        here == offset(-96) && here == offset(-48) && here == offset(24)
    }
}

impl Calendar {
    /// A calendar that has always had this rule.
    #[must_use]
    pub fn new(rule: DayRule) -> Self {
        Self { rule, held: None }
    }

    /// A calendar as it was stored.
    #[must_use]
    pub fn restore(rule: DayRule, held: Option<Held>) -> Self {
        Self { rule, held }
    }

    /// What is left of the former rule.
    #[must_use]
    pub fn held(&self) -> Option<Held> {
        self.held
    }

    /// The user's local day at `instant`.
    #[must_use]
    pub fn local_day(&self, instant: Timestamp) -> Date {
        match self.held {
            Some(held) if instant < held.until => held.day,
            Some(held) => self.rule.local_day(instant).max(held.day),
            None => self.rule.local_day(instant),
        }
    }

    /// What the user's clock shows at `instant`.
    #[must_use]
    pub fn local_time(&self, instant: Timestamp) -> Time {
        self.rule.zone.to_datetime(instant).time()
    }

    /// The zone whose clock the user's is.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.rule.zone
    }

    /// Whether a change of zone or day start was made that waited for its day start.
    #[must_use]
    pub fn was_changed(&self) -> bool {
        self.held.is_some()
    }

    /// The time of day at which the user's day starts.
    #[must_use]
    pub fn day_start(&self) -> Time {
        self.rule.start
    }

    /// When the local day of `instant` began.
    #[must_use]
    pub fn day_began(&self, instant: Timestamp) -> Timestamp {
        let day = self.local_day(instant);
        match self.held {
            Some(held) if held.day == day => held.began,
            _ => self.rule.begins(day).unwrap_or(instant),
        }
    }

    /// When the local day after that of `instant` begins: the first instant with a later local day.
    #[must_use]
    pub fn next_day_begins(&self, instant: Timestamp) -> Timestamp {
        let day = self.local_day(instant);
        let held = self.held.filter(|held| instant < held.until);
        if let Some(held) = held.filter(|held| self.rule.local_day(held.until) > held.day) {
            return held.until;
        }
        let from = held.map_or(instant, |held| held.until);
        let first = self.rule.plain_day(from);
        (-1..4)
            .filter_map(|step| self.rule.begins(plus_days(first, step)))
            .find(|&begins| begins > from && self.local_day(begins) > day)
            // No zone has three days in a row that never begin; looking again in an hour is safe.
            .unwrap_or_else(|| from.saturating_add(SignedDuration::from_hours(1)).unwrap_or(from))
    }

    /// The calendar after the user changed the rule at `now`. What is counted follows at the
    /// first day start of the new rule that is still to come and at least [`SHORTEST_DAY`]
    /// after the current day began; at once when the user has not `started` (no completion and
    /// no claim yet).
    #[must_use]
    pub fn change(&self, rule: DayRule, now: Timestamp, started: bool) -> Self {
        if rule == self.rule {
            return self.clone();
        }
        if !started {
            return Self::new(rule);
        }
        let day = self.local_day(now);
        let began = self.day_began(now);
        let earliest = began.saturating_add(SHORTEST_DAY).unwrap_or(now);
        let first = plus_days(rule.plain_day(earliest.max(now)), -1);
        let until = (0..6)
            .filter_map(|step| rule.begins(plus_days(first, step)))
            .find(|&start| start >= earliest && start > now)
            .unwrap_or(earliest.max(now));
        Self { rule, held: Some(Held { day, began, until }) }
    }

    /// The first local day after the held one, when a change is under way at `now`. Dates
    /// between the two are skipped: neither due nor missed.
    #[must_use]
    pub fn next_after_held(&self, now: Timestamp) -> Option<(Date, Date)> {
        let held = self.held.filter(|held| now < held.until)?;
        let after = self.rule.local_day(held.until).max(held.day);
        // The new rule may still call it the same day; then nothing is skipped.
        Some((held.day, after.max(plus_days(held.day, 1))))
    }
}

#[cfg(test)]
mod tests;
