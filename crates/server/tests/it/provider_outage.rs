//! Mail and push providers are down for ten minutes, or the server is killed while sending. Messages that
//! have not expired arrive once afterwards; a kill duplicates messages in flight at most once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{
    self, Alert, AlertKind, DispatchContext, Dispatcher, PushServices, PushTransport,
};
use habitro_server::platform::db::{DbError, Key, Tx};
use habitro_server::platform::outbox::{
    Block, Delivered, Delivery, EmailContent, Envelope, Outbox, OutboxMessage, Transport, TransportError, Transports,
};
use habitro_server::platform::push::{Reach, Vapid};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{Client, TestApp, both_databases};
use jiff::SignedDuration;
use serde_json::json;
use tokio::net::TcpListener;

/// A push service that can be down, and counts its requests and the accepted ones.
#[derive(Clone, Default)]
struct Service {
    down: Arc<AtomicBool>,
    requests: Arc<AtomicUsize>,
    accepted: Arc<AtomicUsize>,
}

impl Service {
    async fn start() -> (Self, String) {
        let service = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/push/1", listener.local_addr().unwrap());
        let router = Router::new().fallback(accept_push).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (service, endpoint)
    }
}

async fn accept_push(State(service): State<Service>) -> StatusCode {
    service.requests.fetch_add(1, Ordering::SeqCst);
    if service.down.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    service.accepted.fetch_add(1, Ordering::SeqCst);
    StatusCode::CREATED
}

/// A mail server that can be down.
struct MailServer {
    down: Arc<AtomicBool>,
    inner: Arc<dyn Transport>,
}

impl Transport for MailServer {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        if self.down.load(Ordering::SeqCst) {
            return Box::pin(async { Err(TransportError::Temporary("smtp: can't connect".into())) });
        }
        self.inner.deliver(envelope)
    }
}

/// Sends a message and never receives the response, like a process killed meanwhile.
struct HangingTransport(Arc<AtomicUsize>);

impl Transport for HangingTransport {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::pending())
    }
}

const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

async fn send_alert(app: &TestApp, user: UserId) {
    let work = move |tx: &mut Tx<'_>| {
        let data = json!({});
        let alert = Alert {
            kind: AlertKind::FriendRequest,
            title: "A request",
            body: "",
            data,
            link: "/friends",
            dedup_key: None,
        };
        notifications::add_alert(tx, user, &alert)
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
    let channels = DispatchContext::new(app.world.secrets.clone(), "http://localhost:8080");
    Dispatcher::new(app.world.db.clone(), channels).dispatch_due().await.unwrap();
}

fn message(to: &str) -> OutboxMessage {
    EmailContent { subject: "Hello".into(), blocks: vec![Block::Paragraph("Hello".into())] }.mail(to)
}

async fn enqueue(app: &TestApp, to: &'static str, valid_for: SignedDuration) {
    let secrets = app.world.secrets.clone();
    let work = move |tx: &mut Tx<'_>| {
        let expires_at = tx.now().checked_add(valid_for).ok();
        tx.outbox().enqueue(&secrets, &message(to), expires_at)
    };
    app.world.db.write(Key::of("test"), work).await.map_err(|error: DbError| error).unwrap();
}

fn pushes() -> PushServices {
    PushServices::web(Vapid::fresh("mailto:habitro@localhost", &Entropy::system()), Reach::Loopback, Entropy::system())
}

both_databases! {
    async fn outage_of_all_providers_loses_and_duplicates_nothing(world) {
        let app = TestApp::start_with(world, |app| app.with_pushes(pushes())).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let (service, endpoint) = Service::start().await;
        let device = json!({"kind": "web_push", "subscription": {"endpoint": endpoint,
            "keys": {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}});
        anna.post("/api/v1/devices", device).await.expect(201);
        let preferences = json!({"kinds": [{"kind": "friend-request", "push": true, "mail": true}], "quiet_hours": null});
        anna.put("/api/v1/notifications/preferences", preferences).await.expect(200);
        let down = Arc::clone(&service.down);
        let mail = Arc::new(MailServer { down: Arc::clone(&down), inner: app.world.mail.transport() });
        let push = Arc::new(PushTransport::new(app.world.db.clone(), pushes()));
        let outbox = Outbox::new(app.world.db.clone(), app.world.secrets.clone(), Transports { mail, push, ..app.world.transports() });
        let before = app.world.mail.messages().len();

        down.store(true, Ordering::SeqCst);
        for half_minute in 0..20 {
            send_alert(&app, user).await;
            if half_minute == 0 {
                enqueue(&app, "late@example.org", SignedDuration::from_mins(5)).await;
                enqueue(&app, "code@example.org", SignedDuration::from_mins(15)).await;
            }
            let outcomes = outbox.deliver_due().await.unwrap();
            assert!(!outcomes.contains(&Delivered::Sent), "{half_minute}: {outcomes:?}");
            // The feed does not wait for the providers.
            assert_eq!(anna.get("/api/v1/notifications").await.expect(200).json()["unread"], half_minute + 1);
            app.world.clock.advance_seconds(30);
        }
        let requests = service.requests.load(Ordering::SeqCst);
        assert!(requests > 0 && requests < 200, "a failing service is not called for every message: {requests}");

        down.store(false, Ordering::SeqCst);
        let mut sent = 0;
        for _ in 0..40 {
            app.world.clock.advance_seconds(30);
            sent += outbox.deliver_due().await.unwrap().into_iter().filter(|each| *each == Delivered::Sent).count();
        }
        assert_eq!(service.accepted.load(Ordering::SeqCst), 20, "each push once");
        assert_eq!(sent, 41, "20 pushes, 20 mails and the code");
        let mails = app.world.mail.messages().split_off(before);
        let to = |address: &str| mails.iter().filter(|mail| matches!(mail, OutboxMessage::Email { to, .. } if to == address)).count();
        assert_eq!((to("anna@example.org"), to("code@example.org"), to("late@example.org")), (20, 1, 0));
        let left = app.world.db.read(|tx| tx.outbox().counts()).await.unwrap();
        assert_eq!((left.waiting, left.dead), (0, 1), "only the expired message is dropped");
    }

    async fn kill_while_sending_duplicates_a_message_at_most_once(world) {
        let app = TestApp::start(world).await;
        for to in ["one@example.org", "two@example.org", "three@example.org"] {
            enqueue(&app, to, SignedDuration::from_hours(1)).await;
        }
        let started = Arc::<AtomicUsize>::default();
        let transports = Transports { mail: Arc::new(HangingTransport(Arc::clone(&started))), ..app.world.transports() };
        let killed = Outbox::new(app.world.db.clone(), app.world.secrets.clone(), transports);
        let running = tokio::spawn(async move { killed.deliver_due().await });
        while started.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        // The leases are still valid, so another process does not send the three messages.
        assert_eq!(app.world.deliver().await, []);
        app.world.clock.advance_seconds(60);
        assert_eq!(app.world.deliver().await, [Delivered::Sent; 3]);
        app.world.clock.advance_seconds(3_600);
        assert_eq!(app.world.deliver().await, []);
        assert_eq!((started.load(Ordering::SeqCst), app.world.mail.messages().len()), (3, 3), "each sent at most twice");
    }
}
