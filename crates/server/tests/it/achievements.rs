//! Achievements and comebacks are unlocked once and paid once.

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::consistency;

async fn make(client: &Client, kind: &str, name: &str, tasks: usize, days: u16) -> String {
    let titles: Vec<String> = (1..=tasks).map(|n| format!("{name} number {n}")).collect();
    let body = json!({"name": name, "type": kind, "duration_days": days, "daily_tasks": titles});
    client.post("/api/v1/habits", body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn today(client: &Client) -> Vec<String> {
    let day = client.get("/api/v1/today").await.expect(200).json();
    let habits = day["habits"].as_array().unwrap().clone();
    let tasks = habits.iter().flat_map(|habit| habit["tasks"].as_array().unwrap().clone());
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

async fn complete(client: &Client, id: &str) -> Value {
    client.request("PUT", &format!("/api/v1/tasks/{id}/completion")).send().await.expect(200).json()
}

async fn undo(client: &Client, id: &str) -> Value {
    client.delete(&format!("/api/v1/tasks/{id}/completion")).await.expect(200).json()
}

/// Returns the ids of the achievements unlocked by a request.
fn ids(response: &Value) -> Vec<String> {
    response["unlocked"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Returns an achievement from the list.
async fn achievement(client: &Client, id: &str) -> Value {
    let all = client.get("/api/v1/achievements").await.expect(200).json();
    all["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap().clone()
}

async fn unlocked(client: &Client) -> Vec<String> {
    let all = client.get("/api/v1/achievements").await.expect(200).json();
    let items = all["items"].as_array().unwrap().clone();
    items
        .iter()
        .filter(|item| item["unlocked_at"].is_string())
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn reasons(client: &Client) -> Vec<(String, Value)> {
    let ledger = client.get("/api/v1/rewards/ledger?limit=200").await.expect(200).json();
    let entries = ledger["items"].as_array().unwrap().clone();
    entries.iter().map(|e| (e["reason"].as_str().unwrap().to_owned(), e["amount"].clone())).collect()
}

both_databases! {
    async fn perfect_day_unlocks_notifies_and_pays_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, "good", "Walk", 2, 30).await;
        let tasks = today(&anna).await;
        let first = complete(&anna, &tasks[0]).await;
        assert_eq!(ids(&first), ["first-tick"]);
        assert_eq!(first["unlocked"][0]["title"], "First Tick");
        assert_eq!(ids(&complete(&anna, &tasks[1]).await), ["perfect-day"]);
        // Undoing and completing again keeps it unlocked and does not report it twice.
        undo(&anna, &tasks[1]).await;
        assert_eq!(ids(&complete(&anna, &tasks[1]).await), Vec::<String>::new());
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        assert_eq!(feed["unread"], 2);
        assert_eq!((&feed["items"][0]["kind"], &feed["items"][0]["title"]), (&json!("achievement"), &json!("Achievement unlocked")));
        assert_eq!(feed["items"][0]["data"]["achievement_id"], "perfect-day");

        let perfect = achievement(&anna, "perfect-day").await;
        assert_eq!((&perfect["progress"], &perfect["claimed_at"]), (&json!({"current": 1, "target": 1}), &Value::Null));
        let hundred = achievement(&anna, "hundred-ticks").await;
        assert_eq!((&hundred["progress"], &hundred["unlocked_at"]), (&json!({"current": 2, "target": 100}), &Value::Null));
        let claimed = anna.post("/api/v1/achievements/perfect-day/claim", json!({})).await.expect(200).json();
        assert_eq!(claimed["balance"], json!({"coins": 620, "gems": "3.0"}));
        assert_eq!(claimed["claimed_at"], "2026-03-02T08:00:00Z");
        assert_eq!(anna.post("/api/v1/achievements/perfect-day/claim", json!({})).await.expect(409).code(), "already-claimed");
        assert_eq!(anna.post("/api/v1/achievements/gold-week/claim", json!({})).await.expect(409).code(), "not-unlocked");
        anna.post("/api/v1/achievements/nothing/claim", json!({})).await.expect(404);
        anna.post("/api/v1/achievements/%00/claim", json!({})).await.expect(404);
        // Other users have their own achievements.
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(bo.post("/api/v1/achievements/perfect-day/claim", json!({})).await.expect(409).code(), "not-unlocked");
        // 620 + 500 is more than a thousand coins.
        anna.post("/api/v1/achievements/first-tick/claim", json!({})).await.expect(200);
        assert!(unlocked(&anna).await.contains(&"thousand-coins".to_owned()));
        consistency::check(&app.world.db).await;
    }

    async fn achievements_are_listed_by_pages(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let all = anna.get("/api/v1/achievements").await.expect(200).json();
        let items = all["items"].as_array().unwrap();
        assert!(items.len() >= 20, "{}", items.len());
        assert_eq!(all["next_cursor"], Value::Null);
        let page = anna.get("/api/v1/achievements?limit=5").await.expect(200).json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let next = anna.get(&format!("/api/v1/achievements?limit=5&cursor={cursor}")).await.expect(200).json();
        assert_eq!(next["items"].as_array().unwrap()[..], items[5..10]);
    }

    async fn concurrent_claims_pay_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, "good", "Walk", 1, 3).await;
        complete(&anna, &today(&anna).await[0]).await;
        let mut running = JoinSet::new();
        for round in 0..1000 {
            let anna = anna.clone();
            let path = if round % 2 == 0 { "/api/v1/achievements/first-tick/claim" } else { "/api/v1/rewards/claim-streak" };
            running.spawn(async move { (round % 2, anna.request("POST", path).send().await.status) });
        }
        let mut paid = [0, 0];
        while let Some(result) = running.join_next().await {
            match result.unwrap() {
                (which, 200) => paid[which] += 1,
                (_, status) => assert_eq!(status, 409),
            }
        }
        assert_eq!(paid, [1, 1]);
        let entries = reasons(&anna).await;
        assert_eq!(entries.iter().filter(|(reason, _)| reason == "achievement").count(), 2, "coins and a gem");
        assert_eq!(entries.iter().filter(|(reason, _)| reason == "streak").count(), 1);
        consistency::check(&app.world.db).await;
    }

    async fn comeback_pays_once_per_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, "good", "Walk", 2, 30).await;
        // The first day is not a comeback.
        let monday = today(&anna).await;
        assert_eq!(complete(&anna, &monday[0]).await["coins_earned"], 10);
        app.world.clock.advance_hours(24);
        let tuesday = today(&anna).await;
        app.world.clock.advance_hours(24);
        // Nothing was completed on Tuesday, so the first completion on Wednesday is a comeback, not the second.
        let wednesday = today(&anna).await;
        let comeback = complete(&anna, &wednesday[0]).await;
        assert_eq!((&comeback["coins_earned"], ids(&comeback)), (&json!(30), vec!["comeback".to_owned()]));
        assert_eq!(complete(&anna, &wednesday[1]).await["coins_earned"], 10);
        // Undoing the last completion of the day undoes the comeback; the next completion pays it again.
        assert_eq!(undo(&anna, &wednesday[0]).await["coins_earned"], -10);
        assert_eq!(undo(&anna, &wednesday[1]).await["coins_earned"], -30);
        assert_eq!(complete(&anna, &wednesday[1]).await["coins_earned"], 30);
        assert_eq!(undo(&anna, &wednesday[1]).await["coins_earned"], -30);
        // A completion of Tuesday's task is not a comeback, and afterwards Tuesday is not missed.
        assert_eq!(complete(&anna, &tuesday[0]).await["coins_earned"], 10);
        assert_eq!(complete(&anna, &wednesday[0]).await["coins_earned"], 10);
        let entries = reasons(&anna).await;
        let of = |name: &str| entries.iter().filter(|(reason, _)| reason == name).map(|(_, amount)| amount.as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!((of("comeback"), of("comeback-undo")), (vec![20, 20], vec![-20, -20]));
        consistency::check(&app.world.db).await;
    }

    async fn undone_comeback_takes_the_remaining_coins_and_pays_them_again(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, "good", "Walk", 1, 30).await;
        app.world.clock.advance_hours(24);
        let tuesday = today(&anna).await;
        assert_eq!(complete(&anna, &tuesday[0]).await["coins_earned"], 30);
        // 130 coins; 115 are spent, 15 are left: ten for the task, five of the comeback.
        anna.post("/api/v1/rewards/conversions", json!({"coins": 115})).await.expect(200);
        assert_eq!(undo(&anna, &tuesday[0]).await["coins_earned"], -15);
        assert_eq!(complete(&anna, &tuesday[0]).await["coins_earned"], 15);
        assert_eq!(undo(&anna, &tuesday[0]).await["coins_earned"], -15);
        consistency::check(&app.world.db).await;
    }

    async fn weeks_plans_and_early_hours_unlock_achievements(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        app.world.clock.set("2026-03-02T06:30:00Z");
        make(&anna, "bad", "Smoke less", 1, 21).await;
        for day in 1..=21 {
            let tasks = today(&anna).await;
            let unlocked = ids(&complete(&anna, &tasks[0]).await);
            let expected: &[&str] = match day {
                1 => &["first-tick", "perfect-day"],
                5 => &["early-bird"],
                7 => &["week-without", "smoke-free-week", "gold-week"],
                10 => &["ten-perfect-days"],
                21 => &["phase-one", "finish-line"],
                _ => &[],
            };
            assert_eq!(unlocked, expected, "day {day}");
            app.world.clock.advance_hours(24);
        }
        consistency::check(&app.world.db).await;
    }

    async fn edits_skips_notes_and_late_hours_unlock_achievements(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        app.world.clock.set("2026-03-02T22:15:00Z");
        let habit = make(&anna, "good", "Walk", 12, 10).await;
        let tasks = today(&anna).await;
        for (n, task) in tasks.iter().take(10).enumerate() {
            let path = format!("/api/v1/tasks/{task}/completion");
            let unlocked = ids(&anna.put(&path, json!({"note": "Went well"})).await.expect(200).json());
            match n {
                4 => assert_eq!(unlocked, ["night-owl"]),
                9 => assert_eq!(unlocked, ["note-taker"]),
                _ => assert!(n == 0 || unlocked.is_empty(), "{unlocked:?}"),
            }
        }
        anna.post(&format!("/api/v1/habits/{habit}/skips"), json!({"date": "2026-03-04"})).await.expect(200);
        assert!(!unlocked(&anna).await.contains(&"honest-skip".to_owned()), "it needs a reason");
        anna.post(&format!("/api/v1/habits/{habit}/skips"), json!({"date": "2026-03-05", "reason": "Travel"})).await.expect(200);
        anna.patch(&format!("/api/v1/tasks/{}", tasks[11]), json!({"title": "Walk to the river"})).await.expect(200);
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3, "motivation": "", "obstacle": "", "answers": []});
        let draft = anna.post("/api/v1/planner/drafts", body).await.expect(201).json()["id"].clone();
        anna.post("/api/v1/habits", json!({"draft_id": draft})).await.expect(201);
        let have = unlocked(&anna).await;
        for id in ["honest-skip", "plan-editor", "first-plan"] {
            assert!(have.contains(&id.to_owned()), "{id} of {have:?}");
        }
    }

    async fn freeze_history_lists_given_used_and_bought(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for (hours, wait) in [(48, true), (0, false)] {
            anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
            if wait {
                app.world.clock.advance_hours(hours);
            }
        }
        anna.post("/api/v1/rewards/freezes", json!({})).await.expect(200);
        let history = anna.get("/api/v1/rewards/freezes").await.expect(200).json();
        let lines: Vec<(Value, Value, Value)> = history["items"].as_array().unwrap().iter()
            .map(|line| (line["what"].clone(), line["freezes"].clone(), line["day"].clone())).collect();
        assert_eq!(lines, [
            (json!("bought"), json!(1), json!("2026-03-04")),
            (json!("used"), json!(1), json!("2026-03-04")),
            (json!("given"), json!(2), json!("2026-03-02")),
        ]);
        assert!(unlocked(&anna).await.contains(&"frozen-and-saved".to_owned()));
    }
}
