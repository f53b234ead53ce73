//! How often a socket may speak: 60 frames in a burst and one a second after it.

use std::time::Duration;

/// Frames that may come at once.
const BURST: f64 = 60.0;
/// Frames a second once the burst is used up.
const RATE: f64 = 1.0;

/// A bucket that fills by [`RATE`]. Time is what the caller says: how long the socket is open.
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    left: f64,
    at: Duration,
}

impl TokenBucket {
    /// A whole burst is left.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "a pace begins with a socket, not by default")]
    pub fn new() -> Self {
        Self { left: BURST, at: Duration::ZERO }
    }

    /// Whether a frame that came after `open` may be heard; one that may not costs nothing.
    pub fn take(&mut self, open: Duration) -> bool {
        self.left = (self.left + open.saturating_sub(self.at).as_secs_f64() * RATE).min(BURST);
        self.at = self.at.max(open);
        let may = self.left >= 1.0;
        if may {
            self.left -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(pace: &mut TokenBucket, frames: u32, at_ms: u64) -> usize {
        (0..frames).filter(|_| pace.take(Duration::from_millis(at_ms))).count()
    }

    #[test]
    fn sixty_at_once_then_one_a_second() {
        let mut pace = TokenBucket::new();
        assert_eq!(heard(&mut pace, 1_000, 0), 60);
        assert_eq!(heard(&mut pace, 1_000, 900), 0);
        assert_eq!(heard(&mut pace, 1_000, 1_000), 1);
        assert_eq!(heard(&mut pace, 1_000, 11_000), 10);
        assert_eq!(heard(&mut pace, 1_000, 3_600_000), 60, "a burst is never more than 60");
    }
}
