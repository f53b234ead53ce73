//! Use cases of notifications.

pub mod context;
pub mod devices;
pub mod dispatch;
mod dispatch_batch;
pub mod feed;
pub mod preferences;
pub mod unsubscribe;
