//! The HTTP client of push services. It connects only to allowed addresses, follows no redirects and has a
//! timeout.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use jiff::Timestamp;
use tower::Service;

use super::Outcome;
use super::guard::{Reach, may_connect};
use crate::platform::retry_after::retry_after;
use crate::platform::tls::https_connector;

/// From connecting to the last byte of the response.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// A service that asks for a longer pause is tried again after this one.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3_600);
/// Responses are small; the rest of a larger one is not read.
const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// Resolves a host name; tests pass their own.
pub(super) type Resolver = Arc<dyn Fn(String) -> ResolverFuture + Send + Sync>;
pub(super) type ResolverFuture = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Returns the system's resolver.
pub(super) fn system_resolver() -> Resolver {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
}

/// Resolves a name to its allowed addresses. The connection is then made to exactly these, so that a second
/// resolution with another result gains nothing (DNS rebinding).
#[derive(Clone)]
struct GuardedResolver {
    resolver: Resolver,
    reach: Reach,
}

impl Service<Name> for GuardedResolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Self { resolver, reach } = self.clone();
        Box::pin(async move {
            let mut addresses = resolver(name.as_str().to_owned()).await?;
            addresses.retain(|address| may_connect(address.ip(), reach));
            if addresses.is_empty() {
                return Err(io::Error::other("no allowed address"));
            }
            Ok(addresses.into_iter())
        })
    }
}

/// An HTTP client; cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    http: HyperClient<HttpsConnector<HttpConnector<GuardedResolver>>, Full<Bytes>>,
    timeout: Duration,
}

/// The response of a service.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// Seconds, at most an hour.
    pub(super) retry_after: Option<u64>,
    pub(super) body: Bytes,
}

impl Client {
    pub(super) fn new(reach: Reach, resolver: Resolver) -> Self {
        let mut http = HttpConnector::new_with_resolver(GuardedResolver { resolver, reach });
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        http.set_nodelay(true);
        let http = HyperClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(4)
            .build(https_connector(http, reach == Reach::Loopback));
        Self { http, timeout: TIMEOUT }
    }

    /// Sends a request. The error contains no personal data.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>, now: Timestamp) -> Result<Reply, &'static str> {
        match tokio::time::timeout(self.timeout, self.exchange(request, now)).await {
            Ok(outcome) => outcome,
            Err(_) => Err("no answer in time"),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, now: Timestamp) -> Result<Reply, &'static str> {
        let sent = self.http.request(request).await;
        let answer = sent.map_err(|error| if error.is_connect() { "can't connect" } else { "the connection broke" })?;
        let retry_after = retry_after(answer.headers(), now).map(|delay| delay.min(MAX_RETRY_AFTER).as_secs());
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MAX_RESPONSE_BYTES).collect().await;
        // Only the status matters: a body that is cut off is ignored.
        let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Ok(Reply { status, retry_after, body })
    }
}

impl Reply {
    /// Returns a temporary failure if the service, not the message, is the problem.
    pub(super) fn service_failure(&self, service: &str) -> Option<Outcome> {
        let busy = self.status == StatusCode::TOO_MANY_REQUESTS || self.status.is_server_error();
        busy.then(|| Outcome::Later {
            reason: format!("{service}: status {}", self.status.as_u16()),
            after: self.retry_after,
        })
    }
}
