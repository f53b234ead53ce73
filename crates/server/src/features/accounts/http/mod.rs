//! HTTP API of the accounts feature.

mod auth;
mod avatar;
mod events;
mod me;
mod recover;
mod session;
mod sign_in;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::Accounts;
use super::pictures::MAX_FILE_BYTES;
use crate::platform::http::BodyLimit;

pub use avatar::avatar_url;
pub use session::{CurrentUser, authenticate};
pub use sign_in::{SessionOpened, sign_in_response};

/// Returns the routes, to be nested under the base path of the API.
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
                .routes(routes!(avatar::put_avatar, avatar::delete_avatar))
                .layer(BodyLimit::max(MAX_FILE_BYTES)),
        )
        .routes(routes!(avatar::show_avatar))
        .routes(routes!(events::list_events))
        .with_state(accounts)
}
