//! The request id: what a user quotes when something failed, and what the log shows.
//!
//! tower-http's request id layers are not used: they take over an id that the client sends, so that two
//! requests could have the same one in the log, and they keep it in the request, where neither
//! [`Problem`](crate::platform::problem::Problem) nor the panic hook can read it.

use std::future::Future;

use uuid::Uuid;

use crate::platform::rng::Entropy;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// Returns the id of the request that this task handles, or an empty text outside a request.
#[must_use]
pub fn current_request_id() -> String {
    CURRENT.try_with(Uuid::to_string).unwrap_or_default()
}

/// Draws an id. It is random and not ordered by time, so that it does not reveal how many requests
/// there are.
pub(super) fn draw(entropy: &Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(entropy.bytes()).into_uuid()
}

/// Runs `work` as the handling of request `id`.
pub(super) async fn scope<F: Future>(id: Uuid, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}
