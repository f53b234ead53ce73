//! The calls of this room.

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

use super::actions::{self, Overview};
use super::rules;
use super::store::{Currency, Entry};
use super::{Reactions, RewardError};
use crate::features::accounts::CurrentUser;
use crate::features::habits::{self, Balance};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor, List, NoBody, Page, Query};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct RewardsState {
    /// Runs units of work.
    pub executor: Executor,
    /// What the rest of the product does when something happens here.
    pub reactions: Arc<dyn Reactions>,
}

/// The calls of this room.
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

/// What a user has and may claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RewardsView {
    coins: i64,
    /// Gems as a decimal string.
    #[schema(example = "2.0", pattern = r"^\d+\.\d{1,3}$")]
    gems: String,
    /// Days in a row with a claim; 0 once broken.
    daily_streak: u32,
    max_streak: u32,
    /// 1-7: the next claim's day while one waits, else today's.
    streak_cycle_day: u8,
    can_claim: bool,
    /// What the next claim pays, in gems.
    next_reward: String,
    freezes: u32,
    /// What the seven days of the cycle pay, in gems.
    cycle: Vec<String>,
}

impl From<Overview> for RewardsView {
    fn from(seen: Overview) -> Self {
        Self {
            coins: seen.funds.coins,
            gems: rules::gems(seen.funds.milligems),
            daily_streak: seen.streak.shown(seen.standing),
            max_streak: seen.streak.longest,
            streak_cycle_day: seen.cycle_day(),
            can_claim: seen.can_claim(),
            next_reward: rules::gems(seen.next_reward()),
            freezes: seen.streak.freezes,
            cycle: rules::CYCLE.iter().map(|&reward| rules::gems(reward)).collect(),
        }
    }
}

#[utoipa::path(
    get, path = "/rewards", tag = "rewards",
    responses((status = 200, description = "Coins, gems, streak and today's claim", body = RewardsView))
)]
async fn get_rewards(State(state): State<RewardsState>, user: CurrentUser) -> Result<Json<RewardsView>, Problem> {
    let seen = state
        .executor
        .db()
        .read(move |tx| {
            let today = habits::local_day(tx, user.id)?;
            actions::overview(tx, user.id, today)
        })
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(seen.into()))
}

/// A claim and what it paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ClaimView {
    #[serde(flatten)]
    rewards: RewardsView,
    /// What this claim paid, in gems.
    today_reward: String,
}

#[utoipa::path(
    post, path = "/rewards/claim-streak", tag = "rewards",
    responses((status = 200, description = "Claimed, once a local day", body = ClaimView))
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
            let (reward, seen) = actions::claim_streak(tx, &*reactions, user.id)?;
            Ok::<_, RewardError>(ClaimView { rewards: seen.into(), today_reward: rules::gems(reward) })
        })
        .await
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Conversion {
    /// Coins to turn into gems: 1 coin is 0.001 gem.
    #[schema(minimum = 100)]
    coins: i64,
}

#[utoipa::path(
    post, path = "/rewards/conversions", tag = "rewards", request_body = Conversion,
    responses((status = 200, description = "The balance afterwards", body = Balance))
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
            let funds = actions::convert(tx, &*reactions, user.id, input.coins)?;
            Ok::<_, RewardError>(Balance { coins: funds.coins, gems: rules::gems(funds.milligems) })
        })
        .await
}

#[utoipa::path(
    post, path = "/rewards/freezes", tag = "rewards",
    responses((status = 200, description = "One freeze more", body = RewardsView))
)]
async fn buy_freeze(
    State(state): State<RewardsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| actions::buy_freeze(tx, user.id).map(RewardsView::from))
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

/// Coins are whole numbers, gems decimal strings.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum Amount {
    /// Coins.
    Coins(i64),
    /// Gems.
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
    responses((status = 200, description = "Every change, newest first", body = Page<EntryView>))
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
        .read(move |tx| tx.rewards().list(user.id, before, limit.and_one()))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(entries, limit, |entry| entry.id).map(EntryView::from)))
}
