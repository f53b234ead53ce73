//! An AI that is none: chat completions that stream well, and misbehave on demand.
//!
//! How it behaves is said in three ways; the first that is said holds: the model's name
//! (`fake/drip`), [`FakeAi::behave`] or `PUT /mode` with the mode's name, else well.

mod writing;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;
use tokio_stream::wrappers::ReceiverStream;

/// How the fake behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Streams what was asked for.
    Well,
    /// The same, slowly enough to watch: a day a third of a second.
    Calm,
    /// Takes the request and says nothing.
    Hang,
    /// One letter now and then, for ever.
    Drip,
    /// Breaks the connection in the middle.
    Truncate,
    /// Stops in the middle as if it had reached its most tokens.
    Length,
    /// 429 with `Retry-After: 1`, always.
    Limited,
    /// 429 once with `Retry-After: 1` from when it was told to, then well.
    LimitedOnce,
    /// 500, always.
    Failing,
    /// 200 with another content type.
    WrongType,
    /// A chat completion without content.
    Empty,
    /// A page of HTML.
    Html,
    /// 5 MB of text.
    Huge,
    /// Tasks full of markup, links and commands.
    Injected,
    /// Leaves days out; asked again, writes them.
    Missing,
    /// Leaves days out whatever is asked.
    MissingAlways,
    /// `Day 1:` and lines below it.
    Lines,
    /// JSON in a fence with chatter and trailing commas.
    Fenced,
    /// No stream: one document.
    Whole,
    /// Refuses `response_format` and `stream_options` with 400.
    Old,
    /// Refuses the key, and repeats it.
    Unauthorized,
    /// Answers in Chinese.
    Chinese,
}

impl Mode {
    /// Every mode with its name.
    pub const ALL: [(&'static str, Self); 22] = [
        ("well", Self::Well),
        ("calm", Self::Calm),
        ("hang", Self::Hang),
        ("drip", Self::Drip),
        ("truncate", Self::Truncate),
        ("length", Self::Length),
        ("429", Self::Limited),
        ("429-once", Self::LimitedOnce),
        ("500", Self::Failing),
        ("wrong-type", Self::WrongType),
        ("empty", Self::Empty),
        ("html", Self::Html),
        ("5mb", Self::Huge),
        ("injected", Self::Injected),
        ("missing", Self::Missing),
        ("missing-always", Self::MissingAlways),
        ("lines", Self::Lines),
        ("fenced", Self::Fenced),
        ("whole", Self::Whole),
        ("old", Self::Old),
        ("401", Self::Unauthorized),
        ("chinese", Self::Chinese),
    ];

    /// The mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, mode)| *mode)
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Value,
}

struct Shared {
    mode: Mutex<Mode>,
    /// Whether [`Mode::LimitedOnce`] is still to refuse.
    limits: AtomicBool,
    said: Mutex<Option<String>>,
    heard: Mutex<Vec<Heard>>,
    plans: Mutex<u32>,
    hung_up: watch::Sender<u32>,
}

/// A running fake; ends with this value.
pub struct FakeAi {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: oneshot::Sender<()>,
}

impl std::fmt::Debug for FakeAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FakeAi({})", self.address)
    }
}

impl FakeAi {
    /// Starts one on a free port.
    pub async fn start(mode: Mode) -> Self {
        Self::on("127.0.0.1:0".parse().unwrap(), mode).await.unwrap()
    }

    /// Starts one on `address`.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub async fn on(address: SocketAddr, mode: Mode) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let shared = Arc::new(Shared {
            mode: Mutex::new(mode),
            limits: AtomicBool::new(true),
            said: Mutex::default(),
            heard: Mutex::default(),
            plans: Mutex::default(),
            hung_up: watch::Sender::new(0),
        });
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/models", get(|| async { Json(json!({"object": "list", "data": [{"id": "fake/well"}]})) }))
            .route("/mode", put(set_mode))
            .with_state(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            let ended = async move {
                let _ = stopped.await;
            };
            tokio::select! {
                _ = axum::serve(listener, router) => {}
                () = ended => {}
            }
        });
        Ok(Self { address, shared, _stop: stop })
    }

    /// What `HABITRO_AI_BASE_URL` is to be.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// From now on it behaves like this.
    pub fn behave(&self, mode: Mode) {
        *self.shared.mode.lock().unwrap() = mode;
        self.shared.limits.store(true, Ordering::Relaxed);
    }

    /// From now on every answer is this text.
    pub fn say(&self, text: &str) {
        *self.shared.said.lock().unwrap() = Some(text.to_owned());
    }

    /// Every request so far.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.shared.heard.lock().unwrap().clone()
    }

    /// Waits until it has noticed that somebody left in the middle of an answer.
    pub async fn somebody_hung_up(&self) {
        self.shared.hung_up.subscribe().wait_for(|times| *times > 0).await.unwrap();
    }
}

async fn set_mode(State(shared): State<Arc<Shared>>, name: String) -> StatusCode {
    let Some(mode) = Mode::named(name.trim()) else { return StatusCode::UNPROCESSABLE_ENTITY };
    *shared.mode.lock().unwrap() = mode;
    shared.limits.store(true, Ordering::Relaxed);
    StatusCode::NO_CONTENT
}

fn error(status: u16, message: &str) -> Response {
    let body = Json(json!({"error": {"message": message, "code": status}}));
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

async fn complete(State(shared): State<Arc<Shared>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mode = body["model"].as_str().and_then(|model| Mode::named(model.strip_prefix("fake/")?));
    let mode = mode.unwrap_or_else(|| *shared.mode.lock().unwrap());
    let all = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    let all: Vec<_> = all.collect();
    shared.heard.lock().unwrap().push(Heard { headers: all.clone(), body: body.clone() });
    match mode {
        Mode::Limited => {
            let mut answer = error(429, "Too many requests.");
            answer.headers_mut().insert(header::RETRY_AFTER, "1".parse().unwrap());
            return answer;
        }
        Mode::LimitedOnce if shared.limits.swap(false, Ordering::Relaxed) => {
            let mut answer = error(429, "Too many requests.");
            answer.headers_mut().insert(header::RETRY_AFTER, "1".parse().unwrap());
            return answer;
        }
        Mode::Failing => return error(500, "Something broke."),
        Mode::Unauthorized => {
            let key = all.iter().find(|(name, _)| name == "authorization").map_or("none", |(_, value)| value.as_str());
            return error(401, &format!("The key {key} is wrong."));
        }
        Mode::Old if !body["response_format"].is_null() || !body["stream_options"].is_null() => {
            return error(400, "Unrecognized request argument supplied: response_format");
        }
        Mode::WrongType => return ([(header::CONTENT_TYPE, "image/png")], "\u{89}PNG").into_response(),
        Mode::Html => {
            return ([(header::CONTENT_TYPE, "text/html")], "<html><h1>502 Bad Gateway</h1></html>").into_response();
        }
        _ => {}
    }
    let said = shared.said.lock().unwrap().clone();
    let text = said.unwrap_or_else(|| {
        let number = {
            let mut plans = shared.plans.lock().unwrap();
            *plans += 1;
            *plans
        };
        writing::answer(&body, mode, number)
    });
    if mode == Mode::Whole || body["stream"] != true {
        let message = json!({"role": "assistant", "content": text});
        let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
        return Json(json!({"id": "fake", "choices": [choice], "usage": {"total_tokens": 100 + text.len() / 4}}))
            .into_response();
    }
    stream(shared, mode, text)
}

fn stream(shared: Arc<Shared>, mode: Mode, text: String) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    tokio::spawn(async move {
        if speak(&sender, mode, &text).await.is_none() {
            shared.hung_up.send_modify(|times| *times += 1);
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

type Sender = mpsc::Sender<Result<Bytes, std::io::Error>>;

async fn event(sender: &Sender, data: &Value) -> Option<()> {
    sender.send(Ok(Bytes::from(format!("data: {data}\n\n")))).await.ok()
}

fn delta(text: &str) -> Value {
    json!({"id": "fake", "choices": [{"index": 0, "delta": {"content": text}}]})
}

/// `None` when the listener left.
async fn speak(sender: &Sender, mode: Mode, text: &str) -> Option<()> {
    sender.send(Ok(Bytes::from_static(b": FAKE PROCESSING\n\n"))).await.ok()?;
    if mode == Mode::Hang {
        sender.closed().await;
        return None;
    }
    if mode == Mode::Drip {
        for letter in text.chars().cycle() {
            event(sender, &delta(&letter.to_string())).await?;
            sleep(Duration::from_millis(40)).await;
        }
    }
    if mode == Mode::Huge {
        for _ in 0..5 * 16 {
            event(sender, &delta(&"x".repeat(64 * 1024))).await?;
        }
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = matches!(mode, Mode::Truncate | Mode::Length);
    let until = if cut { letters.len() * 3 / 5 } else { letters.len() };
    for piece in letters[..until].chunks(24) {
        event(sender, &delta(&piece.iter().collect::<String>())).await?;
        if mode == Mode::Calm {
            sleep(Duration::from_millis(30)).await;
        }
    }
    if mode == Mode::Truncate {
        let broken = std::io::Error::other("broken on purpose");
        sender.send(Err(broken)).await.ok()?;
        return Some(());
    }
    let reason = if mode == Mode::Length { "length" } else { "stop" };
    event(sender, &json!({"id": "fake", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})).await?;
    event(sender, &json!({"id": "fake", "choices": [], "usage": {"total_tokens": 100 + text.len() / 4}})).await?;
    sender.send(Ok(Bytes::from_static(b"data: [DONE]\n\n"))).await.ok()
}
