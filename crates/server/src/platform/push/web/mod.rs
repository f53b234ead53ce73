//! Web Push: encrypts a message for one browser and sends it to that browser's push service.

use axum::body::Bytes;
use axum::http::{Request, StatusCode, header};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::breaker::ServiceBreakers;
use super::client::{Client, Resolver, system_resolver};
use super::encryption::{AUTH_LENGTH, MAX_PLAINTEXT_LENGTH, encrypt};
use super::guard::{Reach, endpoint};
use super::vapid::{self, Vapid};
use super::{Message, Outcome};
use crate::platform::rng::Entropy;

/// A browser's push subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The address at its push service.
    pub endpoint: String,
    /// Its public key: an uncompressed point.
    pub key: Vec<u8>,
    /// Its authentication secret.
    pub auth: [u8; AUTH_LENGTH],
}

/// Sends web pushes.
pub struct WebPush {
    vapid: Vapid,
    client: Client,
    breakers: ServiceBreakers,
    entropy: Entropy,
    reach: Reach,
}

impl WebPush {
    /// Creates a client that signs with `vapid`.
    #[must_use]
    pub fn new(vapid: Vapid, reach: Reach, entropy: Entropy) -> Self {
        Self::with_resolver(vapid, reach, entropy, system_resolver())
    }

    fn with_resolver(vapid: Vapid, reach: Reach, entropy: Entropy, resolver: Resolver) -> Self {
        Self { vapid, client: Client::new(reach, resolver), breakers: ServiceBreakers::default(), entropy, reach }
    }

    /// Returns the public key that browsers subscribe with.
    #[must_use]
    pub fn public_key(&self) -> &str {
        self.vapid.public_key()
    }

    /// Returns which addresses it may connect to.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Sends `message` once.
    pub async fn send(&self, to: &Subscription, message: &Message, now: Timestamp) -> Outcome {
        // Checked again, because the rules may have changed since it was registered.
        let Ok(url) = endpoint(&to.endpoint, self.reach) else {
            return Outcome::Never("webpush: an address that nothing is sent to".into());
        };
        let origin = url.origin().ascii_serialization();
        if !self.breakers.allows(&origin, now) {
            return Outcome::later("webpush: the service does not answer at the moment");
        }
        let request = match self.request(url.as_str(), &origin, to, message, now) {
            Ok(request) => request,
            Err(outcome) => return outcome,
        };
        let reply = self.client.send(request, now).await;
        let answered = reply.as_ref().is_ok_and(|reply| !reply.status.is_server_error());
        self.breakers.record(&origin, answered, now);
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => return Outcome::later(format!("webpush: {why}")),
        };
        match reply.status {
            status if status.is_success() => Outcome::Taken,
            StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
            status => reply.service_failure("webpush").unwrap_or_else(|| refusal(status, &reply.body)),
        }
    }

    fn request(
        &self,
        url: &str,
        origin: &str,
        to: &Subscription,
        message: &Message,
        now: Timestamp,
    ) -> Result<Request<Full<Bytes>>, Outcome> {
        let never = |why: String| Outcome::Never(format!("webpush: {why}"));
        let plain = payload(message);
        let sender = vapid::secret(&self.entropy);
        let body = encrypt(&plain, &to.key, &to.auth, &sender, self.entropy.bytes());
        Request::post(url)
            .header(header::AUTHORIZATION, self.vapid.authorization(origin, now))
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("ttl", message.ttl(now))
            .header("urgency", message.urgency.as_str())
            .header("topic", message.topic())
            .body(Full::from(body.map_err(|error| never(error.to_string()))?))
            .map_err(|_| never("the address can't be used".into()))
    }
}

/// Words in the reason of a refusal that is about this server: its VAPID token or key, or how it asked.
const OUR_FAULTS: [&str; 8] = ["jwt", "vapid", "auth", "provider", "certificate", "topic", "key", "forbidden"];

/// Returns the outcome of a refused message.
///
/// Apple says 403 with a `reason` both when a subscription has ended and when it refuses our token. The latter would
/// remove all devices because of one wrong key, so then the devices stay; the others' 403 has no `reason` and always
/// means the token. Redirects are refused too: their targets are not checked.
fn refusal(status: StatusCode, body: &[u8]) -> Outcome {
    let reason = serde_json::from_slice::<Value>(body).ok().and_then(|body| body["reason"].as_str().map(str::to_owned));
    let reason: String =
        reason.iter().flat_map(|reason| reason.chars()).filter(char::is_ascii_alphanumeric).take(40).collect();
    let is_our_fault = || OUR_FAULTS.iter().any(|fault| reason.to_ascii_lowercase().contains(fault));
    if status == StatusCode::FORBIDDEN && !reason.is_empty() && !is_our_fault() {
        return Outcome::Gone;
    }
    let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    Outcome::Never(format!("webpush: status {}{reason}", status.as_u16()))
}

/// Returns the JSON for the service worker, with a body that is cut if it does not fit.
fn payload(message: &Message) -> Vec<u8> {
    let mut fields: Map<String, Value> = message.payload.clone();
    fields.insert("tag".into(), message.tag.clone().into());
    fields.insert("title".into(), message.title.clone().into());
    let mut body = message.body.clone();
    loop {
        fields.insert("body".into(), body.clone().into());
        let bytes = serde_json::to_vec(&fields).unwrap_or_default();
        if bytes.len() <= MAX_PLAINTEXT_LENGTH || body.is_empty() {
            return bytes;
        }
        let keep = body.chars().count() / 2;
        body = body.chars().take(keep).chain(['…']).collect();
        if keep == 0 {
            body.clear();
        }
    }
}

#[cfg(test)]
mod tests;
