//! `/auth/*`: signing up, signing in and out, sessions.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::{Cookie, CurrentUser};
use super::sign_in::{SessionOpened, sign_in_response};
use crate::features::accounts::actions::parse_contact;
use crate::features::accounts::actions::{Accounts, ClientInfo, PendingSignUp, SignUp};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::store::SessionRow;
use crate::features::accounts::{AccountsError, SessionId};
use crate::platform::http::{Answer, Command, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// A sign-up with exactly one of `email` and `phone_number`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    #[schema(min_length = 1, max_length = 100)]
    full_name: String,
    /// Must not be a common password.
    #[schema(min_length = 8, max_length = 200, format = Password)]
    password: String,
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// In any common notation; an extension is ignored.
    #[schema(max_length = 64)]
    phone_number: Option<String>,
    /// IANA name; UTC if it is missing or unknown.
    #[schema(max_length = 64)]
    time_zone: Option<String>,
    /// Language tag (BCP 47); `en` by default.
    #[schema(max_length = 35)]
    locale: Option<String>,
}

/// The code that was sent to the address or number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyOtp {
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// In any common notation; an extension is ignored.
    #[schema(max_length = 64)]
    phone_number: Option<String>,
    /// Six digits of any script. Blanks and dashes don't count.
    #[schema(min_length = 6, max_length = 32)]
    otp: String,
    /// The `flow` that the sign-up returned.
    flow: Option<Uuid>,
}

/// The address or number to send another code to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResendOtp {
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// In any common notation; an extension is ignored.
    #[schema(max_length = 64)]
    phone_number: Option<String>,
    /// The `flow` that the sign-up returned.
    flow: Option<Uuid>,
}

/// Sign-in by password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// Email address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
    #[schema(max_length = 200, format = Password)]
    password: String,
}

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePassword {
    #[schema(max_length = 200, format = Password)]
    current_password: String,
    #[schema(min_length = 8, max_length = 200, format = Password)]
    new_password: String,
}

/// A code was requested. It was sent only if a sign-up is pending.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeSent {
    /// Id of the sign-up, to be sent with the code.
    flow: Uuid,
    /// The address or number as it was given.
    identifier: String,
    /// When the code expires.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When another code may be requested.
    #[schema(value_type = String, format = DateTime)]
    resend_at: Timestamp,
}

/// An open session of the user.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    #[schema(value_type = Uuid)]
    id: SessionId,
    /// When the session was opened.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the session was last used, to the hour.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// Browser and operating system, such as "Firefox on Linux".
    device: String,
    /// Whether it is the session of this request.
    current: bool,
}

impl From<PendingSignUp> for CodeSent {
    fn from(pending: PendingSignUp) -> Self {
        let PendingSignUp { flow, identifier, expires_at, resend_at } = pending;
        Self { flow, identifier, expires_at, resend_at }
    }
}

pub(super) fn read_contact(
    accounts: &Accounts,
    email: Option<&str>,
    phone_number: Option<&str>,
) -> Result<Identifier, AccountsError> {
    let phones = &accounts.options().phones;
    parse_contact(email, phone_number, phones).map_err(|(field, fault)| AccountsError::field(field, fault))
}

/// Sign up
///
/// Sends a code; the account is created once the code is verified. The response is the same if the
/// address or number already has an account.
#[utoipa::path(post, path = "/auth/register", tag = "accounts", security(()), request_body = Register,
    responses((status = 202, body = CodeSent)))]
pub(super) async fn register(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    Command { input, .. }: Command<Register>,
) -> Result<Answer, Problem> {
    let Register { full_name, password, email, phone_number, time_zone, locale } = input;
    let sign_up = SignUp { full_name, password, email, phone_number, time_zone, locale };
    let pending = accounts.register(sign_up, &client).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeSent::from(pending))
}

/// Finish signing up with the code
#[utoipa::path(post, path = "/auth/verify-otp", tag = "accounts", security(()), request_body = VerifyOtp,
    responses((status = 201, body = SessionOpened)))]
pub(super) async fn verify_otp(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    headers: HeaderMap,
    Command { input, .. }: Command<VerifyOtp>,
) -> Result<Response, Problem> {
    let identifier = read_contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let signed_in = accounts.verify(identifier, &input.otp, input.flow, &client).await?;
    sign_in_response(&accounts, &headers, StatusCode::CREATED, signed_in)
}

/// Send another code
#[utoipa::path(post, path = "/auth/resend-otp", tag = "accounts", security(()), request_body = ResendOtp,
    responses((status = 202, body = CodeSent)))]
pub(super) async fn resend_otp(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    Command { input, .. }: Command<ResendOtp>,
) -> Result<Answer, Problem> {
    let identifier = read_contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let pending = accounts.resend(identifier, input.flow, &client).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeSent::from(pending))
}

/// Sign in
#[utoipa::path(post, path = "/auth/login", tag = "accounts", security(()), request_body = Login,
    responses((status = 200, body = SessionOpened)))]
pub(super) async fn login(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    headers: HeaderMap,
    Command { input, .. }: Command<Login>,
) -> Result<Response, Problem> {
    let signed_in = accounts.login(&input.identifier, input.password, &client).await?;
    sign_in_response(&accounts, &headers, StatusCode::OK, signed_in)
}

/// Sign out by ending this session
#[utoipa::path(post, path = "/auth/logout", tag = "accounts", responses((status = 204, description = "Done")))]
pub(super) async fn logout(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    _: Command<NoBody>,
) -> Result<Response, Problem> {
    accounts.end_session(user.id, user.session, &client).await?;
    let mut response = Answer::empty().into_response();
    Cookie::of(&accounts).clear(&mut response);
    Ok(response)
}

/// Change the password; every other session ends
#[utoipa::path(post, path = "/auth/change-password", tag = "accounts", request_body = ChangePassword,
    responses((status = 204, description = "Done")))]
pub(super) async fn change_password(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    Command { input, .. }: Command<ChangePassword>,
) -> Result<Answer, Problem> {
    let ChangePassword { current_password, new_password } = input;
    accounts.change_password(user.id, user.session, current_password, new_password, &client).await?;
    Ok(Answer::empty())
}

/// List your sessions, newest first
#[utoipa::path(get, path = "/auth/sessions", tag = "accounts", params(List),
    responses((status = 200, body = Page<Session>)))]
pub(super) async fn list_sessions(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Answer, Problem> {
    let limit = u32::try_from(list.limit.and_one()).unwrap_or(u32::MAX);
    let found = accounts.sessions(user.id, list.after()?, limit).await?;
    let page = Page::cut(found, list.limit, |session| session.id).map(|session: SessionRow| Session {
        id: session.id,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        device: session.device,
        current: session.id == user.session,
    });
    Answer::json(StatusCode::OK, &page)
}

/// End a session
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "accounts",
    params(("id" = Uuid, Path, description = "The session")), responses((status = 204, description = "Done")))]
pub(super) async fn end_session(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    PathId(id): PathId<SessionId>,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    accounts.end_session(user.id, id, &client).await?;
    Ok(Answer::empty())
}
