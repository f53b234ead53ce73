//! The entries that a viewer sees.

use habitro_server::features::accounts::{self, UserId};
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};

use super::{befriend, board, habit, id_of, line, lines, tick_some};

const WALK: &str = "c4a11e00-0000-8000-8000-000000000100";
const WALK_HABIT: &str = "c4a11e00-0000-8000-8000-000000000101";

both_databases! {
    async fn board_has_the_shape_of_the_contract(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna Berg", "Asia/Colombo").await;
        habit(&anna, "good", 3).await;
        tick_some(&anna, 2).await;
        let seen = board(&app, &anna, "").await;
        assert_eq!((&seen["period"], &seen["order"]), (&json!("weekly"), &json!("rate")));
        assert_eq!(seen["starts_on"], "2026-03-02");
        assert!(seen["as_of"].as_str().unwrap().ends_with('Z'));
        let entry = &seen["entries"][0];
        assert_eq!(entry, &seen["me"]);
        assert_eq!((&entry["rank"], &entry["completed"], &entry["due"]), (&json!(1), &json!(2), &json!(3)));
        assert_eq!(entry["display_name"], "Anna");
        assert_eq!(entry["avatar_url"], Value::Null);
        assert!((entry["completion_rate"].as_f64().unwrap() - 200.0 / 3.0).abs() < 1e-9);
        assert_eq!(entry["user_id"], json!(id_of(&anna).await));
        assert_eq!(board(&app, &anna, "?period=monthly").await["starts_on"], "2026-03-01");
        assert_eq!(board(&app, &anna, "?period=all_time").await["starts_on"], Value::Null);
        assert!(!seen.to_string().contains("example.org"), "never an address");
    }

    async fn invalid_queries_are_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for wrong in ["period=daily", "scope=family", "order=name", "limit=5", "period=", "period=weekly&period=monthly"] {
            let reply = anna.get(&format!("/api/v1/leaderboard?{wrong}")).await.expect(422);
            assert_eq!(reply.fields().len(), 1, "{wrong}: {}", reply.text());
        }
        anna.get(&format!("/api/v1/challenges/{WALK}/leaderboard?period=weekly")).await.expect(422);
        anna.get("/api/v1/challenges/00000000-0000-0000-0000-000000000001/leaderboard").await.expect(404);
        anna.get("/api/v1/challenges/x/leaderboard").await.expect(404);
        app.client().get("/api/v1/leaderboard").await.expect(401);
        app.client().get(&format!("/api/v1/challenges/{WALK}/leaderboard")).await.expect(401);
    }

    async fn order_is_rate_then_done_then_joined(world) {
        let app = TestApp::without_limits(world).await;
        let mut people = Vec::new();
        for (name, due, done) in [("Anna", 4, 2), ("Bo", 2, 2), ("Cleo", 6, 3), ("Dan", 2, 2), ("Eve", 3, 3), ("Fay", 0, 0)] {
            let client = app.sign_up(name, "UTC").await;
            app.world.clock.advance_seconds(1);
            if due > 0 {
                habit(&client, "good", due).await;
                tick_some(&client, done).await;
            }
            people.push(client);
        }
        let seen = board(&app, &people[0], "").await;
        assert_eq!(lines(&seen), ["1 Eve 3/3", "2 Bo 2/2", "3 Dan 2/2", "4 Cleo 3/6", "5 Anna 2/4", "6 Fay 0/0"]);
        assert_eq!(seen["me"]["rank"], 5);
        // Nobody has seven due yet.
        let fair = board(&app, &people[0], "?order=fair").await;
        assert_eq!((lines(&fair).len(), &fair["me"]), (0, &Value::Null));
    }

    async fn one_of_one_does_not_beat_57_of_60_in_the_fair_order(world) {
        let app = TestApp::without_limits(world).await;
        let steady = app.sign_up("Steady", "UTC").await;
        habit(&steady, "good", 20).await;
        for done in [19, 19, 19] {
            tick_some(&steady, done).await;
            app.world.clock.advance_hours(24);
        }
        // Thursday: 57 of 60, and the day that has begun.
        let lucky = app.sign_up("Lucky", "UTC").await;
        habit(&lucky, "good", 1).await;
        tick_some(&lucky, 1).await;
        tick_some(&steady, 20).await;
        assert_eq!(lines(&board(&app, &lucky, "").await), ["1 Lucky 1/1", "2 Steady 77/80"]);
        let fair = board(&app, &lucky, "?order=fair").await;
        assert_eq!((lines(&fair), &fair["me"]), (vec!["1 Steady 77/80".to_owned()], &Value::Null));
    }

    async fn hidden_user_sees_only_their_own_entry(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
        befriend(&anna, &bo).await;
        for client in [&anna, &bo] {
            client.post(&format!("/api/v1/challenges/{WALK}/members"), json!({"habit_ids": [WALK_HABIT]})).await.expect(201);
        }
        tick_some(&anna, 20).await;
        let before = board(&app, &bo, "?scope=friends").await;
        assert_eq!(lines(&before).len(), 2);
        anna.patch("/api/v1/me", json!({"leaderboard_visible": false})).await.expect(200);
        for path in ["/api/v1/leaderboard", "/api/v1/leaderboard?scope=friends", &format!("/api/v1/challenges/{WALK}/leaderboard")] {
            app.app.leaderboard.catch_up().await.unwrap();
            let seen = bo.get(path).await.expect(200).json();
            assert_eq!(seen["entries"].as_array().unwrap().len(), 1, "{path}");
            assert_eq!(seen["me"]["rank"], 1, "{path}");
            let own = anna.get(path).await.expect(200).json();
            assert_eq!(own["entries"].as_array().unwrap().len(), 1, "{path}");
            assert!(line(&own["me"]).starts_with("1 Anna "), "{path}: the rank they would have");
        }
        anna.patch("/api/v1/me", json!({"leaderboard_visible": true, "display_name": "Annie"})).await.expect(200);
        assert!(lines(&board(&app, &bo, "").await)[0].starts_with("1 Annie "));
    }

    async fn suspended_and_deleted_users_are_not_listed(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo, cleo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await, app.sign_up("Cleo", "UTC").await);
        for client in [&anna, &bo, &cleo] {
            client.post(&format!("/api/v1/challenges/{WALK}/members"), json!({"habit_ids": [WALK_HABIT]})).await.expect(201);
        }
        assert_eq!(lines(&board(&app, &cleo, "").await).len(), 3);
        let challenge = format!("/api/v1/challenges/{WALK}/leaderboard");
        assert_eq!(lines(&cleo.get(&challenge).await.expect(200).json()).len(), 3);
        let shut = UserId(id_of(&anna).await.parse().unwrap());
        app.world.db.write(shut, move |tx| accounts::suspend(tx, shut, "Spam")).await.unwrap();
        bo.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        assert_eq!(lines(&board(&app, &cleo, "").await).len(), 1);
        assert_eq!(lines(&cleo.get(&challenge).await.expect(200).json()).len(), 1);
        app.world.db.write(shut, move |tx| accounts::unsuspend(tx, shut)).await.unwrap();
        assert_eq!(lines(&board(&app, &cleo, "").await).len(), 2);
        assert_eq!(lines(&cleo.get(&challenge).await.expect(200).json()).len(), 2);
    }

    async fn blocked_users_do_not_see_each_other_and_ranks_stay(world) {
        let app = TestApp::without_limits(world).await;
        let mut people = Vec::new();
        for (name, done) in [("Anna", 3), ("Bo", 2), ("Cleo", 1)] {
            let client = app.sign_up(name, "UTC").await;
            habit(&client, "good", 3).await;
            tick_some(&client, done).await;
            people.push(client);
        }
        people[1].request("PUT", &format!("/api/v1/blocks/{}", id_of(&people[0]).await)).send().await.expect(204);
        assert_eq!(lines(&board(&app, &people[0], "").await), ["1 Anna 3/3", "3 Cleo 1/3"]);
        assert_eq!(lines(&board(&app, &people[1], "").await), ["2 Bo 2/3", "3 Cleo 1/3"]);
        assert_eq!(lines(&board(&app, &people[2], "").await).len(), 3);
    }

    async fn hundred_entries_and_the_viewers_own(world) {
        let app = TestApp::without_limits(world).await;
        let mut last = app.sign_up("Person 0", "UTC").await;
        for n in 1..104 {
            app.world.clock.advance_seconds(1);
            last = app.sign_up(&format!("Person {n}"), "UTC").await;
        }
        let seen = board(&app, &last, "").await;
        assert_eq!((lines(&seen).len(), &seen["me"]["rank"]), (100, &json!(104)));
    }

    async fn new_user_is_ranked_at_once(world) {
        let app = TestApp::start(world).await;
        app.app.leaderboard.catch_up().await.unwrap();
        let anna = app.sign_up("Anna", "UTC").await;
        // Nothing has followed since.
        let seen = anna.get("/api/v1/leaderboard").await.expect(200).json();
        assert_eq!((&seen["me"]["rank"], &seen["starts_on"]), (&json!(1), &json!("2026-03-02")));
    }

    async fn new_day_starts_at_the_viewers_midnight(world) {
        let app = TestApp::start(world).await;
        // Sunday evening in Colombo, which is five and a half hours ahead.
        app.world.clock.advance_hours(6 * 24);
        let (here, there) = (app.sign_up("Anna", "Asia/Colombo").await, app.sign_up("Bo", "America/New_York").await);
        assert_eq!(board(&app, &here, "").await["starts_on"], "2026-03-02");
        while here.get("/api/v1/today").await.expect(200).json()["date"] != "2026-03-09" {
            app.world.clock.advance_minutes(30);
        }
        // The board has not caught up since, but the viewer's new day applies to the viewer only.
        let starts_on = async |client: &Client, period: &str| {
            client.get(&format!("/api/v1/leaderboard?period={period}")).await.expect(200).json()["starts_on"].clone()
        };
        assert_eq!(starts_on(&here, "weekly").await, "2026-03-09");
        assert_eq!(starts_on(&here, "monthly").await, "2026-03-01");
        assert_eq!(starts_on(&there, "weekly").await, "2026-03-02");
        // And once it follows, the week is a new one.
        habit(&here, "good", 2).await;
        tick_some(&here, 1).await;
        let seen = board(&app, &here, "").await;
        assert_eq!((&seen["starts_on"], line(&seen["me"]).as_str()), (&json!("2026-03-09"), "1 Anna 1/2"));
    }
}
