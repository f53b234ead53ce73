//! HTTP API of the passkeys feature.

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
use crate::features::accounts::{ClientInfo, CurrentUser, SessionOpened, sign_in_response};
use crate::platform::http::{Answer, Command, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

#[allow(missing_docs, reason = "the name says it")]
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

/// The options for `navigator.credentials`, in the JSON form that WebAuthn defines.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
struct BrowserOptions(Value);

/// The result of `navigator.credentials`, in the JSON form that WebAuthn defines. Unknown fields are
/// ignored. Results of the PRF extension must be left out.
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
    /// The name its owner gives it.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// `RegistrationResponseJSON`.
    credential: BrowserAnswer,
}

/// Sign-in with a passkey, which also identifies the account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyLogin {
    /// `AuthenticationResponseJSON`.
    credential: BrowserAnswer,
}

/// A passkey of the user.
#[derive(Serialize, ToSchema)]
struct PasskeyView {
    #[schema(value_type = Uuid)]
    id: PasskeyId,
    /// The name its owner gives it.
    name: String,
    /// The authenticator's id of the key, base64url, by which a device recognises its own.
    credential_id: String,
    /// When the passkey was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used to sign in, if ever.
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

/// Start adding a passkey
///
/// Returns `PublicKeyCredentialCreationOptionsJSON`, valid once and for five minutes.
#[utoipa::path(post, path = "/auth/passkeys/registration", tag = "passkeys",
    responses((status = 200, body = BrowserOptions)))]
async fn begin_registration(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    client: ClientInfo,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    Answer::json(StatusCode::OK, &BrowserOptions(passkeys.begin_registration(user.id, &client).await?))
}

/// Add a passkey
#[utoipa::path(post, path = "/auth/passkeys", tag = "passkeys", request_body = AddPasskey,
    responses((status = 201, body = PasskeyView)))]
async fn add_passkey(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    client: ClientInfo,
    Command { input, .. }: Command<AddPasskey>,
) -> Result<Answer, Problem> {
    let AddPasskey { name, credential } = input;
    let added = passkeys.finish_registration(user.id, &name, credential.value(), &client).await?;
    Answer::json(StatusCode::CREATED, &PasskeyView::from(added))
}

/// Start signing in with a passkey
///
/// No identifier is needed. Returns `PublicKeyCredentialRequestOptionsJSON`, valid once and for five
/// minutes.
#[utoipa::path(post, path = "/auth/passkeys/authentication", tag = "passkeys", security(()),
    responses((status = 200, body = BrowserOptions)))]
async fn begin_login(
    State(passkeys): State<Passkeys>,
    client: ClientInfo,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    Answer::json(StatusCode::OK, &BrowserOptions(passkeys.begin_login(&client).await?))
}

/// Sign in with a passkey
#[utoipa::path(post, path = "/auth/passkeys/login", tag = "passkeys", security(()), request_body = PasskeyLogin,
    responses((status = 200, body = SessionOpened)))]
async fn login_by_passkey(
    State(passkeys): State<Passkeys>,
    client: ClientInfo,
    headers: HeaderMap,
    Command { input, .. }: Command<PasskeyLogin>,
) -> Result<Response, Problem> {
    let signed_in = passkeys.finish_login(input.credential.value(), &client).await?;
    sign_in_response(passkeys.accounts(), &headers, StatusCode::OK, signed_in)
}

/// List your passkeys, newest first
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

/// Remove a passkey and end the sessions it opened
#[utoipa::path(delete, path = "/auth/passkeys/{id}", tag = "passkeys",
    params(("id" = Uuid, Path, description = "The passkey")), responses((status = 204, description = "Done")))]
async fn remove_passkey(
    State(passkeys): State<Passkeys>,
    user: CurrentUser,
    PathId(id): PathId<PasskeyId>,
    client: ClientInfo,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    passkeys.remove(user.id, user.session, id, &client).await?;
    Ok(Answer::empty())
}
