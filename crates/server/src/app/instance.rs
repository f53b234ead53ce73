//! `GET /instance`: describes this server to everyone.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::config::Config;

/// The languages of the web app, as in `web/project.inlang/settings.json`.
const LANGUAGES: [&str; 1] = ["en"];

/// A description of this server for everyone.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Instance {
    name: &'static str,
    version: &'static str,
    /// The address at which to open the web app. At another one, sessions and passkeys don't work.
    public_url: String,
    /// `open`: everyone may create an account.
    sign_up: &'static str,
    /// The languages of the web app (BCP 47).
    languages: Vec<&'static str>,
    /// The author of plans by default: `ai` or `builtin`.
    planner: &'static str,
    /// Sign-in providers besides a password and passkeys.
    providers: Vec<String>,
}

pub(super) fn routes(config: Arc<Config>) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(instance)).with_state(config)
}

/// Describe this server
#[utoipa::path(get, path = "/instance", tag = "instance", security(()), responses((status = 200, body = Instance)))]
async fn instance(State(config): State<Arc<Config>>) -> Json<Instance> {
    Json(Instance {
        name: "Habitro",
        version: env!("CARGO_PKG_VERSION"),
        public_url: config.public_url.origin(),
        sign_up: "open",
        languages: LANGUAGES.to_vec(),
        planner: if config.ai.is_some() { "ai" } else { "builtin" },
        providers: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_those_of_the_web_app() {
        let settings = include_str!("../../../../web/project.inlang/settings.json");
        let settings: serde_json::Value = serde_json::from_str(settings).unwrap();
        assert_eq!(settings["locales"], serde_json::json!(LANGUAGES));
    }
}
