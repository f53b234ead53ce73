//! Users of a server that runs in a process of its own.

use std::net::SocketAddr;

use serde_json::json;

use crate::{Client, Mailbox};

/// A user who has signed up.
#[derive(Clone, Debug)]
pub struct Person {
    /// Signed in.
    pub client: Client,
    /// The session token.
    pub token: String,
    /// The user's id.
    pub id: String,
}

impl Person {
    /// Signs `name@example.org` up at a server that writes its emails to `mailbox`.
    pub async fn sign_up(address: SocketAddr, mailbox: &Mailbox, name: &str) -> Self {
        let client = Client::new(address);
        let email = format!("{name}@example.org");
        let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": "UTC"});
        let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
        let otp = mailbox.wait_for_code(&email).await;
        let body = json!({"email": email, "otp": otp, "flow": pending["flow"]});
        let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        let token = opened["token"].as_str().unwrap().to_owned();
        Self { client: client.signed_in(&token), token, id: opened["user"]["id"].as_str().unwrap().to_owned() }
    }
}
