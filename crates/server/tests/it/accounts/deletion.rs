//! Deleting an account: nothing of it stays in any table there is or will be.

use std::collections::BTreeMap;

use habitro_server::platform::db::{Db, DbError, Dialect};
use habitro_testkit::{TestApp, both_databases};
use serde_json::json;

/// Rows in every table of the schema, whatever the rooms are.
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

/// What is counted under keyed hashes to slow guessing and sending down. It names nobody, must
/// outlive an account (else deleting it would be a way around the limits), and goes in a day.
const COUNTED: [&str; 4] = ["code_sends", "code_tries", "brakes", "sms_spent"];

both_databases! {
    async fn nothing_stays_in_any_table(world) {
        let app = TestApp::start(world).await;
        // Somebody else, whose things stay.
        let bert = app.sign_up("Bert", "UTC").await;
        let habit = json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"]});
        bert.post("/api/v1/habits", habit.clone()).await.expect(201);
        app.world.deliver().await;
        let before = rows(&app.world.db).await;

        let anna = app.sign_up("Anna", "Asia/Colombo").await.with("idempotency-key", "k1");
        let made = anna.post("/api/v1/habits", habit).await.expect(201).json();
        let day = anna.get("/api/v1/today").await.expect(200).json();
        let task = day["habits"][0]["tasks"][0]["id"].as_str().unwrap();
        anna.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(422);
        let anna = app.client().post("/api/v1/auth/login", json!({"identifier": "anna@example.org", "password": "nine long stones"})).await;
        let anna = app.client().signed_in(anna.expect(200).json()["token"].as_str().unwrap());
        anna.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(200);
        anna.post("/api/v1/rewards/claim", json!({})).await;
        let draft = json!({"habit": "read 20 pages a day", "type": "good", "duration_days": 3, "motivation": "calm",
            "obstacle": "tired", "answers": []});
        anna.post("/api/v1/planner/drafts", draft).await.expect(201);
        anna.patch("/api/v1/me", json!({"time_zone": "Europe/Berlin"})).await.expect(200);
        anna.post(&format!("/api/v1/habits/{}/skips", made["id"].as_str().unwrap()), json!({"date": "2026-03-03", "reason": "travel"})).await;
        anna.post("/api/v1/me/contacts", json!({"phone_number": "+94771234567"})).await.expect(202);
        app.client().post("/api/v1/auth/forgot-password", json!({"identifier": "anna@example.org"})).await.expect(202);
        app.client().post("/api/v1/auth/register", json!({"full_name": "X", "password": "mango-lantern-84", "email": "anna@example.org"})).await.expect(202);
        let picture = anna.request("PUT", "/api/v1/me/avatar").raw(crate::accounts::picture::PNG).send().await.expect(200).json();
        let during = rows(&app.world.db).await;
        for table in ["users", "sessions", "habits", "tasks", "account_codes", "account_events", "registrations", "idempotency_keys"] {
            assert!(during[table] > before[table], "{table} has nothing of hers to lose");
        }

        anna.request("DELETE", "/api/v1/me").json(&json!({"password": "wrong"})).send().await.expect(401);
        anna.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        anna.get("/api/v1/me").await.expect(401);
        app.client().get(picture["avatar_url"].as_str().unwrap()).await.expect(404);
        app.world.deliver().await;
        let mut after = rows(&app.world.db).await;
        let mut wanted = before;
        for table in COUNTED {
            after.remove(table);
            wanted.remove(table);
        }
        assert_eq!(after, wanted);
        let told = app.world.mail.texts("anna@example.org");
        assert!(told.iter().any(|text| text.contains("just deleted")), "{told:?}");
        bert.get("/api/v1/today").await.expect(200);
    }
}
