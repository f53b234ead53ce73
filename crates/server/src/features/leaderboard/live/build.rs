//! Loading all users at the start, and a challenge when it is requested.

use std::collections::HashSet;
use std::sync::atomic::AtomicI64;

use uuid::Uuid;

use super::{Feed, Leaderboard, Loaded};
use crate::features::accounts::{self, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::leaderboard::actions::read::{Found, Wanted, read};
use crate::features::leaderboard::rules::board::Board;
use crate::features::leaderboard::rules::challenge::ChallengeBoard;
use crate::platform::db::DbError;

/// Users per unit of work: it keeps a database thread busy for a few milliseconds.
const CHUNK: u32 = 500;

impl Leaderboard {
    /// Loads all users, chunk by chunk, and sorts them. Changes made meanwhile are in the change log and are read
    /// again afterwards.
    pub(super) async fn load_all(&self, feed: &mut Feed) -> Result<(), DbError> {
        let cursor = self.0.db.read(|tx| tx.change_log().end()).await?;
        let mut board = Board::default();
        let mut after = Uuid::nil();
        loop {
            let (found, last) = self
                .0
                .db
                .read(move |tx| {
                    let users = accounts::user_ids_after(tx, after, CHUNK)?;
                    let last = users.last().copied().filter(|_| users.len() == CHUNK as usize);
                    let wanted: Vec<Wanted> = users.into_iter().map(|user| Wanted { user, known: None }).collect();
                    Ok::<(Found, Option<UserId>), DbError>((read(tx, &wanted, &HashSet::new())?, last))
                })
                .await?;
            found.readings.iter().for_each(|reading| board.gather(reading));
            let Some(last) = last else { break };
            after = last.0;
        }
        // Sorting a million users takes a second: not on the threads that serve requests.
        let arranged = tokio::task::spawn_blocking(move || {
            board.arrange();
            board
        });
        let board = arranged.await.map_err(|_| DbError::Panicked)?;
        self.change(|state| {
            state.board = board;
            state.challenges.clear();
        });
        (feed.cursor, feed.loaded) = (cursor, true);
        feed.pending.0.clear();
        Ok(())
    }

    /// Loads the members of a challenge and keeps them up to date from now on.
    pub(super) async fn load_challenge(&self, id: ChallengeId) -> Result<(), DbError> {
        // No change is applied meanwhile, so none is lost between reading and storing the members.
        let _feed = self.0.feed.lock().await;
        if self.state().challenges.contains_key(&id) {
            return Ok(());
        }
        let mut board = ChallengeBoard::default();
        let mut after = Uuid::nil();
        let only = HashSet::from([id]);
        loop {
            let requested = only.clone();
            let (found, last) = self
                .0
                .db
                .read(move |tx| {
                    let users = challenges::members_after(tx, id, after, CHUNK)?;
                    let last = users.last().copied().filter(|_| users.len() == CHUNK as usize);
                    let known = None;
                    let wanted: Vec<Wanted> = users.into_iter().map(|user| Wanted { user, known }).collect();
                    Ok::<(Found, Option<UserId>), DbError>((read(tx, &wanted, &requested)?, last))
                })
                .await?;
            self.gather(&mut board, &found);
            let Some(last) = last else { break };
            after = last.0;
        }
        let requested_at = AtomicI64::new(self.0.db.clock().now().as_microsecond());
        self.change(|state| state.challenges.insert(id, Loaded { board, requested_at }));
        Ok(())
    }

    fn gather(&self, board: &mut ChallengeBoard, found: &Found) {
        let state = self.state();
        for (user, tally) in found.challenges.values().flatten() {
            board.apply(&state.board, user.0, Some(*tally));
        }
    }
}
