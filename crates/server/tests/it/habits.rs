//! Habits over HTTP: plans, today, completions, pauses, weekly goals, local days.

use habitro_server::platform::db::DbError;
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};

use crate::consistency;

/// Creates a habit without the planner, with these tasks on `days` days.
async fn make(client: &Client, tasks: &[&str], days: u16, more: Value) -> Value {
    let mut body = json!({"name": "Walk after dinner", "type": "good", "duration_days": days, "daily_tasks": tasks});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    client.post("/api/v1/habits", body).await.expect(201).json()
}

/// Returns the number of rows of habits and of tasks.
async fn rows_of_habits(app: &TestApp) -> (i64, i64) {
    let counted = app.world.db.read(|tx| {
        let habits = tx.one("SELECT COUNT(*) FROM habits", &[], |row| row.get(0))?;
        Ok::<_, DbError>((habits, tx.one("SELECT COUNT(*) FROM tasks", &[], |row| row.get(0))?))
    });
    counted.await.unwrap()
}

async fn today(client: &Client) -> Value {
    client.get("/api/v1/today").await.expect(200).json()
}

/// Returns the ids of the tasks shown today, in order.
fn task_ids(today: &Value) -> Vec<String> {
    let habits = today["habits"].as_array().unwrap();
    let tasks = habits.iter().flat_map(|habit| habit["tasks"].as_array().unwrap());
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

fn completion(id: &str) -> String {
    format!("/api/v1/tasks/{id}/completion")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

both_databases! {
    async fn today_shows_todays_tasks_and_a_completion_pays_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Put on shoes", "Walk 5 minutes", "Note how it felt"], 21, json!({})).await;
        assert_eq!((text(&habit["start_date"]), text(&habit["end_date"])), ("2026-03-02", "2026-03-22"));
        assert_eq!((text(&habit["state"]), text(&habit["color"])), ("active", "clay"));
        let day = today(&anna).await;
        assert_eq!((text(&day["date"]), &day["due"], &day["completed"]), ("2026-03-02", &json!(3), &json!(0)));
        assert_eq!(day["habits"][0]["day"], 1);
        assert_eq!(day["habits"][0]["tasks"][1]["title"], "Walk 5 minutes");
        assert_eq!(day["rewards"], json!({"coins": 100, "gems": "2.0", "daily_streak": 0, "can_claim": true}));
        let ids = task_ids(&day);
        assert_eq!(ids.len(), 3, "tomorrow's tasks show tomorrow");

        let completed = anna.put(&completion(&ids[0]), json!({"note": "easy"})).await.expect(200).json();
        assert_eq!(completed["coins_earned"], 10);
        assert_eq!(completed["balance"], json!({"coins": 110, "gems": "2.0"}));
        assert_eq!(completed["day"], json!({"due": 3, "completed": 1}));
        assert_eq!(completed["task"]["note"], "easy");
        assert_eq!(completed["task"]["completed_at"], "2026-03-02T08:00:00Z");
        let again = anna.request("PUT", &completion(&ids[0])).send().await.expect(200).json();
        assert_eq!((&again["coins_earned"], &again["balance"]["coins"]), (&json!(0), &json!(110)));

        let undone = anna.delete(&completion(&ids[0])).await.expect(200).json();
        assert_eq!((&undone["coins_earned"], &undone["balance"]["coins"]), (&json!(-10), &json!(100)));
        assert_eq!(undone["task"]["completed_at"], Value::Null);
        assert_eq!(undone["day"], json!({"due": 3, "completed": 0}));
        assert_eq!(anna.delete(&completion(&ids[0])).await.expect(200).json()["coins_earned"], 0);
        assert_eq!(anna.put(&completion(&ids[0]), json!({})).await.expect(200).json()["coins_earned"], 10);
        consistency::check(&app.world.db).await;
    }

    async fn wrongly_predicted_day_is_not_shown(world) {
        let app = TestApp::start(world).await;
        let other = app.another_node().await;
        // 08:00 UTC on the 2nd is 22:00 on the 1st in Honolulu, which no node has cached yet.
        let (anna, token) = app.sign_up_with_token("Anna", "Pacific/Honolulu").await;
        let elsewhere = other.signed_in(&token);
        make(&anna, &["Put on shoes", "Walk 5 minutes"], 21, json!({})).await;
        for node in [&anna, &elsewhere, &anna, &elsewhere] {
            let day = today(node).await;
            assert_eq!((text(&day["date"]), &day["due"], &day["habits"][0]["day"]), ("2026-03-01", &json!(2), &json!(1)));
            let refused = node.get("/api/v1/today?date=2026-03-02").await.expect(422);
            assert_eq!(refused.fields(), ["date: in-the-future"]);
        }
        // No task is completed, so the zone changes immediately. The other node still predicts by the old zone.
        for (zone, date) in [("UTC", "2026-03-02"), ("Pacific/Honolulu", "2026-03-01")] {
            anna.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(200);
            for node in [&elsewhere, &anna] {
                let day = today(node).await;
                assert_eq!((text(&day["date"]), task_ids(&day).len()), (date, 2));
                assert_eq!(today(node).await, day);
            }
        }
        elsewhere.get("/api/v1/today?date=2026-03-02").await.expect(422);
        let first = today(&anna).await["rewards"].clone();
        assert_eq!((&first["can_claim"], &first["daily_streak"]), (&json!(true), &json!(0)));
        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        assert_eq!(today(&elsewhere).await["rewards"]["can_claim"], false);
    }

    async fn tasks_can_be_completed_until_two_days_after_they_are_due(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 10, json!({})).await;
        let plan = anna.get(&format!("/api/v1/habits/{}", text(&habit["id"]))).await.expect(200).json();
        let id = |day: usize| text(&plan["days"][day]["tasks"][0]["id"]).to_owned();
        assert_eq!(plan["days"].as_array().unwrap().len(), 10);
        assert_eq!(anna.put(&completion(&id(1)), json!({})).await.expect(409).code(), "not-due-yet");
        app.world.clock.advance_hours(48);
        assert_eq!(anna.put(&completion(&id(0)), json!({})).await.expect(200).json()["coins_earned"], 10);
        app.world.clock.advance_hours(24);
        assert_eq!(anna.put(&completion(&id(0)), json!({})).await.expect(409).code(), "too-late");
        assert_eq!(anna.delete(&completion(&id(0))).await.expect(409).code(), "too-late");
        let before = anna.get("/api/v1/today?date=2026-03-02").await.expect(200).json();
        assert_eq!((&before["due"], &before["completed"]), (&json!(1), &json!(1)));
        assert_eq!(anna.get("/api/v1/today?date=2026-03-06").await.expect(422).fields(), ["date: in-the-future"]);
        consistency::check(&app.world.db).await;
    }

    async fn other_users_habits_and_drafts_are_not_found(world) {
        let app = TestApp::start(world).await;
        let (anna, eve) = (app.sign_up("Anna", "UTC").await, app.sign_up("Eve", "UTC").await);
        let habit = make(&anna, &["Walk"], 5, json!({})).await;
        let draft = anna.post("/api/v1/planner/drafts", json!({"habit": "read 10 pages a day", "type": "good",
            "duration_days": 7, "motivation": "", "obstacle": "", "answers": []})).await.expect(201).json();
        let task = task_ids(&today(&anna).await).remove(0);
        let (habit, draft) = (text(&habit["id"]), text(&draft["id"]));
        for (method, path, body) in [
            ("GET", format!("/api/v1/habits/{habit}"), None),
            // Existence is checked before the body is validated.
            ("PATCH", format!("/api/v1/habits/{habit}"), Some(json!({"name": ""}))),
            ("DELETE", format!("/api/v1/habits/{habit}"), None),
            ("POST", format!("/api/v1/habits/{habit}/pause"), None),
            ("POST", format!("/api/v1/habits/{habit}/resume"), None),
            ("POST", format!("/api/v1/habits/{habit}/archive"), None),
            ("POST", format!("/api/v1/habits/{habit}/skips"), Some(json!({"date": "1999-01-01"}))),
            ("PUT", completion(&task), Some(json!({"note": "x".repeat(900)}))),
            ("DELETE", completion(&task), None),
            ("PATCH", format!("/api/v1/tasks/{task}"), Some(json!({"title": ""}))),
            ("GET", format!("/api/v1/planner/drafts/{draft}"), None),
            ("PATCH", format!("/api/v1/planner/drafts/{draft}"), Some(json!({"days": []}))),
            ("DELETE", format!("/api/v1/planner/drafts/{draft}"), None),
            ("POST", "/api/v1/habits".into(), Some(json!({"draft_id": draft}))),
            ("POST", "/api/v1/planner/drafts".into(), Some(json!({"habit": "x", "type": "good", "duration_days": 900, "replaces": draft}))),
        ] {
            let mut request = eve.request(method, &path);
            if let Some(body) = &body {
                request = request.json(body);
            }
            let reply = request.send().await;
            assert_eq!((reply.status, reply.code().as_str()), (404, "not-found"), "{method} {path}");
            let stranger = app.client().request(method, &path);
            let stranger = match &body {
                Some(body) => stranger.json(body),
                None => stranger,
            };
            assert_eq!(stranger.send().await.code(), "unauthenticated", "{method} {path}");
        }
        assert_eq!(today(&eve).await["habits"], json!([]));
        assert_eq!(eve.get("/api/v1/habits").await.expect(200).json()["items"], json!([]));
        assert_eq!(today(&anna).await["completed"], 0);
    }

    async fn pause_shifts_the_remaining_days(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 5, json!({})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let paused = anna.request("POST", &format!("{path}/pause")).send().await.expect(200).json();
        assert_eq!(paused["state"], "paused");
        assert_eq!(today(&anna).await["due"], 1, "the pause starts tomorrow");
        app.world.clock.advance_hours(72);
        assert_eq!(today(&anna).await["habits"], json!([]));
        consistency::check(&app.world.db).await;
        let resumed = anna.post(&format!("{path}/resume"), json!({})).await.expect(200).json();
        assert_eq!((text(&resumed["state"]), text(&resumed["end_date"])), ("active", "2026-03-08"));
        let plan = anna.get(&path).await.expect(200).json();
        let dates: Vec<&str> = plan["days"].as_array().unwrap().iter().map(|day| text(&day["date"])).collect();
        assert_eq!(dates, ["2026-03-02", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"]);
        assert_eq!(today(&anna).await["habits"][0]["day"], 2);
        consistency::check(&app.world.db).await;
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2026-03-31").await, (5, 0));
    }

    async fn pause_undone_on_the_same_day_changes_nothing(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 5, json!({"weekdays": [1, 3, 5]})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let before = anna.get(&path).await.json();
        anna.post(&format!("{path}/pause"), json!({})).await.expect(200);
        anna.post(&format!("{path}/resume"), json!({})).await.expect(200);
        assert_eq!(anna.get(&path).await.json(), before);
        anna.post(&format!("{path}/archive"), json!({})).await.expect(200);
        assert_eq!(anna.get("/api/v1/habits?state=archived").await.json()["items"][0]["id"], habit["id"]);
        assert_eq!(anna.get("/api/v1/habits?state=active").await.json()["items"], json!([]));
        anna.post(&format!("{path}/resume"), json!({})).await.expect(200);
        assert_eq!(anna.get(&path).await.json(), before);
        consistency::check(&app.world.db).await;
    }

    async fn plan_not_started_keeps_its_first_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 3, json!({"start_date": "2026-03-20"})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let before = anna.get(&path).await.json();
        anna.post(&format!("{path}/pause"), json!({})).await.expect(200);
        app.world.clock.advance_hours(48);
        anna.post(&format!("{path}/resume"), json!({})).await.expect(200);
        assert_eq!(anna.get(&path).await.json(), before);
        // If paused on its first day, it starts when resumed.
        anna.post(&format!("{path}/pause"), json!({})).await.expect(200);
        app.world.clock.set("2026-03-25T08:00:00Z");
        let resumed = anna.post(&format!("{path}/resume"), json!({})).await.expect(200).json();
        assert_eq!((text(&resumed["start_date"]), text(&resumed["end_date"])), ("2026-03-25", "2026-03-27"));
        consistency::check(&app.world.db).await;
    }

    async fn skipped_day_is_not_due(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk", "Stretch"], 14, json!({})).await;
        let skips = format!("/api/v1/habits/{}/skips", text(&habit["id"]));
        let ids = task_ids(&today(&anna).await);
        anna.put(&completion(&ids[0]), json!({})).await.expect(200);
        anna.post(&skips, json!({"date": "2026-03-02", "reason": "a cold"})).await.expect(200);
        let day = today(&anna).await;
        assert_eq!((&day["due"], &day["completed"], task_ids(&day).len()), (&json!(1), &json!(1), 1));
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2026-03-02").await, (1, 1));
        assert_eq!(anna.put(&completion(&ids[1]), json!({})).await.expect(409).code(), "not-due");
        anna.delete(&completion(&ids[0])).await.expect(200);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2026-03-02").await, (0, 0));
        // Skipping a day twice counts once. A third skip within seven days is too many.
        anna.post(&skips, json!({"date": "2026-03-02"})).await.expect(200);
        anna.post(&skips, json!({"date": "2026-03-05"})).await.expect(200);
        assert_eq!(anna.post(&skips, json!({"date": "2026-03-08"})).await.expect(409).code(), "too-many-skips");
        anna.post(&skips, json!({"date": "2026-03-09"})).await.expect(200);
        let plan = anna.get(&format!("/api/v1/habits/{}", text(&habit["id"]))).await.expect(200).json();
        let skipped = plan["days"].as_array().expect("days").iter().filter(|day| day["skipped"] == true);
        let skipped: Vec<&str> = skipped.map(|day| text(&day["date"])).collect();
        assert_eq!(skipped, ["2026-03-02", "2026-03-05", "2026-03-09"]);
        assert_eq!(anna.post(&skips, json!({"date": "2026-03-01"})).await.expect(422).fields(), ["date: in-the-past"]);
        assert_eq!(anna.post(&skips, json!({"date": "2026-04-01"})).await.expect(422).fields(), ["date: not-in-plan"]);
        consistency::check(&app.world.db).await;
    }

    async fn delete_keeps_past_counts_except_on_an_untouched_first_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let deleted = make(&anna, &["Walk"], 5, json!({})).await;
        anna.delete(&format!("/api/v1/habits/{}", text(&deleted["id"]))).await.expect(204);
        assert_eq!(consistency::counts(&app.world.db, "2026-01-01", "2026-12-31").await, (0, 0));
        let habit = make(&anna, &["Walk"], 5, json!({})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        app.world.clock.advance_hours(24);
        let ids = task_ids(&today(&anna).await);
        anna.put(&completion(&ids[0]), json!({})).await.expect(200);
        anna.delete(&path).await.expect(204);
        assert_eq!(anna.get(&path).await.status, 404);
        assert_eq!(consistency::counts(&app.world.db, "2026-01-01", "2026-12-31").await, (2, 1), "yesterday and today stay");
        assert_eq!(today(&anna).await["habits"], json!([]));
        assert_eq!(anna.put(&completion(&ids[0]), json!({})).await.status, 404);
        consistency::check(&app.world.db).await;
    }

    async fn weekly_habit_shows_until_its_goal_is_reached(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        // 2 March 2026 is a Monday.
        make(&anna, &["Run"], 14, json!({"times_a_week": 2})).await;
        let db = &app.world.db;
        assert_eq!(today(&anna).await["due"], 0, "not due before Sunday");
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (2, 0));
        let first = task_ids(&today(&anna).await);
        let completed = anna.put(&completion(&first[0]), json!({})).await.expect(200).json();
        assert_eq!(completed["day"], json!({"due": 1, "completed": 1}));
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (1, 0));
        app.world.clock.advance_hours(48);
        let second = task_ids(&today(&anna).await);
        anna.put(&completion(&second[0]), json!({})).await.expect(200);
        assert_eq!(consistency::counts(db, "2026-03-02", "2026-03-08").await, (2, 2));
        app.world.clock.advance_hours(24);
        assert_eq!(today(&anna).await["habits"], json!([]), "the weekly goal is reached");
        anna.delete(&completion(&second[0])).await.expect(200);
        assert_eq!(task_ids(&today(&anna).await).len(), 1);
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (1, 0));
        assert_eq!(consistency::counts(db, "2026-03-09", "2026-03-15").await, (2, 0));
        consistency::check(db).await;
    }

    async fn editing_weekdays_reschedules_the_remaining_days(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 4, json!({"weekdays": [1, 3], "reminder_times": ["21:00", "07:30"]})).await;
        assert_eq!((text(&habit["end_date"]), &habit["weekdays"]), ("2026-03-11", &json!([1, 3])));
        assert_eq!(habit["reminder_times"], json!(["07:30", "21:00"]));
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let edited = anna.patch(&path, json!({"weekdays": [5], "name": "Stroll", "color": "sky", "icon": "footprints"})).await.expect(200).json();
        assert_eq!((text(&edited["name"]), text(&edited["end_date"]), text(&edited["color"])), ("Stroll", "2026-03-20", "sky"));
        let plan = anna.get(&path).await.json();
        let dates: Vec<&str> = plan["days"].as_array().unwrap().iter().map(|day| text(&day["date"])).collect();
        assert_eq!(dates, ["2026-03-02", "2026-03-06", "2026-03-13", "2026-03-20"]);
        let task = text(&plan["days"][0]["tasks"][0]["id"]).to_owned();
        let path = format!("/api/v1/tasks/{task}");
        let edited = anna.patch(&path, json!({"title": "Walk  to the  river", "note": "bring a coat"})).await.expect(200).json();
        assert_eq!((text(&edited["title"]), text(&edited["note"])), ("Walk to the river", "bring a coat"));
        assert_eq!(anna.patch(&path, json!({"note": null})).await.expect(200).json()["note"], Value::Null);
        assert_eq!(anna.patch(&path, json!({"title": "ab"})).await.expect(422).fields(), ["title: too-short"]);
        consistency::check(&app.world.db).await;
    }

    async fn manual_plan_of_a_year_is_accepted(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let days: Vec<Vec<String>> = (0..365).map(|day| (0..5).map(|n| format!("Day {day}, task {n}: {}", "අ".repeat(100))).collect()).collect();
        let body = json!({"name": "A year", "type": "good", "duration_days": 365, "tasks_by_day": days});
        let habit = anna.post("/api/v1/habits", body).await.expect(201).json();
        assert_eq!(text(&habit["end_date"]), "2027-03-01");
        let plan = anna.get(&format!("/api/v1/habits/{}", text(&habit["id"]))).await.expect(200).json();
        assert_eq!(plan["days"][364]["tasks"][4]["title"], days[364][4]);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-02", "2027-03-01").await, (365 * 5, 0));
        consistency::check(&app.world.db).await;
    }

    async fn plan_is_finished_after_its_last_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 1, json!({})).await;
        app.world.clock.advance_hours(24);
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        assert_eq!(anna.get(&path).await.json()["state"], "finished");
        assert_eq!(anna.get("/api/v1/habits?state=finished").await.json()["items"][0]["id"], habit["id"]);
        assert_eq!(anna.post(&format!("{path}/pause"), json!({})).await.expect(409).code(), "finished");
    }

    async fn habits_are_listed_by_pages(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut created = Vec::new();
        for _ in 0..5 {
            app.world.clock.advance_seconds(1);
            created.push(make(&anna, &["Walk"], 1, json!({})).await["id"].clone());
        }
        let mut listed = Vec::new();
        let mut path = "/api/v1/habits?limit=2".to_owned();
        loop {
            let page = anna.get(&path).await.expect(200).json();
            listed.extend(page["items"].as_array().unwrap().iter().map(|habit| habit["id"].clone()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/v1/habits?limit=2&cursor={cursor}");
        }
        assert_eq!(listed, created);
        assert_eq!(anna.get("/api/v1/habits?limit=0").await.expect(422).fields(), ["limit: wrong-type"]);
    }

    async fn zone_change_waits_for_the_next_day_and_moves_tasks_of_skipped_dates(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-10T12:00:00Z");
        let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
        make(&anna, &["Walk"], 5, json!({})).await;
        // No task is completed, so the zone changes immediately.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        assert_eq!(today(&anna).await["date"], "2026-03-11");
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        let day = today(&anna).await;
        assert_eq!(day["date"], "2026-03-10");
        anna.put(&completion(&task_ids(&day)[0]), json!({})).await.expect(200);
        // Now the day lasts until a day starts in the new zone, and the 11th is skipped.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        assert_eq!(today(&anna).await["date"], "2026-03-10");
        consistency::check(&app.world.db).await;
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (0, 0));
        assert_eq!(consistency::counts(&app.world.db, "2026-03-12", "2026-03-12").await, (2, 0));
        // Changed back before that, so all tasks return to their days.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (1, 0));
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        app.world.clock.set("2026-03-11T11:00:00Z");
        let day = today(&anna).await;
        assert_eq!((text(&day["date"]), &day["due"]), ("2026-03-12", &json!(2)));
        assert_eq!(task_ids(&day).len(), 2);
        consistency::check(&app.world.db).await;
    }

    async fn deleted_habit_is_absent_before_its_tasks_are_removed(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-10T12:00:00Z");
        let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
        let tasks: Vec<String> = (1..=20).map(|n| format!("Stretch {n}")).collect();
        let tasks: Vec<&str> = tasks.iter().map(String::as_str).collect();
        let deleted = make(&anna, &tasks, 60, json!({"reminder_times": ["07:30"]})).await;
        make(&anna, &["Read"], 5, json!({})).await;
        let mut day = today(&anna).await;
        day["habits"].as_array_mut().unwrap().retain(|habit| habit["id"] == deleted["id"]);
        let before = task_ids(&day);
        anna.put(&completion(&before[0]), json!({})).await.expect(200);
        let report = anna.get("/api/v1/reports/completions?range=daily").await.expect(200).text();
        let path = format!("/api/v1/habits/{}", text(&deleted["id"]));
        anna.delete(&path).await.expect(204);

        assert_eq!(rows_of_habits(&app).await, (2, 1_205), "the rows still exist");
        assert_eq!(task_ids(&today(&anna).await).len(), 1);
        for (method, path) in [
            ("GET", path.clone()),
            ("DELETE", path.clone()),
            ("POST", format!("{path}/pause")),
            ("GET", format!("{path}/strength")),
            ("PUT", completion(&before[0])),
            ("PUT", completion(&before[1])),
            ("DELETE", completion(&before[0])),
        ] {
            anna.request(method, &path).json(&json!({})).send().await.expect(404);
        }
        let list = anna.get("/api/v1/habits").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        let schedule = anna.get("/api/v1/reminders/schedule").await.expect(200).text();
        assert!(!schedule.contains(text(&deleted["id"])), "{schedule}");
        assert_eq!(anna.get("/api/v1/reports/completions?range=daily").await.expect(200).text(), report);
        // Moves the tasks of a skipped date, which include those of the deleted habit.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        consistency::check(&app.world.db).await;

        app.finish_deletions().await;
        assert_eq!(rows_of_habits(&app).await, (1, 5));
        consistency::check(&app.world.db).await;
        assert_eq!(consistency::counts(&app.world.db, "2026-03-10", "2026-03-10").await, (21, 1), "past counts stay");
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-31").await, (4, 0), "future ones go");
    }
}
