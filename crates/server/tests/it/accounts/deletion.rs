//! Deleting an account leaves nothing in any table, including tables added later.

use std::collections::BTreeMap;

use habitro_server::app::{Deletion, Events};
use habitro_server::features::accounts::{self, UserId};
use habitro_server::features::{challenges, moderation, notifications};
use habitro_server::platform::db::{Db, DbError, Dialect, Key, Location, Tx};
use habitro_server::platform::phones::Phones;
use habitro_testkit::{Client, FakeAi, Mode, TestApp, TestDatabase, both_databases};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::passkeys::{self, Authenticator};
use crate::push;

/// Part of every name and text that the deleted user writes.
const CANARY: &str = "Xanthippe";
const EMAIL: &str = "xanthippe@example.org";
const PASSWORD: &str = "nine long stones";

/// Returns the number of rows of every table in the schema.
async fn rows(db: &Db) -> BTreeMap<String, i64> {
    let names = match db.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    db.read(move |tx| {
        let names: Vec<String> = tx.query(names, &[], |row| row.get(0))?;
        let mut counts = BTreeMap::new();
        for name in names {
            let sql: &'static str = Box::leak(format!("SELECT COUNT(*) FROM {name}").into_boxed_str());
            counts.insert(name, tx.one(sql, &[], |row| row.get(0))?);
        }
        Ok::<_, DbError>(counts)
    })
    .await
    .unwrap()
}

/// Tables with limits under keyed hashes, which must outlive the account (or deleting it would
/// bypass them) and expire within a day, and the change log, which tells other nodes of
/// the deletion.
const OUTLIVES: [&str; 5] = ["code_sends", "code_failures", "attempt_limits", "sms_usage", "change_log"];
/// Tables that the user's activity below does not add rows to: the schema history, suspensions
/// (suspended users can't delete their accounts), files (removed with the account), messages (sent by
/// then), leases, member counts (deltas until they are folded), the progress of re-encrypting chats, conversations to
/// sweep (added when she leaves), and digests of the server's keys.
const NOT_HERS: [&str; 10] = [
    "refinery_schema_history",
    "migration_lease",
    "leases",
    "challenge_sizes",
    "suspensions",
    "orphaned_files",
    "outbox",
    "reseal_progress",
    "conversation_sweeps",
    "key_checks",
];

/// Returns the readable content of the database, on SQLite without freed pages.
fn kept(database: &TestDatabase) -> String {
    let Location::Sqlite(path) = database.location() else {
        return String::from_utf8_lossy(&database.dump()).into_owned();
    };
    let copy = path.with_extension("copy");
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute("VACUUM INTO $1", [copy.to_str().unwrap()]).unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    std::fs::remove_file(copy).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn id_of(client: &Client) -> String {
    client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned()
}

async fn befriend(asker: &Client, other: &Client, address: &str) {
    asker.post("/api/v1/friends/requests", json!({"identifier": address})).await.expect(202);
    let asked = other.get("/api/v1/friends/requests").await.expect(200).json();
    let path = format!("/api/v1/friends/requests/{}/accept", asked["items"][0]["id"].as_str().unwrap());
    other.post(&path, json!({})).await.expect(200);
}

/// Completes the tasks due today.
async fn tick(client: &Client) {
    let day = client.get("/api/v1/today").await.expect(200).json();
    for task in day["habits"].as_array().unwrap().iter().flat_map(|habit| habit["tasks"].as_array().unwrap()) {
        client.put(&format!("/api/v1/tasks/{}/completion", task["id"].as_str().unwrap()), json!({})).await.expect(200);
    }
}

/// Uses every feature and returns the URL of the user's picture.
async fn live(app: &TestApp, her: &Client, (bert, dora): (&Client, &Client)) -> String {
    let walk =
        json!({"name": "Walk with Xanthippe", "type": "good", "duration_days": 10, "daily_tasks": ["Walk", "Rest"]});
    let made = her.clone().with("idempotency-key", "k1").post("/api/v1/habits", walk).await.expect(201).json();
    tick(her).await;
    her.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
    her.post(
        &format!("/api/v1/habits/{}/skips", made["id"].as_str().unwrap()),
        json!({"date": "2026-03-06", "reason": CANARY}),
    )
    .await
    .expect(200);
    // Cross the date line, so that a date is skipped, miss a day, and return.
    her.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati", "gender": CANARY})).await.expect(200);
    app.world.clock.advance_hours(48);
    tick(her).await;
    // Undo a task and complete it again, which records its payment.
    let day = her.get("/api/v1/today").await.expect(200).json();
    let task = day["habits"][0]["tasks"][0]["id"].as_str().unwrap();
    her.delete(&format!("/api/v1/tasks/{task}/completion")).await.expect(200);
    tick(her).await;
    her.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);

    let wish = json!({"habit": "read like Xanthippe", "type": "good", "duration_days": 3, "motivation": CANARY,
        "obstacle": CANARY, "answers": [{"question": "When?", "answer": CANARY}]});
    her.post("/api/v1/planner/drafts", wish).await.expect(201);
    her.put("/api/v1/planner/settings", json!({"builtin_only": true})).await.expect(200);

    befriend(her, bert, "bert@example.org").await;
    let dora_id = id_of(dora).await;
    her.post("/api/v1/friends/requests", json!({"identifier": "dora@example.org"})).await.expect(202);
    let asked = dora.get("/api/v1/friends/requests").await.expect(200).json();
    let decline = format!("/api/v1/friends/requests/{}/decline", asked["items"][0]["id"].as_str().unwrap());
    dora.post(&decline, json!({})).await.expect(200);
    her.post("/api/v1/friends/links", json!({})).await.expect(201);
    her.post("/api/v1/moderation/reports", json!({"user_id": dora_id, "reason": CANARY})).await.expect(201);
    her.put(&format!("/api/v1/blocks/{dora_id}"), json!({})).await.expect(204);
    let challenge = json!({"title": CANARY, "description": CANARY, "category": "Evenings", "duration_days": 7,
        "habits": [{"title": CANARY, "description": "", "frequency": "daily", "tasks": ["Ask Xanthippe"]}]});
    let founded = her.post("/api/v1/challenges", challenge).await.expect(201).json();
    let path = format!("/api/v1/challenges/{}", founded["id"].as_str().unwrap());
    her.post(&format!("{path}/members"), json!({"habit_ids": [founded["habits"][0]["id"]]})).await.expect(201);
    her.post(&format!("{path}/invitations"), json!({"user_ids": [id_of(bert).await]})).await.expect(204);

    let talk = her.post("/api/v1/conversations", json!({"user_id": id_of(bert).await})).await.expect(201).json();
    let messages = format!("/api/v1/conversations/{}/messages", talk["id"].as_str().unwrap());
    for client_id in ["one", "two"] {
        let sent = her.post(&messages, json!({"client_id": client_id, "text": CANARY})).await.expect(201).json();
        her.delete(&format!("/api/v1/messages/{}", sent["id"].as_str().unwrap())).await.expect(204);
    }
    bert.post(&messages, json!({"client_id": "three", "text": "Good evening, Xanthippe"})).await.expect(201);
    her.put("/api/v1/chat/settings", json!({"show_presence": false})).await.expect(204);

    her.post("/api/v1/devices", push::web_push("https://push.example.com/xanthippe")).await.expect(201);
    let mut wanted = her.get("/api/v1/notifications/preferences").await.expect(200).json();
    wanted["kinds"][0]["push"] = json!(!wanted["kinds"][0]["push"].as_bool().unwrap());
    wanted["quiet_hours"] = json!({"from": "22:00", "until": "07:00"});
    her.put("/api/v1/notifications/preferences", wanted).await.expect(200);

    her.put("/api/v1/reminders/settings", json!({"morning_at": "08:00", "evening_at": null})).await.expect(200);
    her.post("/api/v1/reminders/shown", json!({"tags": ["habit"]})).await.expect(204);
    her.post("/api/v1/calendar-links", json!({})).await.expect(201);

    passkeys::register(her, &mut Authenticator::new(CANARY)).await;
    passkeys::options(her, "registration").await;
    her.post("/api/v1/me/contacts", json!({"phone_number": "+94771234567"})).await.expect(202);
    app.client().post("/api/v1/auth/forgot-password", json!({"identifier": EMAIL})).await.expect(202);
    let again = json!({"full_name": "X", "password": "mango-lantern-84", "email": EMAIL});
    app.client().post("/api/v1/auth/register", again).await.expect(202);
    let picture = her.request("PUT", "/api/v1/me/avatar").raw(crate::accounts::picture::PNG).send().await.expect(200);
    picture.json()["avatar_url"].as_str().unwrap().to_owned()
}

/// Columns that hold a user's id in tables with several rows per user: (table, column).
fn columns_of_users() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (_, migration) in crate::schema::migrations("postgres") {
        for statement in crate::schema::statements(&migration) {
            if let Some(dropped) = statement.strip_prefix("DROP TABLE ") {
                found.retain(|(table, _)| table != dropped);
            }
            let renamed = statement.strip_prefix("ALTER TABLE ").and_then(|altered| altered.split_once(" RENAME TO "));
            if let Some((before, after)) = renamed {
                let of_table = found.iter_mut().filter(|(table, _)| table == before);
                of_table.for_each(|(table, _)| after.clone_into(table));
            }
            let Some((table, columns)) =
                statement.strip_prefix("CREATE TABLE ").and_then(|created| created.split_once(" ("))
            else {
                continue;
            };
            // A comma in a constraint separates names, which the next lines skip.
            for column in columns.split(", ") {
                let name = column.trim().split(' ').next().unwrap_or_default();
                let refers = column.contains("REFERENCES users (id)") || column.trim().starts_with("user_id UUID");
                if refers && !column.contains("PRIMARY KEY") && table != "change_log" {
                    found.push((table.to_owned(), name.to_owned()));
                }
            }
        }
    }
    assert!(found.len() > 40, "{found:?}");
    found
}

/// Removes the rows of a deleted account unit by unit. Before its own row is deleted, the tables with several rows per
/// user must be empty of it: else that one statement could delete any number of rows.
async fn remove_rows(db: &Db, user: Uuid) {
    let columns = columns_of_users();
    loop {
        let mut left = Vec::new();
        for (table, column) in &columns {
            let sql: &'static str =
                Box::leak(format!("SELECT COUNT(*) FROM {table} WHERE {column} = $1").into_boxed_str());
            let rows: i64 = db
                .read(move |tx| tx.one(sql, &[&user], |row| row.get(0)))
                .await
                .unwrap_or_else(|error: DbError| panic!("{table}.{column}: {error}"));
            if rows > 0 {
                left.push((table, column, rows));
            }
        }
        let deleted =
            db.background(user, move |tx| accounts::delete_some_rows(tx, &Events, UserId(user))).await.unwrap();
        if deleted == 0 {
            assert_eq!(left, [], "rows that no unit of work deletes");
            return;
        }
    }
}

/// Checks that nobody sees a deleted account whose rows still exist.
async fn assert_absent(app: &TestApp, [bert, dora]: [&Client; 2], her: Uuid) {
    let tasks: i64 = app
        .world
        .db
        .read(move |tx| tx.one("SELECT COUNT(*) FROM tasks WHERE user_id = $1", &[&her], |row| row.get(0)))
        .await
        .unwrap_or_else(|error: DbError| panic!("{error}"));
    assert!(tasks > 0, "her rows still exist");
    for path in
        ["/friends", "/friends/requests", "/blocks", "/challenges/invitations", "/notifications", "/conversations"]
    {
        for client in [bert, dora] {
            let text = client.get(&format!("/api/v1{path}")).await.expect(200).text();
            // Bert's message is his.
            let text = text.replace("Good evening, Xanthippe", "");
            assert!(!text.contains(CANARY) && !text.contains(&her.to_string()), "{path}: {text}");
        }
    }
    let talks = bert.get("/api/v1/conversations").await.expect(200).json();
    assert_eq!((&talks["items"][0]["with"], &talks["items"][0]["unread"]), (&json!(null), &json!(0)), "{talks}");
    for path in [format!("/friends/{her}"), format!("/blocks/{her}")] {
        let method = if path.starts_with("/blocks") { "PUT" } else { "GET" };
        bert.request(method, &format!("/api/v1{path}")).send().await.expect(404);
    }
    bert.post("/api/v1/conversations", json!({"user_id": her})).await.expect(404);
    bert.post("/api/v1/moderation/reports", json!({"user_id": her, "reason": "Rude"})).await.expect(404);
    app.client().post("/api/v1/auth/login", json!({"identifier": EMAIL, "password": PASSWORD})).await.expect(401);
    app.app.leaderboard.catch_up().await.unwrap();
    let board = bert.get("/api/v1/leaderboard").await.expect(200).text();
    assert!(!board.contains(CANARY) && !board.contains(&her.to_string()), "{board}");
    let (found, ids, inactive) = app
        .world
        .db
        .read(move |tx| {
            let phones = Phones::new("LK", None);
            let found = [
                moderation::find_account(tx, &her.to_string(), &phones)?,
                moderation::find_account(tx, EMAIL, &phones)?,
            ];
            let user = UserId(her);
            Ok::<_, DbError>((
                found,
                accounts::user_ids_after(tx, Uuid::nil(), 100)?,
                accounts::suspended_among(tx, &[user])?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(found, [None, None]);
    assert!(!ids.contains(&UserId(her)) && inactive.contains(&UserId(her)));
}

both_databases! {
    async fn deletion_leaves_nothing_in_any_table(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let base = fake.base_url();
        let variables = [("HABITRO_AI_BASE_URL", base.as_str()), ("HABITRO_AI_MODEL", "any")];
        let app = TestApp::changed(world, &variables, |app| app.with_pushes(push::pushes())).await;
        // Other users, whose data stays. Rows that the user adds to exist before.
        let (bert, carl) = (app.sign_up("Bert", "UTC").await, app.sign_up("Carl", "UTC").await);
        let dora = app.sign_up("Dora", "UTC").await;
        let habit = json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"]});
        bert.post("/api/v1/habits", habit).await.expect(201);
        befriend(&carl, &bert, "bert@example.org").await;
        push::dispatch(&app).await;
        app.world.deliver().await;
        let before = rows(&app.world.db).await;

        let her = app.sign_up(CANARY, "Pacific/Pago_Pago").await;
        let her_id: Uuid = id_of(&her).await.parse().unwrap();
        let picture = live(&app, &her, (&bert, &dora)).await;
        // A migration adds these rows.
        let outdated = app.world.db.write(Key::of("test"), |tx| {
            tx.execute("INSERT INTO outdated_email_keys (user_id) SELECT id FROM users WHERE email = $1", &[&EMAIL])
        });
        assert_eq!(outdated.await.unwrap_or_else(|error: DbError| panic!("{error}")), 1);
        let during = rows(&app.world.db).await;
        let untouched: Vec<&String> = during
            .iter()
            .filter(|(table, count)| **count <= before[*table] && !OUTLIVES.contains(&table.as_str()) && !NOT_HERS.contains(&table.as_str()))
            .map(|(table, _)| table)
            .collect();
        assert!(untouched.is_empty(), "she has nothing to lose in {untouched:?}: this test has to know new tables");
        assert!(kept(&app.world.database).contains(CANARY));
        let feed = |client: &Client| { let client = client.clone(); async move { client.get("/api/v1/notifications").await.expect(200).text() } };
        assert!(feed(&bert).await.contains(CANARY) && feed(&dora).await.contains(CANARY));

        her.request("DELETE", "/api/v1/me").json(&json!({"password": "wrong"})).send().await.expect(401);
        her.request("DELETE", "/api/v1/me").json(&json!({"password": PASSWORD})).send().await.expect(204);
        her.get("/api/v1/me").await.expect(401);
        app.client().get(&picture).await.expect(404);
        assert_absent(&app, [&bert, &dora], her_id).await;
        remove_rows(&app.world.db, her_id).await;
        app.finish_deletions().await;
        // Alerts about her that were waiting for others are not sent.
        push::dispatch(&app).await;
        app.world.deliver().await;
        // Her join and leave are still deltas of the challenge's number of members.
        challenges::fold_sizes(&app.world.db).await.unwrap();
        let mut after = rows(&app.world.db).await;
        let mut wanted = before;
        for table in OUTLIVES {
            after.remove(table);
            wanted.remove(table);
        }
        // Bert's message to her is his, and so is its conversation.
        for table in ["conversations", "conversation_members", "messages"] {
            *wanted.get_mut(table).unwrap() += 1;
        }
        assert_eq!(after, wanted);
        let talks = bert.get("/api/v1/conversations").await.expect(200).json();
        assert_eq!((talks["items"].as_array().unwrap().len(), &talks["items"][0]["with"]), (1, &json!(null)), "{talks}");
        let path = format!("/api/v1/conversations/{}/messages", talks["items"][0]["id"].as_str().unwrap());
        assert_eq!(bert.get(&path).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        bert.post(&path, json!({"client_id": "four", "text": "Still there?"})).await.expect(403);
        // Nothing of her is left in the data of others either.
        let text = kept(&app.world.database).to_lowercase();
        let at = text.find(&CANARY.to_lowercase());
        assert_eq!(at.map(|at| text[at.saturating_sub(200)..].chars().take(400).collect::<String>()), None);
        assert!(!feed(&bert).await.contains(CANARY));
        let told = app.world.mail.texts(EMAIL);
        assert!(told.iter().any(|text| text.contains("just deleted")), "{told:?}");
        bert.get("/api/v1/today").await.expect(200);
    }

    async fn the_address_of_a_deleted_account_is_free_at_once(world) {
        let app = TestApp::start(world).await;
        let her = app.sign_up(CANARY, "UTC").await;
        let walk = json!({"name": "Walk", "type": "good", "duration_days": 10, "daily_tasks": ["Walk", "Rest"]});
        her.post("/api/v1/habits", walk).await.expect(201);
        tick(&her).await;
        her.post("/api/v1/rewards/conversions", json!({"coins": 100})).await.expect(200);
        let before = id_of(&her).await;
        her.request("DELETE", "/api/v1/me").json(&json!({"password": PASSWORD})).send().await.expect(204);
        // The rows of the old account still exist. A code is sent at most once a minute, and after the notice.
        app.world.deliver().await;
        app.world.clock.advance_minutes(2);
        let again = app.sign_up(CANARY, "UTC").await;
        assert_ne!(id_of(&again).await, before);
        let (today, rewards) = (again.get("/api/v1/today").await.expect(200).json(), again.get("/api/v1/rewards").await.expect(200).json());
        assert_eq!(today["habits"], json!([]), "{today}");
        assert_eq!((&rewards["coins"], &rewards["gems"]), (&json!(100), &json!("2.0")), "{rewards}");
        app.finish_deletions().await;
        assert_eq!(again.get("/api/v1/rewards").await.expect(200).json(), rewards);
        assert_eq!(rows(&app.world.db).await["users"], 1);
        crate::consistency::check(&app.world.db).await;
    }

    async fn a_deletion_continues_after_a_stop_and_on_another_node(world) {
        let app = TestApp::start(world).await;
        let her = app.sign_up(CANARY, "UTC").await;
        let id: Uuid = id_of(&her).await.parse().unwrap();
        let tasks: Vec<String> = (1..=20).map(|n| format!("Stretch {n}")).collect();
        let long = json!({"name": "Stretch", "type": "good", "duration_days": 60, "daily_tasks": tasks});
        her.post("/api/v1/habits", long).await.expect(201);
        her.request("DELETE", "/api/v1/me").json(&json!({"password": PASSWORD})).send().await.expect(204);
        let count = async |db: &Db| {
            let found = rows(db).await;
            (found["users"], found["tasks"])
        };
        // A process that holds the lease and stops after a part.
        let db = &app.world.db;
        let dead = Uuid::from_u128(1);
        assert!(db.write(Key::of("test"), move |tx| tx.leases().take("deletion", dead, jiff::SignedDuration::from_secs(30))).await.unwrap());
        while rows(db).await["tasks"] == 1_200 {
            db.background(id, move |tx| accounts::delete_some_rows(tx, &Events, UserId(id))).await.unwrap();
        }
        let (users, left) = count(db).await;
        assert!(users == 1 && (1..1_200).contains(&left), "{left}");
        // Something that a request wrote that was under way when the account was deleted.
        let alert = move |tx: &mut Tx<'_>| {
            let alert = notifications::Alert {
                kind: notifications::AlertKind::Reminder,
                title: "Late",
                body: "",
                data: Value::Null,
                link: "/",
                dedup_key: None,
            };
            notifications::add_alert(tx, UserId(id), &alert).map(drop)
        };
        db.write(id, alert).await.unwrap_or_else(|error: DbError| panic!("{error}"));
        let (_, node) = app.another_app().await;
        let mut other = Deletion::new(node.db.clone());
        other.run_once().await.unwrap();
        assert_eq!(count(db).await, (1, left), "the lease is held");
        app.world.clock.advance_seconds(31);
        other.run_once().await.unwrap();
        let after = rows(db).await;
        let remaining: Vec<_> = after
            .iter()
            .filter(|(table, count)| **count > 0 && !OUTLIVES.contains(&table.as_str()))
            .filter(|(table, _)| !["refinery_schema_history", "migration_lease", "leases", "outbox", "key_checks"].contains(&table.as_str()))
            .collect();
        assert!(remaining.is_empty(), "{remaining:?}");
    }

    async fn messages_to_a_deleted_account_are_not_sent(world) {
        let app = TestApp::start(world).await;
        let her = app.sign_up(CANARY, "UTC").await;
        app.world.deliver().await;
        let already = app.world.mail.texts(EMAIL).len();
        app.client().post("/api/v1/auth/forgot-password", json!({"identifier": EMAIL})).await.expect(202);
        her.post("/api/v1/me/contacts", json!({"email": "x@example.org"})).await.expect(202);
        her.post("/api/v1/auth/change-password", json!({"current_password": PASSWORD, "new_password": "mango-lantern-84"})).await.expect(204);
        her.request("DELETE", "/api/v1/me").json(&json!({"password": "mango-lantern-84"})).send().await.expect(204);
        app.world.deliver().await;
        let texts = app.world.mail.texts(EMAIL);
        assert_eq!(texts.len(), already + 1, "{texts:?}");
        assert!(texts.last().unwrap().contains("just deleted"), "{texts:?}");
        assert!(app.world.mail.texts("x@example.org").is_empty());
    }
}
