//! Reports: completion rates, the heatmap, habit strength and the weekly review, all computed from the
//! day counts.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

pub use error::ReportError;
pub use http::{ReportsState, routes};
