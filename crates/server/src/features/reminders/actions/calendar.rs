//! The reminders as an iCalendar feed, and the secret links to it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::schedule::habit_schedule;
use crate::features::accounts::{self, UserId};
use crate::features::habits;
use crate::features::notifications;
use crate::features::reminders::rules::ical::{self, CHECKED_DAYS};
use crate::features::reminders::rules::{Schedule, templates};
use crate::features::reminders::store::CalendarLink;
use crate::features::reminders::{CalendarLinkId, ReminderError};
use crate::platform::db::{DbError, Tx};

/// Maximum per user.
const MAX_LINKS: u32 = 10;
/// `last_read_at` is written at most this often.
const READ_RECORD_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// Returns the user's reminders as an iCalendar; `origin` is the app's public URL.
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
            let schedule = habit_schedule(plan);
            (plan, Schedule { times: ical::apply_quiet_hours(&schedule.times, quiet, day_start), ..schedule })
        })
        .collect();
    let today = own.local_day(now);
    let days: Vec<_> = schedules
        .iter()
        .flat_map(|(plan, schedule)| {
            let ahead = (0..CHECKED_DAYS).map(|ahead| today.saturating_add(jiff::Span::new().days(ahead)));
            let within = ahead.filter(move |day| *day >= schedule.first && *day <= schedule.last);
            within.map(|day| (user, plan.habit, day))
        })
        .collect();
    let left = habits::remaining_tasks(tx, &days)?;
    let mut events = Vec::new();
    for (plan, schedule) in &schedules {
        let (subject, url) = (plan.habit.0.to_string(), format!("{origin}{}", templates::habit_link(plan.habit)));
        let is_open = |day| left.contains_key(&(plan.habit, day));
        events.extend(ical::events(schedule, &subject, &plan.name, &url, now, is_open));
    }
    Ok(ical::calendar("Habitro", own.zone(), &events, now))
}

/// Creates a link and returns its id and token. Only a hash of the token is stored.
///
/// # Errors
/// `TooManyLinks`.
pub fn create_link(tx: &mut Tx<'_>, user: UserId) -> Result<(CalendarLinkId, String), ReminderError> {
    if tx.reminders().count_links(user)? >= MAX_LINKS {
        return Err(ReminderError::TooManyLinks);
    }
    let token = URL_SAFE_NO_PAD.encode(tx.random_bytes::<32>());
    let id = CalendarLinkId(tx.new_id());
    tx.reminders().insert_link(user, id, &hash(&token))?;
    Ok((id, token))
}

/// Returns up to `limit` links of the user before `before`, newest first.
pub fn links(tx: &mut Tx<'_>, user: UserId, before: CalendarLinkId, limit: i64) -> Result<Vec<CalendarLink>, DbError> {
    tx.reminders().links(user, before, limit)
}

/// Deletes a link.
///
/// # Errors
/// `NotFound` if the user has no such link.
pub fn remove_link(tx: &mut Tx<'_>, user: UserId, id: CalendarLinkId) -> Result<(), ReminderError> {
    if tx.reminders().remove_link(user, id)? { Ok(()) } else { Err(ReminderError::NotFound) }
}

/// Returns the calendar of a link, and the link's id if its `last_read_at` has to be written.
///
/// # Errors
/// `NotFound` if no link has this token, or while its owner is suspended.
pub fn read_link(
    tx: &mut Tx<'_>,
    token: &str,
    origin: &str,
) -> Result<(String, Option<CalendarLinkId>), ReminderError> {
    let (user, link) = tx.reminders().find_link(&hash(token))?.ok_or(ReminderError::NotFound)?;
    if !accounts::suspended_among(tx, &[user])?.is_empty() {
        return Err(ReminderError::NotFound);
    }
    let text = calendar(tx, user, origin)?;
    let fresh = link.last_read_at.is_some_and(|at: Timestamp| at.duration_until(tx.now()) < READ_RECORD_INTERVAL);
    Ok((text, (!fresh).then_some(link.id)))
}

pub fn record_read(tx: &mut Tx<'_>, id: CalendarLinkId) -> Result<(), DbError> {
    tx.reminders().record_link_read(id)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
