//! The runs: what is asked of the server, and of the limits.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use crate::limits;
use crate::load::{Load, Make, Pace, Round, write_request};
use crate::machine;
use crate::report::{Line, Report};
use crate::seed::{self, HABITS, People, TASKS};
use crate::settings::{Engine, Settings};

/// The least that an answer can be.
pub const STATIC: &str = "limit: static answer of 1 kB";
const READ: &str = "limit: one row read";
const ADD: &str = "limit: one row written durably";
const CHANGE: &str = "limit: seven rows changed durably";

/// Odd and larger than any number of pairs: steps through all of them, each once, far apart.
const STRIDE: u64 = 2_654_435_761;
/// So many tasks are ticked before the same are unticked.
const BLOCK: u64 = 2048;

/// Whom to ask, and where the figures go.
pub struct Runs<'a> {
    /// What was told.
    pub settings: &'a Settings,
    /// Who is there.
    pub people: &'a People,
    /// The server's address and process.
    pub server: (SocketAddr, u32),
    /// Those of the limits.
    pub limits: (SocketAddr, u32),
    /// What was found so far.
    pub report: Report,
}

impl Runs<'_> {
    /// Runs everything that is wanted, in order.
    pub fn all(&mut self) {
        let many = self.settings.connections;
        self.limit(STATIC, &|_, buffer| write_request(buffer, "GET", "/static", ""));
        let size = limits::Size::of(self.people.users);
        let active = Active::of(self.people, self.settings.active);
        self.limit(READ, &|n, buffer| {
            write_request(buffer, "GET", &format!("/read/{}", active.spread_over(size.rows, n)), "");
        });
        self.limit(ADD, &|_, buffer| write_request(buffer, "POST", "/add", ""));
        self.limit(CHANGE, &|n, buffer| {
            write_request(buffer, "POST", &format!("/change/{}", active.spread_over(size.places, n)), "");
        });

        let today: Make<'_> = &|n, buffer| write_request(buffer, "GET", "/api/v1/today", &active.token(n));
        let rate = self.run("GET /today, 9 tasks", many, Pace::Answered, READ, today);
        self.run("GET /today, one connection", 1, Pace::Answered, READ, today);
        self.open("GET /today, open loop", rate, READ, today);
        if self.people.users > 2 * active.count {
            let everyone = Active::of(self.people, self.people.users);
            self.run("GET /today, somebody else each time", many, Pace::Answered, READ, &|n, buffer| {
                write_request(buffer, "GET", "/api/v1/today", &everyone.token(n));
            });
        }
        // Goes on where the last run ended: what was ticked is unticked first.
        let turn = Cell::new(0);
        let tick: Make<'_> = &|_, buffer| {
            active.tick(turn.get(), self.people, buffer);
            turn.set(turn.get() + 1);
        };
        let rate = self.run("PUT / DELETE completion", many, Pace::Answered, CHANGE, tick);
        self.run("PUT / DELETE, one connection", 1, Pace::Answered, CHANGE, tick);
        self.open("PUT / DELETE, open loop", rate, CHANGE, tick);
        self.run("PUT / DELETE of one user", many, Pace::Answered, CHANGE, &|n, buffer| {
            let task = self.people.task(1, n / 2 % (HABITS * TASKS));
            write_request(buffer, if n % 2 == 0 { "PUT" } else { "DELETE" }, &completion(&task), &seed::token(1));
        });
        let yearly: Make<'_> = &|_, buffer| {
            write_request(buffer, "GET", "/api/v1/reports/completions?range=yearly", &seed::token(0));
        };
        self.run("five years of a ten-year user", many, Pace::Answered, READ, yearly);
        self.run("five years, one connection", 1, Pace::Answered, READ, yearly);
        let (address, pid) = self.limits;
        let make: Make<'_> = &|_, buffer| write_request(buffer, "GET", "/static", "");
        let again = self.measure("static again", address, pid, many, Pace::Answered, make);
        let first = self.report.lines.first().map_or(again.rate, |line| line.rate);
        self.report.drift = 100.0 * (again.rate / first - 1.0).abs();
    }

    fn limit(&mut self, name: &str, make: Make<'_>) {
        let (address, pid) = self.limits;
        let line = self.measure(name, address, pid, self.settings.connections, Pace::Answered, make);
        self.keep(line);
    }

    fn open(&mut self, name: &str, closed: Option<f64>, limit: &str, make: Make<'_>) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
        let half = closed.map(|rate| (rate / 2.0) as u64);
        if let Some(rate) = self.settings.rate.or(half) {
            self.run(name, self.settings.connections, Pace::Rate(rate.max(1)), limit, make);
        }
    }

    /// A run on the server; answers its rate, unless it is not wanted.
    fn run(&mut self, name: &str, connections: usize, pace: Pace, limit: &str, make: Make<'_>) -> Option<f64> {
        if self.settings.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            return None;
        }
        let (address, pid) = self.server;
        if self.settings.pause > 0 {
            println!("{name}: process {pid}, in {} s", self.settings.pause);
            std::thread::sleep(Duration::from_secs(self.settings.pause));
        }
        let mut line = self.measure(name, address, pid, connections, pace, make);
        line.limit = Some(limit.to_owned());
        let rate = line.rate;
        self.keep(line);
        Some(rate)
    }

    fn keep(&mut self, line: Line) {
        println!("{}", self.report.row(&line));
        self.report.lines.push(line);
    }

    fn measure(
        &self,
        name: &str,
        address: SocketAddr,
        pid: u32,
        connections: usize,
        pace: Pace,
        make: Make<'_>,
    ) -> Line {
        let mut load = Load::open(address, connections, make);
        load.round(pace, Duration::from_secs(1));
        let (mut rounds, mut server, mut database) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.settings.rounds {
            let before = (machine::process_cpu(pid), self.database_cpu());
            let round = load.round(pace, Duration::from_secs(self.settings.seconds));
            let after = (machine::process_cpu(pid), self.database_cpu());
            server.push(micros_each(after.0.saturating_sub(before.0), &round));
            database.push(micros_each(after.1.saturating_sub(before.1), &round));
            rounds.push(round);
        }
        let offered = if let Pace::Rate(rate) = pace { Some(rate) } else { None };
        let mut line = Line::of(name, connections, offered, &rounds);
        line.server_micros = crate::report::median(server);
        line.database_micros = crate::report::median(database);
        line.memory = machine::memory(pid).0;
        line
    }

    fn database_cpu(&self) -> Duration {
        match self.settings.db {
            Engine::Sqlite => Duration::ZERO,
            Engine::Postgres => machine::named_cpu("postgres"),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "microseconds for one of many")]
fn micros_each(cpu: Duration, round: &Round) -> f64 {
    cpu.as_secs_f64() * 1e6 / round.answers.max(1) as f64
}

fn completion(task: &uuid::Uuid) -> String {
    format!("/api/v1/tasks/{task}/completion")
}

/// Users who are there, spread evenly over all. User 0 with the long past is not among them.
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

    /// The same for what the limits have of something: as many, as far apart.
    fn spread_over(&self, places: u64, n: u64) -> u64 {
        n.wrapping_mul(STRIDE) % self.count * (places / self.count)
    }

    /// Whose turn it is: everybody's, in an order far from that of the keys.
    fn token(&self, n: u64) -> String {
        seed::token(self.user(n.wrapping_mul(STRIDE)))
    }

    /// A block of ticks, then their undoing, then the next block.
    fn tick(&self, turn: u64, people: &People, buffer: &mut Vec<u8>) {
        let pairs = self.count * HABITS * TASKS;
        let block = BLOCK.min(pairs);
        let (number, within) = (turn / (2 * block), turn % (2 * block));
        let method = if within < block { "PUT" } else { "DELETE" };
        let pair = (number * block + within % block).wrapping_mul(STRIDE) % pairs;
        let user = self.user(pair / (HABITS * TASKS));
        let task = people.task(user, pair % (HABITS * TASKS));
        write_request(buffer, method, &completion(&task), &seed::token(user));
    }
}
