//! Every statement of an ordinary day must use an index on both databases, never scan a whole table.
//!
//! The statements are not listed here. A person's day is played over HTTP, the database's meter records
//! what was sent, and each text is explained. The statements of a new feature are checked as soon as the
//! day below calls it.

use habitro_server::features::{accounts, challenges, notifications, passkeys, reminders};
use habitro_server::platform::db::{Db, DbError, Location, POSTGRES_SESSION};
use habitro_testkit::{Client, TestApp, both_databases};
use postgres::NoTls;
use serde_json::{Value, json};
use uuid::Uuid;

/// Allowed full reads, with reasons: part of the statement, part of the plan's line.
const ALLOWED: [(&str, &str); 1] = [
    // A row per key, read at each start.
    ("FROM key_checks ORDER BY kind, key_id", "key_checks"),
];

/// Hot statements that must be among those explained, so that the day below does not lose them.
const HOT: [&str; 26] = [
    "FROM sessions\n    WHERE token_hash",
    "FROM calendars WHERE user_id",
    "FROM tasks t JOIN habits h ON h.id = t.habit_id AND h.deleted = FALSE\n     LEFT JOIN habit_skips",
    "FROM day_counts c JOIN habits",
    "FROM calendars k LEFT JOIN user_days",
    "FROM tasks t JOIN calendars",
    "FROM balances WHERE user_id",
    "UPDATE tasks SET completed_at = $2",
    "UPDATE tasks SET completed_at = NULL",
    "UPDATE day_counts SET done",
    "UPDATE user_days SET done",
    "INSERT INTO ledger",
    "UPDATE balances SET",
    "INSERT INTO user_counters",
    "FROM streaks WHERE user_id",
    "UPDATE streaks SET",
    "FROM notifications n\n",
    "FROM user_days WHERE user_id",
    "UPDATE conversations SET last_sequence",
    "INSERT INTO messages",
    "FROM conversation_members m\n             JOIN conversations c",
    "INSERT INTO change_log",
    "FROM shards CROSS JOIN change_log",
    "SELECT MIN(key_id) FROM messages",
    "DELETE FROM tasks WHERE (user_id",
    "FROM message_hides WHERE conversation_id",
];

async fn get(client: &Client, path: &str) -> Value {
    client.get(&format!("/api/v1{path}")).await.expect(200).json()
}

/// Sends what has no body; anything but an error of the server is fine.
async fn call(client: &Client, method: &str, path: &str) {
    let reply = client.request(method, &format!("/api/v1{path}")).send().await;
    assert!(reply.status < 500, "{method} {path}: {}", reply.text());
}

async fn post(client: &Client, path: &str, body: Value) -> Value {
    let reply = client.post(&format!("/api/v1{path}"), body).await;
    assert!(reply.status < 300, "POST {path}: {}", reply.text());
    if reply.body.is_empty() { Value::Null } else { reply.json() }
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

async fn two_days_of_habits(app: &TestApp, anna: &Client) {
    let by_hand = json!({"name": "Walk", "type": "good", "duration_days": 21, "daily_tasks": ["Shoes", "Walk", "Note"],
        "reminder_times": ["07:30"]});
    let walk = post(anna, "/habits", by_hand).await;
    let weekly =
        json!({"name": "Swim", "type": "good", "duration_days": 21, "daily_tasks": ["Swim"], "times_a_week": 3});
    post(anna, "/habits", weekly).await;
    let to_quit = json!({"name": "Smoke less", "type": "bad", "duration_days": 7, "daily_tasks": ["No cigarette"]});
    let smoke = post(anna, "/habits", to_quit).await;
    for _ in 0..2 {
        let day = get(anna, "/today").await;
        let habits = day["habits"].as_array().unwrap();
        for task in habits.iter().flat_map(|habit| habit["tasks"].as_array().unwrap()) {
            let path = format!("/tasks/{}/completion", id(task));
            for method in ["PUT", "PUT", "DELETE", "PUT"] {
                call(anna, method, &path).await;
            }
            let patched = anna.patch(&format!("/api/v1/tasks/{}", id(task)), json!({"note": "easy"})).await;
            patched.expect(200);
        }
        call(anna, "POST", "/rewards/claim-streak").await;
        app.world.clock.advance_hours(24);
    }
    get(anna, "/today?date=2026-03-02").await;
    let path = format!("/habits/{}", id(&walk));
    anna.patch(&format!("/api/v1{path}"), json!({"name": "Walk on"})).await.expect(200);
    post(anna, &format!("{path}/skips"), json!({"date": "2026-03-04", "reason": "rain"})).await;
    for call_on in ["pause", "resume", "archive"] {
        call(anna, "POST", &format!("{path}/{call_on}")).await;
    }
    call(anna, "DELETE", &format!("/habits/{}", id(&smoke))).await;
    for path in [path.as_str(), "/habits", "/habits?state=active", &format!("{path}/strength")] {
        get(anna, path).await;
    }
    anna.patch("/api/v1/me", json!({"time_zone": "Asia/Colombo", "day_start": "03:00"})).await;
}

async fn a_day_with_rewards_and_reports(anna: &Client) {
    post(anna, "/rewards/conversions", json!({"coins": 100})).await;
    call(anna, "POST", "/rewards/freezes").await;
    let achievements = get(anna, "/achievements").await;
    let unlocked = achievements["items"].as_array().unwrap().iter().find(|one| !one["unlocked_at"].is_null()).unwrap();
    call(anna, "POST", &format!("/achievements/{}/claim", id(unlocked))).await;
    for path in ["/rewards", "/rewards/ledger", "/rewards/freezes", "/me", "/me/events", "/auth/sessions"] {
        get(anna, path).await;
    }
    for range in ["daily", "monthly", "yearly"] {
        get(anna, &format!("/reports/completions?range={range}")).await;
        get(anna, &format!("/reports/completions?range={range}&type=good")).await;
    }
    get(anna, "/reports/heatmap").await;
    get(anna, "/reports/summary").await;
    let feed = get(anna, "/notifications").await;
    let newest = id(&feed["items"][0]).to_owned();
    anna.put("/api/v1/notifications/read", json!({"up_to": newest})).await.expect(204);
    for path in ["/notifications/preferences", "/devices", "/auth/passkeys"] {
        get(anna, path).await;
    }
}

async fn a_day_together(anna: &Client, ben: &Client) {
    let ben_id = id(&get(ben, "/me").await).to_owned();
    call(anna, "POST", "/friends/links").await;
    post(anna, "/friends/requests", json!({"identifier": "ben@example.org"})).await;
    let requests = get(ben, "/friends/requests").await;
    call(ben, "POST", &format!("/friends/requests/{}/accept", id(&requests["items"][0]))).await;
    for path in ["/friends", "/friends/requests", &format!("/friends/{ben_id}"), "/blocks"] {
        get(anna, path).await;
    }
    let challenges = get(anna, "/challenges").await;
    let challenge = &challenges["items"][0];
    let path = format!("/challenges/{}", id(challenge));
    let habits: Vec<&str> = challenge["habits"].as_array().unwrap().iter().map(id).collect();
    post(anna, &format!("{path}/members"), json!({"habit_ids": habits})).await;
    post(anna, &format!("{path}/invitations"), json!({"user_ids": [ben_id]})).await;
    for of in [path.as_str(), &format!("{path}/members"), "/challenges?mine=true"] {
        get(anna, of).await;
    }
    get(ben, "/challenges/invitations").await;
    call(anna, "DELETE", &format!("{path}/members/me")).await;
    call(anna, "PUT", &format!("/blocks/{ben_id}")).await;
    call(anna, "DELETE", &format!("/blocks/{ben_id}")).await;
}

/// Two friends and the members of a challenge chat, and the boards are requested.
async fn a_day_of_talk(app: &TestApp, anna: &Client, ben: &Client) {
    let ben_id = id(&get(ben, "/me").await).to_owned();
    let anna_id = id(&get(anna, "/me").await).to_owned();
    for (asker, other) in [(anna, &ben_id), (ben, &anna_id)] {
        post(asker, "/friends/requests", json!({"user_id": other})).await;
    }
    let talk = post(anna, "/conversations", json!({"user_id": ben_id})).await;
    let challenge = get(anna, "/challenges").await["items"][1].clone();
    for member in [anna, ben] {
        let body = json!({"habit_ids": [id(&challenge["habits"][0])]});
        post(member, &format!("/challenges/{}/members", id(&challenge)), body).await;
    }
    for place in [id(&talk), id(&challenge)] {
        let path = format!("/conversations/{place}");
        for n in 0..3 {
            post(anna, &format!("{path}/messages"), json!({"client_id": n.to_string(), "text": "Hello"})).await;
        }
        get(ben, &path).await;
        get(ben, &format!("{path}/messages?after=1")).await;
        let newest = get(ben, &format!("{path}/messages?limit=1")).await["items"][0].clone();
        for up_to in [1, 2] {
            ben.put(&format!("/api/v1{path}/read"), json!({"sequence": up_to})).await.expect(204);
        }
        app.world.clock.advance_minutes(1);
        app.app.chat.send_due_alerts().await.unwrap();
        post(ben, "/moderation/reports", json!({"message_id": newest["id"], "reason": "Rude"})).await;
        for who in [ben, anna] {
            call(who, "DELETE", &format!("/messages/{}", id(&newest))).await;
        }
    }
    get(ben, "/conversations").await;
    get(ben, "/chat/settings").await;
    ben.put("/api/v1/chat/settings", json!({"show_presence": false})).await.expect(204);
    app.app.chat.deliver_lost().await.unwrap();
    app.app.chat.tick().await.unwrap();
    app.app.chat.reencrypt_all().await.unwrap();
    // At each start.
    let used = app.world.db.read(habitro_server::features::chat::used_key_ids).await.unwrap();
    assert_eq!(used.len(), 1);
    app.world.db.read(|tx| tx.key_checks().all()).await.unwrap();
    for board in ["/leaderboard", "/leaderboard?scope=friends", &format!("/challenges/{}/leaderboard", id(&challenge))]
    {
        app.app.leaderboard.catch_up().await.unwrap();
        get(ben, board).await;
    }
    call(ben, "DELETE", &format!("/challenges/{}/members/me", id(&challenge))).await;
    app.app.chat.delete_empty_conversations().await.unwrap();
    ben.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
    app.finish_deletions().await;
}

async fn a_day_with_plans(anna: &Client) {
    let wish = json!({"habit": "read 20 pages a day", "type": "good", "duration_days": 21,
        "motivation": "to think again", "obstacle": "too tired in the evening", "answers": []});
    let draft = post(anna, "/planner/drafts", wish).await;
    let path = format!("/planner/drafts/{}", id(&draft));
    get(anna, &path).await;
    get(anna, &format!("{path}/trace")).await;
    post(anna, "/habits", json!({"draft_id": id(&draft)})).await;
}

async fn a_day_with_reminders(app: &TestApp, anna: &Client) {
    let body = json!({"morning_at": "08:00", "evening_at": "20:00"});
    anna.put("/api/v1/reminders/settings", body).await.expect(200);
    let by_hand = json!({"name": "Stretch", "type": "good", "duration_days": 21, "daily_tasks": ["Stretch"],
        "reminders": [{"time": "07:30", "weekdays": [1, 2, 3, 4, 5, 6, 7]}, {"time": "21:00"}]});
    post(anna, "/habits", by_hand).await;
    for path in ["/reminders/settings", "/reminders/schedule", "/reminders/health", "/calendar-links"] {
        get(anna, path).await;
    }
    anna.post("/api/v1/reminders/shown", json!({"tags": ["reminder"]})).await.expect(204);
    let link = anna.request("POST", "/api/v1/calendar-links").send().await.expect(201).json();
    let feed = link["url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    app.client().get(&feed).await.expect(200);
    anna.delete(&format!("/api/v1/calendar-links/{}", id(&link))).await.expect(204);
    let device = json!({"kind": "fcm", "token": "abc", "platform": "ios"});
    post(anna, "/devices", device).await;
    // Each hour of a day: the morning's, the evening's and the habit's, and then what is handed over.
    let channels = notifications::DispatchContext::new(app.world.secrets.clone(), "http://localhost:8080");
    for _ in 0..24 {
        app.world.clock.advance_hours(1);
        reminders::Scheduler::new(app.world.db.clone()).process_due().await.unwrap();
        notifications::Dispatcher::new(app.world.db.clone(), channels.clone()).dispatch_due().await.unwrap();
    }
    assert!(get(anna, "/notifications").await["items"].as_array().unwrap().len() > 2, "something was fired");
}

/// Runs what the background jobs of a server do.
async fn a_night(app: &TestApp) -> Result<(), DbError> {
    let db = &app.world.db;
    accounts::clean_up(db).await?;
    passkeys::clean_up(db).await?;
    challenges::finish_due(db, habitro_server::app::Events).await?;
    challenges::fold_sizes(db).await?;
    challenges::sweep_abandoned(db).await?;
    notifications::delete_old_alerts(db).await?;
    let _: u64 = db.background(Uuid::nil(), |tx| tx.idempotency().delete_expired()).await?;
    app.world.deliver().await;
    Ok(())
}

/// A line of a plan that reads a whole table or index, if there is one.
fn whole_read(location: &Location, sql: &'static str) -> Vec<String> {
    match location {
        Location::Sqlite(path) => explained_by_sqlite(&rusqlite::Connection::open(path).unwrap(), sql),
        Location::Postgres(url) => {
            let url = url.clone();
            std::thread::spawn(move || explained_by_postgres(&url, sql)).join().unwrap()
        }
    }
}

fn explained_by_sqlite(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let numbered = sql.replace('$', "?");
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {numbered}")).unwrap();
    for at in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(at, rusqlite::types::Null).unwrap();
    }
    let mut rows = statement.raw_query();
    let mut lines = Vec::<String>::new();
    while let Some(row) = rows.next().unwrap() {
        lines.push(row.get("detail").unwrap());
    }
    // The plan has separate lines for the reads of a subquery.
    let made = |name: &str| {
        lines.iter().any(|line| *line == format!("CO-ROUTINE {name}") || *line == format!("MATERIALIZE {name}"))
    };
    let mut bad = Vec::new();
    for line in &lines {
        // A list passed as a parameter is read in full, and so is the result of a subquery.
        let made_here =
            line.contains("VIRTUAL TABLE") || line.contains("CONSTANT ROW") || line.contains("VALUES CLAUSE");
        let made_here = made_here || line.contains("(subquery") || line == "SCAN j";
        let made_here = made_here || line.strip_prefix("SCAN ").is_some_and(made);
        // An index that is made for one question reads the whole table first.
        if line.contains("AUTOMATIC") || (line.starts_with("SCAN") && !made_here) {
            bad.push(line.clone());
        }
    }
    bad
}

/// The plan that serves every value, as the server's sessions ask for it.
fn explained_by_postgres(url: &str, sql: &str) -> Vec<String> {
    let mut client = postgres::Client::connect(url, NoTls).unwrap();
    client.batch_execute(POSTGRES_SESSION).unwrap();
    client.batch_execute(&format!("PREPARE looked_at AS {sql}")).unwrap();
    let parameters = (1..).take_while(|n| sql.contains(&format!("${n}"))).count();
    let nulls = vec!["NULL"; parameters].join(", ");
    let values = if parameters == 0 { String::new() } else { format!("({nulls})") };
    let answer = client.simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE looked_at{values}")).unwrap();
    let lines: Vec<String> = answer
        .iter()
        .filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect();
    let mut bad = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let by_index = line.contains("Index Scan") || line.contains("Index Only Scan");
        let bounded = lines.get(at + 1).is_some_and(|next| next.trim_start().starts_with("Index Cond"));
        if line.contains("Seq Scan") || (by_index && !bounded) {
            bad.push(line.trim().to_owned());
        }
    }
    // The spans of a report must bound what is read of the days, not be joined to all of them.
    if sql.contains("AS j (span, n)")
        && !lines.iter().any(|line| line.contains("Index Cond") && line.contains("day >="))
    {
        bad.push(lines.join("\n"));
    }
    bad
}

fn faults(db: &Db, location: &Location) -> Vec<String> {
    let texts = db.meter().recorded_texts();
    for hot in HOT {
        assert!(texts.iter().any(|sql| sql.contains(hot)), "the day no longer sends: {hot}");
    }
    assert!(texts.len() > 120, "{} statements are not a day", texts.len());
    let of = |sql: &'static str| whole_read(location, sql).into_iter().map(move |line| (sql, line));
    let found = texts.into_iter().filter(|sql| !sql.contains("refinery_schema_history")).flat_map(of);
    let left =
        found.filter(|(sql, line)| !ALLOWED.iter().any(|(text, plan)| sql.contains(text) && line.contains(plan)));
    left.map(|(sql, line)| format!("{line}\n    of {sql}")).collect()
}

both_databases! {
    async fn no_statement_of_a_day_reads_a_whole_table(world) {
        let app = TestApp::without_limits(world).await;
        app.world.db.meter().record_texts();
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        app.log_in("Anna").await;
        two_days_of_habits(&app, &anna).await;
        a_day_with_rewards_and_reports(&anna).await;
        a_day_together(&anna, &ben).await;
        a_day_with_plans(&anna).await;
        a_day_with_reminders(&app, &anna).await;
        a_day_of_talk(&app, &anna, &ben).await;
        a_night(&app).await.unwrap();
        let found = faults(&app.world.db, app.world.database.location());
        assert!(found.is_empty(), "{}", found.join("\n\n"));
    }
}

#[test]
fn a_whole_read_is_noticed() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE c (m INTEGER)").unwrap();
    assert_eq!(explained_by_sqlite(&connection, "SELECT n FROM a WHERE id = $1"), Vec::<String>::new());
    assert_eq!(explained_by_sqlite(&connection, "SELECT n FROM a WHERE n = $1"), ["SCAN a"]);
    assert!(!explained_by_sqlite(&connection, "SELECT n FROM a JOIN c ON c.m = a.n WHERE a.id = $1").is_empty());
    let latest = |of: &str| format!("SELECT COUNT(*) FROM (SELECT n FROM {of} LIMIT 9) x WHERE x.n > 1");
    assert_eq!(explained_by_sqlite(&connection, &latest("a WHERE id > $1")), Vec::<String>::new());
    assert_eq!(explained_by_sqlite(&connection, &latest("a")), ["SCAN a"], "also inside a subquery");
}
