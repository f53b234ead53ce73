//! Answering who looks at a board.

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

/// Somebody on a board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardEntry {
    /// From 1, among all who are on this board; people whom the asker must not see leave a gap.
    pub rank: usize,
    /// Who.
    pub user_id: UserId,
    /// The name they chose for others.
    pub display_name: String,
    /// Where their picture is, if they have one.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// 100 x completed / due, 0 where nothing was due.
    pub completion_rate: f64,
    /// Tasks done.
    pub completed: u32,
    /// Tasks due.
    pub due: u32,
}

/// The entries of a board.
#[derive(Clone, Debug)]
pub enum Entries {
    /// Made for this asker.
    Made(Vec<BoardEntry>),
    /// The list that everybody gets, as JSON.
    Kept(Arc<RawValue>),
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Made(entries) => entries.serialize(out),
            Self::Kept(json) => json.as_ref().serialize(out),
        }
    }
}

/// A board as somebody sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The days it is about.
    pub period: Period,
    /// Their first day for the asker; none for all time.
    pub starts_on: Option<Date>,
    /// By what it is ordered.
    pub order: Order,
    /// The first hundred.
    pub entries: Entries,
    /// The asker, also when they hide; none when they don't stand in this order.
    pub me: Option<BoardEntry>,
    /// Everything committed before this is in it.
    pub as_of: Timestamp,
}

/// Those of `users` who are there.
///
/// # Errors
/// Those of the database.
pub fn people(tx: &mut Tx<'_>, users: &[UserId]) -> Result<HashMap<Uuid, Person>, DbError> {
    Ok(accounts::find_people(tx, users)?.into_iter().map(|person| (person.id.0, person)).collect())
}

/// `places` with names; who is gone meanwhile is left out.
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
    /// The board of everyone or of friends.
    ///
    /// # Errors
    /// [`LeaderboardError::GettingReady`] after a start, [`LeaderboardError::Db`].
    pub async fn seen_by(
        &self,
        user: UserId,
        period: Period,
        scope: Scope,
        order: Order,
    ) -> Result<Seen, LeaderboardError> {
        self.ready().await?;
        let today = self.day_of(user).await?;
        let (entries, me) = match scope {
            Scope::Everyone => self.everyone(user, period, order).await?,
            Scope::Friends => self.friends(user, period, order).await?,
        };
        let starts_on = today.and_then(|today| period.starts_on(today));
        Ok(Seen { period, starts_on, order, entries, me, as_of: self.as_of() })
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
            return Ok((Entries::Kept(page), me));
        }
        let mut places = self.first(period, order, LISTED + unseen.len());
        leave_out(&mut places, &unseen);
        Ok((Entries::Made(self.named(&places).await?), me))
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

    /// The board of a challenge, over all its days so far, for whoever may look at it.
    ///
    /// # Errors
    /// [`LeaderboardError::NotFound`], [`LeaderboardError::GettingReady`],
    /// [`LeaderboardError::Db`].
    pub async fn of_challenge(
        &self,
        user: UserId,
        challenge: ChallengeId,
        order: Order,
    ) -> Result<Seen, LeaderboardError> {
        let read = move |tx: &mut Tx<'_>| {
            let there = challenges::title_of(tx, challenge)?.is_some();
            Ok::<_, DbError>((there, challenges::started_on(tx, challenge, user)?, friends::invisible_to(tx, user)?))
        };
        let (there, starts_on, unseen) = self.db().read(read).await?;
        if !there {
            return Err(LeaderboardError::NotFound);
        }
        self.ready().await?;
        self.day_of(user).await?;
        let (mut places, me) = self.challenge(challenge, user.0, order, LISTED + unseen.len()).await?;
        leave_out(&mut places, &unseen);
        let (entries, me) = self.with_me(&places, me).await?;
        Ok(Seen { period: Period::AllTime, starts_on, order, entries, me, as_of: self.as_of() })
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
        Ok((Entries::Made(entries(places, &people)), me))
    }
}

/// Takes out whom the asker must not see; the others keep their ranks.
fn leave_out(places: &mut Vec<Place>, unseen: &[UserId]) {
    let unseen: HashSet<Uuid> = unseen.iter().map(|user| user.0).collect();
    places.retain(|place| !unseen.contains(&place.user));
    places.truncate(LISTED);
}
