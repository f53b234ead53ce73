//! Profile pictures.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::session::CurrentUser;
use crate::features::accounts::AccountsError;
use crate::features::accounts::actions::{Accounts, ClientInfo};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Command, Executor, NoBody, Path, Upload};
use crate::platform::problem::Problem;

/// Returns the URL path of the picture with this file name.
#[must_use]
pub fn avatar_url(name: &str) -> String {
    format!("/api/v1/avatars/{name}")
}

/// The bytes of a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "describes the bytes in the OpenAPI document")]
pub(super) struct PictureBytes(String);

/// A picture that was saved.
#[derive(Serialize, ToSchema)]
pub(super) struct Avatar {
    /// URL path of the picture on this server.
    avatar_url: String,
}

/// Set your picture
///
/// The body is a PNG, JPEG or WebP file of at most 5 MB and 16 megapixels. It is cropped to its
/// middle square, scaled down to at most 512 by 512 pixels, and stored without metadata.
#[utoipa::path(put, path = "/me/avatar", tag = "accounts",
    request_body(content = PictureBytes, content_type = "application/octet-stream"),
    responses((status = 200, body = Avatar)))]
pub(super) async fn put_avatar(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    Upload(command): Upload,
) -> Result<Answer, Problem> {
    let options = accounts.options();
    let executor = Executor::new(options.db.clone(), options.secrets.clone());
    if let Some(answer) = executor.stored_answer(user.id.0, &command).await? {
        return Ok(answer);
    }
    let name = accounts.store_picture(command.input.clone()).await?;
    let feature = accounts.clone();
    let work = move |tx: &mut Tx<'_>, _: &axum::body::Bytes| {
        feature.set_picture(tx, user.id, Some(&name), &client.device)?;
        Ok::<_, AccountsError>(Avatar { avatar_url: avatar_url(&name) })
    };
    let answer = executor.run(user.id.0, StatusCode::OK, command, work).await?;
    remove_orphaned(&accounts).await;
    Ok(answer)
}

/// Remove your picture
#[utoipa::path(delete, path = "/me/avatar", tag = "accounts", responses((status = 204, description = "Done")))]
pub(super) async fn delete_avatar(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let options = accounts.options();
    let executor = Executor::new(options.db.clone(), options.secrets.clone());
    let feature = accounts.clone();
    let work = move |tx: &mut Tx<'_>, _: &NoBody| feature.set_picture(tx, user.id, None, &client.device);
    let answer = executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await?;
    remove_orphaned(&accounts).await;
    Ok(answer)
}

/// Get a person's picture
///
/// No session is needed, but the name can't be guessed. The picture behind a name never changes.
#[utoipa::path(get, path = "/avatars/{name}", tag = "accounts", security(()),
    params(("name" = String, Path, description = "The last part of `avatar_url`")),
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

/// Removes the previous picture now. If that fails, it is tried again every few minutes.
async fn remove_orphaned(accounts: &Accounts) {
    if let Err(error) = accounts.remove_orphaned_files().await {
        tracing::warn!(%error, "could not remove a previous picture yet");
    }
}
