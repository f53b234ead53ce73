//! The WebSocket: authorization, events, and resistance to abuse.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use habitro_server::app::Live;
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, AlertKind};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::socket::MAX_SOCKETS_PER_ACCOUNT;
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::DEADLINE;

pub struct Socket(WebSocketStream<TcpStream>);

/// Opens a socket with these headers, or returns the status of the refusal.
async fn try_open(app: &TestApp, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    try_open_at(app.address, headers).await
}

async fn try_open_at(address: std::net::SocketAddr, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request = format!("ws://{address}/api/v1/socket").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(address).await.unwrap();
    match tokio_tungstenite::client_async(request, stream).await {
        Ok((socket, _)) => Ok(Socket(socket)),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

pub async fn open(app: &TestApp, token: &str) -> Socket {
    open_at(app.address, token).await
}

pub async fn open_at(address: std::net::SocketAddr, token: &str) -> Socket {
    let bearer = format!("Bearer {token}");
    try_open_at(address, &[("authorization", &bearer)]).await.unwrap_or_else(|status| panic!("{status}"))
}

/// Returns the status with which a socket is refused.
pub async fn refused(app: &TestApp, token: &str) -> u16 {
    refused_at(app.address, token).await
}

pub async fn refused_at(address: std::net::SocketAddr, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    try_open_at(address, &[("authorization", &bearer)]).await.err().expect("a refusal")
}

impl Socket {
    async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub async fn send_json(&mut self, frame: Value) {
        self.send(Message::Text(frame.to_string().into())).await;
    }

    async fn next(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(DEADLINE, self.0.next()).await.expect("a message in time")
    }

    /// Returns the next frame.
    pub async fn next_frame(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("expected a frame, got {other:?}"),
            }
        }
    }

    /// Ignores frames until the socket is closed, and returns the close code.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("expected a close frame, got {other:?}"),
            }
        }
    }

    /// Returns the next frame of this type. Panics on frames before it other than `presence`.
    pub async fn next_frame_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next_frame().await;
            if frame["type"] == kind {
                return frame;
            }
            assert_eq!(frame["type"], "presence", "waiting for {kind}: {frame}");
        }
    }

    /// Panics if frames other than `presence` have been received.
    pub async fn expect_only_presence(&mut self) {
        self.send_json(json!({"type": "ping"})).await;
        self.next_frame_of("pong").await;
    }

    async fn ping(&mut self) {
        self.send_json(json!({"type": "ping"})).await;
        assert_eq!(self.next_frame().await, json!({"type": "pong"}));
    }
}

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

async fn send_alert(app: &TestApp, user: UserId, title: String) {
    let work = move |tx: &mut Tx<'_>| {
        let alert = Alert {
            kind: AlertKind::Security,
            title: &title,
            body: "",
            data: json!({}),
            link: "/you",
            dedup_key: None,
        };
        notifications::add_alert(tx, user, &alert)
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
}

fn live(app: &TestApp) -> Live {
    app.app.live.clone()
}

both_databases! {
    async fn socket_requires_a_session_and_our_origin(world) {
        let app = TestApp::start(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let bearer = format!("Bearer {token}");
        let origin = app.app.config.public_url.origin();
        let cookie = format!("habitro={token}");
        for (headers, status) in [
            (&[][..], 401),
            (&[("authorization", "Bearer nonsense")], 401),
            (&[("cookie", "habitro=nonsense")], 401),
            (&[("cookie", "habitro=nonsense"), ("origin", "https://evil.example")], 401),
            (&[("cookie", &cookie), ("origin", "https://evil.example")], 403),
            (&[("cookie", &cookie), ("origin", "null")], 403),
            (&[("cookie", &cookie)], 403),
            (&[("authorization", &bearer), ("origin", "https://evil.example")], 403),
        ] {
            assert_eq!(try_open(&app, headers).await.err(), Some(status), "{headers:?}");
        }
        for headers in [
            &[("authorization", bearer.as_str())][..],
            &[("authorization", &bearer), ("origin", &origin)],
            &[("cookie", &cookie), ("origin", &origin)],
        ] {
            try_open(&app, headers).await.unwrap_or_else(|status| panic!("{status} {headers:?}")).ping().await;
        }
        assert_eq!(anna.get("/api/v1/socket").await.expect(426).code(), "upgrade-required");
    }

    async fn socket_is_closed_with_its_session(world) {
        let app = TestApp::start(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let login = json!({"identifier": "anna@example.org", "password": "nine long stones"});
        let other = app.client().post("/api/v1/auth/login", login).await.expect(200).json();
        let other = other["token"].as_str().unwrap().to_owned();
        let (mut here, mut there) = (open(&app, &token).await, open(&app, &other).await);
        here.ping().await;
        there.ping().await;
        app.client().signed_in(&other).post("/api/v1/auth/logout", json!({})).await.expect(204);
        assert_eq!(there.closed().await, 4401);
        here.ping().await;
        assert_eq!(anna.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.status, 204);
        assert_eq!(here.closed().await, 4401);
    }

    async fn expired_session_closes_its_socket(world) {
        let app = TestApp::start(world).await;
        let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
        let mut anna = open(&app, &token).await;
        app.world.clock.advance_minutes(20 * 24 * 60);
        let (_, late) = app.sign_up_with_token("Bo", "UTC").await;
        let mut bo = open(&app, &late).await;
        app.world.clock.advance_minutes(11 * 24 * 60);
        live(&app).close_ended_sessions().await;
        assert_eq!(anna.closed().await, 4401);
        bo.ping().await;
    }

    async fn events_reach_all_sockets_of_the_account_only(world) {
        let app = TestApp::start(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let (_, strangers) = app.sign_up_with_token("Bo", "UTC").await;
        let user = id_of(&anna).await;
        send_alert(&app, user, "before".into()).await;
        let (mut one, mut two) = (open(&app, &token).await, open(&app, &token).await);
        let mut stranger = open(&app, &strangers).await;

        // Alerts are ordered by their time.
        app.world.clock.advance_minutes(1);
        send_alert(&app, user, "after".into()).await;
        live(&app).send_changes().await;
        for socket in [&mut one, &mut two] {
            let frame = socket.next_frame().await;
            assert_eq!((&frame["type"], &frame["title"], &frame["unread"]), (&json!("notification"), &json!("after"), &json!(2)));
            assert_eq!((&frame["kind"], &frame["link"], &frame["read_at"]), (&json!("security"), &json!("/you"), &Value::Null));
        }
        anna.put("/api/v1/notifications/read", json!({"up_to": "2030-01-01T00:00:00Z"})).await.expect(204);
        live(&app).send_changes().await;
        assert_eq!(one.next_frame().await, json!({"type": "notifications.read", "unread": 0}));

        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        live(&app).send_changes().await;
        let frame = loop {
            let frame = one.next_frame().await;
            if frame["type"] == "rewards.changed" {
                break frame;
            }
        };
        assert_eq!((&frame["gems"], &frame["daily_streak"], &frame["can_claim"]), (&json!("2.1"), &json!(1), &json!(false)));
        stranger.ping().await;
    }

    async fn update_that_could_not_be_read_is_sent_later(world) {
        let app = TestApp::start(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let user = id_of(&anna).await;
        let mut socket = open(&app, &token).await;
        let sql = |sql: &'static str| app.world.db.write(uuid::Uuid::nil(), move |tx| tx.execute(sql, &[]));
        send_alert(&app, user, "after".into()).await;
        sql("ALTER TABLE notifications RENAME TO notifications_away").await.unwrap();
        live(&app).send_changes().await;
        sql("ALTER TABLE notifications_away RENAME TO notifications").await.unwrap();
        let running = tokio::spawn(live(&app).clone().run(std::future::pending()));
        assert_eq!(socket.next_frame_of("notification").await["title"], "after");
        running.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_frame_is_answered_with_a_problem() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
    let mut socket = open(&app, &token).await;
    for (sent, code) in [
        (Message::Text("{".into()), "malformed-frame"),
        (Message::Text("null".into()), "malformed-frame"),
        (Message::Binary(vec![0, 159].into()), "malformed-frame"),
        (Message::Text(r#"{"type":"dance","client_id":"a"}"#.into()), "unknown-frame"),
    ] {
        socket.send(sent).await;
        let frame = socket.next_frame().await;
        assert_eq!((&frame["type"], &frame["code"]), (&json!("problem"), &json!(code)));
    }
    socket.ping().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_frames_are_limited_and_too_long_frames_close_the_socket() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
    let mut socket = open(&app, &token).await;
    let (mut handled, mut limited) = (0, 0);
    for number in 0..1_000 {
        socket.send_json(json!({"type": "ping", "client_id": number.to_string()})).await;
    }
    for _ in 0..1_000 {
        let frame = socket.next_frame().await;
        match frame["code"].as_str().unwrap() {
            "rate-limited" => limited += 1,
            "malformed-frame" => handled += 1,
            other => panic!("{other}"),
        }
        assert!(frame["client_id"].is_string());
    }
    // On a busy machine this takes a second or two, and each second allows one more frame.
    assert!((60..70).contains(&handled) && limited > 900, "{handled} handled, {limited} limited");

    for length in [64 * 1024 + 1, 1024 * 1024] {
        let mut socket = open(&app, &token).await;
        socket.send(Message::Text("x".repeat(length).into())).await;
        assert_eq!(socket.closed().await, u16::from(CloseCode::Size), "{length}");
    }
    let mut socket = open(&app, &token).await;
    socket.send(Message::Text("x".repeat(64 * 1024).into())).await;
    assert_eq!(socket.next_frame().await["code"], "malformed-frame", "64 KiB are accepted");
}

/// Pings need no response that could tell the client to slow down, so it is slowed down.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flood_of_pings_is_slowed_down() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
    let mut socket = open(&app, &token).await;
    let started = std::time::Instant::now();
    for _ in 0..90 {
        socket.send(Message::Ping(Vec::new().into())).await;
    }
    socket.send_json(json!({"type": "ping"})).await;
    socket.next_frame().await;
    // 60 at once; each of the others delays the next by a tenth of a second.
    assert!(started.elapsed() > Duration::from_secs(2), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_socket_more_than_allowed_closes_the_oldest() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let ((_, token), (_, other)) =
        (app.sign_up_with_token("Anna", "UTC").await, app.sign_up_with_token("Bo", "UTC").await);
    let mut stranger = open(&app, &other).await;
    let mut sockets = Vec::new();
    for _ in 0..MAX_SOCKETS_PER_ACCOUNT + 2 {
        sockets.push(open(&app, &token).await);
    }
    for oldest in &mut sockets[..2] {
        assert_eq!(oldest.closed().await, 4409);
    }
    for rest in &mut sockets[2..] {
        rest.ping().await;
    }
    stranger.ping().await;
    assert_eq!(live(&app).sockets().count(), MAX_SOCKETS_PER_ACCOUNT + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_reader_is_closed_without_delaying_others() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
    let user = id_of(&anna).await;
    let (mut slow, mut quick) = (open(&app, &token).await, open(&app, &token).await);
    let sockets = live(&app).sockets().clone();
    let frame = habitro_server::platform::socket::encode_frame("test", &json!({"text": "x".repeat(32_000)}));
    // Only one socket reads the frames, until the connection and the queue of the other one are full.
    while sockets.sessions().len() == 2 {
        sockets.send(user.0, &frame);
        assert_eq!(quick.next_frame().await["type"], "test");
    }
    assert_eq!(slow.closed().await, 4408);
    quick.ping().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_that_stops_responding_is_closed() {
    use habitro_server::platform::socket::{FrameRouter, Handshake, SocketLimits, Sockets};
    let limits = SocketLimits { heartbeat: Duration::from_millis(50), ..SocketLimits::default() };
    let sockets = Sockets::new(limits);
    let (closed, mut gone) = tokio::sync::mpsc::unbounded_channel();
    let registry = sockets.clone();
    let open = move |handshake: Handshake| {
        let closed = closed.clone();
        let guard = registry.register(uuid::Uuid::nil(), uuid::Uuid::nil(), FrameRouter::new([]));
        async move {
            handshake.open(guard.on_close(move |_| {
                let _ = closed.send(());
            }))
        }
    };
    let router = axum::Router::new().route("/", axum::routing::get(open));
    let server = crate::support::Server::start(router, habitro_server::platform::http::Limits::default()).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let url = format!("ws://{}/", server.address);
    let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    // It stays open but is never polled, so it sends no pong.
    tokio::time::timeout(DEADLINE, gone.recv()).await.unwrap().unwrap();
    assert_eq!(sockets.count(), 0);
    drop(socket);
}
