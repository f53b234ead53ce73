//! The history of the user's own account.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::CurrentUser;
use crate::features::accounts::actions::Accounts;
use crate::features::accounts::store::EventRow;
use crate::platform::http::{Answer, List, Page, Query};
use crate::platform::problem::Problem;

/// An event in the history of an account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountEvent {
    id: Uuid,
    /// One of `opened`, `signed-in`, `signed-in-by-passkey`, `session-ended`, `guessing` (several
    /// wrong passwords), `password-changed`, `password-reset`, `email-changed`, `phone-changed`,
    /// `picture-changed`, `passkey-added`, `passkey-removed`.
    kind: String,
    /// Browser and operating system, such as "Firefox on Linux".
    device: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// List the events of your account, newest first
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
