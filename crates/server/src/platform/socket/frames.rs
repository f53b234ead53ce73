//! Frames: JSON objects with a `type`. Features register handlers for the types they know.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::SocketIdentity;
use crate::platform::problem::Problem;

/// Encodes an outgoing frame of the type `kind`, once for all sockets that get it. `body` must serialise
/// as an object or null.
#[must_use]
pub fn encode_frame(kind: &str, body: &impl Serialize) -> Utf8Bytes {
    let mut frame = Map::new();
    frame.insert("type".into(), kind.into());
    match serde_json::to_value(body) {
        Ok(Value::Object(fields)) => frame.extend(fields),
        Ok(Value::Null) => {}
        Ok(_) | Err(_) => tracing::error!(kind, "a frame is not an object"),
    }
    Value::Object(frame).to_string().into()
}

/// A frame from a client. Its handler reads the fields other than `type`.
#[derive(Clone, Debug)]
pub struct Frame {
    kind: String,
    fields: Map<String, Value>,
}

impl Frame {
    /// Returns the `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Reads the other fields as `T`.
    ///
    /// # Errors
    /// `malformed-frame`, with what does not fit.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, FrameProblem> {
        let client_id = self.client_id();
        serde_json::from_value(Value::Object(self.fields))
            .map_err(|error| FrameProblem { client_id, ..FrameProblem::new("malformed-frame", error.to_string()) })
    }

    /// Returns the client's own id of this message, which the response repeats.
    #[must_use]
    pub fn client_id(&self) -> Option<String> {
        self.fields.get("client_id").and_then(Value::as_str).filter(|id| id.len() <= 200).map(str::to_owned)
    }

    fn parse(text: &str) -> Result<Self, FrameProblem> {
        let malformed = |detail: &str| FrameProblem::new("malformed-frame", detail);
        let value: Value = serde_json::from_str(text).map_err(|_| malformed("A frame is one JSON object."))?;
        let Value::Object(mut fields) = value else { return Err(malformed("A frame is one JSON object.")) };
        match fields.remove("type") {
            Some(Value::String(kind)) => Ok(Self { kind, fields }),
            _ => Err(malformed("A frame has a `type`, a text.")),
        }
    }
}

/// Why a frame was refused, as it is sent to the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrameProblem {
    /// A stable code, the same as in problem documents.
    pub code: &'static str,
    /// A description of the error, for people.
    pub detail: String,
    /// The client's own id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

impl FrameProblem {
    /// Creates a problem.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), client_id: None }
    }

    pub(super) fn rate_limited(client_id: Option<String>) -> Self {
        Self { client_id, ..Self::new("rate-limited", "60 frames at once, and one a second after that.") }
    }

    pub(super) fn binary() -> Self {
        Self::new("malformed-frame", "Send frames as text.")
    }

    pub(super) fn encode(&self) -> Utf8Bytes {
        encode_frame("problem", self)
    }
}

impl From<Problem> for FrameProblem {
    fn from(problem: Problem) -> Self {
        Self::new(problem.code, problem.detail)
    }
}

/// The response to a frame, if it has one.
pub type HandlerFuture<'a> = Pin<Box<dyn Future<Output = Result<Option<Utf8Bytes>, FrameProblem>> + Send + 'a>>;

/// Handles the frames of one feature.
pub trait FrameHandler: Send + Sync + 'static {
    /// Returns the frame types that it handles.
    fn kinds(&self) -> &'static [&'static str];

    /// Handles a frame. One socket's frames are handled one after the other.
    fn handle<'a>(&'a self, from: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a>;
}

/// Finds the handler of a frame; cheap to clone.
#[derive(Clone)]
pub struct FrameRouter(Arc<HashMap<&'static str, Arc<dyn FrameHandler>>>);

impl std::fmt::Debug for FrameRouter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl FrameRouter {
    /// Creates a router of `handlers`, and of `ping`.
    #[must_use]
    pub fn new(handlers: impl IntoIterator<Item = Arc<dyn FrameHandler>>) -> Self {
        let ping: Arc<dyn FrameHandler> = Arc::new(Ping);
        let all = std::iter::once(ping).chain(handlers);
        let by_type = all.flat_map(|handler| handler.kinds().iter().map(move |kind| (*kind, Arc::clone(&handler))));
        Self(Arc::new(by_type.collect()))
    }

    /// Handles `text` and returns the response, if there is one.
    pub(super) async fn handle(&self, from: &SocketIdentity, text: &str) -> Option<Utf8Bytes> {
        match self.try_handle(from, text).await {
            Ok(response) => response,
            Err(problem) => Some(problem.encode()),
        }
    }

    async fn try_handle(&self, from: &SocketIdentity, text: &str) -> Result<Option<Utf8Bytes>, FrameProblem> {
        let frame = Frame::parse(text)?;
        let client_id = frame.client_id();
        let Some(handler) = self.0.get(frame.kind()) else {
            let detail = "There is no frame of this type.";
            return Err(FrameProblem { client_id, ..FrameProblem::new("unknown-frame", detail) });
        };
        handler
            .handle(from, frame)
            .await
            .map_err(|problem| FrameProblem { client_id: problem.client_id.or(client_id), ..problem })
    }

    /// Returns the `client_id` of a frame that is not handled.
    pub(super) fn client_id(text: &str) -> Option<String> {
        Frame::parse(text).ok()?.client_id()
    }
}

struct Ping;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoFields {}

impl FrameHandler for Ping {
    fn kinds(&self) -> &'static [&'static str] {
        &["ping"]
    }

    fn handle<'a>(&'a self, _: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a> {
        Box::pin(async move {
            frame.read::<NoFields>()?;
            Ok(Some(encode_frame("pong", &())))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    struct Echo;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct EchoFrame {
        client_id: String,
        words: String,
    }

    impl FrameHandler for Echo {
        fn kinds(&self) -> &'static [&'static str] {
            &["echo"]
        }

        fn handle<'a>(&'a self, _: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a> {
            Box::pin(async move {
                let echo: EchoFrame = frame.read()?;
                if echo.words.is_empty() {
                    return Err(Problem::not_found().into());
                }
                Ok(Some(encode_frame("echoed", &json!({"client_id": echo.client_id, "words": echo.words}))))
            })
        }
    }

    async fn answer(sent: &str) -> Value {
        let from = SocketIdentity { account: Uuid::nil(), session: Uuid::nil(), socket: 1 };
        let answer = FrameRouter::new([Arc::new(Echo) as Arc<dyn FrameHandler>]).handle(&from, sent).await.unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    #[tokio::test]
    async fn handlers_get_the_frames_of_their_types() {
        assert_eq!(answer(r#"{"type":"ping"}"#).await, json!({"type": "pong"}));
        let echo = r#"{"type":"echo","client_id":"a","words":"hello"}"#;
        assert_eq!(answer(echo).await, json!({"type": "echoed", "client_id": "a", "words": "hello"}));
    }

    #[tokio::test]
    async fn a_refused_frame_gets_a_problem_with_its_client_id() {
        for (sent, code, client_id) in [
            ("", "malformed-frame", Value::Null),
            ("[]", "malformed-frame", Value::Null),
            ("{\"type\":7}", "malformed-frame", Value::Null),
            ("{}", "malformed-frame", Value::Null),
            ("{\"type\":\"ping\",\"x\":1}", "malformed-frame", Value::Null),
            ("{\"type\":\"message.send\",\"client_id\":\"a\"}", "unknown-frame", "a".into()),
            ("{\"type\":\"echo\",\"client_id\":\"a\",\"words\":7}", "malformed-frame", "a".into()),
            ("{\"type\":\"echo\",\"client_id\":\"a\",\"words\":\"\"}", "not-found", "a".into()),
        ] {
            let answer = answer(sent).await;
            assert_eq!((&answer["type"], &answer["code"]), (&"problem".into(), &code.into()), "{sent}");
            assert_eq!(answer["client_id"], client_id, "{sent}");
            assert!(!answer["detail"].as_str().unwrap().is_empty());
        }
        let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(answer(&deep).await["code"], "malformed-frame");
    }
}
