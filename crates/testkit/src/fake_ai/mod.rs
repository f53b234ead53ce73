//! A fake AI: chat completions that stream normally, and misbehave on demand.
//!
//! The mode is the one named by the request's model (`fake/drip`), else the one set last by
//! [`FakeAi::set_mode`] or by `PUT /mode` with its name.

mod content;

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
    /// Streams the requested content.
    Well,
    /// Streams slowly enough to watch: about three days per second.
    Calm,
    /// Accepts the request and sends no content.
    Hang,
    /// Sends one character every 40 ms, without end.
    Drip,
    /// Breaks the connection in the middle of the content.
    Truncate,
    /// Stops in the middle as if the token limit was reached.
    Length,
    /// Always responds with 429 and `Retry-After: 1`.
    Limited,
    /// Responds once with 429 and `Retry-After: 1` after the mode is set, then normally.
    LimitedOnce,
    /// Always responds with 500.
    Failing,
    /// Responds with 200 and the content type of a picture.
    WrongType,
    /// Completes without content.
    Empty,
    /// Responds with 200 and an HTML page.
    Html,
    /// Sends 5 MB of text.
    Huge,
    /// Writes tasks full of markup, links and instructions.
    Injected,
    /// Omits days, but writes them when requested again.
    Missing,
    /// Always omits days.
    MissingAlways,
    /// Writes `Day 1:` with lines below it instead of JSON.
    Lines,
    /// Writes JSON in a code fence, with text around it and trailing commas.
    Fenced,
    /// Responds with one document instead of a stream.
    Whole,
    /// Rejects `response_format` and `stream_options` with 400.
    Old,
    /// Rejects the key with 401 and repeats it in the message.
    Unauthorized,
    /// Writes Chinese.
    Chinese,
}

impl Mode {
    /// All modes with their names.
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

    /// Returns the mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, mode)| *mode)
    }
}

/// A request received by the fake AI.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    /// Names are in lower case.
    pub headers: Vec<(String, String)>,
    #[allow(missing_docs, reason = "the name says it")]
    pub body: Value,
}

struct Shared {
    mode: Mutex<Mode>,
    /// Whether [`Mode::LimitedOnce`] rejects the next request.
    limit_next: AtomicBool,
    fixed_content: Mutex<Option<String>>,
    requests: Mutex<Vec<ReceivedRequest>>,
    completions: Mutex<u32>,
    disconnects: watch::Sender<u32>,
}

impl Shared {
    fn set_mode(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        self.limit_next.store(true, Ordering::Relaxed);
    }
}

/// A running fake AI, stopped when dropped.
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
    /// Starts a fake AI on a free port.
    pub async fn start(mode: Mode) -> Self {
        Self::bind("127.0.0.1:0".parse().unwrap(), mode).await.unwrap()
    }

    /// Starts a fake AI on `address`.
    ///
    /// # Errors
    /// The address can't be bound.
    pub async fn bind(address: SocketAddr, mode: Mode) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let shared = Arc::new(Shared {
            mode: Mutex::new(mode),
            limit_next: AtomicBool::new(true),
            fixed_content: Mutex::default(),
            requests: Mutex::default(),
            completions: Mutex::default(),
            disconnects: watch::Sender::new(0),
        });
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/models", get(|| async { Json(json!({"object": "list", "data": [{"id": "fake/well"}]})) }))
            .route("/mode", put(put_mode))
            .with_state(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            tokio::select! {
                _ = axum::serve(listener, router) => {}
                _ = stopped => {}
            }
        });
        Ok(Self { address, shared, _stop: stop })
    }

    /// Returns the value for `HABITRO_AI_BASE_URL`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Sets the mode of all further requests.
    pub fn set_mode(&self, mode: Mode) {
        self.shared.set_mode(mode);
    }

    /// Makes `text` the content of all further completions.
    pub fn set_content(&self, text: &str) {
        *self.shared.fixed_content.lock().unwrap() = Some(text.to_owned());
    }

    /// Returns all requests received so far.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Waits until a client has disconnected in the middle of a response.
    pub async fn wait_for_disconnect(&self) {
        self.shared.disconnects.subscribe().wait_for(|times| *times > 0).await.unwrap();
    }
}

async fn put_mode(State(shared): State<Arc<Shared>>, name: String) -> StatusCode {
    let Some(mode) = Mode::named(name.trim()) else { return StatusCode::UNPROCESSABLE_ENTITY };
    shared.set_mode(mode);
    StatusCode::NO_CONTENT
}

fn error(status: u16, message: &str) -> Response {
    let body = Json(json!({"error": {"message": message, "code": status}}));
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

fn too_many_requests() -> Response {
    let mut response = error(429, "Too many requests.");
    response.headers_mut().insert(header::RETRY_AFTER, "1".parse().unwrap());
    response
}

async fn complete(State(shared): State<Arc<Shared>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mode = body["model"].as_str().and_then(|model| Mode::named(model.strip_prefix("fake/")?));
    let mode = mode.unwrap_or_else(|| *shared.mode.lock().unwrap());
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
    shared.requests.lock().unwrap().push(ReceivedRequest { headers: headers.clone(), body: body.clone() });
    match mode {
        Mode::Limited => return too_many_requests(),
        Mode::LimitedOnce if shared.limit_next.swap(false, Ordering::Relaxed) => return too_many_requests(),
        Mode::Failing => return error(500, "Something broke."),
        Mode::Unauthorized => {
            let key = headers.iter().find(|(name, _)| name == "authorization");
            let key = key.map_or("none", |(_, value)| value.as_str());
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
    let fixed = shared.fixed_content.lock().unwrap().clone();
    let text = fixed.unwrap_or_else(|| {
        let number = {
            let mut completions = shared.completions.lock().unwrap();
            *completions += 1;
            *completions
        };
        content::content(&body, mode, number)
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
        if send_events(&sender, mode, &text).await.is_none() {
            shared.disconnects.send_modify(|times| *times += 1);
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

type Sender = mpsc::Sender<Result<Bytes, std::io::Error>>;

async fn send_event(sender: &Sender, data: &Value) -> Option<()> {
    sender.send(Ok(Bytes::from(format!("data: {data}\n\n")))).await.ok()
}

fn content_delta(text: &str) -> Value {
    json!({"id": "fake", "choices": [{"index": 0, "delta": {"content": text}}]})
}

/// Streams `text` as events. Returns `None` if the client disconnected.
async fn send_events(sender: &Sender, mode: Mode, text: &str) -> Option<()> {
    sender.send(Ok(Bytes::from_static(b": FAKE PROCESSING\n\n"))).await.ok()?;
    if mode == Mode::Hang {
        sender.closed().await;
        return None;
    }
    if mode == Mode::Drip {
        for c in text.chars().cycle() {
            send_event(sender, &content_delta(&c.to_string())).await?;
            sleep(Duration::from_millis(40)).await;
        }
    }
    if mode == Mode::Huge {
        for _ in 0..5 * 16 {
            send_event(sender, &content_delta(&"x".repeat(64 * 1024))).await?;
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let cut = matches!(mode, Mode::Truncate | Mode::Length);
    let until = if cut { chars.len() * 3 / 5 } else { chars.len() };
    for piece in chars[..until].chunks(24) {
        send_event(sender, &content_delta(&piece.iter().collect::<String>())).await?;
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
    send_event(sender, &json!({"id": "fake", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})).await?;
    send_event(sender, &json!({"id": "fake", "choices": [], "usage": {"total_tokens": 100 + text.len() / 4}})).await?;
    sender.send(Ok(Bytes::from_static(b"data: [DONE]\n\n"))).await.ok()
}
