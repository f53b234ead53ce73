//! Every route, as a table of contents.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::events::Events;
use super::socket::{self, SocketState};
use super::{App, docs_page, health, instance, licenses, openapi, pages};
use crate::features::accounts;
use crate::features::challenges::{self, ChallengesState};
use crate::features::chat::{self, ChatState};
use crate::features::friends::{self, FriendsState};
use crate::features::habits::{self, CalendarCache, HabitsState};
use crate::features::leaderboard::{self, LeaderboardState};
use crate::features::moderation::{self, ModerationState};
use crate::features::notifications::{self, NotificationsState};
use crate::features::passkeys;
use crate::features::planner::{self, PlannerState};
use crate::features::reminders::{self, RemindersState};
use crate::features::reports::{self, ReportsState};
use crate::features::rewards::{self, RewardsState};
use crate::platform::http::{MiddlewareOptions, with_middleware};
use crate::platform::phones::Phones;

/// Returns the whole site: the features' API, its documentation, health checks and the web app.
pub fn router(app: &App) -> Router {
    let (features, _) = api(app);
    let documents = openapi::LazyDocuments::new(app.clone());
    let pages = Router::new()
        .route("/api/v1/openapi.json", get(openapi::json).with_state(documents.clone()))
        .route("/api/docs", get(openapi::page).with_state(documents))
        .route("/api/docs.css", get(docs_page::style))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz).with_state(app.db.clone()))
        .route("/licenses", get(licenses::respond))
        .route("/robots.txt", get(pages::robots))
        .fallback(pages::fallback)
        .layer(from_fn_with_state(pages::HostNames::new(app.config.public_url.clone()), pages::check_host_name));
    let config = &app.config;
    with_middleware(
        pages.merge(features),
        MiddlewareOptions { trusted_proxies: config.trusted_proxies.clone(), https: config.public_url.is_https() },
    )
}

/// Returns the features' routes under `/api/v1` and their OpenAPI document.
pub(super) fn api(app: &App) -> (Router, OpenApi) {
    OpenApiRouter::with_openapi(openapi::base()).nest("/api/v1", feature_routes(app)).split_for_parts()
}

fn feature_routes(app: &App) -> OpenApiRouter {
    let executor = app.executor.clone();
    OpenApiRouter::new()
        .merge(instance::routes(Arc::clone(&app.config)))
        .merge(accounts::routes(app.accounts.clone()))
        .merge(passkeys::routes(app.passkeys.clone()))
        .merge(planner::routes(PlannerState { executor: executor.clone(), planner: app.planner.clone() }))
        .merge(habits::routes(HabitsState {
            executor: executor.clone(),
            reactions: Arc::new(Events),
            calendars: CalendarCache::default(),
        }))
        .merge(rewards::routes(RewardsState { executor: executor.clone(), reactions: Arc::new(Events) }))
        .merge(reports::routes(ReportsState { executor: executor.clone() }))
        .merge(friends::routes(FriendsState {
            executor: executor.clone(),
            reactions: Arc::new(Events),
            origin: app.config.public_url.origin(),
            phones: Phones::new(&app.config.phone_region, app.config.phone_countries.as_deref()),
            limits: app.config.limits,
        }))
        .merge(challenges::routes(ChallengesState {
            executor: executor.clone(),
            reactions: Arc::new(Events),
            origin: app.config.public_url.origin(),
        }))
        .merge(leaderboard::routes(LeaderboardState { leaderboard: app.leaderboard.clone() }))
        .merge(moderation::routes(ModerationState {
            executor: executor.clone(),
            reactions: Arc::new(Events),
            limits: app.config.limits,
        }))
        .merge(reminders::routes(RemindersState {
            executor: executor.clone(),
            origin: app.config.public_url.origin().into(),
        }))
        .merge(chat::routes(ChatState { executor: executor.clone(), chat: app.chat.clone() }))
        .merge(notifications::routes(NotificationsState {
            executor,
            pushes: app.pushes.clone(),
            channels: app.channels.clone(),
        }))
        .merge(socket::routes(SocketState { live: app.live.clone(), origin: app.config.public_url.origin() }))
        .layer(from_fn_with_state((app.accounts.clone(), app.account_limits.clone()), accounts::authenticate))
}
