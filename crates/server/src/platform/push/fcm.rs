//! Firebase Cloud Messaging, HTTP v1.

use std::path::{Path, PathBuf};

use axum::http::{Request, StatusCode, header};
use http_body_util::Full;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::{Value, json};
use url::Url;

use super::breaker::BREAKER;
use super::client::{Client, system_resolver};
use super::google::{ServiceAccount, Tokens};
use super::guard::Reach;
use super::{Message, Outcome, Urgency};
use crate::platform::limits::{CircuitBreaker, since_epoch};

const GOOGLE: &str = "https://fcm.googleapis.com";

/// Why a service account can't be used. The message never contains its key.
#[derive(Debug, thiserror::Error)]
pub enum FcmError {
    /// The file can't be read.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, std::io::Error),
    /// Not a service account.
    #[error("{} is not a service account file with an RSA key", .0.display())]
    Malformed(PathBuf),
}

/// Sends through Firebase.
pub struct Fcm {
    tokens: Tokens,
    client: Client,
    breaker: Mutex<CircuitBreaker>,
    address: String,
}

impl Fcm {
    /// Loads the service account in `path`. If its tokens come from this machine (a fake in a test), messages
    /// are also sent there and nowhere else.
    pub fn load(path: &Path) -> Result<Self, FcmError> {
        let text = std::fs::read(path).map_err(|error| FcmError::File(path.to_owned(), error))?;
        let malformed = || FcmError::Malformed(path.to_owned());
        let account: ServiceAccount = serde_json::from_slice(&text).map_err(|_| malformed())?;
        let tokens_at = Url::parse(&account.token_uri).map_err(|_| malformed())?;
        let is_local = matches!(tokens_at.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let origin = if is_local { tokens_at.origin().ascii_serialization() } else { GOOGLE.to_owned() };
        let reach = if is_local { Reach::Loopback } else { Reach::Public };
        let address = format!("{origin}/v1/projects/{}/messages:send", account.project_id);
        let tokens = Tokens::new(account).ok_or_else(malformed)?;
        Ok(Self { tokens, client: Client::new(reach, system_resolver()), breaker: Mutex::new(BREAKER), address })
    }

    /// Sends `message` to the device of `token`.
    pub async fn send(&self, token: &str, message: &Message, now: Timestamp) -> Outcome {
        if !self.breaker.lock().allows(since_epoch(now)) {
            return Outcome::later("fcm: Google does not answer at the moment");
        }
        let outcome = self.try_send(token, message, now).await;
        let mut breaker = self.breaker.lock();
        match outcome {
            Outcome::Later { .. } => breaker.record_failure(since_epoch(now)),
            _ => breaker.record_success(),
        }
        drop(breaker);
        outcome
    }

    async fn try_send(&self, token: &str, message: &Message, now: Timestamp) -> Outcome {
        let bearer = match self.tokens.token(&self.client, now).await {
            Ok(bearer) => bearer,
            Err(outcome) => return outcome,
        };
        let request = Request::post(&self.address)
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body(token, message, now).to_string()));
        let Ok(request) = request else { return Outcome::Never("fcm: the request can't be made".into()) };
        let reply = match self.client.send(request, now).await {
            Ok(reply) => reply,
            Err(why) => return Outcome::later(format!("fcm: {why}")),
        };
        if reply.status.is_success() {
            return Outcome::Taken;
        }
        if let Some(later) = reply.service_failure("fcm") {
            return later;
        }
        let code = error_code(&reply.body);
        match (reply.status, code.as_deref()) {
            // A 404 alone may mean a wrong project; only this code is about the device.
            (_, Some("UNREGISTERED")) => Outcome::Gone,
            (StatusCode::UNAUTHORIZED, _) => {
                self.tokens.forget().await;
                Outcome::later("fcm: the token was refused")
            }
            (status, code) => {
                let code = code.unwrap_or("no code");
                Outcome::Never(format!("fcm: status {} ({code})", status.as_u16()))
            }
        }
    }
}

/// Builds the message for FCM, whose `data` may contain only texts.
fn body(token: &str, message: &Message, now: Timestamp) -> Value {
    let mut data: serde_json::Map<String, Value> = message
        .payload
        .iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text.into())
        })
        .collect();
    data.insert("tag".into(), message.tag.clone().into());
    let high = message.urgency == Urgency::High;
    let (ttl, topic) = (message.ttl(now), message.topic());
    let sent = json!({
        "token": token,
        "data": data,
        "notification": {"title": message.title, "body": message.body},
        "android": {
            "priority": if high { "HIGH" } else { "NORMAL" },
            "ttl": format!("{ttl}s"),
            "collapse_key": topic,
            "notification": {"tag": message.tag},
        },
        "apns": {"headers": {
            "apns-priority": if high { "10" } else { "5" },
            "apns-expiration": message.expires_at.as_second().to_string(),
            "apns-collapse-id": topic,
        }},
    });
    json!({"message": sent})
}

fn error_code(body: &[u8]) -> Option<String> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let details = response["error"]["details"].as_array().cloned().unwrap_or_default();
    let code = details.iter().find_map(|detail| detail["errorCode"].as_str());
    code.or_else(|| response["error"]["status"].as_str()).map(|code| code.chars().take(40).collect())
}
