//! Measures the memory of WebSockets: `habitro-sockets [--sockets N]` opens N sockets (default 5,000) on a
//! separate server process and prints the memory per socket. Then it floods one socket, sends frames that
//! are too long, and prints how the memory changed.
//!
//! The server is `$HABITRO_BIN`, by default `target/release/habitro`.
#![allow(clippy::print_stdout, reason = "it prints its results")]
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]

use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use habitro_bench::argument;
use habitro_bench::chat_server::{ChatServer, Socket, ping};
use habitro_server::platform::http::Limits;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Small, so that many clients fit in this process.
fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0)
}

#[tokio::main]
async fn main() {
    let count = usize::try_from(argument("--sockets", 5_000)).unwrap();
    // Raises the limit of open files of this process.
    let _ = Limits::default().within_file_limit();
    let server = ChatServer::start("sockets", &[]);
    let token = server.sign_up("anna").await.token;
    // Not measured, because it also pays for one-time allocations.
    let mut first = server.open_socket(&token, small_buffers()).await;
    ping(&mut first).await;
    let before = server.memory();
    let started = Instant::now();
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        sockets.push(server.open_socket(&token, small_buffers()).await);
    }
    let elapsed = started.elapsed();
    ping(sockets.last_mut().unwrap()).await;
    let open = server.memory();
    println!("{count} idle sockets in {elapsed:.1?}: {} bytes each", open.saturating_sub(before) / count as u64);

    let rate = flood(&mut first).await;
    println!("one socket, 10,000 frames: {rate:.0} responses per second; memory {:+} kB", change_in_kb(&server, open));
    for _ in 0..50 {
        send_oversized(server.open_socket(&token, small_buffers()).await).await;
    }
    println!("50 frames of 1 MiB: each closed with 1009; memory {:+} kB", change_in_kb(&server, open));
    ping(&mut sockets[count / 2]).await;
    drop(sockets);
}

fn change_in_kb(server: &ChatServer, before: u64) -> i64 {
    (server.memory().cast_signed() - before.cast_signed()) / 1024
}

/// Sends 1,000 frames at a time before reading the responses. Returns the responses per second.
async fn flood(socket: &mut Socket) -> f64 {
    let started = Instant::now();
    for _ in 0..10 {
        for _ in 0..1_000 {
            socket.feed(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
        }
        socket.flush().await.unwrap();
        for _ in 0..1_000 {
            while !matches!(socket.next().await.unwrap().unwrap(), Message::Text(_)) {}
        }
    }
    10_000.0 / started.elapsed().as_secs_f64()
}

/// Sends a frame that is too long and checks the close code.
async fn send_oversized(mut socket: Socket) {
    socket.send(Message::Text("x".repeat(1024 * 1024).into())).await.unwrap();
    loop {
        match socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => return assert_eq!(u16::from(frame.code), 1009),
            Some(Ok(_)) => {}
            other => panic!("expected a close frame, got {other:?}"),
        }
    }
}
