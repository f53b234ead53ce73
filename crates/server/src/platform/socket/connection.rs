//! The task of a socket: it reads frames, sends queued frames, and detects a lost connection.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::frames::{FrameProblem, FrameRouter};
use super::outbound_queue::{CloseReason, Next, OutboundQueue};
use super::paced_stream::PacedStream;
use super::sockets::SocketGuard;
use super::{FRAME_BURST, FRAMES_PER_SECOND};
use crate::platform::limits::TokenBucket;

/// Maximum size of a message, whether in one frame or several.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// An idle socket keeps its read buffer. With the default size of 128 KiB, an idle socket takes 137 kB.
const READ_BUFFER: usize = 4 * 1024;
/// How long one control frame over the rate delays the next frame.
const CONTROL_PAUSE: Duration = Duration::from_millis(100);
/// How long to read and discard what the client is still sending after a close frame.
const MAX_DRAIN: Duration = Duration::from_secs(2);
const MAX_DRAIN_BYTES: usize = 8 * 1024 * 1024;

type Socket = WebSocketStream<PacedStream<TokioIo<Upgraded>>>;

/// Why a socket ends.
enum SocketEnd {
    /// The connection is lost.
    Lost,
    /// The client sent a close frame, to which the server replies.
    ClosedByClient,
    /// The server closes the socket with this code and reason.
    Close(u16, &'static str),
}

impl From<CloseReason> for SocketEnd {
    fn from(reason: CloseReason) -> Self {
        Self::Close(reason.code(), reason.text())
    }
}

/// Runs a socket until it is closed or its connection is lost.
pub(super) async fn run(stream: TokioIo<Upgraded>, guard: SocketGuard) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
        .max_message_size(Some(MAX_MESSAGE_BYTES));
    let stream = PacedStream::new(stream, guard.limits.limit_rate);
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let end = exchange(&mut socket, &guard).await;
    let close_timeout = guard.limits.close_timeout;
    // Unregister the socket before the close handshake, which may take a while.
    drop(guard);
    close(socket, end, close_timeout).await;
}

/// Reads and sends frames until the socket ends.
async fn exchange(socket: &mut Socket, guard: &SocketGuard) -> SocketEnd {
    let (queue, limits) = (&*guard.queue, guard.limits);
    let opened = Instant::now();
    let mut rate = TokenBucket::new(FRAME_BURST, FRAMES_PER_SECOND, Duration::ZERO);
    let mut received = true;
    let mut heartbeat = std::pin::pin!(sleep(limits.heartbeat));
    loop {
        let outcome = tokio::select! {
            next = queue.next() => match next {
                Next::Frame(frame) => send(socket, Message::Text(frame), queue).await,
                Next::Close(reason) => Err(reason.into()),
            },
            message = socket.next() => {
                received = true;
                match message {
                    None => Err(SocketEnd::Lost),
                    Some(Err(error)) => Err(end_for_error(&error)),
                    Some(Ok(message)) => {
                        let allowed = !limits.limit_rate || rate.try_take(opened.elapsed());
                        if !allowed && is_control(&message) {
                            pause(queue).await
                        } else {
                            handle(socket, message, queue, &guard.frames, allowed).await
                        }
                    }
                }
            }
            () = &mut heartbeat => {
                heartbeat.as_mut().reset(Instant::now() + limits.heartbeat);
                if std::mem::take(&mut received) {
                    send(socket, Message::Ping(Bytes::new()), queue).await
                } else {
                    Err(SocketEnd::Lost)
                }
            }
        };
        if let Err(end) = outcome {
            return end;
        }
    }
}

fn is_control(message: &Message) -> bool {
    matches!(message, Message::Ping(_) | Message::Pong(_))
}

/// Slows down a client that sends more pings and pongs than frames are allowed. They have no response that
/// could tell it.
async fn pause(queue: &OutboundQueue) -> Result<(), SocketEnd> {
    tokio::select! {
        () = sleep(CONTROL_PAUSE) => Ok(()),
        reason = queue.closed() => Err(reason.into()),
    }
}

/// Handles one message. The response is sent before the next message is read, so that a client that
/// does not read its responses slows down only itself.
async fn handle(
    socket: &mut Socket,
    message: Message,
    queue: &OutboundQueue,
    frames: &FrameRouter,
    allowed: bool,
) -> Result<(), SocketEnd> {
    let response = match message {
        Message::Text(text) if allowed => frames.handle(&queue.identity, &text).await,
        Message::Text(text) => Some(FrameProblem::rate_limited(FrameRouter::client_id(&text)).encode()),
        Message::Binary(_) if allowed => Some(FrameProblem::binary().encode()),
        Message::Binary(_) => Some(FrameProblem::rate_limited(None).encode()),
        Message::Close(_) => return Err(SocketEnd::ClosedByClient),
        // The library replies to a ping itself. A ping or a pong shows that the connection is alive.
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
    };
    match response {
        Some(response) => send(socket, Message::Text(response), queue).await,
        None => Ok(()),
    }
}

/// Sends `message`. Stops if the socket is closed meanwhile, because a client that does not read must not
/// hold it open.
async fn send(socket: &mut Socket, message: Message, queue: &OutboundQueue) -> Result<(), SocketEnd> {
    tokio::select! {
        sent = socket.send(message) => sent.map_err(|_| SocketEnd::Lost),
        reason = queue.closed() => Err(reason.into()),
    }
}

/// Returns why a socket ends after a read error.
fn end_for_error(error: &Error) -> SocketEnd {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => SocketEnd::Close(1009, "longer than 64 KiB"),
        Error::Utf8(_) => SocketEnd::Close(1007, "not UTF-8"),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => SocketEnd::Lost,
        Error::Protocol(_) => SocketEnd::Close(1002, "protocol error"),
        _ => SocketEnd::Lost,
    }
}

async fn close(mut socket: Socket, end: SocketEnd, close_timeout: Duration) {
    match end {
        SocketEnd::Lost => {}
        SocketEnd::ClosedByClient => {
            // The library sends its close frame while this reads the next message.
            let _ = timeout(MAX_DRAIN, async { while let Some(Ok(_)) = socket.next().await {} }).await;
        }
        SocketEnd::Close(code, reason) => {
            let close = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
            if !matches!(timeout(close_timeout, socket.close(Some(close))).await, Ok(Ok(()))) {
                return;
            }
            // If the connection is closed while the client is still sending, the system resets it and the
            // client never reads the reason. So read and discard what the client sends.
            let _ = timeout(MAX_DRAIN, drain(socket.get_mut().inner_mut())).await;
        }
    }
}

async fn drain(stream: &mut TokioIo<Upgraded>) {
    // The buffer is on the heap, because an array would be part of every idle socket's future.
    let mut buffer = vec![0; 4 * 1024];
    let mut discarded = 0;
    while discarded < MAX_DRAIN_BYTES {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(bytes) => discarded += bytes,
        }
    }
}
