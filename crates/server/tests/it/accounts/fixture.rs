//! The accounts feature alone, served on a TCP port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::middleware::from_fn_with_state;
use habitro_server::features::accounts::{
    self, Accounts, AccountsOptions, HashCost, PasswordHasher, Reactions, SecurityEvent, SmsBudget, UserId,
};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::http::{Limits, MiddlewareOptions, Network, serve, with_middleware};
use habitro_server::platform::limits::AccountLimits;
use habitro_server::platform::phones::Phones;
use habitro_server::platform::uploads::Uploads;
use habitro_testkit::{Client, Reply, TestWorld};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub const PASSWORD: &str = "mango-lantern-84";
pub const ORIGIN: &str = "http://localhost:8080";

/// A server with only the accounts feature.
pub struct Fixture {
    pub world: TestWorld,
    pub client: Client,
    pub recorded: RecordedReactions,
    pub uploads: Uploads,
    pub accounts: Accounts,
    _open: oneshot::Sender<()>,
}

/// Records the reactions that are called; fails them after [`RecordedReactions::refuse`].
#[derive(Clone, Default)]
pub struct RecordedReactions(Arc<Mutex<(Vec<String>, bool)>>);

impl RecordedReactions {
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().0.clone()
    }

    pub fn refuse(&self) {
        self.0.lock().unwrap().1 = true;
    }

    fn note(&self, what: String) -> Result<(), DbError> {
        let mut recorded = self.0.lock().unwrap();
        if recorded.1 {
            return Err(DbError::NoRow);
        }
        recorded.0.push(what);
        Ok(())
    }
}

impl Reactions for RecordedReactions {
    fn account_opened(&self, _: &mut Tx<'_>, _: UserId, zone: &str) -> Result<(), DbError> {
        self.note(format!("opened in {zone}"))
    }

    fn clock_changed(&self, _: &mut Tx<'_>, _: UserId, zone: &str, day_start: u16) -> Result<(), DbError> {
        self.note(format!("{zone} from {day_start}"))
    }

    fn password_changed(&self, _: &mut Tx<'_>, _: UserId, kept_passkey: Option<Uuid>) -> Result<(), DbError> {
        assert_eq!(kept_passkey, None, "nobody signs in by passkey here");
        self.note("password changed".to_owned())
    }

    fn account_closing(&self, _: &mut Tx<'_>, _: UserId) -> Result<(), DbError> {
        self.note("closing".to_owned())
    }

    fn delete_rows(&self, _: &mut Tx<'_>, _: UserId) -> Result<u64, DbError> {
        Ok(0)
    }

    fn security_event(&self, _: &mut Tx<'_>, _: UserId, _: SecurityEvent, _: &str) -> Result<(), DbError> {
        Ok(())
    }
}

impl Fixture {
    pub async fn open(world: TestWorld) -> Self {
        Self::open_at(world, ORIGIN, true).await
    }

    pub async fn open_at(world: TestWorld, origin: &str, limits: bool) -> Self {
        let sms_budget = SmsBudget { daily: 1000, per_prefix: 200 };
        Self::open_with(world, origin, limits, sms_budget).await
    }

    pub async fn open_with(world: TestWorld, origin: &str, limits: bool, sms_budget: SmsBudget) -> Self {
        Self::open_hashing(world, origin, limits, sms_budget, HashCost { memory: 64, passes: 1 }).await
    }

    /// Hashes passwords at `cost`. The other constructors use a minimal cost.
    pub async fn open_hashing(
        world: TestWorld,
        origin: &str,
        limits: bool,
        sms_budget: SmsBudget,
        cost: HashCost,
    ) -> Self {
        let recorded = RecordedReactions::default();
        let uploads = Uploads::in_memory();
        let accounts = Accounts::new(AccountsOptions {
            db: world.db.clone(),
            secrets: world.secrets.clone(),
            hasher: PasswordHasher::with(2, 4096, cost, &world.entropy),
            reactions: Arc::new(recorded.clone()),
            origin: origin.to_owned(),
            limits,
            phones: Phones::new("LK", None),
            sms_budget,
            uploads: uploads.clone(),
        });
        let (rooms, _) =
            OpenApiRouter::<()>::new().nest("/api/v1", accounts::routes(accounts.clone())).split_for_parts();
        let site: Router =
            rooms.layer(from_fn_with_state((accounts.clone(), AccountLimits::new(false)), accounts::authenticate));
        // The tests act as a trusted proxy, so that they can choose client addresses.
        let proxy: Network = "127.0.0.1".parse().unwrap();
        let site = with_middleware(site, MiddlewareOptions { trusted_proxies: vec![proxy], https: false });
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let client = Client::new(listener.local_addr().unwrap());
        let (open, closed) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, site, Limits::default(), async {
            let _ = closed.await;
        }));
        Self { world, client, recorded, uploads, accounts, _open: open }
    }

    pub async fn register(&self, email: &str) -> Reply {
        self.register_with(email, PASSWORD).await
    }

    pub async fn register_with(&self, email: &str, password: &str) -> Reply {
        let body = json!({"full_name": "Anna Kowalska", "password": password, field(email): email, "time_zone": "Asia/Colombo"});
        self.client.post("/api/v1/auth/register", body).await
    }

    pub async fn verify(&self, email: &str, otp: &str, flow: Option<&str>) -> Reply {
        let mut body = json!({field(email): email, "otp": otp});
        if let Some(flow) = flow {
            body["flow"] = flow.into();
        }
        self.client.post("/api/v1/auth/verify-otp", body).await
    }

    pub async fn resend(&self, email: &str, flow: Option<&str>) -> Reply {
        let mut body = json!({field(email): email});
        if let Some(flow) = flow {
            body["flow"] = flow.into();
        }
        self.client.post("/api/v1/auth/resend-otp", body).await
    }

    pub async fn forgot(&self, identifier: &str) -> Reply {
        self.client.post("/api/v1/auth/forgot-password", json!({"identifier": identifier})).await
    }

    pub async fn reset(&self, identifier: &str, otp: &str, password: &str) -> Reply {
        let body = json!({"identifier": identifier, "otp": otp, "new_password": password});
        self.client.post("/api/v1/auth/reset-password", body).await
    }

    pub async fn login(&self, email: &str, password: &str) -> Reply {
        self.client.post("/api/v1/auth/login", json!({"identifier": email, "password": password})).await
    }

    /// Returns the newest code sent to `email`.
    pub async fn code(&self, email: &str) -> String {
        self.world.deliver().await;
        self.world.mail.latest_code(email).unwrap()
    }

    /// Returns a code other than `code`.
    pub fn other_than(code: &str) -> String {
        format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
    }

    /// Signs up and returns the response of verify-otp.
    pub async fn sign_up(&self, email: &str) -> Value {
        let flow = self.register(email).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        let code = self.code(email).await;
        self.verify(email, &code, Some(&flow)).await.expect(201).json()
    }

    /// Signs up and returns a client with the session.
    pub async fn signed_in(&self, email: &str) -> Client {
        let opened = self.sign_up(email).await;
        self.client.clone().signed_in(opened["token"].as_str().unwrap())
    }
}

/// Returns the request field for an identifier.
pub fn field(identifier: &str) -> &'static str {
    if identifier.contains(['@', '＠']) { "email" } else { "phone_number" }
}
