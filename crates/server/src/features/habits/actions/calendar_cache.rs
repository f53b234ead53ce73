//! Predicts a user's local day before the database is asked.
//!
//! The day that is shown is queried by its date, and the date follows from the user's calendar: two
//! round trips to PostgreSQL, one after the other. With a prediction they are one. The calendar is
//! queried together with the day, so a wrong prediction (another node changed the time zone, or the
//! user is not cached) costs a second query and nothing else: **a cached calendar is never trusted**
//! (ADR 17).

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_cache::sync::Cache;

use crate::features::accounts::UserId;
use crate::features::habits::Calendar;

/// Users cached at once: about 8 MB.
const CAPACITY: usize = 65_536;

/// The calendar last seen of each user; cheap to clone.
#[derive(Clone)]
pub struct CalendarCache(Arc<Cache<UserId, Calendar>>);

impl Default for CalendarCache {
    fn default() -> Self {
        Self(Arc::new(Cache::new(CAPACITY)))
    }
}

impl CalendarCache {
    /// Returns what the user's local day is predicted from.
    #[must_use]
    pub fn predict(&self, user: UserId) -> PredictedDay {
        PredictedDay(self.0.get(&user))
    }

    /// Caches the calendar that was loaded, unless it is the one that was predicted with.
    pub fn update(&self, user: UserId, predicted: &PredictedDay, calendar: &Calendar) {
        if predicted.0.as_ref() != Some(calendar) {
            self.0.insert(user, calendar.clone());
        }
    }
}

/// A prediction from the calendar last seen, if any.
#[derive(Clone, Debug, Default)]
pub struct PredictedDay(Option<Calendar>);

impl PredictedDay {
    /// Returns the local day at `now`; without a calendar that of UTC, which is right for most people
    /// most of the time.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> Date {
        match &self.0 {
            Some(calendar) => calendar.local_day(now),
            None => now.to_zoned(TimeZone::UTC).date(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::features::habits::rules::calendar::DayRule;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn calendar(zone: &str) -> Calendar {
        Calendar::new(DayRule::new(zone, 0).unwrap())
    }

    #[test]
    fn predicts_the_day_by_the_calendar_last_seen() {
        let cache = CalendarCache::default();
        let late: Timestamp = "2026-03-02T23:30:00Z".parse().unwrap();
        let day = |user| cache.predict(user).day(late).to_string();
        assert_eq!(day(user(1)), "2026-03-02", "unknown user: the day of UTC");
        cache.update(user(1), &PredictedDay::default(), &calendar("Europe/Berlin"));
        assert_eq!((day(user(1)), day(user(2))), ("2026-03-03".into(), "2026-03-02".into()));
        cache.update(user(1), &cache.predict(user(1)), &calendar("America/New_York"));
        assert_eq!(day(user(1)), "2026-03-02");
    }

    #[test]
    fn keeps_no_more_calendars_than_its_capacity() {
        let cache = CalendarCache::default();
        let utc = calendar("UTC");
        for number in 0..2 * CAPACITY as u128 {
            cache.update(user(number), &PredictedDay::default(), &utc);
        }
        assert!((CAPACITY / 2..=CAPACITY).contains(&cache.0.len()), "{}", cache.0.len());
    }
}
