//! The use cases of this room: a unit of work in, a result out.

pub mod finish;
pub mod found;
pub mod invite;
pub mod join;
pub mod look;
pub mod members;

use super::catalogue::shipped;
use super::rules::Challenge;
use super::{ChallengeId, ChallengesError};
use crate::platform::db::Tx;

/// The challenge of this id, shipped or made by somebody.
fn find(tx: &mut Tx<'_>, id: ChallengeId) -> Result<Challenge, ChallengesError> {
    if let Some(challenge) = shipped(id) {
        return Ok(challenge.clone());
    }
    tx.challenges().challenge(id)?.ok_or(ChallengesError::NotFound)
}
