//! Text messages through Text.lk's HTTP API.
//!
//! `POST /api/http/sms/send` with a JSON body; what counts as sent is a 2xx answer whose body
//! says `"status": "success"`. Everything else is worth another try until the letter expires:
//! an empty account, a blocked key or an outage end when somebody mends them.

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
use super::sms::misdirected;
use super::transport::{Delivery, Envelope, Transport, TransportError};

/// From connecting to the last byte of the answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// An answer is a few hundred bytes.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Hands text messages to Text.lk.
pub struct TextLk {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    address: String,
    api_key: String,
    sender: String,
    patience: Duration,
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
struct Said {
    status: String,
}

impl TextLk {
    /// Messages by the API at `base` (without a slash at its end), paid with `api_key`.
    #[must_use]
    pub fn new(base: &str, api_key: &str, sender: &str) -> Self {
        let provider = rustls::crypto::ring::default_provider();
        let https = match hyper_rustls::HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider) {
            Ok(builder) => builder.https_or_http().enable_http1().build(),
            // ring has every protocol version that rustls asks for by default.
            Err(_) => {
                hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build()
            }
        };
        Self {
            // A connection kept for the next code would be stale more often than not.
            client: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(https),
            address: format!("{base}/api/http/sms/send"),
            api_key: api_key.to_owned(),
            sender: sender.to_owned(),
            patience: PATIENCE,
        }
    }

    /// The same, given up after `patience`.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let OutboxMessage::Sms { to, text } = envelope.letter else { return Err(misdirected()) };
        let message = Message {
            api_token: &self.api_key,
            sender_id: &self.sender,
            recipient: to.trim_start_matches('+'),
            kind: "plain",
            message: &text,
        };
        let body = serde_json::to_vec(&message).map_err(|_| TransportError::Never("can't be written".into()))?;
        match tokio::time::timeout(self.patience, self.exchange(body)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(later("no answer in time")),
        }
    }

    async fn exchange(&self, body: Vec<u8>) -> Result<(), TransportError> {
        let request = Request::post(&self.address)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Full::from(body))
            .map_err(|_| TransportError::Never("textlk: the address can't be used".into()))?;
        let answer = self
            .client
            .request(request)
            .await
            .map_err(|error| later(if error.is_connect() { "can't connect" } else { "the connection broke" }))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(later(&format!("status {}", status.as_u16())));
        }
        let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await;
        let body = body.map_err(|_| later("the answer broke off"))?.to_bytes();
        // What it says beside the status may name the recipient, so it is not repeated.
        match serde_json::from_slice::<Said>(&body) {
            Ok(said) if said.status == "success" => Ok(()),
            Ok(_) => Err(later("it says that it failed")),
            Err(_) => Err(later("not an answer")),
        }
    }
}

impl Transport for TextLk {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }
}

fn later(what: &str) -> TransportError {
    TransportError::Later(format!("textlk: {what}"))
}
