//! Routes that classify a habit, ask questions about it, and reword a task.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PlannerState;
use crate::features::accounts::CurrentUser;
use crate::features::planner::actions::{self, drafts};
use crate::features::planner::builtin::{self, QuestionKind};
use crate::features::planner::rules::{Classification, HabitType};
use crate::features::planner::store::Source;
use crate::features::planner::{DraftId, PlannerError};
use crate::platform::http::{Command, PathId};
use crate::platform::problem::Problem;

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassifyHabit {
    /// The habit in the user's words.
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
    responses((status = 200, description = "Good, bad or unknown", body = ClassificationView))
)]
pub(super) async fn classification(
    State(state): State<PlannerState>,
    user: CurrentUser,
    command: Command<ClassifyHabit>,
) -> Result<Json<ClassificationView>, Problem> {
    // Rejects a habit that needs care before anything is sent to an AI.
    let habit = actions::check_habit(&command.input.habit)?;
    let with_ai = state.uses_ai(user.id).await?;
    let (kind, source) = state.planner.classify(user.id, &habit, with_ai).await;
    Ok(Json(ClassificationView { habit, kind, source }))
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskQuestions {
    /// The habit in the user's words.
    #[schema(min_length = 2, max_length = 200)]
    habit: String,
    /// `good` to build, `bad` to quit.
    #[serde(rename = "type")]
    kind: HabitType,
    /// The reason. With it or the obstacle, or both, the response has the four dynamic questions.
    #[schema(max_length = 500)]
    motivation: Option<String>,
    /// The obstacle; see `motivation`.
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
    /// Stable within its set of questions.
    id: String,
    /// The text of the question.
    text: String,
    /// The kind of the answer.
    kind: QuestionKind,
    /// The choices, for a choice question.
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
    let non_empty = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (motivation, obstacle) = (non_empty(motivation), non_empty(obstacle));
    actions::check_texts(motivation.as_deref(), obstacle.as_deref())?;
    let (questions, source) = match (motivation, obstacle) {
        (None, None) => (builtin::core_questions(&habit, kind), Source::Builtin),
        (motivation, obstacle) => {
            let (motivation, obstacle) = (motivation.unwrap_or_default(), obstacle.unwrap_or_default());
            let with_ai = state.uses_ai(user.id).await?;
            state.planner.questions(user.id, &habit, kind, &motivation, &obstacle, with_ai).await
        }
    };
    let questions = questions
        .into_iter()
        .map(|question| QuestionView {
            id: question.id,
            text: question.text,
            kind: question.kind,
            choices: question.choices,
        })
        .collect();
    Ok(Json(QuestionsView { questions, source }))
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RewordTask {
    /// The plan day, from 1.
    #[schema(minimum = 1, maximum = 365)]
    day: u16,
    /// The task's position on that day, from 1.
    #[schema(minimum = 1, maximum = 20)]
    position: u16,
}

#[derive(Serialize, ToSchema)]
pub(super) struct RewordingView {
    /// Another task for that position. The draft is not changed.
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
    let index = drafts::task_index(&draft, day, position)?;
    let with_ai = state.uses_ai(user.id).await?;
    let reworded = state.planner.reword(user.id, &draft, day, index, with_ai).await;
    let (task, source) = reworded.ok_or(PlannerError::Stopped)?;
    Ok(Json(RewordingView { task, source }))
}
