//! Friends, challenges and reports about users.

mod challenges;
mod friends;
mod moderation;

use habitro_testkit::Client;
use serde_json::{Value, json};

async fn id_of(client: &Client) -> String {
    client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned()
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// Makes two users friends by a request to `address`.
async fn befriend(asker: &Client, other: &Client, address: &str) {
    asker.post("/api/v1/friends/requests", json!({"identifier": address})).await.expect(202);
    let request = items(other, "/api/v1/friends/requests").await.remove(0);
    let id = request["id"].as_str().unwrap();
    other.request("POST", &format!("/api/v1/friends/requests/{id}/accept")).send().await.expect(200);
}

/// Returns the kinds of the alerts in a user's feed, newest first, without achievements.
async fn alerts(client: &Client) -> Vec<String> {
    let feed = items(client, "/api/v1/notifications").await;
    let kinds = feed.iter().map(|item| item["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind != "achievement").collect()
}

/// Returns the ids of a user's unlocked achievements about friends and challenges, in catalogue order.
async fn achieved(client: &Client) -> Vec<String> {
    let all = items(client, "/api/v1/achievements?limit=200").await;
    let unlocked = all.into_iter().filter(|item| !item["unlocked_at"].is_null());
    let ids = unlocked.map(|item| item["id"].as_str().unwrap().to_owned());
    ids.filter(|id| id == "first-friend" || id.starts_with("challenge-")).collect()
}
