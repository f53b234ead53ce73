//! Frames: one JSON object each, told apart by `type`. Rooms register those they answer.

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

/// A frame as it goes out; encoded once however many sockets get it.
///
/// `body` is an object; its `type` becomes `kind`.
#[must_use]
pub fn text(kind: &str, body: &impl Serialize) -> Utf8Bytes {
    let mut frame = Map::new();
    frame.insert("type".into(), kind.into());
    match serde_json::to_value(body) {
        Ok(Value::Object(fields)) => frame.extend(fields),
        Ok(Value::Null) => {}
        Ok(_) | Err(_) => tracing::error!(kind, "a frame is no object"),
    }
    Value::Object(frame).to_string().into()
}

/// A frame from a client: its `type` is known, its other fields are read by who answers it.
#[derive(Clone, Debug)]
pub struct Frame {
    kind: String,
    fields: Map<String, Value>,
}

impl Frame {
    /// The `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The other fields as `T`.
    ///
    /// # Errors
    /// `malformed-frame`, saying what does not fit.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, FrameProblem> {
        let client_id = self.client_id();
        serde_json::from_value(Value::Object(self.fields))
            .map_err(|error| FrameProblem { client_id, ..FrameProblem::new("malformed-frame", error.to_string()) })
    }

    /// What the client calls this message, for the answer.
    #[must_use]
    pub fn client_id(&self) -> Option<String> {
        self.fields.get("client_id").and_then(Value::as_str).filter(|id| id.len() <= 200).map(str::to_owned)
    }

    fn parse(text: &str) -> Result<Self, FrameProblem> {
        let malformed = |why: &str| FrameProblem::new("malformed-frame", why);
        let value: Value = serde_json::from_str(text).map_err(|_| malformed("A frame is one JSON object."))?;
        let Value::Object(mut fields) = value else { return Err(malformed("A frame is one JSON object.")) };
        match fields.remove("type") {
            Some(Value::String(kind)) => Ok(Self { kind, fields }),
            _ => Err(malformed("A frame has a `type`, a text.")),
        }
    }
}

/// What a frame is answered with when it can't be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrameProblem {
    /// A stable code, the same as in problem documents.
    pub code: &'static str,
    /// In plain words.
    pub detail: String,
    /// What the client calls the message it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

impl FrameProblem {
    /// With a code and words.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), client_id: None }
    }

    pub(super) fn rate_limited(client_id: Option<String>) -> Self {
        Self { client_id, ..Self::new("rate-limited", "60 frames at once, and one a second after that.") }
    }

    pub(super) fn binary() -> Self {
        Self::new("malformed-frame", "Frames are text here.")
    }

    pub(super) fn text(&self) -> Utf8Bytes {
        text("problem", self)
    }
}

impl From<Problem> for FrameProblem {
    fn from(problem: Problem) -> Self {
        Self::new(problem.code, problem.detail)
    }
}

/// What became of a frame: what to answer, if anything.
pub type HandlerFuture<'a> = Pin<Box<dyn Future<Output = Result<Option<Utf8Bytes>, FrameProblem>> + Send + 'a>>;

/// A room that answers frames.
pub trait FrameHandler: Send + Sync + 'static {
    /// The types of the frames it answers.
    fn kinds(&self) -> &'static [&'static str];

    /// Does what the frame asks for. One socket's frames are heard one after the other.
    fn handle<'a>(&'a self, from: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a>;
}

/// Who answers which frames; cheap to clone.
#[derive(Clone)]
pub struct Frames(Arc<HashMap<&'static str, Arc<dyn FrameHandler>>>);

impl std::fmt::Debug for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Frames {
    /// `ping`, and what these rooms answer.
    #[must_use]
    pub fn new(rooms: impl IntoIterator<Item = Arc<dyn FrameHandler>>) -> Self {
        let house: Arc<dyn FrameHandler> = Arc::new(Ping);
        let each = std::iter::once(house).chain(rooms);
        Self(Arc::new(each.flat_map(|room| room.kinds().iter().map(move |kind| (*kind, Arc::clone(&room)))).collect()))
    }

    pub(super) async fn handle(&self, from: &SocketIdentity, text: &str) -> Option<Utf8Bytes> {
        match self.try_handle(from, text).await {
            Ok(answer) => answer,
            Err(problem) => Some(problem.text()),
        }
    }

    async fn try_handle(&self, from: &SocketIdentity, text: &str) -> Result<Option<Utf8Bytes>, FrameProblem> {
        let frame = Frame::parse(text)?;
        let client_id = frame.client_id();
        let Some(room) = self.0.get(frame.kind()) else {
            let detail = "There is no frame of this type.";
            return Err(FrameProblem { client_id, ..FrameProblem::new("unknown-frame", detail) });
        };
        room.handle(from, frame)
            .await
            .map_err(|problem| FrameProblem { client_id: problem.client_id.or(client_id), ..problem })
    }

    /// The `client_id` of a frame that is not heard, if it has one.
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
            Ok(Some(text("pong", &())))
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
    struct Said {
        client_id: String,
        words: String,
    }

    impl FrameHandler for Echo {
        fn kinds(&self) -> &'static [&'static str] {
            &["echo"]
        }

        fn handle<'a>(&'a self, _: &'a SocketIdentity, frame: Frame) -> HandlerFuture<'a> {
            Box::pin(async move {
                let said: Said = frame.read()?;
                if said.words.is_empty() {
                    return Err(Problem::not_found().into());
                }
                Ok(Some(text("echoed", &json!({"client_id": said.client_id, "words": said.words}))))
            })
        }
    }

    async fn answer(sent: &str) -> Value {
        let from = SocketIdentity { account: Uuid::nil(), session: Uuid::nil(), socket: 1 };
        let answer = Frames::new([Arc::new(Echo) as Arc<dyn FrameHandler>]).handle(&from, sent).await.unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    #[tokio::test]
    async fn rooms_answer_their_frames() {
        assert_eq!(answer(r#"{"type":"ping"}"#).await, json!({"type": "pong"}));
        let said = r#"{"type":"echo","client_id":"a","words":"hello"}"#;
        assert_eq!(answer(said).await, json!({"type": "echoed", "client_id": "a", "words": "hello"}));
    }

    #[tokio::test]
    async fn what_is_not_understood_is_a_problem_that_names_the_message() {
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
