//! Answers requests for a board.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::{self, Person, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::friends;
use crate::features::leaderboard::rules::board::Place;
use crate::features::leaderboard::rules::{LISTED, Order, Period, Scope};
use crate::features::leaderboard::{Leaderboard, LeaderboardError};
use crate::platform::db::{DbError, Tx};

/// A user on a board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardEntry {
    /// From 1, among all users on this board. Users that the viewer must not see leave a gap.
    pub rank: usize,
    #[allow(missing_docs, reason = "the name says it")]
    pub user_id: UserId,
    /// The name shown to others.
    pub display_name: String,
    /// The URL of the picture, if there is one.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// 100 x completed / due; 0 if nothing was due.
    pub completion_rate: f64,
    /// Completed tasks.
    pub completed: u32,
    /// Due tasks.
    pub due: u32,
}

/// The entries of a board.
#[derive(Clone, Debug)]
pub enum Entries {
    /// Rendered for this viewer.
    Rendered(Vec<BoardEntry>),
    /// The list that all viewers share, as JSON.
    Shared(Arc<RawValue>),
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rendered(entries) => entries.serialize(out),
            Self::Shared(json) => json.as_ref().serialize(out),
        }
    }
}

/// A board as one user sees it.
#[derive(Clone, Debug)]
pub struct RankedBoard {
    #[allow(missing_docs, reason = "the name says it")]
    pub period: Period,
    /// The first day of the period for the viewer; `None` for all time.
    pub starts_on: Option<Date>,
    #[allow(missing_docs, reason = "the name says it")]
    pub order: Order,
    /// The first hundred entries.
    pub entries: Entries,
    /// The viewer's entry, even if hidden; `None` if the viewer is not ranked in this order.
    pub me: Option<BoardEntry>,
    /// Everything committed before this instant is included.
    pub as_of: Timestamp,
}

/// Returns those of `users` that exist.
pub fn people(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<Uuid, Person>, DbError> {
    Ok(accounts::find_people(tx, users)?.into_iter().map(|person| (person.id.0, person)).collect())
}

/// Adds names to `places` and leaves out users that were deleted meanwhile.
#[must_use]
pub fn entries(places: &[Place], people: &HashMap<Uuid, Person>) -> Vec<BoardEntry> {
    places.iter().filter_map(|place| Some(entry(place, people.get(&place.user)?))).collect()
}

fn entry(place: &Place, person: &Person) -> BoardEntry {
    BoardEntry {
        rank: place.rank,
        user_id: person.id,
        display_name: person.display_name.clone(),
        avatar_url: person.avatar_url.clone(),
        completion_rate: place.tally.rate(),
        completed: place.tally.done,
        due: place.tally.due,
    }
}

impl Leaderboard {
    /// Returns the board of everyone or of friends.
    ///
    /// # Errors
    /// [`LeaderboardError::GettingReady`] while the counts are loaded.
    pub async fn board_for(
        &self,
        user: UserId,
        period: Period,
        scope: Scope,
        order: Order,
    ) -> Result<RankedBoard, LeaderboardError> {
        self.ready().await?;
        let today = self.day_of(user).await?;
        let (entries, me) = match scope {
            Scope::Everyone => self.everyone(user, period, order).await?,
            Scope::Friends => self.friends(user, period, order).await?,
        };
        let starts_on = today.and_then(|today| period.starts_on(today));
        Ok(RankedBoard { period, starts_on, order, entries, me, as_of: self.as_of() })
    }

    async fn everyone(
        &self,
        user: UserId,
        period: Period,
        order: Order,
    ) -> Result<(Entries, Option<BoardEntry>), DbError> {
        let read = |tx: &mut Tx<'_>, user| {
            Ok::<_, DbError>((accounts::find_person(tx, user)?, friends::invisible_to(tx, user)?))
        };
        let (person, unseen) = self.db().read(move |tx| read(tx, user)).await?;
        let me = self.rank_of(user.0, period, order);
        let me = me.zip(person).map(|(place, person)| entry(&place, &person));
        let page = self.page(period, order);
        if let Some(page) = page.filter(|_| unseen.is_empty()) {
            return Ok((Entries::Shared(page), me));
        }
        let mut places = self.first(period, order, LISTED + unseen.len());
        remove_unseen(&mut places, &unseen);
        Ok((Entries::Rendered(self.named(&places).await?), me))
    }

    async fn friends(
        &self,
        user: UserId,
        period: Period,
        order: Order,
    ) -> Result<(Entries, Option<BoardEntry>), DbError> {
        let mut users = self.db().read(move |tx| friends::friend_ids(tx, user)).await?;
        users.push(user);
        let users: Vec<Uuid> = users.into_iter().map(|user| user.0).collect();
        let (places, me) = self.among(&users, user.0, period, order);
        self.with_me(&places, me).await
    }

    /// Returns the board of a challenge over all its days so far.
    ///
    /// # Errors
    /// [`LeaderboardError::NotFound`], [`LeaderboardError::GettingReady`].
    pub async fn challenge_board_for(
        &self,
        user: UserId,
        challenge: ChallengeId,
        order: Order,
    ) -> Result<RankedBoard, LeaderboardError> {
        let read = move |tx: &mut Tx<'_>| {
            let exists = challenges::title_of(tx, challenge)?.is_some();
            Ok::<_, DbError>((exists, challenges::started_on(tx, challenge, user)?, friends::invisible_to(tx, user)?))
        };
        let (exists, starts_on, unseen) = self.db().read(read).await?;
        if !exists {
            return Err(LeaderboardError::NotFound);
        }
        self.ready().await?;
        self.day_of(user).await?;
        let (mut places, me) = self.challenge(challenge, user.0, order, LISTED + unseen.len()).await?;
        remove_unseen(&mut places, &unseen);
        let (entries, me) = self.with_me(&places, me).await?;
        Ok(RankedBoard { period: Period::AllTime, starts_on, order, entries, me, as_of: self.as_of() })
    }

    async fn named(&self, places: &[Place]) -> Result<Vec<BoardEntry>, DbError> {
        let users: Vec<UserId> = places.iter().map(|place| UserId(place.user)).collect();
        let people = self.db().read(move |tx| people(tx, &users)).await?;
        Ok(entries(places, &people))
    }

    async fn with_me(&self, places: &[Place], me: Option<Place>) -> Result<(Entries, Option<BoardEntry>), DbError> {
        let users: Vec<UserId> = places.iter().chain(&me).map(|place| UserId(place.user)).collect();
        let people = self.db().read(move |tx| people(tx, &users)).await?;
        let me = me.and_then(|place| Some(entry(&place, people.get(&place.user)?)));
        Ok((Entries::Rendered(entries(places, &people)), me))
    }
}

/// Removes the users that the viewer must not see. The others keep their ranks.
fn remove_unseen(places: &mut Vec<Place>, unseen: &[UserId]) {
    let unseen: HashSet<Uuid> = unseen.iter().map(|user| user.0).collect();
    places.retain(|place| !unseen.contains(&place.user));
    places.truncate(LISTED);
}
