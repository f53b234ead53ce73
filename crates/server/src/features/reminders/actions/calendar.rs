//! Reminders as a calendar, and the addresses it can be asked at.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::lay::of_plan;
use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::notifications;
use crate::features::reminders::rules::ical::{self, LOOKED_AT_DAYS};
use crate::features::reminders::rules::{Schedule, words};
use crate::features::reminders::store::CalendarLink;
use crate::features::reminders::{CalendarLinkId, ReminderError};
use crate::platform::db::{DbError, Tx};

/// Addresses a user may have at a time.
const MOST_LINKS: u32 = 10;
/// That a calendar asked is noted at most so often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// The user's reminders as the text of an iCalendar; `origin` is where the app is.
///
/// # Errors
/// Those of the database.
pub fn calendar(tx: &mut Tx<'_>, user: UserId, origin: &str) -> Result<String, DbError> {
    let now = tx.now();
    let quiet = notifications::quiet_hours(tx, &[user])?.get(&user).copied();
    let own = habits::calendar_of(tx, user)?;
    let start = own.day_start();
    let day_start = u16::try_from(i32::from(start.hour()) * 60 + i32::from(start.minute())).unwrap_or(0);
    let plans = habits::reminder_plans_of(tx, user)?;
    let schedules: Vec<_> = plans
        .iter()
        .map(|plan| {
            let schedule = of_plan(plan);
            (plan, Schedule { times: ical::heard(&schedule.times, quiet, day_start), ..schedule })
        })
        .collect();
    let today = own.local_day(now);
    let days: Vec<_> = schedules
        .iter()
        .flat_map(|(plan, schedule)| {
            let ahead = (0..LOOKED_AT_DAYS).map(|ahead| today.saturating_add(jiff::Span::new().days(ahead)));
            let within = ahead.filter(move |day| *day >= schedule.first && *day <= schedule.last);
            within.map(|day| (user, plan.habit, day))
        })
        .collect();
    let left = habits::remaining_tasks(tx, &days)?;
    let mut events = Vec::new();
    for (plan, schedule) in &schedules {
        let (subject, url) = (plan.habit.0.to_string(), format!("{origin}{}", words::link_of(plan.habit)));
        let is_open = |day| left.contains_key(&(plan.habit, day));
        events.extend(ical::events(schedule, &subject, &plan.name, &url, now, is_open));
    }
    Ok(ical::calendar("Habitro", own.zone(), &events, now))
}

/// Makes an address; what opens it is answered once and never kept.
///
/// # Errors
/// `TooManyLinks`, `Db`.
pub fn make_link(tx: &mut Tx<'_>, user: UserId) -> Result<(CalendarLinkId, String), ReminderError> {
    if tx.reminders().count_links(user)? >= MOST_LINKS {
        return Err(ReminderError::TooManyLinks);
    }
    let token = URL_SAFE_NO_PAD.encode(tx.random_bytes::<32>());
    let id = CalendarLinkId(tx.new_id());
    tx.reminders().insert_link(user, id, &hash(&token))?;
    Ok((id, token))
}

/// A user's addresses before `before`, newest first.
///
/// # Errors
/// Those of the database.
pub fn links(tx: &mut Tx<'_>, user: UserId, before: CalendarLinkId, limit: i64) -> Result<Vec<CalendarLink>, DbError> {
    tx.reminders().links(user, before, limit)
}

/// Ends an address: calendars that ask at it get nothing from now on.
///
/// # Errors
/// `NotFound` when this user has no such address, `Db`.
pub fn remove_link(tx: &mut Tx<'_>, user: UserId, id: CalendarLinkId) -> Result<(), ReminderError> {
    if tx.reminders().remove_link(user, id)? { Ok(()) } else { Err(ReminderError::NotFound) }
}

/// The calendar behind an address, and whether that it was asked for is to be noted.
///
/// # Errors
/// `NotFound` when it opens nothing (any more), `Db`.
pub fn read_link(
    tx: &mut Tx<'_>,
    token: &str,
    origin: &str,
) -> Result<(String, Option<CalendarLinkId>), ReminderError> {
    let (user, link) = tx.reminders().open_link(&hash(token))?.ok_or(ReminderError::NotFound)?;
    let text = calendar(tx, user, origin)?;
    let fresh = link.last_read_at.is_some_and(|at: Timestamp| at.duration_until(tx.now()) < NOTED_EVERY);
    Ok((text, (!fresh).then_some(link.id)))
}

/// Notes that a calendar asked.
///
/// # Errors
/// Those of the database.
pub fn note_read(tx: &mut Tx<'_>, id: CalendarLinkId) -> Result<(), DbError> {
    tx.reminders().link_was_read(id)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
