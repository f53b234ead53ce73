//! Mailboxes for tests: in memory, or the files written by a `file:` transport.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use habitro_server::platform::outbox::{Delivery, Envelope, OutboxMessage, Transport, TransportError};

/// A transport that stores every message in memory, and whose next deliveries can be made to fail. Clones share
/// the messages.
#[derive(Clone, Default)]
pub struct TestMailbox(Arc<Mutex<MailboxState>>);

#[derive(Default)]
struct MailboxState {
    messages: Vec<OutboxMessage>,
    failures: Vec<TransportError>,
}

impl std::fmt::Debug for TestMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TestMailbox({} messages)", self.messages().len())
    }
}

impl TestMailbox {
    /// Returns this mailbox as a transport.
    #[must_use]
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(self.clone())
    }

    /// Makes the next deliveries fail with these errors, in this order.
    pub fn refuse(&self, failures: impl IntoIterator<Item = TransportError>) {
        self.0.lock().unwrap().failures = failures.into_iter().collect();
    }

    /// Returns all delivered messages, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<OutboxMessage> {
        self.0.lock().unwrap().messages.clone()
    }

    /// Returns the plain texts of the messages to `to` (address or number), oldest first.
    #[must_use]
    pub fn texts(&self, to: &str) -> Vec<String> {
        self.messages()
            .into_iter()
            .filter_map(|message| match message {
                OutboxMessage::Email { to: address, text, .. } | OutboxMessage::Sms { to: address, text }
                    if address == to =>
                {
                    Some(text)
                }
                _ => None,
            })
            .collect()
    }

    /// Returns the code in the newest message to `to`, if it contains one.
    #[must_use]
    pub fn latest_code(&self, to: &str) -> Option<String> {
        self.texts(to).last().and_then(|text| code_in(text))
    }
}

impl Transport for TestMailbox {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        let mut state = self.0.lock().unwrap();
        let outcome = if state.failures.is_empty() {
            state.messages.push(envelope.message);
            Ok(())
        } else {
            Err(state.failures.remove(0))
        };
        Box::pin(async move { outcome })
    }
}

/// Returns the only run of exactly six digits in `text`.
///
/// # Panics
/// Panics if there are several, because a message must contain a single code.
#[must_use]
pub fn code_in(text: &str) -> Option<String> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6);
    let code = runs.next().map(str::to_owned);
    assert!(runs.next().is_none(), "several runs of six digits: {text}");
    code
}

const POLL_INTERVAL: Duration = Duration::from_millis(20);
const DEADLINE: Duration = Duration::from_secs(30);

/// Reads the folder that a `file:` transport writes to.
#[derive(Clone, Debug)]
pub struct Mailbox(PathBuf);

impl Mailbox {
    /// Creates a reader of `folder`.
    #[must_use]
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Self(folder.as_ref().to_owned())
    }

    /// Returns the plain texts of the messages to `to`, oldest first.
    #[must_use]
    pub fn texts(&self, to: &str) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.0)
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        files.retain(|file| !file.file_name().unwrap().to_string_lossy().starts_with('.'));
        files.sort();
        files.iter().filter_map(|file| text_for(&std::fs::read_to_string(file).unwrap(), to)).collect()
    }

    /// Returns the code in the newest message to `to`, if it contains one.
    #[must_use]
    pub fn latest_code(&self, to: &str) -> Option<String> {
        self.texts(to).last().and_then(|text| code_in(text))
    }

    /// Waits for a message to `to` with a code, and returns the code. Another process writes the files, so they are
    /// read again and again.
    pub async fn wait_for_code(&self, to: &str) -> String {
        let found = async {
            loop {
                match self.latest_code(to) {
                    Some(code) => return code,
                    None => tokio::time::sleep(POLL_INTERVAL).await,
                }
            }
        };
        tokio::time::timeout(DEADLINE, found).await.expect("the code arrives")
    }
}

/// Returns the plain text of a raw message if it is addressed to `to`. Understands only the format
/// of our transports: two parts, the first one unencoded plain text.
fn text_for(raw: &str, to: &str) -> Option<String> {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n")?;
    let addressed = head
        .lines()
        .filter_map(|line| line.strip_prefix("To: "))
        .any(|recipient| recipient.trim_matches(['<', '>']) == to);
    if !addressed {
        return None;
    }
    let Some((_, rest)) = head.split_once("boundary=\"") else { return Some(body.trim_end().to_owned()) };
    let boundary = format!("--{}", rest.split('"').next()?);
    let part = body.split(&boundary).find(|part| part.contains("text/plain"))?;
    part.split_once("\n\n").map(|(_, text)| text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::text_for;

    #[test]
    fn text_for_returns_the_plain_part_for_the_recipient() {
        let mail = "To: anna@example.org\r\nContent-Type: multipart/alternative;\r\n boundary=\"part-ab\"\r\n\r\n\
            --part-ab\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt is 012345.\r\n\r\n--part-ab\r\nContent-Type: text/html\r\n\r\n<p>\r\n--part-ab--";
        assert_eq!(text_for(mail, "anna@example.org").as_deref(), Some("It is 012345."));
        assert_eq!(text_for(mail, "bert@example.org"), None);
        assert_eq!(text_for("To: +94771234567\n\nIt is 012345.\n", "+94771234567").as_deref(), Some("It is 012345."));
    }
}
