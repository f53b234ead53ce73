//! Coins, gems and claims: everything is paid once, even for concurrent requests.

use std::collections::BTreeMap;

use habitro_testkit::{Client, TestApp, both_databases};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::consistency;

async fn make(client: &Client, tasks: usize, days: u16) -> Value {
    let titles: Vec<String> = (1..=tasks).map(|n| format!("Task number {n}")).collect();
    let body = json!({"name": "Many", "type": "good", "duration_days": days, "daily_tasks": titles});
    client.post("/api/v1/habits", body).await.expect(201).json()
}

async fn ids_of_today(client: &Client) -> Vec<String> {
    let day = client.get("/api/v1/today").await.expect(200).json();
    let habits = day["habits"].as_array().unwrap().clone();
    let tasks = habits.iter().flat_map(|habit| habit["tasks"].as_array().unwrap().clone());
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

async fn ledger(client: &Client) -> Vec<Value> {
    client.get("/api/v1/rewards/ledger?limit=200").await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// Sends the same request `times` times concurrently. Returns how often each status was received.
async fn send_concurrently(times: usize, client: &Client, method: &'static str, path: &str) -> BTreeMap<u16, usize> {
    let mut running = JoinSet::new();
    for _ in 0..times {
        let (client, path) = (client.clone(), path.to_owned());
        running.spawn(async move { client.request(method, &path).send().await.status });
    }
    let mut statuses = BTreeMap::new();
    while let Some(status) = running.join_next().await {
        *statuses.entry(status.unwrap()).or_default() += 1;
    }
    statuses
}

/// The number of runs of random operations: `HABITRO_SEEDS`, by default 4 (20 in `make soak`).
#[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
fn seeds() -> u64 {
    std::env::var("HABITRO_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

fn operations() -> u32 {
    if seeds() >= 20 { 500 } else { 120 }
}

both_databases! {
    async fn concurrent_completions_pay_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, 1, 3).await;
        let id = ids_of_today(&anna).await.remove(0);
        let statuses = send_concurrently(1000, &anna, "PUT", &format!("/api/v1/tasks/{id}/completion")).await;
        assert_eq!(statuses, BTreeMap::from([(200, 1000)]));
        let entries = ledger(&anna).await;
        let paid: Vec<&Value> = entries.iter().filter(|entry| entry["reason"] == "task").collect();
        assert_eq!(paid.len(), 1);
        assert_eq!((&paid[0]["amount"], &paid[0]["currency"]), (&json!(10), &json!("coin")));
        assert_eq!(paid[0]["reference"], format!("{id}:0"));
        consistency::check(&app.world.db).await;
    }

    async fn opening_balance_is_in_the_ledger(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let rewards = anna.get("/api/v1/rewards").await.expect(200).json();
        assert_eq!(rewards, json!({
            "coins": 100, "gems": "2.0", "daily_streak": 0, "max_streak": 0, "streak_cycle_day": 1, "can_claim": true,
            "next_reward": "0.1", "freezes": 2, "cycle": ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "1.0"]}));
        let entries = ledger(&anna).await;
        let listed: Vec<(&Value, &Value, &Value)> = entries.iter().map(|e| (&e["currency"], &e["amount"], &e["reason"])).collect();
        assert_eq!(listed, [(&json!("gem"), &json!("2.0"), &json!("welcome")), (&json!("coin"), &json!(100), &json!("welcome"))]);
        let first = anna.get("/api/v1/rewards/ledger?limit=1").await.expect(200).json();
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = anna.get(&format!("/api/v1/rewards/ledger?limit=1&cursor={cursor}")).await.expect(200).json();
        assert_eq!((&second["items"][0]["reason"], &second["next_cursor"]), (&json!("welcome"), &Value::Null));
    }

    async fn day_pays_at_most_three_hundred_coins(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, 20, 2).await;
        make(&anna, 20, 2).await;
        let ids = ids_of_today(&anna).await;
        let mut earned = 0;
        for id in &ids {
            let path = format!("/api/v1/tasks/{id}/completion");
            earned += anna.request("PUT", &path).send().await.expect(200).json()["coins_earned"].as_i64().unwrap();
        }
        assert_eq!((ids.len(), earned), (40, 300));
        // Undoing a paid task frees its coins for itself only: an unpaid task stays unpaid.
        let (paid, unpaid) = (&ids[0], &ids[39]);
        let completion = |id: &String| format!("/api/v1/tasks/{id}/completion");
        assert_eq!(anna.delete(&completion(unpaid)).await.expect(200).json()["coins_earned"], 0);
        assert_eq!(anna.delete(&completion(paid)).await.expect(200).json()["coins_earned"], -10);
        assert_eq!(anna.put(&completion(unpaid), json!({})).await.expect(200).json()["coins_earned"], 0);
        assert_eq!(anna.put(&completion(paid), json!({})).await.expect(200).json()["coins_earned"], 10);
        app.world.clock.advance_hours(24);
        let next = ids_of_today(&anna).await.remove(0);
        assert_eq!(anna.put(&completion(&next), json!({})).await.expect(200).json()["coins_earned"], 10);
        consistency::check(&app.world.db).await;
    }

    async fn undo_takes_the_remaining_coins_and_completing_again_pays_them(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        make(&anna, 1, 3).await;
        let path = format!("/api/v1/tasks/{}/completion", ids_of_today(&anna).await[0]);
        anna.put(&path, json!({})).await.expect(200);
        // 110 coins; 106 become gems, 4 are left.
        let after = anna.post("/api/v1/rewards/conversions", json!({"coins": 106})).await.expect(200).json();
        assert_eq!(after, json!({"coins": 4, "gems": "2.106"}));
        assert_eq!(anna.delete(&path).await.expect(200).json()["coins_earned"], -4);
        assert_eq!(anna.put(&path, json!({})).await.expect(200).json()["coins_earned"], 4);
        assert_eq!(anna.delete(&path).await.expect(200).json()["coins_earned"], -4);
        consistency::check(&app.world.db).await;
    }

    async fn claim_pays_once_per_local_day(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "Asia/Colombo").await;
        let statuses = send_concurrently(100, &anna, "POST", "/api/v1/rewards/claim-streak").await;
        assert_eq!(statuses, BTreeMap::from([(200, 1), (409, 99)]));
        let rewards = anna.get("/api/v1/rewards").await.json();
        assert_eq!((&rewards["gems"], &rewards["daily_streak"], &rewards["can_claim"]), (&json!("2.1"), &json!(1), &json!(false)));
        assert_eq!((&rewards["streak_cycle_day"], &rewards["next_reward"]), (&json!(1), &json!("0.2")));
        app.world.clock.advance_hours(24);
        let claimed = anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200).json();
        assert_eq!((&claimed["today_reward"], &claimed["daily_streak"], &claimed["gems"]), (&json!("0.2"), &json!(2), &json!("2.3")));
        // Two missed days use both freezes, and the streak continues.
        app.world.clock.advance_hours(72);
        let claimed = anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200).json();
        assert_eq!((&claimed["daily_streak"], &claimed["freezes"], &claimed["today_reward"]), (&json!(3), &json!(0), &json!("0.3")));
        app.world.clock.advance_hours(48);
        assert_eq!(anna.get("/api/v1/rewards").await.json()["daily_streak"], 0);
        let claimed = anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200).json();
        assert_eq!((&claimed["daily_streak"], &claimed["max_streak"], &claimed["today_reward"]), (&json!(1), &json!(3), &json!("0.1")));
        consistency::check(&app.world.db).await;
    }

    async fn freezes_and_conversions_require_enough_balance(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        assert_eq!(anna.post("/api/v1/rewards/freezes", json!({})).await.expect(409).code(), "freezes-full");
        for (coins, status, what) in [(99, 422, "invalid-input"), (-100, 422, "invalid-input"), (101, 409, "insufficient-coins"), (i64::MAX, 409, "insufficient-coins")] {
            assert_eq!(anna.post("/api/v1/rewards/conversions", json!({"coins": coins})).await.expect(status).code(), what);
        }
        // A missed day uses a freeze, which is then bought again.
        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        app.world.clock.advance_hours(48);
        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        let bought = anna.post("/api/v1/rewards/freezes", json!({})).await.expect(200).json();
        assert_eq!((&bought["freezes"], &bought["gems"]), (&json!(2), &json!("1.3")));
        let statuses = send_concurrently(50, &anna, "POST", "/api/v1/rewards/freezes").await;
        assert_eq!(statuses, BTreeMap::from([(409, 50)]));
        consistency::check(&app.world.db).await;
    }

    async fn reward_days_show_claims_and_freezes(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let days = async |query: &str| {
            let seen = anna.get(&format!("/api/v1/rewards/days{query}")).await.expect(200).json();
            let days = seen["days"].as_array().unwrap().iter();
            days.map(|day| format!("{} {}", day["date"].as_str().unwrap(), day["mark"].as_str().unwrap())).collect::<Vec<_>>()
        };
        // Claimed on the 2nd and 3rd, two days missed and covered by freezes, claimed on the 6th, three
        // days missed without freezes, claimed on the 10th.
        for hours in [0, 24, 72, 96] {
            app.world.clock.advance_hours(hours);
            anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        }
        let march = [
            "2026-03-02 claimed", "2026-03-03 claimed", "2026-03-04 frozen", "2026-03-05 frozen",
            "2026-03-06 claimed", "2026-03-10 claimed",
        ];
        assert_eq!(days("").await, march, "the month so far");
        assert_eq!(days("?from=2026-03-01&to=2026-03-31").await, march);
        // A range that starts or ends inside the gap takes claims outside the range into account.
        assert_eq!(days("?from=2026-03-01&to=2026-03-04").await, march[..3]);
        assert_eq!(days("?from=2026-03-05&to=2026-03-05").await, march[3..4]);
        assert_eq!(days("?from=2026-02-01&to=2026-02-28").await, Vec::<String>::new());
        let seen = anna.get("/api/v1/rewards/days").await.json();
        assert_eq!((&seen["today"], &seen["from"], &seen["to"]), (&json!("2026-03-10"), &json!("2026-03-01"), &json!("2026-03-10")));
        for (query, code) in [
            ("?from=2026-03-02&to=2026-03-01", "from: after-to"), ("?from=2025-01-01&to=2026-03-01", "from: too-long"),
        ] {
            assert_eq!(anna.get(&format!("/api/v1/rewards/days{query}")).await.expect(422).fields(), [code]);
        }
        anna.get("/api/v1/rewards/days?from=tomorrow").await.expect(422);
        assert_eq!(anna.get("/api/v1/rewards/days?from=0000-01-01&to=0000-01-02").await.expect(200).json()["days"], json!([]));
        assert_eq!(anna.get("/api/v1/rewards/days?from=9999-12-30&to=9999-12-31").await.expect(200).json()["days"], json!([]));
        // Other users have their own days.
        assert_eq!(app.sign_up("Bo", "UTC").await.get("/api/v1/rewards/days").await.json()["days"], json!([]));
    }

    async fn date_skipped_by_a_zone_change_uses_no_freeze(world) {
        let app = TestApp::start(world).await;
        app.world.clock.set("2026-03-02T20:00:00Z");
        // 10:00 on the 2nd in Honolulu, and 10:00 on the 3rd on Kiritimati.
        let anna = app.sign_up("Anna", "Pacific/Honolulu").await;
        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Kiritimati"})).await.expect(200);
        let mut dates = std::collections::BTreeSet::new();
        for _ in 0..24 * 4 {
            dates.insert(anna.get("/api/v1/today").await.json()["date"].as_str().unwrap().to_owned());
            if dates.len() == 3 {
                break;
            }
            app.world.clock.advance_hours(1);
        }
        let dates: Vec<String> = dates.into_iter().collect();
        assert_eq!(dates, ["2026-03-02", "2026-03-04", "2026-03-05"], "the 3rd is skipped");
        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        let seen = anna.get("/api/v1/rewards/days").await.json();
        let marks: Vec<&str> = seen["days"].as_array().unwrap().iter().map(|day| day["mark"].as_str().unwrap()).collect();
        assert_eq!(marks, ["claimed", "frozen", "claimed"], "{seen}");
        assert_eq!(seen["days"][1]["date"], "2026-03-04");
        assert_eq!(anna.get("/api/v1/rewards").await.json()["freezes"], 1);
    }

    async fn random_completions_and_deletions_keep_balances_consistent(world) {
        let app = TestApp::start(world).await;
        for seed in 0..seeds() {
            let anna = app.sign_up(&format!("Anna {seed}"), "UTC").await;
            let mut habits = Vec::new();
            for _ in 0..3 {
                habits.push(make(&anna, 4, 9).await["id"].as_str().unwrap().to_owned());
            }
            let mut rng = StdRng::seed_from_u64(seed);
            let mut running = JoinSet::new();
            for step in 0..operations() {
                let ids = if step % 30 == 0 { ids_of_today(&anna).await } else { Vec::new() };
                if step % 30 == 29 {
                    while running.join_next().await.is_some() {}
                    app.world.clock.advance_hours(24);
                }
                let tasks: Vec<String> = if ids.is_empty() { ids_of_today(&anna).await } else { ids };
                let (method, path, body) = match rng.random_range(0..24) {
                    0 => ("POST", "/api/v1/rewards/conversions".to_owned(), Some(json!({"coins": rng.random_range(100..130)}))),
                    1 if habits.len() > 1 => ("DELETE", format!("/api/v1/habits/{}", habits.swap_remove(0)), None),
                    2 => ("POST", format!("/api/v1/habits/{}/skips", habits[0]), Some(json!({"date": format!("2026-03-{:02}", rng.random_range(2..12))}))),
                    3 => ("POST", format!("/api/v1/habits/{}/pause", habits[0]), None),
                    4 => ("POST", format!("/api/v1/habits/{}/resume", habits[0]), None),
                    5 => ("POST", "/api/v1/rewards/claim-streak".to_owned(), None),
                    6 => ("POST", "/api/v1/rewards/freezes".to_owned(), None),
                    7 => {
                        let ids = ["first-tick", "perfect-day", "comeback", "gold-week", "thousand-coins"];
                        ("POST", format!("/api/v1/achievements/{}/claim", ids[rng.random_range(0..ids.len())]), None)
                    }
                    draw if !tasks.is_empty() => {
                        let id = &tasks[rng.random_range(0..tasks.len())];
                        (if draw % 3 == 0 { "DELETE" } else { "PUT" }, format!("/api/v1/tasks/{id}/completion"), None)
                    }
                    _ => continue,
                };
                let anna = anna.clone();
                running.spawn(async move {
                    let request = anna.request(method, &path);
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
            consistency::check(&app.world.db).await;
            app.world.clock.set("2026-03-02T08:00:00Z");
        }
    }
}
