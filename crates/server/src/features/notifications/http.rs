//! The calls of this room.

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

use super::actions::channels::{Channels, Pushes};
use super::actions::{self, UpTo};
use super::store::Stored;
use super::{Kind, NotificationId};
use crate::features::accounts::CurrentUser;
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor, List, Page, Query};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct NotificationsState {
    /// Runs units of work.
    pub executor: Executor,
    /// The ways to push.
    pub pushes: Pushes,
    /// What letters are made with.
    pub channels: Channels,
}

/// The calls of this room.
pub fn routes(state: NotificationsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_feed))
        .routes(routes!(mark_read))
        .merge(devices::routes())
        .merge(settings::routes())
        .with_state(state)
}

/// One alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationView {
    id: NotificationId,
    kind: Kind,
    /// A few words in English.
    title: String,
    /// A sentence in English, or nothing.
    body: String,
    /// What a client can word it from in its own language; its fields depend on the kind.
    #[schema(value_type = HashMap<String, Value>)]
    data: Value,
    /// Where it leads: a path of the web app.
    #[schema(example = "/rewards")]
    link: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

impl From<Stored> for NotificationView {
    fn from(stored: Stored) -> Self {
        let Stored { id, kind, title, body, data, link, created_at, read_at } = stored;
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
        .read(move |tx| actions::feed(tx, user.id, before, limit.and_one()))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(FeedView { page: Page::cut(alerts, limit, |alert| alert.id).map(NotificationView::from), unread }))
}

/// Up to where the feed was read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkRead {
    /// The id of the newest alert that was seen, or an instant: all that came until then.
    #[serde(deserialize_with = "up_to")]
    #[schema(value_type = UpToText)]
    up_to: UpTo,
}

/// An id or an instant, for the description.
#[derive(ToSchema)]
#[serde(untagged)]
#[schema(as = ReadUpTo)]
#[allow(dead_code, reason = "it is described, never made")]
enum UpToText {
    /// An alert's id.
    Id(Uuid),
    /// An instant.
    #[schema(value_type = String, format = DateTime)]
    Instant(String),
}

fn up_to<'de, D: Deserializer<'de>>(source: D) -> Result<UpTo, D::Error> {
    let text = String::deserialize(source)?;
    let id = || Uuid::try_parse(&text).ok().map(|id| UpTo::Id(NotificationId(id)));
    let instant = || text.parse::<Timestamp>().ok().map(UpTo::Instant);
    id().or_else(instant)
        .ok_or_else(|| D::Error::invalid_value(Unexpected::Other("text"), &"an alert's id or an instant"))
}

#[utoipa::path(
    put, path = "/notifications/read", tag = "notifications", request_body = MarkRead,
    responses((status = 204, description = "That alert and all before it are read"))
)]
async fn mark_read(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<MarkRead>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| actions::mark_read(tx, user.id, input.up_to))
        .await
}
