//! Reading everybody at the start, and a challenge when somebody looks at it.

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

/// People read in one unit of work: a few milliseconds of one of the database's threads, so that
/// calls go on meanwhile.
const CHUNK: u32 = 500;

impl Leaderboard {
    /// Reads everybody, chunk by chunk, and puts them in order. What changes meanwhile stands in
    /// the log and among what was heard, and is read again afterwards.
    pub(super) async fn build(&self, feed: &mut Feed) -> Result<(), DbError> {
        self.0.heard().clear();
        let position = self.0.db.read(|tx| tx.board().horizon()).await?;
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
        // Sorting a million takes a second: not on the threads that answer.
        let arranged = tokio::task::spawn_blocking(move || {
            board.arrange();
            board
        });
        let board = arranged.await.map_err(|_| DbError::Panicked)?;
        self.change(|state| {
            state.board = board;
            state.challenges.clear();
        });
        (feed.position, feed.built) = (position, true);
        feed.seen.clear();
        Ok(())
    }

    /// Reads the members of a challenge and keeps them from now on.
    pub(super) async fn load(&self, id: ChallengeId) -> Result<(), DbError> {
        // Whoever follows what is committed waits meanwhile, so nothing is lost in between.
        let _feed = self.0.feed.lock().await;
        if self.state().challenges.contains_key(&id) {
            return Ok(());
        }
        let mut board = ChallengeBoard::default();
        let mut after = Uuid::nil();
        let only = HashSet::from([id]);
        loop {
            let asked = only.clone();
            let (found, last) = self
                .0
                .db
                .read(move |tx| {
                    let users = challenges::members_after(tx, id, after, CHUNK)?;
                    let last = users.last().copied().filter(|_| users.len() == CHUNK as usize);
                    let known = None;
                    let wanted: Vec<Wanted> = users.into_iter().map(|user| Wanted { user, known }).collect();
                    Ok::<(Found, Option<UserId>), DbError>((read(tx, &wanted, &asked)?, last))
                })
                .await?;
            self.gather(&mut board, &found);
            let Some(last) = last else { break };
            after = last.0;
        }
        let looked_at = AtomicI64::new(self.0.db.clock().now().as_microsecond());
        self.change(|state| state.challenges.insert(id, Loaded { board, looked_at }));
        Ok(())
    }

    fn gather(&self, board: &mut ChallengeBoard, found: &Found) {
        let state = self.state();
        for (user, tally) in found.parts.values().flatten() {
            board.take(&state.board, user.0, Some(*tally));
        }
    }
}
