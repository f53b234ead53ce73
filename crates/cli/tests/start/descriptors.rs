//! A server with 256 file descriptors, and 400 clients that keep their connections busy with next to nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::fixture::Node;

const CLIENTS: usize = 400;
const DESCRIPTORS: u32 = 256;
/// Within the time of a body, 30 s plus 1 s for each KiB, and far below the rate that fills it.
const PAUSE: Duration = Duration::from_millis(200);

/// A client that has announced a body and sends a byte of it now and then.
struct Dripper(Option<TcpStream>);

impl Dripper {
    fn connect(to: SocketAddr) -> Self {
        let mut stream = TcpStream::connect_timeout(&to, Duration::from_secs(5)).ok();
        if let Some(stream) = &mut stream {
            stream.set_nonblocking(true).unwrap();
            let head = "POST /api/v1/auth/register HTTP/1.1\r\nhost: localhost\r\n\
                        content-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
            let _ = stream.write(head.as_bytes());
        }
        Self(stream)
    }

    /// Sends another byte. Returns false once the server has closed the connection.
    fn drip(&mut self) -> bool {
        let Some(stream) = &mut self.0 else { return false };
        let is_open = match stream.read(&mut [0; 512]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => stream.write(b" ").is_ok(),
            // An answer or the end: this client is done.
            _ => false,
        };
        if !is_open {
            self.0 = None;
        }
        is_open
    }
}

/// Keeps 400 clients dripping for `duration`; those that the server has closed come back if `persistent`.
#[allow(clippy::disallowed_methods, reason = "a pace, not a wait for something")]
fn drip(to: SocketAddr, duration: Duration, persistent: bool) {
    let started = Instant::now();
    let mut drippers: Vec<_> = (0..CLIENTS).map(|_| Dripper::connect(to)).collect();
    while started.elapsed() < duration {
        for dripper in &mut drippers {
            if !dripper.drip() && persistent {
                *dripper = Dripper::connect(to);
            }
        }
        std::thread::sleep(PAUSE);
    }
}

/// Asks for /healthz on a new connection from the address `from` and returns how long the answer took.
async fn health(from: IpAddr, to: SocketAddr) -> Duration {
    let started = Instant::now();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from, 0)).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?} after {:?}", started.elapsed());
    started.elapsed()
}

async fn health_checks_are_answered_in_time(from: IpAddr, persistent: bool) {
    let node = Node::on_sqlite().with_max_open_files(DESCRIPTORS);
    let mut server = node.serve();
    let address = server.address;
    let drippers = tokio::task::spawn_blocking(move || drip(address, Duration::from_secs(5), persistent));
    let mut checks = Vec::new();
    while !drippers.is_finished() {
        checks.push(health(from, address).await);
    }
    let slowest = checks.iter().max().unwrap();
    assert!(checks.len() > 10 && *slowest < Duration::from_secs(1), "{} checks, {slowest:?}", checks.len());
    server.wait_for_log("an address has too many connections");
}

#[tokio::test]
async fn dripping_clients_do_not_silence_a_server_with_few_descriptors() {
    health_checks_are_answered_in_time(IpAddr::from([127, 0, 0, 1]), false).await;
}

#[tokio::test]
async fn dripping_clients_that_come_back_do_not_keep_other_addresses_out() {
    health_checks_are_answered_in_time(IpAddr::from([127, 0, 0, 2]), true).await;
}
