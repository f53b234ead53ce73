//! One socket's task: reads frames, sends what waits, notices who is gone.

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

use super::frames::{FrameProblem, Frames};
use super::outbound_queue::{CloseReason, Next, OutboundQueue};
use super::sockets::SocketGuard;
use super::token_bucket::TokenBucket;

/// The longest frame, and the longest message of several.
const LONGEST: usize = 64 * 1024;
/// What is kept for an idle socket: the default of 128 KiB makes 137 kB a socket.
const READ_BUFFER: usize = 4 * 1024;
/// After our close, what the client is still sending is thrown away for so long.
const DRAIN: Duration = Duration::from_secs(2);
const DRAIN_BYTES: usize = 8 * 1024 * 1024;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Why a socket is over.
enum Over {
    /// The other end left, broke off or fell silent.
    Gone,
    /// The other end said goodbye and hears it back.
    Farewell,
    /// We close it, saying why.
    Close(u16, &'static str),
}

impl From<CloseReason> for Over {
    fn from(end: CloseReason) -> Self {
        Self::Close(end.code(), end.reason())
    }
}

/// Runs a socket to its end.
pub(super) async fn run(stream: TokioIo<Upgraded>, ticket: SocketGuard) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_frame_size(Some(LONGEST))
        .max_message_size(Some(LONGEST));
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let over = talk(&mut socket, &ticket).await;
    let farewell = ticket.limits.farewell;
    // Out of the registry before the farewell, which may take a while.
    drop(ticket);
    leave(socket, over, farewell).await;
}

async fn talk(socket: &mut Socket, ticket: &SocketGuard) -> Over {
    let (line, limits) = (&*ticket.line, ticket.limits);
    let opened = Instant::now();
    let mut pace = TokenBucket::new();
    let mut heard = true;
    let mut beat = std::pin::pin!(sleep(limits.heartbeat));
    loop {
        let outcome = tokio::select! {
            next = line.next() => match next {
                Next::Frame(frame) => send(socket, Message::Text(frame), line).await,
                Next::Close(end) => Err(end.into()),
            },
            message = socket.next() => {
                heard = true;
                match message {
                    None => Err(Over::Gone),
                    Some(Err(error)) => Err(failure(&error)),
                    Some(Ok(message)) => {
                        let may = !limits.paced || !speaks(&message) || pace.take(opened.elapsed());
                        answer(socket, message, line, &ticket.frames, may).await
                    }
                }
            }
            () = &mut beat => {
                beat.as_mut().reset(Instant::now() + limits.heartbeat);
                if std::mem::take(&mut heard) {
                    send(socket, Message::Ping(Bytes::new()), line).await
                } else {
                    Err(Over::Gone)
                }
            }
        };
        if let Err(over) = outcome {
            return over;
        }
    }
}

fn speaks(message: &Message) -> bool {
    matches!(message, Message::Text(_) | Message::Binary(_))
}

/// Answers one message. The answer is sent before the next message is read: who asks faster than
/// they read is slowed down by their own connection.
async fn answer(
    socket: &mut Socket,
    message: Message,
    line: &OutboundQueue,
    frames: &Frames,
    may: bool,
) -> Result<(), Over> {
    let answer = match message {
        Message::Text(text) if may => frames.handle(&line.speaker, &text).await,
        Message::Text(text) => Some(FrameProblem::rate_limited(Frames::client_id(&text)).text()),
        Message::Binary(_) if may => Some(FrameProblem::binary().text()),
        Message::Binary(_) => Some(FrameProblem::rate_limited(None).text()),
        Message::Close(_) => return Err(Over::Farewell),
        // A pong is on its way by itself; both say that somebody is there.
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
    };
    match answer {
        Some(answer) => send(socket, Message::Text(answer), line).await,
        None => Ok(()),
    }
}

/// Sends, unless the socket is ended meanwhile: a reader that is stuck must not hold it open.
async fn send(socket: &mut Socket, message: Message, line: &OutboundQueue) -> Result<(), Over> {
    tokio::select! {
        sent = socket.send(message) => sent.map_err(|_| Over::Gone),
        end = line.ended() => Err(end.into()),
    }
}

/// What a failure to read means for the other end.
fn failure(error: &Error) -> Over {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Over::Close(1009, "longer than 64 KiB"),
        Error::Utf8(_) => Over::Close(1007, "not UTF-8"),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Over::Gone,
        Error::Protocol(_) => Over::Close(1002, "protocol error"),
        _ => Over::Gone,
    }
}

async fn leave(mut socket: Socket, over: Over, farewell: Duration) {
    match over {
        Over::Gone => {}
        Over::Farewell => {
            // The answer to a close goes out as the next message is waited for.
            let _ = timeout(DRAIN, async { while let Some(Ok(_)) = socket.next().await {} }).await;
        }
        Over::Close(code, reason) => {
            let close = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
            if !matches!(timeout(farewell, socket.close(Some(close))).await, Ok(Ok(()))) {
                return;
            }
            // Closing a connection whose client is still sending makes the system reset it, and
            // the client would never read why: what arrives is read and thrown away.
            let _ = timeout(DRAIN, drain(socket.get_mut())).await;
        }
    }
}

async fn drain(stream: &mut TokioIo<Upgraded>) {
    // On the heap: what stands in this function would be part of every idle socket.
    let mut space = vec![0; 4 * 1024];
    let mut thrown_away = 0;
    while thrown_away < DRAIN_BYTES {
        match stream.read(&mut space).await {
            Ok(0) | Err(_) => return,
            Ok(bytes) => thrown_away += bytes,
        }
    }
}
