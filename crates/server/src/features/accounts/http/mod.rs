//! The room on the wire.

mod auth;
mod me;
mod session;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::Accounts;

pub use auth::SessionOpened;
pub use session::{CurrentUser, authenticate, welcome};

/// The room's calls, to be nested under the API's base.
#[must_use]
pub fn routes(accounts: Accounts) -> OpenApiRouter {
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
        .with_state(accounts)
}
