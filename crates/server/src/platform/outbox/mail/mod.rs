//! Email transports: SMTP, a folder, or the console.

mod smtp;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MessageBuilder, MultiPart, SinglePart};
use uuid::Uuid;

use super::OutboxMessage;
use super::transport::{Delivery, Envelope, Transport, TransportError};
use crate::platform::config::MailTarget;
use crate::platform::text::{ascii_domain, nfc};
pub use smtp::Smtp;

/// The timeout of an SMTP delivery.
const SMTP_TIMEOUT: Duration = Duration::from_secs(15);

/// A configuration error of the mail transport. It never contains the password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server's name is not a valid host name.
    #[error("the mail server's name can't be used")]
    Server,
}

/// Writes each email to a folder as an `.eml` file.
pub struct Folder {
    folder: PathBuf,
    from: Mailbox,
}

/// Logs each email to the console, for trying Habitro without a mail server.
pub struct Console;

/// Returns the configured transport.
///
/// # Errors
/// If the server's name is not valid.
pub fn configured(target: &MailTarget, from: &Mailbox) -> Result<Arc<dyn Transport>, MailError> {
    Ok(match target {
        MailTarget::Smtp(relay) => Arc::new(Smtp::new(relay, from.clone(), SMTP_TIMEOUT)?),
        MailTarget::File(path) => folder(path, from.clone()),
        MailTarget::Log => console(),
    })
}

/// Returns a transport that writes emails as files to `folder`.
pub fn folder(folder: impl Into<PathBuf>, from: Mailbox) -> Arc<dyn Transport> {
    Arc::new(Folder { folder: folder.into(), from })
}

/// Returns a transport that logs emails to the console.
#[must_use]
pub fn console() -> Arc<dyn Transport> {
    Arc::new(Console)
}

impl Transport for Folder {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(async move {
            let message = compose(&self.from, &envelope)?;
            write_atomically(self.folder.clone(), format!("{}.eml", envelope.id), message.formatted()).await
        })
    }
}

impl Transport for Console {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(async move {
            let OutboxMessage::Email { to, subject, text, .. } = envelope.message else { return Err(wrong_channel()) };
            tracing::info!(target: "habitro::mail", "mail to {to}: {subject}\n{text}");
            Ok(())
        })
    }
}

/// Builds the MIME message. It depends only on the envelope, so another attempt differs only in its
/// date.
fn compose(from: &Mailbox, envelope: &Envelope) -> Result<Message, TransportError> {
    let OutboxMessage::Email { to, subject, text, html, unsubscribe_url } = &envelope.message else {
        return Err(wrong_channel());
    };
    let to = address(to).ok_or_else(|| TransportError::Permanent("not a valid email address".into()))?;
    let name = without_digits(envelope.id);
    let mut builder = Message::builder();
    if let Some(address) = unsubscribe_url {
        builder = add_unsubscribe_headers(builder, address);
    }
    // Otherwise it is parsed from the headers, by the rules that `address` avoids.
    let route = lettre::address::Envelope::new(Some(from.email.clone()), vec![to.clone()])
        .map_err(|_| TransportError::Permanent("the message has no recipient".into()))?;
    builder
        .envelope(route)
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject.clone())
        .date(SystemTime::from(envelope.now))
        .message_id(Some(format!("<{name}@{}>", from.email.domain())))
        .multipart(
            MultiPart::alternative()
                .boundary(format!("part-{name}"))
                .singlepart(SinglePart::plain(text.clone()))
                .singlepart(SinglePart::html(html.clone())),
        )
        .map_err(|_| TransportError::Permanent("the message can't be composed".into()))
}

/// Parses an address. Its domain becomes ASCII, so that every server can deliver it. Letters outside ASCII before the
/// @ need a server with SMTPUTF8 (RFC 6531).
fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    let (local, domain) = (nfc(local), ascii_domain(domain)?);
    // `Address::new` refuses some characters outside ASCII that RFC 6531 permits, such as vowel signs and emoji.
    let ascii = local.replace(|c: char| !c.is_ascii() && !c.is_control() && !c.is_whitespace(), "x");
    Address::new(ascii, &domain).ok()?;
    Some(Address::new_dangerous(local, domain))
}

/// Lets mail programs show an unsubscribe button that works with one click (RFC 8058).
fn add_unsubscribe_headers(builder: MessageBuilder, address: &str) -> MessageBuilder {
    let header = |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    builder
        .raw_header(header("List-Unsubscribe", format!("<{address}>")))
        .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
}

/// Encodes an id without digits, so that no run of digits in the raw message looks like a code.
fn without_digits(id: Uuid) -> String {
    id.as_bytes().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from(b'a' + nibble)).collect()
}

/// Writes `folder/name` atomically: under a hidden name first, then renamed.
pub(super) async fn write_atomically(folder: PathBuf, name: String, content: Vec<u8>) -> Result<(), TransportError> {
    let written = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let draft = folder.join(format!(".{name}"));
        std::fs::write(&draft, content)?;
        std::fs::rename(draft, folder.join(name))
    });
    match written.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(TransportError::Temporary(format!("can't write the file: {}", error.kind()))),
        Err(_) => Err(TransportError::Temporary("can't write the file".into())),
    }
}

fn wrong_channel() -> TransportError {
    TransportError::Permanent("not an email".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::outbox::{Block, EmailContent};

    fn envelope(to: &str) -> Envelope {
        let note = EmailContent {
            subject: "Your Habitro code".into(),
            blocks: vec![Block::Paragraph("Here it is:".into()), Block::Code("012345".into())],
        };
        let id = Uuid::from_u128(0x0123_4567_8901_2345_6789_0123_4567_8901);
        Envelope { id, now: "2026-03-01T08:00:00Z".parse().unwrap(), message: note.mail(to) }
    }

    #[test]
    fn raw_message_contains_code_once_per_part() {
        let message =
            compose(&"Habitro <habitro@example.org>".parse().unwrap(), &envelope("anna@example.org")).unwrap();
        let raw = String::from_utf8(message.formatted()).unwrap();
        let runs: Vec<&str> = raw.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(runs, ["012345", "012345"], "{raw}");
        assert!(raw.contains("text/plain") && raw.contains("text/html") && !raw.contains("base64"), "{raw}");
        assert!(raw.contains("Date: Sun, 01 Mar 2026 08:00:00 +0000"), "{raw}");
    }

    #[test]
    fn only_optional_emails_have_unsubscribe_headers() {
        let from: Mailbox = "habitro@example.org".parse().unwrap();
        let raw = |envelope: &Envelope| String::from_utf8(compose(&from, envelope).unwrap().formatted()).unwrap();
        let mut envelope = envelope("anna@example.org");
        assert!(!raw(&envelope).contains("List-Unsubscribe"), "codes can't be turned off");
        // As long as real addresses are: longer than a usual header line.
        let address = format!("https://habits.example/api/v1/notifications/unsubscribe/{}", "0a".repeat(40));
        let OutboxMessage::Email { unsubscribe_url, .. } = &mut envelope.message else { panic!("no mail") };
        *unsubscribe_url = Some(address.clone());
        // Mail programs show no button unless both headers are present and not encoded (RFC 8058).
        let raw = raw(&envelope).replace("\r\n ", " ");
        let lines: Vec<&str> = raw.lines().filter(|line| line.starts_with("List-Unsubscribe")).collect();
        let wanted =
            [format!("List-Unsubscribe: <{address}>"), "List-Unsubscribe-Post: List-Unsubscribe=One-Click".into()];
        assert_eq!(lines.iter().map(|line| line.replace(":  ", ": ")).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn domains_are_sent_in_ascii() {
        let from = Mailbox::new(Some("Habitro".into()), address("habitro@münchen.example").unwrap());
        let message = compose(&from, &envelope("anna@Bücher.example")).unwrap();
        assert_eq!(message.envelope().to(), ["anna@xn--bcher-kva.example".parse::<Address>().unwrap()]);
        let raw = String::from_utf8(message.formatted()).unwrap();
        assert!(raw.contains("To: anna@xn--bcher-kva.example\r\n"), "{raw}");
        assert!(raw.contains("From: Habitro <habitro@xn--mnchen-3ya.example>\r\n"), "{raw}");
        assert!(raw.is_ascii(), "{raw}");
        let to = compose(&from, &envelope("jörg@bücher.example")).unwrap();
        assert_eq!(to.envelope().to(), ["jörg@xn--bcher-kva.example".parse::<Address>().unwrap()]);
        let to = compose(&from, &envelope("jo\u{308}rg@bücher.example")).unwrap();
        assert_eq!(to.envelope().to(), ["jörg@xn--bcher-kva.example".parse::<Address>().unwrap()]);
        for local in ["ශ්\u{200d}රී", "🏃", "x\u{301}y"] {
            let to = compose(&from, &envelope(&format!("{local}@example.org"))).unwrap();
            assert_eq!(to.envelope().to()[0].to_string(), format!("{local}@example.org"));
        }
        for wrong in
            ["a b@example.org", "a\u{a0}b@example.org", "a\r\nb@example.org", "ü<@example.org", "ü..a@example.org"]
        {
            assert!(address(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn invalid_address_is_a_permanent_failure() {
        let from: Mailbox = "habitro@example.org".parse().unwrap();
        for to in ["", "anna", "anna@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
            assert!(matches!(compose(&from, &envelope(to)), Err(TransportError::Permanent(_))), "{to}");
        }
    }

    #[tokio::test]
    async fn sending_twice_writes_one_file() {
        let tag: [u8; 8] = crate::platform::rng::Entropy::system().bytes();
        let path = std::env::temp_dir().join(format!("habitro-mail-{:x}", u64::from_be_bytes(tag)));
        let transport = folder(&path, "habitro@example.org".parse().unwrap());
        transport.deliver(envelope("anna@example.org")).await.unwrap();
        transport.deliver(envelope("anna@example.org")).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["01234567-8901-2345-6789-012345678901.eml"]);
        std::fs::remove_dir_all(path).unwrap();
    }
}
