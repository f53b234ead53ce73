//! The measured requests to the server and to the baseline.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use habitro_bench::load::{Load, LoopMode, Round, WriteRequest, write_json_request, write_request};
use habitro_bench::machine;

use crate::baseline;
use crate::report::{Report, RunResult};
use crate::seed::{self, HABITS, People, TASKS};
use crate::settings::{Engine, Settings};

/// The fastest possible response.
pub const STATIC: &str = "limit: static answer of 1 kB";
const READ: &str = "limit: one row read";
const ADD: &str = "limit: one row written durably";
const CHANGE: &str = "limit: seven rows changed durably";

/// Odd and larger than any number of pairs, so that its multiples visit each pair once, far apart.
const STRIDE: u64 = 2_654_435_761;
/// Tasks completed before the same tasks are undone.
const BLOCK: u64 = 2048;

/// The servers to measure, and the results.
pub struct Runs<'a> {
    #[allow(missing_docs, reason = "the name says it")]
    pub settings: &'a Settings,
    /// The users in the database.
    pub people: &'a People,
    /// Address and process id of the server.
    pub server: (SocketAddr, u32),
    /// Address and process id of the baseline.
    pub baseline: (SocketAddr, u32),
    /// Results so far.
    pub report: Report,
}

impl Runs<'_> {
    /// Measures all selected runs in order.
    pub fn all(&mut self) {
        let many = self.settings.connections;
        self.measure_baseline(STATIC, &|_, buffer| write_request(buffer, "GET", "/static", ""));
        let size = baseline::Size::of(self.people.users);
        let active = Active::of(self.people, self.settings.active);
        self.measure_baseline(READ, &|n, buffer| {
            write_request(buffer, "GET", &format!("/read/{}", active.spread_over(size.rows, n)), "");
        });
        self.measure_baseline(ADD, &|_, buffer| write_request(buffer, "POST", "/add", ""));
        self.measure_baseline(CHANGE, &|n, buffer| {
            write_request(buffer, "POST", &format!("/change/{}", active.spread_over(size.places, n)), "");
        });

        let today: WriteRequest<'_> = &|n, buffer| write_request(buffer, "GET", "/api/v1/today", &active.token(n));
        let rate = self.run("GET /today, 9 tasks", many, LoopMode::Closed, READ, today);
        self.run("GET /today, one connection", 1, LoopMode::Closed, READ, today);
        self.open_loop("GET /today, open loop", rate, READ, today);
        if self.people.users > 2 * active.count {
            let everyone = Active::of(self.people, self.people.users);
            self.run("GET /today, somebody else each time", many, LoopMode::Closed, READ, &|n, buffer| {
                write_request(buffer, "GET", "/api/v1/today", &everyone.token(n));
            });
        }
        // Each run continues after the previous one, so that completed tasks are undone first.
        let turn = Cell::new(0);
        let complete: WriteRequest<'_> = &|_, buffer| {
            active.complete(turn.get(), self.people, buffer);
            turn.set(turn.get() + 1);
        };
        let rate = self.run("PUT / DELETE completion", many, LoopMode::Closed, CHANGE, complete);
        self.run("PUT / DELETE, one connection", 1, LoopMode::Closed, CHANGE, complete);
        self.open_loop("PUT / DELETE, open loop", rate, CHANGE, complete);
        self.run("PUT / DELETE of one user", many, LoopMode::Closed, CHANGE, &|n, buffer| {
            let task = self.people.task(1, n / 2 % (HABITS * TASKS));
            write_request(buffer, if n % 2 == 0 { "PUT" } else { "DELETE" }, &completion_path(&task), &seed::token(1));
        });
        let yearly: WriteRequest<'_> = &|_, buffer| {
            write_request(buffer, "GET", "/api/v1/reports/completions?range=yearly", &seed::token(0));
        };
        self.run("five years of a ten-year user", many, LoopMode::Closed, READ, yearly);
        self.run("five years, one connection", 1, LoopMode::Closed, READ, yearly);
        // Every request by another user: all of them join one challenge, then the next.
        let everyone = Active::of(self.people, self.people.users);
        let turn = Cell::new(0);
        self.run("joins to one challenge", many, LoopMode::Closed, CHANGE, &|_, buffer| {
            let n = turn.replace(turn.get() + 1);
            let challenge = 0xc4a1_1e00_0000_8000_8000_0000_0000_0000 | u128::from(n / everyone.count + 1) << 8;
            let path = format!("/api/v1/challenges/{}/members", uuid::Uuid::from_u128(challenge));
            let body = format!(r#"{{"habit_ids":["{}"]}}"#, uuid::Uuid::from_u128(challenge | 1));
            write_json_request(buffer, "POST", &path, &everyone.token(n), &body);
        });
        let (address, pid) = self.baseline;
        let write: WriteRequest<'_> = &|_, buffer| write_request(buffer, "GET", "/static", "");
        let again = self.measure("static again", address, pid, many, LoopMode::Closed, write);
        let first = self.report.lines.first().map_or(again.rate, |line| line.rate);
        self.report.drift = 100.0 * (again.rate / first - 1.0).abs();
    }

    fn measure_baseline(&mut self, name: &str, write: WriteRequest<'_>) {
        let (address, pid) = self.baseline;
        let result = self.measure(name, address, pid, self.settings.connections, LoopMode::Closed, write);
        self.add(result);
    }

    fn open_loop(&mut self, name: &str, closed: Option<f64>, limit: &str, write: WriteRequest<'_>) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
        let half = closed.map(|rate| (rate / 2.0) as u64);
        if let Some(rate) = self.settings.rate.or(half) {
            self.run(name, self.settings.connections, LoopMode::Open(rate.max(1)), limit, write);
        }
    }

    /// Measures a run on the server. Returns its rate, or `None` if it is not selected.
    fn run(
        &mut self,
        name: &str,
        connections: usize,
        mode: LoopMode,
        limit: &str,
        write: WriteRequest<'_>,
    ) -> Option<f64> {
        if self.settings.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            return None;
        }
        let (address, pid) = self.server;
        if self.settings.pause > 0 {
            println!("{name}: process {pid}, in {} s", self.settings.pause);
            std::thread::sleep(Duration::from_secs(self.settings.pause));
        }
        let mut result = self.measure(name, address, pid, connections, mode, write);
        result.limit = Some(limit.to_owned());
        let rate = result.rate;
        self.add(result);
        Some(rate)
    }

    fn add(&mut self, result: RunResult) {
        println!("{}", self.report.row(&result));
        self.report.lines.push(result);
    }

    fn measure(
        &self,
        name: &str,
        address: SocketAddr,
        pid: u32,
        connections: usize,
        mode: LoopMode,
        write: WriteRequest<'_>,
    ) -> RunResult {
        let mut load = Load::open(address, connections, write);
        load.round(mode, Duration::from_secs(1));
        let (mut rounds, mut server, mut database) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.settings.rounds {
            let before = (machine::process_cpu(pid), self.database_cpu());
            let round = load.round(mode, Duration::from_secs(self.settings.seconds));
            let after = (machine::process_cpu(pid), self.database_cpu());
            server.push(micros_per_response(after.0.saturating_sub(before.0), &round));
            database.push(micros_per_response(after.1.saturating_sub(before.1), &round));
            rounds.push(round);
        }
        let offered = if let LoopMode::Open(rate) = mode { Some(rate) } else { None };
        let mut result = RunResult::of(name, connections, offered, &rounds);
        result.server_micros = crate::report::median(server);
        result.database_micros = crate::report::median(database);
        result.memory = machine::memory(pid).0;
        result
    }

    fn database_cpu(&self) -> Duration {
        match self.settings.db {
            Engine::Sqlite => Duration::ZERO,
            Engine::Postgres => machine::named_cpu("postgres"),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "an average")]
fn micros_per_response(cpu: Duration, round: &Round) -> f64 {
    cpu.as_secs_f64() * 1e6 / round.responses.max(1) as f64
}

fn completion_path(task: &uuid::Uuid) -> String {
    format!("/api/v1/tasks/{task}/completion")
}

/// Users whose data is requested, spread evenly over all users except user 0, who has a long history.
struct Active {
    count: u64,
    step: u64,
}

impl Active {
    fn of(people: &People, wanted: u64) -> Self {
        let count = wanted.clamp(1, people.users - 1);
        Self { count, step: (people.users - 1) / count }
    }

    fn user(&self, n: u64) -> u64 {
        1 + n % self.count * self.step
    }

    /// Returns the n-th row of the baseline's tables: as many rows as active users, equally far apart.
    fn spread_over(&self, places: u64, n: u64) -> u64 {
        n.wrapping_mul(STRIDE) % self.count * (places / self.count)
    }

    /// Returns the token of the n-th user, in an order unlike that of the keys.
    fn token(&self, n: u64) -> String {
        seed::token(self.user(n.wrapping_mul(STRIDE)))
    }

    /// Completes a block of tasks, then undoes them, then continues with the next block.
    fn complete(&self, turn: u64, people: &People, buffer: &mut Vec<u8>) {
        let pairs = self.count * HABITS * TASKS;
        let block = BLOCK.min(pairs);
        let (number, within) = (turn / (2 * block), turn % (2 * block));
        let method = if within < block { "PUT" } else { "DELETE" };
        let pair = (number * block + within % block).wrapping_mul(STRIDE) % pairs;
        let user = self.user(pair / (HABITS * TASKS));
        let task = people.task(user, pair % (HABITS * TASKS));
        write_request(buffer, method, &completion_path(&task), &seed::token(user));
    }
}
