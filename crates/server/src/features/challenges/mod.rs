//! Challenges: habits that several users do together.

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
    account_closing, is_member, member_ids, member_spans, members_after, memberships_of, started_on, title_of,
    titles_of,
};
pub use error::ChallengesError;
pub use http::{ChallengesState, routes};
pub use jobs::{finish_due, fold_sizes, sweep_abandoned};
pub use store::ROWS_OF_USER;

crate::id!(/// A challenge.
ChallengeId);

/// Something that happened to a user in a challenge.
#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Copy, Debug)]
pub struct ChallengeEvent<'a> {
    pub user: UserId,
    pub challenge: ChallengeId,
    pub title: &'a str,
}

/// The reactions of other features to events of challenges, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// The user joined.
    fn challenge_joined(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError>;

    /// The user left.
    fn challenge_left(&self, tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError>;

    /// The user created it.
    fn challenge_founded(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError>;

    /// The user's days in it are over, and none of its tasks can be completed any more.
    fn challenge_finished(
        &self,
        tx: &mut Tx<'_>,
        event: &ChallengeEvent<'_>,
        due: u32,
        done: u32,
    ) -> Result<(), DbError>;

    /// The user's friend `from` invited them; called once per friend and challenge.
    fn challenge_invited(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>, from: UserId) -> Result<(), DbError>;
}

/// The reactions this feature was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
