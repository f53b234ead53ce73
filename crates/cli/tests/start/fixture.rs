//! Folders, databases and processes for the tests.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use habitro_server::platform::db::Location;
use habitro_testkit::TestDatabase;

/// How often processes race.
#[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
pub fn rounds() -> usize {
    std::env::var("HABITRO_START_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2)
}

/// A temporary folder.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("habitro-start-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        Self(folder)
    }

    pub fn data(&self, name: &str) -> PathBuf {
        self.0.join("data").join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A node: a folder with keys, and a database that it may share with other nodes.
pub struct Node {
    pub folder: Folder,
    url: Option<String>,
    environment: Vec<(&'static str, String)>,
    /// How many files the processes may have open; `None` for the limit of the test itself.
    max_open_files: Option<u32>,
}

impl Node {
    /// A node with the SQLite database of its own data folder.
    pub fn on_sqlite() -> Self {
        Self { folder: Folder::new(), url: None, environment: Vec::new(), max_open_files: None }
    }

    /// A node on this PostgreSQL database.
    pub fn on_postgres(database: &TestDatabase) -> Self {
        let Location::Postgres(url) = database.location().clone() else { panic!("{database:?}") };
        Self { url: Some(url), ..Self::on_sqlite() }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(other, _)| *other != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The same node, whose processes may have `max` files open and can't raise that.
    pub fn with_max_open_files(self, max: u32) -> Self {
        Self { max_open_files: Some(max), ..self }
    }

    /// A command with the umask of most systems, under which new files are readable for everybody.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let limit = self.max_open_files.map_or_else(String::new, |max| format!("ulimit -n {max}; "));
        let mut command = Command::new("sh");
        let script = format!("umask 022; {limit}exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_habitro")]);
        command.args(arguments).current_dir(&self.folder.0).env_clear();
        command.env("HABITRO_MAIL_URL", format!("file://{}", self.folder.0.join("mail").display()));
        if let Some(url) = &self.url {
            command.env("HABITRO_DATABASE_URL", url);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that succeeds, and returns its output.
    pub fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Starts a server, which may fail.
    pub fn spawn(&self, flags: &[&str]) -> Starting {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let listen = address.to_string();
        let arguments = [&["serve", "--listen", &listen], flags].concat();
        let process = self.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Starting { process, address }
    }

    /// Starts a server that must start.
    pub fn serve(&self) -> Server {
        self.spawn(&[]).wait().unwrap_or_else(|(code, error)| panic!("exit {code:?}: {error}"))
    }

    /// Starts a server that must refuse to start, and returns what it prints.
    pub fn refuses(&self) -> String {
        match self.spawn(&[]).wait() {
            Ok(_) => panic!("the server started"),
            Err((code, error)) => {
                assert_eq!(code, Some(1), "{error}");
                error
            }
        }
    }

    /// Runs SQL in the node's database.
    pub fn sql(&self, sql: &str) {
        match &self.url {
            None => rusqlite::Connection::open(self.folder.data("habitro.db")).unwrap().execute_batch(sql).unwrap(),
            Some(url) => postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// Inserts a message encrypted with the key `key_id`; its text does not matter.
    pub fn insert_message(&self, key_id: &str) {
        let id = "018f0000000070008000000000000001";
        let (id, now, yes) = match &self.url {
            None => (format!("x'{id}'"), "0", "1"),
            Some(_) => (format!("CAST('{id}' AS UUID)"), "now()", "TRUE"),
        };
        self.sql(&format!(
            "INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start,
                                locale, leaderboard_visible, created_at)
             VALUES ({id}, 'Anna', 'Anna', 'a@example.org', 'a@example.org', '', 'UTC', 0, 'en', {yes}, {now});
             INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES ({id}, 'challenge', 1, {now});
             INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at)
             VALUES ({id}, {id}, 1, {now});
             INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at)
             VALUES ({id}, 1, {id}, {id}, '1', '{key_id}', 'token', {now});"
        ));
    }
}

/// A server process that has not printed its address yet.
pub struct Starting {
    process: Child,
    address: SocketAddr,
}

impl Starting {
    /// Returns the server once it serves, or its exit code and what it printed.
    pub fn wait(mut self) -> Result<Server, (Option<i32>, String)> {
        let mut line = String::new();
        BufReader::new(self.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if !line.is_empty() {
            return Ok(Server { process: self.process, address: self.address });
        }
        let mut error = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        Err((self.process.wait().unwrap().code(), error))
    }
}

/// A running server, killed when dropped.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Sends SIGTERM and returns the log.
    pub fn stop(mut self) -> String {
        assert!(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap().success());
        let mut log = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!(self.process.wait().unwrap().code(), Some(0), "{log}");
        log
    }

    /// Waits for a line of the log that contains `part`.
    pub fn wait_for_log(&mut self, part: &str) -> String {
        let log = BufReader::new(self.process.stderr.as_mut().unwrap());
        let found = log.lines().map(Result::unwrap).find(|line| line.contains(part));
        found.unwrap_or_else(|| panic!("the log ended without {part:?}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a test on a node with SQLite and on one with PostgreSQL.
pub fn on_both_databases(test: impl Fn(Node)) {
    test(Node::on_sqlite());
    if let Some(database) = TestDatabase::postgres_from("") {
        test(Node::on_postgres(&database));
    }
}

/// The files of a folder and of the folders in it.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        }
        found.push(path);
    }
    found
}
