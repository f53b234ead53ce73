//! Use cases of chat: a unit of work in, a result out. [`Chat`](super::Chat) runs them and delivers the
//! events.

pub mod alerts;
pub mod conversations;
pub mod messages;
pub mod partner_cache;
pub mod reading;
pub mod reencryption;
pub mod sending;
pub mod settings;
pub mod sweeps;

use crate::features::accounts::{SessionId, UserId};

/// An account acting through a session.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Actor {
    pub user: UserId,
    pub session: SessionId,
    /// The socket in this process; 0 for an HTTP request.
    pub socket: u64,
}
