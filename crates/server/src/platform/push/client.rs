//! The HTTP client of pushes: it connects to checked addresses alone, follows no redirect, and
//! gives up in time.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower::Service;

use super::Outcome;
use super::guard::{Reach, may_connect};
use crate::platform::tls::https_connector;

/// From connecting to the last byte of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(4);
/// Answers are small; more of one is not read.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Turns a name into addresses; a seam, so that tests can make a name lie.
pub(super) type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;
pub(super) type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// The system's resolver.
pub(super) fn system() -> Lookup {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
}

/// Resolves a name to those of its addresses that may be connected to. The connection is then
/// made to exactly these: a name that changes its mind in between gains nothing.
#[derive(Clone)]
struct Guarded {
    lookup: Lookup,
    reach: Reach,
}

impl Service<Name> for Guarded {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Self { lookup, reach } = self.clone();
        Box::pin(async move {
            let mut found = lookup(name.as_str().to_owned()).await?;
            found.retain(|address| may_connect(address.ip(), reach));
            if found.is_empty() {
                return Err(io::Error::other("no address that may be connected to"));
            }
            Ok(found.into_iter())
        })
    }
}

/// Asks push services; cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    http: HyperClient<HttpsConnector<HttpConnector<Guarded>>, Full<Bytes>>,
    patience: Duration,
}

/// What a service said.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) retry_after: Option<u64>,
    pub(super) body: Bytes,
}

impl Client {
    pub(super) fn new(reach: Reach, lookup: Lookup) -> Self {
        let mut http = HttpConnector::new_with_resolver(Guarded { lookup, reach });
        http.set_connect_timeout(Some(CONNECT));
        http.set_nodelay(true);
        let http = HyperClient::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(4)
            .build(https_connector(http, reach == Reach::Loopback));
        Self { http, patience: PATIENCE }
    }

    /// Sends; an error is in words that name nobody.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Reply, &'static str> {
        match tokio::time::timeout(self.patience, self.exchange(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err("no answer in time"),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Reply, &'static str> {
        let sent = self.http.request(request).await;
        let answer = sent.map_err(|error| if error.is_connect() { "can't connect" } else { "the connection broke" })?;
        let (status, retry_after) = (answer.status(), retry_after(answer.headers()));
        let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await;
        // The status is what counts; an answer that breaks off after it is still one.
        let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Ok(Reply { status, retry_after, body })
    }
}

/// `Retry-After` in seconds, an hour at most; a date is not read, the usual pause serves.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok().map(|seconds| seconds.min(3_600))
}

impl Reply {
    /// What a failure means that is about the service and not about the message.
    pub(super) fn busy(&self, who: &str) -> Option<Outcome> {
        let busy = self.status == StatusCode::TOO_MANY_REQUESTS || self.status.is_server_error();
        busy.then(|| Outcome::Later {
            reason: format!("{who}: status {}", self.status.as_u16()),
            after: self.retry_after,
        })
    }
}
