//! Devices, notification preferences, and alerts sent by push and mail.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{
    self, Alert, AlertKind, DispatchContext, Dispatcher, PushServices, PushTransport,
};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::outbox::{Delivered, Outbox, OutboxMessage, Transports};
use habitro_server::platform::push::{Fcm, Reach, Vapid};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{Client, TestApp, TestWorld, both_databases};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The browser keys of the example in RFC 8291.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

pub fn web_push(endpoint: &str) -> Value {
    json!({"kind": "web_push", "subscription": {"endpoint": endpoint, "expirationTime": null,
        "keys": {"p256dh": P256DH, "auth": AUTH}}})
}

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

async fn send_alert(app: &TestApp, user: UserId, kind: AlertKind, title: &'static str) {
    let work = move |tx: &mut Tx<'_>| {
        let data = json!({"task_id": "01900000-0000-7000-8000-000000000001"});
        notifications::add_alert(
            tx,
            user,
            &Alert { kind, title, body: "Just so", data, link: "/today", dedup_key: None },
        )
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
}

/// Sends what is due and returns the pushes.
async fn deliver_pushes(app: &TestApp) -> Vec<Value> {
    let before = app.world.mail.messages().len();
    dispatch(app).await;
    app.world.deliver().await;
    let push = |message: &OutboxMessage| match message {
        OutboxMessage::Push { message, .. } => {
            Some(json!({"title": message.title, "tag": message.tag, "payload": message.payload}))
        }
        _ => None,
    };
    app.world.mail.messages()[before..].iter().filter_map(push).collect()
}

pub async fn dispatch(app: &TestApp) {
    let channels = DispatchContext::new(app.world.secrets.clone(), "http://localhost:8080");
    Dispatcher::new(app.world.db.clone(), channels).dispatch_due().await.unwrap();
}

fn titles(pushed: &[Value]) -> Vec<&str> {
    pushed.iter().filter_map(|push| push["title"].as_str()).collect()
}

/// A fake server of a provider. It sends the given responses in order, repeats the last one, and records
/// the requests.
#[derive(Clone)]
struct FakeProvider {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<ReceivedRequest>>>,
    responses: Arc<Mutex<Vec<(u16, Value)>>>,
    /// Sent with 429.
    retry_after: Arc<Mutex<String>>,
}

#[derive(Clone, Debug)]
struct ReceivedRequest {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl FakeProvider {
    async fn start(responses: &[(u16, Value)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let responses = Arc::new(Mutex::new(responses.to_vec()));
        let retry_after = Arc::new(Mutex::new("120".to_owned()));
        let fake = Self { address, requests: Arc::default(), responses, retry_after };
        let router = Router::new().fallback(respond).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    fn requests(&self) -> Vec<ReceivedRequest> {
        self.requests.lock().unwrap().clone()
    }

    fn endpoint(&self) -> String {
        format!("http://{}/push/1", self.address)
    }
}

async fn respond(State(fake): State<FakeProvider>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().to_owned();
    fake.requests.lock().unwrap().push(ReceivedRequest { path: path.clone(), headers, body: body.to_vec() });
    if path == "/token" {
        return axum::Json(json!({"access_token": "t0ken", "expires_in": 3600})).into_response();
    }
    let mut responses = fake.responses.lock().unwrap();
    let (status, body) = if responses.len() > 1 { responses.remove(0) } else { responses[0].clone() };
    let mut response = (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
    if status == 429 {
        response.headers_mut().insert("retry-after", fake.retry_after.lock().unwrap().parse().unwrap());
    }
    response
}

pub fn pushes() -> PushServices {
    PushServices::web(Vapid::fresh("mailto:habitro@localhost", &Entropy::system()), Reach::Loopback, Entropy::system())
}

/// Starts an app that accepts push endpoints on this machine.
async fn app(world: TestWorld) -> TestApp {
    TestApp::start_with(world, |app| app.with_pushes(pushes())).await
}

/// Returns an outbox with the real push transport.
fn outbox_with(app: &TestApp, pushes: PushServices) -> Outbox {
    let push = Arc::new(PushTransport::new(app.world.db.clone(), pushes));
    let transports = Transports { push, ..app.world.transports() };
    Outbox::new(app.world.db.clone(), app.world.secrets.clone(), transports)
}

async fn devices(client: &Client) -> Vec<Value> {
    client.get("/api/v1/devices").await.expect(200).json()["items"].as_array().unwrap().clone()
}

both_databases! {
    async fn device_belongs_to_one_account_and_is_removed_with_its_session(world) {
        let app = app(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let bo = app.sign_up("Bo", "UTC").await;
        let body = web_push("https://push.example.com/1");
        let created = anna.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_eq!((&created["kind"], &created["current"], &created["platform"]), (&json!("web_push"), &json!(true), &Value::Null));
        assert!(!created.to_string().contains("push.example.com"), "the address is not revealed: {created}");
        let again = anna.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_eq!(again["id"], created["id"], "the same address is the same device");
        let path = format!("/api/v1/devices/{}", created["id"].as_str().unwrap());
        assert_eq!(bo.delete(&path).await.status, 404);
        // Another user signs in on the same browser.
        let moved = bo.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_ne!(moved["id"], created["id"]);
        assert_eq!((devices(&anna).await.len(), devices(&bo).await.len()), (0, 1));
        bo.delete(&format!("/api/v1/devices/{}", moved["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(devices(&bo).await.len(), 0);

        let fcm = json!({"kind": "fcm", "token": "abc:DEF", "platform": "android"});
        assert_eq!(anna.post("/api/v1/devices", fcm).await.expect(201).json()["platform"], "android");
        anna.post("/api/v1/devices", body).await.expect(201);
        let login = json!({"identifier": "anna@example.org", "password": "nine long stones"});
        let other = app.client().post("/api/v1/auth/login", login).await.expect(200).json();
        let other = app.client().signed_in(other["token"].as_str().unwrap());
        assert_eq!(devices(&other).await.len(), 2);
        app.client().signed_in(&token).post("/api/v1/auth/logout", json!({})).await.expect(204);
        assert_eq!(devices(&other).await.len(), 0, "signing out removes its devices");
    }

    async fn invalid_devices_are_refused_by_field(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let key = app.client().get("/api/v1/push/vapid-key").await.expect(200).json();
        assert_eq!(key["public_key"].as_str().unwrap().len(), 87);
        for (body, field) in [
            (web_push("https://127.0.0.1/x"), "subscription.endpoint: invalid-endpoint"),
            (web_push("http://push.example.com/x"), "subscription.endpoint: invalid-endpoint"),
            (web_push("https://localhost/x"), "subscription.endpoint: invalid-endpoint"),
            (json!({"kind": "web_push"}), "subscription: required"),
            (json!({"kind": "fcm", "token": "x"}), "platform: required"),
            (json!({"kind": "fcm", "token": "", "platform": "ios"}), "token: invalid-token"),
            (json!({"kind": "web_push", "subscription": {"endpoint": "https://push.example.com/", "keys": {"p256dh": "AAAA", "auth": AUTH}}}),
                "subscription.keys.p256dh: invalid-key"),
            (json!({"kind": "web_push", "subscription": {"endpoint": "https://push.example.com/", "keys": {"p256dh": P256DH, "auth": "AA"}}}),
                "subscription.keys.auth: invalid-key"),
        ] {
            assert_eq!(anna.post("/api/v1/devices", body.clone()).await.expect(422).fields(), [field], "{body}");
        }
    }

    async fn alerts_are_sent_on_the_chosen_channels(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        for number in 0..2 {
            anna.post("/api/v1/devices", web_push(&format!("https://push.example.com/{number}"))).await.expect(201);
        }
        send_alert(&app, user, AlertKind::Reminder, "Time to read").await;
        let out = deliver_pushes(&app).await;
        assert_eq!(titles(&out), ["Time to read", "Time to read"], "one per device");
        assert_eq!(out[0]["payload"]["task_id"], "01900000-0000-7000-8000-000000000001");
        assert_eq!(out[0]["payload"]["link"], "/today");
        assert!(app.world.mail.texts("anna@example.org").iter().all(|text| !text.contains("Just so")));

        let defaults = anna.get("/api/v1/notifications/preferences").await.expect(200).json();
        assert_eq!(defaults["quiet_hours"], Value::Null);
        let chosen = json!({"kinds": [{"kind": "reminder", "push": false, "mail": true}], "quiet_hours": null});
        let preferences = anna.put("/api/v1/notifications/preferences", chosen).await.expect(200).json();
        let reminder = preferences["kinds"].as_array().unwrap().iter().find(|each| each["kind"] == "reminder").unwrap();
        assert_eq!((&reminder["push"], &reminder["mail"]), (&json!(false), &json!(true)));
        send_alert(&app, user, AlertKind::Reminder, "Again").await;
        assert_eq!(deliver_pushes(&app).await, Vec::<Value>::new());
        let messages = app.world.mail.messages();
        let Some(OutboxMessage::Email { subject, unsubscribe_url, text, .. }) = messages.last() else { panic!("no mail") };
        let (unsubscribe_url, text) = (unsubscribe_url.clone().unwrap(), text.clone());
        assert_eq!(subject, "Again");
        assert!(text.contains("http://localhost:8080/today") && text.contains("/notifications/settings"), "{text}");

        // Unsubscribing by one click needs no session. This is the body sent by mail programs.
        let path = unsubscribe_url.strip_prefix("http://localhost:8080").unwrap();
        let click = app.client().request("POST", path).header("content-type", "application/x-www-form-urlencoded");
        click.raw("List-Unsubscribe=One-Click").send().await.expect(204);
        assert_eq!(app.client().get(path).await.status, 303, "GET changes nothing");
        assert_eq!(app.client().request("POST", &format!("{path}x")).send().await.status, 404);
        let before = app.world.mail.messages().len();
        send_alert(&app, user, AlertKind::Reminder, "Once more").await;
        deliver_pushes(&app).await;
        assert_eq!(app.world.mail.messages().len(), before);
    }

    async fn quiet_hours_follow_the_users_time_zone(world) {
        let app = app(world).await;
        // 08:00 UTC is 13:30 in Colombo.
        let anna = app.sign_up("Anna", "Asia/Colombo").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        let quiet = json!({"quiet_hours": {"from": "13:00", "until": "15:00"}});
        anna.put("/api/v1/notifications/preferences", quiet).await.expect(200);
        for bad in [json!({"quiet_hours": {"from": "25:00", "until": "7:00"}})] {
            let fields = anna.put("/api/v1/notifications/preferences", bad).await.expect(422).fields();
            assert_eq!(fields, ["quiet_hours.from: invalid-time", "quiet_hours.until: invalid-time"]);
        }
        send_alert(&app, user, AlertKind::FriendRequest, "Bo").await;
        send_alert(&app, user, AlertKind::Security, "New device").await;
        assert_eq!(titles(&deliver_pushes(&app).await), ["New device"], "security alerts are sent immediately");
        app.world.clock.advance_minutes(89);
        assert_eq!(titles(&deliver_pushes(&app).await), Vec::<&str>::new());
        app.world.clock.advance_minutes(1);
        assert_eq!(titles(&deliver_pushes(&app).await), ["Bo"]);
    }

    async fn read_alerts_are_not_pushed(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        send_alert(&app, user, AlertKind::FriendRequest, "One").await;
        assert_eq!(titles(&deliver_pushes(&app).await), ["One"]);
        app.world.clock.advance_seconds(1);
        send_alert(&app, user, AlertKind::FriendRequest, "Two").await;
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let newest = feed["items"][0]["id"].as_str().unwrap();
        anna.put("/api/v1/notifications/read", json!({"up_to": newest})).await.expect(204);
        assert_eq!(deliver_pushes(&app).await, Vec::<Value>::new());

        app.world.clock.advance_seconds(1);
        send_alert(&app, user, AlertKind::FriendRequest, "Three").await;
        deliver_pushes(&app).await;
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let id = feed["items"][0]["id"].as_str().unwrap();
        let bo = app.sign_up("Bo", "UTC").await;
        let actions = ["read", "snooze", "snooze", "snooze"];
        for (action, body) in actions.map(|action| (action, if action == "read" { json!({}) } else { json!({"minutes": 60}) })) {
            let path = format!("/api/v1/notifications/{id}/{action}");
            assert_eq!(bo.post(&path, body.clone()).await.status, 404);
            anna.post(&path, body).await.expect(204);
        }
        assert_eq!(anna.get("/api/v1/notifications").await.expect(200).json()["unread"], 0);
        assert_eq!(deliver_pushes(&app).await, Vec::<Value>::new());
        app.world.clock.advance_minutes(60);
        assert_eq!(titles(&deliver_pushes(&app).await), ["Three"], "snoozed for an hour");
    }

    async fn completed_reminders_are_read(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let body = json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Shoes on", "Walk"]});
        anna.post("/api/v1/habits", body).await.expect(201);
        let day = anna.get("/api/v1/today").await.expect(200).json();
        let link = format!("/today?habit={}", day["habits"][0]["id"].as_str().unwrap());
        for link in [link, "/today?habit=another".into()] {
            let work = move |tx: &mut Tx<'_>| {
                let data = json!({});
                let reminder = Alert { kind: AlertKind::Reminder, title: "Walk", body: "", data, link: &link, dedup_key: None };
                notifications::add_alert(tx, user, &reminder)
            };
            app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
        }
        let unread = async || {
            let feed = anna.get("/api/v1/notifications").await.expect(200).json();
            feed["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "reminder" && item["read_at"].is_null()).count()
        };
        for left in [2, 1] {
            let task = day["habits"][0]["tasks"][2 - left]["id"].as_str().unwrap();
            anna.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(200);
            assert_eq!(unread().await, left, "only that of the other habit, once no task is left");
        }
    }

    async fn dispatch_of_a_dead_process_is_handled_after_its_lease_and_once(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        for title in ["One", "Two"] {
            send_alert(&app, user, AlertKind::Reminder, title).await;
        }
        let db = &app.world.db;
        let claim = || db.claim(|claim| {
            let until: Timestamp = claim.now() + SignedDuration::from_secs(5);
            Ok((claim.claim_dispatches(10, until)?, until))
        });
        let (claimed, until) = claim().await.unwrap();
        assert_eq!(claimed.len(), 2);
        assert_eq!(claim().await.unwrap().0.len(), 0);
        assert_eq!(deliver_pushes(&app).await, Vec::<Value>::new());
        app.world.clock.advance_seconds(5);
        assert_eq!(titles(&deliver_pushes(&app).await).len(), 2);
        // Its late result, also while another process has claimed the dispatch.
        let take = |claimed: Vec<_>, until| {
            db.write(user.0, move |tx: &mut Tx<'_>| tx.notifications().take_dispatches(&claimed, until))
        };
        assert_eq!(take(claimed, until).await, Ok(vec![]));
        send_alert(&app, user, AlertKind::Reminder, "Three").await;
        let (slow, slow_until) = claim().await.unwrap();
        app.world.clock.advance_seconds(5);
        let (other, other_until) = claim().await.unwrap();
        assert_eq!(take(slow, slow_until).await, Ok(vec![]));
        assert_eq!(take(other, other_until).await.map(|taken: Vec<_>| taken.len()), Ok(1));
    }

    // Browsers end the subscription of a site whose pushes show nothing.
    async fn every_push_shows_something(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let services = ["web.push.apple.com", "fcm.googleapis.com/fcm", "updates.push.services.mozilla.com", "wns2.notify.windows.com"];
        for service in services {
            anna.post("/api/v1/devices", web_push(&format!("https://{service}/1"))).await.expect(201);
        }
        anna.post("/api/v1/devices", json!({"kind": "fcm", "token": "abc", "platform": "ios"})).await.expect(201);
        for kind in AlertKind::ALL {
            send_alert(&app, user, kind, "Something").await;
        }
        let shown = deliver_pushes(&app).await;
        assert!(shown.len() >= 50, "{}", shown.len());
        assert!(shown.iter().all(|push| push["title"] == "Something"), "{shown:?}");
        anna.put("/api/v1/notifications/read", json!({"up_to": "2030-01-01T00:00:00Z"})).await.expect(204);
        assert_eq!(deliver_pushes(&app).await, Vec::<Value>::new(), "reading sends none");

        // An earlier version may have left a dispatch that closes notifications and a message without a title.
        let service = FakeProvider::start(&[(201, json!({}))]).await;
        let device = anna.post("/api/v1/devices", web_push(&service.endpoint())).await.expect(201).json();
        let device: uuid::Uuid = device["id"].as_str().unwrap().parse().unwrap();
        let secrets = app.world.secrets.clone();
        app.world.db.write(user.0, move |tx| {
            let (id, now) = (tx.new_id(), tx.now());
            let insert = "INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ($1, $2, 'close', NULL, '[\"t\"]', $3)";
            tx.execute(insert, &[&id, &user, &now])?;
            let silent = json!({"channel": "push", "device": device, "message": {"urgency": "low", "tag": "t",
                "expires_at": "2026-03-03T00:00:00Z", "title": null, "body": "", "payload": {"type": "close"}}});
            let silent: OutboxMessage = serde_json::from_value(silent).unwrap();
            tx.outbox().enqueue(&secrets, &silent, None)
        }).await.map_err(|error: DbError| error).unwrap();
        dispatch(&app).await;
        assert_eq!(outbox_with(&app, pushes()).deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(service.requests().len(), 0);
        let left = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM dispatches", &[], |row| row.get::<i64>(0))).await;
        assert_eq!(left.map_err(|error: DbError| error).unwrap(), 0);
    }

    // Apple says 403 both for an ended subscription and for a token that it does not accept.
    async fn a_403_removes_the_device_unless_it_is_about_our_key(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let reasons = [
            json!({"reason": "BadJwtToken"}),
            json!({"reason": "ExpiredProviderToken"}),
            json!({"reason": "VapidPkHashMismatch"}),
            json!("permission denied: crypto-key header had invalid format"),
            json!({"code": 403, "errno": 109, "error": "Forbidden", "message": "Request did not validate"}),
            json!({"reason": "Unregistered"}),
        ];
        let answers: Vec<(u16, Value)> = reasons.iter().map(|reason| (403, reason.clone())).collect();
        let service = FakeProvider::start(&answers).await;
        anna.post("/api/v1/devices", web_push(&service.endpoint())).await.expect(201);
        let outbox = outbox_with(&app, pushes());
        for (n, reason) in reasons.iter().enumerate() {
            send_alert(&app, user, AlertKind::Reminder, "Time to read").await;
            dispatch(&app).await;
            assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Dead], "{reason}");
            assert_eq!(devices(&anna).await.len(), usize::from(n < 5), "{reason}");
        }
    }

    async fn retry_after_with_a_date_pauses_the_device(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let service = FakeProvider::start(&[(429, json!({})), (201, json!({}))]).await;
        // The clock of these tests says 08:00.
        *service.retry_after.lock().unwrap() = "Mon, 02 Mar 2026 08:10:00 GMT".into();
        anna.post("/api/v1/devices", web_push(&service.endpoint())).await.expect(201);
        let outbox = outbox_with(&app, pushes());
        send_alert(&app, user, AlertKind::Reminder, "Time to read").await;
        dispatch(&app).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry]);
        for _ in 0..9 {
            app.world.clock.advance_minutes(1);
            assert!(outbox.deliver_due().await.unwrap().iter().all(|outcome| *outcome == Delivered::Retry));
        }
        assert_eq!(service.requests().len(), 1, "none before the date");
        app.world.clock.advance_minutes(15);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
    }

    async fn test_notification_uses_the_channel_and_is_rate_limited(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let test = async |channel: &str| anna.post("/api/v1/notifications/test", json!({"channel": channel})).await;
        assert_eq!(test("push").await.expect(409).code(), "no-device");
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        test("push").await.expect(204);
        assert_eq!(titles(&deliver_pushes(&app).await), ["It works"]);
        test("mail").await.expect(204);
        assert_eq!(deliver_pushes(&app).await.len(), 0);
        assert!(app.world.mail.texts("anna@example.org").last().unwrap().contains("our emails reach you"));
        for _ in 0..8 {
            test("feed").await.expect(204);
        }
        assert_eq!(test("feed").await.expect(429).header("retry-after"), Some("3600"));
        app.world.clock.advance_minutes(60);
        test("feed").await.expect(204);
        assert_eq!(anna.get("/api/v1/notifications").await.expect(200).json()["unread"], 11);
    }

    async fn push_requests_follow_the_standards(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let service = FakeProvider::start(&[(201, json!({})), (429, json!({})), (201, json!({})), (410, json!({}))]).await;
        anna.post("/api/v1/devices", web_push(&service.endpoint())).await.expect(201);
        // Without mails, which would be sent too.
        let chosen = json!({"kinds": [{"kind": "security", "push": true, "mail": false}], "quiet_hours": null});
        anna.put("/api/v1/notifications/preferences", chosen).await.expect(200);
        let outbox = outbox_with(&app, pushes());
        send_alert(&app, user, AlertKind::Security, "New device").await;
        dispatch(&app).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
        let request = service.requests().remove(0);
        let header = |name: &str| request.headers[name].to_str().unwrap().to_owned();
        assert_eq!((header("content-encoding").as_str(), header("urgency").as_str()), ("aes128gcm", "high"));
        assert_eq!((header("ttl").as_str(), header("topic").len()), ("604800", 32));
        assert!(header("authorization").starts_with("vapid t=ey"));
        assert!(request.body.len() > 103 && !String::from_utf8_lossy(&request.body).contains("New device"));

        // After a 429 the next push waits too, without another request.
        send_alert(&app, user, AlertKind::Security, "Two").await;
        dispatch(&app).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry]);
        send_alert(&app, user, AlertKind::Security, "Three").await;
        dispatch(&app).await;
        app.world.clock.advance_minutes(1);
        assert!(outbox.deliver_due().await.unwrap().iter().all(|each| *each == Delivered::Retry));
        assert_eq!(service.requests().len(), 2);
        app.world.clock.advance_minutes(2);
        let mut after = outbox.deliver_due().await.unwrap();
        after.sort_by_key(|each| *each != Delivered::Sent);
        assert_eq!(after, [Delivered::Sent, Delivered::Dead], "one is accepted; for the other the device no longer exists");
        assert_eq!(devices(&anna).await.len(), 0);
    }

    async fn firebase_sends_pushes_and_removes_unregistered_devices(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let unregistered = json!({"error": {"status": "NOT_FOUND", "details": [
            {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "UNREGISTERED"}]}});
        let other = json!({"error": {"status": "NOT_FOUND"}});
        let google = FakeProvider::start(&[(200, json!({"name": "x"})), (404, other), (503, json!({})), (429, json!({})), (404, unregistered)]).await;
        let folder = std::env::temp_dir().join(format!("habitro-fcm-{:x}", u64::from_be_bytes(Entropy::system().bytes())));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("account.json");
        let account = json!({"type": "service_account", "project_id": "habits", "client_email": "a@habits.example",
            "private_key": include_str!("fcm_test_key.pem"), "token_uri": format!("http://{}/token", google.address)});
        std::fs::write(&path, account.to_string()).unwrap();
        let fcm = Fcm::load(&path).unwrap();
        std::fs::write(&path, "{}").unwrap();
        assert!(Fcm::load(&path).is_err());
        std::fs::remove_dir_all(folder).unwrap();

        anna.post("/api/v1/devices", json!({"kind": "fcm", "token": "abc", "platform": "android"})).await.expect(201);
        let outbox = outbox_with(&app, PushServices { fcm: Some(Arc::new(fcm)), ..pushes() });
        let push = async |title: &'static str| {
            send_alert(&app, user, AlertKind::Reminder, title).await;
            dispatch(&app).await;
            outbox.deliver_due().await.unwrap()
        };
        assert_eq!(push("Time to read").await, [Delivered::Sent]);
        let requests = google.requests();
        assert_eq!(requests[0].path, "/token");
        assert!(String::from_utf8_lossy(&requests[0].body).starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth"));
        assert_eq!(requests[1].path, "/v1/projects/habits/messages:send");
        assert_eq!(requests[1].headers["authorization"], "Bearer t0ken");
        let message = serde_json::from_slice::<Value>(&requests[1].body).unwrap()["message"].clone();
        assert_eq!((&message["token"], &message["notification"]["title"]), (&json!("abc"), &json!("Time to read")));
        assert_eq!((&message["android"]["priority"], &message["android"]["ttl"]), (&json!("HIGH"), &json!("21600s")));
        assert!(message["data"].as_object().unwrap().values().all(Value::is_string), "{message}");

        assert_eq!(push("Wrong project").await, [Delivered::Dead]);
        assert_eq!(devices(&anna).await.len(), 1, "a 404 without the error code does not remove the device");
        assert_eq!(push("Busy").await, [Delivered::Retry]);
        app.world.clock.advance_minutes(1);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry], "429 is retried");
        assert_eq!(devices(&anna).await.len(), 1);
        assert!(outbox.deliver_due().await.unwrap().is_empty(), "pauses grow");
        app.world.clock.advance_minutes(10);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(devices(&anna).await.len(), 0);
        assert_eq!(google.requests().iter().filter(|request| request.path == "/token").count(), 1, "the token is cached");
    }
}
