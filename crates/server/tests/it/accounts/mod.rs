//! Accounts over a real TCP port, on both databases.

mod house;
mod limits;
mod privacy;
mod profile;
mod sessions;
mod sign_up;
mod store;
