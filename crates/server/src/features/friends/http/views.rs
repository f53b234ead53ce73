//! Response types of the friends feature.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::accounts::Person;
use crate::features::friends::RequestId;
use crate::features::friends::actions::friendships::{FriendCard, PersonSince};
use crate::features::friends::actions::requests::FriendRequest;

/// A friend.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct FriendView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<PersonSince> for FriendView {
    fn from((user, since): PersonSince) -> Self {
        Self { user, since }
    }
}

/// A blocked person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BlockView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl From<PersonSince> for BlockView {
    fn from((user, since): PersonSince) -> Self {
        Self { user, since }
    }
}

/// The direction of a request.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    /// The user received it.
    In,
    /// The user sent it.
    Out,
}

/// A request waiting for a response.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RequestView {
    id: RequestId,
    direction: Direction,
    /// The other user; `null` for a request that the user sent to an identifier.
    #[schema(required)]
    user: Option<Person>,
    /// The identifier that the user typed, if any.
    #[schema(required)]
    identifier: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<FriendRequest> for RequestView {
    fn from(request: FriendRequest) -> Self {
        Self {
            id: request.id,
            direction: if request.incoming { Direction::In } else { Direction::Out },
            user: request.person,
            identifier: request.typed,
            created_at: request.created_at,
        }
    }
}

/// A link to share.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LinkView {
    /// Opens a page on which the visitor can send this user a friend request.
    pub(super) url: String,
    #[schema(value_type = String, format = DateTime)]
    pub(super) expires_at: Timestamp,
}

/// The owner of a link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LinkOwnerView {
    pub(super) user: Person,
}

/// The current week until today.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct FriendWeekView {
    completed: u32,
    due: u32,
    /// 100 x completed / due; 0 if nothing is due.
    completion_rate: f64,
}

/// The details of a friend that the user may see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CardView {
    user: Person,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Days in a row with a claim; `null` if the friend is hidden from leaderboards.
    #[schema(required)]
    daily_streak: Option<u32>,
    /// From Monday to the friend's current day; `null` if the friend is hidden from leaderboards.
    #[schema(required)]
    week: Option<FriendWeekView>,
}

impl From<FriendCard> for CardView {
    fn from(card: FriendCard) -> Self {
        let week = card.week.map(|(due, completed)| FriendWeekView {
            completed,
            due,
            completion_rate: if due == 0 { 0.0 } else { 100.0 * f64::from(completed) / f64::from(due) },
        });
        Self { user: card.person, since: card.since, daily_streak: card.daily_streak, week }
    }
}
