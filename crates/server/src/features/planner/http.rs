//! The calls of this room.

use std::convert::Infallible;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::actions::{self, CreateDraft, EditDraft};
use super::builtin::{self, QuestionKind};
use super::rules::{Classification, HabitType};
use super::store::{Draft, DraftDay, Source};
use super::{DraftId, PlannerError};
use crate::features::accounts::CurrentUser;
use crate::platform::http::{Answer, BodyLimit, Command, Executor, NoBody, PathId};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct PlannerState {
    /// Runs units of work.
    pub executor: Executor,
}

/// A draft edited as a whole may be this large.
const PLAN_BYTES: usize = 2 * 1024 * 1024;

/// The calls of this room.
pub fn routes(state: PlannerState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(classification))
        .routes(routes!(questions))
        .routes(routes!(create_draft))
        .routes(routes!(get_draft, edit_draft, drop_draft).layer(BodyLimit::max(PLAN_BYTES)))
        .with_state(state)
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClassifyHabit {
    /// What the user wants to build or quit.
    #[schema(min_length = 2, max_length = 200)]
    habit: String,
}

#[derive(Serialize, ToSchema)]
struct ClassificationView {
    habit: String,
    #[serde(rename = "type")]
    kind: Classification,
    source: Source,
}

#[utoipa::path(
    post, path = "/planner/classification", tag = "planner", request_body = ClassifyHabit,
    responses((status = 200, description = "Good, bad, or not to be told", body = ClassificationView))
)]
async fn classification(
    _user: CurrentUser,
    command: Command<ClassifyHabit>,
) -> Result<Json<ClassificationView>, Problem> {
    let (habit, kind) = actions::classify(&command.input.habit)?;
    Ok(Json(ClassificationView { habit, kind, source: Source::Builtin }))
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskQuestions {
    /// What the user wants to build or quit.
    #[schema(min_length = 2, max_length = 200)]
    habit: String,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    kind: HabitType,
    /// Why; with an obstacle too, the four dynamic questions come.
    #[schema(max_length = 500)]
    motivation: Option<String>,
    /// What gets in the way.
    #[schema(max_length = 500)]
    obstacle: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct QuestionsView {
    questions: Vec<QuestionView>,
    source: Source,
}

#[derive(Serialize, ToSchema)]
struct QuestionView {
    /// Stable within its set.
    id: String,
    /// The question.
    text: String,
    /// How it is answered.
    kind: QuestionKind,
    /// Natural answers, for a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<String>,
}

#[utoipa::path(
    post, path = "/planner/questions", tag = "planner", request_body = AskQuestions,
    responses((status = 200, description = "Core questions, or the four dynamic ones", body = QuestionsView))
)]
async fn questions(_user: CurrentUser, command: Command<AskQuestions>) -> Result<Json<QuestionsView>, Problem> {
    let AskQuestions { habit, kind, motivation, obstacle } = command.input;
    let habit = actions::check_habit(&habit)?;
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (motivation, obstacle) = (said(motivation), said(obstacle));
    actions::check_texts(motivation.as_deref(), obstacle.as_deref())?;
    let asked = match (motivation, obstacle) {
        (None, None) => builtin::core_questions(&habit, kind),
        (motivation, obstacle) => {
            builtin::dynamic_questions(&habit, kind, &motivation.unwrap_or_default(), &obstacle.unwrap_or_default())
        }
    };
    let questions = asked
        .into_iter()
        .map(|asked| QuestionView { id: asked.id, text: asked.text, kind: asked.kind, choices: asked.choices })
        .collect();
    Ok(Json(QuestionsView { questions, source: Source::Builtin }))
}

/// A draft as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct DraftView {
    id: DraftId,
    habit: String,
    #[serde(rename = "type")]
    kind: HabitType,
    duration_days: u16,
    source: Source,
    days: Vec<DraftDay>,
}

impl From<Draft> for DraftView {
    fn from(draft: Draft) -> Self {
        Self {
            id: draft.id,
            habit: draft.request.habit,
            kind: draft.request.kind,
            duration_days: draft.request.duration_days,
            source: draft.source,
            days: draft.days,
        }
    }
}

#[utoipa::path(
    post, path = "/planner/drafts", tag = "planner", request_body = CreateDraft,
    responses((status = 201, description = "The draft; with `Accept: text/event-stream` its days as they are ready",
               content((DraftView = "application/json"), (String = "text/event-stream"))))
)]
async fn create_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    headers: HeaderMap,
    command: Command<CreateDraft>,
) -> Result<Response, Problem> {
    let input = command.input.clone();
    let replaces = input.replaces;
    let former = state.executor.db().read(move |tx| actions::replaced_draft(tx, user.id, replaces)).await?;
    let made = tokio::task::spawn_blocking(move || {
        let request = actions::plan_request(&input, former.as_ref())?;
        let (source, days) = actions::make_days(&request);
        Ok::<_, PlannerError>((request, source, days))
    });
    let (request, source, days) = made.await.map_err(|_| PlannerError::Stopped)??;
    let stream = wants_events(&headers);
    let answer = state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            actions::store_draft(tx, user.id, input.replaces, request.clone(), source, days.clone())
                .map(DraftView::from)
        })
        .await?;
    if !stream {
        return Ok(answer.into_response());
    }
    let draft: serde_json::Value = serde_json::from_slice(answer.body()).map_err(|_| Problem::internal())?;
    let events = tokio_stream::iter(draft_events(&draft).into_iter().map(Ok::<_, Infallible>));
    Ok((StatusCode::CREATED, Sse::new(events).keep_alive(KeepAlive::default())).into_response())
}

fn wants_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|kind| kind.trim().starts_with("text/event-stream"))
}

/// `draft`, then `progress` and `day` for each day, last `done`.
fn draft_events(draft: &serde_json::Value) -> Vec<Event> {
    let event = |name: &str, data: &serde_json::Value| Event::default().event(name).data(data.to_string());
    let days = draft["days"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut events = vec![event("draft", &serde_json::json!({ "id": draft["id"] }))];
    for day in days {
        events.push(event("progress", &serde_json::json!({ "day": day["day"], "of": days.len() })));
        events.push(event("day", day));
    }
    events.push(event("done", &serde_json::json!({ "draft": draft })));
    events
}

#[utoipa::path(
    get, path = "/planner/drafts/{id}", tag = "planner", params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The draft", body = DraftView))
)]
async fn get_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
) -> Result<Json<DraftView>, Problem> {
    let draft = state.executor.db().read(move |tx| actions::owned_draft(tx, user.id, id)).await?;
    Ok(Json(draft.into()))
}

#[utoipa::path(
    patch, path = "/planner/drafts/{id}", tag = "planner", request_body = EditDraft,
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The draft afterwards", body = DraftView))
)]
async fn edit_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<EditDraft>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            actions::edit_draft(tx, user.id, id, input).map(DraftView::from)
        })
        .await
}

#[utoipa::path(
    delete, path = "/planner/drafts/{id}", tag = "planner", params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 204, description = "Dropped"))
)]
async fn drop_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| actions::drop_draft(tx, user.id, id))
        .await
}
