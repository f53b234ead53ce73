//! HTTP: everything between a TCP connection and a feature's handler.
//!
//! [`serve`] handles connections (timeouts, their number, a graceful shutdown), [`with_middleware`] adds
//! what every response carries (request id, security headers, problem documents), and the extractors read
//! what a handler needs. Features use only the extractors, [`Answer`] and [`Executor`].

mod answer;
mod body;
mod body_limit;
mod client;
mod command;
mod connections;
mod executor;
mod idempotency;
mod list;
mod middleware;
mod params;
mod parse_errors;
mod request_body;
mod request_id;
mod request_scanner;
mod serve;
mod timeouts;

pub use answer::Answer;
pub use body::{Input, NoBody, Optional};
pub use body_limit::BodyLimit;
pub use client::{ClientAddr, Network, Peer};
pub use command::{Command, Upload};
pub use executor::Executor;
pub use idempotency::{IdempotencyKey, IdempotencyStore, ROWS_OF_USER as STORED_RESPONSES_OF_USER};
pub use list::{Cursor, Limit, List, Page};
pub use middleware::{MiddlewareOptions, with_middleware};
pub use params::{Path, PathId, Query};
pub use request_id::current_request_id;
pub use serve::{Limits, ServeOptions, listen, serve};
