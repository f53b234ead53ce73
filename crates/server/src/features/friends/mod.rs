//! Friends: requests, links, friendships, blocks.
//!
//! Other features can ask who is friends with whom ([`friend_ids`], [`are_friends`]) and who is
//! hidden from whom by a block ([`invisible_to`]). They react to new requests and friendships
//! through [`Reactions`].

mod actions;
mod error;
mod http;
mod rules;
mod store;

use std::sync::Arc;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::friendships::{
    account_closing, are_friends, friend_ids, friendships_among_later, invisible_to, is_blocked,
};
pub use error::FriendsError;
pub use http::{FriendsState, routes};
pub use store::ROWS_OF_USER;

crate::id!(/// A friend request.
RequestId);

/// The reactions of other features to requests and friendships, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// `to` received a request from `from`. Not called for requests that are hidden from `to`.
    fn request_received(&self, tx: &mut Tx<'_>, from: UserId, to: UserId, request: RequestId) -> Result<(), DbError>;

    /// `accepter` accepted the request of `requester`, or both requested each other.
    fn became_friends(&self, tx: &mut Tx<'_>, requester: UserId, accepter: UserId) -> Result<(), DbError>;
}

/// The shared [`Reactions`] of the feature.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
