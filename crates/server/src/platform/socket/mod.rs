//! The socket: one WebSocket a device, on which the server says what changed.
//!
//! It knows no room. Rooms register the frames they answer ([`Hears`]), and whoever has news for
//! an account hands it to [`Sockets`], which knows the live sockets of this process. A socket is
//! an accelerator, never the truth: what it misses a client reads again from the API.

mod connection;
mod frames;
mod handshake;
mod line;
mod pace;
mod sockets;

pub use frames::{Frame, FrameProblem, Frames, Hearing, Hears, text};
pub use handshake::Handshake;
pub use line::{End, Speaker};
pub use pace::Pace;
pub use sockets::{SocketLimits, Sockets, Ticket};
