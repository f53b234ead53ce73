//! Challenges: habits that several people take on together.
//!
//! The board reads [`members_after`] and [`parts_of`]; what happens here is told through [`Reactions`].

mod actions;
mod catalogue;
mod error;
mod http;
mod jobs;
mod rules;
mod store;

use std::sync::Arc;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::members::{
    founder_leaves, is_member, member_ids, member_spans, members_after, parts_of, started_on, title_of, titles_of,
};
pub use error::ChallengesError;
pub use http::{ChallengesState, routes};
pub use jobs::{finish_due, sweep_abandoned};

crate::id!(/// A challenge.
ChallengeId);

/// Something that happened to a user in a challenge.
#[derive(Clone, Copy, Debug)]
pub struct ChallengeEvent<'a> {
    /// To whom.
    pub user: UserId,
    /// In which challenge.
    pub challenge: ChallengeId,
    /// What it is called.
    pub title: &'a str,
}

/// What the rest of the product does when something happens here, inside the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// The user joined.
    ///
    /// # Errors
    /// Those of the database.
    fn challenge_joined(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError>;

    /// The user left.
    ///
    /// # Errors
    /// Those of the database.
    fn challenge_left(&self, tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError>;

    /// The user made it.
    ///
    /// # Errors
    /// Those of the database.
    fn challenge_founded(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError>;

    /// The user's days in it are over, and nothing of it can be ticked any more.
    ///
    /// # Errors
    /// Those of the database.
    fn challenge_finished(
        &self,
        tx: &mut Tx<'_>,
        event: &ChallengeEvent<'_>,
        due: u32,
        done: u32,
    ) -> Result<(), DbError>;

    /// A friend, `from`, invited the user; told once for each friend and challenge.
    ///
    /// # Errors
    /// Those of the database.
    fn challenge_invited(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>, from: UserId) -> Result<(), DbError>;
}

/// The reactions this room was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
