//! The socket: who may open it, what it says, and that nothing sent on it can hurt.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use habitro_server::app::Live;
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, Kind};
use habitro_server::platform::db::{DbError, Tx};
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::DEADLINE;

pub struct Socket(WebSocketStream<TcpStream>);

/// Opens a socket with these headers; the status when that is refused.
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

impl Socket {
    async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub async fn say_json(&mut self, frame: Value) {
        self.say(Message::Text(frame.to_string().into())).await;
    }

    async fn next(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(DEADLINE, self.0.next()).await.expect("something on the socket in time")
    }

    /// The next frame.
    pub async fn handle(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("no frame but {other:?}"),
            }
        }
    }

    /// The code it is closed with; frames before it don't matter.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("no close but {other:?}"),
            }
        }
    }

    /// The next frame of a type; what comes before it may be `presence` alone.
    pub async fn hear_of(&mut self, kind: &str) -> Value {
        loop {
            let told = self.handle().await;
            if told["type"] == kind {
                return told;
            }
            assert_eq!(told["type"], "presence", "waiting for {kind}: {told}");
        }
    }

    /// Nothing of the chat has come but `presence`.
    pub async fn ping_after_chat(&mut self) {
        self.say_json(json!({"type": "ping"})).await;
        self.hear_of("pong").await;
    }

    async fn ping(&mut self) {
        self.say_json(json!({"type": "ping"})).await;
        assert_eq!(self.handle().await, json!({"type": "pong"}));
    }
}

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

async fn alert(app: &TestApp, user: UserId, title: String) {
    let work = move |tx: &mut Tx<'_>| {
        let alert = Alert { kind: Kind::Security, title: &title, body: "", data: json!({}), link: "/you", once: None };
        notifications::alert(tx, user, &alert)
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap();
}

fn live(app: &TestApp) -> Live {
    app.app.live.clone()
}

both_databases! {
    async fn only_a_session_of_ours_opens_a_socket(world) {
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

    async fn a_socket_ends_with_its_session(world) {
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

    async fn a_session_that_runs_out_unseen_is_found(world) {
        let app = TestApp::start(world).await;
        let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
        let mut anna = open(&app, &token).await;
        app.world.clock.advance_minutes(20 * 24 * 60);
        let (_, late) = app.sign_up_with_token("Bo", "UTC").await;
        let mut bo = open(&app, &late).await;
        app.world.clock.advance_minutes(11 * 24 * 60);
        live(&app).check().await;
        assert_eq!(anna.closed().await, 4401);
        bo.ping().await;
    }

    async fn every_socket_of_an_account_hears_its_news_and_no_other(world) {
        let app = TestApp::start(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let (_, strangers) = app.sign_up_with_token("Bo", "UTC").await;
        let user = id_of(&anna).await;
        alert(&app, user, "before".into()).await;
        let (mut one, mut two) = (open(&app, &token).await, open(&app, &token).await);
        let mut stranger = open(&app, &strangers).await;

        // Alerts are told apart by their instants.
        app.world.clock.advance_minutes(1);
        alert(&app, user, "after".into()).await;
        live(&app).send_changes().await;
        for socket in [&mut one, &mut two] {
            let told = socket.handle().await;
            assert_eq!((&told["type"], &told["title"], &told["unread"]), (&json!("notification"), &json!("after"), &json!(2)));
            assert_eq!((&told["kind"], &told["link"], &told["read_at"]), (&json!("security"), &json!("/you"), &Value::Null));
        }
        anna.put("/api/v1/notifications/read", json!({"up_to": "2030-01-01T00:00:00Z"})).await.expect(204);
        live(&app).send_changes().await;
        assert_eq!(one.handle().await, json!({"type": "notifications.read", "unread": 0}));

        anna.post("/api/v1/rewards/claim-streak", json!({})).await.expect(200);
        live(&app).send_changes().await;
        let told = loop {
            let told = one.handle().await;
            if told["type"] == "rewards.changed" {
                break told;
            }
        };
        assert_eq!((&told["gems"], &told["daily_streak"], &told["can_claim"]), (&json!("2.1"), &json!(1), &json!(false)));
        stranger.ping().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_frame_is_a_problem_and_the_socket_goes_on() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
    let mut socket = open(&app, &token).await;
    for (sent, code) in [
        (Message::Text("{".into()), "malformed-frame"),
        (Message::Text("null".into()), "malformed-frame"),
        (Message::Binary(vec![0, 159].into()), "malformed-frame"),
        (Message::Text(r#"{"type":"dance","client_id":"a"}"#.into()), "unknown-frame"),
    ] {
        socket.say(sent).await;
        let told = socket.handle().await;
        assert_eq!((&told["type"], &told["code"]), (&json!("problem"), &json!(code)));
    }
    socket.ping().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_speaks_too_much_is_told_and_who_speaks_too_long_is_closed() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (_, token) = app.sign_up_with_token("Anna", "UTC").await;
    let mut socket = open(&app, &token).await;
    let (mut heard, mut limited) = (0, 0);
    for number in 0..1_000 {
        socket.say_json(json!({"type": "ping", "client_id": number.to_string()})).await;
    }
    for _ in 0..1_000 {
        let told = socket.handle().await;
        match told["code"].as_str().unwrap() {
            "rate-limited" => limited += 1,
            "malformed-frame" => heard += 1,
            other => panic!("{other}"),
        }
        assert!(told["client_id"].is_string());
    }
    // A second or two may pass on a busy machine, and each lets one more through.
    assert!((60..70).contains(&heard) && limited > 900, "{heard} heard, {limited} limited");

    for length in [64 * 1024 + 1, 1024 * 1024] {
        let mut socket = open(&app, &token).await;
        socket.say(Message::Text("x".repeat(length).into())).await;
        assert_eq!(socket.closed().await, u16::from(CloseCode::Size), "{length}");
    }
    let mut socket = open(&app, &token).await;
    socket.say(Message::Text("x".repeat(64 * 1024).into())).await;
    assert_eq!(socket.handle().await["code"], "malformed-frame", "64 KiB are fine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_falls_behind_is_closed_and_disturbs_nobody() {
    let app = TestApp::start(habitro_testkit::TestWorld::on(habitro_testkit::TestDatabase::sqlite())).await;
    let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
    let user = id_of(&anna).await;
    let (mut slow, mut quick) = (open(&app, &token).await, open(&app, &token).await);
    let sockets = live(&app).sockets().clone();
    let frame = habitro_server::platform::socket::encode_frame("news", &json!({"words": "x".repeat(32_000)}));
    // One frame after the other is read by one socket and by the other not, until that one's
    // connection and its queue are full.
    while sockets.sessions().len() == 2 {
        sockets.send(user.0, &frame);
        assert_eq!(quick.handle().await["type"], "news");
    }
    assert_eq!(slow.closed().await, 4408);
    quick.ping().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_gone_without_a_word_is_noticed() {
    use habitro_server::platform::socket::{FrameRouter, Handshake, SocketLimits, Sockets};
    let limits = SocketLimits { heartbeat: Duration::from_millis(50), ..SocketLimits::default() };
    let sockets = Sockets::new(limits);
    let (closed, mut gone) = tokio::sync::mpsc::unbounded_channel();
    let entered = sockets.clone();
    let open = move |handshake: Handshake| {
        let closed = closed.clone();
        let ticket = entered.register(uuid::Uuid::nil(), uuid::Uuid::nil(), FrameRouter::new([]));
        async move {
            handshake.open(ticket.on_close(move |_| {
                let _ = closed.send(());
            }))
        }
    };
    let router = axum::Router::new().route("/", axum::routing::get(open));
    let server = crate::support::Server::start(router, habitro_server::platform::http::Limits::default()).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let url = format!("ws://{}/", server.address);
    let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    // It stays open but nobody polls it: no pong is ever sent.
    tokio::time::timeout(DEADLINE, gone.recv()).await.unwrap().unwrap();
    assert_eq!(sockets.count(), 0);
    drop(socket);
}
