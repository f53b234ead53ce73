//! Who is asking: from the header or the cookie to [`CurrentUser`].

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::features::accounts::actions::{Accounts, SignedIn, Visitor};
use crate::features::accounts::rules::device::device;
use crate::features::accounts::{AccountsError, SessionId, UserId};
use crate::platform::http::{Answer, ClientAddr};
use crate::platform::problem::{Problem, ToProblem};

/// 30 days, as long as a session that is not used.
const COOKIE_SECONDS: u32 = 30 * 24 * 60 * 60;
/// 32 bytes in base64url; nothing longer is looked up.
const LONGEST_TOKEN: usize = 64;

/// The person who is asking. A handler that takes it is for signed-in people alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentUser {
    /// Whose session it is.
    pub id: UserId,
    /// Which session.
    pub session: SessionId,
}

/// What [`authenticate`] found, for the extractor.
#[derive(Clone, Copy, Debug)]
enum Caller {
    SessionCache(CurrentUser),
    /// A good cookie, but the request was made by another site.
    Foreign,
}

/// Middleware: finds out who is asking, if anybody says so. It refuses nobody: that is the
/// [`CurrentUser`] extractor's part, so that calls for everybody work with a stale cookie too.
pub async fn authenticate(State(accounts): State<Accounts>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let (token, by_cookie) = match bearer(headers) {
        Some(token) => (Some(token), false),
        None => (cookie(headers, Cookie::of(&accounts).name), true),
    };
    let Some(token) = token.filter(|token| token.len() <= LONGEST_TOKEN).map(str::to_owned) else {
        return next.run(request).await;
    };
    let seen = match accounts.session_of(&token).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return next.run(request).await,
        Err(error) => return error.to_problem().into_response(),
    };
    let foreign =
        by_cookie && !request.method().is_safe() && !is_same_origin(request.headers(), &accounts.options().origin);
    let caller = if foreign {
        Caller::Foreign
    } else {
        Caller::SessionCache(CurrentUser { id: seen.user, session: seen.session })
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    // The browser forgets a cookie on a date of its own: that moves on with the session's.
    if by_cookie && seen.renewed && !response.headers().contains_key(header::SET_COOKIE) {
        Cookie::of(&accounts).keep(&mut response, &token);
    }
    response
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::SessionCache(user)) => Ok(*user),
            Some(Caller::Foreign) => Err(AccountsError::CrossOrigin.into()),
            None => Err(AccountsError::Unauthenticated.into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
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

/// Whether one of our own pages made the request. `Sec-Fetch-Site` is the browser's word that
/// no page can forge; where it is missing, `Origin` must be ours.
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
        // `__Host-` ties the cookie to this host and to https; without https browsers refuse it.
        if accounts.options().origin.starts_with("https://") {
            Self { name: "__Host-habitro", secure: "; Secure" }
        } else {
            Self { name: "habitro", secure: "" }
        }
    }

    fn keep(self, response: &mut Response, token: &str) {
        self.set(response, token, COOKIE_SECONDS);
    }

    /// Tells the browser to forget it.
    pub(super) fn forget(self, response: &mut Response) {
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

/// The answer to a login: to one of our own pages the token goes as a cookie that scripts
/// can't read, to everybody else in the body.
///
/// # Errors
/// When the answer can't be written.
pub fn welcome(
    accounts: &Accounts,
    headers: &HeaderMap,
    status: StatusCode,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let by_cookie = is_same_origin(headers, &accounts.options().origin);
    let SignedIn { token, expires_at, profile } = signed_in;
    let body =
        super::auth::SessionOpened { token: (!by_cookie).then(|| token.clone()), expires_at, user: profile.into() };
    let mut response = Answer::json(status, &body)?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if by_cookie {
        Cookie::of(accounts).keep(&mut response, &token);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn tokens_are_found_where_they_may_be() {
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
    fn same_origin_is_the_browsers_word_or_our_own_origin() {
        let ours = "https://habits.example";
        assert!(is_same_origin(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(is_same_origin(&headers(&[("origin", ours)]), ours));
        for foreign in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://habits.example.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", ours)],
        ] {
            assert!(!is_same_origin(&headers(foreign), ours), "{foreign:?}");
        }
    }
}
