//! The small questions, and who answers them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PlannerState;
use crate::features::accounts::CurrentUser;
use crate::features::planner::actions::calls::{self, PlannerSettings};
use crate::features::planner::actions::{self, drafts};
use crate::features::planner::builtin::{self, QuestionKind};
use crate::features::planner::rules::{Classification, HabitType};
use crate::features::planner::store::Source;
use crate::features::planner::{DraftId, PlannerError};
use crate::platform::http::{Answer, Command, PathId};
use crate::platform::problem::Problem;

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassifyHabit {
    /// What the user wants to build or quit.
    #[schema(min_length = 2, max_length = 200)]
    habit: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ClassificationView {
    habit: String,
    #[serde(rename = "type")]
    kind: Classification,
    source: Source,
}

#[utoipa::path(
    post, path = "/planner/classification", tag = "planner", request_body = ClassifyHabit,
    responses((status = 200, description = "Good, bad, or not to be told", body = ClassificationView))
)]
pub(super) async fn classification(
    State(state): State<PlannerState>,
    user: CurrentUser,
    command: Command<ClassifyHabit>,
) -> Result<Json<ClassificationView>, Problem> {
    // First: is it something that must go nowhere?
    let habit = actions::check_habit(&command.input.habit)?;
    let by_ai = state.by_ai(user.id).await?;
    let (kind, source) = state.planner.classify(user.id, &habit, by_ai).await;
    Ok(Json(ClassificationView { habit, kind, source }))
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskQuestions {
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
pub(super) struct QuestionsView {
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
pub(super) async fn questions(
    State(state): State<PlannerState>,
    user: CurrentUser,
    command: Command<AskQuestions>,
) -> Result<Json<QuestionsView>, Problem> {
    let AskQuestions { habit, kind, motivation, obstacle } = command.input;
    let habit = actions::check_habit(&habit)?;
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (motivation, obstacle) = (said(motivation), said(obstacle));
    actions::check_texts(motivation.as_deref(), obstacle.as_deref())?;
    let (asked, source) = match (motivation, obstacle) {
        (None, None) => (builtin::core_questions(&habit, kind), Source::Builtin),
        (motivation, obstacle) => {
            let (why, what) = (motivation.unwrap_or_default(), obstacle.unwrap_or_default());
            let by_ai = state.by_ai(user.id).await?;
            state.planner.questions(user.id, &habit, kind, &why, &what, by_ai).await
        }
    };
    let questions = asked
        .into_iter()
        .map(|asked| QuestionView { id: asked.id, text: asked.text, kind: asked.kind, choices: asked.choices })
        .collect();
    Ok(Json(QuestionsView { questions, source }))
}

/// The user's wishes about planning, and what there is to wish about.
#[derive(Serialize, ToSchema)]
pub(super) struct SettingsView {
    /// Nothing of this user's is sent to an AI.
    builtin_only: bool,
    /// The AI of this instance; `null` where the built-in planner does everything.
    ai: Option<AiView>,
    /// Tokens used today (UTC).
    tokens_used: i64,
    /// Tokens a day; `null` without a limit.
    tokens_limit: Option<i64>,
    /// When the next day begins.
    #[schema(value_type = String, format = DateTime)]
    resets_at: jiff::Timestamp,
}

#[derive(Serialize, ToSchema)]
struct AiView {
    /// The address that is called.
    server: String,
    /// The model that is asked.
    model: String,
}

impl SettingsView {
    fn of(state: &PlannerState, builtin_only: bool, usage: calls::Usage) -> Self {
        let ai = state.planner.provider();
        Self {
            builtin_only,
            ai: ai.map(|ai| AiView { server: ai.server().to_owned(), model: ai.model().to_owned() }),
            tokens_used: usage.used,
            tokens_limit: ai.and_then(|_| state.planner.daily_tokens()),
            resets_at: usage.resets_at,
        }
    }
}

#[utoipa::path(
    get, path = "/planner/settings", tag = "planner",
    responses((status = 200, description = "Who plans for this user", body = SettingsView))
)]
pub(super) async fn get_settings(
    State(state): State<PlannerState>,
    user: CurrentUser,
) -> Result<Json<SettingsView>, Problem> {
    let read = state
        .executor
        .db()
        .read(move |tx| Ok::<_, PlannerError>((calls::builtin_only(tx, user.id)?, calls::usage(tx, user.id)?)));
    let (builtin_only, usage) = read.await?;
    Ok(Json(SettingsView::of(&state, builtin_only, usage)))
}

#[utoipa::path(
    put, path = "/planner/settings", tag = "planner", request_body = PlannerSettings,
    responses((status = 200, description = "The settings afterwards", body = SettingsView))
)]
pub(super) async fn put_settings(
    State(state): State<PlannerState>,
    user: CurrentUser,
    command: Command<PlannerSettings>,
) -> Result<Answer, Problem> {
    let shown = state.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            calls::set_settings(tx, user.id, input)?;
            let usage = calls::usage(tx, user.id)?;
            Ok::<_, PlannerError>(SettingsView::of(&shown, input.builtin_only, usage))
        })
        .await
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RewordTask {
    /// The plan day, from 1.
    #[schema(minimum = 1, maximum = 365)]
    day: u16,
    /// The task's place on that day, from 1.
    #[schema(minimum = 1, maximum = 20)]
    position: u16,
}

#[derive(Serialize, ToSchema)]
pub(super) struct RewordingView {
    /// Another task for that place; the draft is as it was.
    task: String,
    source: Source,
}

#[utoipa::path(
    post, path = "/planner/drafts/{id}/rewordings", tag = "planner", request_body = RewordTask,
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "Another task to choose instead", body = RewordingView))
)]
pub(super) async fn reword_task(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<RewordTask>,
) -> Result<Json<RewordingView>, Problem> {
    let draft = state.planner.draft(user.id, id).await?;
    let RewordTask { day, position } = command.input;
    let place = drafts::task_place(&draft, day, position)?;
    let by_ai = state.by_ai(user.id).await?;
    let made = state.planner.reword(user.id, &draft, day, place, by_ai).await;
    let (task, source) = made.ok_or(PlannerError::Stopped)?;
    Ok(Json(RewordingView { task, source }))
}
