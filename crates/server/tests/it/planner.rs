//! Planner questions and drafts, and accepting drafts as habits, over HTTP.

use std::collections::HashSet;

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};

fn request_body(habit: &str, kind: &str, days: u16) -> Value {
    json!({"habit": habit, "type": kind, "duration_days": days, "motivation": "I want to sleep better",
        "obstacle": "I am tired in the evening", "answers": [{"question": "When?", "answer": "after dinner"}]})
}

async fn draft(client: &Client, body: Value) -> Value {
    client.post("/api/v1/planner/drafts", body).await.expect(201).json()
}

/// Returns all tasks of a draft, folded like in the check for duplicates.
fn tasks(draft: &Value) -> Vec<String> {
    let days = draft["days"].as_array().unwrap();
    let tasks = days.iter().flat_map(|day| day["tasks"].as_array().unwrap());
    tasks.map(|task| habitro_server::features::planner::rules::fold(task.as_str().unwrap())).collect()
}

both_databases! {
    async fn draft_is_edited_and_accepted_as_a_habit(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let classified = anna.post("/api/v1/planner/classification", json!({"habit": "smoke 12 cigarettes a day"})).await.expect(200).json();
        assert_eq!(classified, json!({"habit": "smoke 12 cigarettes a day", "type": "bad", "source": "builtin"}));
        let core = anna.post("/api/v1/planner/questions", json!({"habit": "smoke 12 cigarettes a day", "type": "bad"})).await.expect(200).json();
        let ids: Vec<&str> = core["questions"].as_array().unwrap().iter().map(|q| q["id"].as_str().unwrap()).collect();
        assert!(ids.contains(&"motivation") && ids.contains(&"obstacle"), "{ids:?}");
        let body = json!({"habit": "smoke 12 cigarettes a day", "type": "bad", "motivation": "my lungs", "obstacle": "the coffee break"});
        let dynamic = anna.post("/api/v1/planner/questions", body).await.expect(200).json();
        assert_eq!(dynamic["questions"].as_array().unwrap().len(), 4);
        let created = draft(&anna, request_body("smoke 12 cigarettes a day", "bad", 21)).await;
        assert_eq!((&created["source"], &created["duration_days"], &created["type"]), (&json!("builtin"), &json!(21), &json!("bad")));
        let days = created["days"].as_array().unwrap();
        assert!(days.len() == 21 && days.iter().all(|day| day["tasks"].as_array().unwrap().len() == 3 && day["source"] == "builtin"));
        let all = tasks(&created);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 63);
        let path = format!("/api/v1/planner/drafts/{}", created["id"].as_str().unwrap());
        assert_eq!(anna.get(&path).await.expect(200).json(), created);

        let edited = anna.patch(&path, json!({"days": [{"day": 1, "tasks": ["Count every  cigarette", "Two tasks are fine too"]}]})).await.expect(200).json();
        assert_eq!(edited["days"][0]["tasks"], json!(["Count every cigarette", "Two tasks are fine too"]));
        assert_eq!(edited["days"][1], created["days"][1]);

        let body = json!({"draft_id": created["id"], "reminder_times": ["21:30"], "weekdays": [1, 2, 3, 4, 5]});
        let habit = anna.post("/api/v1/habits", body.clone()).await.expect(201).json();
        assert_eq!((&habit["name"], &habit["type"], &habit["end_date"]), (&json!("smoke 12 cigarettes a day"), &json!("bad"), &json!("2026-03-30")));
        assert_eq!(habit["motivation"], "I want to sleep better");
        let today = anna.get("/api/v1/today").await.expect(200).json();
        let titles: Vec<&Value> = today["habits"][0]["tasks"].as_array().unwrap().iter().map(|task| &task["title"]).collect();
        assert_eq!(titles, ["Count every cigarette", "Two tasks are fine too"]);
        assert_eq!(anna.post("/api/v1/habits", body).await.expect(409).code(), "already-accepted");
        assert_eq!(anna.patch(&path, json!({"days": [{"day": 1, "tasks": ["Too late"]}]})).await.expect(409).code(), "already-accepted");
    }

    async fn replacement_plan_avoids_earlier_tasks(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let first = draft(&anna, request_body("read 20 pages a day", "good", 21)).await;
        let mut again = request_body("read 20 pages a day", "good", 21);
        again["replaces"] = first["id"].clone();
        let second = draft(&anna, again).await;
        let (earlier, new) = (tasks(&first), tasks(&second));
        assert!(new.iter().all(|task| !earlier.contains(task)), "earlier tasks are repeated");
        let path = format!("/api/v1/planner/drafts/{}", first["id"].as_str().unwrap());
        assert_eq!(anna.get(&path).await.status, 404, "the replaced draft is deleted");
        let path = format!("/api/v1/planner/drafts/{}", second["id"].as_str().unwrap());
        anna.delete(&path).await.expect(204);
        assert_eq!(anna.delete(&path).await.status, 404);
    }

    async fn days_are_streamed_as_events(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let reply = anna.request("POST", "/api/v1/planner/drafts").header("accept", "text/event-stream").json(&request_body("jogging", "good", 5)).send().await;
        assert_eq!((reply.status, reply.header("content-type")), (201, Some("text/event-stream")));
        let stream = reply.text();
        let events: Vec<(&str, Value)> = stream.split("\n\n").filter(|block| block.contains("data:")).map(|block| {
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
            (field("event:"), serde_json::from_str(field("data:")).unwrap())
        }).collect();
        let names: Vec<&str> = events.iter().map(|(name, _)| *name).collect();
        let mut expected = vec!["draft"];
        for _ in 0..5 {
            expected.extend(["progress", "day"]);
        }
        expected.push("done");
        assert_eq!(names, expected);
        let created = &events.last().unwrap().1["draft"];
        assert_eq!(events[1].1, json!({"day": 1, "of": 5}));
        assert_eq!((&events[2].1, &events[0].1["id"]), (&created["days"][0], &created["id"]));
        assert_eq!(&anna.get(&format!("/api/v1/planner/drafts/{}", created["id"].as_str().unwrap())).await.expect(200).json(), created);
    }

    async fn harmful_requests_get_a_supportive_message(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for (path, body) in [
            ("/api/v1/planner/classification", json!({"habit": "stop taking my antidepressants"})),
            ("/api/v1/planner/questions", json!({"habit": "stop eating for two weeks", "type": "bad"})),
            ("/api/v1/planner/drafts", request_body("hurt myself every day", "good", 5)),
            ("/api/v1/planner/drafts", {
                let mut body = request_body("lose weight", "good", 5);
                body["motivation"] = json!("I want to die");
                body
            }),
        ] {
            let reply = anna.post(path, body).await.expect(422);
            assert_eq!(reply.code(), "needs-care");
            assert!(reply.json()["detail"].as_str().unwrap().len() > 40);
        }
    }

    async fn only_the_200_newest_drafts_are_stored(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut ids = Vec::new();
        for _ in 0..202 {
            app.world.clock.advance_seconds(1);
            ids.push(draft(&anna, request_body("drink water", "good", 1)).await["id"].as_str().unwrap().to_owned());
        }
        let mut statuses = Vec::new();
        for id in &ids {
            statuses.push(anna.get(&format!("/api/v1/planner/drafts/{id}")).await.status);
        }
        assert_eq!(statuses, [vec![404; 2], vec![200; 200]].concat());
    }

    async fn idempotency_key_creates_one_draft(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let send = || anna.request("POST", "/api/v1/planner/drafts").header("idempotency-key", "one").json(&request_body("drink water", "good", 2)).send();
        let (first, second) = (send().await.expect(201).json(), send().await.expect(201).json());
        assert_eq!(first, second);
    }
}
