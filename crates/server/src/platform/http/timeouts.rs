//! How long a connection may keep us waiting.
//!
//! hyper has one limit for "no complete header yet", and it runs from the end of the last
//! answer: 10 s of it would end every idle keep-alive connection after 10 s. So hyper's own
//! limit is set to the idle time, and the stricter one is here: it runs from the first byte of
//! a header (or from the start of the connection) until hyper calls the service.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};
use tower_http::timeout::TimeoutBody;

use super::Limits;

/// What a connection is at: even while it waits for a request, odd while one is answered; it
/// counts up at each change, so that a timer set for an earlier wait is known to be stale.
#[derive(Clone, Debug, Default)]
pub(super) struct ConnectionState(Arc<State>);

#[derive(Debug, Default)]
struct State {
    changes: AtomicU64,
    unread: AtomicBool,
}

impl ConnectionState {
    fn now(&self) -> u64 {
        self.0.changes.load(Ordering::Acquire)
    }

    /// A request has arrived; until the guard is dropped it is being answered.
    pub(super) fn busy(&self) -> Busy {
        self.0.changes.fetch_add(1, Ordering::AcqRel);
        self.0.unread.store(false, Ordering::Release);
        Busy(Some(self.clone()))
    }
}

/// A request is being answered.
#[derive(Debug)]
pub(super) struct Busy(Option<ConnectionState>);

impl Busy {
    /// The connection is a socket's from now on and never waits for a request again.
    pub(super) fn for_ever(mut self) {
        self.0 = None;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(phase) = &self.0 {
            phase.0.changes.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// A request's body that has to keep arriving, and that tells when it was not read to its end.
pub(super) struct Receiving {
    body: Pin<Box<TimeoutBody<Incoming>>>,
    whole: bool,
    phase: ConnectionState,
}

impl Receiving {
    pub(super) fn new(body: Incoming, phase: ConnectionState, stall: Duration) -> Self {
        Self { body: Box::pin(TimeoutBody::new(stall, body)), whole: false, phase }
    }
}

impl HttpBody for Receiving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(self.body.as_mut().poll_frame(cx));
        self.whole |= frame.is_none() || self.body.is_end_stream();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        if !self.whole {
            self.phase.0.unread.store(true, Ordering::Release);
        }
    }
}

/// A body that keeps its connection busy until it is sent.
pub(super) struct Sending {
    body: Body,
    _busy: Option<Busy>,
}

impl Sending {
    pub(super) fn new(body: Body, busy: Option<Busy>) -> Self {
        Self { body, _busy: busy }
    }
}

impl HttpBody for Sending {
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

/// A connection with limits on waiting for it. It holds its slot, so that a connection that
/// became a socket counts for as long as it is open.
pub(super) struct TimedStream {
    stream: TcpStream,
    _slot: Option<OwnedSemaphorePermit>,
    phase: ConnectionState,
    header_limit: Duration,
    write_limit: Duration,
    header: Option<(u64, Pin<Box<Sleep>>)>,
    write: Option<Pin<Box<Sleep>>>,
    farewell: Option<LingeringClose>,
}

/// The end of a connection whose client is still sending: our last answer is out, what
/// arrives is read and thrown away for a moment. Closing at once would make the system send a
/// reset, and the client would lose the answer (a 413, say) together with the connection.
struct LingeringClose {
    over: Pin<Box<Sleep>>,
    thrown_away: usize,
}

const FAREWELL: Duration = Duration::from_secs(2);
const FAREWELL_BYTES: usize = 8 * 1024 * 1024;

impl TimedStream {
    pub(super) fn new(
        stream: TcpStream,
        slot: Option<OwnedSemaphorePermit>,
        phase: ConnectionState,
        limits: &Limits,
    ) -> Self {
        let (header_limit, write_limit) = (limits.header, limits.stall);
        let header = Some((phase.now(), Box::pin(sleep(header_limit))));
        Self { stream, _slot: slot, phase, header_limit, write_limit, header, write: None, farewell: None }
    }

    /// While waiting: fails once the header's time is over.
    fn header_overdue(&mut self, cx: &mut Context<'_>) -> bool {
        let now = self.phase.now();
        match &mut self.header {
            Some((since, timer)) if *since == now => timer.as_mut().poll(cx).is_ready(),
            _ => {
                self.header = None;
                false
            }
        }
    }

    fn header_began(&mut self) {
        let now = self.phase.now();
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

    /// Passes a write's outcome on, unless the other end has not taken a byte for too long.
    fn written<T>(&mut self, cx: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.write = None;
            return outcome;
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
            Poll::Ready(outcome) => {
                if buffer.filled().len() > before {
                    self.header_began();
                }
                Poll::Ready(outcome)
            }
            Poll::Pending if self.header_overdue(cx) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.written(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.farewell.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            if !self.phase.0.unread.load(Ordering::Acquire) {
                return Poll::Ready(Ok(()));
            }
            self.farewell = Some(LingeringClose { over: Box::pin(sleep(FAREWELL)), thrown_away: 0 });
        }
        let Self { stream, farewell, .. } = &mut *self;
        let Some(farewell) = farewell else { return Poll::Ready(Ok(())) };
        let mut space = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut space);
            match Pin::new(&mut *stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => farewell.thrown_away += buffer.filled().len(),
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return farewell.over.as_mut().poll(cx).map(Ok),
            }
            if farewell.thrown_away > FAREWELL_BYTES || farewell.over.is_elapsed() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
