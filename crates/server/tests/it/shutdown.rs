//! A shutdown finishes requests in progress, but waits only for the grace period.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use habitro_server::platform::http::Limits;
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

const SLOW: &str = "GET /slow HTTP/1.1\r\nhost: t\r\n\r\n";

#[tokio::test]
async fn shutdown_finishes_requests_and_refuses_connections() {
    let gate = Gate::default();
    let mut server = Server::start(router(gate.clone()), Limits::default()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.request("GET / HTTP/1.1\r\nhost: t\r\n\r\n").await.status, 200);
    let mut busy = server.connect().await;
    busy.send(SLOW).await;
    gate.arrived.notified().await;

    server.request_shutdown();
    // The idle connection is closed immediately, and new connections are refused.
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
