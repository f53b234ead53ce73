//! Passkeys over HTTP, on both databases.

mod authenticator;
mod refused;
mod works;

use habitro_testkit::{Client, Reply};
use serde_json::{Value, json};

pub use authenticator::Authenticator;

pub async fn options(client: &Client, what: &str) -> Value {
    client.post(&format!("/api/v1/auth/passkeys/{what}"), json!({})).await.expect(200).json()
}

pub async fn add(client: &Client, name: &str, credential: Value) -> Reply {
    client.post("/api/v1/auth/passkeys", json!({"name": name, "credential": credential})).await
}

pub async fn login(client: &Client, credential: Value) -> Reply {
    client.post("/api/v1/auth/passkeys/login", json!({"credential": credential})).await
}

/// Adds a passkey of `device` to the account of `client` and returns its id.
pub async fn register(client: &Client, device: &mut Authenticator) -> String {
    let asked = options(client, "registration").await;
    let added = add(client, "My phone", device.create(&asked)).await.expect(201).json();
    added["id"].as_str().unwrap().to_owned()
}

/// Signs in with a passkey of `device`.
pub async fn sign_in(client: &Client, device: &Authenticator) -> Reply {
    let asked = options(client, "authentication").await;
    login(client, device.get(&asked)).await
}

/// Signs in with a passkey of `device` and returns a client with the session.
pub async fn signed_in(client: &Client, device: &Authenticator) -> Client {
    let opened = sign_in(client, device).await.expect(200).json();
    client.clone().signed_in(opened["token"].as_str().unwrap())
}
