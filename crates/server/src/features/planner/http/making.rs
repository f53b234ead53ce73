//! Making a draft: by the built-in planner at once, by an AI while the client waits or listens.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{DraftView, PlannerState};
use crate::features::accounts::{CurrentUser, UserId};
use crate::features::planner::actions::{self, CreateDraft, calls, drafts};
use crate::features::planner::making::{Following, Progress};
use crate::features::planner::rules::PlanRequest;
use crate::features::planner::store::DraftState;
use crate::features::planner::{DraftId, PlannerError};
use crate::platform::http::{Answer, Command};
use crate::platform::problem::{Problem, ToProblem};

#[utoipa::path(
    post, path = "/planner/drafts", tag = "planner", request_body = CreateDraft,
    responses((status = 201, description = "The draft; with `Accept: text/event-stream` its days as they are ready",
               content((DraftView = "application/json"), (String = "text/event-stream"))))
)]
pub(super) async fn create_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    headers: HeaderMap,
    command: Command<CreateDraft>,
) -> Result<Response, Problem> {
    if let Some(answer) = state.executor.stored_answer(user.id.0, &command).await? {
        return created(&state, user.id, answer, &headers).await;
    }
    let input = command.input.clone();
    let replaces = input.replaces;
    let read = state.executor.db().read(move |tx| {
        Ok::<_, PlannerError>((drafts::replaced_draft(tx, user.id, replaces)?, calls::builtin_only(tx, user.id)?))
    });
    let (former, builtin_only) = read.await?;
    let by_ai = state.planner.provider().is_some() && !builtin_only;
    let made = tokio::task::spawn_blocking(move || {
        let request = actions::plan_request(&input, former.as_ref())?;
        let days = if by_ai { None } else { Some(drafts::make_days(&request)) };
        Ok::<_, PlannerError>((request, days))
    });
    let (request, days) = made.await.map_err(|_| PlannerError::Stopped)??;
    let Some((source, days)) = days else { return by_the_ai(&state, user.id, command, request, &headers).await };
    let answer = state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            drafts::store_draft(tx, user.id, input.replaces, request.clone(), source, days.clone()).map(DraftView::from)
        })
        .await?;
    created(&state, user.id, answer, &headers).await
}

/// The draft is stored at once, unfinished, and written by a task of its own. The answer that is
/// kept for the `Idempotency-Key` names it, so that who asks again gets the same one.
async fn by_the_ai(
    state: &PlannerState,
    user: UserId,
    command: Command<CreateDraft>,
    request: PlanRequest,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (replaces, exclude) = (command.input.replaces, request.exclude.clone());
    let (cost, limit) = (about_tokens(&request), state.planner.daily_tokens());
    let answer = state
        .executor
        .run(user.0, StatusCode::CREATED, command, move |tx, _| {
            drafts::begin_draft(tx, user, request.clone(), cost, limit).map(DraftView::from)
        })
        .await?;
    let named: Named = named(&answer)?;
    let draft = state.executor.db().read(move |tx| drafts::owned_draft(tx, user, named.id)).await?;
    state.planner.start(user, draft, replaces, exclude).await?;
    created(state, user, answer, headers).await
}

/// What a plan costs, roughly: 25 tokens a task, and the question.
fn about_tokens(request: &PlanRequest) -> i64 {
    800 + i64::from(request.duration_days) * 75
}

#[derive(Deserialize)]
struct Named {
    id: DraftId,
    state: DraftState,
    duration_days: u16,
}

fn named(answer: &Answer) -> Result<Named, Problem> {
    serde_json::from_slice(answer.body()).map_err(|_| Problem::internal())
}

/// A draft as JSON once it is whole or, where the client asked for it, as events on the way.
async fn created(state: &PlannerState, user: UserId, answer: Answer, headers: &HeaderMap) -> Result<Response, Problem> {
    let draft = named(&answer)?;
    if wants_events(headers) {
        let events = if draft.state == DraftState::Ready {
            let draft: Value = serde_json::from_slice(answer.body()).map_err(|_| Problem::internal())?;
            let (sender, events) = mpsc::channel(draft_events(&draft).len());
            for event in draft_events(&draft) {
                // There is room for all of them.
                let _ = sender.try_send(Ok(event));
            }
            events
        } else {
            let (sender, events) = mpsc::channel(8);
            tokio::spawn(tell(state.clone(), user, draft, sender));
            events
        };
        let stream = Sse::new(ReceiverStream::new(events)).keep_alive(KeepAlive::default());
        return Ok((StatusCode::CREATED, stream).into_response());
    }
    if draft.state == DraftState::Ready {
        return Ok(answer.into_response());
    }
    whole(state.planner.follow(user, draft.id)).await?;
    let view = DraftView::from(state.planner.draft(user, draft.id).await?);
    Ok(Answer::json(StatusCode::CREATED, &view)?.into_response())
}

/// Waits until no more days will come.
async fn whole(mut following: Following) -> Result<(), PlannerError> {
    // An error means that its maker is gone; the draft itself says what is there.
    following
        .progress
        .wait_for(|progress| progress.end.is_some())
        .await
        .map_or(Ok(()), |progress| progress.end.clone().unwrap_or(Ok(())))
}

fn wants_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|kind| kind.trim().starts_with("text/event-stream"))
}

fn event(name: &str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

/// Of a draft that is whole: `draft`, then `progress` and `day` for each day, last `done`.
fn draft_events(draft: &Value) -> Vec<Event> {
    let days = draft["days"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut events = vec![event("draft", &json!({ "id": draft["id"] }))];
    for day in days {
        events.push(event("progress", &json!({ "day": day["day"], "of": days.len() })));
        events.push(event("day", day));
    }
    events.push(event("done", &json!({ "draft": draft })));
    events
}

type Events = mpsc::Sender<Result<Event, Infallible>>;

/// Tells a draft that is being written: each day as it comes, and before it which one is next.
async fn tell(state: PlannerState, user: UserId, draft: Named, events: Events) {
    let mut following = state.planner.follow(user, draft.id);
    let progress = &mut following.progress;
    let of = draft.duration_days;
    let mut told = 0;
    let mut said = 0;
    if events.send(Ok(event("draft", &json!({ "id": draft.id })))).await.is_err() {
        return;
    }
    loop {
        let Progress { days, end } = progress.borrow_and_update().clone();
        for day in &days[told.min(days.len())..] {
            if said != day.day
                && events.send(Ok(event("progress", &json!({ "day": day.day, "of": of })))).await.is_err()
            {
                return;
            }
            said = day.day;
            let Ok(data) = serde_json::to_value(day) else { return };
            if events.send(Ok(event("day", &data))).await.is_err() {
                return;
            }
        }
        told = days.len();
        if let Some(end) = end {
            let _ = events.send(Ok(last(&state, user, draft.id, end).await)).await;
            return;
        }
        let next = (1..=of).find(|number| days.iter().all(|day| day.day != *number)).unwrap_or(of);
        if next != said {
            said = next;
            if events.send(Ok(event("progress", &json!({ "day": next, "of": of })))).await.is_err() {
                return;
            }
        }
        tokio::select! {
            changed = progress.changed() => if changed.is_err() { return },
            // The client has gone.
            () = events.closed() => return,
        }
    }
}

/// `done` with the whole draft, or `problem`.
async fn last(state: &PlannerState, user: UserId, id: DraftId, end: Result<(), PlannerError>) -> Event {
    let draft = match end {
        Ok(()) => state.planner.draft(user, id).await,
        Err(error) => Err(error),
    };
    match draft.map(|draft| serde_json::to_value(DraftView::from(draft)).unwrap_or_default()) {
        Ok(draft) => event("done", &json!({ "draft": draft })),
        Err(error) => {
            let problem = error.to_problem();
            event(
                "problem",
                &json!({"type": format!("/problems/{}", problem.code), "status": problem.status.as_u16(),
                "code": problem.code, "title": problem.title, "detail": problem.detail}),
            )
        }
    }
}
