//! The picture of a person, and what happened to the account.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::CurrentUser;
use crate::features::accounts::AccountsError;
use crate::features::accounts::actions::{Accounts, Visitor};
use crate::features::accounts::store::EventRow;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Command, Executor, List, NoBody, Page, Path, Query, Upload};
use crate::platform::problem::Problem;

/// Where the picture of this name is.
#[must_use]
pub fn avatar_url(name: &str) -> String {
    format!("/api/v1/avatars/{name}")
}

/// The picture, as bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "stands for bytes in the description")]
pub(super) struct PictureBytes(String);

/// The picture is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct Avatar {
    /// Where the picture is: a path of this server.
    avatar_url: String,
}

/// Something that happened to the account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountEvent {
    /// Id.
    id: Uuid,
    /// What: `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (somebody
    /// tried passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
    /// `picture-changed`, `passkey-added`, `passkey-removed`.
    kind: String,
    /// Where, in plain words.
    device: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Set the own picture
///
/// The bytes of a PNG, a JPEG or a WebP: 5 MB and 16 megapixels at most. What is kept is its
/// middle, 512 by 512 at most, without metadata.
#[utoipa::path(put, path = "/me/avatar", tag = "accounts",
    request_body(content = PictureBytes, content_type = "application/octet-stream"),
    responses((status = 200, body = Avatar)))]
pub(super) async fn put_avatar(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    Upload(command): Upload,
) -> Result<Answer, Problem> {
    let options = accounts.options();
    let executor = Executor::new(options.db.clone(), options.secrets.clone());
    if let Some(answer) = executor.kept(user.id.0, &command).await? {
        return Ok(answer);
    }
    let name = accounts.keep_picture(command.input.clone()).await?;
    let room = accounts.clone();
    let work = move |tx: &mut Tx<'_>, _: &axum::body::Bytes| {
        room.wear_picture(tx, user.id, Some(&name), &visitor.device)?;
        Ok::<_, AccountsError>(Avatar { avatar_url: avatar_url(&name) })
    };
    let answer = executor.run(user.id.0, StatusCode::OK, command, work).await?;
    remove_old(&accounts).await;
    Ok(answer)
}

/// Remove the own picture
#[utoipa::path(delete, path = "/me/avatar", tag = "accounts", responses((status = 204, description = "Done")))]
pub(super) async fn delete_avatar(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let options = accounts.options();
    let executor = Executor::new(options.db.clone(), options.secrets.clone());
    let room = accounts.clone();
    let work = move |tx: &mut Tx<'_>, _: &NoBody| room.wear_picture(tx, user.id, None, &visitor.device);
    let answer = executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await?;
    remove_old(&accounts).await;
    Ok(answer)
}

/// A person's picture
///
/// Whoever has the address may see it; nobody can guess one. What is behind it never changes.
#[utoipa::path(get, path = "/avatars/{name}", tag = "accounts", security(()),
    params(("name" = String, Path, description = "As in `avatar_url`")),
    responses((status = 200, description = "A JPEG", content_type = "image/jpeg", body = PictureBytes)))]
pub(super) async fn show_avatar(
    State(accounts): State<Accounts>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let picture = accounts.picture(&name).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"picture.jpg\"")),
    ];
    Ok((headers, Body::from(picture)).into_response())
}

/// What happened to the own account, newest first
#[utoipa::path(get, path = "/me/events", tag = "accounts", params(List),
    responses((status = 200, body = Page<AccountEvent>)))]
pub(super) async fn list_events(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Answer, Problem> {
    let limit = u32::try_from(list.limit.and_one()).unwrap_or(u32::MAX);
    let found = accounts.events(user.id, list.after()?, limit).await?;
    let page = Page::cut(found, list.limit, |event| event.id).map(|event: EventRow| AccountEvent {
        id: event.id,
        kind: event.kind,
        device: event.device,
        created_at: event.created_at,
    });
    Answer::json(StatusCode::OK, &page)
}

/// The former picture goes at once; one that resists is tried again every few minutes.
async fn remove_old(accounts: &Accounts) {
    if let Err(error) = accounts.remove_orphaned_files().await {
        tracing::warn!(%error, "a former picture waits to be removed");
    }
}
