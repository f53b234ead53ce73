//! Command line arguments of the benchmark.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// The database to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// A file, embedded in the server.
    Sqlite,
    /// At `HABITRO_TEST_POSTGRES`, by default user `postgres` on 127.0.0.1:5432.
    Postgres,
}

impl Engine {
    /// Returns the name for reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Measure the speed of Habitro on this machine.
///
/// Starts a release server, creates users in bulk and sends authenticated requests over loopback. The
/// same run measures a baseline: a bare server with the fastest possible requests. Compare rates only
/// between runs on one idle machine; between days compare ratios to the baseline.
#[derive(Clone, Debug, Parser)]
#[command(name = "habitro-bench")]
pub struct Settings {
    /// The database
    #[arg(long, value_enum, default_value = "sqlite")]
    pub db: Engine,
    /// Number of users
    #[arg(long, default_value_t = 1_000)]
    pub users: u64,
    /// Number of users, spread evenly, whose data is requested
    #[arg(long, default_value_t = 1_000)]
    pub active: u64,
    /// Connections in runs under load
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Seconds per round
    #[arg(long, default_value_t = 3)]
    pub seconds: u64,
    /// Rounds per run, after one second of warm-up; the table shows their medians
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Requests per second in open-loop runs; by default half the closed-loop rate
    #[arg(long)]
    pub rate: Option<u64>,
    /// Measure only runs whose name contains this, and the baseline
    #[arg(long)]
    pub only: Option<String>,
    /// A result file to compare with
    #[arg(long)]
    pub compare: Option<PathBuf>,
    /// The result file; by default target/bench/<db>-<users>.json
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Keep the database and reuse one created today
    #[arg(long)]
    pub keep: bool,
    /// The server program
    #[arg(long, default_value = "target/release/habitro")]
    pub server: PathBuf,
    /// Print the server's process id and wait this many seconds before each run, for a profiler
    #[arg(long, hide = true, default_value_t = 0)]
    pub pause: u64,
    /// Run as the baseline server on this database
    #[arg(long, hide = true)]
    pub serve_limits: Option<String>,
}
