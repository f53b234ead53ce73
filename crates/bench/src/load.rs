//! Generates load from one thread with one epoll instance, so that it uses little of the machine it
//! shares with the server.
//!
//! Closed loop: each connection sends its next request after the previous response. Open loop:
//! requests are due at a fixed rate regardless of the server, and their time is measured from when
//! they were due, so that a stall shows in every request it delays.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::epoll;
use rustix::fd::OwnedFd;
use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec};

/// Identifies the timer among the events; connections have their index.
const TIMER_ID: u64 = u64::MAX;

/// Writes request number `n` into an empty buffer.
pub type WriteRequest<'a> = &'a dyn Fn(u64, &mut Vec<u8>);

/// When requests are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LoopMode {
    /// After the previous response.
    Closed,
    /// At this many requests per second.
    Open(u64),
}

/// The results of a round.
#[derive(Clone, Debug, Default)]
pub struct Round {
    #[allow(missing_docs, reason = "the name says it")]
    pub responses: u64,
    /// Responses other than 2xx.
    pub failed: u64,
    /// The duration of the round.
    pub elapsed: Duration,
    /// Response times in microseconds, ascending.
    pub micros: Vec<u32>,
}

impl Round {
    /// Returns a percentile of the response times in milliseconds.
    pub fn percentile(&self, percent: f64) -> f64 {
        let last = self.micros.len().saturating_sub(1);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let at = (self.micros.len() as f64 * percent / 100.0) as usize;
        self.micros.get(at.min(last)).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// Returns the responses per second.
    pub fn rate(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let responses = self.responses as f64;
        responses / self.elapsed.as_secs_f64()
    }
}

struct Connection {
    stream: TcpStream,
    response: Vec<u8>,
    /// When the current request was sent or due; `None` while idle.
    started: Option<Instant>,
}

/// Connections to one server, used by all rounds of a run.
pub struct Load<'a> {
    epoll: OwnedFd,
    connections: Vec<Connection>,
    /// Idle connections, used in turn so that the server closes none of them as idle.
    free: VecDeque<usize>,
    write_request: WriteRequest<'a>,
    next: u64,
    request: Vec<u8>,
}

impl<'a> Load<'a> {
    /// Opens `connections` connections to `address`.
    #[must_use]
    pub fn open(address: SocketAddr, connections: usize, write_request: WriteRequest<'a>) -> Self {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
        let open = |n: usize| {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            stream.set_nonblocking(true).unwrap();
            epoll::add(&epoll, &stream, epoll::EventData::new_u64(n as u64), epoll::EventFlags::IN).unwrap();
            Connection { stream, response: Vec::with_capacity(16 * 1024), started: None }
        };
        let connections: Vec<Connection> = (0..connections).map(open).collect();
        let free = (0..connections.len()).collect();
        Self { epoll, connections, free, write_request, next: 0, request: Vec::with_capacity(1024) }
    }

    /// Sends requests for `time`, then waits for the remaining responses.
    pub fn round(&mut self, mode: LoopMode, time: Duration) -> Round {
        let started = Instant::now();
        let until = started + time;
        let mut round = Round::default();
        let (mut due, mut scheduled) = (VecDeque::new(), 0_u64);
        let timer = match mode {
            LoopMode::Closed => None,
            LoopMode::Open(rate) => Some(self.timer(rate)),
        };
        if timer.is_none() {
            while let Some(free) = self.free.pop_front() {
                self.send(free, Instant::now());
            }
        }
        let mut events =
            vec![epoll::Event { flags: epoll::EventFlags::empty(), data: epoll::EventData::new_u64(0) }; 256];
        loop {
            let open = Instant::now() < until;
            let waiting = self.connections.len() - self.free.len();
            if !open && waiting == 0 && due.is_empty() {
                break;
            }
            let timeout = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
            let count = epoll::wait(&self.epoll, &mut events[..], Some(&timeout)).unwrap_or(0);
            for event in &events[..count] {
                let data = event.data;
                if data.u64() == TIMER_ID {
                    let expired = timer.as_ref().map_or(0, expirations);
                    if open && let LoopMode::Open(rate) = mode {
                        for _ in 0..expired {
                            due.push_back(started + Duration::from_nanos(scheduled * 1_000_000_000 / rate));
                            scheduled += 1;
                        }
                    }
                    continue;
                }
                #[allow(clippy::cast_possible_truncation, reason = "an index made from a usize")]
                let at = data.u64() as usize;
                if let Some(status) = self.connections[at].read() {
                    self.record_response(at, status, &mut round);
                    if timer.is_none() && Instant::now() < until {
                        self.free.pop_back();
                        self.send(at, Instant::now());
                    }
                }
            }
            while let (Some(due_at), Some(free)) = (due.front().copied(), self.free.front().copied()) {
                due.pop_front();
                self.free.pop_front();
                self.send(free, due_at);
            }
        }
        round.elapsed = started.elapsed();
        round.micros.sort_unstable();
        round
    }

    fn record_response(&mut self, at: usize, status: u16, round: &mut Round) {
        let started = self.connections[at].started.take().unwrap();
        round.micros.push(u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX));
        round.responses += 1;
        round.failed += u64::from(!(200..300).contains(&status));
        self.free.push_back(at);
    }

    fn send(&mut self, at: usize, started: Instant) {
        self.request.clear();
        (self.write_request)(self.next, &mut self.request);
        self.next += 1;
        let connection = &mut self.connections[at];
        connection.started = Some(started);
        // Does not block: the socket's buffer is empty and much larger than a request.
        connection.stream.write_all(&self.request).unwrap();
    }

    /// Creates a timer that expires `rate` times per second.
    fn timer(&self, rate: u64) -> OwnedFd {
        let timer = rustix::time::timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC).unwrap();
        let nanos = i64::try_from(1_000_000_000 / rate.max(1)).unwrap();
        let interval = Timespec { tv_sec: nanos / 1_000_000_000, tv_nsec: nanos % 1_000_000_000 };
        let spec = Itimerspec { it_interval: interval, it_value: interval };
        rustix::time::timerfd_settime(&timer, TimerfdTimerFlags::empty(), &spec).unwrap();
        epoll::add(&self.epoll, &timer, epoll::EventData::new_u64(TIMER_ID), epoll::EventFlags::IN).unwrap();
        timer
    }
}

fn expirations(timer: &OwnedFd) -> u64 {
    let mut count = [0; 8];
    rustix::io::read(timer, &mut count).map_or(0, |_| u64::from_ne_bytes(count))
}

impl Connection {
    /// Reads available bytes. Returns the status once the response is complete.
    fn read(&mut self) -> Option<u16> {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => panic!("the server closed the connection after: {}", String::from_utf8_lossy(&self.response)),
            Ok(read) => self.response.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("{error}"),
        }
        let end = self.response.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&self.response[..end]).unwrap();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        if self.response.len() < end + 4 + length {
            return None;
        }
        let status = head[9..12].parse().unwrap();
        self.response.clear();
        Some(status)
    }
}

/// Writes a request without a body to `buffer`, authenticated unless `token` is empty.
pub fn write_request(buffer: &mut Vec<u8>, method: &str, path: &str, token: &str) {
    write_json_request(buffer, method, path, token, "");
}

/// Writes a request with a JSON body to `buffer`, or without one if `body` is empty.
pub fn write_json_request(buffer: &mut Vec<u8>, method: &str, path: &str, token: &str, body: &str) {
    for part in [method, " ", path, " HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nuser-agent: bench\r\n"]
    {
        buffer.extend_from_slice(part.as_bytes());
    }
    if !token.is_empty() {
        for part in ["authorization: Bearer ", token, "\r\n"] {
            buffer.extend_from_slice(part.as_bytes());
        }
    }
    if !body.is_empty() {
        buffer.extend_from_slice(b"content-type: application/json\r\n");
    }
    if method != "GET" {
        buffer.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    buffer.extend_from_slice(b"\r\n");
    buffer.extend_from_slice(body.as_bytes());
}
