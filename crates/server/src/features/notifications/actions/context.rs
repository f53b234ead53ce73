//! Push services, and what dispatching needs besides the database.

use std::sync::Arc;

use crate::platform::push::{Fcm, Reach, Vapid, WebPush};
use crate::platform::rng::Entropy;
use crate::platform::secrets::Secrets;

/// The push services in use; cheap to clone.
#[derive(Clone)]
pub struct PushServices {
    /// Web Push, for browsers.
    pub web: Arc<WebPush>,
    /// Firebase, for apps; `None` if not configured.
    pub fcm: Option<Arc<Fcm>>,
}

impl PushServices {
    /// Web Push with this VAPID key, without Firebase.
    #[must_use]
    pub fn web(vapid: Vapid, reach: Reach, entropy: Entropy) -> Self {
        Self { web: Arc::new(WebPush::new(vapid, reach, entropy)), fcm: None }
    }
}

impl std::fmt::Debug for PushServices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PushServices(web, fcm: {})", self.fcm.is_some())
    }
}

/// Context for dispatching alerts; cheap to clone.
#[derive(Clone, Debug)]
pub struct DispatchContext {
    /// Encrypt outbox messages and sign unsubscribe links.
    pub secrets: Secrets,
    /// The public URL without a trailing slash.
    pub origin: Arc<str>,
}

impl DispatchContext {
    /// Links in emails start with `origin`.
    #[must_use]
    pub fn new(secrets: Secrets, origin: &str) -> Self {
        Self { secrets, origin: origin.into() }
    }
}
