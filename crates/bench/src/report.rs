//! Figures: as a table, as JSON, and beside those of another time.

use serde::{Deserialize, Serialize};

use crate::load::Round;

/// One run: medians over its rounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What was asked for.
    pub name: String,
    /// Connections.
    pub connections: usize,
    /// Requests a second that were due (open loop).
    pub offered: Option<u64>,
    /// Answers a second.
    pub rate: f64,
    /// Milliseconds; half were faster.
    pub p50: f64,
    /// Nine of ten were faster.
    pub p90: f64,
    /// 99 of 100 were faster.
    pub p99: f64,
    /// Answers that were not 2xx, all rounds together.
    pub failed: u64,
    /// Processor time of the server for one request, microseconds.
    pub server_micros: f64,
    /// The same of the database's processes; 0 where it is part of the server.
    pub database_micros: f64,
    /// Resident memory of the server afterwards, bytes.
    pub memory: u64,
    /// How far the rounds' rates lie apart, percent of their middle.
    pub spread: f64,
    /// The limit it is compared with.
    pub limit: Option<String>,
}

/// Everything that one run of the bench found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The machine.
    pub machine: String,
    /// SQLite or PostgreSQL.
    pub database: String,
    /// Users there were.
    pub users: u64,
    /// Users who were there during the runs.
    pub active: u64,
    /// When, UTC.
    pub at: String,
    /// Milliseconds from the start of the process to its first good answer, on a database that is there.
    pub start_ms: f64,
    /// The same on an empty database, whose schema is made.
    pub first_start_ms: f64,
    /// Resident memory at rest, bytes, and the part that is no mapped file.
    pub idle_memory: (u64, u64),
    /// Size of the database at the start, bytes.
    pub database_bytes: u64,
    /// The load average before anything ran.
    pub load_before: f64,
    /// Percent of the processors that other machines took meanwhile.
    pub stolen: f64,
    /// How far the first and the last measurement of the static answer lie apart, percent.
    pub drift: f64,
    /// The runs.
    pub lines: Vec<Line>,
}

/// The middle of `values`.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn middle(rounds: &[Round], of: impl Fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(of).collect())
}

impl Line {
    /// The medians of `rounds`.
    pub fn of(name: &str, connections: usize, offered: Option<u64>, rounds: &[Round]) -> Self {
        let rate = middle(rounds, Round::rate);
        let rates: Vec<f64> = rounds.iter().map(Round::rate).collect();
        let (least, most) = (rates.iter().copied().fold(f64::MAX, f64::min), rates.iter().copied().fold(0.0, f64::max));
        Self {
            name: name.to_owned(),
            connections,
            offered,
            rate,
            p50: middle(rounds, |round| round.percentile(50.0)),
            p90: middle(rounds, |round| round.percentile(90.0)),
            p99: middle(rounds, |round| round.percentile(99.0)),
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
    fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// The heads of the table's columns.
    pub fn head() -> String {
        format!(
            "{:<38}{:>5}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>7}{:>7}{:>9}",
            "", "conn", "per s", "p50 ms", "p90 ms", "p99 ms", "server us", "db us", "MB", "+- %", "of limit"
        )
    }

    /// A line of the table.
    pub fn row(&self, line: &Line) -> String {
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

    /// What is no run: start, memory, noise.
    pub fn summary(&self) -> String {
        let mut text = format!(
            "ready after {:.0} ms ({:.0} ms where the schema is made); {:.1} MB resident at rest, {:.1} MB of it no mapped file\n\
             database of {:.0} MB\n",
            self.start_ms,
            self.first_start_ms,
            mb(self.idle_memory.0),
            mb(self.idle_memory.1),
            mb(self.database_bytes)
        );
        text.push_str(&format!(
            "noise: load {:.2} before, {:.1} % stolen, the static answer drifted by {:.0} % from first to last",
            self.load_before, self.stolen, self.drift
        ));
        if self.load_before > 0.5 || self.stolen > 2.0 || self.drift > 10.0 {
            text.push_str("\nNOISY: something else ran here. Trust ratios and processor times, not rates.");
        }
        text
    }

    /// What differs from `old`, line by line.
    pub fn compared(&self, old: &Self) -> String {
        let mut text = format!(
            "compared with {} ({}, {} users); changes within the spread of both are in brackets\n{:<38}{:>10}{:>10}{:>11}{:>10}\n",
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
