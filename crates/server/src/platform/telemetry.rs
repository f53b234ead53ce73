//! Logging.
//!
//! Nothing personal is logged: no query strings, bodies, tokens or addresses. A request is logged as its
//! method, its route's pattern and its id.

use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use super::config::{Config, ConfigError, LogFormat};

/// The client of the bus logs every attempt to connect; [`super::bus`] logs outages. A setting that names this
/// target wins.
const QUIET: &str = "async_nats=error";

/// Starts logging to standard error, panics included, which are logged with their request's id.
///
/// # Errors
/// Names `log` if its filter can't be parsed.
pub fn start(config: &Config) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log))
        .map_err(|error| ConfigError { key: "log".into(), reason: format!("not a filter: {error}") })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails when logging has been started before: several servers in one test process.
    let _ = match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(log_panic));
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(())
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    // A formatted message may contain user input; a literal can't.
    let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let request_id = super::http::current_request_id();
    tracing::error!(place, message, request_id, "panic");
}
