//! Notifications: the feed of a user's alerts.
//!
//! Other rooms hand an [`Alert`] to [`alert`] inside their unit of work, through app/events.rs.

mod actions;
mod error;
mod http;
mod jobs;
mod push_transport;
pub mod rules;
mod store;

pub use actions::channels::{Channels, Pushes};
pub use actions::preferences::{quiet_hours, wanted_of};
pub use actions::{Alert, HINT, Kind, alert, alert_in_place, lately_alerted, newest, put_away};
pub use error::NotificationError;
pub use http::{NotificationView, NotificationsState, routes};
pub use jobs::{Dispatcher, clean_up};
pub use push_transport::PushTransport;
pub use rules::{Quiet, tag};
pub use store::Stored;

crate::id!(
    /// One alert in the feed.
    NotificationId
);
crate::id!(
    /// A device that pushes go to.
    DeviceId
);
