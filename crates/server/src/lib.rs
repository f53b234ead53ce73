//! Habitro's server: a modular monolith, one folder per feature.
//!
//! [`platform`] is infrastructure and knows no feature; [`features`] contain the domain logic; [`app`] wires
//! them together. See docs/architecture.md.

pub mod app;
pub mod features;
pub mod platform;
