//! Push notifications: clients of Web Push (RFC 8030, 8291, 8292) and FCM HTTP v1.
//!
//! The notifications feature knows the devices and what their owners want; this module sends one message to
//! one address and returns the outcome.

mod breaker;
mod client;
pub mod encryption;
mod fcm;
mod google;
pub mod guard;
pub mod vapid;
mod web;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

pub use encryption::is_key;
pub use fcm::{Fcm, FcmError};
pub use guard::Reach;
pub use vapid::{Vapid, VapidError};
pub use web::{Subscription, WebPush};

/// How urgent a message is, so that a device may save its battery (RFC 8030 section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Urgency {
    /// May wait until the device is charging.
    Low,
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

/// A push notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Message {
    pub urgency: Urgency,
    /// A newer message with the same tag replaces one that is not delivered yet, or not read yet on the
    /// device.
    pub tag: String,
    /// Not delivered after this.
    pub expires_at: Timestamp,
    /// Never empty: a browser ends the subscription of a site whose pushes show nothing.
    #[serde(deserialize_with = "title_or_empty")]
    pub title: String,
    /// May be empty.
    pub body: String,
    /// Data for the receiving program: a flat object of texts and lists of texts.
    pub payload: Map<String, Value>,
}

/// Reads the message of an earlier version, which had no title if it was not to be shown.
fn title_or_empty<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(source)?.unwrap_or_default())
}

impl Message {
    /// Returns the time to live in seconds, from 1 to four weeks.
    fn ttl(&self, now: Timestamp) -> u64 {
        let left = now.duration_until(self.expires_at).as_secs();
        left.clamp(1, SignedDuration::from_hours(24 * 28).as_secs()).unsigned_abs()
    }

    /// Returns the `Topic` and collapse key: 32 characters of base64url that depend only on the tag.
    fn topic(&self) -> String {
        use base64::Engine;
        use sha2::Digest;
        let digest = sha2::Sha256::digest(self.tag.as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..24])
    }
}

/// The outcome of an attempt to push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The push service accepted it.
    Taken,
    /// The device does not exist any more.
    Gone,
    /// A temporary failure.
    Later {
        /// The reason, without personal data.
        reason: String,
        /// The service's `Retry-After` in seconds.
        after: Option<u64>,
    },
    /// A permanent failure.
    Never(String),
}

impl Outcome {
    fn later(reason: impl Into<String>) -> Self {
        Self::Later { reason: reason.into(), after: None }
    }
}
