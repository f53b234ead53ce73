//! Creating a draft, with a JSON response or a stream of events.

use std::convert::Infallible;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::PlannerState;
use crate::features::accounts::CurrentUser;
use crate::features::planner::actions::CreateDraft;
use crate::features::planner::drafting::{DraftEvent, DraftView};
use crate::platform::http::Command;
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
    let created = state.planner.create(&state.executor, user.id, command).await?;
    if !accepts_events(&headers) {
        return Ok((StatusCode::CREATED, Json(created.completed().await?)).into_response());
    }
    let events = ReceiverStream::new(created.events()).map(|event| Ok::<_, Infallible>(server_sent(event)));
    Ok((StatusCode::CREATED, Sse::new(events).keep_alive(KeepAlive::default())).into_response())
}

fn accepts_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|kind| kind.trim().starts_with("text/event-stream"))
}

fn server_sent(event: DraftEvent) -> Event {
    let (name, data) = match event {
        DraftEvent::Created(id) => ("draft", json!({ "id": id })),
        DraftEvent::Progress(day, of) => ("progress", json!({ "day": day, "of": of })),
        DraftEvent::Day(day) => ("day", serde_json::to_value(day).unwrap_or_default()),
        DraftEvent::Done(draft) => ("done", json!({ "draft": draft })),
        DraftEvent::Failed(error) => ("problem", problem_data(&error.to_problem())),
    };
    Event::default().event(name).data(data.to_string())
}

fn problem_data(problem: &Problem) -> Value {
    json!({"type": format!("/problems/{}", problem.code), "status": problem.status.as_u16(),
        "code": problem.code, "title": problem.title, "detail": problem.detail})
}
