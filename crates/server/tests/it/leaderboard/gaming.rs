//! Attempts to game the leaderboard.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{board, habit, lines, tasks, tick, tick_some, untick};

const WALK: &str = "c4a11e00-0000-8000-8000-000000000100";
const WALK_HABIT: &str = "c4a11e00-0000-8000-8000-000000000101";

fn me(seen: &Value) -> (u64, u64, u64) {
    let me = &seen["me"];
    (me["rank"].as_u64().unwrap_or(0), me["completed"].as_u64().unwrap_or(0), me["due"].as_u64().unwrap_or(0))
}

both_databases! {
    async fn deleting_a_habit_does_not_raise_the_rate(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
        let (good, bad) = (habit(&anna, "good", 1).await, habit(&anna, "bad", 3).await);
        habit(&bo, "good", 2).await;
        tick_some(&bo, 1).await;
        let mine = anna.get("/api/v1/today").await.expect(200).json();
        let of_good = mine["habits"].as_array().unwrap().iter().find(|one| one["id"] == json!(good)).unwrap();
        tick(&anna, of_good["tasks"][0]["id"].as_str().unwrap()).await;
        app.world.clock.advance_hours(24);
        let before = board(&app, &anna, "").await;
        assert_eq!(me(&before), (2, 1, 8));
        anna.delete(&format!("/api/v1/habits/{bad}")).await.expect(204);
        for period in ["weekly", "monthly", "all_time"] {
            let after = board(&app, &anna, &format!("?period={period}")).await;
            assert_eq!(me(&after), (2, 1, 8), "{period}: what was due stays due");
        }
    }

    async fn many_tiny_tasks_do_not_win_the_fair_order(world) {
        let app = TestApp::without_limits(world).await;
        let perfect = app.sign_up("Perfect", "UTC").await;
        let stuffer = app.sign_up("Stuffer", "UTC").await;
        for (client, a_day) in [(&perfect, 3), (&stuffer, 9)] {
            habit(client, "good", a_day).await;
        }
        for day in 0..7 {
            tick_some(&perfect, 20).await;
            tick_some(&stuffer, 20).await;
            if day < 6 {
                app.world.clock.advance_hours(24);
            }
        }
        // 63 of 63 against a perfect 21: the fair order ignores more than 21.
        assert_eq!(lines(&board(&app, &stuffer, "?order=fair").await), ["1 Perfect 21/21", "2 Stuffer 63/63"]);
        // The order by rate does, among those of the same rate; docs/leaderboard.md says so.
        assert_eq!(lines(&board(&app, &stuffer, "").await), ["1 Stuffer 63/63", "2 Perfect 21/21"]);
    }

    async fn old_days_cannot_be_completed(world) {
        let app = TestApp::without_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "good", 1).await;
        let first = tasks(&anna, "").await.remove(0);
        app.world.clock.advance_hours(72);
        let before = me(&board(&app, &anna, "?period=all_time").await);
        assert_eq!(tick(&anna, &first).await, 409);
        assert_eq!(me(&board(&app, &anna, "?period=all_time").await), before);
        // A plan can't start in the past either.
        let body = json!({"name": "Yesterday", "type": "good", "duration_days": 3, "daily_tasks": ["Walk a bit"], "start_date": "2026-03-01"});
        anna.post("/api/v1/habits", body).await.expect(422);
        assert_eq!(me(&board(&app, &anna, "?period=all_time").await), before);
    }

    async fn changing_time_zones_gains_nothing(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo) = (app.sign_up("Anna", "Pacific/Auckland").await, app.sign_up("Bo", "Pacific/Auckland").await);
        for client in [&anna, &bo] {
            habit(client, "good", 2).await;
            tick_some(client, 1).await;
        }
        // Anna flies west each evening so that her next day does not begin.
        for zone in ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago"] {
            app.world.clock.advance_hours(20);
            anna.patch("/api/v1/me", json!({"time_zone": zone})).await.expect(200);
        }
        app.world.clock.advance_hours(20);
        let seen = board(&app, &anna, "?period=all_time").await;
        // She has come to fewer days by now, at the most two, and her rate is no better for it.
        let due: Vec<u64> = seen["entries"].as_array().unwrap().iter().map(|entry| entry["due"].as_u64().unwrap()).collect();
        assert!(due[0] <= due[1] && due[1] - due[0] <= 4, "{seen}");
        // Back where she was it is the same board as for who never left.
        anna.patch("/api/v1/me", json!({"time_zone": "Pacific/Auckland"})).await.expect(200);
        app.world.clock.advance_hours(48);
        let seen = board(&app, &anna, "?period=all_time").await;
        let due: Vec<&Value> = seen["entries"].as_array().unwrap().iter().map(|entry| &entry["due"]).collect();
        assert_eq!(due[0], due[1], "{seen}");
    }

    async fn undo_and_redo_change_nothing(world) {
        let app = TestApp::without_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "good", 2).await;
        let task = tasks(&anna, "").await.remove(0);
        for _ in 0..5 {
            assert_eq!((tick(&anna, &task).await, tick(&anna, &task).await), (200, 200));
            assert_eq!(me(&board(&app, &anna, "").await), (1, 1, 2));
            assert_eq!((untick(&anna, &task).await, untick(&anna, &task).await), (200, 200));
            assert_eq!(me(&board(&app, &anna, "").await), (1, 0, 2));
        }
    }

    async fn rejoining_a_challenge_keeps_its_counts(world) {
        let app = TestApp::without_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let join = json!({"habit_ids": [WALK_HABIT]});
        anna.post(&format!("/api/v1/challenges/{WALK}/members"), join.clone()).await.expect(201);
        let path = format!("/api/v1/challenges/{WALK}/leaderboard");
        app.world.clock.advance_hours(48);
        app.app.leaderboard.catch_up().await.unwrap();
        let missed = me(&anna.get(&path).await.expect(200).json());
        assert!(missed.2 >= 3 && missed.1 == 0);
        anna.delete(&format!("/api/v1/challenges/{WALK}/members/me")).await.expect(204);
        app.app.leaderboard.catch_up().await.unwrap();
        assert_eq!(anna.get(&path).await.expect(200).json()["me"], Value::Null);
        app.world.clock.advance_hours(24);
        anna.post(&format!("/api/v1/challenges/{WALK}/members"), join).await.expect(201);
        tick_some(&anna, 20).await;
        app.app.leaderboard.catch_up().await.unwrap();
        let again = me(&anna.get(&path).await.expect(200).json());
        assert!(again.2 > missed.2, "what was due stays due: {again:?} after {missed:?}");
    }

    async fn a_second_account_in_a_challenge(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
        let second = app.sign_up("Anna Two", "UTC").await;
        let path = format!("/api/v1/challenges/{WALK}/leaderboard");
        for client in [&anna, &bo, &second] {
            client.post(&format!("/api/v1/challenges/{WALK}/members"), json!({"habit_ids": [WALK_HABIT]})).await.expect(201);
        }
        tick_some(&bo, 20).await;
        app.app.leaderboard.catch_up().await.unwrap();
        let before = me(&anna.get(&path).await.expect(200).json());
        tick_some(&second, 20).await;
        app.app.leaderboard.catch_up().await.unwrap();
        let after = me(&anna.get(&path).await.expect(200).json());
        assert!(after.0 >= before.0, "another account is another row, and never lifts the first");
        assert_eq!((after.1, after.2), (before.1, before.2));
    }
}
