//! Which local day it probably is for somebody, before the database is asked.
//!
//! What a day shows is asked for by its date, and the date follows from the user's calendar: two round
//! trips to PostgreSQL, one after the other. With a guess they are one. The calendar is asked for along
//! with the day, so a guess that is wrong (another node changed the zone, or nobody was here yet)
//! costs a second look and nothing else: **nothing remembered here is ever believed**.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parking_lot::{Mutex, MutexGuard};

use crate::features::accounts::UserId;
use crate::features::habits::Calendar;

/// About 8 MB; beyond it everything is forgotten, which costs one look more for each.
const MOST: usize = 65_536;

/// The calendars seen last, for guessing; cheap to clone.
#[derive(Clone, Default)]
pub struct CalendarCache(Arc<Mutex<HashMap<UserId, Calendar>>>);

impl CalendarCache {
    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Calendar>> {
        self.0.lock()
    }

    /// What is known of the user's days.
    #[must_use]
    pub fn of(&self, user: UserId) -> PredictedDay {
        PredictedDay(self.lock().get(&user).cloned())
    }

    /// Notes the calendar that the database told, unless it is the one that was guessed with.
    pub fn note(&self, user: UserId, guess: &PredictedDay, calendar: &Calendar) {
        if guess.0.as_ref() == Some(calendar) {
            return;
        }
        let mut seen = self.lock();
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(user, calendar.clone());
    }
}

/// What a user's local day is guessed from: the calendar seen last, if any.
#[derive(Clone, Debug, Default)]
pub struct PredictedDay(Option<Calendar>);

impl PredictedDay {
    /// The local day at `now` by it; without a calendar that of UTC, which is right for most people
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
    fn the_calendar_seen_last_says_which_day_it_probably_is() {
        let guesses = CalendarCache::default();
        let late: Timestamp = "2026-03-02T23:30:00Z".parse().unwrap();
        let day = |user| guesses.of(user).day(late).to_string();
        assert_eq!(day(user(1)), "2026-03-02", "nobody knows yet: the day of UTC");
        guesses.note(user(1), &PredictedDay::default(), &calendar("Europe/Berlin"));
        assert_eq!((day(user(1)), day(user(2))), ("2026-03-03".into(), "2026-03-02".into()));
        guesses.note(user(1), &guesses.of(user(1)), &calendar("America/New_York"));
        assert_eq!(day(user(1)), "2026-03-02");
    }

    #[test]
    fn no_more_people_are_kept_than_there_is_room_for() {
        let guesses = CalendarCache::default();
        let utc = calendar("UTC");
        for number in 0..=MOST as u128 {
            guesses.note(user(number), &PredictedDay::default(), &utc);
        }
        assert_eq!(guesses.lock().len(), 1, "forgotten, and begun anew");
    }
}
