//! The use cases of this room: a unit of work in, a result out.

pub mod friendships;
pub mod links;
pub mod requests;

use std::collections::HashMap;

use crate::features::accounts::{self, Person, UserId};
use crate::platform::db::{DbError, Tx};

/// The people of `ids` who are there, to be found by id.
fn people_by_id(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<HashMap<UserId, Person>, DbError> {
    let people = accounts::people(tx, ids)?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}
