//! Pushes: Web Push (RFC 8030, 8291, 8292) and FCM HTTP v1, as clients of other people's servers.
//!
//! Which devices there are and who wants what is a room's business; here a message, an address
//! and its keys go in, and what became of it comes out.

mod breaker;
mod client;
pub mod encryption;
mod fcm;
mod google;
pub mod guard;
pub mod vapid;
mod web;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use encryption::is_key;
pub use fcm::{Fcm, FcmError};
pub use guard::Reach;
pub use vapid::{Vapid, VapidError};
pub use web::{Subscription, WebPush};

/// How much a device's battery is worth to a message (RFC 8030 section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// May wait for a charger.
    Low,
    /// As it comes.
    Normal,
    /// At once, also on a low battery.
    High,
}

impl Urgency {
    fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

/// What is pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// How much it hurries.
    pub urgency: Urgency,
    /// A newer message of the same name replaces one that was not delivered yet, and on the
    /// device one that was not looked at yet.
    pub tag: String,
    /// Worth nothing after this.
    pub expires_at: Timestamp,
    /// The heading; none for a message that shows nothing.
    pub title: Option<String>,
    /// A sentence, or nothing.
    pub body: String,
    /// What the receiving program gets beside: flat, texts and lists of texts.
    pub payload: Map<String, Value>,
}

impl Message {
    /// Whole seconds it is still worth delivering, at least 1, at most four weeks.
    fn ttl(&self, now: Timestamp) -> u64 {
        let left = now.duration_until(self.expires_at).as_secs();
        left.clamp(1, SignedDuration::from_hours(24 * 28).as_secs()).unsigned_abs()
    }

    /// `Topic` and collapse keys: 32 characters of base64url, the same for the same tag.
    fn topic(&self) -> String {
        use base64::Engine;
        use sha2::Digest;
        let digest = sha2::Sha256::digest(self.tag.as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..24])
    }
}

/// What became of a try to push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The push service took it.
    Taken,
    /// There is no such device any more.
    Gone,
    /// Not now.
    Later {
        /// Why, without a name in it.
        reason: String,
        /// What the service asks for, in seconds.
        after: Option<u64>,
    },
    /// It would end the same way again.
    Never(String),
}

impl Outcome {
    fn later(reason: impl Into<String>) -> Self {
        Self::Later { reason: reason.into(), after: None }
    }
}
