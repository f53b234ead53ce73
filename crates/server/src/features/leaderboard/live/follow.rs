//! Taking in what was committed since, and the turn of days.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::value::to_raw_value;
use uuid::Uuid;

use super::{Feed, Leaderboard, Loaded, PRUNE, State, TRUST_LOG, note};
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::features::leaderboard::actions::answer;
use crate::features::leaderboard::actions::read::{Found, Wanted, read};
use crate::features::leaderboard::rules::board::Place;
use crate::features::leaderboard::rules::{LISTED, Order, Period, edge};
use crate::features::leaderboard::store::Change;
use crate::platform::db::{DbError, Dialect};

/// People read in one unit of work.
const CHUNK: usize = 200;
/// People put in their new places while nobody can look: about half a millisecond.
const AT_ONCE: usize = 32;
/// A challenge that nobody looked at for so long is forgotten.
const FORGET_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// More challenges than this are not kept at once.
const MOST_LOADED: usize = 500;
/// Lines of the log that go at once.
const PRUNED: u32 = 500;

impl Leaderboard {
    /// Takes in everything that was committed, and every local day that has ended, by now. The
    /// first time it reads everybody.
    ///
    /// # Errors
    /// Those of the database; what was not taken in is tried again the next time.
    pub async fn catch_up(&self) -> Result<(), DbError> {
        let mut feed = self.0.feed.lock().await;
        let now = self.0.db.clock().now();
        if !feed.built || feed.looked_at.duration_until(now) > TRUST_LOG {
            self.build(&mut feed).await?;
        }
        let mut changes = std::mem::take(&mut *self.0.heard());
        let outcome = self.take_in(&mut feed, &mut changes, now).await;
        if outcome.is_err() {
            // Nobody is forgotten: what is left is tried again.
            let mut heard = self.0.heard();
            changes.into_iter().for_each(|(user, day)| note(&mut heard, user, day));
        }
        outcome?;
        self.refresh_pages().await?;
        self.0.ready.send_replace(true);
        self.forget_challenges(now);
        self.prune(&mut feed, now).await;
        Ok(())
    }

    async fn take_in(
        &self,
        feed: &mut Feed,
        changes: &mut HashMap<Uuid, Option<Date>>,
        now: Timestamp,
    ) -> Result<(), DbError> {
        let position = feed.position;
        let (horizon, lines) =
            self.0.db.read(move |tx| Ok::<_, DbError>((tx.board().horizon()?, tx.board().changes(position)?))).await?;
        if horizon < position && self.0.db.dialect() == Dialect::Postgres {
            // Ids went back: another database stands in the place of the one that was read.
            feed.built = false;
        }
        let fresh: Vec<Change> = lines.iter().filter(|line| !feed.seen.contains(line)).copied().collect();
        for line in &fresh {
            note(changes, line.user.0, line.day);
        }
        let renamed = fresh.iter().any(|line| line.day.is_none());
        let ended = self.change(|state| {
            if renamed {
                state.board.touch();
            }
            state.board.ended_by(now)
        });
        ended.into_iter().for_each(|user| note(changes, user, None));
        self.read_again(changes).await?;
        feed.position = position.max(horizon);
        feed.seen = lines.into_iter().filter(|line| line.position > feed.position).collect();
        feed.looked_at = now;
        self.change(|state| state.as_of = now);
        Ok(())
    }

    /// Reads those of `changes` anew, chunk by chunk, and takes them out of it.
    async fn read_again(&self, changes: &mut HashMap<Uuid, Option<Date>>) -> Result<(), DbError> {
        let mut users: Vec<Uuid> = changes.keys().copied().collect();
        // Neighbours in the database are read together.
        users.sort_unstable();
        for users in users.chunks(CHUNK) {
            let (wanted, loaded) = self.to_read(users, changes);
            let found = self.0.db.read(move |tx| read(tx, &wanted, &loaded)).await?;
            self.put(&found).await;
            for user in users {
                changes.remove(user);
            }
        }
        Ok(())
    }

    fn to_read(&self, users: &[Uuid], changes: &HashMap<Uuid, Option<Date>>) -> (Vec<Wanted>, HashSet<ChallengeId>) {
        let state = self.state();
        let wanted = users.iter().map(|user| {
            let known = state.board.known(*user);
            // A change among the settled days leaves nothing to build on.
            let day = changes.get(user).copied().flatten();
            let known = known.filter(|known| day.is_none_or(|day| day >= edge(known.today)));
            Wanted { user: UserId(*user), known }
        });
        (wanted.collect(), state.challenges.keys().copied().collect())
    }

    /// Puts what was read in its place, a few at a time, so that nobody who looks waits long.
    async fn put(&self, found: &Found) {
        for readings in found.readings.chunks(AT_ONCE) {
            self.change(|State { board, challenges, .. }| {
                for reading in readings {
                    board.take(reading);
                    for (id, loaded) in &mut *challenges {
                        let part = found.parts.get(id).and_then(|members| members.get(&UserId(reading.user)));
                        loaded.board.take(board, reading.user, part.copied());
                    }
                }
            });
            tokio::task::yield_now().await;
        }
        self.change(|State { board, challenges, .. }| {
            for user in &found.gone {
                challenges.values_mut().for_each(|loaded| loaded.board.take(board, *user, None));
                board.forget(*user);
            }
        });
    }

    /// Makes the lists anew whose first hundred have changed.
    async fn refresh_pages(&self) -> Result<(), DbError> {
        let lists: Vec<(Period, Order, Vec<Place>)> = self.change(|State { board, .. }| {
            let changed = board.take_changed().into_iter();
            changed.map(|(period, order)| (period, order, board.first(period, order, LISTED))).collect()
        });
        if lists.is_empty() {
            return Ok(());
        }
        let users: HashSet<UserId> =
            lists.iter().flat_map(|(.., places)| places).map(|place| UserId(place.user)).collect();
        let users: Vec<UserId> = users.into_iter().collect();
        let people = self.0.db.read(move |tx| answer::people(tx, &users)).await;
        let people = people.inspect_err(|_| self.change(|state| state.board.touch()))?;
        for (period, order, places) in lists {
            // What can't be written is made for each who asks.
            let page = to_raw_value(&answer::entries(&places, &people)).ok().map(Arc::from);
            let mut pages = self.0.pages.write();
            pages[period as usize][order as usize] = page;
        }
        Ok(())
    }

    /// Challenges that nobody looks at any more go, and the longest unseen when there are many.
    fn forget_challenges(&self, now: Timestamp) {
        let oldest = now.saturating_sub(FORGET_AFTER).unwrap_or(now).as_microsecond();
        let seen = |(id, loaded): (&ChallengeId, &Loaded)| (loaded.looked_at.load(Ordering::Relaxed), *id);
        let mut seen: Vec<(i64, ChallengeId)> = self.state().challenges.iter().map(seen).collect();
        seen.sort_unstable();
        let too_many = seen.len().saturating_sub(MOST_LOADED);
        let gone: Vec<ChallengeId> = seen
            .into_iter()
            .enumerate()
            .filter(|(at, (looked_at, _))| *at < too_many || *looked_at < oldest)
            .map(|(_, (_, id))| id)
            .collect();
        if !gone.is_empty() {
            self.change(|state| state.challenges.retain(|id, _| !gone.contains(id)));
        }
    }

    /// Old lines of the log go, all of them in small units.
    async fn prune(&self, feed: &mut Feed, now: Timestamp) {
        if feed.pruned_at.duration_until(now) < PRUNE {
            return;
        }
        match self.0.db.background(Uuid::nil(), |tx| tx.board().prune(PRUNED)).await {
            // There may be more: the next time.
            Ok(pruned) if pruned >= u64::from(PRUNED) => {}
            Ok(_) => feed.pruned_at = now,
            Err(error) => {
                let error: DbError = error;
                tracing::warn!(%error, "old lines of the board's log were not removed");
            }
        }
    }
}
