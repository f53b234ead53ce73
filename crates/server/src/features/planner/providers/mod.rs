//! AI providers: any server with an OpenAI-compatible chat completions API.
//!
//! This module does not use the database and does not validate responses; it only returns text.

mod connection;
mod openai;
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::platform::clock::Clock;
use crate::platform::config::Ai;
use crate::platform::limits::CircuitBreaker;

/// Failures in a row after which the server is not called for [`BREAKER_PAUSE`].
const BREAKER_FAILURES: u32 = 5;
const BREAKER_PAUSE: Duration = Duration::from_secs(30);

/// The timeouts of calls to the AI.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For connecting.
    pub connect: Duration,
    /// For the first part of a response, and between two parts.
    pub token: Duration,
    /// For a complete draft, including the request for missing days.
    pub draft: Duration,
    /// For a short answer: a classification, questions, one task.
    pub answer: Duration,
    /// The delay before the first retry; the second waits three times as long.
    pub retry: Duration,
    /// After this long without a request for it, a draft counts as abandoned.
    pub abandoned: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            token: Duration::from_secs(20),
            // The API promises a draft within 90 s; the rest is for completing and storing it.
            draft: Duration::from_secs(84),
            answer: Duration::from_secs(15),
            retry: Duration::from_millis(500),
            abandoned: Duration::from_secs(20),
        }
    }
}

/// One message to a model.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = Message)]
pub struct ChatMessage {
    /// `system` or `user`.
    pub role: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub content: String,
}

/// A request to a model.
#[derive(Clone, Debug)]
pub struct ChatRequest {
    /// The name and version of the prompt: `plan.v1`.
    pub prompt: &'static str,
    #[allow(missing_docs, reason = "the name says it")]
    pub messages: Vec<ChatMessage>,
    /// The JSON schema of the response, for servers that can enforce one.
    pub schema: Option<serde_json::Value>,
    /// The maximum number of tokens in the response.
    pub max_tokens: u32,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Ended)]
pub enum CallOutcome {
    /// The response is complete.
    Whole,
    /// The response is cut off.
    BrokeOff,
    /// The response is empty.
    Empty,
    /// No connection.
    Unreachable,
    /// The call timed out.
    TooSlow,
    /// The server refused the call; see the status.
    Refused,
    /// The response is not a chat completion.
    NotUnderstood,
    /// The circuit breaker was open, so no call was made.
    NotTried,
    /// The call was cancelled because nobody waited for it.
    Stopped,
}

/// A response of a model.
#[derive(Clone, Debug)]
pub struct ChatResponse {
    /// The text received so far.
    pub text: String,
    /// How the call ended.
    pub outcome: CallOutcome,
    /// The last HTTP status.
    pub status: Option<u16>,
    /// The reason of a failure, for the trace. It never contains the API key.
    pub detail: String,
    /// Tokens in and out as counted by the server, or an estimate.
    pub tokens: u32,
    /// Requests made, retries included.
    pub tries: u32,
}

/// The outcome of one attempt.
struct Attempt {
    text: String,
    outcome: CallOutcome,
    status: Option<u16>,
    detail: String,
    tokens: Option<u32>,
    retry_after: Option<Duration>,
}

/// An AI server and a model on it; cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<ProviderInner>);

struct ProviderInner {
    url: Url,
    /// The URL without secrets, for display.
    display_url: String,
    model: String,
    key: Option<String>,
    referer: String,
    timeouts: Timeouts,
    clock: Clock,
    breaker: Mutex<CircuitBreaker>,
    /// The origin of the time that the breaker is given.
    started_at: Instant,
    /// The level of request fields that the server accepts: see [`openai::MAX_LEVEL`].
    level: AtomicU8,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({}, {})", self.0.display_url, self.0.model)
    }
}

const MAX_RETRIES: u32 = 2;
/// A server that asks for a longer delay is not called again.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(10);

impl Provider {
    /// Creates a provider. `referer` is this server's public URL, which OpenRouter asks for. Returns
    /// `None` if the base URL is invalid, which the configuration has already checked.
    #[must_use]
    pub fn new(ai: &Ai, referer: &str, timeouts: Timeouts, clock: Clock) -> Option<Self> {
        let mut url = Url::parse(&ai.base_url).ok()?;
        let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
        url.set_path(&path);
        // Credentials in the URL are neither shown nor sent; the API key is sent in a header.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let display_url = format!("{}{}", url.origin().ascii_serialization(), url.path());
        Some(Self(Arc::new(ProviderInner {
            url,
            display_url,
            model: ai.model.clone(),
            key: ai.api_key.clone(),
            referer: referer.to_owned(),
            timeouts,
            clock,
            breaker: Mutex::new(CircuitBreaker::new(BREAKER_FAILURES, BREAKER_PAUSE)),
            started_at: Instant::now(),
            level: AtomicU8::new(0),
        })))
    }

    /// Returns the URL that is called, without secrets.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.0.display_url
    }

    /// Returns the name of the model.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// Returns the timeouts of calls.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        self.0.timeouts
    }

    /// Calls the AI, with retries, until `deadline` at most. `on_partial` gets the text received so far
    /// whenever it has grown. Dropping the future closes the connection.
    pub async fn chat(
        &self,
        request: &ChatRequest,
        deadline: Instant,
        mut on_partial: impl FnMut(&str) + Send,
    ) -> ChatResponse {
        let inner = &*self.0;
        let mut tries = 0;
        let mut retries = 0;
        let mut level = inner.level.load(Ordering::Relaxed);
        loop {
            let now = Instant::now();
            if !inner.breaker.lock().allows(now - inner.started_at) {
                return response(
                    not_sent(
                        CallOutcome::NotTried,
                        "The server failed several times in a row, so it is not called for now.",
                    ),
                    request,
                    tries,
                );
            }
            if now >= deadline {
                return response(
                    not_sent(CallOutcome::TooSlow, "The time limit for this plan has passed."),
                    request,
                    tries,
                );
            }
            tries += 1;
            let mut attempt = self.attempt(request, level, deadline, &mut on_partial).await;
            attempt.detail = self.redact(&attempt.detail);
            attempt.text = self.redact(&attempt.text);
            // The server may not know a field of the request: try again with fewer fields.
            if matches!(attempt.status, Some(400 | 404 | 422)) && level < openai::MAX_LEVEL {
                level += 1;
                continue;
            }
            let answered = matches!(attempt.outcome, CallOutcome::Whole | CallOutcome::BrokeOff | CallOutcome::Empty);
            if answered {
                inner.breaker.lock().record_success();
                // This level works, so later calls start with it.
                inner.level.store(level, Ordering::Relaxed);
                return response(attempt, request, tries);
            }
            inner.breaker.lock().record_failure(inner.started_at.elapsed());
            let again = match attempt.outcome {
                CallOutcome::Unreachable => true,
                CallOutcome::Refused => matches!(attempt.status, Some(429 | 500 | 502..=504 | 529)),
                _ => false,
            };
            let pause = attempt.retry_after.unwrap_or(inner.timeouts.retry * 3_u32.pow(retries));
            if !again || retries == MAX_RETRIES || pause > MAX_RETRY_AFTER || Instant::now() + pause >= deadline {
                tracing::warn!(server = inner.display_url, outcome = ?attempt.outcome, status = attempt.status, detail = attempt.detail,
                    "the AI did not respond");
                return response(attempt, request, tries);
            }
            retries += 1;
            sleep(pause).await;
        }
    }

    /// Removes the API key from `text`, in case a server repeats it.
    fn redact(&self, text: &str) -> String {
        match &self.0.key {
            Some(key) if key.len() >= 4 => text.replace(key.as_str(), "(key)"),
            _ => text.to_owned(),
        }
    }
}

fn not_sent(outcome: CallOutcome, detail: &str) -> Attempt {
    let detail = detail.to_owned();
    Attempt { text: String::new(), outcome, status: None, detail, tokens: None, retry_after: None }
}

fn response(attempt: Attempt, request: &ChatRequest, tries: u32) -> ChatResponse {
    let Attempt { text, outcome, status, detail, tokens, .. } = attempt;
    let sent: usize = request.messages.iter().map(|message| message.content.len()).sum();
    // About four characters per token, for servers that don't report usage.
    let estimate = u32::try_from((sent + text.len()) / 4).unwrap_or(u32::MAX);
    let answered =
        matches!(outcome, CallOutcome::Whole | CallOutcome::BrokeOff | CallOutcome::Empty | CallOutcome::TooSlow);
    let tokens = tokens.unwrap_or(if answered { estimate } else { 0 });
    ChatResponse { text, outcome, status, detail, tokens, tries }
}
