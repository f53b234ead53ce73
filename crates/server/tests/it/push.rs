//! Alerts beyond the feed: devices, what is wanted, and what goes out on each channel.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, Channels, Dispatcher, Kind, PushTransport, Pushes};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::outbox::{Delivered, Outbox, OutboxMessage, Transports};
use habitro_server::platform::push::{Fcm, Reach, Vapid};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{Client, TestApp, TestWorld, both_databases};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A browser's keys, those of RFC 8291's example.
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

async fn alert(app: &TestApp, user: UserId, kind: Kind, title: &'static str) {
    let work = move |tx: &mut Tx<'_>| {
        let data = json!({"task_id": "01900000-0000-7000-8000-000000000001"});
        notifications::alert(tx, user, &Alert { kind, title, body: "Just so", data, link: "/today", once: None })
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
}

/// Hands what is due to the outbox and lets the test_mailbox carry it; the pushes among it.
async fn pushed(app: &TestApp) -> Vec<Value> {
    let before = app.world.mail.messages().len();
    dispatch(app).await;
    app.world.deliver().await;
    let push = |letter: &OutboxMessage| match letter {
        OutboxMessage::Push { message, .. } => {
            Some(json!({"title": message.title, "tag": message.tag, "payload": message.payload}))
        }
        _ => None,
    };
    app.world.mail.messages()[before..].iter().filter_map(push).collect()
}

pub async fn dispatch(app: &TestApp) {
    let channels = Channels::new(app.world.secrets.clone(), "http://localhost:8080");
    Dispatcher::new(app.world.db.clone(), channels).dispatch_due().await.unwrap();
}

fn titles(pushed: &[Value]) -> Vec<&str> {
    pushed.iter().filter_map(|push| push["title"].as_str()).collect()
}

/// Somebody else's server: answers each request in turn with what it was told to, then with the
/// last of it, and remembers what came.
#[derive(Clone)]
struct Fake {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
}

#[derive(Clone, Debug)]
struct Seen {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Fake {
    async fn start(answers: &[(u16, Value)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let fake = Self { address, seen: Arc::default(), answers };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn endpoint(&self) -> String {
        format!("http://{}/push/1", self.address)
    }
}

async fn answer(State(fake): State<Fake>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().to_owned();
    fake.seen.lock().unwrap().push(Seen { path: path.clone(), headers, body: body.to_vec() });
    if path == "/token" {
        return axum::Json(json!({"access_token": "t0ken", "expires_in": 3600})).into_response();
    }
    let mut answers = fake.answers.lock().unwrap();
    let (status, told) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    let mut response = (StatusCode::from_u16(status).unwrap(), axum::Json(told)).into_response();
    if status == 429 {
        response.headers_mut().insert("retry-after", "120".parse().unwrap());
    }
    response
}

pub fn pushes() -> Pushes {
    Pushes::web(Vapid::fresh("mailto:habitro@localhost", &Entropy::system()), Reach::Loopback, Entropy::system())
}

/// An app whose devices may be on this machine.
async fn app(world: TestWorld) -> TestApp {
    TestApp::start_with(world, |app| app.with_pushes(pushes())).await
}

/// The outbox with real transports of pushes.
fn sender(app: &TestApp, pushes: Pushes) -> Outbox {
    let push = Arc::new(PushTransport::new(app.world.db.clone(), pushes));
    let transports = Transports { push, ..app.world.transports() };
    Outbox::new(app.world.db.clone(), app.world.secrets.clone(), transports)
}

async fn devices(client: &Client) -> Vec<Value> {
    client.get("/api/v1/devices").await.expect(200).json()["items"].as_array().unwrap().clone()
}

both_databases! {
    async fn a_device_belongs_to_one_account_and_goes_with_its_session(world) {
        let app = app(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let bo = app.sign_up("Bo", "UTC").await;
        let body = web_push("https://push.example.com/1");
        let made = anna.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_eq!((&made["kind"], &made["current"], &made["platform"]), (&json!("web_push"), &json!(true), &Value::Null));
        assert!(!made.to_string().contains("push.example.com"), "its address is nobody's to see: {made}");
        let again = anna.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_eq!(again["id"], made["id"], "the same address is the same device");
        let path = format!("/api/v1/devices/{}", made["id"].as_str().unwrap());
        assert_eq!(bo.delete(&path).await.status, 404);
        // The browser is used by somebody else now.
        let moved = bo.post("/api/v1/devices", body.clone()).await.expect(201).json();
        assert_ne!(moved["id"], made["id"]);
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
        assert_eq!(devices(&other).await.len(), 0, "signed out: silent");
    }

    async fn what_is_no_device_is_refused_by_field(world) {
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

    async fn an_alert_goes_out_on_the_channels_that_are_wanted(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        for number in 0..2 {
            anna.post("/api/v1/devices", web_push(&format!("https://push.example.com/{number}"))).await.expect(201);
        }
        alert(&app, user, Kind::Reminder, "Time to read").await;
        let out = pushed(&app).await;
        assert_eq!(titles(&out), ["Time to read", "Time to read"], "one for each device");
        assert_eq!(out[0]["payload"]["task_id"], "01900000-0000-7000-8000-000000000001");
        assert_eq!(out[0]["payload"]["link"], "/today");
        assert!(app.world.mail.texts("anna@example.org").iter().all(|text| !text.contains("Just so")));

        let standing = anna.get("/api/v1/notifications/preferences").await.expect(200).json();
        assert_eq!(standing["quiet_hours"], Value::Null);
        let chosen = json!({"kinds": [{"kind": "reminder", "push": false, "mail": true}], "quiet_hours": null});
        let told = anna.put("/api/v1/notifications/preferences", chosen).await.expect(200).json();
        let reminder = told["kinds"].as_array().unwrap().iter().find(|each| each["kind"] == "reminder").unwrap();
        assert_eq!((&reminder["push"], &reminder["mail"]), (&json!(false), &json!(true)));
        alert(&app, user, Kind::Reminder, "Again").await;
        assert_eq!(pushed(&app).await, Vec::<Value>::new());
        let letters = app.world.mail.messages();
        let Some(OutboxMessage::Email { subject, unsubscribe_url, text, .. }) = letters.last() else { panic!("no mail") };
        let (unsubscribe_url, text) = (unsubscribe_url.clone().unwrap(), text.clone());
        assert_eq!(subject, "Again");
        assert!(text.contains("http://localhost:8080/today") && text.contains("/notifications/settings"), "{text}");

        // One click, without a session and with the body that mail programs send.
        let path = unsubscribe_url.strip_prefix("http://localhost:8080").unwrap();
        let click = app.client().request("POST", path).header("content-type", "application/x-www-form-urlencoded");
        click.raw("List-Unsubscribe=One-Click").send().await.expect(204);
        assert_eq!(app.client().get(path).await.status, 303, "looking changes nothing");
        assert_eq!(app.client().request("POST", &format!("{path}x")).send().await.status, 404);
        let before = app.world.mail.messages().len();
        alert(&app, user, Kind::Reminder, "Once more").await;
        pushed(&app).await;
        assert_eq!(app.world.mail.messages().len(), before);
    }

    async fn it_is_quiet_in_the_users_own_night(world) {
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
        alert(&app, user, Kind::FriendRequest, "Bo").await;
        alert(&app, user, Kind::Security, "New device").await;
        assert_eq!(titles(&pushed(&app).await), ["New device"], "safety comes through");
        app.world.clock.advance_minutes(89);
        assert_eq!(titles(&pushed(&app).await), Vec::<&str>::new());
        app.world.clock.advance_minutes(1);
        assert_eq!(titles(&pushed(&app).await), ["Bo"]);
    }

    async fn what_was_read_is_not_pushed_and_taken_off_other_screens(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        alert(&app, user, Kind::FriendRequest, "One").await;
        assert_eq!(titles(&pushed(&app).await), ["One"]);
        alert(&app, user, Kind::FriendRequest, "Two").await;
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let newest = feed["items"][0]["id"].as_str().unwrap();
        anna.put("/api/v1/notifications/read", json!({"up_to": newest})).await.expect(204);
        let out = pushed(&app).await;
        assert_eq!((out.len(), &out[0]["payload"]["type"], &out[0]["title"]), (1, &json!("close"), &Value::Null));
        assert_eq!(out[0]["payload"]["tags"].as_array().unwrap().len(), 2);

        alert(&app, user, Kind::FriendRequest, "Three").await;
        pushed(&app).await;
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let id = feed["items"][0]["id"].as_str().unwrap();
        let bo = app.sign_up("Bo", "UTC").await;
        let often = ["read", "snooze", "snooze", "snooze"];
        for (what, body) in often.map(|what| (what, if what == "read" { json!({}) } else { json!({"minutes": 60}) })) {
            let path = format!("/api/v1/notifications/{id}/{what}");
            assert_eq!(bo.post(&path, body.clone()).await.status, 404);
            anna.post(&path, body).await.expect(204);
        }
        assert_eq!(anna.get("/api/v1/notifications").await.expect(200).json()["unread"], 0);
        assert_eq!(pushed(&app).await.len(), 1, "the close");
        app.world.clock.advance_minutes(60);
        assert_eq!(titles(&pushed(&app).await), ["Three"], "put off by an hour");
    }

    async fn a_device_that_was_away_hears_of_everything_that_was_read(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        let mut names = Vec::new();
        for _ in 0..2 {
            for title in ["One", "Two"] {
                alert(&app, user, Kind::FriendRequest, title).await;
            }
            pushed(&app).await;
            anna.put("/api/v1/notifications/read", json!({"up_to": "2030-01-01T00:00:00Z"})).await.expect(204);
            let closes = pushed(&app).await;
            assert_eq!((closes.len(), closes[0]["payload"]["tags"].as_array().unwrap().len()), (1, 2));
            names.push(closes[0]["tag"].clone());
        }
        // A push service keeps one of each name.
        assert_ne!(names[0], names[1]);
    }

    async fn what_is_done_is_taken_off_all_screens(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        let body = json!({"name": "Walk", "type": "good", "duration_days": 3, "daily_tasks": ["Shoes on", "Walk"]});
        anna.post("/api/v1/habits", body).await.expect(201);
        let day = anna.get("/api/v1/today").await.expect(200).json();
        let link = format!("/today?habit={}", day["habits"][0]["id"].as_str().unwrap());
        for link in [link.clone(), "/today?habit=another".into()] {
            let work = move |tx: &mut Tx<'_>| {
                let data = json!({});
                let news = Alert { kind: Kind::Reminder, title: "Walk", body: "", data, link: &link, once: None };
                notifications::alert(tx, user, &news)
            };
            app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
        }
        assert_eq!(pushed(&app).await.len(), 2);
        let tick = async |at: usize| {
            let task = day["habits"][0]["tasks"][at]["id"].as_str().unwrap();
            anna.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(200);
            let out = pushed(&app).await;
            out.into_iter().filter(|push| push["payload"]["type"] == "close").collect::<Vec<_>>()
        };
        assert_eq!(tick(0).await, Vec::<Value>::new(), "something is left");
        let closes = tick(1).await;
        assert_eq!(closes.len(), 1);
        assert_eq!(closes[0]["payload"]["tags"], json!([format!("reminder:{link}")]));
        let feed = anna.get("/api/v1/notifications").await.expect(200).json();
        let unread = feed["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "reminder" && item["read_at"].is_null());
        assert_eq!(unread.count(), 1, "the other habit's");
    }

    async fn a_test_goes_where_it_is_asked_to_and_not_too_often(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let test = async |channel: &str| anna.post("/api/v1/notifications/test", json!({"channel": channel})).await;
        assert_eq!(test("push").await.expect(409).code(), "no-device");
        anna.post("/api/v1/devices", web_push("https://push.example.com/1")).await.expect(201);
        test("push").await.expect(204);
        assert_eq!(titles(&pushed(&app).await), ["It works"]);
        test("mail").await.expect(204);
        assert_eq!(pushed(&app).await.len(), 0);
        assert!(app.world.mail.texts("anna@example.org").last().unwrap().contains("our mails reach you"));
        for _ in 0..8 {
            test("feed").await.expect(204);
        }
        assert_eq!(test("feed").await.expect(429).header("retry-after"), Some("3600"));
        app.world.clock.advance_minutes(60);
        test("feed").await.expect(204);
        assert_eq!(anna.get("/api/v1/notifications").await.expect(200).json()["unread"], 11);
    }

    async fn a_push_service_is_told_what_the_standards_ask_for(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let service = Fake::start(&[(201, json!({})), (429, json!({})), (201, json!({})), (410, json!({}))]).await;
        anna.post("/api/v1/devices", web_push(&service.endpoint())).await.expect(201);
        // Pushes alone: a mail of each would go as well.
        let chosen = json!({"kinds": [{"kind": "security", "push": true, "mail": false}], "quiet_hours": null});
        anna.put("/api/v1/notifications/preferences", chosen).await.expect(200);
        let outbox = sender(&app, pushes());
        alert(&app, user, Kind::Security, "New device").await;
        dispatch(&app).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
        let seen = service.seen().remove(0);
        let header = |name: &str| seen.headers[name].to_str().unwrap().to_owned();
        assert_eq!((header("content-encoding").as_str(), header("urgency").as_str()), ("aes128gcm", "high"));
        assert_eq!((header("ttl").as_str(), header("topic").len()), ("604800", 32));
        assert!(header("authorization").starts_with("vapid t=ey"));
        assert!(seen.body.len() > 103 && !String::from_utf8_lossy(&seen.body).contains("New device"));

        // Asked to slow down: the next push waits as well, without another request.
        alert(&app, user, Kind::Security, "Two").await;
        dispatch(&app).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry]);
        alert(&app, user, Kind::Security, "Three").await;
        dispatch(&app).await;
        app.world.clock.advance_minutes(1);
        assert!(outbox.deliver_due().await.unwrap().iter().all(|each| *each == Delivered::Retry));
        assert_eq!(service.seen().len(), 2);
        app.world.clock.advance_minutes(2);
        let mut after = outbox.deliver_due().await.unwrap();
        after.sort_by_key(|each| *each != Delivered::Sent);
        assert_eq!(after, [Delivered::Sent, Delivered::Dead], "one taken; the other finds the device gone");
        assert_eq!(devices(&anna).await.len(), 0);
    }

    async fn firebase_takes_pushes_and_says_who_is_gone(world) {
        let app = app(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let gone = json!({"error": {"status": "NOT_FOUND", "details": [
            {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "UNREGISTERED"}]}});
        let other = json!({"error": {"status": "NOT_FOUND"}});
        let google = Fake::start(&[(200, json!({"name": "x"})), (404, other), (503, json!({})), (429, json!({})), (404, gone)]).await;
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
        let outbox = sender(&app, Pushes { fcm: Some(Arc::new(fcm)), ..pushes() });
        let push = async |title: &'static str| {
            alert(&app, user, Kind::Reminder, title).await;
            dispatch(&app).await;
            outbox.deliver_due().await.unwrap()
        };
        assert_eq!(push("Time to read").await, [Delivered::Sent]);
        let seen = google.seen();
        assert_eq!(seen[0].path, "/token");
        assert!(String::from_utf8_lossy(&seen[0].body).starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth"));
        assert_eq!(seen[1].path, "/v1/projects/habits/messages:send");
        assert_eq!(seen[1].headers["authorization"], "Bearer t0ken");
        let message = serde_json::from_slice::<Value>(&seen[1].body).unwrap()["message"].clone();
        assert_eq!((&message["token"], &message["notification"]["title"]), (&json!("abc"), &json!("Time to read")));
        assert_eq!((&message["android"]["priority"], &message["android"]["ttl"]), (&json!("HIGH"), &json!("21600s")));
        assert!(message["data"].as_object().unwrap().values().all(Value::is_string), "{message}");

        assert_eq!(push("Wrong project").await, [Delivered::Dead]);
        assert_eq!(devices(&anna).await.len(), 1, "a 404 alone is not about the device");
        assert_eq!(push("Busy").await, [Delivered::Retry]);
        app.world.clock.advance_minutes(1);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry], "too many requests: later, not never");
        assert_eq!(devices(&anna).await.len(), 1);
        assert!(outbox.deliver_due().await.unwrap().is_empty(), "it waits longer each time");
        app.world.clock.advance_minutes(10);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(devices(&anna).await.len(), 0);
        assert_eq!(google.seen().iter().filter(|seen| seen.path == "/token").count(), 1, "the token is kept");
    }
}
