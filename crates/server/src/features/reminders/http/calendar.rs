//! Calendar links, the feed they open, and the calendar as a file.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::RemindersState;
use crate::features::accounts::CurrentUser;
use crate::features::reminders::actions::calendar;
use crate::features::reminders::store::CalendarLink;
use crate::features::reminders::{CalendarLinkId, ReminderError};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, List, NoBody, Page, Path, PathId, Query};
use crate::platform::problem::Problem;

const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

pub(super) fn routes() -> OpenApiRouter<RemindersState> {
    OpenApiRouter::new()
        .routes(routes!(list_calendar_links, make_calendar_link))
        .routes(routes!(remove_calendar_link))
        .routes(routes!(read_calendar))
        .routes(routes!(download_calendar))
}

/// A new calendar link.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct NewCalendarLink {
    id: CalendarLinkId,
    /// The URL of the feed. Anyone who has it can read the feed. It is returned only once.
    #[schema(example = "http://localhost:8080/api/v1/calendar/6Xk0..4Q.ics")]
    url: String,
}

/// A calendar link without its URL.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct CalendarLinkView {
    id: CalendarLinkId,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the feed was last requested; updated at most once a day.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_read_at: Option<Timestamp>,
}

impl From<CalendarLink> for CalendarLinkView {
    fn from(CalendarLink { id, created_at, last_read_at }: CalendarLink) -> Self {
        Self { id, created_at, last_read_at }
    }
}

#[utoipa::path(
    get, path = "/calendar-links", tag = "reminders", params(List),
    responses((status = 200, description = "The user's calendar links, newest first", body = Page<CalendarLinkView>))
)]
async fn list_calendar_links(
    State(state): State<RemindersState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<CalendarLinkView>>, Problem> {
    let before = list.after()?.unwrap_or(CalendarLinkId(Uuid::max()));
    let limit = list.limit;
    let found = state.executor.db().read(move |tx| calendar::links(tx, user.id, before, limit.and_one())).await;
    let found = found.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(found, limit, |link| link.id).map(CalendarLinkView::from)))
}

#[utoipa::path(
    post, path = "/calendar-links", tag = "reminders",
    responses((status = 201, description = "A link to an iCalendar feed with alarms", body = NewCalendarLink))
)]
async fn make_calendar_link(
    State(state): State<RemindersState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    // The response contains a secret and must not be stored, so an idempotency key is ignored.
    let command = Command::new(command.input);
    let origin = state.origin.clone();
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, _| {
            let (id, token) = calendar::create_link(tx, user.id)?;
            Ok::<_, ReminderError>(NewCalendarLink { id, url: format!("{origin}/api/v1/calendar/{token}.ics") })
        })
        .await
}

#[utoipa::path(
    delete, path = "/calendar-links/{id}", tag = "reminders",
    responses((status = 204, description = "The link no longer works"))
)]
async fn remove_calendar_link(
    State(state): State<RemindersState>,
    user: CurrentUser,
    PathId(id): PathId<CalendarLinkId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut crate::platform::db::Tx<'_>, _: &NoBody| calendar::remove_link(tx, user.id, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

/// The feed of a calendar link. It needs no session: the token in the URL is a secret.
#[utoipa::path(
    get, path = "/calendar/{file}", tag = "reminders", security(()),
    params(("file" = String, Path, description = "The last part of the link's URL")),
    responses(
        (status = 200, description = "The calendar", body = String, content_type = "text/calendar"),
        (status = 304, description = "The calendar has not changed")
    )
)]
async fn read_calendar(
    State(state): State<RemindersState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = file.strip_suffix(".ics").unwrap_or(&file).to_owned();
    let origin = state.origin.clone();
    let db = state.executor.db();
    let (text, unnoted) = db.read(move |tx| calendar::read_link(tx, &token, &origin)).await?;
    if let Some(id) = unnoted {
        // If the write fails, the response is still correct.
        let noted: Result<(), DbError> = db.write(id, move |tx| calendar::record_read(tx, id)).await;
        if let Err(error) = noted {
            tracing::warn!(%id, %error, "that a calendar asked was not noted");
        }
    }
    Ok(answer(text, &headers, None))
}

#[utoipa::path(
    get, path = "/reminders/calendar.ics", tag = "reminders",
    responses(
        (status = 200, description = "The calendar as a file", body = String, content_type = "text/calendar"),
        (status = 304, description = "The calendar has not changed")
    )
)]
async fn download_calendar(
    State(state): State<RemindersState>,
    user: CurrentUser,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let origin = state.origin.clone();
    let text = state.executor.db().read(move |tx| calendar::calendar(tx, user.id, &origin)).await;
    let text = text.map_err(|error: DbError| Problem::from(error))?;
    Ok(answer(text, &headers, Some("attachment; filename=\"habitro.ics\"")))
}

/// Returns the calendar, or 304 if the client's copy is current. The ETag ignores DTSTAMP, which is the
/// time of the response.
fn answer(text: String, asked: &HeaderMap, disposition: Option<&'static str>) -> Response {
    let mut hash = Sha256::new();
    for line in text.lines().filter(|line| !line.starts_with("DTSTAMP")) {
        hash.update(line.as_bytes());
    }
    let tag: String = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))], text).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(disposition) = disposition {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    }
    response
}
