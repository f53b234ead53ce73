//! The room on the wire.

mod auth;
mod me;
mod session;

use axum::extract::FromRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::Accounts;
use crate::platform::http::Executor;

pub use session::{CurrentUser, authenticate};

/// What the handlers are given.
#[derive(Clone)]
struct Desk {
    accounts: Accounts,
    executor: Executor,
}

impl FromRef<Desk> for Accounts {
    fn from_ref(desk: &Desk) -> Self {
        desk.accounts.clone()
    }
}

impl FromRef<Desk> for Executor {
    fn from_ref(desk: &Desk) -> Self {
        desk.executor.clone()
    }
}

/// The room's calls, to be nested under the API's base.
#[must_use]
pub fn routes(accounts: Accounts, executor: Executor) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(auth::register))
        .routes(routes!(auth::verify_otp))
        .routes(routes!(auth::resend_otp))
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::change_password))
        .routes(routes!(auth::list_sessions))
        .routes(routes!(auth::end_session))
        .routes(routes!(me::show_profile, me::change_profile, me::delete_account))
        .with_state(Desk { accounts, executor })
}
