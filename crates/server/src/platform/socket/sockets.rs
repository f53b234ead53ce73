//! The live sockets of this process, by account.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

use super::frames::Frames;
use super::outbound_queue::{CloseReason, OutboundQueue, SocketIdentity};

/// How long a socket may be silent, and whether it may speak without measure.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// A ping goes out so often; a socket that was silent since the one before is gone.
    pub heartbeat: Duration,
    /// Whether the pace of frames is limited.
    pub paced: bool,
    /// How long a close may take to be read.
    pub farewell: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self { heartbeat: Duration::from_secs(30), paced: true, farewell: Duration::from_secs(25) }
    }
}

/// The live sockets; cheap to clone.
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
    last: u64,
    stopping: bool,
}

impl std::fmt::Debug for Sockets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sockets({} open)", self.count())
    }
}

/// What is done once a socket is gone.
type Farewell = Box<dyn FnOnce(&SocketIdentity) + Send + Sync>;

/// A place among the live sockets; given back when it is dropped.
pub struct SocketGuard {
    pub(super) line: Arc<OutboundQueue>,
    pub(super) frames: Frames,
    pub(super) limits: SocketLimits,
    sockets: Sockets,
    /// Told when the socket is gone.
    closed: Option<Farewell>,
}

impl SocketGuard {
    /// Whose socket it will be.
    #[must_use]
    pub fn speaker(&self) -> &SocketIdentity {
        &self.line.speaker
    }

    /// Calls `told` once the socket is gone.
    #[must_use]
    pub fn on_close(mut self, told: impl FnOnce(&SocketIdentity) + Send + Sync + 'static) -> Self {
        self.closed = Some(Box::new(told));
        self
    }
}

impl Drop for SocketGuard {
    fn drop(&mut self) {
        self.sockets.leave(&self.line);
        if let Some(told) = self.closed.take() {
            told(&self.line.speaker);
        }
    }
}

impl Sockets {
    /// None yet.
    #[must_use]
    pub fn new(limits: SocketLimits) -> Self {
        Self(Arc::new(Inner { open: Mutex::default(), limits }))
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock()
    }

    /// A place for a socket of `account`, opened with `session`; from now on it gets frames.
    #[must_use]
    pub fn enter(&self, account: Uuid, session: Uuid, frames: Frames) -> SocketGuard {
        let mut open = self.lock();
        open.last += 1;
        open.count += 1;
        let line = OutboundQueue::new(SocketIdentity { account, session, socket: open.last });
        open.by_account.entry(account).or_default().push(Arc::clone(&line));
        if open.stopping {
            line.end(CloseReason::Stopping);
        }
        drop(open);
        SocketGuard { line, frames, limits: self.0.limits, sockets: self.clone(), closed: None }
    }

    fn leave(&self, line: &Arc<OutboundQueue>) {
        let mut open = self.lock();
        let Some(lines) = open.by_account.get_mut(&line.speaker.account) else { return };
        let before = lines.len();
        lines.retain(|each| !Arc::ptr_eq(each, line));
        let (gone, empty) = (before - lines.len(), lines.is_empty());
        if empty {
            open.by_account.remove(&line.speaker.account);
        }
        open.count -= gone;
    }

    /// Sends a frame to every socket of an account.
    pub fn send(&self, account: Uuid, frame: &Utf8Bytes) {
        self.send_others(account, 0, frame);
    }

    /// Sends a frame to every socket of an account but one: the one that caused it.
    pub fn send_others(&self, account: Uuid, but: u64, frame: &Utf8Bytes) {
        for line in self.lock().by_account.get(&account).into_iter().flatten() {
            if line.speaker.socket != but {
                line.push(frame);
            }
        }
    }

    /// Sends a frame to this socket alone.
    pub fn send_one(&self, to: &SocketIdentity, frame: &Utf8Bytes) {
        for line in self.lock().by_account.get(&to.account).into_iter().flatten() {
            if line.speaker.socket == to.socket {
                line.push(frame);
            }
        }
    }

    /// Whether an account has a socket open here.
    #[must_use]
    pub fn is_here(&self, account: Uuid) -> bool {
        self.lock().by_account.contains_key(&account)
    }

    /// Sockets open here.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().count
    }

    /// The accounts that have a socket open here.
    #[must_use]
    pub fn accounts(&self) -> Vec<Uuid> {
        self.lock().by_account.keys().copied().collect()
    }

    /// The sessions of all sockets open here.
    #[must_use]
    pub fn sessions(&self) -> Vec<Uuid> {
        self.lock().by_account.values().flatten().map(|line| line.speaker.session).collect()
    }

    /// Closes the sockets of a session that has ended.
    pub fn end_session(&self, session: Uuid) {
        for line in self.lock().by_account.values().flatten().filter(|line| line.speaker.session == session) {
            line.end(CloseReason::SessionEnded);
        }
    }

    /// Closes every socket, and those that still come.
    pub fn stop(&self) {
        let mut open = self.lock();
        open.stopping = true;
        for line in open.by_account.values().flatten() {
            line.end(CloseReason::Stopping);
        }
    }
}
