//! Friends: requests, links, friendships, blocks.
//!
//! Other rooms may ask who is whose friend ([`friend_ids`], [`are_friends`]) and who must not
//! see whom ([`invisible_to`]); what happens here is told through [`Reactions`].

mod actions;
mod error;
mod http;
mod rules;
mod store;

use std::sync::Arc;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::friendships::{are_friends, friend_ids, invisible_to, is_blocked};
pub use error::FriendsError;
pub use http::{FriendsState, routes};

crate::id!(/// A request for friendship.
RequestId);

/// What the rest of the product does when something happens here, inside the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// `to` has a new request from `from` to answer. Not told for requests that nobody sees.
    ///
    /// # Errors
    /// Those of the database.
    fn request_received(&self, tx: &mut Tx<'_>, from: UserId, to: UserId, request: RequestId) -> Result<(), DbError>;

    /// `by` accepted what `asked` had asked, or both asked each other: they are friends now.
    ///
    /// # Errors
    /// Those of the database.
    fn became_friends(&self, tx: &mut Tx<'_>, asked: UserId, by: UserId) -> Result<(), DbError>;
}

/// The reactions this room was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
