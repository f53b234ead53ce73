//! The morning summary, the evening warning, and the schedule stored on devices.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{complete_all, fire, habit, reminded, sent};

both_databases! {
    async fn streak_at_risk_is_reported_in_the_evening(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        app.world.clock.set("2026-03-02T20:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "no streak, no warning");
        let claim = async || anna.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(200);
        claim().await;
        app.world.clock.set("2026-03-03T20:00:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        assert_eq!((&feed["items"][0]["kind"], &feed["items"][0]["data"]["days"]), (&json!("streak-at-risk"), &json!(1)));
        claim().await;
        app.world.clock.set("2026-03-04T08:00:00Z");
        claim().await;
        app.world.clock.set("2026-03-04T20:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.skipped), (0, 1), "claimed today");
        // Two freezes cover two days. Then the streak is lost and there is nothing to warn about.
        for (day, expected) in [(5, 1), (6, 1), (7, 1), (8, 0)] {
            app.world.clock.set(&format!("2026-03-0{day}T20:00:00Z"));
            assert_eq!(sent(fire(&app).await), expected, "day {day}");
        }
        app.world.clock.set("2026-03-09T20:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.skipped, fired.dropped), (0, 0, 0), "no occurrence is left");
    }

    async fn morning_and_evening_reminders_follow_the_settings(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({})).await;
        let path = "/api/v1/reminders/settings";
        assert_eq!(anna.get(path).await.expect(200).json(), json!({"morning_at": null, "evening_at": "20:00"}));
        let settings = json!({"morning_at": "09:15", "evening_at": null});
        assert_eq!(anna.put(path, settings.clone()).await.expect(200).json(), settings);
        assert_eq!(anna.get(path).await.expect(200).json(), settings);
        app.world.clock.set("2026-03-02T09:15:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let summary = &feed["items"][0];
        assert_eq!((&summary["kind"], &summary["body"]), (&json!("morning-summary"), &json!("2 small steps today.")));
        app.world.clock.set("2026-03-03T08:00:00Z");
        complete_all(&anna).await;
        app.world.clock.set("2026-03-03T09:15:00Z");
        assert_eq!(sent(fire(&app).await), 0, "all tasks are done");
        anna.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(200);
        app.world.clock.set("2026-03-04T08:00:00Z");
        anna.put(path, json!({"morning_at": null, "evening_at": null})).await.expect(200);
        app.world.clock.set("2026-03-04T20:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "both are off");
        assert_eq!(anna.put(path, json!({"morning_at": "9:15", "evening_at": null})).await.expect(422).fields(), ["morning_at: not-a-time"]);
        assert_eq!(anna.put(path, json!({"morning_at": null})).await.expect(422).fields().len(), 1);
    }

    async fn device_schedule_matches_the_fired_reminders(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "Europe/Berlin").await;
        let reminders = json!([{"time": "10:00"}, {"time": "21:00", "weekdays": [6, 7]}, {"time": "06:30"}]);
        let walk = habit(&anna, "Walk", json!({"reminders": reminders})).await;
        habit(&anna, "Read", json!({"duration_days": 3, "reminder_times": ["19:00"]})).await;
        let quiet = json!({"kinds": [], "quiet_hours": {"from": "22:00", "until": "07:00"}});
        anna.put("/api/v1/notifications/preferences", quiet).await.expect(200);
        anna.put("/api/v1/reminders/settings", json!({"morning_at": "08:00", "evening_at": "20:00"})).await.expect(200);
        anna.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(200);
        let schedule = anna.get("/api/v1/reminders/schedule").await.expect(200).json();
        assert_eq!(schedule["days"], 14);
        let items = schedule["items"].as_array().unwrap().clone();
        let first = &items[0];
        assert_eq!((&first["at"], &first["title"]), (&json!("2026-03-02T09:00:00Z"), &json!("Walk")));
        let id = walk["id"].as_str().unwrap();
        assert_eq!(first["tag"], format!("reminder:/today?habit={id}"));
        assert_eq!((&first["habit_id"], &first["date"]), (&walk["id"], &json!("2026-03-02")));
        let early = items.iter().find(|item| item["occurs_at"] == "2026-03-03T05:30:00Z").expect("tomorrow's first");
        assert_eq!(early["at"], "2026-03-03T06:00:00Z", "at the end of quiet hours");
        // Fire all reminders and compare them with the schedule, except those about the streak.
        let mut fired = Vec::new();
        for item in &items {
            app.world.clock.set(item["at"].as_str().unwrap());
            // Reminders in quiet hours are postponed at their own time, then sent at the end of the quiet hours.
            fire(&app).await;
        }
        fired.extend(reminded(&anna).await);
        let sorted = |list: Vec<String>| { let mut list = list; list.sort(); list };
        let expected: Vec<String> = items.iter().map(|item| item["occurs_at"].as_str().unwrap().to_owned()).collect();
        let is_streak_warning = |title: &str| title == "Your streak is waiting";
        let streaks = fired.iter().filter(|(title, _)| is_streak_warning(title)).count();
        assert!((1..=3).contains(&streaks), "the first warning is certain, later ones depend on claims");
        let fired = fired.into_iter().filter(|(title, _)| !is_streak_warning(title)).map(|(_, at)| at).collect();
        let scheduled = items.iter().filter(|item| item["kind"] != "streak-at-risk");
        let scheduled = scheduled.map(|item| item["occurs_at"].as_str().unwrap().to_owned()).collect();
        assert_eq!(sorted(fired), sorted(scheduled));
        assert!(expected.len() > 14 + 4 + 14 + 3 + 13, "{}", expected.len());
    }

    async fn device_schedule_omits_completed_tasks(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["10:00"]})).await;
        let dates = async || {
            let schedule = anna.get("/api/v1/reminders/schedule").await.expect(200).json();
            let items: Vec<Value> = schedule["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((dates().await.len(), dates().await[0].as_str()), (14, "2026-03-02"));
        complete_all(&anna).await;
        assert_eq!((dates().await.len(), dates().await[0].as_str()), (13, "2026-03-03"));
        let anonymous = app.client().get("/api/v1/reminders/schedule").await;
        assert_eq!(anonymous.status, 401);
    }
}
