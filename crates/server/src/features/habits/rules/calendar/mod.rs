//! A user's local days.
//!
//! *Local day* = the calendar date of (instant in the user's zone minus the day start). On top of
//! that plain definition two promises hold, whatever the zone or the user does:
//!
//! - local days never go back, and
//! - two local days begin at least 23 hours apart, so that a window shorter than N x 23 h
//!   touches at most N + 1 of them.
//!
//! A day of less than 23 h (Antarctica/Troll moves its clocks by two hours) therefore delays the start
//! of the next one. When the user changes the zone or the day start, the current day continues (it is
//! *held*) until the first day start of the new rule that is 23 h after the current day began. See
//! docs/adr/0005-local-days.md.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::plan::plus_days;

/// The minimum time between the starts of two local days of one user.
pub const SHORTEST_DAY: SignedDuration = SignedDuration::from_hours(23);
/// The latest day start, in minutes after midnight.
pub const LATEST_DAY_START: u16 = 6 * 60;

/// A time zone and the time at which days start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRule {
    zone: TimeZone,
    start: Time,
}

/// A day that continues until a changed rule takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldDay {
    /// The local day that continues.
    pub day: Date,
    /// When it began.
    pub began: Timestamp,
    /// When the changed rule takes effect.
    pub until: Timestamp,
}

/// A user's local days: the current rule, and the day held by the last change of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    rule: DayRule,
    held: Option<HeldDay>,
}

impl DayRule {
    /// Builds a rule from an IANA zone name and minutes after midnight (0-360); `None` if the zone is
    /// unknown.
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

    /// Returns the first instant at which the local time in the zone is at or after the start of `day`.
    fn clock_start(&self, day: Date) -> Timestamp {
        let wanted = DateTime::from_parts(day, self.start);
        let ambiguous = self.zone.to_ambiguous_zoned(wanted);
        let in_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        // Fails only beyond the range of timestamps.
        let Ok(zoned) = ambiguous.compatible() else { return Timestamp::MAX };
        let start = zoned.timestamp();
        if !in_gap {
            return start;
        }
        // A clock change skips the day start, so the day begins at the clock change.
        self.zone
            .preceding(start.saturating_add(SignedDuration::from_secs(1)).unwrap_or(start))
            .next()
            .map_or(start, |change| change.timestamp())
    }

    /// Returns when `day` begins; `None` for a date that the zone skips (at the date line).
    fn begins(&self, day: Date) -> Option<Timestamp> {
        let start = self.clock_start(day);
        if start == self.clock_start(plus_days(day, 1)) {
            return None;
        }
        // A day shortened by a clock change delays the days after it until they are 23 h apart again.
        // No zone moves its clocks by more than three hours within four days.
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

    /// Returns the local day at `instant` by this rule alone.
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

    /// Whether there is no clock change from four days before to one day after `instant`, so that the
    /// plain definition holds.
    fn is_steady_around(&self, instant: Timestamp) -> bool {
        let offset = |hours: i64| {
            let at = instant.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(instant);
            self.zone.to_offset(at)
        };
        let current = offset(0);
        current == offset(-96) && current == offset(-48) && current == offset(24)
    }
}

impl Calendar {
    /// A calendar whose rule was never changed.
    #[must_use]
    pub fn new(rule: DayRule) -> Self {
        Self { rule, held: None }
    }

    /// Restores a stored calendar.
    #[must_use]
    pub fn restore(rule: DayRule, held: Option<HeldDay>) -> Self {
        Self { rule, held }
    }

    /// Returns the day that the last change of the rule holds or held.
    #[must_use]
    pub fn held(&self) -> Option<HeldDay> {
        self.held
    }

    /// Returns the user's local day at `instant`.
    #[must_use]
    pub fn local_day(&self, instant: Timestamp) -> Date {
        match self.held {
            Some(held) if instant < held.until => held.day,
            Some(held) => self.rule.local_day(instant).max(held.day),
            None => self.rule.local_day(instant),
        }
    }

    /// Returns the user's local time of day at `instant`.
    #[must_use]
    pub fn local_time(&self, instant: Timestamp) -> Time {
        self.rule.zone.to_datetime(instant).time()
    }

    /// Returns the user's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.rule.zone
    }

    /// Whether the zone or day start was ever changed with a held day.
    #[must_use]
    pub fn was_changed(&self) -> bool {
        self.held.is_some()
    }

    /// Returns the time of day at which the user's days start.
    #[must_use]
    pub fn day_start(&self) -> Time {
        self.rule.start
    }

    /// Returns when the local day of `instant` began.
    #[must_use]
    pub fn day_began(&self, instant: Timestamp) -> Timestamp {
        let day = self.local_day(instant);
        match self.held {
            Some(held) if held.day == day => held.began,
            _ => self.rule.begins(day).unwrap_or(instant),
        }
    }

    /// Returns the first instant whose local day is later than that of `instant`.
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
            // No zone skips three days in a row. If one ever does, the caller asks again in an hour.
            .unwrap_or_else(|| from.saturating_add(SignedDuration::from_hours(1)).unwrap_or(from))
    }

    /// Returns the calendar after the user changed the rule at `now`.
    ///
    /// The new rule takes effect at its first future day start that is at least [`SHORTEST_DAY`] after
    /// the current day began. If the user has not `started` (no completion and no claim yet), it takes
    /// effect at once.
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
        Self { rule, held: Some(HeldDay { day, began, until }) }
    }

    /// Returns the held day and the local day after it while a changed rule is pending at `now`. The
    /// dates between the two are skipped: nothing is due or missed on them.
    #[must_use]
    pub fn next_after_held(&self, now: Timestamp) -> Option<(Date, Date)> {
        let held = self.held.filter(|held| now < held.until)?;
        let after = self.rule.local_day(held.until).max(held.day);
        // Under the new rule it may still be the same day; then nothing is skipped.
        Some((held.day, after.max(plus_days(held.day, 1))))
    }
}

#[cfg(test)]
mod tests;
