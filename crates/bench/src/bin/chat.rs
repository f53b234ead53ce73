//! Measures the chat: `habitro-chat [--pairs N] [--seconds N]` (defaults 32 and 5). Pairs of friends
//! write to each other, each over one socket, as fast as their messages are stored: first one pair
//! alone, then all pairs. Finally it checks that all acknowledged messages are stored.
//!
//! The server is a separate process: `$HABITRO_BIN`, by default `target/release/habitro`, on
//! `$HABITRO_DATABASE_URL`, by default SQLite. Compare the results with the echo of the same run.
#![allow(clippy::print_stdout, reason = "it prints its results")]
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]
#![allow(clippy::disallowed_methods, reason = "settings of the benchmark, not of the server")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_bench::argument;
use habitro_bench::chat_server::{ChatServer, Socket, ping};
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// One user of a pair.
struct Writer {
    socket: Socket,
    conversation: String,
    number: usize,
}

/// Times in milliseconds.
#[derive(Default)]
struct Times {
    stored: Vec<f64>,
    delivered: Vec<f64>,
}

#[tokio::main]
async fn main() {
    let pairs = usize::try_from(argument("--pairs", 32)).unwrap();
    let seconds = Duration::from_secs(argument("--seconds", 5));
    // Users of an earlier run may exist on this database.
    let run = std::process::id();
    let database = std::env::var("HABITRO_DATABASE_URL").ok();
    let mut variables = vec![("HABITRO_LIMITS", "off")];
    variables.extend(database.as_deref().map(|url| ("HABITRO_DATABASE_URL", url)));
    let server = ChatServer::start("chat", &variables);
    let mut people = Vec::new();
    for n in 0..2 * pairs {
        people.push(server.sign_up(&format!("person{n}.{run}")).await);
    }
    let mut conversations = Vec::new();
    for pair in people.chunks(2) {
        for (one, other) in [(0, 1), (1, 0)] {
            pair[one].client.post("/api/v1/friends/requests", json!({"user_id": pair[other].id})).await.expect(202);
        }
        let opened = pair[0].client.post("/api/v1/conversations", json!({"user_id": pair[1].id})).await.expect(201);
        conversations.push(opened.json()["id"].as_str().unwrap().to_owned());
    }
    println!("{:<28}{:>10}{:>12}{:>12}{:>12}{:>12}", "", "per s", "stored p50", "p99 ms", "arrived p50", "p99 ms");
    echo(&server, &people[0].token).await;
    let mut total = 0;
    for some in [1, pairs] {
        let mut writers = Vec::new();
        for (n, person) in people.iter().take(2 * some).enumerate() {
            let socket = server.open_socket(&person.token, WebSocketConfig::default()).await;
            writers.push(Writer { socket, conversation: conversations[n / 2].clone(), number: n });
        }
        total += run_pairs(writers, seconds, some).await;
    }
    let mut stored = 0;
    for (pair, conversation) in people.chunks(2).zip(&conversations) {
        let path = format!("/api/v1/conversations/{conversation}");
        stored += pair[0].client.get(&path).await.expect(200).json()["last_sequence"].as_u64().unwrap();
    }
    assert_eq!(stored, total, "every acknowledged message is stored");
    println!("{total} messages acknowledged, {stored} in the database");
}

/// Measures the baseline: a frame and its response, without the chat.
async fn echo(server: &ChatServer, token: &str) {
    let mut socket = server.open_socket(token, WebSocketConfig::default()).await;
    let (started, mut times) = (Instant::now(), Vec::new());
    while started.elapsed() < Duration::from_secs(1) {
        let sent = Instant::now();
        ping(&mut socket).await;
        times.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    println!(
        "{:<28}{rate:>10.0}{:>12.3}{:>12.3}",
        "echo, one socket",
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
}

/// Lets all writers write for `time`. Returns the number of acknowledged messages.
async fn run_pairs(writers: Vec<Writer>, time: Duration, pairs: usize) -> u64 {
    let (barrier, epoch) = (Arc::new(Barrier::new(writers.len())), Instant::now());
    let mut running = JoinSet::new();
    for writer in writers {
        running.spawn(write(writer, time, Arc::clone(&barrier), epoch));
    }
    let mut all = Times::default();
    while let Some(done) = running.join_next().await {
        let times = done.unwrap();
        all.stored.extend(times.stored);
        all.delivered.extend(times.delivered);
    }
    let count = all.stored.len();
    assert_eq!(count, all.delivered.len(), "every message was delivered");
    println!(
        "{:<28}{:>10.0}{:>12.3}{:>12.3}{:>12.3}{:>12.3}",
        format!("{pairs} pairs, both write"),
        count as f64 / time.as_secs_f64(),
        percentile(&mut all.stored, 50),
        percentile(&mut all.stored, 99),
        percentile(&mut all.delivered, 50),
        percentile(&mut all.delivered, 99),
    );
    count as u64
}

/// Writes as fast as messages are stored and reads the friend's messages, then waits for messages in
/// flight. Texts start with the nanoseconds since `epoch` to measure the delivery.
async fn write(mut writer: Writer, time: Duration, barrier: Arc<Barrier>, epoch: Instant) -> Times {
    let mut times = Times::default();
    barrier.wait().await;
    let started = Instant::now();
    let (mut n, mut writing) = (0_u64, true);
    let now = || u64::try_from(epoch.elapsed().as_nanos()).unwrap();
    let mut sent = Instant::now();
    let next = |n: u64| {
        let sent_at = now();
        let client_id = format!("{}-{n}-{}-{sent_at}", writer.number, time.as_nanos());
        let frame = json!({"type": "message.send", "client_id": client_id,
            "conversation_id": writer.conversation, "text": format!("{sent_at} and some words as people write them")});
        Message::Text(frame.to_string().into())
    };
    writer.socket.send(next(n)).await.unwrap();
    loop {
        // After both have stopped, no more messages arrive.
        let limit = if writing { Duration::from_secs(10) } else { Duration::from_millis(1500) };
        let Ok(received) = tokio::time::timeout(limit, writer.socket.next()).await else { break };
        let Message::Text(text) = received.unwrap().unwrap() else { continue };
        if text.starts_with(r#"{"type":"message.stored""#) {
            times.stored.push(sent.elapsed().as_secs_f64() * 1000.0);
            writing = started.elapsed() < time;
            if writing {
                n += 1;
                sent = Instant::now();
                writer.socket.send(next(n)).await.unwrap();
            }
        } else if let Some((_, rest)) = text.split_once(r#""text":""#) {
            let sent_at: u64 = rest.split(' ').next().unwrap().parse().unwrap();
            times.delivered.push((now() - sent_at) as f64 / 1e6);
        }
    }
    times
}

/// Sorts `times` and returns their percentile.
fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
