//! Applying what was committed since, and the ends of local days.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use serde_json::value::to_raw_value;
use uuid::Uuid;

use super::{Feed, Leaderboard, Loaded, MAX_LAG, PRUNE_INTERVAL, Pending, State};
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::features::leaderboard::actions::answer;
use crate::features::leaderboard::actions::read::{Found, Wanted, read};
use crate::features::leaderboard::rules::board::Place;
use crate::features::leaderboard::rules::{LISTED, Order, Period, edge};
use crate::platform::change_log::Change;
use crate::platform::db::DbError;

/// Users per unit of work.
const CHUNK: usize = 200;
/// Users moved while requests are blocked: about half a millisecond.
const MOVED_AT_ONCE: usize = 32;
/// A challenge that was not requested for this long is dropped.
const KEEP_CHALLENGE: SignedDuration = SignedDuration::from_mins(10);
/// Maximum number of challenges in memory.
const MAX_CHALLENGES: usize = 500;
/// Rows of the change log removed per shard and unit of work.
const PRUNE_BATCH: u32 = 500;

impl Leaderboard {
    /// Applies everything that was committed, and every local day that has ended, by now. Loads all users the first
    /// time. After an error, the next call continues with what is left.
    pub async fn catch_up(&self) -> Result<(), DbError> {
        let mut feed = self.0.feed.lock().await;
        let now = self.0.db.clock().now();
        if !feed.loaded || feed.read_at.duration_until(now) > MAX_LAG {
            self.load_all(&mut feed).await?;
        }
        self.collect(&mut feed, now).await?;
        self.read_again(&mut feed.pending).await?;
        self.change(|state| state.as_of = now);
        self.refresh_pages().await?;
        self.0.ready.send_replace(true);
        self.drop_challenges(now);
        self.prune(&mut feed, now).await;
        Ok(())
    }

    /// Adds users that changed and users whose day has ended to those that must be read again.
    async fn collect(&self, feed: &mut Feed, now: Timestamp) -> Result<(), DbError> {
        let cursor = feed.cursor.to_json();
        let page = self.0.db.read(move |tx| tx.change_log().since(&cursor)).await?;
        let changes = match feed.cursor.advance(&page, now) {
            Some(changes) => changes,
            None => {
                // A backup was restored, or the log was emptied.
                feed.loaded = false;
                self.load_all(feed).await?;
                Vec::new()
            }
        };
        feed.read_at = now;
        let renamed = changes.iter().any(|change| change.day.is_none());
        let ended = self.change(|state| {
            if renamed {
                state.board.mark_all_changed();
            }
            state.board.ended_by(now)
        });
        let ended = ended.into_iter().map(|user| Change { user, day: None });
        changes.into_iter().chain(ended).for_each(|change| feed.pending.add(change));
        Ok(())
    }

    /// Reads the pending users, chunk by chunk, and removes them from `pending`.
    async fn read_again(&self, pending: &mut Pending) -> Result<(), DbError> {
        let mut users: Vec<Uuid> = pending.0.keys().copied().collect();
        // Neighbours in the database are read together.
        users.sort_unstable();
        for users in users.chunks(CHUNK) {
            let (wanted, loaded) = self.to_read(users, pending);
            let found = self.0.db.read(move |tx| read(tx, &wanted, &loaded)).await?;
            self.put(&found).await;
            for user in users {
                pending.0.remove(user);
            }
        }
        Ok(())
    }

    fn to_read(&self, users: &[Uuid], pending: &Pending) -> (Vec<Wanted>, HashSet<ChallengeId>) {
        let state = self.state();
        let wanted = users.iter().map(|user| {
            let known = state.board.known(*user);
            // After a change among the settled days, their sum is not valid any more.
            let day = pending.0.get(user).copied().flatten();
            let known = known.filter(|known| day.is_none_or(|day| day >= edge(known.today)));
            Wanted { user: UserId(*user), known }
        });
        (wanted.collect(), state.challenges.keys().copied().collect())
    }

    /// Moves the users that were read to their new places, a few at a time, so that no request waits long.
    async fn put(&self, found: &Found) {
        for readings in found.readings.chunks(MOVED_AT_ONCE) {
            self.change(|State { board, challenges, .. }| {
                for reading in readings {
                    board.apply(reading);
                    for (id, loaded) in &mut *challenges {
                        let tally = found.challenges.get(id).and_then(|members| members.get(&UserId(reading.user)));
                        loaded.board.apply(board, reading.user, tally.copied());
                    }
                }
            });
            tokio::task::yield_now().await;
        }
        self.change(|State { board, challenges, .. }| {
            for user in &found.gone {
                challenges.values_mut().for_each(|loaded| loaded.board.apply(board, *user, None));
                board.remove(*user);
            }
        });
    }

    /// Renders the lists whose first hundred changed.
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
        let people = people.inspect_err(|_| self.change(|state| state.board.mark_all_changed()))?;
        for (period, order, places) in lists {
            // Without a page the list is rendered for every request.
            let page = to_raw_value(&answer::entries(&places, &people)).ok().map(Arc::from);
            let mut pages = self.0.pages.write();
            pages[period as usize][order as usize] = page;
        }
        Ok(())
    }

    /// Drops challenges that were not requested recently, and the least recently requested ones beyond
    /// [`MAX_CHALLENGES`].
    fn drop_challenges(&self, now: Timestamp) {
        let oldest = now.saturating_sub(KEEP_CHALLENGE).unwrap_or(now).as_microsecond();
        let requested = |(id, loaded): (&ChallengeId, &Loaded)| (loaded.requested_at.load(Ordering::Relaxed), *id);
        let mut requested: Vec<(i64, ChallengeId)> = self.state().challenges.iter().map(requested).collect();
        requested.sort_unstable();
        let too_many = requested.len().saturating_sub(MAX_CHALLENGES);
        let dropped: Vec<ChallengeId> = requested
            .into_iter()
            .enumerate()
            .filter(|(at, (requested_at, _))| *at < too_many || *requested_at < oldest)
            .map(|(_, (_, id))| id)
            .collect();
        if !dropped.is_empty() {
            self.change(|state| state.challenges.retain(|id, _| !dropped.contains(id)));
        }
    }

    /// Removes old rows of the change log, in small units of work.
    async fn prune(&self, feed: &mut Feed, now: Timestamp) {
        if feed.pruned_at.duration_until(now) < PRUNE_INTERVAL {
            return;
        }
        match self.prune_shards().await {
            // The next call continues.
            Ok(false) => {}
            Ok(true) => feed.pruned_at = now,
            Err(error) => error.log("old rows of the change log were not removed"),
        }
    }

    /// Returns whether nothing is left to remove.
    async fn prune_shards(&self) -> Result<bool, DbError> {
        let mut is_done = true;
        for shard in self.0.db.read(|tx| tx.change_log().shards()).await? {
            let pruned = self.0.db.background(Uuid::nil(), move |tx| tx.change_log().prune(shard, PRUNE_BATCH)).await?;
            is_done &= pruned < u64::from(PRUNE_BATCH);
        }
        Ok(is_done)
    }
}
