//! Habits over HTTP: plans, today, ticking, resting, weeks, days. On both databases.

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};

use crate::consistency;

/// A habit by hand: `days` days of these tasks.
async fn make(client: &Client, tasks: &[&str], days: u16, more: Value) -> Value {
    let mut body = json!({"name": "Walk after dinner", "type": "good", "duration_days": days, "daily_tasks": tasks});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    client.post("/api/v1/habits", body).await.expect(201).json()
}

async fn today(client: &Client) -> Value {
    client.get("/api/v1/today").await.expect(200).json()
}

/// Ids of the tasks that Today shows, in order.
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
    async fn today_shows_only_today_and_a_tick_pays_once(world) {
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

        let ticked = anna.put(&completion(&ids[0]), json!({"note": "easy"})).await.expect(200).json();
        assert_eq!(ticked["coins_earned"], 10);
        assert_eq!(ticked["balance"], json!({"coins": 110, "gems": "2.0"}));
        assert_eq!(ticked["day"], json!({"due": 3, "completed": 1}));
        assert_eq!(ticked["task"]["note"], "easy");
        assert_eq!(ticked["task"]["completed_at"], "2026-03-02T08:00:00Z");
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

    async fn a_day_that_was_guessed_wrong_is_not_shown(world) {
        let app = TestApp::start(world).await;
        let other = app.another_node().await;
        // 08:00 UTC on the 2nd is 22:00 on the 1st there, which no node knows yet.
        let (anna, token) = app.sign_up_with_token("Anna", "Pacific/Honolulu").await;
        let elsewhere = other.signed_in(&token);
        make(&anna, &["Put on shoes", "Walk 5 minutes"], 21, json!({})).await;
        for node in [&anna, &elsewhere, &anna, &elsewhere] {
            let day = today(node).await;
            assert_eq!((text(&day["date"]), &day["due"], &day["habits"][0]["day"]), ("2026-03-01", &json!(2), &json!(1)));
            let refused = node.get("/api/v1/today?date=2026-03-02").await.expect(422);
            assert_eq!(refused.fields(), ["date: in-the-future"]);
        }
        // Nothing was ticked, so it counts at once; the other node still guesses by Honolulu, and then by UTC.
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

    async fn the_window_is_the_due_day_and_two_after(world) {
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

    async fn what_is_not_yours_is_not_there(world) {
        let app = TestApp::start(world).await;
        let (anna, eve) = (app.sign_up("Anna", "UTC").await, app.sign_up("Eve", "UTC").await);
        let habit = make(&anna, &["Walk"], 5, json!({})).await;
        let draft = anna.post("/api/v1/planner/drafts", json!({"habit": "read 10 pages a day", "type": "good",
            "duration_days": 7, "motivation": "", "obstacle": "", "answers": []})).await.expect(201).json();
        let task = task_ids(&today(&anna).await).remove(0);
        let (habit, draft) = (text(&habit["id"]), text(&draft["id"]));
        for (method, path, body) in [
            ("GET", format!("/api/v1/habits/{habit}"), None),
            // Nothing of the body's meaning is judged before the 404.
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

    async fn a_pause_shifts_what_is_left(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 5, json!({})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let paused = anna.request("POST", &format!("{path}/pause")).send().await.expect(200).json();
        assert_eq!(paused["state"], "paused");
        assert_eq!(today(&anna).await["due"], 1, "today goes on");
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

    async fn a_pause_taken_back_the_same_day_changes_nothing(world) {
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

    async fn a_plan_that_has_not_begun_keeps_its_first_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 3, json!({"start_date": "2026-03-20"})).await;
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        let before = anna.get(&path).await.json();
        anna.post(&format!("{path}/pause"), json!({})).await.expect(200);
        app.world.clock.advance_hours(48);
        anna.post(&format!("{path}/resume"), json!({})).await.expect(200);
        assert_eq!(anna.get(&path).await.json(), before);
        // Paused over its first day, it begins when it goes on.
        anna.post(&format!("{path}/pause"), json!({})).await.expect(200);
        app.world.clock.set("2026-03-25T08:00:00Z");
        let resumed = anna.post(&format!("{path}/resume"), json!({})).await.expect(200).json();
        assert_eq!((text(&resumed["start_date"]), text(&resumed["end_date"])), ("2026-03-25", "2026-03-27"));
        consistency::check(&app.world.db).await;
    }

    async fn a_skip_is_neither_due_nor_missed(world) {
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
        // The same day again is the same skip; the third in seven days is one too many.
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

    async fn deleting_keeps_the_past_unless_nothing_was_done_on_the_first_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let gone = make(&anna, &["Walk"], 5, json!({})).await;
        anna.delete(&format!("/api/v1/habits/{}", text(&gone["id"]))).await.expect(204);
        assert_eq!(consistency::counts(&app.world.db, "2026-01-01", "2026-12-31").await, (0, 0));
        let kept = make(&anna, &["Walk"], 5, json!({})).await;
        let path = format!("/api/v1/habits/{}", text(&kept["id"]));
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

    async fn times_a_week_show_until_they_are_done(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        // 2 March 2026 is a Monday.
        make(&anna, &["Run"], 14, json!({"times_a_week": 2})).await;
        let db = &app.world.db;
        assert_eq!(today(&anna).await["due"], 0, "not due before Sunday");
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (2, 0));
        let first = task_ids(&today(&anna).await);
        let ticked = anna.put(&completion(&first[0]), json!({})).await.expect(200).json();
        assert_eq!(ticked["day"], json!({"due": 1, "completed": 1}));
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (1, 0));
        app.world.clock.advance_hours(48);
        let second = task_ids(&today(&anna).await);
        anna.put(&completion(&second[0]), json!({})).await.expect(200);
        assert_eq!(consistency::counts(db, "2026-03-02", "2026-03-08").await, (2, 2));
        app.world.clock.advance_hours(24);
        assert_eq!(today(&anna).await["habits"], json!([]), "the week's number is reached");
        anna.delete(&completion(&second[0])).await.expect(200);
        assert_eq!(task_ids(&today(&anna).await).len(), 1);
        assert_eq!(consistency::counts(db, "2026-03-08", "2026-03-08").await, (1, 0));
        assert_eq!(consistency::counts(db, "2026-03-09", "2026-03-15").await, (2, 0));
        consistency::check(db).await;
    }

    async fn weekdays_and_editing_lay_the_rest_anew(world) {
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

    async fn a_year_by_hand_fits(world) {
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

    async fn a_finished_plan_says_so(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let habit = make(&anna, &["Walk"], 1, json!({})).await;
        app.world.clock.advance_hours(24);
        let path = format!("/api/v1/habits/{}", text(&habit["id"]));
        assert_eq!(anna.get(&path).await.json()["state"], "finished");
        assert_eq!(anna.get("/api/v1/habits?state=finished").await.json()["items"][0]["id"], habit["id"]);
        assert_eq!(anna.post(&format!("{path}/pause"), json!({})).await.expect(409).code(), "finished");
    }

    async fn a_habit_list_turns_its_pages(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut made = Vec::new();
        for _ in 0..5 {
            app.world.clock.advance_seconds(1);
            made.push(make(&anna, &["Walk"], 1, json!({})).await["id"].clone());
        }
        let mut seen = Vec::new();
        let mut path = "/api/v1/habits?limit=2".to_owned();
        loop {
            let page = anna.get(&path).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|habit| habit["id"].clone()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/v1/habits?limit=2&cursor={cursor}");
        }
        assert_eq!(seen, made);
        assert_eq!(anna.get("/api/v1/habits?limit=0").await.expect(422).fields(), ["limit: wrong-type"]);
    }

    async fn a_change_of_zone_waits_for_its_day_and_moves_what_it_skips(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-10T12:00:00Z");
        let anna = app.sign_up("Anna", "Pacific/Pago_Pago").await;
        make(&anna, &["Walk"], 5, json!({})).await;
        // Nothing done yet: at once.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        assert_eq!(today(&anna).await["date"], "2026-03-11");
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        let day = today(&anna).await;
        assert_eq!(day["date"], "2026-03-10");
        anna.put(&completion(&task_ids(&day)[0]), json!({})).await.expect(200);
        // Now the day goes on until the new zone's day start, and the 11th is nobody's day.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        assert_eq!(today(&anna).await["date"], "2026-03-10");
        consistency::check(&app.world.db).await;
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (0, 0));
        assert_eq!(consistency::counts(&app.world.db, "2026-03-12", "2026-03-12").await, (2, 0));
        // Back again before it happened: everything is where it was.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Pago_Pago"})).await.expect(200);
        assert_eq!(consistency::counts(&app.world.db, "2026-03-11", "2026-03-11").await, (1, 0));
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        app.world.clock.set("2026-03-11T11:00:00Z");
        let day = today(&anna).await;
        assert_eq!((text(&day["date"]), &day["due"]), ("2026-03-12", &json!(2)));
        assert_eq!(task_ids(&day).len(), 2);
        consistency::check(&app.world.db).await;
    }
}
