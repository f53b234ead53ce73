//! What waits to be sent on one socket: a bounded queue between whoever has news and the socket's
//! own task.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

/// Frames that may wait; a reader further behind than this is closed and catches up by asking.
const MOST_FRAMES: usize = 256;
/// And their bytes: 256 long messages would be 4 MB a socket.
const MOST_BYTES: usize = 512 * 1024;

/// Why the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The session is over: signed out, revoked, expired.
    SessionEnded,
    /// The reader fell behind its queue.
    Behind,
    /// The server stops; another one, or it again, will answer soon.
    Stopping,
}

impl CloseReason {
    /// The close code on the wire.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::SessionEnded => 4401,
            Self::Behind => 4408,
            Self::Stopping => 1001,
        }
    }

    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::SessionEnded => "session ended",
            Self::Behind => "too far behind",
            Self::Stopping => "server stops",
        }
    }
}

/// Who speaks on a socket; cheap to clone.
#[derive(Clone, Debug)]
pub struct SocketIdentity {
    /// Whose socket it is.
    pub account: Uuid,
    /// The session it was opened with.
    pub session: Uuid,
    /// Which socket, in this process.
    pub socket: u64,
}

/// The queue of one socket.
pub(super) struct OutboundQueue {
    pub(super) speaker: SocketIdentity,
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Default)]
struct Waiting {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    end: Option<CloseReason>,
}

/// What comes next on a line.
pub(super) enum Next {
    Frame(Utf8Bytes),
    Close(CloseReason),
}

impl OutboundQueue {
    pub(super) fn new(speaker: SocketIdentity) -> Arc<Self> {
        Arc::new(Self { speaker, waiting: Mutex::default(), news: Notify::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock()
    }

    /// Queues a frame; the socket ends when its queue is full.
    pub(super) fn push(&self, frame: &Utf8Bytes) {
        let mut waiting = self.lock();
        if waiting.end.is_some() {
            return;
        }
        if waiting.frames.len() >= MOST_FRAMES || waiting.bytes + frame.len() > MOST_BYTES {
            drop(waiting);
            return self.end(CloseReason::Behind);
        }
        waiting.bytes += frame.len();
        waiting.frames.push_back(frame.clone());
        drop(waiting);
        self.news.notify_one();
    }

    /// Ends the socket; what still waits is forgotten. The first reason holds.
    pub(super) fn end(&self, end: CloseReason) {
        let mut waiting = self.lock();
        if waiting.end.is_none() {
            *waiting = Waiting { end: Some(end), ..Waiting::default() };
        }
        drop(waiting);
        self.news.notify_one();
    }

    /// The next frame, or the end. For the socket's own task alone.
    pub(super) async fn next(&self) -> Next {
        loop {
            {
                let mut waiting = self.lock();
                if let Some(end) = waiting.end {
                    return Next::Close(end);
                }
                if let Some(frame) = waiting.frames.pop_front() {
                    waiting.bytes -= frame.len();
                    if waiting.frames.is_empty() {
                        // An idle socket keeps no buffer.
                        waiting.frames = VecDeque::new();
                    }
                    return Next::Frame(frame);
                }
            }
            self.news.notified().await;
        }
    }

    /// Waits for the end alone. For the socket's own task, while it sends.
    pub(super) async fn ended(&self) -> CloseReason {
        loop {
            if let Some(end) = self.lock().end {
                return end;
            }
            self.news.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Arc<OutboundQueue> {
        OutboundQueue::new(SocketIdentity { account: Uuid::nil(), session: Uuid::nil(), socket: 1 })
    }

    #[tokio::test]
    async fn frames_come_in_order_and_the_end_comes_at_once() {
        let line = line();
        line.push(&"a".into());
        line.push(&"b".into());
        assert!(matches!(line.next().await, Next::Frame(frame) if frame.as_str() == "a"));
        line.end(CloseReason::SessionEnded);
        line.end(CloseReason::Stopping);
        assert!(matches!(line.next().await, Next::Close(CloseReason::SessionEnded)));
    }

    #[tokio::test]
    async fn a_queue_is_bounded_in_frames_and_in_bytes() {
        let many = line();
        for _ in 0..=MOST_FRAMES {
            many.push(&"x".into());
        }
        assert_eq!(many.ended().await, CloseReason::Behind);
        let long = line();
        for _ in 0..9 {
            long.push(&"x".repeat(60_000).into());
        }
        assert_eq!(long.ended().await, CloseReason::Behind);
        assert_eq!(long.lock().bytes, 0, "what it held is gone");
    }
}
