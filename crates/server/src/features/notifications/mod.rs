//! Notifications: the feed of a user's alerts.
//!
//! Other rooms hand an [`Alert`] to [`alert`] inside their unit of work, through app/events.rs.

mod actions;
mod error;
mod http;
mod jobs;
mod store;

pub use actions::{Alert, HINT, Kind, alert};
pub use error::NotificationError;
pub use http::{NotificationsState, routes};
pub use jobs::clean_up;

crate::id!(
    /// One alert in the feed.
    NotificationId
);
