//! WebSockets: one per device, on which the server announces what changed.
//!
//! Nothing in here knows a feature. Features register the frames they handle ([`FrameHandler`]) and send
//! frames to an account through [`Sockets`], which knows the open sockets of this process. A socket only
//! makes updates faster: what it misses, the client reads from the API.

mod connection;
mod frames;
mod handshake;
mod outbound_queue;
mod paced_stream;
mod sockets;

pub use frames::{Frame, FrameHandler, FrameProblem, FrameRouter, HandlerFuture, encode_frame};
pub use handshake::Handshake;
pub use outbound_queue::{CloseReason, SocketIdentity};
pub use sockets::{SocketGuard, SocketLimits, Sockets};

/// Frames that a client may send at once.
pub const FRAME_BURST: u32 = 60;
/// Frames per second after that.
pub const FRAMES_PER_SECOND: u32 = 1;
/// Open sockets of one account in this process; one more closes the oldest.
pub const MAX_SOCKETS_PER_ACCOUNT: usize = 20;
