//! A filled database as the first release makes it, kept as text for both engines: every later migration runs on
//! it, and then the server must work.
//!
//! `HABITRO_WRITE_BASELINE=1 cargo test -p habitro-server --test it schema::baseline` rewrites both files. That
//! is right as long as no version was released, never after.

use std::fmt::Write;
use std::path::PathBuf;

use habitro_server::features::reminders::Scheduler;
use habitro_server::features::{challenges, rewards};
use habitro_server::platform::db::{Db, DbError, Location, Tx};
use habitro_testkit::{Client, TestApp, TestDatabase, TestWorld, both_databases};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{migrations, root, tables};

/// The first migration after the baseline.
const AFTER_BASELINE: &str = "V012";
const HEAD: &str = "-- A filled database of the baseline; see crates/server/tests/it/schema/baseline.rs.\n";

fn path(database: &str) -> PathBuf {
    root().join(format!("crates/server/tests/it/schema/baseline/{database}.sql"))
}

fn engine(location: &Location) -> &'static str {
    match location {
        Location::Sqlite(_) => "sqlite",
        Location::Postgres(_) => "postgres",
    }
}

/// The tables of the baseline, in an order that satisfies references.
fn baseline_tables() -> Vec<String> {
    let files = migrations("postgres").into_iter().filter(|(name, _)| name.as_str() < AFTER_BASELINE);
    files.flat_map(|(_, text)| tables(&text)).collect()
}

async fn post(client: &Client, path: &str, body: Value) -> Value {
    let reply = client.post(&format!("/api/v1{path}"), body).await;
    assert!(reply.status < 300, "POST {path}: {}", reply.text());
    if reply.body.is_empty() { Value::Null } else { reply.json() }
}

async fn get(client: &Client, path: &str) -> Value {
    client.get(&format!("/api/v1{path}")).await.expect(200).json()
}

async fn call(client: &Client, method: &str, path: &str) {
    let reply = client.request(method, &format!("/api/v1{path}")).send().await;
    assert!(reply.status < 300, "{method} {path}: {}", reply.text());
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

/// Anna's and Ben's first hours.
async fn fill(app: &TestApp) {
    let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "Asia/Colombo").await);
    let cara = app.sign_up("Cara", "UTC").await;
    let (anna_id, ben_id) = (get(&anna, "/me").await, get(&ben, "/me").await);
    let (anna_id, ben_id) = (id(&anna_id).to_owned(), id(&ben_id).to_owned());
    let cara_id = id(&get(&cara, "/me").await).to_owned();
    habits_and_rewards(&anna).await;
    settings(app, &anna).await;
    friends(&anna, &ben, &cara, [&anna_id, &ben_id, &cara_id]).await;
    challenge_and_chat(app, &anna, &ben, &ben_id).await;
    attempts(app).await;
    let user: Uuid = anna_id.parse().unwrap();
    let suspended: Uuid = cara_id.parse().unwrap();
    app.world.db.write(user, move |tx| rows(tx, user, suspended)).await.unwrap();
}

async fn habits_and_rewards(anna: &Client) {
    let walk = json!({"name": "Walk", "type": "good", "duration_days": 5, "daily_tasks": ["Shoes", "Walk"],
        "reminder_times": ["07:30"]});
    let walk = post(anna, "/habits", walk).await;
    let read =
        json!({"name": "Read", "type": "good", "duration_days": 3, "daily_tasks": ["Ten pages"], "times_a_week": 2});
    post(anna, "/habits", read).await;
    for habit in get(anna, "/today").await["habits"].as_array().unwrap() {
        for task in habit["tasks"].as_array().unwrap() {
            for method in ["PUT", "DELETE", "PUT"] {
                call(anna, method, &format!("/tasks/{}/completion", id(task))).await;
            }
        }
    }
    call(anna, "POST", "/rewards/claim-streak").await;
    post(anna, &format!("/habits/{}/skips", id(&walk)), json!({"date": "2026-03-04", "reason": "rain"})).await;
    let wish = json!({"habit": "read 20 pages a day", "type": "good", "duration_days": 7,
        "motivation": "to think again", "obstacle": "too tired in the evening", "answers": []});
    post(anna, "/planner/drafts", wish).await;
}

async fn settings(app: &TestApp, anna: &Client) {
    anna.put("/api/v1/reminders/settings", json!({"morning_at": "08:00", "evening_at": "20:00"})).await.expect(200);
    anna.put("/api/v1/chat/settings", json!({"show_presence": false})).await.expect(204);
    post(anna, "/devices", json!({"kind": "fcm", "token": "abc", "platform": "ios"})).await;
    call(anna, "POST", "/calendar-links").await;
    call(anna, "POST", "/friends/links").await;
    let once = anna.request("POST", "/api/v1/habits").header("idempotency-key", "baseline-1");
    let body = json!({"name": "Swim", "type": "good", "duration_days": 2, "daily_tasks": ["Swim"]});
    once.json(&body).send().await.expect(201);
    app.log_in("Anna").await;
}

async fn friends(anna: &Client, ben: &Client, cara: &Client, [anna_id, ben_id, cara_id]: [&String; 3]) {
    for (asker, other) in [(anna, ben_id), (ben, anna_id)] {
        post(asker, "/friends/requests", json!({"user_id": other})).await;
    }
    post(anna, "/friends/requests", json!({"identifier": "nobody@example.org"})).await;
    post(cara, "/friends/requests", json!({"user_id": anna_id})).await;
    let requests = get(anna, "/friends/requests").await;
    let received = requests["items"].as_array().unwrap().iter().find(|one| one["direction"] == "in").unwrap();
    call(anna, "POST", &format!("/friends/requests/{}/decline", id(received))).await;
    call(ben, "PUT", &format!("/blocks/{cara_id}")).await;
}

async fn challenge_and_chat(app: &TestApp, anna: &Client, ben: &Client, ben_id: &str) {
    let own = json!({"title": "Stairs", "category": "movement", "duration_days": 3, "habits": [{"title": "Stairs"}]});
    let own = post(anna, "/challenges", own).await;
    let path = format!("/challenges/{}", id(&own));
    let habit = json!({"habit_ids": [id(&own["habits"][0])]});
    post(anna, &format!("{path}/members"), habit.clone()).await;
    challenges::fold_sizes(&app.world.db).await.unwrap();
    let built_in = get(anna, "/challenges?q=breakfast").await["items"][0].clone();
    post(anna, &format!("/challenges/{}/invitations", id(&built_in)), json!({"user_ids": [ben_id]})).await;
    let talk = post(anna, "/conversations", json!({"user_id": ben_id})).await;
    let path = format!("/conversations/{}", id(&talk));
    for n in 0..2 {
        post(anna, &format!("{path}/messages"), json!({"client_id": n.to_string(), "text": "Hello"})).await;
    }
    let newest = get(ben, &format!("{path}/messages?limit=1")).await["items"][0].clone();
    post(ben, "/moderation/reports", json!({"message_id": newest["id"], "reason": "Rude"})).await;
    call(ben, "DELETE", &format!("/messages/{}", id(&newest))).await;
    app.app.chat.reencrypt_all().await.unwrap();
    let path = format!("/challenges/{}/members", id(&own));
    post(ben, &path, habit).await;
}

/// A registration without a confirmed code, a wrong code and a wrong password.
async fn attempts(app: &TestApp) {
    let nobody = app.client();
    let body =
        json!({"full_name": "Dora", "email": "dora@example.org", "password": "nine long stones", "time_zone": "UTC"});
    let pending = nobody.post("/api/v1/auth/register", body).await.expect(202).json();
    let body = json!({"email": "dora@example.org", "otp": "000000", "flow": pending["flow"]});
    nobody.post("/api/v1/auth/verify-otp", body).await;
    let body = json!({"identifier": "ben@example.org", "password": "not the password"});
    nobody.post("/api/v1/auth/login", body).await.expect(401);
}

/// Adds rows that no request above creates.
fn rows(tx: &mut Tx<'_>, user: Uuid, suspended: Uuid) -> Result<(), DbError> {
    let (now, day, nil) = (tx.now(), date(2026, 3, 2), Uuid::nil());
    tx.execute("INSERT INTO suspensions (user_id, reason, since) VALUES ($1, 'Spam', $2)", &[&suspended, &now])?;
    tx.execute("INSERT INTO orphaned_files (name, not_before) VALUES ('0123456789abcdef', $1)", &[&now])?;
    tx.execute("INSERT INTO sms_usage (day, prefix, messages) VALUES ($1, '', 3)", &[&day])?;
    tx.execute(
        "INSERT INTO passkeys (id, user_id, credential_id, name, credential, counter, created_at)
         VALUES ($1, $2, $3, 'Phone', '{}', 0, $4)",
        &[&nil, &user, &[1_u8, 2, 3], &now],
    )?;
    tx.execute(
        "INSERT INTO passkey_ceremonies (challenge_hash, user_id, state, expires_at) VALUES ($1, $2, '{}', $3)",
        &[&[4_u8, 5, 6], &user, &now],
    )?;
    tx.execute(
        "INSERT INTO account_codes (id, user_id, purpose, channel, identifier, code_mac, expires_at)
         VALUES ($1, $2, 'reset', 'email', 'anna@example.org', $3, $4)",
        &[&nil, &user, &[7_u8, 8, 9], &now],
    )?;
    tx.execute(
        "INSERT INTO planner_calls (id, user_id, draft_id, habit, call, created_at, position)
         VALUES ($1, $2, NULL, 'read', '{}', $3, 1)",
        &[&nil, &user, &now],
    )?;
    tx.execute("INSERT INTO planner_usage (user_id, day, tokens) VALUES ($1, $2, 100)", &[&user, &day])?;
    tx.execute("INSERT INTO planner_settings (user_id, builtin_only) VALUES ($1, TRUE)", &[&user])?;
    tx.execute("INSERT INTO skipped_dates (user_id, day) VALUES ($1, $2)", &[&user, &date(2026, 2, 1)])?;
    tx.execute("INSERT INTO comebacks (user_id, day, times, paid, payable) VALUES ($1, $2, 1, 20, 0)", &[&user, &day])?;
    tx.execute(
        "INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ($1, $2, 'used', 1, $3, $4)",
        &[&user, &nil, &date(2026, 2, 27), &now],
    )?;
    tx.execute(
        "INSERT INTO notification_preferences (user_id, kind, push, mail) VALUES ($1, 'message', TRUE, FALSE)",
        &[&user],
    )?;
    tx.execute(
        "INSERT INTO notification_settings (user_id, quiet_from, quiet_until) VALUES ($1, 1320, 420)",
        &[&user],
    )?;
    tx.execute("INSERT INTO reminder_health (user_id, unseen, dropped) VALUES ($1, 2, 0)", &[&user])?;
    tx.leases().take("baseline", nil, SignedDuration::from_hours(1))?;
    Ok(())
}

/// A table's rows as INSERT statements, in the order of its primary key or of their text.
fn inserts(location: &Location, table: &str) -> String {
    let mut rows = match location {
        Location::Sqlite(path) => sqlite_rows(&rusqlite::Connection::open(path).unwrap(), table),
        Location::Postgres(url) => {
            let (url, table) = (url.clone(), table.to_owned());
            std::thread::spawn(move || {
                postgres_rows(&mut postgres::Client::connect(&url, postgres::NoTls).unwrap(), &table)
            })
            .join()
            .unwrap()
        }
    };
    rows.sort();
    rows.concat()
}

fn sqlite_rows(connection: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut columns = connection.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
    let columns: Vec<String> = columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let mut rows = connection.prepare(&format!("SELECT {} FROM {table}", quoted.join(" || ', ' || "))).unwrap();
    let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|row| insert(table, &columns, &row.unwrap())).collect()
}

fn postgres_rows(client: &mut postgres::Client, table: &str) -> Vec<String> {
    client.batch_execute("SET timezone = 'UTC'").unwrap();
    let columns = client
        .query(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1
             ORDER BY ordinal_position",
            &[&table],
        )
        .unwrap();
    let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote_nullable(CAST({column} AS TEXT))")).collect();
    let rows = client.query(&format!("SELECT {} FROM {table}", quoted.join(" || ', ' || ")), &[]).unwrap();
    rows.iter().map(|row| insert(table, &columns, row.get(0))).collect()
}

fn insert(table: &str, columns: &[String], values: &str) -> String {
    format!("INSERT INTO {table} ({}) VALUES ({values});\n", columns.join(", "))
}

/// The migrations of the baseline, and the rows of every table.
fn dump(location: &Location) -> String {
    let mut text = HEAD.to_owned();
    for (_, sql) in migrations(engine(location)).into_iter().filter(|(name, _)| name.as_str() < AFTER_BASELINE) {
        text.push_str(&sql);
        text.push('\n');
    }
    let history = match location {
        Location::Sqlite(_) => "int4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255)",
        Location::Postgres(_) => "INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255)",
    };
    let _ = writeln!(text, "CREATE TABLE refinery_schema_history (version {history});");
    text.push_str(&inserts(location, "refinery_schema_history"));
    let mut empty = Vec::new();
    for table in baseline_tables() {
        let rows = inserts(location, &table);
        if rows.is_empty() {
            empty.push(table);
        }
        text.push_str(&rows);
    }
    assert!(empty.is_empty(), "fill {empty:?}");
    text
}

/// Every request and every job that `fill` made leaves rows that the dump keeps.
#[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
fn writes_baseline() -> bool {
    std::env::var("HABITRO_WRITE_BASELINE").is_ok()
}

both_databases! {
    async fn every_table_can_be_filled(world) {
        let app = TestApp::start(world).await;
        fill(&app).await;
        let location = app.world.database.location();
        let text = dump(location);
        if writes_baseline() {
            std::fs::create_dir_all(path("sqlite").parent().unwrap()).unwrap();
            std::fs::write(path(engine(location)), text).unwrap();
        }
    }
}

async fn reminders_have_their_users_partition(app: &TestApp) {
    let all = app.world.db.read(|tx| {
        let sql = "SELECT partition, user_id FROM reminder_occurrences";
        tx.query(sql, &[], |row| Ok((row.get::<i64>(0)?, row.get::<Uuid>(1)?)))
    });
    let all: Vec<(i64, Uuid)> = all.await.map_err(|error: DbError| error).unwrap();
    assert!(!all.is_empty());
    for (partition, user) in all {
        assert_eq!(partition, i64::from(user.as_bytes()[15] % 16), "{user}");
    }
}

async fn works_on(database: TestDatabase) {
    let kept = std::fs::read_to_string(path(engine(database.location()))).unwrap();
    for table in baseline_tables() {
        assert!(kept.contains(&format!("\nINSERT INTO {table} (")), "the baseline has no row of {table}");
    }
    let later: Vec<String> = migrations("postgres")
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.as_str() >= AFTER_BASELINE)
        .collect();
    let location = database.location().clone();
    let applied = tokio::task::spawn_blocking(move || Db::migrate(&location)).await.unwrap().unwrap();
    assert_eq!(applied.len(), later.len(), "{applied:?}");
    let app = TestApp::start(TestWorld::on(database)).await;
    reminders_have_their_users_partition(&app).await;
    app.world.clock.advance_hours(1);
    let anna = app.log_in("Anna").await;
    assert_eq!(get(&anna, "/habits").await["items"].as_array().unwrap().len(), 4);
    assert!(get(&anna, "/rewards").await["coins"].as_i64().unwrap() > 0);
    let talk = get(&anna, "/conversations").await["items"].as_array().unwrap().clone();
    let talk = talk.iter().find(|one| one["kind"] == "direct").unwrap();
    let path = format!("/conversations/{}/messages", id(talk));
    assert_eq!(get(&anna, &path).await["items"][0]["text"], "Hello", "the key ring opens it");
    post(&anna, &path, json!({"client_id": "later", "text": "Still here"})).await;
    let mine = get(&anna, "/challenges?mine=true").await;
    assert_eq!(mine["items"][0]["members"], 2);
    call(&anna, "DELETE", &format!("/challenges/{}/members/me", id(&mine["items"][0]))).await;
    assert_eq!(get(&anna, "/challenges?mine=true").await["items"][0]["members"], 1);
    app.world.clock.advance_hours(24);
    let reminded = Scheduler::new(app.world.db.clone()).process_due().await.unwrap();
    assert!(reminded.sent + reminded.dropped > 0, "the reminders of the baseline: {reminded:?}");
    reminders_have_their_users_partition(&app).await;
    for habit in get(&anna, "/today").await["habits"].as_array().unwrap() {
        for task in habit["tasks"].as_array().unwrap() {
            call(&anna, "PUT", &format!("/tasks/{}/completion", id(task))).await;
        }
    }
    assert_eq!(get(&anna, "/leaderboard").await["entries"].as_array().unwrap().len(), 2, "Cara is suspended");
    let audit = rewards::audit_ledger(&app.world.db).await.unwrap();
    assert!(audit.is_consistent(), "{audit:?}");
    deletes_on(&app, &anna).await;
}

/// Rows from before the migrations can be deleted in small units of work.
async fn deletes_on(app: &TestApp, anna: &Client) {
    let habits = get(anna, "/habits").await["items"].as_array().unwrap().clone();
    call(anna, "DELETE", &format!("/habits/{}", id(&habits[0]))).await;
    crate::consistency::check(&app.world.db).await;
    let ben = app.log_in("Ben").await;
    ben.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
    app.finish_deletions().await;
    crate::consistency::check(&app.world.db).await;
    assert_eq!(get(anna, "/habits").await["items"].as_array().unwrap(), &habits[1..]);
    let count = |sql| app.world.db.read(move |tx| tx.one(sql, &[], |row| row.get::<i64>(0)));
    let users: Result<i64, DbError> = count("SELECT COUNT(*) FROM users").await;
    assert_eq!(users, Ok(2), "Anna and Cara");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn later_migrations_run_on_the_baseline_and_the_server_works_sqlite() {
    works_on(TestDatabase::sqlite_from(&std::fs::read_to_string(path("sqlite")).unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn later_migrations_run_on_the_baseline_and_the_server_works_postgres() {
    if let Some(database) = TestDatabase::postgres_from(&std::fs::read_to_string(path("postgres")).unwrap()) {
        works_on(database).await;
    }
}

/// A habit that was deleted before the migrations still has day counts.
async fn counts_are_consistent_on(database: TestDatabase) {
    let world = TestWorld::on(database);
    crate::consistency::check(&world.db).await;
    let sql = "SELECT COUNT(*) FROM user_days WHERE deleted_due > 0";
    let days = world.db.read(move |tx| tx.one(sql, &[], |row| row.get::<i64>(0))).await;
    assert!(days.map_err(|error: DbError| error).unwrap() > 0);
}

/// The dump of a database, in which Anna then deletes a habit.
fn with_deleted_habit(database: &str) -> String {
    std::fs::read_to_string(path(database)).unwrap() + "\nDELETE FROM habits WHERE name = 'Walk';\n"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrated_counts_are_consistent_sqlite() {
    counts_are_consistent_on(TestDatabase::sqlite_from(&with_deleted_habit("sqlite"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrated_counts_are_consistent_postgres() {
    if let Some(database) = TestDatabase::postgres_from(&with_deleted_habit("postgres")) {
        counts_are_consistent_on(database).await;
    }
}
