//! One request of chat completions and its answer, streamed or not.

use std::time::Duration;

use axum::body::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::connection::{self, Reply};
use super::stream::{Events, Said, completion};
use super::{Ask, Attempt, Ended, Provider};

/// The last of the levels: 0 everything, 1 without a schema, 2 nothing but what every server knows.
pub(super) const PLAINEST: u8 = 2;
/// More of an answer is not read.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// More of a text is not kept: a plan of a year has 150 kB.
const MOST_TEXT: usize = 256 * 1024;
/// How much of an error's body is looked at.
const MOST_ERROR: usize = 16 * 1024;

fn failed(ended: Ended, status: Option<u16>, detail: impl Into<String>) -> Attempt {
    Attempt { text: String::new(), ended, status, detail: detail.into(), tokens: None, retry_after: None }
}

impl Provider {
    fn body(&self, ask: &Ask, level: u8) -> Value {
        let mut body = json!({"model": self.0.model, "messages": ask.messages, "stream": true});
        if level < PLAINEST {
            body["temperature"] = json!(0.7);
            body["max_tokens"] = json!(ask.max_tokens);
            body["stream_options"] = json!({"include_usage": true});
        }
        if level == 0
            && let Some(schema) = &ask.schema
        {
            let named = json!({"name": "answer", "strict": true, "schema": schema});
            body["response_format"] = json!({"type": "json_schema", "json_schema": named});
            // OpenRouter: only models that hold to it. A word of OpenRouter's alone.
            if self.0.url.host_str().is_some_and(|host| host.ends_with("openrouter.ai")) {
                body["provider"] = json!({"require_parameters": true});
            }
        }
        body
    }

    fn request(&self, ask: &Ask, level: u8) -> Result<Request<Full<Bytes>>, String> {
        let mut request = Request::new(Full::new(Bytes::from(self.body(ask, level).to_string())));
        *request.method_mut() = Method::POST;
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream, application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("habitro/", env!("CARGO_PKG_VERSION"))));
        headers.insert(HeaderName::from_static("x-title"), HeaderValue::from_static("Habitro"));
        let said = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
        headers.insert(HeaderName::from_static("http-referer"), said(&self.0.referer)?);
        if let Some(key) = &self.0.key {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| "the key can't be sent".to_owned())?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(request)
    }

    /// Asks once; answers at `deadline` at the latest.
    pub(super) async fn attempt(
        &self,
        ask: &Ask,
        level: u8,
        deadline: Instant,
        so_far: &mut (impl FnMut(&str) + Send),
    ) -> Attempt {
        let patience = self.0.patience;
        let request = match self.request(ask, level) {
            Ok(request) => request,
            Err(reason) => return failed(Ended::Refused, None, reason),
        };
        let soon = |wait: Duration| deadline.min(Instant::now() + wait);
        let first = soon(patience.connect + patience.token);
        let mut reply = match timeout_at(first, connection::send(&self.0.url, request, patience.connect)).await {
            Err(_) => return failed(Ended::TooSlow, None, "No answer in time."),
            Ok(Err(reason)) => return failed(Ended::Unreachable, None, reason),
            Ok(Ok(reply)) => reply,
        };
        let status = reply.head.status().as_u16();
        if status != 200 {
            let retry_after = retry_after(reply.head.headers());
            let body = timeout_at(soon(patience.connect), read_up_to(&mut reply, MOST_ERROR)).await.unwrap_or_default();
            return Attempt { retry_after, ..failed(Ended::Refused, Some(status), error_words(&body)) };
        }
        let kind = reply.head.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("text/event-stream") {
            self.streamed(reply, deadline, so_far).await
        } else if kind.contains("json") {
            let Ok(body) = timeout_at(deadline, read_up_to(&mut reply, MOST_BYTES)).await else {
                return failed(Ended::TooSlow, Some(status), "The answer did not end in time.");
            };
            let Ok(document) = serde_json::from_slice::<Value>(&body) else {
                return failed(Ended::NotUnderstood, Some(status), "The answer is not JSON.");
            };
            let said = completion(&document);
            so_far(&said.text);
            settled(said, true, "")
        } else {
            failed(Ended::NotUnderstood, Some(status), format!("The answer is {kind:.80}, not a chat completion."))
        }
    }

    async fn streamed(&self, mut reply: Reply, deadline: Instant, so_far: &mut (impl FnMut(&str) + Send)) -> Attempt {
        let token = self.0.patience.token;
        let mut events = Events::default();
        let (mut read, mut heard) = (0, Instant::now());
        loop {
            let chunk = match timeout_at(deadline.min(heard + token), reply.chunk()).await {
                Err(_) => return settled(events.said, false, "It stopped talking, or the time was over."),
                Ok(Err(reason)) => return settled(events.said, false, &format!("The connection broke: {reason}")),
                Ok(Ok(None)) => {
                    let whole = events.ended || events.said.finished;
                    return settled(events.said, whole, if whole { "" } else { "The answer breaks off." });
                }
                Ok(Ok(Some(chunk))) => chunk,
            };
            read += chunk.len();
            // Comments keep a line alive but are no answer; thinking aloud is one.
            if events.push(&chunk) {
                heard = Instant::now();
                so_far(&events.said.text);
            }
            if events.ended {
                return settled(events.said, true, "");
            }
            if read > MOST_BYTES || events.said.text.len() > MOST_TEXT {
                return settled(events.said, false, "The answer is far too long; the rest was not read.");
            }
        }
    }
}

/// The attempt that `said` makes.
fn settled(mut said: Said, whole: bool, detail: &str) -> Attempt {
    if said.text.len() > MOST_TEXT {
        let end = (0..=MOST_TEXT).rev().find(|&end| said.text.is_char_boundary(end)).unwrap_or(0);
        said.text.truncate(end);
    }
    let silent = said.text.trim().is_empty();
    let (ended, detail) = match (said.error, silent) {
        // An error instead of an answer, inside a stream that began well.
        (Some(error), true) => (Ended::Refused, error),
        (Some(error), false) => (Ended::BrokeOff, error),
        (None, true) if whole => (Ended::Empty, "The answer is empty.".to_owned()),
        (None, true) if said.began => (Ended::Empty, detail.to_owned()),
        (None, true) => (Ended::TooSlow, detail.to_owned()),
        (None, false) if whole && !said.cut => (Ended::Whole, String::new()),
        (None, false) => {
            (Ended::BrokeOff, if detail.is_empty() { "Cut at the most tokens.".to_owned() } else { detail.to_owned() })
        }
    };
    let status = if ended == Ended::Refused { said.code.or(Some(200)) } else { Some(200) };
    Attempt { text: said.text, ended, status, detail, tokens: said.tokens, retry_after: None }
}

async fn read_up_to(reply: &mut Reply, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = reply.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            body.truncate(most);
            break;
        }
    }
    body
}

/// What an error's body says, in at most 300 characters.
fn error_words(body: &[u8]) -> String {
    let told = serde_json::from_slice::<Value>(body).ok().and_then(|document| {
        let error = &document["error"];
        error["message"].as_str().or(error.as_str()).or(document["message"].as_str()).map(str::to_owned)
    });
    let text = told.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    crate::platform::text::one_line(&text).chars().take(300).collect()
}

/// Seconds; a date is left alone.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse::<f32>().ok().filter(|seconds| (0.0..1e6).contains(seconds)).map(Duration::from_secs_f32)
}
