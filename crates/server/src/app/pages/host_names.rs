//! Requests for pages at another address than the public one.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use parking_lot::Mutex;
use url::{Host, Url};

use super::requests_page;
use crate::platform::config::PublicUrl;

/// How many different addresses are logged. Clients choose them.
const MAX_LOGGED: usize = 16;

/// The public URL, and the other addresses that were logged.
pub(in crate::app) struct HostNames {
    public_url: PublicUrl,
    logged: Mutex<Vec<String>>,
}

impl HostNames {
    pub(in crate::app) fn new(public_url: PublicUrl) -> Arc<Self> {
        Arc::new(Self { public_url, logged: Mutex::default() })
    }

    /// Returns the address that a browser opened, if it is not the public URL. The scheme is assumed to be the same.
    fn other_address(&self, request: &Request) -> Option<Url> {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        let scheme = if self.public_url.is_https() { "https" } else { "http" };
        let opened = Url::parse(&format!("{scheme}://{host}")).ok()?;
        (opened.origin().ascii_serialization() != self.public_url.origin()).then_some(opened)
    }

    fn log(&self, opened: &Url) {
        let opened = opened.origin().ascii_serialization();
        let mut logged = self.logged.lock();
        if logged.len() < MAX_LOGGED && !logged.contains(&opened) {
            tracing::warn!(
                "a page was opened at another address ({opened}) than public_url ({}): people can't sign in there. \
                 If there is a proxy in between, it must pass on the Host header",
                self.public_url
            );
            logged.push(opened);
        }
    }
}

/// Redirects a browser from 127.0.0.1 to `localhost`, if that is the public host: passkeys and cookies
/// belong to a host name and would be split between the two. Logs other addresses.
pub(in crate::app) async fn check_host_name(
    State(names): State<Arc<HostNames>>,
    request: Request,
    next: Next,
) -> Response {
    if requests_page(&request)
        && let Some(opened) = names.other_address(&request)
    {
        let is_loopback = match opened.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        };
        if is_loopback && names.public_url.host() == "localhost" {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            return Redirect::temporary(&names.public_url.join(path)).into_response();
        }
        names.log(&opened);
    }
    next.run(request).await
}
