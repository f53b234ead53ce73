//! Accounts whose email keys were computed before domains were compared in their ASCII form, in the filled database
//! of the first release: they sign in after the upgrade.

use habitro_server::features::accounts;
use habitro_server::platform::db::{Db, DbError, Location};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;

use super::root;

/// The columns of an account that are taken from Anna, so that its password is hers.
const COLUMNS: &str = "password_hash, time_zone, day_start, locale, leaderboard_visible";

/// The id of the n-th added account; lower ones are older.
fn id(n: usize, location: &str) -> String {
    let hex = format!("019cad8fac0070008000{n:012x}");
    if location == "sqlite" { format!("X'{hex}'") } else { format!("CAST('{hex}' AS UUID)") }
}

/// Accounts by name, address, and the key that the first release stored.
const ACCOUNTS: [(&str, &str, &str); 8] = [
    ("Alone", "Alone@MÜNCHEN.example", "alone@münchen.example"),
    ("Decomposed", "jo\u{308}rg@example.org", "jo\u{308}rg@example.org"),
    ("Hidden", "hid\u{200b}den@example.org", "hid\u{200b}den@example.org"),
    // The second of each pair is younger.
    ("First", "pair@bücher.example", "pair@bücher.example"),
    ("Second", "pair@xn--bcher-kva.example", "pair@xn--bcher-kva.example"),
    ("Third", "two@xn--bcher-kva.example", "two@xn--bcher-kva.example"),
    ("Fourth", "two@Bücher.example", "two@bücher.example"),
    ("Plain", "plain@example.org", "plain@example.org"),
];

fn baseline(engine: &str) -> String {
    let path = root().join(format!("crates/server/tests/it/schema/baseline/{engine}.sql"));
    let mut text = std::fs::read_to_string(path).unwrap();
    for (n, (name, email, key)) in ACCOUNTS.iter().enumerate() {
        let id = id(n, engine);
        // An hour apart; the clock of the tests starts later.
        let created = match engine {
            "sqlite" => format!("{}", 1_772_000_000_000_000_u64 + u64::try_from(n).unwrap() * 3_600_000_000),
            _ => format!("CAST('2026-02-25 0{n}:00:00+00' AS TIMESTAMPTZ)"),
        };
        text.push_str(&format!(
            "INSERT INTO users (id, full_name, display_name, email, email_key, created_at, {COLUMNS})
             SELECT {id}, '{name}', '{name}', '{email}', '{key}', {created}, {COLUMNS}
             FROM users WHERE email_key = 'anna@example.org';\n"
        ));
    }
    text
}

async fn migrated(database: TestDatabase) -> TestApp {
    let location: Location = database.location().clone();
    tokio::task::spawn_blocking(move || Db::migrate(&location)).await.unwrap().unwrap();
    TestApp::start(TestWorld::on(database)).await
}

async fn status(app: &TestApp, identifier: &str) -> u16 {
    let body = json!({"identifier": identifier, "password": "nine long stones"});
    app.client().post("/api/v1/auth/login", body).await.status
}

async fn keys(app: &TestApp) -> Vec<(String, String)> {
    let read = app.world.db.read(|tx| {
        tx.query("SELECT full_name, email_key FROM users ORDER BY full_name", &[], |row| Ok((row.get(0)?, row.get(1)?)))
    });
    read.await.unwrap_or_else(|error: DbError| panic!("{error}"))
}

async fn accounts_sign_in_after_the_upgrade(database: TestDatabase) {
    let app = migrated(database).await;
    assert_eq!(status(&app, "alone@münchen.example").await, 401, "before the upgrade");
    assert_eq!(accounts::update_email_keys(&app.world.db).await.unwrap(), 5);
    let updated = keys(&app).await;
    assert_eq!(accounts::update_email_keys(&app.world.db).await.unwrap(), 0, "once");
    assert_eq!(keys(&app).await, updated);
    for (identifier, expected) in [
        ("alone@münchen.example", 200),
        ("ALONE@xn--mnchen-3ya.example", 200),
        ("jörg@example.org", 200),
        ("hidden@example.org", 200),
        ("plain@example.org", 200),
        ("anna@example.org", 200),
        ("pair@bücher.example", 200),
        ("pair@xn--bcher-kva.example", 200),
    ] {
        assert_eq!(status(&app, identifier).await, expected, "{identifier}");
    }
    let key = |name: &str| updated.iter().find(|(found, _)| found == name).unwrap().1.clone();
    assert_eq!(key("Alone"), "alone@xn--mnchen-3ya.example");
    assert_eq!(key("First"), "pair@xn--bcher-kva.example", "the older account keeps the address");
    assert_eq!(key("Second"), "duplicate:019cad8f-ac00-7000-8000-000000000004");
    assert_eq!(key("Third"), "two@xn--bcher-kva.example");
    assert_eq!(key("Fourth"), "duplicate:019cad8f-ac00-7000-8000-000000000006");
    assert_eq!(key("Plain"), "plain@example.org");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_with_earlier_email_keys_sign_in_sqlite() {
    accounts_sign_in_after_the_upgrade(TestDatabase::sqlite_from(&baseline("sqlite"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_with_earlier_email_keys_sign_in_postgres() {
    if let Some(database) = TestDatabase::postgres_from(&baseline("postgres")) {
        accounts_sign_in_after_the_upgrade(database).await;
    }
}
