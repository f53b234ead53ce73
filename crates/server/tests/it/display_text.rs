//! Text that others see has no hidden or reordering characters, in every field that takes such text.

use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};

/// A request with one text that others see.
struct Call {
    method: &'static str,
    path: String,
    /// The field of an error.
    field: &'static str,
    body: fn(&str) -> Value,
}

fn calls(habit: &str, task: &str, draft: &str, conversation: &str) -> Vec<Call> {
    let call = |method, path: &str, field, body| Call { method, path: format!("/api/v1{path}"), field, body };
    vec![
        call("PATCH", "/me", "display_name", |text| json!({"display_name": text})),
        call("PATCH", "/me", "full_name", |text| json!({"full_name": text})),
        call(
            "POST",
            "/habits",
            "name",
            |text| json!({"name": text, "type": "good", "duration_days": 1, "daily_tasks": ["Walk"]}),
        ),
        call(
            "POST",
            "/habits",
            "daily_tasks[0]",
            |text| json!({"name": "Walk", "type": "good", "duration_days": 1, "daily_tasks": [text]}),
        ),
        call(
            "POST",
            "/habits",
            "tasks_by_day[0][0]",
            |text| json!({"name": "Walk", "type": "good", "duration_days": 1, "tasks_by_day": [[text]]}),
        ),
        call("PATCH", &format!("/habits/{habit}"), "name", |text| json!({"name": text})),
        call("PATCH", &format!("/tasks/{task}"), "title", |text| json!({"title": text})),
        call("POST", "/planner/classification", "habit", |text| json!({"habit": text})),
        call(
            "POST",
            "/planner/drafts",
            "habit",
            |text| json!({"habit": text, "type": "good", "duration_days": 1, "motivation": "calm", "obstacle": "tired"}),
        ),
        call(
            "PATCH",
            &format!("/planner/drafts/{draft}"),
            "days[0].tasks[0]",
            |text| json!({"days": [{"day": 1, "tasks": [text]}]}),
        ),
        call(
            "POST",
            "/challenges",
            "title",
            |text| json!({"title": text, "category": "food", "habits": [{"title": "Tea time"}]}),
        ),
        call(
            "POST",
            "/challenges",
            "description",
            |text| json!({"title": "Tea", "description": text, "category": "food", "habits": [{"title": "Tea time"}]}),
        ),
        call(
            "POST",
            "/challenges",
            "category",
            |text| json!({"title": "Tea", "category": text, "habits": [{"title": "Tea time"}]}),
        ),
        call(
            "POST",
            "/challenges",
            "habits[0].title",
            |text| json!({"title": "Tea", "category": "food", "habits": [{"title": text}]}),
        ),
        call(
            "POST",
            "/challenges",
            "habits[0].description",
            |text| json!({"title": "Tea", "category": "food", "habits": [{"title": "Tea time", "description": text}]}),
        ),
        call(
            "POST",
            "/challenges",
            "habits[0].tasks[0]",
            |text| json!({"title": "Tea", "category": "food", "habits": [{"title": "Tea time", "tasks": [text]}]}),
        ),
        call(
            "POST",
            &format!("/conversations/{conversation}/messages"),
            "text",
            |text| json!({"client_id": text.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>(), "text": text}),
        ),
    ]
}

async fn post(client: &Client, path: &str, body: Value) -> Value {
    let reply = client.post(&format!("/api/v1{path}"), body).await;
    assert!(reply.status < 300, "{path}: {}", reply.text());
    reply.json()
}

async fn all_calls(anna: &Client, ben: &Client) -> Vec<Call> {
    let walk = json!({"name": "Walk", "type": "good", "duration_days": 2, "daily_tasks": ["Walk"]});
    let habit = post(anna, "/habits", walk).await["id"].as_str().unwrap().to_owned();
    let today = anna.get("/api/v1/today").await.expect(200).json();
    let task = today["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
    let wish = json!({"habit": "read 20 pages", "type": "good", "duration_days": 1, "motivation": "calm",
        "obstacle": "tired"});
    let draft = post(anna, "/planner/drafts", wish).await["id"].as_str().unwrap().to_owned();
    let (anna_id, ben_id) = (me(anna).await, me(ben).await);
    for (asker, other) in [(anna, &ben_id), (ben, &anna_id)] {
        post(asker, "/friends/requests", json!({"user_id": other})).await;
    }
    let conversation = post(anna, "/conversations", json!({"user_id": ben_id})).await;
    calls(&habit, &task, &draft, conversation["id"].as_str().unwrap())
}

async fn me(client: &Client) -> String {
    client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned()
}

both_databases! {
    async fn hidden_and_reordering_characters_are_refused_in_every_field(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        let piled = format!("Wa{}lk", "\u{30d}".repeat(20));
        let bad = ["Wa\u{200b}lk", "Wa\u{202e}lk", "Wa\u{2066}lk", "Wa\u{61c}lk", "Wa\u{e0041}lk", "Wa\u{ad}lk",
            "Wa\u{fffc}lk", "ᠭ\u{180b}\u{180b}\u{180b}ᠠ ᠭ", "แอด\u{200d}มิน", "W\u{335}\u{321}\u{31b}\u{316}\u{35c}alk", &piled];
        for call in all_calls(&anna, &ben).await {
            for text in bad {
                let reply = anna.request(call.method, &call.path).json(&(call.body)(text)).send().await;
                let expected = format!("{}: invalid-character", call.field);
                assert!(reply.status == 422 && reply.fields().contains(&expected), "{} {} {expected}: {} {}",
                    call.method, call.path, reply.status, reply.text());
            }
        }
    }

    async fn text_in_every_script_is_accepted_and_cleaned_at_its_ends(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        for call in all_calls(&anna, &ben).await {
            for text in ["ශ්\u{200d}රී ලංකාව", "می\u{200c}خواهم", "क्\u{200d}ष करना", "Yoga 👩🏽\u{200d}🚀", "❤\u{fe0f} me now ❤\u{fe0f}",
                "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} run", "ผู้ใหญ่น้ำ Nguyễn Ánh", "བཀྲ་ཤིས། שָׁלוֹם"] {
                let sent = format!("\u{feff} {text}\u{200b}\u{2069}");
                let reply = anna.request(call.method, &call.path).json(&(call.body)(&sent)).send().await;
                assert!(reply.status < 300, "{} {} {text}: {}", call.method, call.path, reply.text());
                let response = reply.text();
                assert!(!response.contains(['\u{feff}', '\u{2069}']), "{response}");
            }
        }
    }

    async fn hidden_characters_are_removed_where_every_word_counts(world) {
        let app = TestApp::start(world).await;
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        let report = json!({"user_id": me(&ben).await, "reason": "\u{202e}He wrote \u{2066}this\u{2069}"});
        post(&anna, "/moderation/reports", report).await;
        let reports = app.world.db.read(|tx| habitro_server::features::moderation::open_reports(tx, uuid::Uuid::nil(), 10));
        let reports = reports.await.unwrap_or_else(|error: habitro_server::platform::db::DbError| panic!("{error}"));
        assert_eq!(reports[0].reason, "He wrote this");
    }

    async fn short_tasks_are_accepted_in_scripts_of_syllables_everywhere(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        let of_tasks = |call: &Call| call.field.contains("tasks") || call.path.contains("/tasks/");
        for call in all_calls(&anna, &ben).await.into_iter().filter(of_tasks) {
            for (title, accepted) in [("走る", true), ("运动", true), ("운동", true), ("走", false), ("Go", false), ("ไป", false), ("x", false)] {
                let reply = anna.request(call.method, &call.path).json(&(call.body)(title)).send().await;
                assert_eq!(reply.status < 300, accepted, "{} {} {title}: {}", call.method, call.path, reply.text());
                if !accepted {
                    assert_eq!(reply.fields(), [format!("{}: too-short", call.field)]);
                }
            }
        }
    }

    async fn challenge_that_can_be_created_can_be_joined(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, ben) = (app.sign_up("Anna", "UTC").await, app.sign_up("Ben", "UTC").await);
        let habit = |title: &str, tasks: Value| json!({"title": "Tea", "category": "food", "duration_days": 3,
            "habits": [{"title": title, "tasks": tasks}]});
        for (body, field) in [
            (habit("Tea time", json!(["Go"])), "habits[0].tasks[0]: too-short"),
            (habit("Tea time", json!(["Drink", "\u{2800}\u{2800}\u{2800}"])), "habits[0].tasks[1]: too-short"),
            (habit("Tea time", json!(["x".repeat(201)])), "habits[0].tasks[0]: too-long"),
            // The title is the task.
            (habit("Go", Value::Null), "habits[0].title: too-short"),
            (habit("", Value::Null), "habits[0].title: required"),
            // Stored in normal form C, these are more than 200 characters.
            (habit("Tea time", json!(["\u{958}".repeat(150)])), "habits[0].tasks[0]: too-long"),
        ] {
            assert_eq!(anna.post("/api/v1/challenges", body).await.expect(422).fields(), [field]);
        }
        for body in [
            habit("Go", json!(["Drink tea"])),
            habit("Tea time", Value::Null),
            habit("Tea time", json!(["x".repeat(200), "走る"])),
            habit(&"ශ".repeat(100), Value::Null),
        ] {
            let challenge = post(&anna, "/challenges", body).await;
            let join = json!({"habit_ids": [challenge["habits"][0]["id"]]});
            post(&ben, &format!("/challenges/{}/members", challenge["id"].as_str().unwrap()), join).await;
        }
    }

    async fn challenge_of_an_earlier_release_can_be_joined(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let body = json!({"title": "Tea", "category": "food", "habits": [{"title": "Tea time", "tasks": ["Drink tea"]}]});
        let challenge = post(&anna, "/challenges", body).await;
        // Tasks that were accepted before.
        let stored = app.world.db.write(habitro_server::platform::db::Key::of("test"), |tx| {
            tx.execute("UPDATE challenge_habits SET tasks = $1 WHERE title = 'Tea time'",
                &[&r#"["Go","Drink\u202e tea"]"#])
        });
        let stored: Result<u64, habitro_server::platform::db::DbError> = stored.await;
        assert_eq!(stored.unwrap(), 1);
        let join = json!({"habit_ids": [challenge["habits"][0]["id"]]});
        post(&anna, &format!("/challenges/{}/members", challenge["id"].as_str().unwrap()), join).await;
        let today = anna.get("/api/v1/today").await.expect(200).json();
        let titles: Vec<&str> = today["habits"][0]["tasks"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["Go", "Drink tea"]);
    }
}
