//! Timeouts of a server connection.
//!
//! hyper has one limit for "no complete header yet", and it runs from the end of the previous response:
//! 10 s of it would close every idle keep-alive connection after 10 s. So hyper's limit is set to the
//! idle time, and the stricter one is here: it runs from the first byte of a header (or from the start
//! of the connection) until hyper calls the service.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Buf, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::connections::Place;
use super::request_scanner::RequestScanner;
use super::{Limits, parse_errors};

/// Whether a connection waits for a request or one is being handled, shared by its parts.
#[derive(Clone, Debug, Default)]
pub(super) struct ConnectionState(Arc<State>);

#[derive(Debug)]
struct State {
    /// Even while the connection waits for a request, odd while one is handled. It counts up at each
    /// change, so that a timer of an earlier wait is known to be stale.
    changes: AtomicU64,
    /// When `changes` last changed, in microseconds after `opened`.
    changed_at: AtomicU64,
    opened: Instant,
    /// The body of the request has not arrived completely.
    is_receiving: AtomicBool,
    has_unread_body: AtomicBool,
    is_upgraded: AtomicBool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            changes: AtomicU64::default(),
            changed_at: AtomicU64::default(),
            opened: Instant::now(),
            is_receiving: AtomicBool::default(),
            has_unread_body: AtomicBool::default(),
            is_upgraded: AtomicBool::default(),
        }
    }
}

impl State {
    fn count_change(&self) {
        let elapsed = u64::try_from(self.opened.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.changed_at.store(elapsed, Ordering::Release);
        self.changes.fetch_add(1, Ordering::AcqRel);
    }
}

impl ConnectionState {
    fn changes(&self) -> u64 {
        self.0.changes.load(Ordering::Acquire)
    }

    /// Returns since when the server has been waiting for the client: for a request, or for the rest of
    /// one. `None` while a request is handled, and for a WebSocket.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        let state = &*self.0;
        let is_handling = !self.changes().is_multiple_of(2) && !state.is_receiving.load(Ordering::Acquire);
        let since = state.opened + Duration::from_micros(state.changed_at.load(Ordering::Acquire));
        (!is_handling && !state.is_upgraded.load(Ordering::Acquire)).then_some(since)
    }

    /// Marks whether the body of the request is still arriving.
    pub(super) fn set_receiving(&self, is_receiving: bool) {
        self.0.is_receiving.store(is_receiving, Ordering::Release);
    }

    /// Marks that the client may still be sending a body that nobody reads.
    pub(super) fn leave_body_unread(&self) {
        self.0.has_unread_body.store(true, Ordering::Release);
    }

    /// Marks that a request has arrived. It counts as handled once the guard is dropped.
    pub(super) fn start_request(&self) -> RequestGuard {
        self.0.count_change();
        self.0.has_unread_body.store(false, Ordering::Release);
        RequestGuard(Some(self.clone()))
    }
}

/// Exists while a request is handled.
#[derive(Debug)]
pub(super) struct RequestGuard(Option<ConnectionState>);

impl RequestGuard {
    /// Keeps the connection busy for the rest of its life: it became a WebSocket.
    pub(super) fn keep_forever(mut self) {
        if let Some(state) = self.0.take() {
            state.0.is_upgraded.store(true, Ordering::Release);
        }
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        if let Some(state) = &self.0 {
            state.0.count_change();
        }
    }
}

/// A response's body that keeps its request counted as handled until it is sent.
pub(super) struct ResponseBody {
    body: Body,
    _guard: Option<RequestGuard>,
}

impl ResponseBody {
    pub(super) fn new(body: Body, guard: Option<RequestGuard>) -> Self {
        Self { body, _guard: guard }
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A TCP stream with timeouts. It holds the connection's place, so that a connection that became a
/// WebSocket counts for as long as it is open.
pub(super) struct TimedStream {
    stream: TcpStream,
    _place: Place,
    state: ConnectionState,
    header_limit: Duration,
    write_limit: Duration,
    /// The timer of the header that is being read, and the state's count when it began.
    header: Option<(u64, Pin<Box<Sleep>>)>,
    write: Option<Pin<Box<Sleep>>>,
    scanner: RequestScanner,
    /// The rest of the response that replaces hyper's own.
    replacement: Option<Bytes>,
    lingering: Option<LingeringClose>,
}

/// The end of a connection whose client is still sending: the last response is out, and what arrives
/// is read and discarded for a moment. Closing at once would make the system send a reset, and the
/// client would lose the response (a 413, say) together with the connection.
struct LingeringClose {
    deadline: Pin<Box<Sleep>>,
    discarded_bytes: usize,
}

const MAX_LINGER: Duration = Duration::from_secs(2);
const MAX_LINGER_BYTES: usize = 8 * 1024 * 1024;

impl TimedStream {
    pub(super) fn new(stream: TcpStream, place: Place, state: ConnectionState, limits: &Limits) -> Self {
        let (header_limit, write_limit) = (limits.header, limits.stall);
        let header = Some((state.changes(), Box::pin(sleep(header_limit))));
        Self {
            stream,
            _place: place,
            state,
            header_limit,
            write_limit,
            header,
            write: None,
            scanner: RequestScanner::default(),
            replacement: None,
            lingering: None,
        }
    }

    /// Checks the bytes of a request before hyper reads them.
    fn scan(&mut self, bytes: &mut [u8]) {
        if self.state.0.is_upgraded.load(Ordering::Acquire) {
            self.scanner.stop();
        }
        self.scanner.scan(bytes);
    }

    /// Writes a problem document if `bytes` are hyper's own response to a request that it could not parse, and
    /// reports `bytes` as written. Returns `None` for other bytes.
    fn poll_replace(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Option<Poll<io::Result<usize>>> {
        if self.replacement.is_none() {
            self.replacement = Some(parse_errors::replacement(bytes)?.into());
            // The client may still be sending; see `LingeringClose`.
            self.state.leave_body_unread();
        }
        let left = self.replacement.as_mut()?;
        while !left.is_empty() {
            match Pin::new(&mut self.stream).poll_write(cx, left) {
                Poll::Ready(Ok(written)) if written > 0 => left.advance(written),
                Poll::Ready(Ok(_)) => return Some(Poll::Ready(Err(io::ErrorKind::WriteZero.into()))),
                Poll::Ready(Err(error)) => return Some(Poll::Ready(Err(error))),
                Poll::Pending => return Some(Poll::Pending),
            }
        }
        self.replacement = None;
        Some(Poll::Ready(Ok(bytes.len())))
    }

    /// Returns whether the header that is being read has taken too long.
    fn header_timed_out(&mut self, cx: &mut Context<'_>) -> bool {
        let now = self.state.changes();
        match &mut self.header {
            Some((since, timer)) if *since == now => timer.as_mut().poll(cx).is_ready(),
            _ => {
                self.header = None;
                false
            }
        }
    }

    /// Starts the header's timer at its first byte.
    fn received_bytes(&mut self) {
        let now = self.state.changes();
        let waiting = now.is_multiple_of(2);
        match &mut self.header {
            Some((since, _)) if *since == now => {}
            Some((since, timer)) if waiting => {
                *since = now;
                timer.as_mut().reset(Instant::now() + self.header_limit);
            }
            none if waiting => *none = Some((now, Box::pin(sleep(self.header_limit)))),
            _ => {}
        }
    }

    /// Passes on the result of a write, or fails if the client has not accepted a byte for too long.
    fn limit_write<T>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.write = None;
            return result;
        }
        let limit = self.write_limit;
        let timer = self.write.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Ready(result) => {
                if buffer.filled().len() > before {
                    self.received_bytes();
                    self.scan(&mut buffer.filled_mut()[before..]);
                }
                Poll::Ready(result)
            }
            Poll::Pending if self.header_timed_out(cx) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let replaced = self.poll_replace(cx, bytes);
        let result = replaced.unwrap_or_else(|| Pin::new(&mut self.stream).poll_write(cx, bytes));
        self.limit_write(cx, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // hyper's own response is one part.
        let replaced = match parts {
            [part] => self.poll_replace(cx, part),
            _ => None,
        };
        let result = replaced.unwrap_or_else(|| Pin::new(&mut self.stream).poll_write_vectored(cx, parts));
        self.limit_write(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            if !self.state.0.has_unread_body.load(Ordering::Acquire) {
                return Poll::Ready(Ok(()));
            }
            self.lingering = Some(LingeringClose { deadline: Box::pin(sleep(MAX_LINGER)), discarded_bytes: 0 });
        }
        let Self { stream, lingering, .. } = &mut *self;
        let Some(lingering) = lingering else { return Poll::Ready(Ok(())) };
        let mut space = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut space);
            match Pin::new(&mut *stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    lingering.discarded_bytes += buffer.filled().len();
                }
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return lingering.deadline.as_mut().poll(cx).map(Ok),
            }
            if lingering.discarded_bytes > MAX_LINGER_BYTES || lingering.deadline.is_elapsed() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
