//! Runs the binary: exit codes, output, and a server from start to SIGTERM.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("habitro-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A command that runs the binary in this folder with an empty environment.
    fn habitro(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitro"));
        command.args(arguments).current_dir(&self.0).env_clear();
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.habitro(arguments).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn licenses_are_printed_without_a_configuration() {
    let folder = Folder::new("licenses");
    let printed = folder.run(&["licenses"]);
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.status.success());
    assert!(text.contains("- crate tokio ") && text.contains("SIL Open Font License"));
}

#[test]
fn invalid_usage_or_configuration_exits_with_2_and_names_the_key() {
    let folder = Folder::new("wrong");
    for arguments in [&[][..], &["frobnicate"], &["serve", "--nonsense"], &["config", "--listen", "here"]] {
        assert_eq!(folder.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    let output = folder.habitro(&["config"]).env("HABITRO_MAIL_URL", "carrier-pigeon://coop").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("HABITRO_MAIL_URL"), "{}", text(&output.stderr));
    std::fs::write(folder.0.join("habitro.toml"), "lisen = '127.0.0.1:1'").unwrap();
    let output = folder.run(&["config"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("lisen"));
}

#[test]
fn serve_refuses_a_bus_on_sqlite_and_an_invalid_key_ring() {
    let folder = Folder::new("bus");
    let output = folder.habitro(&["serve"]).env("HABITRO_BUS_URL", "nats://127.0.0.1:4222").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert!(error.contains("HABITRO_BUS_URL") && error.contains("PostgreSQL"), "{error}");
    let output = folder
        .habitro(&["serve", "--listen", "127.0.0.1:0"])
        .env("HABITRO_CHAT_KEYS", "not-a-key-but-secret")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(error.contains("chat_keys") && !error.contains("secret"), "{error}");
    let output = folder.habitro(&["keys", "rotate"]).env("HABITRO_CHAT_KEYS", "x").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "a value can't be changed from here");
}

#[test]
fn config_prints_settings_without_secrets() {
    let folder = Folder::new("config");
    let output = folder
        .habitro(&["config", "--log", "debug"])
        .env("HABITRO_AI_API_KEY", "sk-very-secret")
        .env("HABITRO_LISEN", "typo")
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("debug  (flag)") && shown.contains("(set)  (HABITRO_AI_API_KEY)"), "{shown}");
    assert!(!shown.contains("very-secret"));
    assert!(text(&output.stderr).contains("HABITRO_LISEN"));
}

/// A SQLite database of a development version, with somebody's data.
const DEVELOPMENT: &str = "
    CREATE TABLE refinery_schema_history (version INTEGER PRIMARY KEY, name TEXT, applied_on TEXT, checksum TEXT);
    INSERT INTO refinery_schema_history VALUES (1, 'platform', '2026-01-01T00:00:00Z', '1234567890');
    INSERT INTO refinery_schema_history VALUES (24, 'hidden_lately', '2026-11-01T00:00:00Z', '987654321');
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO users VALUES (1, 'Anna');";

#[test]
fn a_development_database_is_refused_by_serve_migrate_and_doctor() {
    let folder = Folder::new("development");
    let path = folder.0.join("data/habitro.db");
    std::fs::create_dir_all(folder.0.join("data")).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch(DEVELOPMENT).unwrap();
    for command in ["serve", "migrate", "doctor"] {
        let run = folder.run(&[command]);
        let said = format!("{}{}", text(&run.stdout), text(&run.stderr));
        assert_ne!(run.status.code(), Some(0), "{command}: {said}");
        assert!(said.contains("development version of Habitro"), "{command}: {said}");
        assert!(said.contains("use an empty database"), "{command}: {said}");
    }
    let connection = rusqlite::Connection::open(&path).unwrap();
    let tables: i64 = connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 2, "nothing was changed");
}

#[test]
fn migrate_is_idempotent_and_doctor_checks_the_schema() {
    let folder = Folder::new("migrate");
    assert!(text(&folder.run(&["migrate"]).stdout).contains("applied"));
    assert!(text(&folder.run(&["migrate"]).stdout).contains("up to date"));
    let doctor = folder.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", text(&doctor.stdout));
    assert!(text(&doctor.stdout).contains("is up to date"));
    let failing =
        folder.habitro(&["doctor"]).env("HABITRO_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").output().unwrap();
    assert_eq!(failing.status.code(), Some(1));
    assert!(text(&failing.stdout).contains("fail  database"));
}

#[test]
fn admin_requires_an_existing_database() {
    let folder = Folder::new("admin");
    let none = folder.run(&["admin", "reports", "list"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(text(&none.stderr).contains("no database"), "{}", text(&none.stderr));
    assert!(!folder.0.join("data/habitro.db").exists(), "the command creates no database");
    assert_eq!(folder.run(&["migrate"]).status.code(), Some(0));
    let empty = folder.run(&["admin", "reports", "list"]);
    assert_eq!((empty.status.code(), text(&empty.stdout).as_str()), (Some(0), "no open reports\n"));
    let unknown = folder.run(&["admin", "suspend", "nobody@example.org", "--reason", "Insults"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("no account matches nobody@example.org"));
    let stranger = "0198c5b4-0000-7000-8000-000000000001";
    assert_eq!(folder.run(&["admin", "unsuspend", stranger]).status.code(), Some(1));
    assert_eq!(folder.run(&["admin", "reports", "dismiss", stranger]).status.code(), Some(1));
    for wrong in [&["admin"][..], &["admin", "suspend", "x"], &["admin", "reports", "dismiss", "x"]] {
        assert_eq!(folder.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn openapi_prints_the_document_and_leaves_no_files() {
    let folder = Folder::new("openapi");
    let output = folder.run(&["openapi"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["info"]["title"], "Habitro");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[test]
fn serve_runs_until_sigterm() {
    let folder = Folder::new("serve");
    // Another process could take this port meanwhile, which is unlikely.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let silent = folder.run(&["healthcheck", "--listen", &listen]);
    assert_eq!(silent.status.code(), Some(1));

    let mut server =
        folder.habitro(&["serve", "--listen", &listen]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert_eq!(address.trim(), format!("http://localhost:{port}"));
    assert_eq!(folder.run(&["healthcheck", "--listen", &listen]).status.code(), Some(0));

    let taken = folder.run(&["serve", "--listen", &listen, "--data-dir", "other"]);
    assert_eq!(taken.status.code(), Some(1));
    assert!(text(&taken.stderr).contains("listen"), "{}", text(&taken.stderr));

    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

#[test]
fn plan_prints_the_same_days_as_text_and_json() {
    let folder = Folder::new("plan");
    let arguments =
        ["plan", "read 20 pages before bed", "--motivation", "to fall asleep easier", "--obstacle", "my phone"];
    let json = folder.run(&[&arguments[..], &["--json"]].concat());
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let days = document["days"].as_array().unwrap();
    assert_eq!(days.len(), 21);
    let mut expected = "read 20 pages before bed (to build, 21 days)\n".to_owned();
    for day in days {
        expected.push_str(&format!("\nDay {}\n", day["day"]));
        for (position, task) in (1..).zip(day["tasks"].as_array().unwrap()) {
            expected.push_str(&format!("  {position}. {}\n", task.as_str().unwrap()));
        }
    }
    let printed = text(&folder.run(&arguments).stdout);
    let closing = printed.strip_prefix(&expected).unwrap_or_else(|| panic!("{printed}\nis not\n{expected}"));
    assert!(closing.contains("66 days"), "{closing}");
}

#[test]
fn ledger_check_names_wrong_balances() {
    let folder = Folder::new("ledger");
    let missing = folder.run(&["admin", "ledger", "check"]);
    assert_eq!(missing.status.code(), Some(1), "{}", text(&missing.stdout));
    folder.run(&["migrate"]);
    let fine = folder.run(&["admin", "ledger", "check"]);
    assert_eq!((fine.status.code(), text(&fine.stdout).contains("every balance equals")), (Some(0), true));
    let user = "018f0000-0000-7000-8000-000000000001";
    let id = format!("x'{}'", user.replace('-', ""));
    let file = rusqlite::Connection::open(folder.0.join("data/habitro.db")).unwrap();
    file.execute_batch(&format!(
        "INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
                            leaderboard_visible, created_at)
         VALUES ({id}, 'Anna', 'Anna', 'a@example.org', 'a@example.org', '', 'UTC', 0, 'en', 1, 0);
         INSERT INTO balances (user_id, coins, milligems, day_coins) VALUES ({id}, 100, 2000, 0);
         INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES
            ({id}, x'01', 'coin', 90, 'welcome', 'coins', 0), ({id}, x'02', 'milligem', 2000, 'welcome', 'gems', 0);"
    ))
    .unwrap();
    let wrong = folder.run(&["admin", "ledger", "check"]);
    let output = text(&wrong.stdout);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(output.contains(user) && output.contains("coins 100 but entries 90"), "{output}");
}
