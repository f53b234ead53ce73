//! Chat: what is stored, what is delivered, and what stays private.

mod attacks;
mod calls;
mod fernet;
mod keys;
mod live;
mod nodes;
mod rooms;
mod sending;
mod unread;

use habitro_testkit::{Client, TestApp};
use serde_json::{Value, json};

/// A user who is signed in.
pub struct TestUser {
    pub client: Client,
    pub token: String,
    pub id: String,
}

pub async fn sign_up(app: &TestApp, name: &str) -> TestUser {
    // The limit on sign-ups per address applies here too.
    app.world.clock.advance_minutes(5);
    let (client, token) = app.sign_up_with_token(name, "UTC").await;
    let id = client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned();
    TestUser { client, token, id }
}

/// Makes two users friends.
pub async fn befriend(one: &TestUser, two: &TestUser) {
    one.client.post("/api/v1/friends/requests", json!({"user_id": two.id})).await.expect(202);
    two.client.post("/api/v1/friends/requests", json!({"user_id": one.id})).await.expect(202);
}

/// Returns two friends and their conversation.
pub async fn friends(app: &TestApp) -> (TestUser, TestUser, String) {
    let (anna, bo) = (sign_up(app, "Anna").await, sign_up(app, "Bo").await);
    befriend(&anna, &bo).await;
    let conversation = open(&anna, &bo).await;
    (anna, bo, conversation)
}

pub async fn open(one: &TestUser, two: &TestUser) -> String {
    let opened = one.client.post("/api/v1/conversations", json!({"user_id": two.id})).await.expect(201).json();
    opened["id"].as_str().unwrap().to_owned()
}

impl TestUser {
    /// Returns the same user as a client of another server.
    pub fn at(&self, client: Client) -> Self {
        Self { client: client.signed_in(&self.token), token: self.token.clone(), id: self.id.clone() }
    }

    pub async fn send(&self, conversation: &str, text: &str) -> Value {
        self.send_as(conversation, text, text).await
    }

    pub async fn send_as(&self, conversation: &str, client_id: &str, text: &str) -> Value {
        let body = json!({"client_id": client_id, "text": text});
        self.client.post(&format!("/api/v1/conversations/{conversation}/messages"), body).await.expect(201).json()
    }

    /// Returns the texts of a page of the history, oldest first.
    pub async fn texts(&self, conversation: &str, query: &str) -> Vec<String> {
        let page = self.page(conversation, query).await;
        page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn page(&self, conversation: &str, query: &str) -> Value {
        self.client.get(&format!("/api/v1/conversations/{conversation}/messages{query}")).await.expect(200).json()
    }

    pub async fn conversation(&self, conversation: &str) -> Value {
        self.client.get(&format!("/api/v1/conversations/{conversation}")).await.expect(200).json()
    }

    /// Returns `(unread, text of the last message)` of a conversation.
    pub async fn unread_and_last(&self, conversation: &str) -> (u64, Option<String>) {
        let seen = self.conversation(conversation).await;
        (seen["unread"].as_u64().unwrap(), seen["last_message"]["text"].as_str().map(str::to_owned))
    }

    pub async fn read(&self, conversation: &str, sequence: u32) {
        self.client
            .put(&format!("/api/v1/conversations/{conversation}/read"), json!({"sequence": sequence}))
            .await
            .expect(204);
    }

    pub async fn hide(&self, message: &Value) {
        self.client.delete(&format!("/api/v1/messages/{}", message["id"].as_str().unwrap())).await.expect(204);
    }
}
