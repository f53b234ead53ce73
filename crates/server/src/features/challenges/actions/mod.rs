//! The use cases of this feature.

pub mod create;
pub mod finish;
pub mod invite;
pub mod join;
pub mod list;
pub mod members;

use super::catalogue::built_in;
use super::rules::Challenge;
use super::{ChallengeId, ChallengesError};
use crate::platform::db::Tx;

/// The built-in or user-created challenge with this id.
fn find(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Challenge, ChallengesError> {
    if let Some(challenge) = built_in(id) {
        return Ok(challenge.clone());
    }
    tx.challenges().challenge(id)?.ok_or(ChallengesError::NotFound)
}
