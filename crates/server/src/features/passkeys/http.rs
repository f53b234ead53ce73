//! The calls of this room.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::PasskeyId;
use super::actions::Passkeys;
use super::store::PasskeyRow;
use crate::features::accounts::{CurrentUser, SessionOpened, Visitor, welcome};
use crate::platform::http::{Answer, Command, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// The calls of this room.
#[must_use]
pub fn routes(passkeys: Passkeys) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(begin_registration))
        .routes(routes!(list_passkeys, add_passkey))
        .routes(routes!(begin_login))
        .routes(routes!(login_by_passkey))
        .routes(routes!(remove_passkey))
        .with_state(passkeys)
}

/// What to call `navigator.credentials` with, as WebAuthn defines it in JSON.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
struct BrowserOptions(Value);

/// What `navigator.credentials` answered, as WebAuthn defines it in JSON; unknown fields are
/// ignored. Results of the PRF extension have to be left out.
#[derive(Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
struct BrowserAnswer(serde_json::Map<String, Value>);

impl BrowserAnswer {
    fn value(self) -> Value {
        Value::Object(self.0)
    }
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddPasskey {
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// `RegistrationResponseJSON`.
    credential: BrowserAnswer,
}

/// Who signs in: the passkey says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyLogin {
    /// `AuthenticationResponseJSON`.
    credential: BrowserAnswer,
}

/// One of the own passkeys.
#[derive(Serialize, ToSchema)]
struct PasskeyView {
    /// Id.
    #[schema(value_type = Uuid)]
    id: PasskeyId,
    /// What its owner calls it.
    name: String,
    /// The authenticator's name for it, base64url: lets a device know its own.
    credential_id: String,
    /// Added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Signed in with last, if ever.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<PasskeyRow> for PasskeyView {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            credential_id: URL_SAFE_NO_PAD.encode(row.credential_id),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Begin adding a passkey
///
/// The answer is `PublicKeyCredentialCreationOptionsJSON`, good for one answer within five minutes.
#[utoipa::path(post, path = "/auth/passkeys/registration", tag = "passkeys",
    responses((status = 200, body = BrowserOptions)))]
async fn begin_registration(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    visitor: Visitor,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    Answer::json(StatusCode::OK, &BrowserOptions(passkeys.begin_registration(user.id, &visitor).await?))
}

/// Add a passkey
#[utoipa::path(post, path = "/auth/passkeys", tag = "passkeys", request_body = AddPasskey,
    responses((status = 201, body = PasskeyView)))]
async fn add_passkey(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    visitor: Visitor,
    Command { input, .. }: Command<AddPasskey>,
) -> Result<Answer, Problem> {
    let AddPasskey { name, credential } = input;
    let added = passkeys.finish_registration(user.id, &name, credential.value(), &visitor).await?;
    Answer::json(StatusCode::CREATED, &PasskeyView::from(added))
}

/// Begin signing in with a passkey
///
/// Nobody has to say who they are. The answer is `PublicKeyCredentialRequestOptionsJSON`, good
/// for one answer within five minutes.
#[utoipa::path(post, path = "/auth/passkeys/authentication", tag = "passkeys", security(()),
    responses((status = 200, body = BrowserOptions)))]
async fn begin_login(
    State(passkeys): State<Passkeys>,
    visitor: Visitor,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    Answer::json(StatusCode::OK, &BrowserOptions(passkeys.begin_login(&visitor).await?))
}

/// Sign in with a passkey
#[utoipa::path(post, path = "/auth/passkeys/login", tag = "passkeys", security(()), request_body = PasskeyLogin,
    responses((status = 200, body = SessionOpened)))]
async fn login_by_passkey(
    State(passkeys): State<Passkeys>,
    visitor: Visitor,
    headers: HeaderMap,
    Command { input, .. }: Command<PasskeyLogin>,
) -> Result<Response, Problem> {
    let signed_in = passkeys.finish_login(input.credential.value(), &visitor).await?;
    welcome(passkeys.accounts(), &headers, StatusCode::OK, signed_in)
}

/// The own passkeys, newest first
#[utoipa::path(get, path = "/auth/passkeys", tag = "passkeys", params(List),
    responses((status = 200, body = Page<PasskeyView>)))]
async fn list_passkeys(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Answer, Problem> {
    let limit = u32::try_from(list.limit.and_one()).unwrap_or(u32::MAX);
    let found = passkeys.list(user.id, list.after()?, limit).await?;
    Answer::json(StatusCode::OK, &Page::cut(found, list.limit, |row| row.id).map(PasskeyView::from))
}

/// Remove a passkey; what it signed in is signed out
#[utoipa::path(delete, path = "/auth/passkeys/{id}", tag = "passkeys",
    params(("id" = Uuid, Path, description = "The passkey")), responses((status = 204, description = "Done")))]
async fn remove_passkey(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    PathId(id): PathId<PasskeyId>,
    visitor: Visitor,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    passkeys.remove(user.id, user.session, id, &visitor).await?;
    Ok(Answer::empty())
}
