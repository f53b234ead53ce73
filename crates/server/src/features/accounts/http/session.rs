//! Authentication: from the `Authorization` header or the session cookie to [`CurrentUser`].

use std::time::Duration;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::features::accounts::actions::{Accounts, ClientInfo};
use crate::features::accounts::rules::device::device;
use crate::features::accounts::{AccountsError, SessionId, UserId};
use crate::platform::http::ClientAddr;
use crate::platform::limits::{AccountLimit, AccountLimits, ChargedAccount, since_epoch};
use crate::platform::problem::{Problem, ToProblem};

/// 30 days, the lifetime of an unused session.
const COOKIE_SECONDS: u32 = 30 * 24 * 60 * 60;
/// Longer tokens are ignored without a lookup; ours are 32 bytes in base64url.
const MAX_TOKEN_LENGTH: usize = 64;

/// The signed-in user. A handler that extracts it rejects requests without a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct CurrentUser {
    pub id: UserId,
    pub session: SessionId,
}

/// The result of [`authenticate`], for the extractor.
#[derive(Clone, Copy, Debug)]
enum Caller {
    Authenticated(CurrentUser),
    /// The cookie is valid, but another site made the request.
    CrossOrigin,
}

/// Middleware that finds the session of a request, if it has one. A request without one is rejected by the
/// [`CurrentUser`] extractor, not here, so that public endpoints also work with a stale cookie.
///
/// The requests of a session take from the limits of its account, and are rejected here beyond them.
pub async fn authenticate(
    State((accounts, limits)): State<(Accounts, AccountLimits)>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let (token, by_cookie) = match bearer(headers) {
        Some(token) => (Some(token), false),
        None => (cookie(headers, Cookie::of(&accounts).name), true),
    };
    let Some(token) = token.filter(|token| token.len() <= MAX_TOKEN_LENGTH).map(str::to_owned) else {
        return next.run(request).await;
    };
    let session = match accounts.authenticate(&token).await {
        Ok(Some(session)) => session,
        Ok(None) => return next.run(request).await,
        Err(error) => return error.to_problem().into_response(),
    };
    let cross_origin =
        by_cookie && !request.method().is_safe() && !is_same_origin(request.headers(), &accounts.options().origin);
    let caller = if cross_origin {
        Caller::CrossOrigin
    } else {
        Caller::Authenticated(CurrentUser { id: session.user, session: session.session })
    };
    request.extensions_mut().insert(caller);
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let now = since_epoch(accounts.options().db.clock().now());
    let mut response = match admit(&limits, caller, request.method(), route, now) {
        Ok(account) => ChargedAccount::scope(account, next.run(request)).await,
        Err(limit) => Problem::from(limit).into_response(),
    };
    // The cookie has an expiry of its own, which must be extended with the session's.
    if by_cookie && session.renewed && !response.headers().contains_key(header::SET_COOKIE) {
        Cookie::of(&accounts).store(&mut response, &token);
    }
    response
}

/// Counts a request of a session, and returns to whom its work is to be charged. A request that another site made is
/// not counted, because it would use up the user's limit, and the extractor rejects it.
fn admit(
    limits: &AccountLimits,
    caller: Caller,
    method: &Method,
    route: &str,
    now: Duration,
) -> Result<Option<ChargedAccount>, AccountLimit> {
    let Caller::Authenticated(user) = caller else { return Ok(None) };
    let admitted = limits.admit(user.id.0, method, now);
    // The thief of a session must not be able to keep its owner from ending it by using up the limit. So such a
    // request is charged to nobody, or its unit of work could be refused.
    if route.starts_with("/api/v1/auth/") { Ok(None) } else { admitted }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::Authenticated(user)) => Ok(*user),
            Some(Caller::CrossOrigin) => Err(AccountsError::CrossOrigin.into()),
            None => Err(AccountsError::Unauthenticated.into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientInfo {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ClientAddr(address) = ClientAddr::from_request_parts(parts, state).await?;
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self { address, device: device(user_agent) })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(named, _)| *named == name).map(|(_, value)| value)
}

/// Returns whether one of our own pages made the request. Pages can't forge `Sec-Fetch-Site`; if it
/// is missing, `Origin` must be ours.
pub(super) fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site.as_bytes() == b"same-origin",
        None => headers.get(header::ORIGIN).is_some_and(|from| from.as_bytes() == origin.as_bytes()),
    }
}

/// The session cookie of this site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie {
    name: &'static str,
    secure: &'static str,
}

impl Cookie {
    pub(super) fn of(accounts: &Accounts) -> Self {
        // The `__Host-` prefix binds the cookie to this host and to HTTPS. Without HTTPS browsers
        // reject it.
        if accounts.options().origin.starts_with("https://") {
            Self { name: "__Host-habitro", secure: "; Secure" }
        } else {
            Self { name: "habitro", secure: "" }
        }
    }

    pub(super) fn store(self, response: &mut Response, token: &str) {
        self.set(response, token, COOKIE_SECONDS);
    }

    pub(super) fn clear(self, response: &mut Response) {
        self.set(response, "", 0);
    }

    fn set(self, response: &mut Response, value: &str, seconds: u32) {
        let Self { name, secure } = self;
        let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(line) = HeaderValue::try_from(line) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn requests_about_sessions_are_counted_but_neither_refused_nor_charged() {
        let (limits, now) = (AccountLimits::new(true), Duration::from_secs(1_000_000));
        let user = CurrentUser { id: UserId(Uuid::from_u128(1)), session: SessionId(Uuid::from_u128(2)) };
        let admitted = |route| admit(&limits, Caller::Authenticated(user), &Method::DELETE, route, now);
        assert!(admitted("/api/v1/me").unwrap().is_some());
        for n in 0..130 {
            assert!(admitted("/api/v1/auth/sessions/{id}").unwrap().is_none(), "{n}");
        }
        assert!(admitted("/api/v1/me").is_err());
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn tokens_come_from_bearer_header_or_session_cookie() {
        assert_eq!(bearer(&headers(&[("authorization", "Bearer abc")])), Some("abc"));
        assert_eq!(bearer(&headers(&[("authorization", "bearer  abc ")])), Some("abc"));
        assert_eq!(bearer(&headers(&[("authorization", "Basic abc")])), None);
        assert_eq!(bearer(&headers(&[("authorization", "abc")])), None);
        let jar = headers(&[("cookie", "a=1; habitro=abc"), ("cookie", "b=2")]);
        assert_eq!(cookie(&jar, "habitro"), Some("abc"));
        assert_eq!(cookie(&jar, "__Host-habitro"), None);
        assert_eq!(cookie(&headers(&[("cookie", "xhabitro=abc; habitro")]), "habitro"), None);
    }

    #[test]
    fn same_origin_needs_fetch_metadata_or_matching_origin() {
        let ours = "https://habits.example";
        assert!(is_same_origin(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(is_same_origin(&headers(&[("origin", ours)]), ours));
        for other in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://habits.example.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", ours)],
        ] {
            assert!(!is_same_origin(&headers(other), ours), "{other:?}");
        }
    }
}
