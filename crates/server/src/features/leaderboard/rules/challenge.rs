//! [`ChallengeBoard`]: the members of one challenge in order.

use std::cmp::Ordering;
use std::collections::HashMap;

use uuid::Uuid;

use super::board::{Board, Place};
use super::ranking::Ranking;
use super::{LISTED, Order, Tally};

#[derive(Clone, Copy, Debug)]
struct Member {
    tally: Tally,
    listed: bool,
}

/// The members of one challenge and their counts in it, by their slots in [`Board`].
#[derive(Debug, Default)]
pub struct ChallengeBoard {
    members: HashMap<u32, Member>,
    rankings: [Ranking; 2],
}

fn order<'m>(members: &'m HashMap<u32, Member>, board: &'m Board, order: Order) -> impl Fn(u32, u32) -> Ordering + 'm {
    let tally = |slot: u32| members.get(&slot).map(|member| member.tally).unwrap_or_default();
    move |a, b| tally(a).compare(tally(b), order).then_with(|| board.by_age(a, b))
}

impl ChallengeBoard {
    /// Returns the number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Returns whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Stores a member's counts in the challenge, or removes a user who is not a member. Must be called
    /// before `board` removes the user.
    pub fn apply(&mut self, board: &Board, user: Uuid, tally: Option<Tally>) {
        let Some((slot, listed)) = board.slot(user) else { return };
        let was = self.members.get(&slot).copied();
        let is = tally.map(|tally| Member { tally, listed });
        for (by, sort) in Order::ALL.into_iter().enumerate() {
            if was.is_some_and(|was| was.listed && was.tally.is_ranked(sort)) {
                self.rankings[by].remove(slot, &order(&self.members, board, sort));
            }
        }
        match is {
            Some(is) => self.members.insert(slot, is),
            None => self.members.remove(&slot),
        };
        for (by, sort) in Order::ALL.into_iter().enumerate() {
            if is.is_some_and(|is| is.listed && is.tally.is_ranked(sort)) {
                self.rankings[by].insert(slot, &order(&self.members, board, sort));
            }
        }
    }

    /// Returns the first `limit` members, and the place of `viewer` if ranked.
    #[must_use]
    pub fn first(&self, board: &Board, viewer: Uuid, sort: Order, limit: usize) -> (Vec<Place>, Option<Place>) {
        let place = |slot: u32, rank: usize| {
            let tally = self.members.get(&slot).map(|member| member.tally).unwrap_or_default();
            Place { rank, user: board.user(slot), tally }
        };
        let ranking = &self.rankings[sort as usize];
        let me = board
            .slot(viewer)
            .map(|(slot, _)| slot)
            .filter(|slot| self.members.get(slot).is_some_and(|member| member.tally.is_ranked(sort)));
        let me = me.map(|slot| place(slot, ranking.before(slot, &order(&self.members, board, sort)) + 1));
        (ranking.iter().take(limit.max(LISTED)).zip(1..).map(|(slot, rank)| place(slot, rank)).collect(), me)
    }
}
