//! Limits of a connection: time, slots and bytes.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::{get, post};
use habitro_server::platform::http::{BodyLimit, Command, Limits, NoBody};
use serde::Deserialize;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{DEADLINE, Gate, Server, post as post_text};

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

/// Limits with a short header timeout.
fn short_limits() -> Limits {
    Limits { header: Duration::from_millis(150), ..Limits::default() }
}

/// Waits for the header timeout, by opening a connection that sends only part of a header.
async fn wait_for_header_timeout(server: &Server) {
    let mut client = server.connect().await;
    client.send("GET").await;
    assert!(client.reply().await.is_none());
}

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

#[tokio::test]
async fn incomplete_header_closes_the_connection() {
    let server = Server::start(router(), short_limits()).await;
    let started = Instant::now();
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost: te").await;
    assert!(client.reply().await.is_none());
    assert!(started.elapsed() >= Duration::from_millis(100), "{:?}", started.elapsed());
}

#[tokio::test]
async fn silent_connection_is_closed() {
    let server = Server::start(router(), short_limits()).await;
    assert!(server.connect().await.reply().await.is_none());
}

#[tokio::test]
async fn idle_connection_stays_open_until_an_incomplete_header() {
    let server = Server::start(router(), short_limits()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.request(GET).await.status, 200);
    wait_for_header_timeout(&server).await;
    assert_eq!(idle.request(GET).await.status, 200);
    idle.send("GET / HTTP/1.1\r\n").await;
    assert!(idle.reply().await.is_none());
}

#[tokio::test]
async fn slow_header_does_not_extend_the_timeout() {
    let server = Server::start(router(), short_limits()).await;
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nx: ").await;
    let mut interval = tokio::time::interval(Duration::from_millis(20));
    let trickle = async {
        // The first write after the server closed the connection may succeed; a later one fails.
        while client.stream.write_all(b"a").await.is_ok() {
            interval.tick().await;
        }
    };
    tokio::time::timeout(DEADLINE, trickle).await.unwrap();
}

const GET_SLOW: &str = "GET /slow HTTP/1.1\r\nhost: test\r\n\r\n";

/// A router whose `/slow` responds once the gate opens.
fn slow_router(gate: &Gate) -> Router {
    let gate = gate.clone();
    let slow = get(move || {
        let gate = gate.clone();
        async move {
            gate.pass().await;
            "done"
        }
    });
    router().route("/slow", slow)
}

#[tokio::test]
async fn header_timeout_does_not_apply_to_slow_responses() {
    let gate = Gate::default();
    let server = Server::start(slow_router(&gate), short_limits()).await;
    let mut client = server.connect().await;
    client.send(GET_SLOW).await;
    gate.arrived.notified().await;
    wait_for_header_timeout(&server).await;
    gate.open.notify_one();
    assert_eq!(client.reply().await.unwrap().text(), "done");
}

#[tokio::test]
async fn upgraded_connection_outlives_timeouts_and_keeps_its_slot() {
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
    let limits = Limits { connections: 2, idle: Duration::from_millis(300), ..short_limits() };
    let gate = Gate::default();
    let server = Server::start(slow_router(&gate).route("/echo", echo), limits).await;
    let mut socket = server.connect().await;
    let upgraded =
        socket.request("GET /echo HTTP/1.1\r\nhost: t\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n").await;
    assert_eq!(upgraded.status, 101);
    // The idle timeout has passed when another idle connection is closed.
    let mut idle = server.connect().await;
    assert_eq!(idle.request(GET).await.status, 200);
    assert!(idle.reply().await.is_none());
    socket.send("pi\n\n").await;
    let mut bytes = [0; 4];
    socket.stream.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"pi\n\n");

    // The socket keeps one of two slots, so one of two more connections waits.
    let mut first = server.connect().await;
    first.send(GET_SLOW).await;
    gate.arrived.notified().await;
    let mut second = server.connect().await;
    second.send(GET).await;
    let early = tokio::time::timeout(Duration::from_millis(150), second.stream.readable()).await;
    assert!(early.is_err(), "the socket lost its slot");
    drop(socket);
    assert_eq!(second.reply().await.unwrap().status, 200);
}

#[tokio::test]
async fn idle_connection_is_closed_after_its_timeout() {
    let limits = Limits { idle: Duration::from_millis(150), ..Limits::default() };
    let server = Server::start(router(), limits).await;
    let mut client = server.connect().await;
    assert_eq!(client.request(GET).await.status, 200);
    assert!(client.reply().await.is_none());
}

#[tokio::test]
async fn connections_above_the_limit_wait() {
    let gate = Gate::default();
    let server = Server::start(slow_router(&gate), Limits { connections: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    first.send(GET_SLOW).await;
    gate.arrived.notified().await;
    let mut second = server.connect().await;
    second.send(GET).await;
    let early = tokio::time::timeout(Duration::from_millis(150), second.stream.readable()).await;
    assert!(early.is_err(), "handled above the limit");
    gate.open.notify_one();
    assert_eq!(first.reply().await.unwrap().text(), "done");
    assert_eq!(second.reply().await.unwrap().status, 200, "the first one is idle now");
}

#[tokio::test]
async fn stalled_body_is_answered_with_408() {
    let server = Server::start(router(), Limits { stall: Duration::from_millis(150), ..Limits::default() }).await;
    let mut client = server.connect().await;
    client
        .send("POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"te")
        .await;
    assert_eq!(client.reply().await.unwrap().problem(), (408, "request-timeout".into(), String::new()));
}

/// Requests that never end take all slots several times over, and others are still answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unfinished_requests_do_not_keep_others_out() {
    let server = Server::start(router(), Limits { connections: 32, ..Limits::default() }).await;
    let mut unfinished = Vec::new();
    for n in 0..100 {
        let mut client = server.connect().await;
        let part = [
            "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{",
            GET,
            "GE",
        ][n % 3];
        client.send(part).await;
        unfinished.push(client);
    }
    assert_eq!(server.request(GET).await.status, 200);
    // Once those before are accepted, an answer comes at once.
    let started = Instant::now();
    assert_eq!(server.request(GET).await.status, 200);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}

/// Each byte comes in time, but all of them would take minutes.
#[tokio::test]
async fn dripping_body_is_answered_with_408() {
    let server = Server::start(router(), Limits { stall: Duration::from_millis(200), ..Limits::default() }).await;
    let mut client = server.connect().await;
    client
        .send("POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{")
        .await;
    let (mut reading, mut writing) = client.stream.into_split();
    let drip = tokio::spawn(async move {
        let mut interval = tokio::time::interval(Duration::from_millis(20));
        while writing.write_all(b" ").await.is_ok() {
            interval.tick().await;
        }
    });
    let mut reply = vec![0; 12];
    tokio::time::timeout(DEADLINE, reading.read_exact(&mut reply)).await.unwrap().unwrap();
    assert_eq!(reply, b"HTTP/1.1 408");
    drop(reading);
    tokio::time::timeout(DEADLINE, drip).await.unwrap().unwrap();
}

/// A large body that keeps coming may take longer than the pause between two of its parts.
#[tokio::test]
async fn large_body_has_time_for_its_size() {
    let server = Server::start(router(), Limits { stall: Duration::from_millis(200), ..Limits::default() }).await;
    let mut client = server.connect().await;
    let body = format!("{{\"text\":\"{}\"}}", "a".repeat(20_000));
    let header = format!(
        "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    client.send(&header).await;
    let mut interval = tokio::time::interval(Duration::from_millis(50));
    for part in body.as_bytes().chunks(2_048) {
        interval.tick().await;
        client.stream.write_all(part).await.unwrap();
    }
    assert_eq!(client.reply().await.unwrap().text(), "20000");
}

/// The client has not sent the body yet, and need not.
#[tokio::test]
async fn announced_body_over_the_limit_is_refused_at_once() {
    let server = Server::start(router(), Limits::default()).await;
    let reply = server
        .request(
            "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n\
             content-length: 70000\r\n\r\n",
        )
        .await;
    assert_eq!(reply.problem(), (413, "payload-too-large".into(), String::new()));
}

#[tokio::test]
async fn body_limit_can_be_raised_by_a_route() {
    let server = Server::start(router(), Limits::default()).await;
    let body = |length: usize| format!("{{\"text\":\"{}\"}}", "a".repeat(length));
    assert_eq!(server.post("/notes", "", &body(65_000)).await.text(), "65000");
    assert_eq!(
        server.post("/notes", "", &body(66_000)).await.problem(),
        (413, "payload-too-large".into(), String::new())
    );
    assert_eq!(server.post("/long-notes", "", &body(500_000)).await.text(), "500000");
    // Without a content length.
    let chunk = body(66_000);
    let chunked = format!(
        "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{chunk}\r\n0\r\n\r\n",
        chunk.len()
    );
    assert_eq!(server.request(&chunked).await.problem().0, 413);
}

#[tokio::test]
async fn response_to_an_oversized_body_is_received() {
    let server = Server::start(router(), Limits::default()).await;
    for _ in 0..20 {
        let mut client = server.connect().await;
        let request = post_text("/notes", "", &"a".repeat(8_000_000));
        let (mut reader, mut writer) = client.stream.split();
        let (sent, response) = tokio::join!(writer.write_all(request.as_bytes()), async {
            let mut start = [0; 12];
            reader.read_exact(&mut start).await.map(|_| start)
        });
        assert_eq!(&response.unwrap(), b"HTTP/1.1 413");
        // A reset while sending would discard the response on some systems.
        assert!(sent.is_ok(), "{sent:?}");
    }
}

#[tokio::test]
async fn oversized_headers_and_uris_are_refused() {
    let server = Server::start(router(), Limits::default()).await;
    let long = "a".repeat(9_000);
    assert_eq!(server.get(&format!("/?{long}")).await.problem(), (414, "uri-too-long".into(), String::new()));
    let header = "a".repeat(40_000);
    let reply = server.request(&format!("GET / HTTP/1.1\r\nhost: t\r\nx: {header}\r\n\r\n")).await;
    assert_eq!(reply.problem(), (431, "headers-too-large".into(), String::new()));
    let longer = server.get(&format!("/{}", "a".repeat(30_000))).await;
    assert_eq!(longer.problem(), (414, "uri-too-long".into(), String::new()));
    assert_eq!(server.get("/").await.status, 200);
}

#[tokio::test]
async fn malformed_requests_get_a_problem_document_and_the_connection_ends() {
    let server = Server::start(router(), Limits::default()).await;
    let post = "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\n";
    let chunked = "2\r\n{}\r\n0\r\n\r\n";
    for request in [
        "NONSENSE\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost : t\r\n\r\n".into(),
        // Line breaks (RFC 9112 section 2.2), and a header continued on the next line (section 5.2).
        "GET / HTTP/1.1\nhost: t\n\n".into(),
        "GET / HTTP/1.1\r\nhost: t\nx: y\r\n\r\n".into(),
        "GET / HTTP/1.1\r\nhost: t\r\n\n".into(),
        "GET / HTTP/1.1\r\nhost: t\rx: y\r\n\r\n".into(),
        "GET / HTTP/1.1\r\nhost: t\r\nx: y\r\n z\r\n\r\n".into(),
        "GET / HTTP/1.1\r\nhost: t\r\nx: \0\r\n\r\n".into(),
        // The length of the body (section 6.3).
        format!("{post}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}"),
        format!("{post}content-length: 2, 2\r\n\r\n{{}}"),
        format!("{post}content-length: +2\r\n\r\n{{}}"),
        format!("{post}content-length: 12\r\ntransfer-encoding: chunked\r\n\r\n{chunked}"),
        format!("{post}transfer-encoding: chunked\r\ncontent-length: 12\r\n\r\n{chunked}"),
        format!("{post}transfer-encoding: chunked, gzip\r\n\r\n{chunked}"),
        "POST /notes HTTP/1.0\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".into(),
    ] {
        let mut client = server.connect().await;
        // A second request on the connection must not be answered.
        let reply = client.request(&format!("{request}{GET}")).await;
        assert_eq!(reply.problem(), (400, "bad-request".into(), String::new()), "{request:?}");
        assert_eq!(reply.header("connection"), "close");
        assert!(client.reply().await.is_none(), "{request:?}");
    }
}

/// A proxy that ends the line at the line feed, or reads other digits, sees another request than this server.
#[tokio::test]
async fn chunk_sizes_that_can_be_misread_end_the_connection() {
    let server = Server::start(router(), Limits::default()).await;
    let head = "POST /nothing HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\r\n";
    let zeros = "0".repeat(200);
    for chunks in
        ["0;a\n\r\n\r\n".to_owned(), "0;a=\nb\r\n\r\n".into(), "0\n\r\n\r\n".into(), format!("{zeros}\r\n\r\n")]
    {
        let mut client = server.connect().await;
        let reply = client.request(&format!("{head}{chunks}{GET}")).await;
        assert!((400..500).contains(&reply.status), "{chunks:?}: {}", reply.status);
        assert!(client.reply().await.is_none(), "{chunks:?}");
    }
}

#[tokio::test]
async fn requests_have_one_valid_host_and_no_unknown_transfer_encoding() {
    let server = Server::start(router(), Limits::default()).await;
    let bad_request = (400, "bad-request".to_owned(), String::new());
    for headers in ["", "host: a\r\nhost: a\r\n", "host: a b\r\n", "host: user@a\r\n", "host: a/b\r\n"] {
        let reply = server.request(&format!("GET / HTTP/1.1\r\n{headers}\r\n")).await;
        assert_eq!(reply.problem(), bad_request, "{headers:?}");
    }
    assert_eq!(server.request("GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n").await.problem(), bad_request);
    for request in
        ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n", "\r\nGET / HTTP/1.1\r\nhost:\r\n\r\n"]
    {
        assert_eq!(server.request(request).await.status, 200, "{request:?}");
    }
    let post = "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ntransfer-encoding: ";
    for coding in ["gzip, chunked", "chunked\r\ntransfer-encoding: chunked"] {
        let reply = server.request(&format!("{post}{coding}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n")).await;
        assert_eq!(reply.problem(), (501, "not-implemented".into(), String::new()), "{coding}");
    }
}

#[tokio::test]
async fn line_feeds_in_bodies_are_not_changed() {
    let server = Server::start(router(), Limits::default()).await;
    let body = "{\"text\":\n\n\"abc\"\n}";
    let mut client = server.connect().await;
    let plain = post_text("/notes", "", body);
    let head =
        "POST /notes HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = format!("{head}1\r\n{{\r\n{:x}\r\n{}\r\n0\r\n\r\n", body.len() - 1, &body[1..]);
    client.send(&format!("{plain}{chunked}{GET}")).await;
    for expected in ["3", "3", "here"] {
        assert_eq!(client.reply().await.unwrap().text(), expected);
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Server::start(router(), short_limits()).await;
    let mut client = server.connect().await;
    let note = post_text("/notes", "", r#"{"text":"abc"}"#);
    client.send(&format!("{GET}{note}{GET}")).await;
    for expected in ["here", "3", "here"] {
        assert_eq!(client.reply().await.unwrap().text(), expected);
    }
    assert_eq!(client.request(&post_text("/nothing", "", "")).await.text(), "done");
}
