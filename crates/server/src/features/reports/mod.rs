//! Reports: completion rates, the heatmap, habit strength, the weekly review; read from the day
//! counts.

mod actions;
mod error;
mod http;
pub mod rules;
mod store;

pub use error::ReportError;
pub use http::{ReportsState, routes};
