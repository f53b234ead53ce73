//! Routes of notifications: the feed here, devices and preferences in submodules.

mod devices;
mod settings;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::context::{DispatchContext, PushServices};
use super::actions::feed::{self, ReadUpTo};
use super::store::StoredAlert;
use super::{AlertKind, NotificationId};
use crate::features::accounts::CurrentUser;
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor, List, Page, Query};
use crate::platform::problem::Problem;

/// State shared by the handlers.
#[derive(Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NotificationsState {
    pub executor: Executor,
    pub pushes: PushServices,
    pub channels: DispatchContext,
}

/// The routes of notifications.
pub fn routes(state: NotificationsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_feed))
        .routes(routes!(mark_read))
        .merge(devices::routes())
        .merge(settings::routes())
        .with_state(state)
}

/// An alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationView {
    id: NotificationId,
    kind: AlertKind,
    /// A few words in English.
    title: String,
    /// A sentence in English; may be empty.
    body: String,
    /// Data for the client's own template. The fields depend on the kind.
    #[schema(value_type = HashMap<String, Value>)]
    data: Value,
    /// A path of the web app.
    #[schema(example = "/rewards")]
    link: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

impl From<StoredAlert> for NotificationView {
    fn from(stored: StoredAlert) -> Self {
        let StoredAlert { id, kind, title, body, data, link, created_at, read_at } = stored;
        Self { id, kind, title, body, data, link, created_at, read_at }
    }
}

/// A page of the feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct FeedView {
    #[serde(flatten)]
    page: Page<NotificationView>,
    /// Unread alerts in the whole feed.
    unread: u32,
}

#[utoipa::path(
    get, path = "/notifications", tag = "notifications", params(List),
    responses((status = 200, description = "The user's alerts, newest first", body = FeedView))
)]
async fn get_feed(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<FeedView>, Problem> {
    let before = list.after()?.unwrap_or(NotificationId(Uuid::max()));
    let limit = list.limit;
    let (alerts, unread) = state
        .executor
        .db()
        .read(move |tx| feed::list_feed(tx, user.id, before, limit.and_one()))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(FeedView { page: Page::cut(alerts, limit, |alert| alert.id).map(NotificationView::from), unread }))
}

/// How far the feed was read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkRead {
    /// The id of the newest alert that was read, or an instant: everything up to it was read.
    #[serde(deserialize_with = "up_to")]
    #[schema(value_type = ReadUpToSchema)]
    up_to: ReadUpTo,
}

/// The type of `up_to` in the OpenAPI description.
#[derive(ToSchema)]
#[serde(untagged)]
#[schema(as = ReadUpTo)]
#[allow(dead_code, reason = "it is described, never made")]
enum ReadUpToSchema {
    /// The id of an alert.
    Id(Uuid),
    /// An instant.
    #[schema(value_type = String, format = DateTime)]
    Instant(String),
}

fn up_to<'de, D: Deserializer<'de>>(source: D) -> Result<ReadUpTo, D::Error> {
    let text = String::deserialize(source)?;
    let id = || Uuid::try_parse(&text).ok().map(|id| ReadUpTo::Id(NotificationId(id)));
    let instant = || text.parse::<Timestamp>().ok().map(ReadUpTo::Instant);
    id().or_else(instant)
        .ok_or_else(|| D::Error::invalid_value(Unexpected::Other("text"), &"an alert's id or an instant"))
}

#[utoipa::path(
    put, path = "/notifications/read", tag = "notifications", request_body = MarkRead,
    responses((status = 204, description = "This alert and all earlier ones are read"))
)]
async fn mark_read(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<MarkRead>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| feed::mark_read(tx, user.id, input.up_to))
        .await
}
