//! The open sockets of this process, by account.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

use super::MAX_SOCKETS_PER_ACCOUNT;
use super::frames::FrameRouter;
use super::outbound_queue::{CloseReason, OutboundQueue, SocketIdentity};

/// Timeouts and limits of a socket.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// The interval of pings; a socket that sent nothing since the previous one is closed.
    pub heartbeat: Duration,
    /// Whether the rate of incoming frames and the sockets of one account are limited.
    pub limit_rate: bool,
    /// How long the client may take to read the close frame.
    pub close_timeout: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self { heartbeat: Duration::from_secs(30), limit_rate: true, close_timeout: Duration::from_secs(25) }
    }
}

/// The open sockets; cheap to clone.
#[derive(Clone)]
pub struct Sockets(Arc<Inner>);

struct Inner {
    open: Mutex<Open>,
    limits: SocketLimits,
}

#[derive(Default)]
struct Open {
    by_account: HashMap<Uuid, Vec<Arc<OutboundQueue>>>,
    count: usize,
    last_number: u64,
    stopping: bool,
}

impl std::fmt::Debug for Sockets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sockets({} open)", self.count())
    }
}

/// Called once a socket is closed.
type OnClose = Box<dyn FnOnce(&SocketIdentity) + Send + Sync>;

/// A registered socket; unregistered when it is dropped.
pub struct SocketGuard {
    pub(super) queue: Arc<OutboundQueue>,
    pub(super) frames: FrameRouter,
    pub(super) limits: SocketLimits,
    sockets: Sockets,
    on_close: Option<OnClose>,
}

impl SocketGuard {
    /// Returns the socket's account, session and number.
    #[must_use]
    pub fn identity(&self) -> &SocketIdentity {
        &self.queue.identity
    }

    /// Calls `callback` once the socket is closed.
    #[must_use]
    pub fn on_close(mut self, callback: impl FnOnce(&SocketIdentity) + Send + Sync + 'static) -> Self {
        self.on_close = Some(Box::new(callback));
        self
    }
}

impl Drop for SocketGuard {
    fn drop(&mut self) {
        self.sockets.unregister(&self.queue);
        if let Some(callback) = self.on_close.take() {
            callback(&self.queue.identity);
        }
    }
}

impl Sockets {
    /// Creates an empty registry.
    #[must_use]
    pub fn new(limits: SocketLimits) -> Self {
        Self(Arc::new(Inner { open: Mutex::default(), limits }))
    }

    /// Registers a socket of `account`, opened with `session`. Frames are queued for it from now on. If the
    /// account has [`MAX_SOCKETS_PER_ACCOUNT`], its oldest one is closed.
    #[must_use]
    pub fn register(&self, account: Uuid, session: Uuid, frames: FrameRouter) -> SocketGuard {
        let mut open = self.0.open.lock();
        let mut replaced = 0;
        open.last_number += 1;
        open.count += 1;
        let queue = OutboundQueue::new(SocketIdentity { account, session, socket: open.last_number });
        let queues = open.by_account.entry(account).or_default();
        if self.0.limits.limit_rate && queues.len() >= MAX_SOCKETS_PER_ACCOUNT {
            // Its task unregisters it in a moment; until then it gets no more frames.
            for oldest in queues.drain(..=queues.len() - MAX_SOCKETS_PER_ACCOUNT) {
                oldest.close(CloseReason::Replaced);
                replaced += 1;
            }
        }
        queues.push(Arc::clone(&queue));
        open.count -= replaced;
        if open.stopping {
            queue.close(CloseReason::Stopping);
        }
        drop(open);
        SocketGuard { queue, frames, limits: self.0.limits, sockets: self.clone(), on_close: None }
    }

    fn unregister(&self, queue: &Arc<OutboundQueue>) {
        let mut open = self.0.open.lock();
        let Some(queues) = open.by_account.get_mut(&queue.identity.account) else { return };
        let before = queues.len();
        queues.retain(|each| !Arc::ptr_eq(each, queue));
        let (removed, is_last) = (before - queues.len(), queues.is_empty());
        if is_last {
            open.by_account.remove(&queue.identity.account);
        }
        open.count -= removed;
    }

    /// Sends a frame to every socket of an account.
    pub fn send(&self, account: Uuid, frame: &Utf8Bytes) {
        self.send_others(account, 0, frame);
    }

    /// Sends a frame to every socket of an account except the one that caused it.
    pub fn send_others(&self, account: Uuid, except: u64, frame: &Utf8Bytes) {
        for queue in self.0.open.lock().by_account.get(&account).into_iter().flatten() {
            if queue.identity.socket != except {
                queue.push(frame);
            }
        }
    }

    /// Sends a frame to one socket.
    pub fn send_one(&self, to: &SocketIdentity, frame: &Utf8Bytes) {
        for queue in self.0.open.lock().by_account.get(&to.account).into_iter().flatten() {
            if queue.identity.socket == to.socket {
                queue.push(frame);
            }
        }
    }

    /// Returns whether an account has a socket in this process.
    #[must_use]
    pub fn is_connected(&self, account: Uuid) -> bool {
        self.0.open.lock().by_account.contains_key(&account)
    }

    /// Returns the number of open sockets.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.open.lock().count
    }

    /// Returns the accounts with an open socket.
    #[must_use]
    pub fn accounts(&self) -> Vec<Uuid> {
        self.0.open.lock().by_account.keys().copied().collect()
    }

    /// Returns the session of each open socket.
    #[must_use]
    pub fn sessions(&self) -> Vec<Uuid> {
        self.0.open.lock().by_account.values().flatten().map(|queue| queue.identity.session).collect()
    }

    /// Closes the sockets of a session that has ended.
    pub fn end_session(&self, session: Uuid) {
        let open = self.0.open.lock();
        for queue in open.by_account.values().flatten().filter(|queue| queue.identity.session == session) {
            queue.close(CloseReason::SessionEnded);
        }
    }

    /// Closes every socket, and those that are registered from now on.
    pub fn stop(&self) {
        let mut open = self.0.open.lock();
        open.stopping = true;
        for queue in open.by_account.values().flatten() {
            queue.close(CloseReason::Stopping);
        }
    }
}
