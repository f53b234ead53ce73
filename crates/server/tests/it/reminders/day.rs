//! The morning's summary, the evening's warning, and what devices keep.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{do_all, fire, habit, reminded, sent};

both_databases! {
    async fn a_streak_at_risk_is_told_in_the_evening(world) {
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
        assert_eq!((fired.sent, fired.silent), (0, 1), "claimed today");
        // Two freezes hold it for two days; then it is broken and nothing is left to warn of.
        for (day, expected) in [(5, 1), (6, 1), (7, 1), (8, 0)] {
            app.world.clock.set(&format!("2026-03-0{day}T20:00:00Z"));
            assert_eq!(sent(fire(&app).await), expected, "day {day}");
        }
        app.world.clock.set("2026-03-09T20:00:00Z");
        let fired = fire(&app).await;
        assert_eq!((fired.sent, fired.silent, fired.dropped), (0, 0, 0), "no turn is left");
    }

    async fn morning_and_evening_come_when_wished(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({})).await;
        let path = "/api/v1/reminders/settings";
        assert_eq!(anna.get(path).await.expect(200).json(), json!({"morning_at": null, "evening_at": "20:00"}));
        let said = json!({"morning_at": "09:15", "evening_at": null});
        assert_eq!(anna.put(path, said.clone()).await.expect(200).json(), said);
        assert_eq!(anna.get(path).await.expect(200).json(), said);
        app.world.clock.set("2026-03-02T09:15:00Z");
        assert_eq!(sent(fire(&app).await), 1);
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let told = &feed["items"][0];
        assert_eq!((&told["kind"], &told["body"]), (&json!("morning-summary"), &json!("2 small steps today.")));
        app.world.clock.set("2026-03-03T08:00:00Z");
        do_all(&anna).await;
        app.world.clock.set("2026-03-03T09:15:00Z");
        assert_eq!(sent(fire(&app).await), 0, "nothing is left");
        anna.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(200);
        app.world.clock.set("2026-03-04T08:00:00Z");
        anna.put(path, json!({"morning_at": null, "evening_at": null})).await.expect(200);
        app.world.clock.set("2026-03-04T20:00:00Z");
        assert_eq!(sent(fire(&app).await), 0, "neither is wished");
        assert_eq!(anna.put(path, json!({"morning_at": "9:15", "evening_at": null})).await.expect(422).fields(), ["morning_at: not-a-time"]);
        assert_eq!(anna.put(path, json!({"morning_at": null})).await.expect(422).fields().len(), 1);
    }

    async fn what_devices_keep_is_what_will_be_fired(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "Europe/Berlin").await;
        let reminders = json!([{"time": "10:00"}, {"time": "21:00", "weekdays": [6, 7]}, {"time": "06:30"}]);
        let walk = habit(&anna, "Walk", json!({"reminders": reminders})).await;
        habit(&anna, "Read", json!({"duration_days": 3, "reminder_times": ["19:00"]})).await;
        let quiet = json!({"kinds": [], "quiet_hours": {"from": "22:00", "until": "07:00"}});
        anna.put("/api/v1/notifications/preferences", quiet).await.expect(200);
        anna.put("/api/v1/reminders/settings", json!({"morning_at": "08:00", "evening_at": "20:00"})).await.expect(200);
        anna.request("POST", "/api/v1/rewards/claim-streak").send().await.expect(200);
        let kept = anna.get("/api/v1/reminders/schedule").await.expect(200).json();
        assert_eq!(kept["days"], 14);
        let items = kept["items"].as_array().unwrap().clone();
        let first = &items[0];
        assert_eq!((&first["at"], &first["title"]), (&json!("2026-03-02T09:00:00Z"), &json!("Walk")));
        let id = walk["id"].as_str().unwrap();
        assert_eq!(first["tag"], format!("reminder:/today?habit={id}"));
        assert_eq!((&first["habit_id"], &first["date"]), (&walk["id"], &json!("2026-03-02")));
        let early = items.iter().find(|item| item["occurs_at"] == "2026-03-03T05:30:00Z").expect("tomorrow's first");
        assert_eq!(early["at"], "2026-03-03T06:00:00Z", "at the end of quiet hours");
        // The scheduler, from one instant to the next, for all of it but the streak's.
        let mut fired = Vec::new();
        for item in &items {
            app.world.clock.set(item["at"].as_str().unwrap());
            // What waits for the end of quiet hours is put off at its own instant first.
            fire(&app).await;
        }
        fired.extend(reminded(&anna).await);
        let instants = |list: Vec<String>| { let mut list = list; list.sort(); list };
        let expected: Vec<String> = items.iter().map(|item| item["occurs_at"].as_str().unwrap().to_owned()).collect();
        let warned = |title: &str| title == "Your streak is waiting";
        let streaks = fired.iter().filter(|(title, _)| warned(title)).count();
        assert!((1..=3).contains(&streaks), "the first is foretold, the others depend");
        let told = fired.into_iter().filter(|(title, _)| !warned(title)).map(|(_, at)| at).collect();
        let foretold = items.iter().filter(|item| item["kind"] != "streak-at-risk");
        let foretold = foretold.map(|item| item["occurs_at"].as_str().unwrap().to_owned()).collect();
        assert_eq!(instants(told), instants(foretold));
        assert!(expected.len() > 14 + 4 + 14 + 3 + 13, "{}", expected.len());
    }

    async fn what_is_done_is_not_kept(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        habit(&anna, "Walk", json!({"reminder_times": ["10:00"]})).await;
        let dates = async || {
            let kept = anna.get("/api/v1/reminders/schedule").await.expect(200).json();
            let items: Vec<Value> = kept["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((dates().await.len(), dates().await[0].as_str()), (14, "2026-03-02"));
        do_all(&anna).await;
        assert_eq!((dates().await.len(), dates().await[0].as_str()), (13, "2026-03-03"));
        let nobody = app.client().get("/api/v1/reminders/schedule").await;
        assert_eq!(nobody.status, 401);
    }
}
