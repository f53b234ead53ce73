//! Captures the log of a test, at every level.

use std::io;
use std::sync::{Arc, Mutex};

use tracing::dispatcher::{DefaultGuard, Dispatch};
use tracing_subscriber::fmt::MakeWriter;

/// The captured log. Clones share it.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

/// Ends the capture when dropped.
pub struct Listening {
    _guard: DefaultGuard,
    _other: Dispatch,
}

impl Log {
    /// Captures the log of this thread until the guard is dropped. Needs a single-threaded runtime.
    pub fn listen(&self) -> Listening {
        let lines = || tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        // With a single subscriber, tracing caches whether a log line is enabled from the thread that
        // reaches it first, which may be another test's. With two subscribers it asks both.
        let other = Dispatch::new(lines().with_writer(io::sink).finish());
        let own = Dispatch::new(lines().with_writer(self.clone()).finish());
        Listening { _guard: tracing::dispatcher::set_default(&own), _other: other }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
