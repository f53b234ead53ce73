//! Where letters end in tests: in memory, or as the files of a `file:` transport.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use habitro_server::platform::outbox::{Delivery, Envelope, OutboxMessage, Transport, TransportError};

/// Keeps every letter; can be told to refuse the next ones. Clones share the letters.
#[derive(Clone, Default)]
pub struct TestMailbox(Arc<Mutex<Caught>>);

#[derive(Default)]
struct Caught {
    letters: Vec<OutboxMessage>,
    refusals: Vec<TransportError>,
}

impl std::fmt::Debug for TestMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TestMailbox({} letters)", self.letters().len())
    }
}

impl TestMailbox {
    /// As a transport.
    #[must_use]
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(self.clone())
    }

    /// The next tries fail with these, first to last.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = TransportError>) {
        self.0.lock().unwrap().refusals = refusals.into_iter().collect();
    }

    /// Everything that came, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<OutboxMessage> {
        self.0.lock().unwrap().letters.clone()
    }

    /// The plain texts of what came for `to` (address or number), oldest first.
    #[must_use]
    pub fn texts(&self, to: &str) -> Vec<String> {
        self.letters()
            .into_iter()
            .filter_map(|letter| match letter {
                OutboxMessage::Email { to: address, text, .. } | OutboxMessage::Sms { to: address, text }
                    if address == to =>
                {
                    Some(text)
                }
                _ => None,
            })
            .collect()
    }

    /// The code in the newest letter for `to`, if it has one.
    #[must_use]
    pub fn latest_code(&self, to: &str) -> Option<String> {
        self.texts(to).last().and_then(|text| code_in(text))
    }
}

impl Transport for TestMailbox {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        let mut caught = self.0.lock().unwrap();
        let outcome = if caught.refusals.is_empty() {
            caught.letters.push(envelope.message);
            Ok(())
        } else {
            Err(caught.refusals.remove(0))
        };
        Box::pin(async move { outcome })
    }
}

/// The one run of exactly six digits in `text`.
///
/// # Panics
/// When there are two: a letter with a code has exactly one.
#[must_use]
pub fn code_in(text: &str) -> Option<String> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6);
    let code = runs.next().map(str::to_owned);
    assert!(runs.next().is_none(), "two runs of six digits: {text}");
    code
}

/// The folder of a `file:` transport.
#[derive(Clone, Debug)]
pub struct Mailbox(PathBuf);

impl Mailbox {
    /// The letters under `folder`.
    #[must_use]
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Self(folder.as_ref().to_owned())
    }

    /// The plain texts of the letters for `to`, oldest first.
    #[must_use]
    pub fn texts(&self, to: &str) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.0)
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        files.retain(|file| !file.file_name().unwrap().to_string_lossy().starts_with('.'));
        files.sort();
        files.iter().filter_map(|file| text_for(&std::fs::read_to_string(file).unwrap(), to)).collect()
    }

    /// The code in the newest letter for `to`, if it has one.
    #[must_use]
    pub fn latest_code(&self, to: &str) -> Option<String> {
        self.texts(to).last().and_then(|text| code_in(text))
    }
}

/// The plain text of a raw letter, when it is for `to`. Knows what our transports write and
/// no more: two parts, the text one first and unencoded.
fn text_for(raw: &str, to: &str) -> Option<String> {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n")?;
    let addressed =
        head.lines().filter_map(|line| line.strip_prefix("To: ")).any(|named| named.trim_matches(['<', '>']) == to);
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
    fn raw_letters_are_read() {
        let mail = "To: anna@example.org\r\nContent-Type: multipart/alternative;\r\n boundary=\"part-ab\"\r\n\r\n\
            --part-ab\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt is 012345.\r\n\r\n--part-ab\r\nContent-Type: text/html\r\n\r\n<p>\r\n--part-ab--";
        assert_eq!(text_for(mail, "anna@example.org").as_deref(), Some("It is 012345."));
        assert_eq!(text_for(mail, "bert@example.org"), None);
        assert_eq!(text_for("To: +94771234567\n\nIt is 012345.\n", "+94771234567").as_deref(), Some("It is 012345."));
    }
}
