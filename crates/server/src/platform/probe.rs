//! Single HTTP requests that check whether a service can be used, for `habitro doctor`.

use std::error::Error;
use std::io;

use axum::body::Bytes;
use axum::http::{Request, Uri, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::tls::{https_connector, tls_failure};

/// The rest of a longer response is not read.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// The response to a request.
#[derive(Debug)]
pub struct ProbeResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body; empty if it is too long.
    pub body: Bytes,
}

/// Requests `url`, with `bearer` in the `Authorization` header. Redirects are not followed. There is no timeout.
///
/// # Errors
/// A sentence without the URL and the token.
pub async fn get(url: &str, bearer: Option<&str>) -> Result<ProbeResponse, String> {
    let uri: Uri = url.parse().map_err(|_| "the address can't be used".to_owned())?;
    let mut request = Request::get(uri).header(header::ACCEPT, "application/json");
    if let Some(token) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|_| "the key has characters that can't be sent")?;
    let client = Client::builder(TokioExecutor::new()).build(https_connector(HttpConnector::new(), true));
    let response = client.request(request).await.map_err(|error| connection_failure(&error).to_owned())?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), MAX_RESPONSE_BYTES).collect().await;
    Ok(ProbeResponse { status, body: body.map(http_body_util::Collected::to_bytes).unwrap_or_default() })
}

fn connection_failure(error: &(dyn Error + 'static)) -> &'static str {
    if let Some(error) = find_source::<rustls::Error>(error) {
        return tls_failure(error);
    }
    match find_source::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "the server refused the connection: nothing listens on this port",
        Some(io::ErrorKind::TimedOut) => "the server did not respond in time",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => "the server closed the connection",
        // A failed look-up has no kind of its own.
        Some(io::ErrorKind::Other) | None => "the server's name can't be found, or the connection failed",
        Some(_) => "the server can't be reached; check its name and the network",
    }
}

/// Finds an error of type `E` among `error` and its causes.
pub(super) fn find_source<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let found = error.downcast_ref::<E>().or_else(|| {
        // `source` of an I/O error skips the error that it holds.
        error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<E>()
    });
    found.or_else(|| find_source(error.source()?))
}
