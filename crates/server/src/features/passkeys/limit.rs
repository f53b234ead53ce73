//! Limits how many ceremonies a network may begin: each is a row that lives for five minutes.

use std::time::Duration;

use jiff::Timestamp;

use crate::platform::limits::{FixedWindow, Keyed, since_epoch};

/// Ceremonies of one network per [`WINDOW`]; high, since a whole office may share one network.
const MAX_CEREMONIES: u32 = 300;
const WINDOW: Duration = Duration::from_secs(300);
/// Networks counted at once.
const MAX_NETWORKS: usize = 50_000;

/// Counts the ceremonies of each network, in memory.
pub(super) struct CeremonyLimit(Keyed<[u8; 9], FixedWindow>);

impl Default for CeremonyLimit {
    fn default() -> Self {
        Self(Keyed::new(MAX_NETWORKS))
    }
}

impl CeremonyLimit {
    /// Counts one more ceremony.
    ///
    /// # Errors
    /// The seconds to wait, when the network has begun too many.
    pub(super) fn count(&self, network: [u8; 9], now: Timestamp) -> Result<(), u64> {
        let now = since_epoch(now);
        self.0
            .update_or_create(
                &network,
                || FixedWindow::new(now),
                |window| window.try_count(MAX_CEREMONIES, WINDOW, now),
            )
            .map_err(|wait| wait.as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_one_network_until_its_window_ends() {
        let limit = CeremonyLimit::default();
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        for _ in 0..MAX_CEREMONIES {
            assert_eq!(limit.count([4; 9], start), Ok(()));
        }
        assert_eq!(limit.count([4; 9], start), Err(301));
        assert_eq!(limit.count([6; 9], start), Ok(()));
        assert_eq!(limit.count([4; 9], start + WINDOW), Ok(()));
    }
}
