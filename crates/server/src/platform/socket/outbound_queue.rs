//! The outbound queue of one socket: bounded, between the senders of frames and the socket's task.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

/// Frames that may wait. A client that is further behind is disconnected and catches up by the API.
const MAX_FRAMES: usize = 256;
/// Their bytes: 256 long messages would be 4 MB per socket.
const MAX_BYTES: usize = 512 * 1024;

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The session ended: signed out, revoked or expired.
    SessionEnded,
    /// The client does not read fast enough.
    Behind,
    /// The account has opened [`MAX_SOCKETS_PER_ACCOUNT`](super::MAX_SOCKETS_PER_ACCOUNT) others since.
    Replaced,
    /// The server is shutting down; the client reconnects to another process or to the next one.
    Stopping,
}

impl CloseReason {
    /// Returns the WebSocket close code.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::SessionEnded => 4401,
            Self::Behind => 4408,
            Self::Replaced => 4409,
            Self::Stopping => 1001,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::SessionEnded => "session ended",
            Self::Behind => "too far behind",
            Self::Replaced => "too many sockets",
            Self::Stopping => "server stops",
        }
    }
}

/// The account and session of a socket, and its number; cheap to clone.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SocketIdentity {
    pub account: Uuid,
    /// The session that the socket was opened with.
    pub session: Uuid,
    /// The socket's number, unique in this process and never 0.
    pub socket: u64,
}

/// The queue of one socket.
pub(super) struct OutboundQueue {
    pub(super) identity: SocketIdentity,
    queued: Mutex<Queued>,
    changed: Notify,
}

#[derive(Default)]
struct Queued {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    closed: Option<CloseReason>,
}

/// The next thing that a socket's task does.
pub(super) enum Next {
    Frame(Utf8Bytes),
    Close(CloseReason),
}

impl OutboundQueue {
    pub(super) fn new(identity: SocketIdentity) -> Arc<Self> {
        Arc::new(Self { identity, queued: Mutex::default(), changed: Notify::new() })
    }

    /// Queues a frame, or closes the socket if its queue is full.
    pub(super) fn push(&self, frame: &Utf8Bytes) {
        let mut queued = self.queued.lock();
        if queued.closed.is_some() {
            return;
        }
        if queued.frames.len() >= MAX_FRAMES || queued.bytes + frame.len() > MAX_BYTES {
            drop(queued);
            return self.close(CloseReason::Behind);
        }
        queued.bytes += frame.len();
        queued.frames.push_back(frame.clone());
        drop(queued);
        self.changed.notify_one();
    }

    /// Closes the socket and drops what is queued. A later reason is ignored.
    pub(super) fn close(&self, reason: CloseReason) {
        let mut queued = self.queued.lock();
        if queued.closed.is_none() {
            *queued = Queued { closed: Some(reason), ..Queued::default() };
        }
        drop(queued);
        self.changed.notify_one();
    }

    /// Waits for the next frame or the close. Only the socket's task may call it.
    pub(super) async fn next(&self) -> Next {
        loop {
            {
                let mut queued = self.queued.lock();
                if let Some(reason) = queued.closed {
                    return Next::Close(reason);
                }
                if let Some(frame) = queued.frames.pop_front() {
                    queued.bytes -= frame.len();
                    if queued.frames.is_empty() {
                        // An idle socket keeps no buffer.
                        queued.frames = VecDeque::new();
                    }
                    return Next::Frame(frame);
                }
            }
            self.changed.notified().await;
        }
    }

    /// Waits for the close. Only the socket's task may call it, while it sends.
    pub(super) async fn closed(&self) -> CloseReason {
        loop {
            if let Some(reason) = self.queued.lock().closed {
                return reason;
            }
            self.changed.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Arc<OutboundQueue> {
        OutboundQueue::new(SocketIdentity { account: Uuid::nil(), session: Uuid::nil(), socket: 1 })
    }

    #[tokio::test]
    async fn next_returns_frames_in_order_and_a_close_at_once() {
        let queue = queue();
        queue.push(&"a".into());
        queue.push(&"b".into());
        assert!(matches!(queue.next().await, Next::Frame(frame) if frame.as_str() == "a"));
        queue.close(CloseReason::SessionEnded);
        queue.close(CloseReason::Stopping);
        assert!(matches!(queue.next().await, Next::Close(CloseReason::SessionEnded)));
    }

    #[tokio::test]
    async fn a_queue_is_bounded_in_frames_and_in_bytes() {
        let many = queue();
        for _ in 0..=MAX_FRAMES {
            many.push(&"x".into());
        }
        assert_eq!(many.closed().await, CloseReason::Behind);
        let long = queue();
        for _ in 0..9 {
            long.push(&"x".repeat(60_000).into());
        }
        assert_eq!(long.closed().await, CloseReason::Behind);
        assert_eq!(long.queued.lock().bytes, 0, "queued frames are dropped");
    }
}
