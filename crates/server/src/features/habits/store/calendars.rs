//! Calendars: time zone, day start, held day and skipped dates of users.

use jiff::civil::Date;

use super::HabitsStore;
use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::{Calendar, DayRule, HeldDay};
use crate::features::habits::rules::plan::plus_days;
use crate::platform::db::{DbError, Dialect, Row, id_list};

#[derive(Clone, Debug)]
pub struct StoredCalendar {
    pub calendar: Calendar,
    /// Whether the user has made a completion or claim.
    pub started: bool,
}

/// A user's stored rule, before its time zone is looked up.
#[derive(Clone, Debug)]
pub struct StoredDayRule {
    pub user: UserId,
    /// IANA zone name, and the day start in minutes after midnight.
    pub rule: (String, u16),
    pub held: Option<HeldDay>,
}

impl StoredDayRule {
    /// # Errors
    /// [`DbError::Decode`] if the zone is no longer known.
    pub fn calendar(&self) -> Result<Calendar, DbError> {
        let (zone, start) = &self.rule;
        let rule = DayRule::new(zone, *start).ok_or_else(|| DbError::Decode(format!("zone {zone}")))?;
        Ok(Calendar::restore(rule, self.held))
    }
}

const INSERT: &str = "
    INSERT INTO calendars (user_id, zone, day_start, started) VALUES ($1, $2, $3, FALSE)
    ON CONFLICT (user_id) DO NOTHING";
const SELECT: &str = "
    SELECT zone, day_start, held_day, held_began, held_until, started FROM calendars WHERE user_id = $1";
const MANY_SQLITE: &str = "
    SELECT zone, day_start, held_day, held_began, held_until, user_id FROM calendars
    WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const MANY_POSTGRES: &str = "
    SELECT zone, day_start, held_day, held_began, held_until, user_id FROM calendars
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const UPDATE: &str = "
    UPDATE calendars SET zone = $2, day_start = $3, held_day = $4, held_began = $5, held_until = $6
    WHERE user_id = $1";
const START: &str = "UPDATE calendars SET started = TRUE WHERE user_id = $1 AND started = FALSE";
const DELETE_SKIPPED: &str = "DELETE FROM skipped_dates WHERE user_id = $1 AND day > $2";
const INSERT_SKIPPED: &str = "INSERT INTO skipped_dates (user_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const COUNT_SKIPPED: &str = "
    SELECT COUNT(*) FROM skipped_dates WHERE user_id = $1 AND day > $2 AND day < $3";

impl HabitsStore<'_, '_> {
    /// Inserts a calendar, unless the user has one.
    pub fn insert_calendar(&mut self, user: UserId, zone: &str, day_start: u16) -> Result<(), DbError> {
        self.0.execute(INSERT, &[&user, &zone, &day_start])?;
        self.0.change_log().record(user.0, None)
    }

    /// # Errors
    /// [`DbError::Gone`] if the account no longer exists, [`DbError::Decode`] if the zone is no longer
    /// known.
    pub fn calendar(&mut self, user: UserId) -> Result<StoredCalendar, DbError> {
        let stored = self.0.optional(SELECT, &[&user], |row| {
            Ok(StoredCalendar { calendar: calendar_from(row, 0)?, started: row.get(5)? })
        })?;
        stored.ok_or(DbError::Gone)
    }

    /// Returns the calendars of `users`, in no particular order.
    pub fn calendars(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Calendar)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(5)?, calendar_from(row, 0)?)))
    }

    /// Returns the rules of `users`, in no particular order.
    pub fn day_rules(&mut self, users: &[UserId]) -> Result<Vec<StoredDayRule>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok(StoredDayRule { user: row.get(5)?, rule: (row.get(0)?, row.get(1)?), held: held(row, 2)? })
        })
    }

    pub fn update_calendar(
        &mut self,
        user: UserId,
        zone: &str,
        day_start: u16,
        held: Option<HeldDay>,
    ) -> Result<(), DbError> {
        let (day, began, until) = (held.map(|h| h.day), held.map(|h| h.began), held.map(|h| h.until));
        self.0.execute(UPDATE, &[&user, &zone, &day_start, &day, &began, &until])?;
        self.0.change_log().record(user.0, None)
    }

    /// Records that the user has made a completion or claim.
    pub fn start_calendar(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute_later(START, &[&user])
    }

    /// Replaces the skipped dates after `day` by those strictly between `day` and `next`.
    pub fn replace_skipped_dates(&mut self, user: UserId, day: Date, next: Date) -> Result<(), DbError> {
        self.0.execute(DELETE_SKIPPED, &[&user, &day])?;
        let mut skipped = plus_days(day, 1);
        while skipped < next {
            self.0.execute(INSERT_SKIPPED, &[&user, &skipped])?;
            skipped = plus_days(skipped, 1);
        }
        Ok(())
    }

    /// Counts the skipped dates strictly between `from` and `to`.
    pub fn skipped_between(&mut self, user: UserId, from: Date, to: Date) -> Result<u32, DbError> {
        self.0.one(COUNT_SKIPPED, &[&user, &from, &to], |row| row.get(0))
    }
}

/// Reads a calendar from the five columns from `at` on: zone, day start, held day, its begin and end.
pub(super) fn calendar_from(row: &Row<'_>, at: usize) -> Result<Calendar, DbError> {
    let zone: String = row.get(at)?;
    let rule = DayRule::new(&zone, row.get(at + 1)?).ok_or_else(|| DbError::Decode(format!("zone {zone}")))?;
    Ok(Calendar::restore(rule, held(row, at + 2)?))
}

/// Reads a held day from the three columns from `at` on: day, begin, end.
fn held(row: &Row<'_>, at: usize) -> Result<Option<HeldDay>, DbError> {
    Ok(match (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?) {
        (Some(day), Some(began), Some(until)) => Some(HeldDay { day, began, until }),
        _ => None,
    })
}
