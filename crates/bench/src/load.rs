//! Load from one thread over one epoll: it takes little of the machine that it shares with the
//! server it measures.
//!
//! Closed loop: each connection sends its next request when the last was answered. Open loop:
//! requests are due at a fixed rate whatever the server does, and their time counts from when they
//! were due, so that a stall is felt by all that it keeps waiting.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::epoll;
use rustix::fd::OwnedFd;
use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec};

/// The timer's name among the events; connections are counted from 0.
const TIMER: u64 = u64::MAX;

/// Writes request number `n` into an empty buffer.
pub type Make<'a> = &'a dyn Fn(u64, &mut Vec<u8>);

/// Requests a second, or as fast as they are answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// Closed loop.
    Answered,
    /// Open loop.
    Rate(u64),
}

/// What came of a round.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Answers.
    pub answers: u64,
    /// Answers that were not 2xx.
    pub failed: u64,
    /// How long it took.
    pub took: Duration,
    /// Times to the answer, microseconds, rising.
    pub micros: Vec<u32>,
}

impl Round {
    /// The time that `percent` of the answers took at most, in milliseconds.
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

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let answers = self.answers as f64;
        answers / self.took.as_secs_f64()
    }
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    /// When what it waits for was sent or due; `None` while it is free.
    since: Option<Instant>,
}

/// Connections to one server, kept over the rounds of a run.
pub struct Load<'a> {
    epoll: OwnedFd,
    connections: Vec<Connection>,
    /// Whose turn is next; in turn, so that none idles until the server hangs up.
    free: VecDeque<usize>,
    make: Make<'a>,
    next: u64,
    request: Vec<u8>,
}

impl<'a> Load<'a> {
    /// Opens `connections` to `address`.
    pub fn open(address: SocketAddr, connections: usize, make: Make<'a>) -> Self {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
        let open = |n: usize| {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            stream.set_nonblocking(true).unwrap();
            epoll::add(&epoll, &stream, epoll::EventData::new_u64(n as u64), epoll::EventFlags::IN).unwrap();
            Connection { stream, answer: Vec::with_capacity(16 * 1024), since: None }
        };
        let connections: Vec<Connection> = (0..connections).map(open).collect();
        let free = (0..connections.len()).collect();
        Self { epoll, connections, free, make, next: 0, request: Vec::with_capacity(1024) }
    }

    /// Loads the server for `time` and waits for the last answers.
    pub fn round(&mut self, pace: Pace, time: Duration) -> Round {
        let started = Instant::now();
        let until = started + time;
        let mut round = Round::default();
        let (mut due, mut scheduled) = (VecDeque::new(), 0_u64);
        let timer = match pace {
            Pace::Answered => None,
            Pace::Rate(rate) => Some(self.timer(rate)),
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
            let most = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
            let count = epoll::wait(&self.epoll, &mut events[..], Some(&most)).unwrap_or(0);
            for event in &events[..count] {
                let data = event.data;
                if data.u64() == TIMER {
                    let expired = timer.as_ref().map_or(0, expirations);
                    if open && let Pace::Rate(rate) = pace {
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
                    self.answered(at, status, &mut round);
                    if timer.is_none() && Instant::now() < until {
                        self.free.pop_back();
                        self.send(at, Instant::now());
                    }
                }
            }
            while let (Some(since), Some(free)) = (due.front().copied(), self.free.front().copied()) {
                due.pop_front();
                self.free.pop_front();
                self.send(free, since);
            }
        }
        round.took = started.elapsed();
        round.micros.sort_unstable();
        round
    }

    fn answered(&mut self, at: usize, status: u16, round: &mut Round) {
        let since = self.connections[at].since.take().unwrap();
        round.micros.push(u32::try_from(since.elapsed().as_micros()).unwrap_or(u32::MAX));
        round.answers += 1;
        round.failed += u64::from(!(200..300).contains(&status));
        self.free.push_back(at);
    }

    fn send(&mut self, at: usize, since: Instant) {
        self.request.clear();
        (self.make)(self.next, &mut self.request);
        self.next += 1;
        let connection = &mut self.connections[at];
        connection.since = Some(since);
        // A request is far smaller than a socket's buffer, and that is empty.
        connection.stream.write_all(&self.request).unwrap();
    }

    /// Fires `rate` times a second until it is dropped.
    fn timer(&self, rate: u64) -> OwnedFd {
        let timer = rustix::time::timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC).unwrap();
        let nanos = i64::try_from(1_000_000_000 / rate.max(1)).unwrap();
        let every = Timespec { tv_sec: nanos / 1_000_000_000, tv_nsec: nanos % 1_000_000_000 };
        let spec = Itimerspec { it_interval: every, it_value: every };
        rustix::time::timerfd_settime(&timer, TimerfdTimerFlags::empty(), &spec).unwrap();
        epoll::add(&self.epoll, &timer, epoll::EventData::new_u64(TIMER), epoll::EventFlags::IN).unwrap();
        timer
    }
}

fn expirations(timer: &OwnedFd) -> u64 {
    let mut count = [0; 8];
    rustix::io::read(timer, &mut count).map_or(0, |_| u64::from_ne_bytes(count))
}

impl Connection {
    /// Reads what is there; the status once the answer is whole.
    fn read(&mut self) -> Option<u16> {
        let mut some = [0; 16 * 1024];
        match self.stream.read(&mut some) {
            Ok(0) => panic!("the server hung up after: {}", String::from_utf8_lossy(&self.answer)),
            Ok(read) => self.answer.extend_from_slice(&some[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("{error}"),
        }
        let end = self.answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&self.answer[..end]).unwrap();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        if self.answer.len() < end + 4 + length {
            return None;
        }
        let status = head[9..12].parse().unwrap();
        self.answer.clear();
        Some(status)
    }
}

/// A request without a body, into `buffer`; without a token nobody asks.
pub fn write_request(buffer: &mut Vec<u8>, method: &str, path: &str, token: &str) {
    for part in [method, " ", path, " HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nuser-agent: bench\r\n"]
    {
        buffer.extend_from_slice(part.as_bytes());
    }
    if !token.is_empty() {
        for part in ["authorization: Bearer ", token, "\r\n"] {
            buffer.extend_from_slice(part.as_bytes());
        }
    }
    if method != "GET" {
        buffer.extend_from_slice(b"content-length: 0\r\n");
    }
    buffer.extend_from_slice(b"\r\n");
}
