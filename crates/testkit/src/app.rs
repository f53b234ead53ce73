//! The whole server on a port of its own, over a test's world.

use std::net::SocketAddr;

use habitro_server::app::{App, router};
use habitro_server::features::accounts::{HashCost, PasswordHasher};
use habitro_server::features::planner::providers::Timeouts;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::config::{Config, Sources};
use habitro_server::platform::http::{Limits, listen, serve};
use habitro_server::platform::rng::Entropy;
use habitro_server::platform::uploads::Uploads;
use serde_json::json;
use tokio::sync::oneshot;

use crate::{Client, TestWorld};

/// A running server; ends with this value.
#[derive(Debug)]
pub struct TestApp {
    /// Its database, clock and mailbox.
    pub world: TestWorld,
    /// Where it listens.
    pub address: SocketAddr,
    /// What its rooms are built from.
    pub app: App,
    _stop: oneshot::Sender<()>,
}

/// Another process over the database of a [`TestApp`].
#[derive(Debug)]
pub struct Node {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its rooms are built from.
    pub app: App,
}

impl Node {
    /// A client that is nobody.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }
}

impl TestApp {
    /// Starts a server over `world`. Its background loops do not run: a test delivers letters
    /// with [`TestWorld::deliver`] when it wants to.
    pub async fn start(world: TestWorld) -> Self {
        Self::configured(world, &[], Timeouts::default()).await
    }

    /// The same with the app changed before it is served.
    pub async fn start_with(world: TestWorld, change: impl FnOnce(App) -> App) -> Self {
        Self::changed(world, &[], change).await
    }

    /// The same without rate limits: for tests with a crowd.
    pub async fn without_limits(world: TestWorld) -> Self {
        Self::configured(world, &[("HABITRO_LIMITS", "off")], Timeouts::default()).await
    }

    /// The same with these variables (`HABITRO_...`) and this timeouts for the AI.
    pub async fn configured(world: TestWorld, variables: &[(&str, &str)], timeouts: Timeouts) -> Self {
        Self::changed(world, variables, |app| app.with_timeouts(timeouts)).await
    }

    /// The same with these variables, and the app changed before it is served.
    pub async fn changed(world: TestWorld, variables: &[(&str, &str)], change: impl FnOnce(App) -> App) -> Self {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
        // PasswordHasher that costs nothing: what is tested here is not Argon2.
        let hashing = PasswordHasher::start(HashCost { memory: 8, passes: 1 }, &world.entropy);
        let app = App::build(config, world.db.clone(), world.secrets.clone(), hashing, Uploads::in_memory());
        let app = change(app);
        // Nothing is told on the sockets without it; what it does, it does at once.
        let chat = app.chat.clone();
        tokio::spawn(async move { chat.run(std::future::pending()).await });
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, router(&app), Limits::default(), async {
            let _ = stopped.await;
        }));
        Self { world, address, app, _stop: stop }
    }

    /// Another server process over the same database, with chance and memory of its own; a client
    /// of it that is nobody. It ends with the test.
    pub async fn another_node(&self) -> Client {
        self.another_node_with(|app| app).await.client()
    }

    /// The same with what its rooms are built from beside; its background loops do not run.
    pub async fn another_app(&self) -> (Client, App) {
        let node = self.another_node_with(|app| app).await;
        (node.client(), node.app)
    }

    /// The same with the app changed before it is served, and the app itself.
    pub async fn another_node_with(&self, change: impl FnOnce(App) -> App) -> Node {
        let TestWorld { database, clock, secrets, .. } = &self.world;
        let entropy = Entropy::seeded(8);
        let db = database.open(database.options(), clock.clock(), entropy.clone(), Bus::in_process());
        let hashing = PasswordHasher::start(HashCost { memory: 8, passes: 1 }, &entropy);
        let config = Config::load(&Sources::default()).unwrap();
        let app = change(App::build(config, db, secrets.clone(), hashing, Uploads::in_memory()));
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let chat = app.chat.clone();
        tokio::spawn(async move { chat.run(std::future::pending()).await });
        tokio::spawn(serve(listener, router(&app), Limits::default(), std::future::pending()));
        Node { address, app }
    }

    /// A client that is nobody.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Signs somebody up by e-mail, with the code from the mailbox; `name` may have spaces.
    pub async fn sign_up(&self, name: &str, time_zone: &str) -> Client {
        self.sign_up_with_token(name, time_zone).await.0
    }

    /// The same with the session's token beside.
    pub async fn sign_up_with_token(&self, name: &str, time_zone: &str) -> (Client, String) {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": time_zone});
        let client = self.client();
        let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
        self.world.deliver().await;
        let otp = self.world.mail.latest_code(&email).expect("a letter with a code");
        let body = json!({"email": email, "otp": otp, "flow": pending["flow"]});
        let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        let token = opened["token"].as_str().unwrap();
        (client.signed_in(token), token.to_owned())
    }

    /// Signs in whom [`TestApp::sign_up`] signed up, after the clock went past a session's end.
    pub async fn log_in(&self, name: &str) -> Client {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let body = json!({"identifier": email, "password": "nine long stones"});
        let opened = self.client().post("/api/v1/auth/login", body).await.expect(200).json();
        self.client().signed_in(opened["token"].as_str().unwrap())
    }
}
