//! Log lines: how they are written, and what never gets into them.
//!
//! Nothing personal: no query strings, no bodies, no tokens, no addresses. A request is its
//! method, its route's pattern and its id.

use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use super::config::{Config, ConfigError, LogFormat};

/// Starts logging to standard error, and has panics logged with the id of their request.
///
/// # Errors
/// Naming `log` when the filter can't be read.
pub fn start(config: &Config) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| ConfigError { key: "log".into(), reason: format!("not a filter: {error}") })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (several servers in one test process) keeps the first.
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
    // A message that was put together may hold what a person wrote; a literal can't.
    let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let request_id = super::http::current_request_id();
    tracing::error!(place, message, request_id, "panic");
}
