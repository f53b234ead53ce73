//! Habitro's server: a modular monolith, one folder a feature.
//!
//! [`platform`] is what every room stands on and knows no room; [`features`] are the rooms;
//! [`app`] wires them and holds no rule of its own. docs/architecture.md tells the rest.

pub mod app;
pub mod features;
pub mod platform;
