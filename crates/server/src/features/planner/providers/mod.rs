//! Who writes plans beside the built-in planner: any server that speaks OpenAI's chat
//! completions.
//!
//! Nothing here touches the database, and nothing here trusts an answer: it brings text.

mod connection;
mod openai;
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::platform::config::Ai;
use crate::platform::limits::CircuitBreaker;

/// Failures in a row after which the server is not called for [`BREAKER_PAUSE`].
const BREAKER_FAILURES: u32 = 5;
const BREAKER_PAUSE: Duration = Duration::from_secs(30);

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the connection.
    pub connect: Duration,
    /// For the first piece of an answer, and between two pieces.
    pub token: Duration,
    /// For a whole draft, asking again included.
    pub draft: Duration,
    /// For one answer that somebody waits for: a classification, questions, one task.
    pub answer: Duration,
    /// Before the first of the retries; the second waits three times as long.
    pub retry: Duration,
    /// How long a model goes on when nobody looks any more.
    pub alone: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            token: Duration::from_secs(20),
            // 90 s are promised; the rest is for filling in and storing.
            draft: Duration::from_secs(84),
            answer: Duration::from_secs(15),
            retry: Duration::from_millis(500),
            alone: Duration::from_secs(20),
        }
    }
}

/// One thing said to a model.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Message {
    /// `system` or `user`.
    pub role: String,
    /// What is said.
    pub content: String,
}

/// What a model is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which prompt it is, with its version: `plan.v1`.
    pub prompt: &'static str,
    /// What is said.
    pub messages: Vec<Message>,
    /// The JSON schema of the answer, where the server can hold a model to one.
    pub schema: Option<serde_json::Value>,
    /// Most tokens of the answer.
    pub max_tokens: u32,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The answer is whole.
    Whole,
    /// The answer breaks off.
    BrokeOff,
    /// There was an answer without anything in it.
    Empty,
    /// No connection.
    Unreachable,
    /// Nothing came in time.
    TooSlow,
    /// The server refused: see the status.
    Refused,
    /// What came is no chat completion.
    NotUnderstood,
    /// It failed too often just now and was left alone.
    NotTried,
    /// It was stopped because nobody waited any more.
    Stopped,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The model's text, as far as it came.
    pub text: String,
    /// How it ended.
    pub ended: Ended,
    /// The last HTTP status.
    pub status: Option<u16>,
    /// What went wrong, in words for the trace; without the key.
    pub detail: String,
    /// Tokens in and out, as the server counts them, else estimated.
    pub tokens: u32,
    /// Requests made, retries included.
    pub tries: u32,
}

/// One try.
struct Attempt {
    text: String,
    ended: Ended,
    status: Option<u16>,
    detail: String,
    tokens: Option<u32>,
    retry_after: Option<Duration>,
}

/// A server and a model on it. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    url: Url,
    shown: String,
    model: String,
    key: Option<String>,
    referer: String,
    patience: Patience,
    breaker: Mutex<CircuitBreaker>,
    /// The origin of the time that the breaker is given.
    started_at: Instant,
    /// How much of the request the server understood so far: see `openai::Level`.
    level: AtomicU8,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({}, {})", self.0.shown, self.0.model)
    }
}

const RETRIES: u32 = 2;
/// A server that wants to be left alone for longer is.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(10);

impl Provider {
    /// The server and model of `ai`; `referer` is our own public address, which OpenRouter asks
    /// for. `None` when the address can't be used (the configuration has checked it).
    #[must_use]
    pub fn new(ai: &Ai, referer: &str, patience: Patience) -> Option<Self> {
        let mut url = Url::parse(&ai.base_url).ok()?;
        let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
        url.set_path(&path);
        // A password in the address is not ours to show, and is not sent: keys are.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let shown = format!("{}{}", url.origin().ascii_serialization(), url.path());
        Some(Self(Arc::new(Inner {
            url,
            shown,
            model: ai.model.clone(),
            key: ai.api_key.clone(),
            referer: referer.to_owned(),
            patience,
            breaker: Mutex::new(CircuitBreaker::new(BREAKER_FAILURES, BREAKER_PAUSE)),
            started_at: Instant::now(),
            level: AtomicU8::new(0),
        })))
    }

    /// The address that is called, without anything secret.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.0.shown
    }

    /// The model that is asked.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// How long it waits for what.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.0.patience
    }

    /// Asks, with retries, until `deadline` at most; `so_far` sees the whole text whenever it
    /// grew. Dropping the future closes the connection.
    pub async fn chat(&self, ask: &Ask, deadline: Instant, mut so_far: impl FnMut(&str) + Send) -> Exchange {
        let inner = &*self.0;
        let mut tries = 0;
        let mut retries = 0;
        let mut level = inner.level.load(Ordering::Relaxed);
        loop {
            let now = Instant::now();
            if !inner.breaker.lock().allows(now - inner.started_at) {
                return exchange(
                    none(Ended::NotTried, "It failed several times in a row and is left alone."),
                    ask,
                    tries,
                );
            }
            if now >= deadline {
                return exchange(none(Ended::TooSlow, "The time for this plan is over."), ask, tries);
            }
            tries += 1;
            let mut attempt = self.attempt(ask, level, deadline, &mut so_far).await;
            attempt.detail = self.scrub(&attempt.detail);
            attempt.text = self.scrub(&attempt.text);
            // Perhaps it does not know one of our fields: once more with fewer of them.
            if matches!(attempt.status, Some(400 | 404 | 422)) && level < openai::PLAINEST {
                level += 1;
                continue;
            }
            let answered = matches!(attempt.ended, Ended::Whole | Ended::BrokeOff | Ended::Empty);
            if answered {
                inner.breaker.lock().record_success();
                // That helped: from now on like this.
                inner.level.store(level, Ordering::Relaxed);
                return exchange(attempt, ask, tries);
            }
            inner.breaker.lock().record_failure(inner.started_at.elapsed());
            let again = match attempt.ended {
                Ended::Unreachable => true,
                Ended::Refused => matches!(attempt.status, Some(429 | 500 | 502..=504 | 529)),
                _ => false,
            };
            let pause = attempt.retry_after.unwrap_or(inner.patience.retry * 3_u32.pow(retries));
            if !again || retries == RETRIES || pause > LONGEST_RETRY_AFTER || Instant::now() + pause >= deadline {
                tracing::warn!(server = inner.shown, ended = ?attempt.ended, status = attempt.status, detail = attempt.detail,
                    "the AI did not answer");
                return exchange(attempt, ask, tries);
            }
            retries += 1;
            sleep(pause).await;
        }
    }

    /// `text` without the key, should a server repeat it.
    fn scrub(&self, text: &str) -> String {
        match &self.0.key {
            Some(key) if key.len() >= 4 => text.replace(key.as_str(), "(key)"),
            _ => text.to_owned(),
        }
    }
}

fn none(ended: Ended, detail: &str) -> Attempt {
    let detail = detail.to_owned();
    Attempt { text: String::new(), ended, status: None, detail, tokens: None, retry_after: None }
}

fn exchange(attempt: Attempt, ask: &Ask, tries: u32) -> Exchange {
    let Attempt { text, ended, status, detail, tokens, .. } = attempt;
    let sent: usize = ask.messages.iter().map(|message| message.content.len()).sum();
    // About four letters a token; only what a server does not count itself.
    let estimate = u32::try_from((sent + text.len()) / 4).unwrap_or(u32::MAX);
    let answered = matches!(ended, Ended::Whole | Ended::BrokeOff | Ended::Empty | Ended::TooSlow);
    let tokens = tokens.unwrap_or(if answered { estimate } else { 0 });
    Exchange { text, ended, status, detail, tokens, tries }
}
