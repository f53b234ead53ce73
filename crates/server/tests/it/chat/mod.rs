//! The chat: what is stored, what is told, what nobody gets to see.

mod attacks;
mod calls;
mod fernet;
mod keys;
mod live;
mod nodes;
mod rooms;
mod unread;

use habitro_testkit::{Client, TestApp};
use serde_json::{Value, json};

/// Somebody signed in.
pub struct Somebody {
    pub client: Client,
    pub token: String,
    pub id: String,
}

pub async fn somebody(app: &TestApp, name: &str) -> Somebody {
    // The limit on sign-ups of one address is in force here too.
    app.world.clock.advance_minutes(5);
    let (client, token) = app.sign_up_with_token(name, "UTC").await;
    let id = client.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().to_owned();
    Somebody { client, token, id }
}

/// Two become friends.
pub async fn befriend(one: &Somebody, two: &Somebody) {
    one.client.post("/api/v1/friends/requests", json!({"user_id": two.id})).await.expect(202);
    two.client.post("/api/v1/friends/requests", json!({"user_id": one.id})).await.expect(202);
}

/// Two friends and their conversation.
pub async fn friends(app: &TestApp) -> (Somebody, Somebody, String) {
    let (anna, bo) = (somebody(app, "Anna").await, somebody(app, "Bo").await);
    befriend(&anna, &bo).await;
    let conversation = open(&anna, &bo).await;
    (anna, bo, conversation)
}

pub async fn open(one: &Somebody, two: &Somebody) -> String {
    let opened = one.client.post("/api/v1/conversations", json!({"user_id": two.id})).await.expect(201).json();
    opened["id"].as_str().unwrap().to_owned()
}

impl Somebody {
    /// The same by another server.
    pub fn at(&self, client: Client) -> Self {
        Self { client: client.signed_in(&self.token), token: self.token.clone(), id: self.id.clone() }
    }

    pub async fn say(&self, conversation: &str, text: &str) -> Value {
        self.say_as(conversation, text, text).await
    }

    pub async fn say_as(&self, conversation: &str, client_id: &str, text: &str) -> Value {
        let body = json!({"client_id": client_id, "text": text});
        self.client.post(&format!("/api/v1/conversations/{conversation}/messages"), body).await.expect(201).json()
    }

    /// The texts of a page of the history, oldest first.
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

    /// `(unread, last message's text)` of a conversation.
    pub async fn glance(&self, conversation: &str) -> (u64, Option<String>) {
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
