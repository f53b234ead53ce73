//! Code shared by the benchmarks: load generation, server processes and machine measurements.
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]
#![allow(clippy::disallowed_methods, reason = "benchmarks read the real clock and their own settings")]

pub mod chat_server;
pub mod load;
pub mod machine;
pub mod server;

/// Returns the number after `flag` on the command line, or `default` if there is none.
#[must_use]
pub fn argument(flag: &str, default: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let value = arguments.iter().position(|argument| argument == flag).and_then(|at| arguments.get(at + 1));
    value.and_then(|value| value.parse().ok()).unwrap_or(default)
}
