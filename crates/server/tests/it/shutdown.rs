//! A shutdown finishes requests in progress, but waits only for the grace period.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use habitro_server::platform::http::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{DEADLINE, Gate, Server};

fn router(gate: Gate) -> Router {
    Router::new().route("/", get(async || "here")).route(
        "/slow",
        get(move || {
            let gate = gate.clone();
            async move {
                gate.pass().await;
                "done"
            }
        }),
    )
}

const FAST: &str = "GET / HTTP/1.1\r\nhost: t\r\n\r\n";
const SLOW: &str = "GET /slow HTTP/1.1\r\nhost: t\r\n\r\n";

#[tokio::test]
async fn shutdown_finishes_requests_and_refuses_connections() {
    let gate = Gate::default();
    let limits = Limits { drain: Duration::from_millis(200), ..Limits::default() };
    let mut server = Server::start(router(gate.clone()), limits).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.request(FAST).await.status, 200);
    let mut busy = server.connect().await;
    busy.send(SLOW).await;
    gate.arrived.notified().await;

    server.request_shutdown();
    // The idle connection is closed, and new connections are refused.
    assert!(idle.reply().await.is_none());
    let refused = async { while TcpStream::connect(server.address).await.is_ok() {} };
    tokio::time::timeout(DEADLINE, refused).await.unwrap();

    gate.open.notify_one();
    assert_eq!(busy.reply().await.unwrap().text(), "done");
    server.wait_for_shutdown().await;
}

#[tokio::test]
async fn shutdown_aborts_requests_after_the_grace_period() {
    let gate = Gate::default();
    let limits = Limits { grace: Duration::from_millis(100), ..Limits::default() };
    let mut server = Server::start(router(gate.clone()), limits).await;
    let mut busy = server.connect().await;
    busy.send(SLOW).await;
    gate.arrived.notified().await;
    server.request_shutdown();
    server.wait_for_shutdown().await;
    assert!(busy.reply().await.is_none());
}

/// A request on a connection that was idle is answered, and the answer closes the connection.
#[tokio::test]
async fn idle_connections_are_answered_while_the_server_drains() {
    let gate = Gate::default();
    let limits = Limits { drain: DEADLINE, ..Limits::default() };
    let mut server = Server::start(router(gate.clone()), limits).await;
    let (mut idle, mut busy) = (server.connect().await, server.connect().await);
    let before = idle.request(FAST).await;
    assert!(before.header("connection").is_empty());
    busy.send(SLOW).await;
    gate.arrived.notified().await;
    server.request_shutdown();
    let refused = async { while TcpStream::connect(server.address).await.is_ok() {} };
    tokio::time::timeout(DEADLINE, refused).await.unwrap();
    let last = idle.request(FAST).await;
    assert_eq!((last.status, last.header("connection")), (200, "close"));
    assert!(idle.reply().await.is_none());
    gate.open.notify_one();
    let last = busy.reply().await.unwrap();
    assert_eq!((last.text(), last.header("connection")), ("done", "close"));
    // Nothing is left to wait for.
    server.wait_for_shutdown().await;
}

/// How often the server is stopped: `HABITRO_STOPS`, by default 5 (100 in `make soak`).
#[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
fn stops() -> u32 {
    std::env::var("HABITRO_STOPS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// Clients that connect and ask without pause, on new connections and on kept ones: whoever has connected
/// gets an answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_drops_no_connection() {
    for round in 0..stops() {
        let mut server = Server::start(router(Gate::default()), Limits::default()).await;
        let answered = Arc::new(AtomicU32::new(0));
        let clients: Vec<_> = (0..16)
            .map(|client| tokio::spawn(ask_until_refused(server.address, client % 2 == 0, answered.clone())))
            .collect();
        while answered.load(Ordering::Relaxed) < 200 + round {
            tokio::task::yield_now().await;
        }
        server.request_shutdown();
        server.wait_for_shutdown().await;
        for client in clients {
            client.await.unwrap();
        }
    }
}

/// Sends requests until a connection is refused. Fails if a connection that was accepted ends without an
/// answer to its request.
async fn ask_until_refused(address: SocketAddr, keep: bool, answered: Arc<AtomicU32>) {
    // A connection that begins while the server stops is ignored, and the next attempt refused.
    while let Ok(Ok(mut stream)) = tokio::time::timeout(DEADLINE, TcpStream::connect(address)).await {
        loop {
            stream.write_all(FAST.as_bytes()).await.unwrap();
            let (mut reply, mut part) = (Vec::new(), [0; 2048]);
            while !reply.ends_with(b"here") {
                let read = stream.read(&mut part).await.expect("no reset");
                assert!(read > 0, "closed without an answer");
                reply.extend_from_slice(&part[..read]);
            }
            answered.fetch_add(1, Ordering::Relaxed);
            let closes = String::from_utf8_lossy(&reply).contains("connection: close");
            if closes || !keep {
                break;
            }
        }
    }
}
