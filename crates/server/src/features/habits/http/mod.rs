//! Routes for habits, tasks and Today.

mod views;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use self::views::{CompletionView, HabitDetail, HabitView, TaskView, TodayView};
use super::actions::calendar_cache::CalendarCache;
use super::actions::completion::{self, CompleteTask};
use super::actions::create::{self, CreateHabit};
use super::actions::deletion;
use super::actions::edit::{self, EditHabit, EditTask};
use super::actions::lifecycle::{self, SkipDay};
use super::actions::list::{self, StateFilter};
use super::actions::today;
use super::store::Habit;
use super::{HabitError, HabitId, SharedReactions, TaskId};
use crate::features::accounts::CurrentUser;
use crate::platform::dates::optional_date;
use crate::platform::db::Tx;
use crate::platform::http::{
    Answer, BodyLimit, Command, Cursor, Executor, Limit, NoBody, Optional, Page, PathId, Query,
};
use crate::platform::problem::Problem;

/// State shared by the handlers.
#[derive(Clone)]
#[allow(missing_docs, reason = "the types say it")]
pub struct HabitsState {
    pub executor: Executor,
    pub reactions: SharedReactions,
    pub calendars: CalendarCache,
}

/// Body limit of a request with a plan: 365 days of 20 tasks in Sinhala or Tamil fit into it.
const MAX_PLAN_BYTES: usize = 2 * 1024 * 1024;

impl HabitsState {
    /// Changes a habit in one unit of work and responds with the changed habit.
    async fn change<I: Send + 'static>(
        &self,
        user: CurrentUser,
        status: StatusCode,
        command: Command<I>,
        work: impl Fn(&mut Tx<'_>, &I) -> Result<Habit, HabitError> + Send + 'static,
    ) -> Result<Answer, Problem> {
        let run = move |tx: &mut Tx<'_>, input: &I| {
            let habit = work(tx, input)?;
            HabitView::of(tx, user.id, habit)
        };
        self.executor.run(user.id.0, status, command, run).await
    }
}

/// Builds the routes of this feature.
pub fn routes(state: HabitsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(create_habit, list_habits).layer(BodyLimit::max(MAX_PLAN_BYTES)))
        .routes(routes!(get_habit, edit_habit, delete_habit))
        .routes(routes!(pause_habit))
        .routes(routes!(resume_habit))
        .routes(routes!(archive_habit))
        .routes(routes!(skip_day))
        .routes(routes!(get_today))
        .routes(routes!(complete_task, undo_task))
        .routes(routes!(edit_task))
        .with_state(state)
}

#[utoipa::path(
    post, path = "/habits", tag = "habits", request_body = CreateHabit,
    responses((status = 201, description = "The new habit, its plan scheduled on the calendar", body = HabitView))
)]
async fn create_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    command: Command<CreateHabit>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    let create = move |tx: &mut Tx<'_>, input: &CreateHabit| create::create_habit(tx, &*reactions, user.id, input);
    state.change(user, StatusCode::CREATED, command, create).await
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListHabitsQuery {
    /// Return only habits in this state.
    #[param(inline)]
    state: Option<StateFilter>,
    /// Maximum number of items to return.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
    /// `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get, path = "/habits", tag = "habits", params(ListHabitsQuery),
    responses((status = 200, description = "The user's habits, oldest first", body = Page<HabitView>))
)]
async fn list_habits(
    State(state): State<HabitsState>,
    user: CurrentUser,
    Query(query): Query<ListHabitsQuery>,
) -> Result<Json<Page<HabitView>>, Problem> {
    let after: Option<HabitId> = query.cursor.as_ref().map(Cursor::read).transpose()?;
    let (limit, filter) = (query.limit, query.state);
    let (habits, today) =
        state.executor.db().read(move |tx| list::list_habits(tx, user.id, filter, after, limit.and_one())).await?;
    Ok(Json(Page::cut(habits, limit, |habit| habit.id).map(|habit| HabitView::on(habit, today))))
}

#[utoipa::path(
    get, path = "/habits/{id}", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "The habit with its plan, day by day", body = HabitDetail))
)]
async fn get_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
) -> Result<Json<HabitDetail>, Problem> {
    Ok(Json(state.executor.db().read(move |tx| list::habit_with_plan(tx, user.id, id)).await?.into()))
}

#[utoipa::path(
    patch, path = "/habits/{id}", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    request_body = EditHabit, responses((status = 200, description = "The changed habit", body = HabitView))
)]
async fn edit_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<EditHabit>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    let edit = move |tx: &mut Tx<'_>, input: &EditHabit| edit::edit_habit(tx, &*reactions, user.id, id, input);
    state.change(user, StatusCode::OK, command, edit).await
}

#[utoipa::path(
    delete, path = "/habits/{id}", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 204, description = "Deleted; the counts of past days are kept"))
)]
async fn delete_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| deletion::delete_habit(tx, user.id, id))
        .await
}

#[utoipa::path(
    post, path = "/habits/{id}/pause", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "Paused from tomorrow", body = HabitView))
)]
async fn pause_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state.change(user, StatusCode::OK, command, move |tx, _| lifecycle::pause_habit(tx, user.id, id)).await
}

#[utoipa::path(
    post, path = "/habits/{id}/resume", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "Resumed; the rest of the plan is rescheduled", body = HabitView))
)]
async fn resume_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    let resume = move |tx: &mut Tx<'_>, _: &NoBody| lifecycle::resume_habit(tx, &*reactions, user.id, id);
    state.change(user, StatusCode::OK, command, resume).await
}

#[utoipa::path(
    post, path = "/habits/{id}/archive", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "Archived; nothing is due from tomorrow", body = HabitView))
)]
async fn archive_habit(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state.change(user, StatusCode::OK, command, move |tx, _| lifecycle::archive_habit(tx, user.id, id)).await
}

#[utoipa::path(
    post, path = "/habits/{id}/skips", tag = "habits", params(("id" = HabitId, Path, description = "The habit")),
    request_body = SkipDay, responses((status = 200, description = "The day is skipped", body = HabitView))
)]
async fn skip_day(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
    command: Command<SkipDay>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    let skip = move |tx: &mut Tx<'_>, input: &SkipDay| lifecycle::skip_day(tx, &*reactions, user.id, id, input);
    state.change(user, StatusCode::OK, command, skip).await
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TodayQuery {
    /// A past day to show instead of the user's current day.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    date: Option<Date>,
}

#[utoipa::path(
    get, path = "/today", tag = "habits", params(TodayQuery),
    responses((status = 200, description = "What is due on the user's local day", body = TodayView))
)]
async fn get_today(
    State(state): State<HabitsState>,
    user: CurrentUser,
    Query(query): Query<TodayQuery>,
) -> Result<Json<TodayView>, Problem> {
    let (reactions, predicted) = (state.reactions.clone(), state.calendars.predict(user.id));
    let prediction = predicted.clone();
    let day =
        state.executor.db().read(move |tx| today::today(tx, &*reactions, user.id, query.date, &prediction)).await?;
    state.calendars.update(user.id, &predicted, &day.calendar);
    Ok(Json(day.into()))
}

#[utoipa::path(
    put, path = "/tasks/{id}/completion", tag = "habits", params(("id" = TaskId, Path, description = "The task")),
    request_body(content = Option<CompleteTask>),
    responses((status = 200, description = "Completed; repeating the request changes nothing", body = CompletionView))
)]
async fn complete_task(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<TaskId>,
    command: Command<Optional<CompleteTask>>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, Optional(input)| {
            let input = input.clone().unwrap_or_default();
            let outcome = completion::complete_task(tx, &*reactions, user.id, id, &input)?;
            Ok::<_, HabitError>(CompletionView::from(outcome))
        })
        .await
}

#[utoipa::path(
    delete, path = "/tasks/{id}/completion", tag = "habits", params(("id" = TaskId, Path, description = "The task")),
    responses((status = 200, description = "No longer completed", body = CompletionView))
)]
async fn undo_task(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<TaskId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| {
            let outcome = completion::undo_task(tx, &*reactions, user.id, id)?;
            Ok::<_, HabitError>(CompletionView::from(outcome))
        })
        .await
}

#[utoipa::path(
    patch, path = "/tasks/{id}", tag = "habits", params(("id" = TaskId, Path, description = "The task")),
    request_body = EditTask, responses((status = 200, description = "The changed task", body = TaskView))
)]
async fn edit_task(
    State(state): State<HabitsState>,
    user: CurrentUser,
    PathId(id): PathId<TaskId>,
    command: Command<EditTask>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            edit::edit_task(tx, &*reactions, user.id, id, input).map(TaskView::from)
        })
        .await
}
