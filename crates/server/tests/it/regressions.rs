//! Regression tests: each failed before its fix.

use std::collections::BTreeMap;

use habitro_server::features::habits::rules::week::monday_of;
use habitro_server::platform::db::{Db, DbError};
use habitro_testkit::{Client, TestApp, both_databases};
use jiff::civil::Date;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::consistency;

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

/// Returns the dates of the days of a habit's plan.
async fn dates(client: &Client, habit: &Value) -> Vec<String> {
    let plan = client.get(&path_of(habit)).await.expect(200).json();
    plan["days"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap().to_owned()).collect()
}

/// Completes the first task of today.
async fn complete_first(client: &Client) -> Value {
    let day = today(client).await;
    let id = day["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
    client.put(&format!("/api/v1/tasks/{id}/completion"), json!({})).await.expect(200).json()
}

/// Signs up in Pago Pago, completes a task on 10 March, and moves to Kiritimati, which skips the 11th.
async fn sign_up_and_cross_the_date_line(app: &TestApp) -> Client {
    app.world.clock.set("2026-03-10T12:00:00Z");
    let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
    make(&anna, 1, json!({})).await;
    complete_first(&anna).await;
    anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
    assert_eq!(today(&anna).await["date"], "2026-03-10");
    anna
}

both_databases! {
    async fn pause_before_the_start_keeps_the_start_date(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, 3, json!({"start_date": "2026-03-10"})).await;
        let before = dates(&anna, &habit).await;
        anna.post(&format!("{}/pause", path_of(&habit)), json!({})).await.expect(200);
        app.world.clock.advance_hours(24);
        anna.post(&format!("{}/resume", path_of(&habit)), json!({})).await.expect(200);
        assert_eq!(dates(&anna, &habit).await, before);
        consistency::check(&app.world.db).await;
    }

    async fn skipped_dates_get_no_tasks(world) {
        let app = TestApp::start(world).await;
        let anna = sign_up_and_cross_the_date_line(&app).await;
        let new = make(&anna, 3, json!({})).await;
        assert_eq!(dates(&anna, &new).await, ["2026-03-10", "2026-03-12", "2026-03-12"]);
        let resumed = make(&anna, 2, json!({})).await;
        anna.post(&format!("{}/pause", path_of(&resumed)), json!({})).await.expect(200);
        anna.post(&format!("{}/resume", path_of(&resumed)), json!({})).await.expect(200);
        assert_eq!(dates(&anna, &resumed).await, ["2026-03-10", "2026-03-12"]);
        consistency::check(&app.world.db).await;
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (0, 0));
        // Undoing the change restores the date.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        assert_eq!(dates(&anna, &new).await, ["2026-03-10", "2026-03-11", "2026-03-12"]);
        assert_eq!(dates(&anna, &resumed).await, ["2026-03-10", "2026-03-11"]);
        consistency::check(&app.world.db).await;
    }

    async fn plan_ends_on_its_last_day_when_that_is_moved(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-10T12:00:00Z");
        let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
        let habit = make(&anna, 2, json!({})).await;
        complete_first(&anna).await;
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        app.world.clock.set("2026-03-11T11:00:00Z");
        assert_eq!(today(&anna).await["date"], "2026-03-12");
        assert_eq!(today(&anna).await["due"], 1);
        let habit = anna.get(&path_of(&habit)).await.expect(200).json();
        assert_eq!((&habit["end_date"], &habit["state"]), (&json!("2026-03-12"), &json!("active")));
        consistency::check(&app.world.db).await;
    }

    async fn replacement_draft_is_returned_again_for_its_key(world) {
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

    async fn extreme_dates_are_accepted_or_refused_without_failure(world) {
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

    async fn deleting_an_account_in_use_causes_no_server_error(world) {
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

    async fn remaining_times_a_week_are_due_on_its_last_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, 14, json!({"times_a_week": 2})).await;
        // 2 March 2026 is a Monday.
        app.world.clock.set("2026-03-08T08:00:00Z");
        let sunday = today(&anna).await;
        assert_eq!((&sunday["due"], &sunday["completed"]), (&json!(2), &json!(0)), "equal to the stored counts");
        assert_eq!(complete_first(&anna).await["day"], json!({"due": 2, "completed": 1}));
        assert_eq!(consistency::counts(&app.world.db, "2026-03-08", "2026-03-08").await, (2, 1));
        let sunday = today(&anna).await;
        assert_eq!((&sunday["due"], &sunday["completed"]), (&json!(2), &json!(1)));
    }

    async fn deleting_a_habit_keeps_the_due_times_of_its_week(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, 14, json!({"times_a_week": 2})).await;
        // On Saturday, with nothing done all week.
        app.world.clock.set("2026-03-07T08:00:00Z");
        anna.delete(&path_of(&habit)).await.expect(204);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2026-03-07").await, (2, 0));
        assert_eq!(consistency::counts(&app.world.db, "2026-03-08", "2026-12-31").await, (0, 0));
        let deleted = make(&anna, 14, json!({"times_a_week": 2})).await;
        anna.delete(&path_of(&deleted)).await.expect(204);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2026-12-31").await, (2, 0), "created and deleted on the same day");
        consistency::check(&app.world.db).await;
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

    async fn concurrent_requests_accept_a_draft_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3});
        let draft = anna.post("/api/v1/planner/drafts", body).await.expect(201).json()["id"].clone();
        let mut running = JoinSet::new();
        for _ in 0..30 {
            let (anna, draft) = (anna.clone(), draft.clone());
            running.spawn(async move { anna.post("/api/v1/habits", json!({"draft_id": draft})).await.status });
        }
        let mut statuses = BTreeMap::new();
        while let Some(status) = running.join_next().await {
            *statuses.entry(status.unwrap()).or_default() += 1;
        }
        assert_eq!(statuses, BTreeMap::from([(201, 1), (409, 29)]));
    }

    async fn too_long_list_is_refused_before_its_items_are_checked(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3});
        let draft = anna.post("/api/v1/planner/drafts", body).await.expect(201).json();
        let path = format!("/api/v1/planner/drafts/{}", draft["id"].as_str().unwrap());
        // This took half a second on a database thread, and the response had 6 MB.
        let days = vec![json!({"day": 999, "tasks": []}); 70_000];
        let reply = anna.patch(&path, json!({"days": days})).await.expect(422);
        assert_eq!(reply.fields(), ["days: too-many"]);
        // The largest allowed habit is inserted with few statements.
        let titles = vec![vec!["Walk ".repeat(20); 20]; 365];
        let body = json!({"name": "Walk", "type": "good", "duration_days": 365, "tasks_by_day": titles, "times_a_week": 140});
        anna.post("/api/v1/habits", body).await.expect(201);
        complete_first(&anna).await;
        consistency::check(&app.world.db).await;
    }

    async fn newest_draft_survives_a_clock_set_back(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"habit": "read more", "type": "good", "duration_days": 1});
        for _ in 0..21 {
            app.world.clock.advance_seconds(1);
            anna.post("/api/v1/planner/drafts", body.clone()).await.expect(201);
        }
        // Like the clock of another node, or one that was corrected.
        app.world.clock.advance_hours(-1);
        let draft = anna.post("/api/v1/planner/drafts", body.clone()).await.expect(201).json();
        anna.post("/api/v1/habits", json!({"draft_id": draft["id"]})).await.expect(201);
    }

    async fn resuming_an_archived_habit_respects_the_limit_of_habits(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let archived = make(&anna, 2, json!({})).await;
        anna.post(&format!("{}/archive", path_of(&archived)), json!({})).await.expect(200);
        let mut last = Value::Null;
        for _ in 0..100 {
            last = make(&anna, 2, json!({})).await;
        }
        for action in ["resume", "pause"] {
            let reply = anna.post(&format!("{}/{action}", path_of(&archived)), json!({})).await;
            assert_eq!((reply.status, reply.code().as_str()), (409, "too-many-habits"), "{action}");
        }
        // A habit that is not archived can be paused and resumed.
        for action in ["pause", "resume"] {
            anna.post(&format!("{}/{action}", path_of(&last)), json!({})).await.expect(200);
        }
        anna.delete(&path_of(&last)).await.expect(204);
        anna.post(&format!("{}/resume", path_of(&archived)), json!({})).await.expect(200);
    }

    async fn unusual_characters_are_stored_unchanged(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let title = "\"\\ 𓂀 {\"a\":1} [1] '; -- 001";
        let habit = make(&anna, 1, json!({"daily_tasks": [title, "123", "null", "1e5"]})).await;
        let plan = anna.get(&path_of(&habit)).await.expect(200).json();
        let titles: Vec<&str> = plan["days"][0]["tasks"].as_array().unwrap().iter().map(|t| t["title"].as_str().unwrap()).collect();
        assert_eq!(titles, [title, "123", "null", "1e5"]);
    }
}

const TASKS_ON_SKIPPED_DATES: &str = "
    SELECT COUNT(*) FROM tasks t JOIN skipped_dates d ON d.user_id = t.user_id AND d.day = t.due_date
    WHERE t.completed_at IS NULL AND t.due_date >= $1";
const WRONG_DATE_RANGES: &str = "
    SELECT COUNT(*) FROM habits h WHERE h.deleted = FALSE AND (h.end_date <> (SELECT MAX(t.due_date) FROM tasks t WHERE t.habit_id = h.id)
       OR h.start_date <> (SELECT MIN(t.due_date) FROM tasks t WHERE t.habit_id = h.id))";
const TASKS_BY_DAY: &str = "
    SELECT t.habit_id, t.due_date, h.times_a_week, COUNT(CASE WHEN t.completed_at IS NOT NULL OR (s.day IS NULL AND
           (h.inactive_from IS NULL OR t.due_date < h.inactive_from)) THEN 1 END), COUNT(t.completed_at)
    FROM tasks t JOIN habits h ON h.id = t.habit_id
    LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
    WHERE h.times_a_week IS NOT NULL AND h.deleted = FALSE
    GROUP BY t.habit_id, t.due_date, h.times_a_week ORDER BY t.habit_id, t.due_date";
const STORED_COUNTS: &str = "
    SELECT c.habit_id, c.day, c.due, c.done FROM day_counts c
    JOIN habits h ON h.id = c.habit_id AND h.times_a_week IS NOT NULL AND h.deleted = FALSE
    ORDER BY c.habit_id, c.day";

/// Due and done times by habit and Monday.
type WeekCounts = BTreeMap<(Uuid, Date), (i64, i64)>;

/// Returns the week counts of habits with a weekly goal: computed from tasks, and as stored.
async fn week_counts(db: &Db) -> (WeekCounts, WeekCounts) {
    db.read(|tx| {
        let days: Vec<(Uuid, Date, i64, i64, i64)> =
            tx.query(TASKS_BY_DAY, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
        let mut sums: BTreeMap<(Uuid, Date), (i64, i64, i64)> = BTreeMap::new();
        for (habit, day, times, open, done) in days {
            let week = sums.entry((habit, monday_of(day))).or_default();
            *week = (times, week.1 + open, week.2 + done);
        }
        let computed = sums.into_iter().map(|(key, (times, open, done))| (key, (times.min(open).max(done), done)));
        let mut counted = WeekCounts::new();
        for (habit, day, due, done) in tx.query(STORED_COUNTS, &[], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<Date>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
        })? {
            let week = counted.entry((habit, monday_of(day))).or_default();
            *week = (week.0 + due, week.1 + done);
        }
        Ok::<_, DbError>((computed.filter(|(_, counts)| *counts != (0, 0)).collect(), counted))
    })
    .await
    .unwrap()
}

/// Performs random operations on habits, zones and days. Checks all invariants after every step.
async fn random_walk(app: &TestApp, seed: u64, steps: usize) {
    let anna = app.sign_up(&format!("Anna {seed}"), "Europe/Berlin").await;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut habits: Vec<String> = Vec::new();
    let zones = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Colombo", "America/New_York", "Europe/Berlin"];
    let starts = ["00:00", "06:00"];
    let mut log = Vec::new();
    for _ in 0..steps {
        let day = today(&anna).await;
        let date: Date = day["date"].as_str().unwrap().parse().unwrap();
        let ahead = |days: i64| date.saturating_add(jiff::Span::new().days(days)).to_string();
        let habit = (!habits.is_empty()).then(|| habits[rng.random_range(0..habits.len())].clone());
        let tasks: Vec<String> = day["habits"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|habit| habit["tasks"].as_array().unwrap())
            .map(|task| task["id"].as_str().unwrap().to_owned())
            .collect();
        let weekdays =
            [json!([1, 2, 3, 4, 5, 6, 7]), json!([1, 3, 5]), json!([6, 7]), json!([2])][rng.random_range(0..4)].clone();
        let (method, path, body) = match (rng.random_range(0..24), habit) {
            (0..=2, _) if habits.len() < 5 => {
                let mut body = json!({"name": "Walk", "type": "good", "duration_days": rng.random_range(1..12),
                    "daily_tasks": ["Walk", "Stretch"], "weekdays": weekdays});
                if rng.random_range(0..2) == 0 {
                    body["start_date"] = json!(ahead(rng.random_range(0..5)));
                }
                if rng.random_range(0..2) == 0 {
                    body["times_a_week"] = json!(rng.random_range(1..6));
                }
                ("POST", "/habits".to_owned(), body)
            }
            (3, Some(id)) => ("POST", format!("/habits/{id}/pause"), json!({})),
            (4..=5, Some(id)) => ("POST", format!("/habits/{id}/resume"), json!({})),
            (6, Some(id)) => ("POST", format!("/habits/{id}/archive"), json!({})),
            (7..=8, Some(id)) => {
                ("POST", format!("/habits/{id}/skips"), json!({"date": ahead(rng.random_range(0..4))}))
            }
            (9, Some(id)) => ("PATCH", format!("/habits/{id}"), json!({"weekdays": weekdays})),
            (10, Some(id)) if rng.random_range(0..3) == 0 => {
                habits.retain(|other| *other != id);
                ("DELETE", format!("/habits/{id}"), json!({}))
            }
            (11..=12, _) => ("PATCH", "/me".to_owned(), json!({"time_zone": zones[rng.random_range(0..zones.len())]})),
            (13, _) => ("PATCH", "/me".to_owned(), json!({"day_start": starts[rng.random_range(0..2)]})),
            (14, _) => ("POST", "/rewards/claim-streak".to_owned(), json!({})),
            (15..=20, _) if !tasks.is_empty() => {
                let method = if rng.random_range(0..3) == 0 { "DELETE" } else { "PUT" };
                (method, format!("/tasks/{}/completion", tasks[rng.random_range(0..tasks.len())]), json!({}))
            }
            _ => {
                app.world.clock.advance_hours(rng.random_range(1..20));
                continue;
            }
        };
        let reply = anna.request(method, &format!("/api/v1{path}")).json(&body).send().await;
        log.push(format!("{date} {method} {path} {body} {}", reply.status));
        assert!(reply.status < 500, "{log:#?}: {}", reply.text());
        if path == "/habits" && reply.status == 201 {
            habits.push(reply.json()["id"].as_str().unwrap().to_owned());
        }
        consistency::check(&app.world.db).await;
        let (computed, stored) = week_counts(&app.world.db).await;
        assert_eq!(computed, stored, "{log:#?}");
        let day = today(&anna).await;
        let date: Date = day["date"].as_str().unwrap().parse().unwrap();
        let (on_skipped_dates, wrong_ranges) = app
            .world
            .db
            .read(move |tx| {
                let on_skipped_dates: i64 = tx.one(TASKS_ON_SKIPPED_DATES, &[&date], |row| row.get(0))?;
                Ok::<_, DbError>((on_skipped_dates, tx.one(WRONG_DATE_RANGES, &[], |row| row.get::<i64>(0))?))
            })
            .await
            .unwrap();
        assert_eq!((on_skipped_dates, wrong_ranges), (0, 0), "{log:#?}");
    }
}

both_databases! {
    async fn counts_match_the_tasks_after_random_operations(world) {
        let app = TestApp::start(world).await;
        #[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
        let seeds: u64 = std::env::var("REVIEW_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
        for seed in 0..seeds {
            random_walk(&app, seed, 80).await;
        }
    }
}
