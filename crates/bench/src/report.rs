//! Results: as a table, as JSON, and compared with an earlier run.

use serde::{Deserialize, Serialize};

use habitro_bench::load::Round;

/// The results of one run: medians of its rounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunResult {
    /// The request and the kind of load.
    pub name: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub connections: usize,
    /// Requests per second that were due, in an open loop.
    pub offered: Option<u64>,
    /// Responses per second.
    pub rate: f64,
    /// Median response time in milliseconds.
    pub p50: f64,
    /// 90th percentile in milliseconds.
    pub p90: f64,
    /// 99th percentile in milliseconds.
    pub p99: f64,
    /// Responses other than 2xx in all rounds.
    pub failed: u64,
    /// Processor time of the server per request in microseconds.
    pub server_micros: f64,
    /// Processor time of PostgreSQL per request in microseconds; 0 on SQLite.
    pub database_micros: f64,
    /// Resident memory of the server after the run in bytes.
    pub memory: u64,
    /// The range of the rounds' rates in percent of their median.
    pub spread: f64,
    /// The baseline run to compare with.
    pub limit: Option<String>,
}

/// All results of the benchmark.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Processor, memory and kernel.
    pub machine: String,
    /// SQLite or PostgreSQL.
    pub database: String,
    /// Users in the database.
    pub users: u64,
    /// Users whose data was requested.
    pub active: u64,
    /// Date and time of the run in UTC.
    pub at: String,
    /// Milliseconds from the start of the process until it is ready, on an existing database.
    pub start_ms: f64,
    /// Milliseconds until it is ready on an empty database, creating the schema.
    pub first_start_ms: f64,
    /// Resident memory of the idle server in bytes: the total, and the part without mapped files.
    pub idle_memory: (u64, u64),
    /// Size of the database before the runs in bytes.
    pub database_bytes: u64,
    /// Load average before the benchmark.
    pub load_before: f64,
    /// Percentage of processor time that other virtual machines used.
    pub stolen: f64,
    /// Difference of the first and the last measurement of the static response in percent.
    pub drift: f64,
    /// The runs in order.
    pub lines: Vec<RunResult>,
}

/// Returns the median of `values`, or 0.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn round_median(rounds: &[Round], of: impl Fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(of).collect())
}

impl RunResult {
    /// Computes the medians of `rounds`.
    pub fn of(name: &str, connections: usize, offered: Option<u64>, rounds: &[Round]) -> Self {
        let rate = round_median(rounds, Round::rate);
        let rates: Vec<f64> = rounds.iter().map(Round::rate).collect();
        let (least, most) = (rates.iter().copied().fold(f64::MAX, f64::min), rates.iter().copied().fold(0.0, f64::max));
        Self {
            name: name.to_owned(),
            connections,
            offered,
            rate,
            p50: round_median(rounds, |round| round.percentile(50.0)),
            p90: round_median(rounds, |round| round.percentile(90.0)),
            p99: round_median(rounds, |round| round.percentile(99.0)),
            failed: rounds.iter().map(|round| round.failed).sum(),
            server_micros: 0.0,
            database_micros: 0.0,
            memory: 0,
            spread: 100.0 * (most - least) / rate,
            limit: None,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "megabytes")]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl Report {
    fn line(&self, name: &str) -> Option<&RunResult> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// Returns the header of the table.
    pub fn header() -> String {
        format!(
            "{:<38}{:>5}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>7}{:>7}{:>9}",
            "", "conn", "per s", "p50 ms", "p90 ms", "p99 ms", "server us", "db us", "MB", "+- %", "of limit"
        )
    }

    /// Returns a row of the table.
    pub fn row(&self, line: &RunResult) -> String {
        let limit = line.limit.as_deref().and_then(|name| self.line(name));
        let ratio = limit
            .filter(|_| line.offered.is_none())
            .map_or_else(String::new, |limit| format!("{:.0} %", 100.0 * line.rate / limit.rate));
        let failed = if line.failed == 0 { String::new() } else { format!("   {} FAILED", line.failed) };
        format!(
            "{:<38}{:>5}{:>9.0}{:>9.2}{:>9.2}{:>9.2}{:>10.1}{:>8.1}{:>7.0}{:>7.1}{ratio:>9}{failed}",
            line.name,
            line.connections,
            line.rate,
            line.p50,
            line.p90,
            line.p99,
            line.server_micros,
            line.database_micros,
            mb(line.memory),
            line.spread,
        )
    }

    /// Describes start, memory and noise.
    pub fn summary(&self) -> String {
        let mut text = format!(
            "ready after {:.0} ms ({:.0} ms with an empty database); idle: {:.1} MB resident, {:.1} MB without mapped files\n\
             database: {:.0} MB\n",
            self.start_ms,
            self.first_start_ms,
            mb(self.idle_memory.0),
            mb(self.idle_memory.1),
            mb(self.database_bytes)
        );
        text.push_str(&format!(
            "noise: load {:.2} before, {:.1} % stolen, the static response changed by {:.0} % from first to last",
            self.load_before, self.stolen, self.drift
        ));
        if self.load_before > 0.5 || self.stolen > 2.0 || self.drift > 10.0 {
            text.push_str("\nNOISY: other programs were running. Trust ratios and processor times, not rates.");
        }
        text
    }

    /// Returns a table of the changes since `old`.
    pub fn compare(&self, old: &Self) -> String {
        let mut text = format!(
            "compared with {} ({}, {} users); changes within the spread are in parentheses\n{:<38}{:>10}{:>10}{:>11}{:>10}\n",
            old.at, old.database, old.users, "", "per s", "p99", "server us", "db us"
        );
        for line in &self.lines {
            let Some(before) = old.line(&line.name) else {
                text.push_str(&format!("{:<38}       new\n", line.name));
                continue;
            };
            let noise = line.spread.max(before.spread).max(2.0);
            let change = |now: f64, then: f64| {
                if then == 0.0 {
                    return "-".to_owned();
                }
                let change = 100.0 * (now / then - 1.0);
                if change.abs() <= noise { format!("({change:+.0} %)") } else { format!("{change:+.0} %") }
            };
            text.push_str(&format!(
                "{:<38}{:>10}{:>10}{:>11}{:>10}\n",
                line.name,
                change(line.rate, before.rate),
                change(line.p99, before.p99),
                change(line.server_micros, before.server_micros),
                change(line.database_micros, before.database_micros)
            ));
        }
        text
    }
}
