//! What a reviewer broke once: each test failed before its fix. On both databases.

use std::collections::BTreeMap;

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::books;

async fn make(client: &Client, days: u16, more: Value) -> Value {
    let mut body = json!({"name": "Walk after dinner", "type": "good", "duration_days": days, "daily_tasks": ["Walk"]});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    client.post("/api/v1/habits", body).await.expect(201).json()
}

async fn today(client: &Client) -> Value {
    client.get("/api/v1/today").await.expect(200).json()
}

fn path_of(habit: &Value) -> String {
    format!("/api/v1/habits/{}", habit["id"].as_str().unwrap())
}

/// The dates of a habit's plan, day by day.
async fn dates(client: &Client, habit: &Value) -> Vec<String> {
    let plan = client.get(&path_of(habit)).await.expect(200).json();
    plan["days"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap().to_owned()).collect()
}

/// The first task of Today, ticked.
async fn tick_first(client: &Client) -> Value {
    let day = today(client).await;
    let id = day["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
    client.put(&format!("/api/v1/tasks/{id}/completion"), json!({})).await.expect(200).json()
}

/// In Pago Pago on 10 March, with a tick, on the way to Kiritimati: the 11th is nobody's day.
async fn across_the_date_line(app: &TestApp) -> Client {
    app.world.clock.set("2026-03-10T12:00:00Z");
    let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
    make(&anna, 1, json!({})).await;
    tick_first(&anna).await;
    anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
    assert_eq!(today(&anna).await["date"], "2026-03-10");
    anna
}

both_databases! {
    async fn a_pause_before_the_start_does_not_bring_the_start_forward(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, 3, json!({"start_date": "2026-03-10"})).await;
        let before = dates(&anna, &habit).await;
        anna.post(&format!("{}/pause", path_of(&habit)), json!({})).await.expect(200);
        app.world.clock.advance_hours(24);
        anna.post(&format!("{}/resume", path_of(&habit)), json!({})).await.expect(200);
        assert_eq!(dates(&anna, &habit).await, before);
        books::check(&app.world.db).await;
    }

    async fn nothing_is_laid_on_a_date_that_is_nobodys(world) {
        let app = TestApp::start(world).await;
        let anna = across_the_date_line(&app).await;
        let new = make(&anna, 3, json!({})).await;
        assert_eq!(dates(&anna, &new).await, ["2026-03-10", "2026-03-12", "2026-03-12"]);
        let rested = make(&anna, 2, json!({})).await;
        anna.post(&format!("{}/pause", path_of(&rested)), json!({})).await.expect(200);
        anna.post(&format!("{}/resume", path_of(&rested)), json!({})).await.expect(200);
        assert_eq!(dates(&anna, &rested).await, ["2026-03-10", "2026-03-12"]);
        books::check(&app.world.db).await;
        assert_eq!(books::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (0, 0));
        // The change taken back gives the date back.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        assert_eq!(dates(&anna, &new).await, ["2026-03-10", "2026-03-11", "2026-03-12"]);
        assert_eq!(dates(&anna, &rested).await, ["2026-03-10", "2026-03-11"]);
        books::check(&app.world.db).await;
    }

    async fn a_plan_whose_last_day_was_moved_ends_with_it(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-10T12:00:00Z");
        let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
        let habit = make(&anna, 2, json!({})).await;
        tick_first(&anna).await;
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        app.world.clock.set("2026-03-11T11:00:00Z");
        assert_eq!(today(&anna).await["date"], "2026-03-12");
        assert_eq!(today(&anna).await["due"], 1);
        let seen = anna.get(&path_of(&habit)).await.expect(200).json();
        assert_eq!((&seen["end_date"], &seen["state"]), (&json!("2026-03-12"), &json!("active")));
        books::check(&app.world.db).await;
    }

    async fn a_plan_made_anew_is_answered_again_for_its_key(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3});
        let first = anna.post("/api/v1/planner/drafts", body.clone()).await.expect(201).json();
        let mut body = body;
        body["replaces"] = first["id"].clone();
        let again = || anna.request("POST", "/api/v1/planner/drafts").header("idempotency-key", "k1").json(&body).send();
        let second = again().await.expect(201).json();
        assert_eq!(again().await.expect(201).json(), second);
        body["duration_days"] = json!(4);
        let other = anna.request("POST", "/api/v1/planner/drafts").header("idempotency-key", "k1").json(&body).send().await;
        assert_eq!(other.expect(422).code(), "idempotency-mismatch");
    }

    async fn a_day_of_another_era_is_an_empty_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for date in ["-009999-01-01", "-004800-01-01", "0000-01-01", "0001-01-01", "1969-12-31"] {
            let reply = anna.get(&format!("/api/v1/today?date={date}")).await;
            assert!(matches!(reply.status, 200 | 422), "{date}: {} {}", reply.status, reply.text());
        }
        for date in ["-009999-01-01", "9999-12-31", "0000-01-01"] {
            let body = json!({"name": "Walk", "type": "good", "duration_days": 365, "daily_tasks": ["Walk"], "start_date": date});
            assert_eq!(anna.post("/api/v1/habits", body).await.status, 422, "{date}");
        }
        let habit = make(&anna, 3, json!({})).await;
        for date in ["-009999-01-01", "9999-12-31", "0000-01-01"] {
            assert_eq!(anna.post(&format!("{}/skips", path_of(&habit)), json!({"date": date})).await.status, 422, "{date}");
        }
    }

    async fn an_account_that_goes_while_it_is_used_is_no_fault_of_ours(world) {
        let app = TestApp::start(world).await;
        for round in 0..4 {
            let anna = app.sign_up(&format!("Anna {round}"), "UTC").await;
            make(&anna, 3, json!({})).await;
            let id = today(&anna).await["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
            let habit = json!({"name": "Walk", "type": "good", "duration_days": 1, "daily_tasks": ["Walk"]});
            let draft = json!({"habit": "read more", "type": "good", "duration_days": 1});
            let calls = [
                ("PUT", format!("/tasks/{id}/completion"), Some(json!({}))),
                ("DELETE", format!("/tasks/{id}/completion"), None),
                ("GET", "/today".to_owned(), None),
                ("GET", "/habits".to_owned(), None),
                ("GET", "/rewards".to_owned(), None),
                ("POST", "/rewards/claim-streak".to_owned(), None),
                ("POST", "/rewards/freezes".to_owned(), None),
                ("POST", "/rewards/conversions".to_owned(), Some(json!({"coins": 100}))),
                ("POST", "/habits".to_owned(), Some(habit)),
                ("POST", "/planner/drafts".to_owned(), Some(draft)),
                ("PATCH", "/me".to_owned(), Some(json!({"day_start": "01:00"}))),
            ];
            let mut running = JoinSet::new();
            for n in 0..220 {
                let (method, path, body) = calls[n % calls.len()].clone();
                let anna = anna.clone();
                let end = n == 40;
                running.spawn(async move {
                    let (method, path, body) = if end {
                        ("DELETE", "/me".to_owned(), Some(json!({"password": "nine long stones"})))
                    } else {
                        (method, path, body)
                    };
                    let request = anna.request(method, &format!("/api/v1{path}"));
                    let request = match &body {
                        Some(body) => request.json(body),
                        None => request,
                    };
                    let reply = request.send().await;
                    assert!(reply.status < 500, "{method} {path}: {}", reply.text());
                });
            }
            while let Some(done) = running.join_next().await {
                done.unwrap();
            }
            assert_eq!(anna.get("/api/v1/today").await.status, 401);
        }
    }

    async fn what_a_week_still_owes_is_due_on_its_last_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, 14, json!({"times_a_week": 2})).await;
        // 2 March 2026 is a Monday.
        app.world.clock.set("2026-03-08T08:00:00Z");
        let sunday = today(&anna).await;
        assert_eq!((&sunday["due"], &sunday["completed"]), (&json!(2), &json!(0)), "as the counts say");
        assert_eq!(tick_first(&anna).await["day"], json!({"due": 2, "completed": 1}));
        assert_eq!(books::counts(&app.world.db, "2026-03-08", "2026-03-08").await, (2, 1));
        let sunday = today(&anna).await;
        assert_eq!((&sunday["due"], &sunday["completed"]), (&json!(2), &json!(1)));
    }

    async fn deleting_does_not_pay_off_what_a_week_owes(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, 14, json!({"times_a_week": 2})).await;
        // On Saturday, with nothing done all week.
        app.world.clock.set("2026-03-07T08:00:00Z");
        anna.delete(&path_of(&habit)).await.expect(204);
        assert_eq!(books::counts(&app.world.db, "2026-03-02", "2026-03-07").await, (2, 0));
        assert_eq!(books::counts(&app.world.db, "2026-03-08", "2026-12-31").await, (0, 0));
        let gone = make(&anna, 14, json!({"times_a_week": 2})).await;
        anna.delete(&path_of(&gone)).await.expect(204);
        assert_eq!(books::counts(&app.world.db, "2026-03-02", "2026-12-31").await, (2, 0), "made and deleted today");
        books::check(&app.world.db).await;
    }

    async fn only_days_of_the_plan_can_be_skipped(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, 4, json!({"weekdays": [1, 3]})).await;
        let skips = format!("{}/skips", path_of(&habit));
        // Tuesday: it would use up one of the two.
        assert_eq!(anna.post(&skips, json!({"date": "2026-03-03"})).await.expect(422).fields(), ["date: not-in-plan"]);
        anna.post(&skips, json!({"date": "2026-03-04"})).await.expect(200);
    }

    async fn a_draft_is_accepted_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3});
        let draft = anna.post("/api/v1/planner/drafts", body).await.expect(201).json()["id"].clone();
        let mut running = JoinSet::new();
        for _ in 0..30 {
            let (anna, draft) = (anna.clone(), draft.clone());
            running.spawn(async move { anna.post("/api/v1/habits", json!({"draft_id": draft})).await.status });
        }
        let mut seen = BTreeMap::new();
        while let Some(status) = running.join_next().await {
            *seen.entry(status.unwrap()).or_default() += 1;
        }
        assert_eq!(seen, BTreeMap::from([(201, 1), (409, 29)]));
    }

    async fn strange_letters_are_kept_as_they_are(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let title = "\u{1}\"\\ 𓂀 {\"a\":1} [1] '; -- 001 \u{202e}";
        let habit = make(&anna, 1, json!({"daily_tasks": [title, "123", "null", "1e5"]})).await;
        let plan = anna.get(&path_of(&habit)).await.expect(200).json();
        let titles: Vec<&str> = plan["days"][0]["tasks"].as_array().unwrap().iter().map(|t| t["title"].as_str().unwrap()).collect();
        assert_eq!(titles, [title, "123", "null", "1e5"]);
    }
}
