//! Calendars: which local day it is for a user.

use jiff::civil::Date;

use super::HabitsStore;
use crate::features::accounts::UserId;
use crate::features::habits::rules::calendar::{Calendar, DayRule, Held};
use crate::platform::db::{DbError, Dialect, Row, id_list};

/// A calendar as it is kept.
#[derive(Clone, Debug)]
pub struct StoredCalendar {
    /// The rule and what is left of the former one.
    pub calendar: Calendar,
    /// Whether the first completion or claim has been made.
    pub started: bool,
}

/// Somebody's rule for days by its name, not worked out yet.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Whose.
    pub user: UserId,
    /// IANA name, and minutes after midnight.
    pub rule: (String, u16),
    /// What is left of the former rule.
    pub held: Option<Held>,
}

impl Clock {
    /// The calendar it means.
    ///
    /// # Errors
    /// [`DbError::Decode`] when the zone is no longer known.
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
const UNSKIP: &str = "DELETE FROM skipped_dates WHERE user_id = $1 AND day > $2";
const SKIP: &str = "INSERT INTO skipped_dates (user_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const SKIPPED: &str = "
    SELECT COUNT(*) FROM skipped_dates WHERE user_id = $1 AND day > $2 AND day < $3";

impl HabitsStore<'_, '_> {
    /// Opens a calendar; a second time changes nothing.
    pub fn insert_calendar(&mut self, user: UserId, zone: &str, day_start: u16) -> Result<(), DbError> {
        self.0.execute(INSERT, &[&user, &zone, &day_start])?;
        Ok(())
    }

    /// The user's calendar.
    ///
    /// # Errors
    /// [`DbError::Gone`] when the account is gone, [`DbError::Decode`] when the zone is no
    /// longer known.
    pub fn calendar(&mut self, user: UserId) -> Result<StoredCalendar, DbError> {
        let stored = self.0.optional(SELECT, &[&user], |row| {
            Ok(StoredCalendar { calendar: calendar_from(row, 0)?, started: row.get(5)? })
        })?;
        stored.ok_or(DbError::Gone)
    }

    /// The calendars of `users`, in no order, in one question.
    pub fn calendars(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Calendar)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(5)?, calendar_from(row, 0)?)))
    }

    /// The rules of `users`, in no order, in one question.
    pub fn clocks(&mut self, users: &[UserId]) -> Result<Vec<Clock>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => MANY_SQLITE,
            Dialect::Postgres => MANY_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| {
            Ok(Clock { user: row.get(5)?, rule: (row.get(0)?, row.get(1)?), held: held(row, 2)? })
        })
    }

    /// Replaces the rule and what is held.
    pub fn update_calendar(
        &mut self,
        user: UserId,
        zone: &str,
        day_start: u16,
        held: Option<Held>,
    ) -> Result<(), DbError> {
        let (day, began, until) = (held.map(|h| h.day), held.map(|h| h.began), held.map(|h| h.until));
        self.0.execute(UPDATE, &[&user, &zone, &day_start, &day, &began, &until])?;
        Ok(())
    }

    /// Notes the first completion or claim.
    pub fn start_calendar(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute_later(START, &[&user])
    }

    /// Forgets skipped dates after `day`, then notes those strictly between `day` and `next`.
    pub fn replace_skipped_dates(&mut self, user: UserId, day: Date, next: Date) -> Result<(), DbError> {
        self.0.execute(UNSKIP, &[&user, &day])?;
        let mut skipped = super::super::rules::plan::plus_days(day, 1);
        while skipped < next {
            self.0.execute(SKIP, &[&user, &skipped])?;
            skipped = super::super::rules::plan::plus_days(skipped, 1);
        }
        Ok(())
    }

    /// How many dates strictly between `from` and `to` were skipped.
    pub fn skipped_between(&mut self, user: UserId, from: Date, to: Date) -> Result<u32, DbError> {
        self.0.one(SKIPPED, &[&user, &from, &to], |row| row.get(0))
    }
}

/// The calendar in the five columns from `at` on: zone, day start, and what is held.
pub(super) fn calendar_from(row: &Row<'_>, at: usize) -> Result<Calendar, DbError> {
    let zone: String = row.get(at)?;
    let rule = DayRule::new(&zone, row.get(at + 1)?).ok_or_else(|| DbError::Decode(format!("zone {zone}")))?;
    Ok(Calendar::restore(rule, held(row, at + 2)?))
}

/// What is held, in the three columns from `at` on.
fn held(row: &Row<'_>, at: usize) -> Result<Option<Held>, DbError> {
    Ok(match (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?) {
        (Some(day), Some(began), Some(until)) => Some(Held { day, began, until }),
        _ => None,
    })
}
