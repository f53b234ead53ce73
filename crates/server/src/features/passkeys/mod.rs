//! Passkeys: signing in with a fingerprint, a face or a device's PIN instead of the password.

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
pub use store::ROWS_OF_USER;

crate::id!(
    /// A passkey of an account.
    PasskeyId
);
