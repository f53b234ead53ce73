//! Creates a database for each test and removes it afterwards.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use habitro_server::platform::db::{Db, DbOptions, Location};
use habitro_server::platform::rng::Entropy;
use postgres::{Client, NoTls};
use sha2::{Digest, Sha256};

use crate::postgres_server::PostgresServer;

/// A database that is removed when this value is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    location: Location,
    storage: Storage,
}

#[derive(Debug)]
enum Storage {
    Folder(PathBuf),
    Database(String),
    /// On a server of its own, which is only kept to stop it.
    Server(#[allow(dead_code, reason = "stopped when dropped")] PostgresServer),
}

impl TestDatabase {
    /// Creates an empty SQLite file in a new temporary folder.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("habitro-test-{}", random_suffix()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { location: Location::Sqlite(folder.join("habitro.db")), storage: Storage::Folder(folder) }
    }

    /// Creates a SQLite file with the content of `sql`, which may be empty.
    #[must_use]
    pub fn sqlite_from(sql: &str) -> Self {
        let database = Self::sqlite();
        let Location::Sqlite(path) = &database.location else { return database };
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        database
    }

    /// Creates a PostgreSQL database with the content of `sql`, which may be empty. Returns `None` if
    /// `HABITRO_TEST_POSTGRES` is `none`.
    #[must_use]
    pub fn postgres_from(sql: &str) -> Option<Self> {
        if server_url() == "none" {
            return None;
        }
        let (name, sql) = (format!("habitro_test_{}", random_suffix()), sql.to_owned());
        let url = format!("{}/{name}", server_url());
        let (database, location) = (name.clone(), Location::Postgres(url.clone()));
        run_blocking(move || {
            admin().batch_execute(&format!("CREATE DATABASE {database}")).unwrap();
            Client::connect(&url, NoTls).unwrap().batch_execute(&sql).unwrap();
        });
        Some(Self { location, storage: Storage::Database(name) })
    }

    /// Creates a PostgreSQL database from the migrated template. Returns `None` if `HABITRO_TEST_POSTGRES` is
    /// `none`.
    #[must_use]
    pub fn postgres() -> Option<Self> {
        if server_url() == "none" {
            return None;
        }
        let name = format!("habitro_test_{}", random_suffix());
        let database = name.clone();
        run_blocking(move || {
            let template = template();
            let mut client = admin();
            // Fails while a client is connected to the template, so no client stays connected to it.
            client.batch_execute(&format!("CREATE DATABASE {database} TEMPLATE {template}")).unwrap();
        });
        Some(Self {
            location: Location::Postgres(format!("{}/{name}", server_url())),
            storage: Storage::Database(name),
        })
    }

    /// Creates a migrated PostgreSQL database on a server of its own with these settings. Returns `None` if
    /// PostgreSQL's programs are not installed, or if `HABITRO_TEST_POSTGRES` is `none`.
    #[must_use]
    pub fn postgres_with(settings: &[(&str, &str)]) -> Option<Self> {
        if server_url() == "none" {
            return None;
        }
        let folder = std::env::temp_dir().join(format!("habitro-test-postgres-{}", random_suffix()));
        let server = PostgresServer::start(folder, settings)?;
        let url = server.url();
        let location = Location::Postgres(format!("{url}/habitro"));
        let migrated = location.clone();
        run_blocking(move || {
            let mut client = Client::connect(&format!("{url}/postgres"), NoTls).unwrap();
            client.batch_execute("CREATE DATABASE habitro").unwrap();
            Db::migrate(&migrated).unwrap();
        });
        Some(Self { location, storage: Storage::Server(server) })
    }

    /// Returns its file or URL.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Returns default options with few connections, because many tests share one PostgreSQL server.
    #[must_use]
    pub fn options(&self) -> DbOptions {
        DbOptions { threads: 4, retry_for: Duration::from_secs(20), ..DbOptions::new(self.location.clone()) }
    }

    /// Opens the database, on a separate thread because the PostgreSQL client blocks.
    #[must_use]
    pub fn open(
        &self,
        options: DbOptions,
        clock: habitro_server::platform::clock::Clock,
        entropy: Entropy,
        bus: habitro_server::platform::bus::Bus,
    ) -> Db {
        run_blocking(move || Db::open(&options, clock, entropy, bus).unwrap())
    }

    /// Returns the content of the database as bytes: the SQLite files, or every row of every table on PostgreSQL.
    /// For tests that check that something is not stored.
    #[must_use]
    pub fn dump(&self) -> Vec<u8> {
        match (&self.location, &self.storage) {
            (_, Storage::Folder(folder)) => {
                let mut bytes = Vec::new();
                for entry in std::fs::read_dir(folder).unwrap() {
                    bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
                }
                bytes
            }
            (Location::Postgres(url), _) => {
                let url = url.clone();
                run_blocking(move || dump_tables(&url))
            }
            (Location::Sqlite(_), _) => Vec::new(),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.storage {
            Storage::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Storage::Server(_) => {}
            Storage::Database(name) => {
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                run_blocking(move || {
                    let _ = admin().batch_execute(&drop);
                });
            }
        }
    }
}

/// Runs `work` on a thread outside any async runtime, where the blocking client can be used.
fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(work).join().unwrap()
}

fn random_suffix() -> String {
    Entropy::system().bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn server_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    #[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
    URL.get_or_init(|| {
        let url =
            std::env::var("HABITRO_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".into());
        url.trim_end_matches('/').to_owned()
    })
}

fn admin() -> Client {
    let url = format!("{}/postgres", server_url());
    Client::connect(&url, NoTls).unwrap_or_else(|error| {
        panic!("the tests need PostgreSQL at {url} ({error}); set HABITRO_TEST_POSTGRES, or `none` to skip them")
    })
}

/// Returns the name of the migrated template database, creating it if needed. There is one per version of the
/// migrations.
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("habitro_template_{}", fingerprint());
        let mut client = admin();
        let exists = "SELECT 1 FROM pg_database WHERE datname = $1";
        if client.query_opt(exists, &[&name]).unwrap().is_none() {
            // Renamed when complete, so that a killed test run leaves no partial template. Several runs may create
            // one at the same time; the first to rename it wins.
            let draft = format!("{name}_{}", random_suffix());
            client.batch_execute(&format!("CREATE DATABASE {draft}")).unwrap();
            Db::migrate(&Location::Postgres(format!("{}/{draft}", server_url()))).unwrap();
            if client.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).is_err() {
                client.batch_execute(&format!("DROP DATABASE {draft} WITH (FORCE)")).unwrap();
            }
        }
        name
    })
}

/// Returns a short hash of the names and contents of the PostgreSQL migrations.
fn fingerprint() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.file_name().unwrap().to_string_lossy().as_bytes());
        hash.update(std::fs::read(&file).unwrap());
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn dump_tables(url: &str) -> Vec<u8> {
    let mut client = Client::connect(url, NoTls).unwrap();
    let tables =
        client.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", &[]).unwrap();
    let mut bytes = Vec::new();
    for table in tables {
        let table: String = table.get(0);
        let rows = client.query(&format!("SELECT CAST(t AS text) FROM {table} t"), &[]).unwrap();
        for row in rows {
            bytes.extend(row.get::<_, String>(0).into_bytes());
            bytes.push(b'\n');
        }
    }
    bytes
}
