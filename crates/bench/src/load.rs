//! Closed-loop load: each connection sends its next request when the last was answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How to load a server.
pub struct Run {
    /// Where it listens.
    pub address: SocketAddr,
    /// Connections at once.
    pub connections: usize,
    /// For how long.
    pub time: Duration,
}

/// What came of a run; times in milliseconds.
pub struct Figures {
    /// Answers a second.
    pub per_second: f64,
    /// Half were faster.
    pub p50: f64,
    /// Nine of ten were faster.
    pub p90: f64,
    /// 99 of 100 were faster.
    pub p99: f64,
    /// Answers that were not 2xx.
    pub failed: usize,
}

/// A request as bytes; without a token nobody asks.
pub fn request(method: &str, path: &str, token: &str) -> Vec<u8> {
    let authorization = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n{authorization}content-length: 0\r\n\r\n").into_bytes()
}

impl Run {
    /// Sends `make(0)`, `make(1)`, ... over all connections for the run's time.
    pub async fn closed_loop(&self, make: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Figures {
        let make = Arc::new(make);
        let next = Arc::new(AtomicUsize::new(0));
        let started = Instant::now();
        let until = started + self.time;
        let mut running = JoinSet::new();
        for _ in 0..self.connections {
            let (make, next, address) = (Arc::clone(&make), Arc::clone(&next), self.address);
            running.spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut times, mut failed, mut buffer) = (Vec::new(), 0_usize, Vec::with_capacity(16 * 1024));
                while Instant::now() < until {
                    let bytes = make(next.fetch_add(1, Ordering::Relaxed));
                    let sent = Instant::now();
                    stream.write_all(&bytes).await.unwrap();
                    let status = answer(&mut stream, &mut buffer).await;
                    times.push(sent.elapsed().as_secs_f64() * 1000.0);
                    failed += usize::from(!(200..300).contains(&status));
                }
                (times, failed)
            });
        }
        let (mut times, mut failed) = (Vec::new(), 0);
        while let Some(done) = running.join_next().await {
            let (some, bad) = done.unwrap();
            times.extend(some);
            failed += bad;
        }
        let took = started.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let per_second = times.len() as f64 / took;
        Figures { per_second, p50: at(50), p90: at(90), p99: at(99), failed }
    }
}

/// Reads one answer with a `content-length` and answers its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> u16 {
    buffer.clear();
    loop {
        let read = stream.read_buf(buffer).await.unwrap();
        assert!(read > 0, "the server hung up");
        let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end]).unwrap();
        let status = head[9..12].parse().unwrap();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        let mut missing = (end + 4 + length).saturating_sub(buffer.len());
        while missing > 0 {
            let read = stream.read_buf(buffer).await.unwrap();
            assert!(read > 0, "the server hung up");
            missing = missing.saturating_sub(read);
        }
        return status;
    }
}
