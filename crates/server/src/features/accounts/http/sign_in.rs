//! The response to a sign-in, by whatever method.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::me::Profile;
use super::session::{Cookie, is_same_origin};
use crate::features::accounts::actions::{Accounts, SignedIn};
use crate::platform::http::Answer;
use crate::platform::problem::Problem;

/// A session was opened.
#[derive(Serialize, ToSchema)]
pub struct SessionOpened {
    /// For `Authorization: Bearer`; null if the session was set as a cookie.
    #[schema(required)]
    token: Option<String>,
    /// When the session ends unless it is used.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The signed-in user.
    user: Profile,
}

/// Returns the response to a sign-in. Habitro's own pages get the token as a cookie that scripts
/// can't read; other clients get it in the body.
///
/// # Errors
/// If the body can't be serialised.
pub fn sign_in_response(
    accounts: &Accounts,
    headers: &HeaderMap,
    status: StatusCode,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let by_cookie = is_same_origin(headers, &accounts.options().origin);
    let SignedIn { token, expires_at, profile } = signed_in;
    let body = SessionOpened { token: (!by_cookie).then(|| token.clone()), expires_at, user: profile.into() };
    let mut response = Answer::json(status, &body)?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if by_cookie {
        Cookie::of(accounts).store(&mut response, &token);
    }
    Ok(response)
}
