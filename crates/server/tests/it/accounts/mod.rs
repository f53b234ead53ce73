//! Accounts over a real TCP port, on both databases.

mod contacts;
mod deletion;
mod fixture;
mod limits;
pub mod log;
mod nodes;
mod phones;
mod picture;
mod privacy;
mod profile;
mod recover;
mod sessions;
mod sign_up;
mod spellings;
mod store;
