//! The room on the wire.

mod auth;
mod me;
mod picture;
mod recover;
mod session;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::Accounts;
use super::pictures::MOST_BYTES;
use crate::platform::http::BodyLimit;

pub use auth::SessionOpened;
pub use picture::avatar_url;
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
        .routes(routes!(recover::forgot_password))
        .routes(routes!(recover::reset_password))
        .routes(routes!(me::show_profile, me::change_profile, me::delete_account))
        .routes(routes!(recover::propose_contact))
        .routes(routes!(recover::verify_contact))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(picture::put_avatar, picture::delete_avatar))
                .layer(BodyLimit::max(MOST_BYTES)),
        )
        .routes(routes!(picture::show_avatar))
        .routes(routes!(picture::list_events))
        .with_state(accounts)
}
