//! How friends and requests look on the wire.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::accounts::Person;
use crate::features::friends::RequestId;
use crate::features::friends::actions::friendships::{Card, Since};
use crate::features::friends::actions::requests::Request;

/// A friend.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct FriendView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<Since> for FriendView {
    fn from((user, since): Since) -> Self {
        Self { user, since }
    }
}

/// Somebody who is blocked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BlockView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<Since> for BlockView {
    fn from((user, since): Since) -> Self {
        Self { user, since }
    }
}

/// Which way a request goes.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    /// To this person.
    In,
    /// From this person.
    Out,
}

/// A request that waits for an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RequestView {
    id: RequestId,
    direction: Direction,
    /// The other one; `null` where something was typed.
    #[schema(required)]
    user: Option<Person>,
    /// What was typed.
    #[schema(required)]
    identifier: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Request> for RequestView {
    fn from(request: Request) -> Self {
        Self {
            id: request.id,
            direction: if request.incoming { Direction::In } else { Direction::Out },
            user: request.person,
            identifier: request.typed,
            created_at: request.created_at,
        }
    }
}

/// A link to hand over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LinkView {
    /// Leads to a page that asks this person for friendship.
    pub(super) url: String,
    #[schema(value_type = String, format = DateTime)]
    pub(super) expires_at: Timestamp,
}

/// Whose link it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LinkOwnerView {
    pub(super) user: Person,
}

/// A week so far.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct FriendWeekView {
    completed: u32,
    due: u32,
    /// 100 x completed / due, 0 where nothing is due.
    completion_rate: f64,
}

/// A friend as far as they allow it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CardView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Days in a row with a claim; `null` for who hides.
    #[schema(required)]
    daily_streak: Option<u32>,
    /// From Monday to their today; `null` for who hides.
    #[schema(required)]
    week: Option<FriendWeekView>,
}

impl From<Card> for CardView {
    fn from(card: Card) -> Self {
        let week = card.week.map(|(due, completed)| FriendWeekView {
            completed,
            due,
            completion_rate: if due == 0 { 0.0 } else { 100.0 * f64::from(completed) / f64::from(due) },
        });
        Self { user: card.person, since: card.since, daily_streak: card.daily_streak, week }
    }
}
