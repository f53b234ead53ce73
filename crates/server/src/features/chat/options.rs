//! The dependencies and settings of chat.

use super::SharedReactions;
use crate::platform::db::Db;
use crate::platform::key_ring::KeyRing;
use crate::platform::socket::Sockets;

/// Dependencies and settings of [`Chat`](super::Chat).
#[derive(Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ChatOptions {
    pub db: Db,
    pub ring: KeyRing,
    pub sockets: Sockets,
    pub reactions: SharedReactions,
    /// `false` turns the rate limit off, for load tests.
    pub limits: bool,
    /// Whether other processes use the same database.
    pub several_nodes: bool,
}
