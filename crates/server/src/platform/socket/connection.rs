//! One socket's task: reads frames, sends queued frames, and notices a lost connection.

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
use super::sockets::SocketGuard;
use super::{FRAME_BURST, FRAMES_PER_SECOND};
use crate::platform::limits::TokenBucket;

/// Most bytes of a message, in one frame or several.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// An idle socket keeps this buffer: with the default of 128 KiB it takes 137 kB.
const READ_BUFFER: usize = 4 * 1024;
/// How long what the client is still sending is read and discarded after the server's close.
const MAX_DRAIN: Duration = Duration::from_secs(2);
const MAX_DRAIN_BYTES: usize = 8 * 1024 * 1024;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// How a socket ends.
enum End {
    /// The connection is lost.
    Lost,
    /// The client sent a close frame, which is answered.
    ClosedByClient,
    /// The server closes it with this code and reason.
    Close(u16, &'static str),
}

impl From<CloseReason> for End {
    fn from(reason: CloseReason) -> Self {
        Self::Close(reason.code(), reason.text())
    }
}

/// Runs a socket to its end.
pub(super) async fn run(stream: TokioIo<Upgraded>, guard: SocketGuard) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
        .max_message_size(Some(MAX_MESSAGE_BYTES));
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let end = exchange(&mut socket, &guard).await;
    let close_timeout = guard.limits.close_timeout;
    // Unregistered before the close handshake, which may take a while.
    drop(guard);
    close(socket, end, close_timeout).await;
}

/// Reads and sends frames until the socket ends.
async fn exchange(socket: &mut Socket, guard: &SocketGuard) -> End {
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
                    None => Err(End::Lost),
                    Some(Err(error)) => Err(end_of_error(&error)),
                    Some(Ok(message)) => {
                        let allowed = !limits.limit_rate || !is_frame(&message) || rate.try_take(opened.elapsed());
                        handle(socket, message, queue, &guard.frames, allowed).await
                    }
                }
            }
            () = &mut heartbeat => {
                heartbeat.as_mut().reset(Instant::now() + limits.heartbeat);
                if std::mem::take(&mut received) {
                    send(socket, Message::Ping(Bytes::new()), queue).await
                } else {
                    Err(End::Lost)
                }
            }
        };
        if let Err(end) = outcome {
            return end;
        }
    }
}

fn is_frame(message: &Message) -> bool {
    matches!(message, Message::Text(_) | Message::Binary(_))
}

/// Handles one message. The response is sent before the next message is read, so that a client that
/// does not read its responses slows down only itself.
async fn handle(
    socket: &mut Socket,
    message: Message,
    queue: &OutboundQueue,
    frames: &FrameRouter,
    allowed: bool,
) -> Result<(), End> {
    let response = match message {
        Message::Text(text) if allowed => frames.handle(&queue.identity, &text).await,
        Message::Text(text) => Some(FrameProblem::rate_limited(FrameRouter::client_id(&text)).encode()),
        Message::Binary(_) if allowed => Some(FrameProblem::binary().encode()),
        Message::Binary(_) => Some(FrameProblem::rate_limited(None).encode()),
        Message::Close(_) => return Err(End::ClosedByClient),
        // The library answers a ping by itself; both show that the connection is alive.
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
    };
    match response {
        Some(response) => send(socket, Message::Text(response), queue).await,
        None => Ok(()),
    }
}

/// Sends, unless the socket is closed meanwhile: a client that does not read must not hold it open.
async fn send(socket: &mut Socket, message: Message, queue: &OutboundQueue) -> Result<(), End> {
    tokio::select! {
        sent = socket.send(message) => sent.map_err(|_| End::Lost),
        reason = queue.closed() => Err(reason.into()),
    }
}

/// Returns how a socket ends after a read error.
fn end_of_error(error: &Error) -> End {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => End::Close(1009, "longer than 64 KiB"),
        Error::Utf8(_) => End::Close(1007, "not UTF-8"),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Lost,
        Error::Protocol(_) => End::Close(1002, "protocol error"),
        _ => End::Lost,
    }
}

async fn close(mut socket: Socket, end: End, close_timeout: Duration) {
    match end {
        End::Lost => {}
        End::ClosedByClient => {
            // The library sends its close frame while the next message is awaited.
            let _ = timeout(MAX_DRAIN, async { while let Some(Ok(_)) = socket.next().await {} }).await;
        }
        End::Close(code, reason) => {
            let close = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
            if !matches!(timeout(close_timeout, socket.close(Some(close))).await, Ok(Ok(()))) {
                return;
            }
            // Closing a connection whose client is still sending makes the system reset it, and the client
            // would never read the reason: what arrives is read and discarded.
            let _ = timeout(MAX_DRAIN, drain(socket.get_mut())).await;
        }
    }
}

async fn drain(stream: &mut TokioIo<Upgraded>) {
    // On the heap: an array would be part of every idle socket's future.
    let mut space = vec![0; 4 * 1024];
    let mut discarded = 0;
    while discarded < MAX_DRAIN_BYTES {
        match stream.read(&mut space).await {
            Ok(0) | Err(_) => return,
            Ok(bytes) => discarded += bytes,
        }
    }
}
