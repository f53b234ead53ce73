//! Moderation: reports about people, and what the server's keeper does about them.
//!
//! The command line uses [`open_reports`], [`dismiss_report`], [`suspend`] and [`unsuspend`];
//! whose message a report is about is asked through [`Reactions`].

mod actions;
mod error;
mod http;
mod store;

use std::sync::Arc;

use uuid::Uuid;

use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};

pub use actions::{Reported, dismiss_report, open_reports, somebody, suspend, unsuspend};
pub use error::ModerationError;
pub use http::{ModerationState, routes};

crate::id!(/// A report.
ReportId);

/// What this room has to ask others, inside the same unit of work.
pub trait Reactions: Send + Sync + 'static {
    /// Who wrote a message that `reader` may read; nobody when there is none.
    ///
    /// # Errors
    /// Those of the database.
    fn author_of_message(&self, tx: &mut Tx<'_>, reader: UserId, message: Uuid) -> Result<Option<UserId>, DbError>;
}

/// The reactions this room was built with.
pub(crate) type SharedReactions = Arc<dyn Reactions>;
