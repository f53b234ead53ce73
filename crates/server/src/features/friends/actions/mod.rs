//! Use cases of friends.

pub mod friendships;
pub mod links;
pub mod requests;

use std::collections::HashMap;

use crate::features::accounts::{self, Person, UserId};
use crate::platform::db::{DbError, Tx};

/// Returns those of `ids` who exist, by id.
fn people_by_id(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<HashMap<UserId, Person>, DbError> {
    let people = accounts::find_people(tx, ids)?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}
