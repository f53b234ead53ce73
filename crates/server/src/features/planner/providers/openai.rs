//! One chat completions request and its response, streamed or not.

use std::time::Duration;

use axum::body::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::connection::{self, Reply};
use super::stream::{Completion, EventParser, completion};
use super::{Attempt, CallOutcome, ChatRequest, Provider};
use crate::platform::retry_after::retry_after;

/// The last level of request fields: 0 has all fields, 1 has no schema, 2 only those that every server
/// knows.
pub(super) const MAX_LEVEL: u8 = 2;
/// The maximum length of a response.
const MAX_RESPONSE_BYTES: usize = 2 * 1024 * 1024;
/// The maximum length of the text: a plan of one year has 150 kB.
const MAX_TEXT_BYTES: usize = 256 * 1024;
/// How much of an error response is read.
const MAX_ERROR_BYTES: usize = 16 * 1024;

fn failed(outcome: CallOutcome, status: Option<u16>, detail: impl Into<String>) -> Attempt {
    Attempt { text: String::new(), outcome, status, detail: detail.into(), tokens: None, retry_after: None }
}

impl Provider {
    fn body(&self, request: &ChatRequest, level: u8) -> Value {
        let mut body = json!({"model": self.0.model, "messages": request.messages, "stream": true});
        if level < MAX_LEVEL {
            body["temperature"] = json!(0.7);
            body["max_tokens"] = json!(request.max_tokens);
            body["stream_options"] = json!({"include_usage": true});
        }
        if level == 0
            && let Some(schema) = &request.schema
        {
            let named = json!({"name": "answer", "strict": true, "schema": schema});
            body["response_format"] = json!({"type": "json_schema", "json_schema": named});
            // OpenRouter then uses only models that support the schema. Other servers don't know the field.
            if self.0.url.host_str().is_some_and(|host| host.ends_with("openrouter.ai")) {
                body["provider"] = json!({"require_parameters": true});
            }
        }
        body
    }

    fn http_request(&self, request: &ChatRequest, level: u8) -> Result<Request<Full<Bytes>>, String> {
        let mut http = Request::new(Full::new(Bytes::from(self.body(request, level).to_string())));
        *http.method_mut() = Method::POST;
        let headers = http.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream, application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("habitro/", env!("CARGO_PKG_VERSION"))));
        headers.insert(HeaderName::from_static("x-title"), HeaderValue::from_static("Habitro"));
        let value = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
        headers.insert(HeaderName::from_static("http-referer"), value(&self.0.referer)?);
        if let Some(key) = &self.0.key {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| "the key can't be sent".to_owned())?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(http)
    }

    /// Calls the server once, until `deadline` at most.
    pub(super) async fn attempt(
        &self,
        request: &ChatRequest,
        level: u8,
        deadline: Instant,
        on_partial: &mut (impl FnMut(&str) + Send),
    ) -> Attempt {
        let timeouts = self.0.timeouts;
        let http = match self.http_request(request, level) {
            Ok(http) => http,
            Err(reason) => return failed(CallOutcome::Refused, None, reason),
        };
        let within = |wait: Duration| deadline.min(Instant::now() + wait);
        let first = within(timeouts.connect + timeouts.token);
        let mut reply = match timeout_at(first, connection::send(&self.0.url, http, timeouts.connect)).await {
            Err(_) => return failed(CallOutcome::TooSlow, None, "The server did not respond in time."),
            Ok(Err(reason)) => return failed(CallOutcome::Unreachable, None, reason),
            Ok(Ok(reply)) => reply,
        };
        let status = reply.head.status().as_u16();
        if status != 200 {
            let retry_after = retry_after(reply.head.headers(), self.0.clock.now());
            let body =
                timeout_at(within(timeouts.connect), read_up_to(&mut reply, MAX_ERROR_BYTES)).await.unwrap_or_default();
            return Attempt { retry_after, ..failed(CallOutcome::Refused, Some(status), error_message(&body)) };
        }
        let kind = reply.head.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("text/event-stream") {
            self.streamed(reply, deadline, on_partial).await
        } else if kind.contains("json") {
            let Ok(body) = timeout_at(deadline, read_up_to(&mut reply, MAX_RESPONSE_BYTES)).await else {
                return failed(CallOutcome::TooSlow, Some(status), "The response did not end in time.");
            };
            let Ok(document) = serde_json::from_slice::<Value>(&body) else {
                return failed(CallOutcome::NotUnderstood, Some(status), "The response is not JSON.");
            };
            let completion = completion(&document);
            on_partial(&completion.text);
            finish(completion, true, "")
        } else {
            failed(
                CallOutcome::NotUnderstood,
                Some(status),
                format!("The response is {kind:.80}, not a chat completion."),
            )
        }
    }

    async fn streamed(
        &self,
        mut reply: Reply,
        deadline: Instant,
        on_partial: &mut (impl FnMut(&str) + Send),
    ) -> Attempt {
        let token = self.0.timeouts.token;
        let mut parser = EventParser::default();
        let (mut read, mut last_received) = (0, Instant::now());
        loop {
            let chunk = match timeout_at(deadline.min(last_received + token), reply.chunk()).await {
                Err(_) => {
                    return finish(parser.completion, false, "The server stopped sending, or the time limit passed.");
                }
                Ok(Err(reason)) => return finish(parser.completion, false, &format!("The connection broke: {reason}")),
                Ok(Ok(None)) => {
                    let whole = parser.ended || parser.completion.finished;
                    return finish(parser.completion, whole, if whole { "" } else { "The response is cut off." });
                }
                Ok(Ok(Some(chunk))) => chunk,
            };
            read += chunk.len();
            // Comments only keep the connection open; reasoning text counts as a response.
            if parser.push(&chunk) {
                last_received = Instant::now();
                on_partial(&parser.completion.text);
            }
            if parser.ended {
                return finish(parser.completion, true, "");
            }
            if read > MAX_RESPONSE_BYTES || parser.completion.text.len() > MAX_TEXT_BYTES {
                return finish(parser.completion, false, "The response is too long; the rest was not read.");
            }
        }
    }
}

/// Turns a completion into the outcome of the attempt.
fn finish(mut completion: Completion, whole: bool, detail: &str) -> Attempt {
    if completion.text.len() > MAX_TEXT_BYTES {
        let end = (0..=MAX_TEXT_BYTES).rev().find(|&end| completion.text.is_char_boundary(end)).unwrap_or(0);
        completion.text.truncate(end);
    }
    let is_empty = completion.text.trim().is_empty();
    let (outcome, detail) = match (completion.error, is_empty) {
        // An error event in a stream that began with status 200.
        (Some(error), true) => (CallOutcome::Refused, error),
        (Some(error), false) => (CallOutcome::BrokeOff, error),
        (None, true) if whole => (CallOutcome::Empty, "The response is empty.".to_owned()),
        (None, true) if completion.began => (CallOutcome::Empty, detail.to_owned()),
        (None, true) => (CallOutcome::TooSlow, detail.to_owned()),
        (None, false) if whole && !completion.cut => (CallOutcome::Whole, String::new()),
        (None, false) => (
            CallOutcome::BrokeOff,
            if detail.is_empty() { "Cut off at the token limit.".to_owned() } else { detail.to_owned() },
        ),
    };
    let status = if outcome == CallOutcome::Refused { completion.code.or(Some(200)) } else { Some(200) };
    Attempt { text: completion.text, outcome, status, detail, tokens: completion.tokens, retry_after: None }
}

async fn read_up_to(reply: &mut Reply, max_bytes: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = reply.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > max_bytes {
            body.truncate(max_bytes);
            break;
        }
    }
    body
}

/// Extracts the message of an error response, at most 300 characters.
fn error_message(body: &[u8]) -> String {
    let message = serde_json::from_slice::<Value>(body).ok().and_then(|document| {
        let error = &document["error"];
        error["message"].as_str().or(error.as_str()).or(document["message"].as_str()).map(str::to_owned)
    });
    let text = message.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    crate::platform::text::one_line(&text).chars().take(300).collect()
}
