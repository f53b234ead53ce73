//! The board: what it shows, that it is its definition, that it can't be gamed, several nodes.

mod definition;
mod gaming;
mod nodes;
mod shown;

use habitro_testkit::{Client, TestApp};
use serde_json::{Value, json};

/// Somebody's id.
async fn id_of(client: &Client) -> String {
    client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned()
}

/// A board, with everything that was committed in it.
async fn board(app: &TestApp, client: &Client, query: &str) -> Value {
    app.app.leaderboard.catch_up().await.unwrap();
    client.get(&format!("/api/v1/leaderboard{query}")).await.expect(200).json()
}

/// `name completed/due` of each entry, in order.
fn lines(board: &Value) -> Vec<String> {
    board["entries"].as_array().unwrap().iter().map(line).collect()
}

fn line(entry: &Value) -> String {
    format!("{} {} {}/{}", entry["rank"], entry["display_name"].as_str().unwrap(), entry["completed"], entry["due"])
}

/// Creates a habit with `tasks` tasks a day and returns its id.
async fn habit(client: &Client, kind: &str, tasks: usize) -> String {
    let tasks: Vec<String> = (1..=tasks).map(|n| format!("Task number {n}")).collect();
    let body = json!({"name": "A habit", "type": kind, "duration_days": 60, "daily_tasks": tasks});
    client.post("/api/v1/habits", body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// Ids of the tasks of a day; `date` may be empty for today.
async fn tasks(client: &Client, date: &str) -> Vec<String> {
    let query = if date.is_empty() { String::new() } else { format!("?date={date}") };
    let day = client.get(&format!("/api/v1/today{query}")).await.expect(200).json();
    let habits = day["habits"].as_array().unwrap().iter();
    let tasks = habits.flat_map(|habit| habit["tasks"].as_array().unwrap().clone());
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

async fn tick(client: &Client, task: &str) -> u16 {
    client.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.status
}

async fn untick(client: &Client, task: &str) -> u16 {
    client.delete(&format!("/api/v1/tasks/{task}/completion")).await.status
}

/// Ticks the first `most` of today's tasks.
async fn tick_some(client: &Client, most: usize) {
    for task in tasks(client, "").await.into_iter().take(most) {
        assert_eq!(tick(client, &task).await, 200);
    }
}

/// Two people become friends.
async fn befriend(asker: &Client, other: &Client) {
    let id = id_of(other).await;
    asker.post("/api/v1/friends/requests", json!({"user_id": id})).await.expect(202);
    let waiting = other.get("/api/v1/friends/requests").await.expect(200).json();
    let request = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    other.request("POST", &format!("/api/v1/friends/requests/{request}/accept")).send().await.expect(200);
}
