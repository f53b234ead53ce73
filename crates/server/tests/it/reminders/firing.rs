//! Reminders of a habit fire on time, and only if tasks are left.

use habitro_server::platform::db::DbError;
use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{complete_all, fire, habit, id_of, reminded, sent};

both_databases! {
    async fn reminder_fires_on_time_and_once(world) {
        let app = TestApp::start(world).await;
        // 13:30 in Colombo.
        let anna = app.sign_up("Anna", "Asia/Colombo").await;
        let walk = habit(&anna, "Walk", json!({"reminder_times": ["14:00", "09:00"]})).await;
        assert_eq!(sent(fire(&app).await), 0);
        app.world.clock.set("2026-03-02T08:29:59Z");
        assert_eq!(sent(fire(&app).await), 0, "not before its minute");
        app.world.clock.set("2026-03-02T08:30:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        assert_eq!(sent(fire(&app).await), 0);
        assert_eq!(reminded(&anna).await, [("Walk".to_owned(), "2026-03-02T08:30:00Z".to_owned())]);
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let (item, id) = (&feed["items"][0], walk["id"].as_str().unwrap());
        assert_eq!((&item["kind"], &item["body"]), (&json!("reminder"), &json!("First step. And 1 more today.")));
        assert_eq!(item["link"], format!("/today?habit={id}"));
        let today = anna.get("/api/v1/today").await.expect(200).json();
        assert_eq!(item["data"]["task_id"], today["habits"][0]["tasks"][0]["id"], "the task completed by the Done action");
        // The first reminder of the next day.
        app.world.clock.set("2026-03-03T03:30:07Z");
        assert_eq!(sent(fire(&app).await), 1);
        assert_eq!(reminded(&anna).await[0].1, "2026-03-03T03:30:00Z");
    }

    async fn reminder_is_silent_without_tasks_left(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let walk = habit(&anna, "Walk", json!({"reminder_times": ["09:00"]})).await;
        let path = format!("/api/v1/habits/{}", walk["id"].as_str().unwrap());
        complete_all(&anna).await;
        app.world.clock.set("2026-03-02T09:00:00Z");
        let done = fire(&app).await;
        assert_eq!((done.sent, done.skipped), (0, 1), "all done");
        app.world.clock.set("2026-03-03T08:00:00Z");
        anna.post(&format!("{path}/skips"), json!({"date": "2026-03-03"})).await.expect(200);
        app.world.clock.set("2026-03-03T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "skipped");
        app.world.clock.set("2026-03-04T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        anna.request("POST", &format!("{path}/pause")).send().await.expect(200);
        app.world.clock.set("2026-03-05T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "paused");
        app.world.clock.set("2026-03-09T09:00:00Z");
        let idle = fire(&app).await;
        assert_eq!((idle.sent, idle.skipped, idle.rescheduled), (0, 0, 0), "a paused habit has no occurrences");
        app.world.clock.set("2026-03-10T08:00:00Z");
        anna.request("POST", &format!("{path}/resume")).send().await.expect(200);
        app.world.clock.set("2026-03-10T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 1, "resumed with the habit");
        anna.delete(&path).await.expect(204);
        app.world.clock.set("2026-03-11T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "deleted with the habit");
    }

    async fn weekly_habit_is_silent_after_its_goal(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Run", json!({"reminder_times": ["18:00"], "times_a_week": 2})).await;
        app.world.clock.set("2026-03-02T18:00:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        complete_all(&anna).await;
        app.world.clock.set("2026-03-04T18:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.dropped), (0, 1), "the weekly goal is reached");
        app.world.clock.set("2026-03-09T18:00:00Z");
        assert_eq!(sent(fire(&app).await), 1, "a new week");
    }

    async fn reminders_missed_in_the_last_half_hour_are_sent(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["09:00", "10:15", "10:35"]})).await;
        app.world.clock.set("2026-03-04T10:45:00Z");
        let fired = fire(&app).await;
        // Seven are older: three on Monday, three on Tuesday, and the first of today.
        assert_eq!((fired.sent, fired.dropped), (2, 7));
        let mut times: Vec<_> = reminded(&anna).await.into_iter().map(|(_, at)| at).collect();
        // Both were sent at one instant of the fixed clock, so their order in the feed is random.
        times.sort();
        assert_eq!(times, ["2026-03-04T10:15:00Z", "2026-03-04T10:35:00Z"]);
        let health = anna.get("/api/v1/reminders/health").await.expect(200).json();
        assert_eq!((&health["dropped"], &health["unseen"]), (&json!(7), &json!(2)));
    }

    async fn quiet_hours_postpone_reminders_unless_tasks_are_done_meanwhile(world) {
        let app = TestApp::start(world).await;
        let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
        for client in [&anna, &bo] {
            habit(client, "Walk", json!({"reminder_times": ["10:00"]})).await;
            let body = json!({"kinds": [], "quiet_hours": {"from": "09:00", "until": "12:00"}});
            client.put("/api/v1/notifications/preferences", body).await.expect(200);
        }
        app.world.clock.set("2026-03-02T10:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.postponed), (0, 2));
        complete_all(&bo).await;
        app.world.clock.set("2026-03-02T11:59:59Z");
        assert_eq!(sent(fire(&app).await), 0);
        app.world.clock.set("2026-03-02T12:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.skipped), (1, 1));
        assert_eq!((reminded(&anna).await.len(), reminded(&bo).await.len()), (1, 0));
    }

    async fn reminders_have_their_own_weekdays(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let reminders = json!([{"time": "09:00", "weekdays": [2]}, {"time": "08:30"}, {"time": "09:00", "weekdays": [3]}]);
        let walk = habit(&anna, "Walk", json!({"reminders": reminders})).await;
        let merged = json!([{"time": "08:30", "weekdays": [1, 2, 3, 4, 5, 6, 7]}, {"time": "09:00", "weekdays": [2, 3]}]);
        assert_eq!((&walk["reminders"], &walk["reminder_times"]), (&merged, &json!(["08:30", "09:00"])));
        // Monday and Tuesday.
        for (now, expected) in [("2026-03-02T09:00:00Z", 1), ("2026-03-03T08:30:00Z", 1), ("2026-03-03T09:00:00Z", 1)] {
            app.world.clock.set(now);
            assert_eq!(sent(fire(&app).await), expected, "{now}");
        }
        let today = anna.get("/api/v1/today").await.expect(200).json();
        assert_eq!(today["habits"][0]["reminder_times"], json!(["08:30", "09:00"]));
        let path = format!("/api/v1/habits/{}", walk["id"].as_str().unwrap());
        let six: Vec<_> = (0..6).map(|n| json!({"time": format!("0{n}:00"), "weekdays": [1]})).collect();
        assert_eq!(anna.patch(&path, json!({"reminders": six})).await.expect(422).fields(), ["reminders: too-many"]);
        let both = json!({"reminders": [], "reminder_times": []});
        assert_eq!(anna.patch(&path, both).await.expect(422).fields(), ["reminders: ambiguous"]);
        let wrong = json!({"reminders": [{"time": "9:00", "weekdays": [8]}]});
        let fields = anna.patch(&path, wrong).await.expect(422).fields();
        assert_eq!(fields, ["reminders[0].time: not-a-time", "reminders[0].weekdays: out-of-range"]);
        anna.patch(&path, json!({"reminders": []})).await.expect(200);
        app.world.clock.set("2026-03-04T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "no reminders left");
    }

    async fn edit_keeps_a_due_reminder(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let walk = habit(&anna, "Walk", json!({"reminder_times": ["09:00"]})).await;
        let path = format!("/api/v1/habits/{}", walk["id"].as_str().unwrap());
        app.world.clock.set("2026-03-02T09:00:01Z");
        // Edited after the reminder was due and before the scheduler ran.
        anna.patch(&path, json!({"reminder_times": ["09:00", "20:00"]})).await.expect(200);
        assert_eq!(sent(fire(&app).await), 1);
        // A time already past today first fires tomorrow.
        anna.patch(&path, json!({"reminder_times": ["08:50"]})).await.expect(200);
        assert_eq!(sent(fire(&app).await), 0);
        app.world.clock.set("2026-03-03T08:50:00Z");
        assert_eq!(sent(fire(&app).await), 1);
    }

    async fn zone_change_moves_reminders_immediately(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["18:00"]})).await;
        anna.patch("/api/v1/me", json!({"time_zone": "Asia/Tokyo"})).await.expect(200);
        app.world.clock.set("2026-03-02T08:00:01Z");
        assert_eq!(sent(fire(&app).await), 0);
        app.world.clock.set("2026-03-02T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 1, "18:00 in Tokyo");
        assert_eq!(reminded(&anna).await[0].1, "2026-03-02T09:00:00Z");
    }

    async fn rescheduled_habits_send_no_past_reminders(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["09:00"]})).await;
        let user = id_of(&anna).await;
        // The state after a migration.
        let old = move |tx: &mut habitro_server::platform::db::Tx<'_>| {
            tx.reminders().make_all_due(user)
        };
        app.world.db.write(user.0, old).await.map_err(|error: DbError| error).unwrap();
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.rescheduled, fired.dropped), (0, 1, 0));
        app.world.clock.set("2026-03-02T09:00:00Z");
        assert_eq!(sent(fire(&app).await), 1);
    }

    async fn three_unseen_reminders_are_reported_until_mail_is_on(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["09:00"]})).await;
        let trouble = async || anna.get("/api/v1/reminders/health").await.expect(200).json()["trouble"] == Value::Bool(true);
        for (day, expected) in [(2, false), (3, false), (4, true)] {
            app.world.clock.set(&format!("2026-03-0{day}T09:00:00Z"));
            assert_eq!(sent(fire(&app).await), 1);
            assert_eq!(trouble().await, expected, "day {day}");
        }
        anna.post("/api/v1/reminders/shown", json!({"tags": ["reminder:/today"]})).await.expect(204);
        let health = anna.get("/api/v1/reminders/health").await.expect(200).json();
        let seen = json!({"unseen": 0, "last_shown_at": "2026-03-04T09:00:00Z", "dropped": 0, "mail": false, "trouble": false});
        assert_eq!(health, seen);
        for day in 5..8 {
            app.world.clock.set(&format!("2026-03-0{day}T09:00:00Z"));
            fire(&app).await;
        }
        assert!(trouble().await);
        let body = json!({"kinds": [{"kind": "reminder", "push": true, "mail": true}], "quiet_hours": null});
        anna.put("/api/v1/notifications/preferences", body).await.expect(200);
        assert!(!trouble().await, "reminders are sent by mail now");
        assert_eq!(anna.post("/api/v1/reminders/shown", json!({"tags": []})).await.expect(422).fields(), ["tags: wrong-count"]);
    }
}
