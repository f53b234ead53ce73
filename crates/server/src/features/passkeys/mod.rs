//! Passkeys: signing in by fingerprint or face instead of a password.
//!
//! Other rooms use what stands here and nothing else of this room.

pub mod actions;
mod emails;
mod error;
mod http;
mod jobs;
mod limit;
pub mod rules;
pub mod store;

pub use actions::{Passkeys, remove_others};
pub use error::PasskeyError;
pub use http::routes;
pub use jobs::clean_up;

crate::id!(
    /// A passkey of an account.
    PasskeyId
);
