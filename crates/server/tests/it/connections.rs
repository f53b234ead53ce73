//! What one connection may take: time, slots, bytes.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::{get, post};
use habitro_server::platform::http::{BodyLimit, Command, Limits, NoBody};
use serde::Deserialize;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{DEADLINE, Door, Server, post as post_text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

async fn length(note: Command<Note>) -> String {
    note.input.text.len().to_string()
}

fn router() -> Router {
    Router::new()
        .route("/", get(async || "here"))
        .route("/notes", post(length))
        .route("/long-notes", post(length).layer(BodyLimit::max(512 * 1024)))
        .route("/nothing", post(async |_: Command<NoBody>| "done"))
}

fn hasty() -> Limits {
    Limits { header: Duration::from_millis(150), ..Limits::default() }
}

/// Waits for the end of a connection that began now and sends half a header.
async fn header_time_passes(server: &Server) {
    let mut clock = server.connect().await;
    clock.send("GET").await;
    assert!(clock.reply().await.is_none());
}

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

#[tokio::test]
async fn a_half_sent_header_is_closed() {
    let server = Server::start(router(), hasty()).await;
    let began = Instant::now();
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost: te").await;
    assert!(client.reply().await.is_none());
    assert!(began.elapsed() >= Duration::from_millis(100), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = Server::start(router(), hasty()).await;
    assert!(server.connect().await.reply().await.is_none());
}

#[tokio::test]
async fn an_idle_connection_stays_but_a_half_header_on_it_does_not() {
    let server = Server::start(router(), hasty()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.ask(GET).await.status, 200);
    header_time_passes(&server).await;
    assert_eq!(idle.ask(GET).await.status, 200);
    idle.send("GET / HTTP/1.1\r\n").await;
    assert!(idle.reply().await.is_none());
}

#[tokio::test]
async fn a_header_that_trickles_in_gets_no_more_time() {
    let server = Server::start(router(), hasty()).await;
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nx: ").await;
    let mut drops = tokio::time::interval(Duration::from_millis(20));
    let trickle = async {
        // The first write after the server has hung up may still succeed; a later one fails.
        while client.stream.write_all(b"a").await.is_ok() {
            drops.tick().await;
        }
    };
    tokio::time::timeout(DEADLINE, trickle).await.unwrap();
}

#[tokio::test]
async fn a_slow_answer_is_not_a_slow_header() {
    let door = Door::default();
    let inside = door.clone();
    let slow = get(move || {
        let door = inside.clone();
        async move {
            door.pass().await;
            "done"
        }
    });
    let server = Server::start(router().route("/slow", slow), hasty()).await;
    let mut client = server.connect().await;
    client.send("GET /slow HTTP/1.1\r\nhost: test\r\n\r\n").await;
    door.came.notified().await;
    header_time_passes(&server).await;
    door.open.notify_one();
    assert_eq!(client.reply().await.unwrap().text(), "done");
}

#[tokio::test]
async fn a_socket_outlives_the_limits_and_keeps_its_slot() {
    let echo = get(async |request: Request| {
        tokio::spawn(async move {
            let mut socket = TokioIo::new(hyper::upgrade::on(request).await.unwrap());
            let mut bytes = [0; 4];
            while socket.read_exact(&mut bytes).await.is_ok() {
                socket.write_all(&bytes).await.unwrap();
            }
        });
        (StatusCode::SWITCHING_PROTOCOLS, [("connection", "upgrade"), ("upgrade", "echo")])
    });
    let limits = Limits { connections: 2, idle: Duration::from_millis(300), ..hasty() };
    let server = Server::start(router().route("/echo", echo), limits).await;
    let mut socket = server.connect().await;
    let upgraded = socket.ask("GET /echo HTTP/1.1\r\nhost: t\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n").await;
    assert_eq!(upgraded.status, 101);
    // Its connection's own end says that the idle time has passed as well.
    let mut idle = server.connect().await;
    assert_eq!(idle.ask(GET).await.status, 200);
    assert!(idle.reply().await.is_none());
    socket.send("ping").await;
    let mut bytes = [0; 4];
    socket.stream.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"ping");

    // One slot is the socket's: of two more connections one waits.
    let mut first = server.connect().await;
    assert_eq!(first.ask(GET).await.status, 200);
    let mut second = server.connect().await;
    second.send(GET).await;
    let early = tokio::time::timeout(Duration::from_millis(150), second.stream.readable()).await;
    assert!(early.is_err(), "the socket lost its slot");
    drop(socket);
    assert_eq!(second.reply().await.unwrap().status, 200);
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_the_end() {
    let limits = Limits { idle: Duration::from_millis(150), ..Limits::default() };
    let server = Server::start(router(), limits).await;
    let mut client = server.connect().await;
    assert_eq!(client.ask(GET).await.status, 200);
    assert!(client.reply().await.is_none());
}

#[tokio::test]
async fn more_connections_than_the_cap_wait() {
    let server = Server::start(router(), Limits { connections: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    assert_eq!(first.ask(GET).await.status, 200);
    let mut second = server.connect().await;
    second.send(GET).await;
    let early = tokio::time::timeout(Duration::from_millis(150), second.stream.readable()).await;
    assert!(early.is_err(), "answered over the cap");
    drop(first);
    assert_eq!(second.reply().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_body_that_stops_arriving_is_408() {
    let server = Server::start(router(), Limits { stall: Duration::from_millis(150), ..Limits::default() }).await;
    let mut client = server.connect().await;
    client
        .send("POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"te")
        .await;
    assert_eq!(client.reply().await.unwrap().problem(), (408, "request-timeout".into(), String::new()));
}

#[tokio::test]
async fn bodies_have_a_limit_that_a_route_may_lift() {
    let server = Server::start(router(), Limits::default()).await;
    let body = |length: usize| format!("{{\"text\":\"{}\"}}", "a".repeat(length));
    assert_eq!(server.post("/notes", "", &body(65_000)).await.text(), "65000");
    assert_eq!(
        server.post("/notes", "", &body(66_000)).await.problem(),
        (413, "payload-too-large".into(), String::new())
    );
    assert_eq!(server.post("/long-notes", "", &body(500_000)).await.text(), "500000");
    // The same without a length told beforehand.
    let chunk = body(66_000);
    let chunked = format!(
        "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{chunk}\r\n0\r\n\r\n",
        chunk.len()
    );
    assert_eq!(server.ask(&chunked).await.problem().0, 413);
}

#[tokio::test]
async fn whoever_sends_too_much_still_gets_the_answer() {
    let server = Server::start(router(), Limits::default()).await;
    for _ in 0..20 {
        let mut client = server.connect().await;
        let request = post_text("/notes", "", &"a".repeat(8_000_000));
        let (mut reader, mut writer) = client.stream.split();
        let (sent, answer) = tokio::join!(writer.write_all(request.as_bytes()), async {
            let mut start = [0; 12];
            reader.read_exact(&mut start).await.map(|_| start)
        });
        assert_eq!(&answer.unwrap(), b"HTTP/1.1 413");
        // Not reset while sending: on other systems a reset takes the answer along.
        assert!(sent.is_ok(), "{sent:?}");
    }
}

#[tokio::test]
async fn oversized_headers_and_addresses_are_refused() {
    let server = Server::start(router(), Limits::default()).await;
    let long = "a".repeat(9_000);
    assert_eq!(server.get(&format!("/?{long}")).await.problem(), (414, "uri-too-long".into(), String::new()));
    let header = "a".repeat(40_000);
    assert_eq!(server.ask(&format!("GET / HTTP/1.1\r\nhost: t\r\nx: {header}\r\n\r\n")).await.status, 431);
    assert_eq!(server.ask("NONSENSE\r\n\r\n").await.status, 400);
    assert_eq!(server.get("/").await.status, 200);
}

#[tokio::test]
async fn requests_sent_at_once_are_answered_in_turn() {
    let server = Server::start(router(), hasty()).await;
    let mut client = server.connect().await;
    let note = post_text("/notes", "", r#"{"text":"abc"}"#);
    client.send(&format!("{GET}{note}{GET}")).await;
    for expected in ["here", "3", "here"] {
        assert_eq!(client.reply().await.unwrap().text(), expected);
    }
    assert_eq!(client.ask(&post_text("/nothing", "", "")).await.text(), "done");
}
