//! Moderation: reports about people, and what the operator of the server does about them.
//!
//! The command line uses [`open_reports`], [`dismiss_report`], [`suspend`] and [`unsuspend`]. The
//! author of a reported message is looked up through [`Reactions`].

mod actions;
mod error;
mod http;
mod store;

use std::sync::Arc;

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::{OpenReport, dismiss_report, find_account, open_reports, suspend, unsuspend};
pub use error::ModerationError;
pub use http::{ModerationState, routes};
pub use store::ROWS_OF_USER;

crate::id!(/// A report.
ReportId);

/// The queries of this feature to others, in the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Returns the author of a message that `reader` may read, or `None` if there is no such message.
    fn author_of_message(&self, tx: &mut Tx<'_>, reader: UserId, message: Uuid) -> Result<Option<UserId>, DbError>;
}

/// The shared [`Reactions`] of the feature.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
