//! A stop finishes what was begun, and does not wait for ever.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use habitro_server::platform::http::Limits;
use tokio::net::TcpStream;

use crate::support::{DEADLINE, Door, Server};

fn router(door: Door) -> Router {
    Router::new().route("/", get(async || "here")).route(
        "/slow",
        get(move || {
            let door = door.clone();
            async move {
                door.pass().await;
                "done"
            }
        }),
    )
}

const SLOW: &str = "GET /slow HTTP/1.1\r\nhost: t\r\n\r\n";

#[tokio::test]
async fn a_request_in_flight_is_finished_and_newcomers_are_refused() {
    let door = Door::default();
    let mut server = Server::start(router(door.clone()), Limits::default()).await;
    let mut idle = server.connect().await;
    assert_eq!(idle.ask("GET / HTTP/1.1\r\nhost: t\r\n\r\n").await.status, 200);
    let mut busy = server.connect().await;
    busy.send(SLOW).await;
    door.came.notified().await;

    server.tell_to_stop();
    // The idle connection ends at once, and nobody gets in any more.
    assert!(idle.reply().await.is_none());
    let refused = async { while TcpStream::connect(server.address).await.is_ok() {} };
    tokio::time::timeout(DEADLINE, refused).await.unwrap();

    door.open.notify_one();
    assert_eq!(busy.reply().await.unwrap().text(), "done");
    server.stopped().await;
}

#[tokio::test]
async fn a_request_that_does_not_end_is_left() {
    let door = Door::default();
    let limits = Limits { grace: Duration::from_millis(100), ..Limits::default() };
    let mut server = Server::start(router(door.clone()), limits).await;
    let mut busy = server.connect().await;
    busy.send(SLOW).await;
    door.came.notified().await;
    server.tell_to_stop();
    server.stopped().await;
    assert!(busy.reply().await.is_none());
}
