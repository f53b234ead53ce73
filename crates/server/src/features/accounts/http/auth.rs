//! `/auth/*`: signing up, in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::me::Profile;
use super::session::{Cookie, CurrentUser, welcome};
use crate::features::accounts::actions::sign_up_contact;
use crate::features::accounts::actions::{Accounts, Pending, SignUp, Visitor};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::store::SessionRow;
use crate::features::accounts::{AccountsError, SessionId};
use crate::platform::http::{Answer, Command, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// Who signs up; exactly one contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    full_name: String,
    /// Not among the common ones.
    #[schema(min_length = 8, max_length = 200, format = Password)]
    password: String,
    /// E-mail address.
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// Phone number, however it is grouped.
    #[schema(max_length = 32)]
    phone_number: Option<String>,
    /// IANA name; UTC when missing.
    #[schema(max_length = 64)]
    time_zone: Option<String>,
    /// Language tag (BCP 47); `en` when missing.
    #[schema(max_length = 35)]
    locale: Option<String>,
}

/// The code that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyOtp {
    /// E-mail address.
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// Phone number, however it is grouped.
    #[schema(max_length = 32)]
    phone_number: Option<String>,
    /// Six digits.
    #[schema(min_length = 6, max_length = 6)]
    otp: String,
    /// The `flow` of the sign-up.
    flow: Option<Uuid>,
}

/// For whom another code is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResendOtp {
    /// E-mail address.
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// Phone number, however it is grouped.
    #[schema(max_length = 32)]
    phone_number: Option<String>,
    /// The `flow` of the sign-up.
    flow: Option<Uuid>,
}

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// E-mail address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
    /// Password.
    #[schema(max_length = 200, format = Password)]
    password: String,
}

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePassword {
    /// The one that works now.
    #[schema(max_length = 200, format = Password)]
    current_password: String,
    /// The one that is to work from now on.
    #[schema(min_length = 8, max_length = 200, format = Password)]
    new_password: String,
}

/// A code is on its way, if it should be.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeSent {
    /// Send it back with the code.
    flow: Uuid,
    /// As it was given.
    identifier: String,
    /// The code works until then.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Another can be asked for from then on.
    #[schema(value_type = String, format = DateTime)]
    resend_at: Timestamp,
}

/// A session was opened.
#[derive(Serialize, ToSchema)]
pub struct SessionOpened {
    /// For `Authorization: Bearer`; null when the session went into a cookie.
    #[schema(required)]
    pub(super) token: Option<String>,
    /// Ends then unless it is used.
    #[schema(value_type = String, format = DateTime)]
    pub(super) expires_at: Timestamp,
    /// Whose it is.
    pub(super) user: Profile,
}

/// One of the own sessions.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// Id.
    #[schema(value_type = Uuid)]
    id: SessionId,
    /// Opened.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Used last, to the hour.
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    /// Where, in plain words.
    device: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl From<Pending> for CodeSent {
    fn from(pending: Pending) -> Self {
        let Pending { flow, identifier, expires_at, resend_at } = pending;
        Self { flow, identifier, expires_at, resend_at }
    }
}

pub(super) fn contact(
    accounts: &Accounts,
    email: Option<&str>,
    phone_number: Option<&str>,
) -> Result<Identifier, AccountsError> {
    let phones = &accounts.options().phones;
    sign_up_contact(email, phone_number, phones).map_err(|(field, fault)| AccountsError::field(field, fault))
}

/// Sign up
///
/// A code is sent; the account exists once it comes back. The answer is the same whether or
/// not the address or number has an account.
#[utoipa::path(post, path = "/auth/register", tag = "accounts", security(()), request_body = Register,
    responses((status = 202, body = CodeSent)))]
pub(super) async fn register(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    Command { input, .. }: Command<Register>,
) -> Result<Answer, Problem> {
    let Register { full_name, password, email, phone_number, time_zone, locale } = input;
    let sign_up = SignUp { full_name, password, email, phone_number, time_zone, locale };
    let pending = accounts.register(sign_up, &visitor).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeSent::from(pending))
}

/// Finish signing up with the code
#[utoipa::path(post, path = "/auth/verify-otp", tag = "accounts", security(()), request_body = VerifyOtp,
    responses((status = 201, body = SessionOpened)))]
pub(super) async fn verify_otp(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    headers: HeaderMap,
    Command { input, .. }: Command<VerifyOtp>,
) -> Result<Response, Problem> {
    let identifier = contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let signed_in = accounts.verify(identifier, &input.otp, input.flow, &visitor).await?;
    welcome(&accounts, &headers, StatusCode::CREATED, signed_in)
}

/// Send another code
#[utoipa::path(post, path = "/auth/resend-otp", tag = "accounts", security(()), request_body = ResendOtp,
    responses((status = 202, body = CodeSent)))]
pub(super) async fn resend_otp(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    Command { input, .. }: Command<ResendOtp>,
) -> Result<Answer, Problem> {
    let identifier = contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let pending = accounts.resend(identifier, input.flow, &visitor).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeSent::from(pending))
}

/// Sign in
#[utoipa::path(post, path = "/auth/login", tag = "accounts", security(()), request_body = Login,
    responses((status = 200, body = SessionOpened)))]
pub(super) async fn login(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    headers: HeaderMap,
    Command { input, .. }: Command<Login>,
) -> Result<Response, Problem> {
    let signed_in = accounts.login(&input.identifier, input.password, &visitor).await?;
    welcome(&accounts, &headers, StatusCode::OK, signed_in)
}

/// Sign out: end this session
#[utoipa::path(post, path = "/auth/logout", tag = "accounts", responses((status = 204, description = "Done")))]
pub(super) async fn logout(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    _: Command<NoBody>,
) -> Result<Response, Problem> {
    accounts.end_session(user.id, user.session, &visitor).await?;
    let mut response = Answer::empty().into_response();
    Cookie::of(&accounts).forget(&mut response);
    Ok(response)
}

/// Change the password; every other session ends
#[utoipa::path(post, path = "/auth/change-password", tag = "accounts", request_body = ChangePassword,
    responses((status = 204, description = "Done")))]
pub(super) async fn change_password(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    Command { input, .. }: Command<ChangePassword>,
) -> Result<Answer, Problem> {
    let ChangePassword { current_password, new_password } = input;
    accounts.change_password(user.id, user.session, current_password, new_password, &visitor).await?;
    Ok(Answer::empty())
}

/// The own sessions, newest first
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
    visitor: Visitor,
    PathId(id): PathId<SessionId>,
    _: Command<NoBody>,
) -> Result<Answer, Problem> {
    accounts.end_session(user.id, id, &visitor).await?;
    Ok(Answer::empty())
}
