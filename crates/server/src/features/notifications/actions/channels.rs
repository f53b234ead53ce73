//! What the channels beyond the feed need.

use std::sync::Arc;

use crate::platform::push::{Fcm, Reach, Vapid, WebPush};
use crate::platform::rng::Entropy;
use crate::platform::secrets::Secrets;

/// The ways to push. Cheap to clone.
#[derive(Clone)]
pub struct Pushes {
    /// To browsers.
    pub web: Arc<WebPush>,
    /// To apps, where Firebase is configured.
    pub fcm: Option<Arc<Fcm>>,
}

impl Pushes {
    /// Web pushes with this key, no Firebase.
    #[must_use]
    pub fn web(vapid: Vapid, reach: Reach, entropy: Entropy) -> Self {
        Self { web: Arc::new(WebPush::new(vapid, reach, entropy)), fcm: None }
    }
}

impl std::fmt::Debug for Pushes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pushes(web, fcm: {})", self.fcm.is_some())
    }
}

/// What letters are made with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Channels {
    /// Seals letters and signs links.
    pub secrets: Secrets,
    /// The public URL, without a slash at its end.
    pub origin: Arc<str>,
}

impl Channels {
    /// Links of mails lead to `origin`.
    #[must_use]
    pub fn new(secrets: Secrets, origin: &str) -> Self {
        Self { secrets, origin: origin.into() }
    }
}
