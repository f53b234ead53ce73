//! `habitro doctor` on broken set-ups: each has a finding with its own subject.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use habitro_testkit::TestDatabase;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("habitro-doctor-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A command that runs the binary in this folder, with a port of its own.
    fn habitro(&self, command: &str, variables: &[(&str, String)]) -> Command {
        let mut habitro = Command::new(env!("CARGO_BIN_EXE_habitro"));
        habitro.arg(command).current_dir(&self.0).env_clear().env("HABITRO_LISTEN", "127.0.0.1:0");
        habitro.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
        habitro
    }

    /// Creates the database and the keys as a first start does.
    fn install(&self) {
        let mut server = self.habitro("serve", &[]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
        assert!(server.wait().unwrap().success());
    }

    fn doctor(&self, variables: &[(&str, String)]) -> Report {
        let output = self.habitro("doctor", variables).output().unwrap();
        Report {
            code: output.status.code(),
            text: String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn set_mode(&self, name: &str, mode: u32) {
        std::fs::set_permissions(self.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Replaces a file or folder by a link to nothing.
    fn link(&self, name: &str) {
        self.remove(name);
        std::os::unix::fs::symlink(self.path("nothing"), self.path(name)).unwrap();
    }

    /// Replaces a file by a folder.
    fn make_folder(&self, name: &str) {
        self.remove(name);
        std::fs::create_dir(self.path(name)).unwrap();
    }

    fn remove(&self, name: &str) {
        let path = self.path(name);
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.unwrap();
    }

    /// The names of all files, without SQLite's own temporary ones.
    fn files(&self) -> Vec<PathBuf> {
        fn list(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    list(&path, found);
                }
                found.push(path);
            }
        }
        let mut found = Vec::new();
        list(&self.0, &mut found);
        found.retain(|path| !path.to_string_lossy().ends_with("-wal") && !path.to_string_lossy().ends_with("-shm"));
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Report {
    code: Option<i32>,
    text: String,
}

impl Report {
    /// Returns whether there is a line like `fail  mail: ...` whose text contains `part`.
    fn has(&self, verdict: &str, subject: &str, part: &str) -> bool {
        let start = format!("{verdict}  {subject}: ");
        self.text.lines().any(|line| line.starts_with(&start) && line.contains(part))
    }
}

/// A server that answers every connection with `response`, or with nothing and keeps it open.
fn answering(response: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for mut stream in listener.incoming().flatten() {
            if response.is_empty() {
                silent.push(stream);
                continue;
            }
            let mut request = [0; 4096];
            if response.starts_with("HTTP") {
                let _ = stream.read(&mut request);
            }
            let _ = stream.write_all(response.as_bytes());
        }
    });
    port
}

fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

const REFUSED: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
const NO_SUCH_MODEL: &str =
    "HTTP/1.1 200 OK\r\ncontent-length: 27\r\nconnection: close\r\n\r\n{\"data\":[{\"id\":\"another\"}]}";
const OTHER_PROGRAM: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";

/// A change of a good installation, its variables, and the finding: verdict, subject and a part of the text.
type Case = (&'static str, fn(&Folder), Vec<(&'static str, String)>, (&'static str, &'static str, &'static str));

fn cases() -> Vec<Case> {
    let variable = |name: &'static str, value: &str| vec![(name, value.to_owned())];
    let unchanged: fn(&Folder) = |_| {};
    let smtp = |port: u16| variable("HABITRO_MAIL_URL", &format!("smtp://u:hunter2@127.0.0.1:{port}?tls=none"));
    let ai = |port: u16| {
        vec![
            ("HABITRO_AI_BASE_URL", format!("http://127.0.0.1:{port}/v1")),
            ("HABITRO_AI_API_KEY", "hunter2".to_owned()),
        ]
    };
    let sms =
        |port: u16| variable("HABITRO_SMS_URL", &format!("textlk://hunter2@h?sender=H&base=http://127.0.0.1:{port}"));
    vec![
        ("secret.key", |f| f.write("data/secret.key", "hunter2"), vec![], ("fail", "secret key", "secret.key")),
        ("chat.keys", |f| f.write("data/chat.keys", "hunter2"), vec![], ("fail", "chat keys", "chat.keys: line 1 ")),
        ("vapid.pem", |f| f.write("data/vapid.pem", "hunter2"), vec![], ("fail", "web push key", "vapid.pem")),
        ("secret value", unchanged, variable("HABITRO_SECRET_KEY", "hunter2"), ("fail", "secret key", "")),
        ("chat value", unchanged, variable("HABITRO_CHAT_KEYS", "hunter2"), ("fail", "chat keys", "")),
        (
            "vapid file",
            |f| f.write("push.pem", "hunter2"),
            variable("HABITRO_VAPID_KEY_FILE", "push.pem"),
            ("fail", "web push key", "push.pem"),
        ),
        ("key mode", |f| f.set_mode("data/chat.keys", 0o644), vec![], ("fail", "chat keys", "chmod 600")),
        (
            "other secret",
            unchanged,
            variable("HABITRO_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("fail", "keys", "another key"),
        ),
        (
            "lost chat keys",
            |f| std::fs::remove_file(f.path("data/chat.keys")).unwrap(),
            vec![],
            ("fail", "keys", "does not exist"),
        ),
        (
            "no chat keys file",
            unchanged,
            variable("HABITRO_CHAT_KEYS_FILE", "nowhere.keys"),
            ("fail", "keys", "nowhere.keys does not exist"),
        ),
        (
            "mode of keys elsewhere",
            |f| {
                std::fs::copy(f.path("data/chat.keys"), f.path("mounted.keys")).unwrap();
                f.set_mode("mounted.keys", 0o444);
            },
            variable("HABITRO_CHAT_KEYS_FILE", "mounted.keys"),
            ("warn", "chat keys", "mode 444"),
        ),
        ("folder mode", |f| f.set_mode("data", 0o755), vec![], ("fail", "data folder", "chmod 700")),
        ("database mode", |f| f.set_mode("data/habitro.db", 0o644), vec![], ("fail", "database", "chmod 600")),
        (
            "data is a file",
            |f| f.write("file", ""),
            variable("HABITRO_DATA_DIR", "file"),
            ("fail", "data folder", "not a folder"),
        ),
        (
            "no database",
            |f| f.write("data/habitro.db", &"hunter2 ".repeat(1000)),
            vec![],
            ("fail", "database", "restore"),
        ),
        (
            "newer schema",
            |f| {
                let database = rusqlite::Connection::open(f.path("data/habitro.db")).unwrap();
                let newer = "INSERT INTO refinery_schema_history VALUES (900, 'newer', '2026-01-01T00:00:00Z', '1')";
                database.execute_batch(newer).unwrap();
            },
            vec![],
            ("fail", "database", "newer"),
        ),
        (
            "PostgreSQL is down",
            unchanged,
            variable("HABITRO_DATABASE_URL", &format!("postgres://u:hunter2@127.0.0.1:{}/h", closed_port())),
            ("fail", "database", "start PostgreSQL"),
        ),
        (
            "not PostgreSQL",
            unchanged,
            variable("HABITRO_DATABASE_URL", &format!("postgres://u:hunter2@127.0.0.1:{}/h", answering(OTHER_PROGRAM))),
            ("fail", "database", ""),
        ),
        (
            "silent PostgreSQL",
            unchanged,
            variable("HABITRO_DATABASE_URL", &format!("postgres://u:hunter2@127.0.0.1:{}/h", answering(""))),
            ("fail", "database", "no answer"),
        ),
        (
            "port taken",
            unchanged,
            variable("HABITRO_LISTEN", &format!("127.0.0.1:{}", answering(OTHER_PROGRAM))),
            ("fail", "listen", "another program"),
        ),
        (
            "foreign address",
            unchanged,
            variable("HABITRO_LISTEN", "203.0.113.1:80"),
            ("fail", "listen", "HABITRO_LISTEN"),
        ),
        (
            "no trusted proxy",
            unchanged,
            variable("HABITRO_PUBLIC_URL", "https://habits.example"),
            ("warn", "proxy", "HABITRO_TRUSTED_PROXIES"),
        ),
        (
            "plain public URL",
            unchanged,
            variable("HABITRO_PUBLIC_URL", "http://habits.example"),
            ("warn", "public URL", "https"),
        ),
        ("SMTP is down", unchanged, smtp(closed_port()), ("fail", "mail", "refused the connection")),
        ("not SMTP", unchanged, smtp(answering("SSH-2.0-other\r\n")), ("fail", "mail", "does not speak SMTP")),
        ("silent SMTP", unchanged, smtp(answering("")), ("fail", "mail", "in time")),
        (
            "no mail server",
            unchanged,
            variable("HABITRO_MAIL_URL", "smtps://u:hunter2@mail.invalid"),
            ("fail", "mail", "can't be found"),
        ),
        (
            "no mail folder",
            unchanged,
            variable("HABITRO_MAIL_URL", "file:///nowhere/mails"),
            ("fail", "mail", "create it"),
        ),
        (
            "no SMS folder",
            unchanged,
            variable("HABITRO_SMS_URL", "file:///nowhere/sms"),
            ("fail", "text messages", "create it"),
        ),
        ("mail to the log", unchanged, vec![], ("warn", "mail", "will not receive")),
        ("SMS is down", unchanged, sms(closed_port()), ("fail", "text messages", "refused the connection")),
        ("SMS key", unchanged, sms(answering(REFUSED)), ("fail", "text messages", "refused the API key")),
        ("AI is down", unchanged, ai(closed_port()), ("fail", "planner", "refused the connection")),
        ("AI key", unchanged, ai(answering(REFUSED)), ("fail", "planner", "HABITRO_AI_API_KEY")),
        ("AI model", unchanged, ai(answering(NO_SUCH_MODEL)), ("fail", "planner", "HABITRO_AI_MODEL")),
        (
            "no Firebase file",
            unchanged,
            variable("HABITRO_FCM_CREDENTIALS_FILE", "nowhere.json"),
            ("fail", "push", "nowhere.json"),
        ),
        (
            "Firebase file",
            |f| f.write("fcm.json", "{\"key\": \"hunter2\"}"),
            variable("HABITRO_FCM_CREDENTIALS_FILE", "fcm.json"),
            ("fail", "push", "not a service account"),
        ),
        (
            "uploads in a file",
            |f| {
                std::fs::remove_dir_all(f.path("data/uploads")).unwrap();
                f.write("data/uploads", "");
            },
            vec![],
            ("fail", "uploads", "not a folder"),
        ),
        // Not even root can write there.
        (
            "uploads read-only",
            unchanged,
            variable("HABITRO_UPLOADS_URL", "file:///proc/uploads"),
            ("fail", "uploads", ""),
        ),
        ("database link", |f| f.link("data/habitro.db"), vec![], ("fail", "database", "does not exist")),
        (
            "database elsewhere",
            |f| f.write("file", ""),
            variable("HABITRO_DATABASE_URL", "sqlite:file/habitro.db"),
            ("fail", "database", ""),
        ),
        ("lock folder", |f| f.make_folder("data/habitro.db.lock"), vec![], ("fail", "database", "habitro.db.lock")),
        (
            "migration lock folder",
            |f| f.make_folder("data/habitro.db.migration-lock"),
            vec![],
            ("fail", "database", "habitro.db.migration-lock"),
        ),
        ("key link", |f| f.link("data/secret.key"), vec![], ("fail", "secret key", "does not exist")),
        ("uploads link", |f| f.link("data/uploads"), vec![], ("fail", "uploads", "not a folder")),
        ("folder link", |f| f.link("data"), vec![], ("fail", "data folder", "not a folder")),
        ("unknown variable", unchanged, variable("HABITRO_LISEN", "x"), ("warn", "environment", "HABITRO_LISEN")),
        ("no limits", unchanged, variable("HABITRO_LIMITS", "off"), ("warn", "limits", "off")),
    ]
}

#[test]
fn each_broken_set_up_has_a_finding_and_nothing_is_changed() {
    let good = Folder::new("good");
    good.install();
    let mut wrong = Vec::new();
    for (name, change, variables, (verdict, subject, part)) in cases() {
        let folder = Folder::new("case");
        assert!(
            Command::new("cp")
                .args(["-a", "data"])
                .arg(folder.path("data"))
                .current_dir(&good.0)
                .status()
                .unwrap()
                .success()
        );
        change(&folder);
        let before = folder.files();
        let started = Instant::now();
        let report = folder.doctor(&variables);
        let mut expect = |fine: bool, what: &str| {
            if !fine {
                wrong.push(format!("{name}: {what}; wanted {verdict} {subject}: {part}\n{}", report.text));
            }
        };
        expect(report.has(verdict, subject, part), "the finding is missing");
        // An open file is usable and has a finding of its own.
        let is_open = part.starts_with("chmod") || part.starts_with("mode");
        expect(!report.has("ok  ", subject, "") || is_open, "the subject is ok");
        let is_new = report.text.contains("the first start creates it");
        expect(!(is_new && report.has("fail", "keys", "does not exist")), "a lost key is announced as a new one");
        expect(report.code == Some(i32::from(verdict == "fail")), "exit code");
        expect(!report.text.contains("hunter2"), "a secret is shown");
        expect(started.elapsed() < Duration::from_secs(20), "too slow");
        expect(folder.files() == before, "files were created");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_set_up_and_first_start_are_ok() {
    let folder = Folder::new("fine");
    let report = folder.doctor(&[]);
    assert_eq!(report.code, Some(0), "{}", report.text);
    assert!(report.has("warn", "data folder", "first start creates it"), "{}", report.text);
    let report = folder.doctor(&[("HABITRO_CHAT_KEYS_FILE", "nowhere.keys".to_owned())]);
    assert!(report.has("fail", "chat keys", "`habitro keys rotate` creates it"), "{}", report.text);
    assert_eq!(folder.files(), Vec::<PathBuf>::new(), "nothing is created");
    folder.install();
    let report = folder.doctor(&[]);
    assert_eq!(report.code, Some(0), "{}", report.text);
    for subject in
        ["data folder", "secret key", "chat keys", "web push key", "database", "listen", "public URL", "uploads"]
    {
        assert!(report.has("ok  ", subject, ""), "{subject}:\n{}", report.text);
    }
}

/// A first start that was killed leaves an empty database, which two checks read at the same time.
#[test]
fn empty_database_is_not_changed() {
    let folder = Folder::new("empty");
    std::fs::create_dir(folder.path("data")).unwrap();
    folder.set_mode("data", 0o700);
    folder.write("data/habitro.db", "");
    folder.set_mode("data/habitro.db", 0o600);
    for _ in 0..5 {
        let report = folder.doctor(&[]);
        assert_eq!(report.code, Some(0), "{}", report.text);
        assert!(report.has("warn", "database", "schema 0"), "{}", report.text);
        assert_eq!(std::fs::metadata(folder.path("data/habitro.db")).unwrap().len(), 0);
    }
}

#[test]
fn running_server_is_recognised() {
    let folder = Folder::new("running");
    let listen = format!("127.0.0.1:{}", closed_port());
    let variables = [("HABITRO_LISTEN", listen)];
    let mut server = folder.habitro("serve", &variables).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let report = folder.doctor(&variables);
    let holder = format!("process {} is a running server", server.id());
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(report.has("warn", "listen", "Habitro already runs"), "{}", report.text);
    assert!(report.has("warn", "server", &holder), "{}", report.text);
    assert_eq!(report.code, Some(0), "{}", report.text);
}

/// Returns a setting of the PostgreSQL server at `url`.
fn setting(url: &str, name: &str) -> u32 {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let setting: String = client.query_one("SELECT setting FROM pg_settings WHERE name = $1", &[&name]).unwrap().get(0);
    setting.parse().unwrap()
}

#[test]
fn postgres_and_nats_are_checked() {
    let Some(database) = TestDatabase::postgres() else { return };
    let habitro_server::platform::db::Location::Postgres(url) = database.location() else { panic!("not PostgreSQL") };
    let folder = Folder::new("postgres");
    let variables =
        |url: &str, bus: &str| vec![("HABITRO_DATABASE_URL", url.to_owned()), ("HABITRO_BUS_URL", bus.to_owned())];
    let nobody = format!("nats://u:hunter2@127.0.0.1:{}", closed_port());
    let report = folder.doctor(&variables(url, &nobody));
    assert!(report.has("ok  ", "database", "up to date"), "{}", report.text);
    let locks: u32 = setting(url, "max_pred_locks_per_transaction");
    let advised = report.has("warn", "database", "Set max_pred_locks_per_transaction = 1024 in postgresql.conf");
    assert_eq!(advised, locks < 256, "{locks}: {}", report.text);
    assert!(report.has("fail", "bus", "NATS can't be reached") && !report.text.contains("hunter2"), "{}", report.text);
    let missing = url.rsplit_once('/').map(|(server, _)| format!("{server}/habitro_no_such_database")).unwrap();
    let report = folder.doctor(&variables(&missing, &nobody));
    assert!(report.has("fail", "database", "correct the user, password and name"), "{}", report.text);
}
