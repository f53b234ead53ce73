//! Text messages through Text.lk's HTTP API.
//!
//! `POST /api/http/sms/send` with a JSON body. A message counts as sent after a 2xx response whose
//! body has `"status": "success"`. Everything else is retried until the message expires: an empty
//! account, a blocked key or an outage end when an operator fixes them.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::{Deserialize, Serialize};

use super::OutboxMessage;
use super::sms::wrong_channel;
use super::transport::{Delivery, Envelope, Transport, TransportError};
use crate::platform::tls::https_connector;

/// The timeout from connecting to the last byte of the response.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Usual responses have a few hundred bytes.
const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// Sends text messages through Text.lk.
pub struct TextLk {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    address: String,
    api_key: String,
    sender: String,
    timeout: Duration,
}

#[derive(Serialize)]
struct Message<'a> {
    api_token: &'a str,
    sender_id: &'a str,
    /// E.164 without the plus.
    recipient: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    message: &'a str,
}

#[derive(Deserialize)]
struct StatusBody {
    status: String,
}

impl TextLk {
    /// Creates a client of the API at `base` (without a trailing slash).
    #[must_use]
    pub fn new(base: &str, api_key: &str, sender: &str) -> Self {
        let https = https_connector(HttpConnector::new(), true);
        Self {
            // Messages are so rare that a pooled connection would usually be stale.
            client: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(https),
            address: format!("{base}/api/http/sms/send"),
            api_key: api_key.to_owned(),
            sender: sender.to_owned(),
            timeout: TIMEOUT,
        }
    }

    /// Replaces the timeout.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let OutboxMessage::Sms { to, text } = envelope.message else { return Err(wrong_channel()) };
        let message = Message {
            api_token: &self.api_key,
            sender_id: &self.sender,
            recipient: to.trim_start_matches('+'),
            kind: "plain",
            message: &text,
        };
        let body = serde_json::to_vec(&message).map_err(|_| TransportError::Permanent("can't be encoded".into()))?;
        match tokio::time::timeout(self.timeout, self.exchange(body)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(temporary("timed out")),
        }
    }

    async fn exchange(&self, body: Vec<u8>) -> Result<(), TransportError> {
        let request = Request::post(&self.address)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Full::from(body))
            .map_err(|_| TransportError::Permanent("textlk: the address can't be used".into()))?;
        let response =
            self.client.request(request).await.map_err(|error| {
                temporary(if error.is_connect() { "can't connect" } else { "the connection broke" })
            })?;
        let status = response.status();
        if !status.is_success() {
            return Err(temporary(&format!("status {}", status.as_u16())));
        }
        let body = Limited::new(response.into_body(), MAX_RESPONSE_BYTES).collect().await;
        let body = body.map_err(|_| temporary("the response was cut off"))?.to_bytes();
        // Other fields may contain the recipient, so they are not logged.
        match serde_json::from_slice::<StatusBody>(&body) {
            Ok(body) if body.status == "success" => Ok(()),
            Ok(_) => Err(temporary("the provider reports a failure")),
            Err(_) => Err(temporary("invalid response")),
        }
    }
}

impl Transport for TextLk {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }
}

fn temporary(what: &str) -> TransportError {
    TransportError::Temporary(format!("textlk: {what}"))
}
