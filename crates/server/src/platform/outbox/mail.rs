//! Email transports: SMTP, a folder, or the console.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MessageBuilder, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{AsyncTransport, Tokio1Executor};
use uuid::Uuid;

use super::OutboxMessage;
use super::transport::{Delivery, Envelope, Transport, TransportError};
use crate::platform::config::MailTarget;

/// The timeout from connecting to the last response. lettre's own timeout covers only connecting.
const SMTP_TIMEOUT: Duration = Duration::from_secs(15);

/// A configuration error of the mail transport. It never contains the password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server's name is not a valid host name.
    #[error("the mail server's name can't be used")]
    Server,
    /// The sender is not an e-mail address.
    #[error("the sender is not an e-mail address (habitro@example.org or Habitro <habitro@example.org>)")]
    From,
}

/// An SMTP server.
#[derive(Clone)]
pub struct Relay {
    /// TLS from the first byte. Otherwise STARTTLS: required if there is a password, used if the
    /// server offers it, and not used on the loopback interface.
    pub tls: bool,
    /// Host name.
    pub host: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub port: u16,
    /// User name and password.
    pub credentials: Option<(String, String)>,
}

/// Sends emails through an SMTP server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

/// Writes each email to a folder as an `.eml` file.
pub struct Folder {
    folder: PathBuf,
    from: Mailbox,
}

/// Logs each email to the console, for trying Habitro without a mail server.
pub struct Console;

/// Returns the configured transport. Without a sender, emails come from `habitro@` the public host.
///
/// # Errors
/// If the server's name or the sender is not valid.
pub fn configured(target: &MailTarget, from: Option<&str>, public_host: &str) -> Result<Arc<dyn Transport>, MailError> {
    let domain = if public_host.is_empty() { "localhost" } else { public_host };
    let from = from.map_or_else(|| format!("Habitro <habitro@{domain}>"), str::to_owned);
    Ok(match target {
        MailTarget::Smtp { tls, host, port, credentials } => {
            let relay = Relay { tls: *tls, host: host.clone(), port: *port, credentials: credentials.clone() };
            Arc::new(Smtp::new(&relay, &from, SMTP_TIMEOUT)?)
        }
        MailTarget::File(path) => folder(path, &from)?,
        MailTarget::Log => console(),
    })
}

/// Returns a transport that writes emails as files to `folder`.
///
/// # Errors
/// If the sender is not an address.
pub fn folder(folder: impl Into<PathBuf>, from: &str) -> Result<Arc<dyn Transport>, MailError> {
    let from = from.parse().map_err(|_| MailError::From)?;
    Ok(Arc::new(Folder { folder: folder.into(), from }))
}

/// Returns a transport that logs emails to the console.
#[must_use]
pub fn console() -> Arc<dyn Transport> {
    Arc::new(Console)
}

impl Smtp {
    /// Creates a transport that sends from `from` through `relay`.
    ///
    /// # Errors
    /// If the server's name or the sender is not valid.
    pub fn new(relay: &Relay, from: &str, timeout: Duration) -> Result<Self, MailError> {
        // With two crypto providers in one program, rustls panics at its first use unless one is chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = from.parse().map_err(|_| MailError::From)?;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port)
            .timeout(Some(timeout))
            .tls(match Protection::of(relay) {
                Protection::Wrapped => Tls::Wrapper(parameters(relay)?),
                Protection::Required => Tls::Required(parameters(relay)?),
                Protection::Offered => Tls::Opportunistic(parameters(relay)?),
                Protection::None => Tls::None,
            });
        if let Some((user, password)) = &relay.credentials {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: transport.build(), from, timeout })
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let message = compose(&self.from, &envelope)?;
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(classify_failure(&error)),
            Err(_) => Err(TransportError::Temporary("smtp: timed out".into())),
        }
    }
}

impl Transport for Smtp {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }
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

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    Wrapped,
    Required,
    Offered,
    None,
}

impl Protection {
    fn of(relay: &Relay) -> Self {
        let is_loopback = matches!(relay.host.as_str(), "localhost" | "127.0.0.1" | "::1" | "[::1]");
        match (relay.tls, is_loopback, &relay.credentials) {
            (true, _, _) => Self::Wrapped,
            (false, true, _) => Self::None,
            (false, false, Some(_)) => Self::Required,
            (false, false, None) => Self::Offered,
        }
    }
}

fn parameters(relay: &Relay) -> Result<TlsParameters, MailError> {
    TlsParameters::new(relay.host.clone()).map_err(|_| MailError::Server)
}

/// Classifies an SMTP failure. The reason contains no address.
fn classify_failure(error: &smtp::Error) -> TransportError {
    if let Some(status) = error.status() {
        let status = status.to_string();
        let reason = format!("smtp: {status}");
        // These concern this message or its recipient. Other refusals, such as a wrong password or a
        // blocked sender address, end when an operator fixes them.
        let is_permanent = matches!(status.as_str(), "550" | "551" | "552" | "553" | "554" | "555");
        return if is_permanent { TransportError::Permanent(reason) } else { TransportError::Temporary(reason) };
    }
    TransportError::Temporary(match () {
        () if error.is_timeout() => "smtp: timed out".into(),
        () if error.is_tls() => "smtp: TLS failed".into(),
        () if error.is_response() => "smtp: invalid response".into(),
        () => "smtp: can't connect, or the connection broke".into(),
    })
}

/// Builds the MIME message. It depends only on the envelope, so another attempt differs only in its
/// date.
fn compose(from: &Mailbox, envelope: &Envelope) -> Result<Message, TransportError> {
    let OutboxMessage::Email { to, subject, text, html, unsubscribe_url } = &envelope.message else {
        return Err(wrong_channel());
    };
    let to: Address = to.parse().map_err(|_| TransportError::Permanent("not a valid email address".into()))?;
    let name = without_digits(envelope.id);
    let mut builder = Message::builder();
    if let Some(address) = unsubscribe_url {
        builder = add_unsubscribe_headers(builder, address);
    }
    builder
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
    fn invalid_address_is_a_permanent_failure() {
        let from: Mailbox = "habitro@example.org".parse().unwrap();
        for to in ["", "anna", "anna@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
            assert!(matches!(compose(&from, &envelope(to)), Err(TransportError::Permanent(_))), "{to}");
        }
    }

    #[test]
    fn password_requires_tls_except_on_loopback() {
        let relay = |tls, host: &str, secret: bool| Relay {
            tls,
            host: host.into(),
            port: 587,
            credentials: secret.then(|| ("anna".into(), "hunter2".into())),
        };
        assert_eq!(Protection::of(&relay(false, "mail.example", true)), Protection::Required);
        assert_eq!(Protection::of(&relay(false, "mail.example", false)), Protection::Offered);
        assert_eq!(Protection::of(&relay(false, "127.0.0.1", true)), Protection::None);
        assert_eq!(Protection::of(&relay(true, "127.0.0.1", true)), Protection::Wrapped);
    }

    #[test]
    fn invalid_sender_is_a_configuration_error() {
        let target = MailTarget::File("mails".into());
        assert_eq!(configured(&target, Some("nobody"), "localhost").err(), Some(MailError::From));
        assert!(configured(&target, None, "habits.example").is_ok());
    }

    #[tokio::test]
    async fn sending_twice_writes_one_file() {
        let tag: [u8; 8] = crate::platform::rng::Entropy::system().bytes();
        let path = std::env::temp_dir().join(format!("habitro-mail-{:x}", u64::from_be_bytes(tag)));
        let transport = folder(&path, "habitro@example.org").unwrap();
        transport.deliver(envelope("anna@example.org")).await.unwrap();
        transport.deliver(envelope("anna@example.org")).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["01234567-8901-2345-6789-012345678901.eml"]);
        std::fs::remove_dir_all(path).unwrap();
    }
}
