//! The request id. Error responses and log lines contain it, so that an error that a user reports can be
//! found in the log.
//!
//! tower-http's request id layers are not used for two reasons. They accept an id from the client, so two
//! requests could have the same id in the log. And they store the id in the request, where neither
//! [`Problem`](crate::platform::problem::Problem) nor the panic hook can read it.

use std::future::Future;

use uuid::Uuid;

use crate::platform::rng::Entropy;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// Returns the id of the request that this task handles, or an empty string outside a request.
#[must_use]
pub fn current_request_id() -> String {
    CURRENT.try_with(Uuid::to_string).unwrap_or_default()
}

/// Generates a request id. It is random and not ordered by time, so that ids do not reveal the number
/// of requests.
pub(super) fn draw(entropy: &Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(entropy.bytes()).into_uuid()
}

/// Runs `work` with `id` as the current request id.
pub(super) async fn scope<F: Future>(id: Uuid, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}
