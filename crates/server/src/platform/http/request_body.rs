//! The body of a request and the time it may take.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::Instant;
use tower_http::timeout::{TimeoutBody, TimeoutError};

use super::timeouts::ConnectionState;

/// A request's body did not arrive in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub(super) struct BodyTimeout;

/// A request's body with a timeout between two frames and one for all of them. It reports when it was not
/// read to its end.
pub(super) struct RequestBody {
    body: Pin<Box<TimeoutBody<Incoming>>>,
    complete: bool,
    state: ConnectionState,
    started: Instant,
    received_bytes: u64,
    base_limit: Duration,
}

/// How much time each KiB of a body adds to the limit of its request.
const TIME_PER_KIB: Duration = Duration::from_secs(1);

impl RequestBody {
    /// `stall` is the most time between two frames, and the most for the body as a whole, to which each KiB
    /// received adds a second.
    pub(super) fn new(body: Incoming, state: ConnectionState, stall: Duration) -> Self {
        let body = Box::pin(TimeoutBody::new(stall, body));
        state.set_receiving(true);
        Self { body, complete: false, state, started: Instant::now(), received_bytes: 0, base_limit: stall }
    }

    /// Returns whether the frames have arrived too slowly so far.
    fn is_too_slow(&self) -> bool {
        let kib = u32::try_from(self.received_bytes / 1024).unwrap_or(u32::MAX);
        self.started.elapsed() > self.base_limit + TIME_PER_KIB.saturating_mul(kib)
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(self.body.as_mut().poll_frame(cx));
        self.complete |= frame.is_none() || self.body.is_end_stream();
        if self.complete {
            self.state.set_receiving(false);
        }
        if let Some(Ok(frame)) = &frame {
            self.received_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
            if !self.complete && self.is_too_slow() {
                return Poll::Ready(Some(Err(BodyTimeout.into())));
            }
        }
        Poll::Ready(
            frame.map(|frame| {
                frame.map_err(|error| if error.is::<TimeoutError>() { BodyTimeout.into() } else { error })
            }),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        self.state.set_receiving(false);
        if !self.complete {
            self.state.leave_body_unread();
        }
    }
}
