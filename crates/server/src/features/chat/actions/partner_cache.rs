//! Predicts the friend in a direct conversation before the database is asked.
//!
//! Whether two users are friends is queried with the friend's id, which follows from the sender's
//! membership: two round trips to PostgreSQL, one after the other. With a prediction they are one. The
//! membership is queried as well, so a wrong prediction costs a second query and nothing else: as with
//! calendars (ADR 17), a cached value is never trusted.

use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::features::accounts::UserId;
use crate::features::chat::ConversationId;

/// Senders in direct conversations cached at once: about 2 MB.
const CAPACITY: usize = 16_384;

/// The partner last seen by each sender in each direct conversation; cheap to clone.
#[derive(Clone)]
pub struct PartnerCache(Arc<Cache<(ConversationId, UserId), UserId>>);

impl Default for PartnerCache {
    fn default() -> Self {
        Self(Arc::new(Cache::new(CAPACITY)))
    }
}

impl PartnerCache {
    /// Returns the probable other member of a direct conversation.
    #[must_use]
    pub fn predict(&self, conversation: ConversationId, sender: UserId) -> Option<UserId> {
        self.0.get(&(conversation, sender))
    }

    /// Caches the other member.
    pub fn update(&self, conversation: ConversationId, sender: UserId, partner: UserId) {
        self.0.insert((conversation, sender), partner);
    }
}
