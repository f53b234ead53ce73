//! Routes for achievements and the history of freezes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::RewardsState;
use crate::features::accounts::CurrentUser;
use crate::features::habits::Balance;
use crate::features::rewards::RewardError;
use crate::features::rewards::actions::achievements::{self, AchievementProgress};
use crate::features::rewards::rules;
use crate::features::rewards::store::{FreezeChange, FreezeRow};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, List, NoBody, Page, Path, Query};
use crate::platform::problem::Problem;

/// Progress towards an achievement.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ProgressView {
    /// The count so far, at most the target.
    current: i64,
    target: i64,
}

/// One achievement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AchievementView {
    /// Id in the catalogue.
    #[schema(example = "first-tick", pattern = "^[a-z0-9-]{1,40}$")]
    id: &'static str,
    title: &'static str,
    /// Description of the condition.
    description: &'static str,
    /// Name of a lucide icon.
    icon: &'static str,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    unlocked_at: Option<Timestamp>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    claimed_at: Option<Timestamp>,
    progress: ProgressView,
}

impl From<AchievementProgress> for AchievementView {
    fn from(progress: AchievementProgress) -> Self {
        let AchievementProgress { achievement, current, unlocked } = progress;
        Self {
            id: achievement.id,
            title: achievement.title,
            description: achievement.description,
            icon: achievement.icon,
            unlocked_at: unlocked.as_ref().map(|row| row.unlocked_at),
            claimed_at: unlocked.and_then(|row| row.claimed_at),
            progress: ProgressView { current, target: achievement.target },
        }
    }
}

#[utoipa::path(
    get, path = "/achievements", tag = "rewards", params(List),
    responses((status = 200, description = "The whole catalogue with the user's progress", body = Page<AchievementView>))
)]
pub async fn get_achievements(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<AchievementView>>, Problem> {
    let after: Option<String> = list.after()?;
    let mut all = state
        .executor
        .db()
        .read(move |tx| achievements::achievements(tx, user.id))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    if let Some(after) = after {
        let last_sent = all.iter().position(|progress| progress.achievement.id == after);
        all.drain(..last_sent.map_or(all.len(), |index| index + 1));
    }
    Ok(Json(Page::cut(all, list.limit, |progress| progress.achievement.id).map(AchievementView::from)))
}

/// An achievement whose reward was paid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimedView {
    #[serde(flatten)]
    achievement: AchievementView,
    /// The balance after the payment.
    balance: Balance,
}

#[utoipa::path(
    post, path = "/achievements/{id}/claim", tag = "rewards",
    params(("id" = String, Path, description = "Id in the catalogue", pattern = "^[a-z0-9-]{1,40}$")),
    responses((status = 200, description = "Claimed; an achievement pays 500 coins and 1.0 gem, once", body = ClaimedView))
)]
pub async fn claim_achievement(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Path(id): Path<String>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| {
            let (progress, balance) = achievements::claim_achievement(tx, &*reactions, user.id, &id)?;
            let balance = Balance { coins: balance.coins, gems: rules::gems(balance.milligems) };
            Ok::<_, RewardError>(ClaimedView { achievement: progress.into(), balance })
        })
        .await
}

/// A change of the number of freezes.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct FreezeView {
    id: Uuid,
    what: FreezeChange,
    /// How many freezes were added or used.
    freezes: u32,
    /// The local day of the change; for `used`, the day of the claim that used them.
    #[schema(value_type = String, format = Date)]
    day: Date,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<FreezeRow> for FreezeView {
    fn from(row: FreezeRow) -> Self {
        let FreezeRow { id, what, freezes, day, created_at } = row;
        Self { id, what, freezes, day, created_at }
    }
}

#[utoipa::path(
    get, path = "/rewards/freezes", tag = "rewards", params(List),
    responses((status = 200, description = "Freezes given, bought and used, newest first", body = Page<FreezeView>))
)]
pub async fn get_freezes(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<FreezeView>>, Problem> {
    let before: Uuid = list.after()?.unwrap_or(Uuid::max());
    let limit = list.limit;
    let rows = state
        .executor
        .db()
        .read(move |tx| tx.rewards().freeze_history(user.id, before, limit.and_one()))
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(rows, limit, |row| row.id).map(FreezeView::from)))
}
