//! What the bench is told.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Which database is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The one at `HABITRO_TEST_POSTGRES`, else on 127.0.0.1:5432, as `postgres`.
    Postgres,
}

impl Engine {
    /// As it is written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// How fast Habitro is on this machine.
///
/// A fresh release server, users made in bulk, load over loopback with authentication as users
/// have it; in the same run the limits of the machine, measured bare. Compare what one machine
/// says with nothing else running, and only ratios over days.
#[derive(Clone, Debug, Parser)]
#[command(name = "habitro-bench")]
pub struct Settings {
    /// The database
    #[arg(long, value_enum, default_value = "sqlite")]
    pub db: Engine,
    /// Users there are
    #[arg(long, default_value_t = 1_000)]
    pub users: u64,
    /// Users, spread over all, who are there while it is measured
    #[arg(long, default_value_t = 1_000)]
    pub active: u64,
    /// Connections of the busy runs
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Seconds of a round
    #[arg(long, default_value_t = 3)]
    pub seconds: u64,
    /// Rounds of a run, after one second of warm-up; the table has their medians
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Requests a second of the open-loop runs; by default half of what the closed loop reached
    #[arg(long)]
    pub rate: Option<u64>,
    /// Only runs whose name has this in it; limits are measured all the same
    #[arg(long)]
    pub only: Option<String>,
    /// A result to compare with
    #[arg(long)]
    pub compare: Option<PathBuf>,
    /// Where the result goes as JSON; target/bench/<db>-<users>.json by default
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Keep the users and use those that were kept, if they were made today
    #[arg(long)]
    pub keep: bool,
    /// The server's program
    #[arg(long, default_value = "target/release/habitro")]
    pub server: PathBuf,
    /// Print the server's process id and wait so many seconds before each run, for a profiler
    #[arg(long, hide = true, default_value_t = 0)]
    pub pause: u64,
    /// Be the bare server of the limits on this database
    #[arg(long, hide = true)]
    pub serve_limits: Option<String>,
}
