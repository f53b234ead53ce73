//! Routes for rewards and achievements.

mod achievements;
mod days;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::exchange;
use super::actions::overview::{self, Overview};
use super::rules;
use super::store::{Currency, Entry};
use super::{Reactions, RewardError};
use crate::features::accounts::CurrentUser;
use crate::features::habits::{self, Balance};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor, List, NoBody, Page, Query};
use crate::platform::problem::Problem;

/// State shared by the handlers.
#[derive(Clone)]
#[allow(missing_docs, reason = "the types say it")]
pub struct RewardsState {
    pub executor: Executor,
    pub reactions: Arc<dyn Reactions>,
}

/// Builds the routes of this feature.
pub fn routes(state: RewardsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_rewards))
        .routes(routes!(claim_streak))
        .routes(routes!(convert))
        .routes(routes!(achievements::get_freezes, buy_freeze))
        .routes(routes!(achievements::get_achievements))
        .routes(routes!(achievements::claim_achievement))
        .routes(routes!(get_ledger))
        .routes(routes!(days::get_days))
        .with_state(state)
}

/// A user's coins, gems, streak and daily claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RewardsView {
    coins: i64,
    /// Gems as a decimal string.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    gems: String,
    /// Consecutive days with a claim; 0 if the streak is broken.
    daily_streak: u32,
    max_streak: u32,
    /// Cycle day (1-7) of today's claim, whether it is made or not.
    streak_cycle_day: u8,
    can_claim: bool,
    /// Reward of the next claim, in gems.
    next_reward: String,
    freezes: u32,
    /// Rewards of the seven cycle days, in gems.
    cycle: Vec<String>,
}

impl From<Overview> for RewardsView {
    fn from(overview: Overview) -> Self {
        Self {
            coins: overview.balance.coins,
            gems: rules::gems(overview.balance.milligems),
            daily_streak: overview.streak.shown(overview.status),
            max_streak: overview.streak.longest,
            streak_cycle_day: overview.cycle_day(),
            can_claim: overview.can_claim(),
            next_reward: rules::gems(overview.next_reward()),
            freezes: overview.streak.freezes,
            cycle: rules::CYCLE.iter().map(|&reward| rules::gems(reward)).collect(),
        }
    }
}

#[utoipa::path(
    get, path = "/rewards", tag = "rewards",
    responses((status = 200, description = "Coins, gems, streak and today's claim", body = RewardsView))
)]
async fn get_rewards(State(state): State<RewardsState>, user: CurrentUser) -> Result<Json<RewardsView>, Problem> {
    let overview = state
        .executor
        .db()
        .read(move |tx| {
            let today = habits::local_day(tx, user.id)?;
            overview::overview(tx, user.id, today)
        })
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(overview.into()))
}

/// The rewards after a claim, and what the claim paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ClaimView {
    #[serde(flatten)]
    rewards: RewardsView,
    /// Reward of this claim, in gems.
    today_reward: String,
}

#[utoipa::path(
    post, path = "/rewards/claim-streak", tag = "rewards",
    responses((status = 200, description = "Claimed; possible once per local day", body = ClaimView))
)]
async fn claim_streak(
    State(state): State<RewardsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| {
            let (reward, overview) = overview::claim_streak(tx, &*reactions, user.id)?;
            Ok::<_, RewardError>(ClaimView { rewards: overview.into(), today_reward: rules::gems(reward) })
        })
        .await
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Conversion {
    /// Coins to convert into gems: 1 coin is 0.001 gem.
    #[schema(minimum = 100)]
    coins: i64,
}

#[utoipa::path(
    post, path = "/rewards/conversions", tag = "rewards", request_body = Conversion,
    responses((status = 200, description = "The new balance", body = Balance))
)]
async fn convert(
    State(state): State<RewardsState>,
    user: CurrentUser,
    command: Command<Conversion>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            let balance = exchange::convert(tx, &*reactions, user.id, input.coins)?;
            Ok::<_, RewardError>(Balance { coins: balance.coins, gems: rules::gems(balance.milligems) })
        })
        .await
}

#[utoipa::path(
    post, path = "/rewards/freezes", tag = "rewards",
    responses((status = 200, description = "The rewards with one more freeze", body = RewardsView))
)]
async fn buy_freeze(
    State(state): State<RewardsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| exchange::buy_freeze(tx, user.id).map(RewardsView::from))
        .await
}

/// One change of a balance.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EntryView {
    id: Uuid,
    currency: Currency,
    /// Whole coins, or gems as a decimal string.
    amount: Amount,
    reason: String,
    reference: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Coins as a whole number, or gems as a decimal string.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum Amount {
    Coins(i64),
    Gems(String),
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        let amount = match entry.currency {
            Currency::Coin => Amount::Coins(entry.amount),
            Currency::Milligem => Amount::Gems(rules::gems(entry.amount)),
        };
        Self {
            id: entry.id,
            currency: entry.currency,
            amount,
            reason: entry.reason,
            reference: entry.reference,
            created_at: entry.created_at,
        }
    }
}

#[utoipa::path(
    get, path = "/rewards/ledger", tag = "rewards", params(List),
    responses((status = 200, description = "All changes of the balance, newest first", body = Page<EntryView>))
)]
async fn get_ledger(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<EntryView>>, Problem> {
    let before: Uuid = list.after()?.unwrap_or(Uuid::max());
    let limit = list.limit;
    let entries = state
        .executor
        .db()
        .read(move |tx| tx.rewards().list_entries(user.id, before, limit.and_one()))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(entries, limit, |entry| entry.id).map(EntryView::from)))
}
