//! Drafts: stored, edited, accepted and deleted.

use jiff::SignedDuration;
use uuid::Uuid;

use super::super::rules::{self, PlanRequest};
use super::super::store::{CallRecord, Draft, DraftDay, DraftState, Source};
use super::super::{DraftId, PlannerError, builtin};
use super::{Accepted, AcceptedPlan, EditDraft, MAX_TASKS_A_DAY, calls, check_task_title};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// How many drafts a user can have; the oldest is deleted when a new one is created.
const MAX_DRAFTS: u32 = 200;
/// A draft whose writer has not renewed its lease for this long is completed by another process.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// Makes a plan with the built-in planner. Takes up to 5 ms, so don't call it on an async thread.
#[must_use]
pub fn builtin_days(request: &PlanRequest) -> Vec<DraftDay> {
    builtin::plan(request)
        .into_iter()
        .map(|day| DraftDay { day: day.day, source: Source::Builtin, tasks: day.tasks.into() })
        .collect()
}

/// Returns the draft that a new one replaces.
///
/// # Errors
/// [`PlannerError::NotFound`] if it does not exist or belongs to another user.
pub fn replaced_draft(tx: &mut Tx<'_>, user: UserId, replaces: Option<DraftId>) -> Result<Option<Draft>, PlannerError> {
    replaces.map(|id| owned_draft(tx, user, id)).transpose()
}

/// Stores a complete draft and deletes the one it replaces and the oldest ones over the limit.
pub fn store_draft(
    tx: &mut Tx<'_>,
    user: UserId,
    replaces: Option<DraftId>,
    request: PlanRequest,
    source: Source,
    days: Vec<DraftDay>,
) -> Result<Draft, PlannerError> {
    let id = DraftId(tx.new_id());
    // The excluded tasks are no longer needed, and they would grow with each new plan.
    let request = PlanRequest { exclude: Vec::new(), ..request };
    let state = DraftState::Ready;
    let draft = Draft {
        id,
        request,
        source,
        days,
        state,
        making_until: None,
        ai_asked: false,
        accepted_as: None,
        created_at: tx.now(),
    };
    delete_replaced(tx, user, replaces)?;
    insert(tx, user, &draft)?;
    Ok(draft)
}

/// Inserts a draft with the AI calls that were made for it, and deletes the oldest ones over the limit.
fn insert(tx: &mut Tx<'_>, user: UserId, draft: &Draft) -> Result<(), DbError> {
    tx.planner().insert_draft(user, draft)?;
    tx.planner().attach_calls(user, draft.id, &draft.request.habit)?;
    tx.planner().trim_drafts(user, MAX_DRAFTS, draft.id)
}

fn delete_replaced(tx: &mut Tx<'_>, user: UserId, replaces: Option<DraftId>) -> Result<(), DbError> {
    if let Some(former) = replaces
        && tx.planner().draft(user, former)?.is_some_and(|former| former.accepted_as.is_none())
    {
        tx.planner().delete_draft(former)?;
    }
    Ok(())
}

/// Stores an incomplete draft. The one it replaces stays until this one is complete.
///
/// # Errors
/// [`PlannerError::Quota`] if about `cost` tokens exceed the user's limit for today.
pub fn begin_draft(
    tx: &mut Tx<'_>,
    user: UserId,
    request: PlanRequest,
    cost: i64,
    limit: Option<i64>,
) -> Result<Draft, PlannerError> {
    calls::check_quota(tx, user, cost, limit)?;
    let id = DraftId(tx.new_id());
    let request = PlanRequest { exclude: Vec::new(), ..request };
    let (state, making_until) = (DraftState::Making, Some(tx.now() + LEASE));
    let (source, created_at) = (Source::Ai, tx.now());
    let draft = Draft {
        id,
        request,
        source,
        days: Vec::new(),
        state,
        making_until,
        ai_asked: true,
        accepted_as: None,
        created_at,
    };
    insert(tx, user, &draft)?;
    Ok(draft)
}

/// Claims the writing of a draft and returns the writer's id, or `None` if it is being written already.
pub fn claim(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<Option<String>, DbError> {
    let writer_id = tx.new_id().to_string();
    Ok(tx.planner().claim_draft(user, id, &writer_id)?.then_some(writer_id))
}

/// Stores the days written so far and renews the lease. Returns false if the draft was deleted or
/// completed.
pub fn store_progress(tx: &mut Tx<'_>, id: DraftId, writer_id: &str, mut days: Vec<DraftDay>) -> Result<bool, DbError> {
    days.sort_by_key(|day| day.day);
    let until = tx.now() + LEASE;
    tx.planner().store_progress(id, writer_id, &days, until)
}

/// Completes a draft and deletes the one it replaces. A draft that is already complete is not changed.
///
/// # Errors
/// [`PlannerError::NotFound`] if it was deleted meanwhile.
pub fn finish(
    tx: &mut Tx<'_>,
    user: UserId,
    id: DraftId,
    replaces: Option<DraftId>,
    request: PlanRequest,
    source: Source,
    days: &[DraftDay],
) -> Result<(), PlannerError> {
    let request = PlanRequest { exclude: Vec::new(), ..request };
    if !tx.planner().finish_draft(user, id, &request, source, days)? {
        owned_draft(tx, user, id)?;
        return Ok(());
    }
    Ok(delete_replaced(tx, user, replaces)?)
}

/// Returns a draft of this user.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn owned_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<Draft, PlannerError> {
    tx.planner().draft(user, id)?.ok_or(PlannerError::NotFound)
}

/// Replaces the tasks of some days of a draft.
///
/// # Errors
/// [`PlannerError::NotFound`], [`PlannerError::AlreadyAccepted`], [`PlannerError::Unfinished`],
/// [`PlannerError::Invalid`].
pub fn edit_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId, input: &EditDraft) -> Result<Draft, PlannerError> {
    let mut draft = owned_draft(tx, user, id)?;
    if draft.accepted_as.is_some() {
        return Err(PlannerError::AlreadyAccepted);
    }
    if draft.state == DraftState::Making {
        return Err(PlannerError::Unfinished);
    }
    let mut errors = Vec::new();
    if input.days.len() > usize::from(rules::MAX_DAYS) {
        // Checked before the loop, which runs on a database thread.
        let detail = format!("At most {} days.", rules::MAX_DAYS);
        return Err(PlannerError::Invalid(vec![FieldError::new("days", "too-many", detail)]));
    }
    if input.days.is_empty() {
        errors.push(FieldError::new("days", "required", "Name at least one day."));
    }
    for (index, edit) in input.days.iter().enumerate() {
        let Some(day) = draft.days.iter_mut().find(|day| day.day == edit.day) else {
            errors.push(FieldError::new(format!("days[{index}].day"), "not-in-plan", "The plan has no such day."));
            continue;
        };
        day.tasks = edited_tasks(index, &edit.tasks, &mut errors);
    }
    if !errors.is_empty() {
        return Err(PlannerError::Invalid(errors));
    }
    tx.planner().update_days(id, &draft.days)?;
    Ok(draft)
}

fn edited_tasks(index: usize, tasks: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    if tasks.is_empty() || tasks.len() > MAX_TASKS_A_DAY {
        let detail = format!("A day has 1 to {MAX_TASKS_A_DAY} tasks.");
        errors.push(FieldError::new(format!("days[{index}].tasks"), "wrong-count", detail));
        return Vec::new();
    }
    let mut edited = Vec::with_capacity(tasks.len());
    for (position, task) in tasks.iter().enumerate() {
        let field = format!("days[{index}].tasks[{position}]");
        match check_task_title(&field, task) {
            Ok(task) => edited.push(task),
            Err(error) => errors.push(error),
        }
    }
    edited
}

/// Returns the 0-based index of a task within its day.
///
/// # Errors
/// [`PlannerError::AlreadyAccepted`], [`PlannerError::Unfinished`], [`PlannerError::Invalid`] naming
/// `day` or `position` (from 1).
pub fn task_index(draft: &Draft, day: u16, position: u16) -> Result<usize, PlannerError> {
    if draft.accepted_as.is_some() {
        return Err(PlannerError::AlreadyAccepted);
    }
    if draft.state == DraftState::Making {
        return Err(PlannerError::Unfinished);
    }
    let wrong = |field: &str, detail: &str| PlannerError::Invalid(vec![FieldError::new(field, "not-in-plan", detail)]);
    let day = draft.days.iter().find(|there| there.day == day);
    let tasks = day.ok_or_else(|| wrong("day", "The plan has no such day."))?.tasks.len();
    let place = usize::from(position).checked_sub(1).filter(|place| *place < tasks);
    place.ok_or_else(|| wrong("position", "The day has no such task."))
}

/// Deletes a draft. A process that is writing it stops.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn delete_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<(), PlannerError> {
    owned_draft(tx, user, id)?;
    tx.planner().delete_draft(id)?;
    Ok(())
}

/// Marks a draft as the plan of `habit` and returns its content.
pub fn accept_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId, habit: Uuid) -> Result<Accepted, DbError> {
    let Some(draft) = tx.planner().draft(user, id)? else { return Ok(Accepted::NotFound) };
    if draft.accepted_as.is_some() {
        return Ok(Accepted::Already);
    }
    if draft.state == DraftState::Making {
        return Ok(Accepted::Unfinished);
    }
    tx.planner().mark_accepted(id, habit)?;
    let PlanRequest { habit, kind, motivation, .. } = draft.request;
    Ok(Accepted::Plan(AcceptedPlan {
        icon: crate::features::planner::icon_for(&habit, kind).to_owned(),
        habit,
        kind,
        motivation,
        days: draft.days.into_iter().map(|day| day.tasks).collect(),
    }))
}

/// Returns a draft of this user and all AI calls for it, oldest first.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn trace(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<(Draft, Vec<CallRecord>), PlannerError> {
    let draft = owned_draft(tx, user, id)?;
    let calls = tx.planner().calls_of(user, id)?;
    Ok((draft, calls))
}
