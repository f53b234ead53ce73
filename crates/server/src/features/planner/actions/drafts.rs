//! Drafts: made, stored, edited, accepted, dropped.

use jiff::SignedDuration;
use uuid::Uuid;

use super::super::rules::{self, PlanRequest};
use super::super::store::{Draft, DraftDay, DraftState, Source};
use super::super::{DraftId, PlannerError, builtin};
use super::{Accepted, AcceptedPlan, EditDraft, MOST_TASKS, bounded, calls};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;
use crate::platform::text::shows_nothing;

/// A user's newest drafts that are kept; older ones go when a new one is made.
const KEPT_DRAFTS: u32 = 20;
/// A maker that is not heard of for this long is given up.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// Makes the plan. Pure and quick (under 5 ms), but not for an async thread.
#[must_use]
pub fn make_days(request: &PlanRequest) -> (Source, Vec<DraftDay>) {
    let days = builtin::plan(request)
        .into_iter()
        .map(|day| DraftDay { day: day.day, source: Source::Builtin, tasks: day.tasks.into() })
        .collect();
    (Source::Builtin, days)
}

/// The draft that `input` replaces, when it names one.
///
/// # Errors
/// [`PlannerError::NotFound`] when it is not there or not this user's.
pub fn replaced_draft(tx: &mut Tx<'_>, user: UserId, replaces: Option<DraftId>) -> Result<Option<Draft>, PlannerError> {
    replaces.map(|id| owned_draft(tx, user, id)).transpose()
}

/// Stores a plan as a draft, drops the one it replaces and the oldest beyond the kept ones.
///
/// # Errors
/// Those of the database.
pub fn store_draft(
    tx: &mut Tx<'_>,
    user: UserId,
    replaces: Option<DraftId>,
    request: PlanRequest,
    source: Source,
    days: Vec<DraftDay>,
) -> Result<Draft, PlannerError> {
    let id = DraftId(tx.new_id());
    // What was excluded served its purpose; keeping it would grow with each new plan.
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
    drop_former(tx, user, replaces)?;
    tx.planner().insert_draft(user, &draft)?;
    tx.planner().attach_calls(user, id, &draft.request.habit)?;
    tx.planner().trim_drafts(user, KEPT_DRAFTS, id)?;
    Ok(draft)
}

fn drop_former(tx: &mut Tx<'_>, user: UserId, replaces: Option<DraftId>) -> Result<(), DbError> {
    if let Some(former) = replaces
        && tx.planner().draft(user, former)?.is_some_and(|former| former.accepted_as.is_none())
    {
        tx.planner().delete_draft(former)?;
    }
    Ok(())
}

/// Stores a draft that is still to be written. The one it replaces stays until this one is whole.
///
/// # Errors
/// [`PlannerError::Quota`] when about `cost` tokens are more than the user may use today.
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
    tx.planner().insert_draft(user, &draft)?;
    tx.planner().attach_calls(user, id, &draft.request.habit)?;
    tx.planner().trim_drafts(user, KEPT_DRAFTS, id)?;
    Ok(draft)
}

/// Takes the writing of a draft; the name under which it is written, `None` when somebody does.
///
/// # Errors
/// Those of the database.
pub fn claim(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<Option<String>, DbError> {
    let maker = tx.new_id().to_string();
    Ok(tx.planner().claim_draft(user, id, &maker)?.then_some(maker))
}

/// Notes how far `maker` has come; false when the draft is gone or whole.
///
/// # Errors
/// Those of the database.
pub fn note_progress(tx: &mut Tx<'_>, id: DraftId, maker: &str, mut days: Vec<DraftDay>) -> Result<bool, DbError> {
    days.sort_by_key(|day| day.day);
    let until = tx.now() + LEASE;
    tx.planner().note_progress(id, maker, &days, until)
}

/// The draft is whole; what it replaces goes. A draft that is whole already stays as it is.
///
/// # Errors
/// [`PlannerError::NotFound`] when it was dropped meanwhile.
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
    Ok(drop_former(tx, user, replaces)?)
}

/// One draft of this user.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn owned_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<Draft, PlannerError> {
    tx.planner().draft(user, id)?.ok_or(PlannerError::NotFound)
}

/// Replaces the tasks of some days.
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
        // Not one by one: this runs on the database's own thread.
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
    if tasks.is_empty() || tasks.len() > MOST_TASKS {
        let detail = format!("A day has 1 to {MOST_TASKS} tasks.");
        errors.push(FieldError::new(format!("days[{index}].tasks"), "wrong-count", detail));
        return Vec::new();
    }
    let mut kept = Vec::with_capacity(tasks.len());
    for (position, task) in tasks.iter().enumerate() {
        let field = format!("days[{index}].tasks[{position}]");
        let task = bounded(&field, task, rules::MAX_TASK_CHARS, errors);
        if task.chars().count() < rules::MIN_TASK_CHARS || shows_nothing(&task) {
            let detail = format!("A task has at least {} characters.", rules::MIN_TASK_CHARS);
            errors.push(FieldError::new(field, "too-short", detail));
        }
        kept.push(task);
    }
    kept
}

/// Where in its day a task of a whole draft that may be changed stands, from 0.
///
/// # Errors
/// [`PlannerError::AlreadyAccepted`], [`PlannerError::Unfinished`], [`PlannerError::Invalid`] naming
/// `day` or `position` (from 1).
pub fn task_place(draft: &Draft, day: u16, position: u16) -> Result<usize, PlannerError> {
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

/// Drops a draft. Whoever is writing it stops.
///
/// # Errors
/// [`PlannerError::NotFound`].
pub fn drop_draft(tx: &mut Tx<'_>, user: UserId, id: DraftId) -> Result<(), PlannerError> {
    owned_draft(tx, user, id)?;
    tx.planner().delete_draft(id)?;
    Ok(())
}

/// Takes a draft over as the plan of `habit`.
///
/// # Errors
/// Those of the database.
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
