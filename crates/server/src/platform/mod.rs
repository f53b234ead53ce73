//! The infrastructure that every feature uses. Nothing in here knows a feature.

pub mod bus;
pub mod change_log;
pub mod clock;
pub mod config;
pub mod dates;
pub mod db;
pub mod file_lock;
pub mod http;
pub mod key_checks;
pub mod key_ring;
pub mod lease;
pub mod limits;
pub mod outbox;
pub mod phones;
pub mod probe;
pub mod problem;
pub mod push;
pub mod retry_after;
pub mod rng;
pub mod secret_file;
pub mod secrets;
pub mod socket;
pub mod telemetry;
pub mod text;
pub mod tls;
pub mod uploads;
