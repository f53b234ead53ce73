//! The request id: what a person quotes when something failed, and what the log carries.
//!
//! It is made here and accepted from nobody, so that no client can make two requests look like
//! one in the log.

use std::future::Future;

use uuid::Uuid;

use crate::platform::rng::Entropy;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The id of the request this task answers; empty outside one (background work, tests).
#[must_use]
pub fn current_request_id() -> String {
    CURRENT.try_with(Uuid::to_string).unwrap_or_default()
}

/// Random, not ordered by time: ids of requests say nothing about how many there were.
pub(super) fn draw(entropy: &Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(entropy.bytes()).into_uuid()
}

/// Runs `work` as the answer to request `id`.
pub(super) async fn within<F: Future>(id: Uuid, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}
