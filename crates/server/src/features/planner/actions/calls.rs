//! AI calls and their cost, and the setting to use only the built-in planner.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::store::{CallId, CallRecord};
use super::super::{DraftId, PlannerError};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

/// How long calls that never led to a draft are stored.
const UNATTACHED_RETENTION: SignedDuration = SignedDuration::from_hours(24);
const USAGE_RETENTION_DAYS: i32 = 31;

/// The user, draft and habit that a call is for.
#[derive(Clone, Debug)]
pub struct CallSubject {
    #[allow(missing_docs, reason = "the name says it")]
    pub user: UserId,
    /// The draft, if it exists already.
    pub draft: Option<DraftId>,
    /// The habit in the user's words.
    pub habit: String,
}

/// A user's planner settings.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannerSettings {
    /// Use only the built-in planner and send nothing to an AI.
    pub builtin_only: bool,
}

/// A user's AI tokens today.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Tokens used today (UTC).
    pub used: i64,
    /// The instant at which the next day begins.
    pub resets_at: Timestamp,
}

impl CallSubject {
    /// The subject of a call that belongs to no draft yet.
    pub fn new(user: UserId, habit: &str) -> Self {
        Self { user, draft: None, habit: habit.to_owned() }
    }
}

fn utc(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

fn retention_start(today: Date) -> Date {
    today.checked_sub(USAGE_RETENTION_DAYS.days()).unwrap_or(today)
}

/// Records a call before it is sent, with its estimated cost. Returns `None` if that would exceed the
/// user's tokens for today.
pub fn open_call(
    tx: &mut Tx<'_>,
    about: &CallSubject,
    call: &CallRecord,
    limit: Option<i64>,
) -> Result<Option<CallId>, DbError> {
    let (user, today) = (about.user, utc(tx.now()));
    let cost = i64::from(call.tokens);
    if limit.is_some_and(|limit| limit < cost) || exceeds(tx, user, cost, limit)? {
        return Ok(None);
    }
    tx.planner().use_tokens(user, today, cost, retention_start(today))?;
    let unattached_before = tx.now() - UNATTACHED_RETENTION;
    tx.planner().insert_call(user, about.draft, &about.habit, call, unattached_before).map(Some)
}

fn exceeds(tx: &mut Tx<'_>, user: UserId, cost: i64, limit: Option<i64>) -> Result<bool, DbError> {
    let Some(limit) = limit else { return Ok(false) };
    let today = utc(tx.now());
    Ok(tx.planner().tokens_used(user, today)? + cost > limit)
}

/// Records the outcome of a call and replaces `estimate` by its real cost.
pub fn close_call(tx: &mut Tx<'_>, user: UserId, id: CallId, call: &CallRecord, estimate: u32) -> Result<(), DbError> {
    let (today, difference) = (utc(tx.now()), i64::from(call.tokens) - i64::from(estimate));
    tx.planner().use_tokens(user, today, difference, retention_start(today))?;
    tx.planner().update_call(user, id, call)
}

/// Returns a user's token usage today.
pub fn usage(tx: &mut Tx<'_>, user: UserId) -> Result<Usage, PlannerError> {
    let today = utc(tx.now());
    let tomorrow = today.tomorrow().unwrap_or(today).to_zoned(TimeZone::UTC);
    let resets_at = tomorrow.map_or(tx.now(), |midnight| midnight.timestamp());
    Ok(Usage { used: tx.planner().tokens_used(user, today)?.max(0), resets_at })
}

/// Checks that a plan of about `cost` tokens is within the user's limit for today.
///
/// # Errors
/// [`PlannerError::Quota`].
pub fn check_quota(tx: &mut Tx<'_>, user: UserId, cost: i64, limit: Option<i64>) -> Result<(), PlannerError> {
    if !exceeds(tx, user, cost, limit)? {
        return Ok(());
    }
    let seconds = usage(tx, user)?.resets_at.duration_since(tx.now()).as_secs();
    Err(PlannerError::Quota { retry_after: seconds.max(1).unsigned_abs() })
}

/// Returns whether this user allows only the built-in planner.
pub fn builtin_only(tx: &mut Tx<'_>, user: UserId) -> Result<bool, PlannerError> {
    Ok(tx.planner().builtin_only(user)?)
}

/// Stores a user's planner settings.
pub fn set_settings(tx: &mut Tx<'_>, user: UserId, input: &PlannerSettings) -> Result<(), PlannerError> {
    Ok(tx.planner().set_builtin_only(user, input.builtin_only)?)
}
