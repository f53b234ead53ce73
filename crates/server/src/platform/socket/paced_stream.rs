//! A stream that is read at a limited rate.
//!
//! The library that reads WebSocket frames passes on whole messages only. A client that sends empty
//! fragments, or millions of tiny frames, would keep a processor core busy without a message ever
//! arriving. Here it is slowed down by what it sends, and the system's buffers slow down its sender.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// Bytes that a client may send at once: several of the longest messages.
const BURST_BYTES: u32 = 512 * 1024;
/// Bytes per second after that; the rate of frames allows 64 KiB of text.
const BYTES_PER_SECOND: u32 = 128 * 1024;

/// A stream that is read at [`BYTES_PER_SECOND`] after a burst.
pub(super) struct PacedStream<S> {
    stream: S,
    /// When all bytes read so far are paid for.
    paid_at: Instant,
    /// Waits until more bytes may be read.
    pause: Option<Pin<Box<Sleep>>>,
    is_paced: bool,
}

impl<S> PacedStream<S> {
    pub(super) fn new(stream: S, is_paced: bool) -> Self {
        Self { stream, paid_at: Instant::now(), pause: None, is_paced }
    }

    /// Returns the stream itself, without its pace.
    pub(super) fn inner_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Counts the bytes of a read. Once they exceed the burst, the next read waits.
    fn count(&mut self, bytes: usize) {
        let now = Instant::now();
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let price = Duration::from_secs(1).mul_f64(f64::from(bytes) / f64::from(BYTES_PER_SECOND));
        let burst = Duration::from_secs((BURST_BYTES / BYTES_PER_SECOND).into());
        self.paid_at = self.paid_at.max(now) + price;
        if self.paid_at > now + burst {
            self.pause = Some(Box::pin(sleep_until(self.paid_at - burst)));
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let read = buffer.filled().len() - before;
        if self.is_paced && read > 0 {
            self.count(read);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn burst_is_read_at_once_and_the_rest_at_the_rate() {
        let extra = BYTES_PER_SECOND / 10;
        let sent = vec![0; usize::try_from(BURST_BYTES + 2 * extra).unwrap()];
        let mut stream = PacedStream::new(sent.as_slice(), true);
        let mut read = vec![0; sent.len()];
        let started = Instant::now();
        stream.read_exact(&mut read[..BURST_BYTES as usize]).await.unwrap();
        assert!(started.elapsed() < Duration::from_millis(50), "{:?}", started.elapsed());
        stream.read_exact(&mut read[..extra as usize]).await.unwrap();
        stream.read_exact(&mut read[..extra as usize]).await.unwrap();
        assert!(started.elapsed() >= Duration::from_millis(90), "{:?}", started.elapsed());
    }
}
