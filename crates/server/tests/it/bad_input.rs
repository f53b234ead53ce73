//! Invalid values in every field of every request: the response is the valid 4xx naming the field, never
//! a 5xx.

use habitro_testkit::{Client, Reply, TestApp, both_databases};
use serde_json::{Map, Value, json};

/// A request with a valid body, except that codes and passwords may be wrong.
struct Call {
    method: &'static str,
    path: String,
    body: Value,
}

fn call(method: &'static str, path: impl Into<String>, body: Value) -> Call {
    Call { method, path: format!("/api/v1{}", path.into()), body }
}

/// The id of a challenge in the catalogue.
const WALK_CHALLENGE: &str = "c4a11e00-0000-8000-8000-000000000100";

/// Returns all requests with a body; [`check_coverage`] fails if one is missing.
fn calls(habit: &str, task: &str, draft: &str, alert: &str) -> Vec<Call> {
    let draft_body = json!({"habit": "read 20 pages a day", "type": "good", "duration_days": 3, "motivation": "calm",
        "obstacle": "tired", "quantity_per_day": 20, "unit": "pages", "target_quantity": 30,
        "answers": [{"question": "When?", "answer": "After tea"}], "replaces": null});
    vec![
        call(
            "POST",
            "/auth/register",
            json!({"full_name": "Bo", "password": "nine long stones", "email": "bo@example.org",
            "phone_number": null, "time_zone": "UTC", "locale": "en"}),
        ),
        call("POST", "/auth/verify-otp", json!({"email": "bo@example.org", "otp": "123456", "flow": null})),
        call("POST", "/auth/resend-otp", json!({"email": "bo@example.org", "flow": null})),
        call("POST", "/auth/login", json!({"identifier": "bo@example.org", "password": "nine long stones"})),
        call("POST", "/auth/forgot-password", json!({"identifier": "bo@example.org"})),
        call(
            "POST",
            "/auth/reset-password",
            json!({"identifier": "bo@example.org", "otp": "123456", "new_password": "other long stones"}),
        ),
        call("POST", "/me/contacts", json!({"email": "bo.second@example.org", "phone_number": null})),
        call(
            "POST",
            "/me/contacts/verify",
            json!({"email": "bo.second@example.org", "phone_number": null, "otp": "123456"}),
        ),
        call(
            "POST",
            "/auth/change-password",
            json!({"current_password": "wrong one here", "new_password": "other long stones"}),
        ),
        call(
            "PATCH",
            "/me",
            json!({"full_name": "Bo", "display_name": "Bo", "time_zone": "UTC", "day_start": "00:00",
            "locale": "en", "date_of_birth": "1990-01-01", "gender": null, "leaderboard_visible": true}),
        ),
        call("DELETE", "/me", json!({"password": "wrong one here"})),
        call(
            "POST",
            "/auth/passkeys",
            json!({"name": "Phone", "credential": {"id": "x", "rawId": "eHg", "type": "public-key",
            "response": {"clientDataJSON": "e30", "attestationObject": "eHg"}}}),
        ),
        call(
            "POST",
            "/auth/passkeys/login",
            json!({"credential": {"id": "x", "rawId": "eHg", "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "eHg", "signature": "eHg", "userHandle": "eHg"}}}),
        ),
        call("POST", "/planner/classification", json!({"habit": "read more"})),
        call(
            "POST",
            "/planner/questions",
            json!({"habit": "read more", "type": "good", "motivation": "calm", "obstacle": "tired"}),
        ),
        call("POST", "/planner/drafts", draft_body),
        call(
            "PATCH",
            format!("/planner/drafts/{draft}"),
            json!({"days": [{"day": 1, "tasks": ["Read a page", "Read two", "Read three"]}]}),
        ),
        call("POST", format!("/planner/drafts/{draft}/rewordings"), json!({"day": 1, "position": 1})),
        call("PUT", "/planner/settings", json!({"builtin_only": false})),
        call(
            "POST",
            "/habits",
            json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Walk"],
            "start_date": null, "reminder_times": ["07:30"], "weekdays": [1, 2], "times_a_week": null, "color": "sky", "icon": "sprout"}),
        ),
        call("POST", "/habits", json!({"name": "Walk", "type": "bad", "duration_days": 1, "tasks_by_day": [["Walk"]]})),
        call("POST", "/habits", json!({"draft_id": draft})),
        call(
            "PATCH",
            format!("/habits/{habit}"),
            json!({"name": "Walk", "weekdays": [1], "reminder_times": ["07:30"], "color": "sky", "icon": "sprout"}),
        ),
        call("PATCH", format!("/habits/{habit}"), json!({"reminders": [{"time": "07:30", "weekdays": [1, 2]}]})),
        call("PUT", "/reminders/settings", json!({"morning_at": "08:00", "evening_at": "20:00"})),
        call("POST", "/reminders/shown", json!({"tags": ["reminder:/today"]})),
        call("POST", format!("/habits/{habit}/skips"), json!({"date": "2026-03-09", "reason": "travel"})),
        call("PUT", format!("/tasks/{task}/completion"), json!({"note": "easy"})),
        call("PATCH", format!("/tasks/{task}"), json!({"title": "Walk far", "note": "easy"})),
        call("POST", "/rewards/conversions", json!({"coins": 100})),
        call("POST", "/friends/requests", json!({"identifier": "bo@example.org"})),
        call("POST", "/friends/requests", json!({"user_id": habit})),
        call("POST", "/friends/requests", json!({"link": "abc"})),
        call(
            "POST",
            "/challenges",
            json!({"title": "Tea", "description": "More of it", "category": "food", "duration_days": 7,
            "habits": [{"title": "Drink tea", "description": "", "frequency": "daily", "type": "good", "tasks": ["Tea"]}]}),
        ),
        call("POST", format!("/challenges/{WALK_CHALLENGE}/members"), json!({"habit_ids": [habit]})),
        call("POST", format!("/challenges/{WALK_CHALLENGE}/invitations"), json!({"user_ids": [habit]})),
        call("POST", "/moderation/reports", json!({"user_id": habit, "reason": "rude"})),
        call("POST", "/conversations", json!({"user_id": habit})),
        call("POST", format!("/conversations/{habit}/messages"), json!({"client_id": "a", "text": "hello"})),
        call("PUT", format!("/conversations/{habit}/read"), json!({"sequence": 1})),
        call("PUT", "/chat/settings", json!({"show_presence": true})),
        call("PUT", "/notifications/read", json!({"up_to": "2026-03-02T08:00:00Z"})),
        call(
            "PUT",
            "/notifications/preferences",
            json!({"kinds": [{"kind": "security", "push": true, "mail": true}], "quiet_hours": {"from": "22:00", "until": "07:00"}}),
        ),
        call("POST", "/notifications/test", json!({"channel": "feed"})),
        call("POST", format!("/notifications/{alert}/snooze"), json!({"minutes": 60})),
        call(
            "POST",
            "/devices",
            json!({"kind": "web_push", "subscription": {"endpoint": "https://push.example.com/1", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}}),
        ),
        call("POST", "/devices", json!({"kind": "fcm", "token": "abc", "platform": "ios"})),
    ]
}

async fn send(client: &Client, call: &Call, body: &Value) -> Reply {
    client.request(call.method, &call.path).json(body).send().await
}

fn check_problem(reply: &Reply, what: &str) {
    assert!(reply.status < 500, "{what}: {} {}", reply.status, reply.text());
    if reply.status >= 400 {
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{what}");
        let problem = reply.json();
        for field in ["type", "title", "detail", "code", "request_id"] {
            assert!(problem[field].is_string(), "{what}: no {field}");
        }
        assert_eq!(problem["status"], reply.status, "{what}");
    }
}

/// Returns whether the JSON types differ and neither is null.
fn has_other_type(sent: &Value, valid: &Value) -> bool {
    std::mem::discriminant(sent) != std::mem::discriminant(valid) && !sent.is_null() && !valid.is_null()
}

async fn check_fields(client: &Client, call: &Call) {
    let valid: &Map<String, Value> = call.body.as_object().unwrap();
    for (field, value) in valid {
        for wrong in [
            json!(null),
            json!(12345),
            json!(-1),
            json!(1e300),
            json!(true),
            json!("x".repeat(5000)),
            json!(""),
            json!("\u{202e}\u{7}"),
            json!({}),
            json!([]),
            json!([null]),
            json!({"a": 1}),
            json!([[["deep"]]]),
            json!("0000-00-00"),
            json!("99:99"),
        ] {
            let mut body = valid.clone();
            body.insert(field.clone(), wrong.clone());
            let what = format!("{} {} with {field} = {:.60}", call.method, call.path, wrong.to_string());
            let reply = send(client, call, &Value::Object(body)).await;
            check_problem(&reply, &what);
            let named = || reply.fields().iter().any(|error| error.starts_with(field.as_str()));
            if reply.status == 422 && reply.code() == "invalid-input" {
                assert!(named(), "{what}: {}", reply.text());
            }
            if has_other_type(&wrong, value) {
                assert_eq!(reply.status, 422, "{what}: {}", reply.text());
                assert!(named(), "{what}: {}", reply.text());
            }
        }
    }
    let mut body = valid.clone();
    body.insert("surprise".into(), json!(1));
    let reply = send(client, call, &Value::Object(body)).await;
    assert_eq!(
        (reply.status, reply.fields()),
        (422, vec!["surprise: unknown-field".to_owned()]),
        "{} {}",
        call.method,
        call.path
    );
}

async fn check_body(client: &Client, call: &Call) {
    let what = format!("{} {}", call.method, call.path);
    for (body, kind, status) in [
        ("{", "application/json", 400),
        ("", "application/json", 400),
        ("nonsense", "application/json", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ("{\"note\": \"\\u0000\", \"habit\": \"\\u0000\"}", "application/json", 422),
        ("{}", "text/plain", 415),
        ("\u{feff}{}", "application/json", 400),
    ] {
        let body_is_optional =
            call.path.ends_with("/completion") || (call.method, call.path.as_str()) == ("DELETE", "/api/v1/me");
        let optional = body_is_optional && matches!(body, "" | "null");
        let reply = client.request(call.method, &call.path).header("content-type", kind).raw(body).send().await;
        check_problem(&reply, &what);
        if !optional {
            assert_eq!(reply.status, status, "{what} with {body:?}: {}", reply.text());
        }
    }
    let huge = format!("{{\"surprise\": \"{}\"}}", "x".repeat(3_000_000));
    let reply =
        client.request(call.method, &call.path).header("content-type", "application/json").raw(huge).send().await;
    assert_eq!(reply.status, 413, "{what}");
}

both_databases! {
    async fn every_field_of_every_request_is_validated(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = anna.post("/api/v1/habits", json!({"name": "Walk", "type": "good", "duration_days": 30, "daily_tasks": ["Walk"]})).await;
        let habit = made.expect(201).json()["id"].as_str().unwrap().to_owned();
        let task = anna.get("/api/v1/today").await.json()["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
        let body = json!({"habit": "read more", "type": "good", "duration_days": 3, "motivation": "", "obstacle": "", "answers": []});
        let draft = anna.post("/api/v1/planner/drafts", body).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        anna.post("/api/v1/notifications/test", json!({"channel": "feed"})).await.expect(204);
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let alert = feed["items"][0]["id"].as_str().unwrap().to_owned();
        let calls = calls(&habit, &task, &draft, &alert);
        for call in &calls {
            check_fields(&anna, call).await;
            check_body(&anna, call).await;
        }
        check_coverage(&app, &calls, &[&habit, &task, &draft, &alert, &WALK_CHALLENGE.to_owned()]).await;
    }

    async fn length_limits_apply_before_whitespace_is_removed(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let made = anna.post("/api/v1/habits", json!({"name": "Walk", "type": "good", "duration_days": 30, "daily_tasks": ["Walk"]})).await;
        let habit = made.expect(201).json()["id"].as_str().unwrap().to_owned();
        let task = anna.get("/api/v1/today").await.json()["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
        let padded = |limit: usize| format!("xy{}z", " ".repeat(limit));
        let draft = |field: &str, limit: usize| {
            let mut body = json!({"habit": "read more", "type": "good", "duration_days": 3, "motivation": "", "obstacle": ""});
            body[field] = json!(padded(limit));
            body
        };
        for (method, path, body) in [
            ("POST", "/planner/classification".to_owned(), json!({"habit": padded(200)})),
            ("POST", "/planner/questions".to_owned(), json!({"habit": padded(200), "type": "good"})),
            ("POST", "/planner/drafts".to_owned(), draft("habit", 200)),
            ("POST", "/planner/drafts".to_owned(), draft("motivation", 500)),
            ("POST", "/planner/drafts".to_owned(), draft("unit", 30)),
            ("POST", "/habits".to_owned(), json!({"name": padded(200), "type": "good", "duration_days": 3, "daily_tasks": ["Walk"]})),
            ("PATCH", format!("/habits/{habit}"), json!({"name": padded(200)})),
            ("POST", format!("/habits/{habit}/skips"), json!({"date": "2026-03-03", "reason": padded(200)})),
            ("PUT", format!("/tasks/{task}/completion"), json!({"note": padded(500)})),
            ("PATCH", format!("/tasks/{task}"), json!({"title": padded(200)})),
        ] {
            let reply = anna.request(method, &format!("/api/v1{path}")).json(&body).send().await;
            assert_eq!(reply.status, 422, "{method} {path}: {}", reply.text());
            assert!(reply.fields()[0].ends_with(": too-long"), "{method} {path}: {}", reply.text());
        }
        let classified = anna.post("/api/v1/planner/classification", json!({"habit": " read\t\u{7} more "})).await.expect(200).json();
        assert_eq!(classified["habit"], "read more");
        let problem = anna.post("/api/v1/planner/drafts", json!({"habit": "x", "type": "good", "duration_days": 3.5})).await.expect(422).json();
        assert!(!problem.to_string().contains("u16"), "no names of Rust types: {problem}");
    }

    async fn invalid_ids_are_404_and_invalid_queries_are_422(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for id in ["1", "not-an-id", "00000000-0000-0000-0000-000000000000", "%00", "..%2f..", "%F0%9F%99%82", &"9".repeat(3000)] {
            for (method, path) in [
                ("GET", format!("/habits/{id}")), ("PATCH", format!("/habits/{id}")), ("DELETE", format!("/habits/{id}")),
                ("POST", format!("/habits/{id}/pause")), ("PUT", format!("/tasks/{id}/completion")),
                ("GET", format!("/habits/{id}/strength")), ("POST", format!("/achievements/{id}/claim")),
                ("GET", format!("/planner/drafts/{id}")), ("DELETE", format!("/auth/sessions/{id}")), ("DELETE", format!("/auth/passkeys/{id}")),
            ] {
                let mut request = anna.request(method, &format!("/api/v1{path}"));
                if method == "PATCH" {
                    request = request.json(&json!({}));
                }
                let reply = request.send().await;
                assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
            }
        }
        for path in ["/today?date=tomorrow", "/today?date=2026-03-02T10:00", "/today?date=20260302", "/today?date=2026-13-01", "/today?day=1", "/habits?limit=-1", "/habits?state=asleep", "/habits?cursor=x",
            "/reports/completions?range=weekly", "/reports/completions?habit_id=x", "/reports/heatmap?to=x", "/reports/heatmap?days=7", "/achievements?limit=0", "/rewards/freezes?cursor=x", "/notifications?cursor=x"] {
            let reply = anna.get(&format!("/api/v1{path}")).await;
            assert_eq!(reply.status, 422, "{path}: {}", reply.text());
            assert_eq!(reply.fields().len(), 1, "{path}: {}", reply.text());
        }
    }
}

/// Checks that every operation with a JSON body in the OpenAPI document is in `calls`.
async fn check_coverage(app: &TestApp, calls: &[Call], ids: &[&String]) {
    let document = app.client().get("/api/v1/openapi.json").await.expect(200).json();
    let mut missing = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            // Files have no fields.
            let takes_body = operation["requestBody"]["content"].get("application/json").is_some();
            let listed = calls.iter().any(|call| {
                let mut path_template = call.path.clone();
                for id in ids {
                    path_template = path_template.replace(id.as_str(), "{id}");
                }
                path_template == *path && call.method.eq_ignore_ascii_case(method)
            });
            if takes_body && !listed {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "not tested: {missing:?}");
}
