//! A complete server on its own port, built on a [`TestWorld`].

use std::net::SocketAddr;

use habitro_server::app::{App, Deletion, router};
use habitro_server::features::accounts::{HashCost, PasswordHasher};
use habitro_server::features::planner::providers::Timeouts;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::config::{Config, Sources};
use habitro_server::platform::http::{Limits, listen, serve};
use habitro_server::platform::limits::AccountLimits;
use habitro_server::platform::rng::Entropy;
use habitro_server::platform::uploads::Uploads;
use serde_json::json;
use tokio::sync::oneshot;

use crate::{Client, TestWorld};

/// A running server, stopped when dropped.
#[derive(Debug)]
pub struct TestApp {
    /// Its database, clock and mailbox.
    pub world: TestWorld,
    /// The listening address.
    pub address: SocketAddr,
    /// The state shared by its features.
    pub app: App,
    _stop: oneshot::Sender<()>,
}

/// A second server on the database of a [`TestApp`].
#[derive(Debug)]
pub struct Node {
    /// The listening address.
    pub address: SocketAddr,
    /// The state shared by its features.
    pub app: App,
}

impl Node {
    /// Returns a client that is not signed in.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }
}

impl TestApp {
    /// Starts a server on `world`. Its background loops do not run; tests send queued messages
    /// with [`TestWorld::deliver`]. Requests of signed-in users are not limited, because the clock stands
    /// still: see [`TestApp::with_account_limits`].
    pub async fn start(world: TestWorld) -> Self {
        Self::configured(world, &[], Timeouts::default()).await
    }

    /// Like [`TestApp::start`], with the app changed by `change` before it is served.
    pub async fn start_with(world: TestWorld, change: impl FnOnce(App) -> App) -> Self {
        Self::changed(world, &[], change).await
    }

    /// Like [`TestApp::start`], and the requests of signed-in users are limited.
    pub async fn with_account_limits(world: TestWorld) -> Self {
        Self::start_with(world, |app| app.with_account_limits(AccountLimits::new(true))).await
    }

    /// Like [`TestApp::start`] without rate limits, for tests with many users.
    pub async fn without_limits(world: TestWorld) -> Self {
        Self::configured(world, &[("HABITRO_LIMITS", "off")], Timeouts::default()).await
    }

    /// Like [`TestApp::start`] with these `HABITRO_...` variables and AI timeouts.
    pub async fn configured(world: TestWorld, variables: &[(&str, &str)], timeouts: Timeouts) -> Self {
        Self::changed(world, variables, |app| app.with_timeouts(timeouts)).await
    }

    /// Like [`TestApp::start_with`] with these `HABITRO_...` variables.
    pub async fn changed(world: TestWorld, variables: &[(&str, &str)], change: impl FnOnce(App) -> App) -> Self {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
        // The cheapest hash: these tests are not about Argon2.
        let hashing = PasswordHasher::start(HashCost { memory: 8, passes: 1 }, &world.entropy);
        let app = App::build(config, world.db.clone(), world.secrets.clone(), hashing, Uploads::in_memory());
        let app = change(app.with_account_limits(AccountLimits::new(false)));
        // Sends the chat events to the sockets. Unlike the other loops it does not wait for a clock.
        let chat = app.chat.clone();
        tokio::spawn(async move { chat.run_delivery(std::future::pending()).await });
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, router(&app), Limits::default(), async {
            let _ = stopped.await;
        }));
        Self { world, address, app, _stop: stop }
    }

    /// Starts a second server on the same database, with its own randomness and caches, and returns a
    /// client of it that is not signed in. The server runs until the test ends.
    pub async fn another_node(&self) -> Client {
        self.another_node_with(|app| app).await.client()
    }

    /// Like [`TestApp::another_node`], and returns the app too. Its background loops do not run.
    pub async fn another_app(&self) -> (Client, App) {
        let node = self.another_node_with(|app| app).await;
        (node.client(), node.app)
    }

    /// Starts a second server with the app changed by `change` before it is served.
    pub async fn another_node_with(&self, change: impl FnOnce(App) -> App) -> Node {
        let TestWorld { database, clock, secrets, .. } = &self.world;
        let entropy = Entropy::seeded(8);
        let db = database.open(database.options(), clock.clock(), entropy.clone(), Bus::in_process());
        let hashing = PasswordHasher::start(HashCost { memory: 8, passes: 1 }, &entropy);
        let config = Config::load(&Sources::default()).unwrap();
        let app = App::build(config, db, secrets.clone(), hashing, Uploads::in_memory());
        let app = change(app.with_account_limits(AccountLimits::new(false)));
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let chat = app.chat.clone();
        tokio::spawn(async move { chat.run_delivery(std::future::pending()).await });
        tokio::spawn(serve(listener, router(&app), Limits::default(), std::future::pending()));
        Node { address, app }
    }

    /// Returns a client that is not signed in.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Removes the rows of deleted accounts and habits, as the background job does.
    pub async fn finish_deletions(&self) {
        Deletion::new(self.world.db.clone()).run_once().await.unwrap();
    }

    /// Signs a user up by e-mail with the code from the mailbox; `name` may contain spaces.
    pub async fn sign_up(&self, name: &str, time_zone: &str) -> Client {
        self.sign_up_with_token(name, time_zone).await.0
    }

    /// Like [`TestApp::sign_up`], and returns the session token too.
    pub async fn sign_up_with_token(&self, name: &str, time_zone: &str) -> (Client, String) {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": time_zone});
        let client = self.client();
        let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
        self.world.deliver().await;
        let otp = self.world.mail.latest_code(&email).expect("a message with a code");
        let body = json!({"email": email, "otp": otp, "flow": pending["flow"]});
        let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        let token = opened["token"].as_str().unwrap();
        (client.signed_in(token), token.to_owned())
    }

    /// Signs in a user created by [`TestApp::sign_up`], for tests that move the clock past the session's expiry.
    pub async fn log_in(&self, name: &str) -> Client {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let body = json!({"identifier": email, "password": "nine long stones"});
        let opened = self.client().post("/api/v1/auth/login", body).await.expect(200).json();
        self.client().signed_in(opened["token"].as_str().unwrap())
    }
}
