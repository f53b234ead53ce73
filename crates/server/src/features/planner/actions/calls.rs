//! What was sent to an AI, what it cost, and the wish for none.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::store::{CallId, CallRecord};
use super::super::{DraftId, PlannerError};
use super::drafts::owned_draft;
use crate::features::accounts::UserId;
use crate::features::planner::store::Draft;
use crate::platform::db::{DbError, Tx};

/// Questions that never led to a draft are forgotten after this.
const LOOSE_KEPT: SignedDuration = SignedDuration::from_hours(24);
const USAGE_KEPT_DAYS: i32 = 31;

/// Whom and what a question is about.
#[derive(Clone, Debug)]
pub struct About {
    /// Who asked.
    pub user: UserId,
    /// The draft it is for, once there is one.
    pub draft: Option<DraftId>,
    /// The habit in the user's words.
    pub habit: String,
}

/// The user's wishes about planning.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannerSettings {
    /// Nothing is sent to an AI: the built-in planner does everything.
    pub builtin_only: bool,
}

/// The user's tokens of today.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Used today (UTC).
    pub used: i64,
    /// When the next day begins.
    pub resets_at: Timestamp,
}

fn utc(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

fn kept_since(today: Date) -> Date {
    today.checked_sub(USAGE_KEPT_DAYS.days()).unwrap_or(today)
}

/// Notes a question before it is sent and books its estimated cost; `None` when the user's tokens
/// of today do not allow it.
///
/// # Errors
/// Those of the database.
pub fn open_call(
    tx: &mut Tx<'_>,
    about: &About,
    call: &CallRecord,
    limit: Option<i64>,
) -> Result<Option<CallId>, DbError> {
    let (user, today) = (about.user, utc(tx.now()));
    let cost = i64::from(call.tokens);
    if limit.is_some_and(|limit| limit < cost) || exceeds(tx, user, cost, limit)? {
        return Ok(None);
    }
    tx.planner().use_tokens(user, today, cost, kept_since(today))?;
    let loose_since = tx.now() - LOOSE_KEPT;
    tx.planner().insert_call(user, about.draft, &about.habit, call, loose_since).map(Some)
}

fn exceeds(tx: &mut Tx<'_>, user: UserId, cost: i64, limit: Option<i64>) -> Result<bool, DbError> {
    let Some(limit) = limit else { return Ok(false) };
    let today = utc(tx.now());
    Ok(tx.planner().tokens_used(user, today)? + cost > limit)
}

/// Notes what became of a question; its true cost takes the place of `estimate`.
///
/// # Errors
/// Those of the database.
pub fn close_call(tx: &mut Tx<'_>, user: UserId, id: CallId, call: &CallRecord, estimate: u32) -> Result<(), DbError> {
    let (today, difference) = (utc(tx.now()), i64::from(call.tokens) - i64::from(estimate));
    tx.planner().use_tokens(user, today, difference, kept_since(today))?;
    tx.planner().update_call(user, id, call)
}

/// What the user has used today.
///
/// # Errors
/// Those of the database.
pub fn usage(tx: &mut Tx<'_>, user: UserId) -> Result<Usage, PlannerError> {
    let today = utc(tx.now());
    let tomorrow = today.tomorrow().unwrap_or(today).to_zoned(TimeZone::UTC);
    let resets_at = tomorrow.map_or(tx.now(), |midnight| midnight.timestamp());
    Ok(Usage { used: tx.planner().tokens_used(user, today)?.max(0), resets_at })
}

/// Refuses when a plan of about `cost` tokens is more than the user may still use today.
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

/// Whether this user wants the built-in planner alone.
///
/// # Errors
/// Those of the database.
pub fn builtin_only(tx: &mut Tx<'_>, user: UserId) -> Result<bool, PlannerError> {
    Ok(tx.planner().builtin_only(user)?)
}

/// Keeps the user's wish.
///
/// # Errors
/// Those of the database.
pub fn set_settings(tx: &mut Tx<'_>, user: UserId, input: &PlannerSettings) -> Result<(), PlannerError> {
    Ok(tx.planner().set_builtin_only(user, input.builtin_only)?)
}

/// A draft of this user's and every question to an AI about it, oldest first.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn trace(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<(Draft, Vec<CallRecord>), PlannerError> {
    let draft = owned_draft(tx, user, id)?;
    let calls = tx.planner().calls_of(user, id)?;
    Ok((draft, calls))
}
