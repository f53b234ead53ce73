//! Measures the speed of Habitro on this machine: `make bench`, docs/performance.md.
#![allow(clippy::print_stdout, reason = "it prints a table")]
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]
#![allow(clippy::disallowed_methods, reason = "the benchmark reads the real clock and its own settings")]

mod baseline;
mod report;
mod runs;
mod seed;
mod settings;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;
use habitro_bench::machine;
use habitro_bench::server::{Folder, Server};
use habitro_server::platform::db::{Db, Location};
use jiff::Timestamp;
use postgres::NoTls;

use report::{Report, median};
use runs::Runs;
use seed::People;
use settings::{Engine, Settings};

/// Measured starts on an existing database; the report has their median.
const STARTS: usize = 5;

fn main() {
    let settings = Settings::parse();
    if let Some(database) = settings.serve_limits {
        return baseline::serve(database, baseline::Size::of(settings.users));
    }
    let old: Option<Report> = settings.compare.as_ref().map(|path| {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    let load_before = machine::load_average();
    let folder = Folder::new("run");
    let program = std::path::absolute(&settings.server).unwrap();
    let (first_start_ms, start_ms, idle_memory) = measure_starts(&settings, &program);
    let people = People::new(settings.users, Timestamp::now());
    let database = Database::seeded(&settings, &people);
    let baseline_database = Database::new(&settings, &format!("limits_{}", std::process::id()), false);

    // A kept database outlives this run, and so must the keys it is used with.
    let keys = if settings.keep { std::path::absolute("target/bench/kept-keys").unwrap() } else { folder.0.clone() };
    let server = start_server(&program, &keys, &database);
    let baseline = Server::baseline(&baseline_database.url(), settings.users);
    let report = Report {
        machine: machine::description(),
        database: settings.db.name().to_owned(),
        users: settings.users,
        active: settings.active.min(settings.users),
        at: Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string(),
        start_ms,
        first_start_ms,
        idle_memory,
        database_bytes: database.bytes(),
        load_before,
        stolen: 0.0,
        drift: 0.0,
        lines: Vec::new(),
    };
    println!("{}\n{}, {} users, {} tasks", report.machine, report.database, settings.users, people.tasks());
    println!("{}", Report::header());
    let cpu_before = machine::MachineCpu::read();
    let mut runs = Runs {
        settings: &settings,
        people: &people,
        server: (server.address, server.pid()),
        baseline: (baseline.address, baseline.pid()),
        report,
    };
    runs.all();
    let mut report = runs.report;
    report.stolen = machine::MachineCpu::read().stolen_since(cpu_before);
    drop((server, baseline));
    println!("{}", report.summary());
    let path = settings.json.clone().unwrap_or_else(|| {
        PathBuf::from(format!("target/bench/{}-{}.json", report.database.to_lowercase(), settings.users))
    });
    std::fs::write(&path, serde_json::to_string_pretty(&report).unwrap()).unwrap();
    println!("written to {}", path.display());
    if let Some(old) = old {
        println!("\n{}", report.compare(&old));
    }
}

fn start_server(program: &Path, folder: &Path, database: &Database) -> Server {
    Server::start(program, folder, &[("HABITRO_DATABASE_URL", &database.url()), ("HABITRO_LIMITS", "off")])
}

/// Measures the milliseconds of the first start, the median of later ones, and the memory of an idle
/// server in bytes.
fn measure_starts(settings: &Settings, program: &Path) -> (f64, f64, (u64, u64)) {
    let database = Database::new(settings, &format!("start_{}", std::process::id()), false);
    let folder = Folder::new("start");
    let start = || start_server(program, &folder.0, &database);
    let ms = |server: &Server| server.ready_after.as_secs_f64() * 1000.0;
    let first = ms(&start());
    let later = median((0..STARTS).map(|_| ms(&start())).collect());
    let idle = start();
    std::thread::sleep(Duration::from_secs(1));
    (first, later, idle.memory())
}

/// A database for the benchmark, removed when dropped unless it is kept.
struct Database {
    location: Location,
    folder: Option<PathBuf>,
    kept: bool,
}

impl Database {
    fn new(settings: &Settings, name: &str, kept: bool) -> Self {
        match settings.db {
            Engine::Sqlite => {
                let folder = std::path::absolute(format!("target/bench/{name}")).unwrap();
                std::fs::create_dir_all(&folder).unwrap();
                Self { location: Location::Sqlite(folder.join("habitro.db")), folder: Some(folder), kept }
            }
            Engine::Postgres => {
                let name = format!("habitro_bench_{name}");
                let exists = "SELECT 1 FROM pg_database WHERE datname = $1";
                let mut client = admin();
                if client.query_opt(exists, &[&name]).unwrap().is_none() {
                    client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
                }
                Self { location: Location::Postgres(format!("{}/{name}", postgres_url())), folder: None, kept }
            }
        }
    }

    /// Creates a database with the users, or reuses the one kept today.
    fn seeded(settings: &Settings, people: &People) -> Self {
        let day = people.now.strftime("%Y%m%d");
        let name = if settings.keep {
            format!("kept_{}_{day}", settings.users)
        } else {
            format!("run_{}", std::process::id())
        };
        let database = Self::new(settings, &name, settings.keep);
        let started = Instant::now();
        if Db::schema_at(&database.location).unwrap() == 0 {
            seed::seed(&database.location, people);
            println!("{} users created in {:.0} s", people.users, started.elapsed().as_secs_f64());
        }
        database
    }

    fn url(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => format!("sqlite://{}", path.display()),
            Location::Postgres(url) => url.clone(),
        }
    }

    fn bytes(&self) -> u64 {
        match &self.location {
            Location::Sqlite(path) => std::fs::metadata(path).map_or(0, |file| file.len()),
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, NoTls).unwrap();
                let row = client.query_one("SELECT pg_database_size(current_database())", &[]).unwrap();
                row.get::<_, i64>(0).unsigned_abs()
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Location::Postgres(url) = &self.location
            && let Some((_, name)) = url.rsplit_once('/')
        {
            let _ = admin().batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn postgres_url() -> String {
    let url = std::env::var("HABITRO_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".into());
    url.trim_end_matches('/').to_owned()
}

fn admin() -> postgres::Client {
    let url = format!("{}/postgres", postgres_url());
    postgres::Client::connect(&url, NoTls).unwrap_or_else(|error| panic!("no PostgreSQL at {url}: {error}"))
}
