//! Reminders are sent on time and once, not when all tasks are done, and are available as a calendar.

mod calendar;
mod clock_changes;
mod day;
mod firing;
mod nodes;

use habitro_server::features::accounts::UserId;
use habitro_server::features::reminders::{ProcessedCounts, Scheduler};
use habitro_testkit::{Client, TestApp};
use serde_json::{Value, json};

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

/// Creates a habit with two tasks a day for thirty days and these fields.
async fn habit(client: &Client, name: &str, more: Value) -> Value {
    let mut body =
        json!({"name": name, "type": "good", "duration_days": 30, "daily_tasks": ["First step", "Second step"]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/v1/habits", body).await.expect(201).json()
}

/// Processes all reminders that are due.
async fn fire(app: &TestApp) -> ProcessedCounts {
    Scheduler::new(app.world.db.clone()).process_due().await.unwrap()
}

/// Returns titles and times of all reminders in the feed, newest first.
async fn reminded(client: &Client) -> Vec<(String, String)> {
    let feed = client.get("/api/v1/notifications?limit=200").await.expect(200).json();
    let of = |item: &Value| {
        let occurs_at = item["data"]["occurs_at"].as_str()?.to_owned();
        Some((item["title"].as_str().unwrap().to_owned(), occurs_at))
    };
    feed["items"].as_array().unwrap().iter().filter_map(of).collect()
}

/// Completes all tasks of today.
async fn complete_all(client: &Client) {
    let today = client.get("/api/v1/today").await.expect(200).json();
    for habit in today["habits"].as_array().unwrap() {
        for task in habit["tasks"].as_array().unwrap() {
            let path = format!("/api/v1/tasks/{}/completion", task["id"].as_str().unwrap());
            client.put(&path, json!({})).await.expect(200);
        }
    }
}

fn sent(fired: ProcessedCounts) -> u32 {
    fired.sent
}
