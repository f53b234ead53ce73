//! Notifications: the feed of a user's alerts, and the channels that deliver them.
//!
//! Other features add alerts with [`add_alert`] in their own unit of work, through app/events.rs.

mod actions;
mod alert;
mod error;
mod http;
mod jobs;
mod push_transport;
pub mod rules;
mod store;

pub use actions::context::{DispatchContext, PushServices};
pub use actions::feed::{
    HINT, add_alert, add_alerts, close_alerts, newest_alerts, recently_alerted_users, replace_alert,
};
pub use actions::preferences::{channel_preference, quiet_hours};
pub use alert::{Alert, AlertKind};
pub use error::NotificationError;
pub use http::{NotificationView, NotificationsState, routes};
pub use jobs::{Dispatcher, delete_old_alerts};
pub use push_transport::PushTransport;
pub use rules::{QuietHours, alert_tag};
pub use store::{ROWS_OF_USER, StoredAlert};

crate::id!(
    /// The id of an alert in the feed.
    NotificationId
);
crate::id!(
    /// The id of a device that receives pushes.
    DeviceId
);
