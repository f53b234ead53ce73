//! The socket: one WebSocket a device, on which the server says what changed.
//!
//! It knows no room. Rooms register the frames they answer ([`FrameHandler`]), and whoever has news for
//! an account hands it to [`Sockets`], which knows the live sockets of this process. A socket is
//! an accelerator, never the truth: what it misses a client reads again from the API.

mod connection;
mod frames;
mod handshake;
mod outbound_queue;
mod sockets;
mod token_bucket;

pub use frames::{Frame, FrameHandler, FrameProblem, Frames, HandlerFuture, text};
pub use handshake::Handshake;
pub use outbound_queue::{CloseReason, SocketIdentity};
pub use sockets::{SocketGuard, SocketLimits, Sockets};
pub use token_bucket::TokenBucket;
