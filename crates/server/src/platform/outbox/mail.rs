//! Transports of e-mail: SMTP, a folder, or the console.

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

/// From connecting to the last answer. lettre's own timeout covers connecting alone.
const SMTP_PATIENCE: Duration = Duration::from_secs(15);

/// Why a mail transport can't be made: a configuration error. Names no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server's name can't be one.
    #[error("the mail server's name can't be used")]
    Server,
    /// The sender is not an e-mail address.
    #[error("the sender is not an e-mail address (habitro@example.org or Habitro <habitro@example.org>)")]
    From,
}

/// An SMTP server.
#[derive(Clone)]
pub struct Relay {
    /// TLS from the first byte; else STARTTLS: required when there is a password to protect,
    /// taken when it is offered, and not asked for on this machine.
    pub tls: bool,
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Name and password.
    pub credentials: Option<(String, String)>,
}

/// Hands mails to an SMTP server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

/// Writes each mail to a folder as one `.eml`.
pub struct Folder {
    folder: PathBuf,
    from: Mailbox,
}

/// Shows each mail on the console, for whoever tries Habitro without a mail server.
pub struct Console;

/// The transport that is configured. Without a sender, mails are from `habitro@` the public host.
///
/// # Errors
/// When the server or the sender can't be understood.
pub fn configured(target: &MailTarget, from: Option<&str>, public_host: &str) -> Result<Arc<dyn Transport>, MailError> {
    let domain = if public_host.is_empty() { "localhost" } else { public_host };
    let from = from.map_or_else(|| format!("Habitro <habitro@{domain}>"), str::to_owned);
    Ok(match target {
        MailTarget::Smtp { tls, host, port, credentials } => {
            let relay = Relay { tls: *tls, host: host.clone(), port: *port, credentials: credentials.clone() };
            Arc::new(Smtp::new(&relay, &from, SMTP_PATIENCE)?)
        }
        MailTarget::File(path) => folder(path, &from)?,
        MailTarget::Log => console(),
    })
}

/// Mails as files under `folder`.
///
/// # Errors
/// When the sender is not an address.
pub fn folder(folder: impl Into<PathBuf>, from: &str) -> Result<Arc<dyn Transport>, MailError> {
    let from = from.parse().map_err(|_| MailError::From)?;
    Ok(Arc::new(Folder { folder: folder.into(), from }))
}

/// Mails on the console.
#[must_use]
pub fn console() -> Arc<dyn Transport> {
    Arc::new(Console)
}

impl Smtp {
    /// Mails from `from` through `relay`, given up after `patience`.
    ///
    /// # Errors
    /// When the server or the sender can't be understood.
    pub fn new(relay: &Relay, from: &str, patience: Duration) -> Result<Self, MailError> {
        // Two crypto providers in one program make rustls panic at its first use: say which.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = from.parse().map_err(|_| MailError::From)?;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port)
            .timeout(Some(patience))
            .tls(match Protection::of(relay) {
                Protection::Wrapped => Tls::Wrapper(parameters(relay)?),
                Protection::Required => Tls::Required(parameters(relay)?),
                Protection::Offered => Tls::Opportunistic(parameters(relay)?),
                Protection::None => Tls::None,
            });
        if let Some((user, password)) = &relay.credentials {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: transport.build(), from, patience })
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let message = compose(&self.from, &envelope)?;
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refusal(&error)),
            Err(_) => Err(TransportError::Later("smtp: no answer in time".into())),
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
            write_whole(self.folder.clone(), format!("{}.eml", envelope.id), message.formatted()).await
        })
    }
}

impl Transport for Console {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(async move {
            let OutboxMessage::Mail { to, subject, text, .. } = envelope.letter else { return Err(misdirected()) };
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
        let here = matches!(relay.host.as_str(), "localhost" | "127.0.0.1" | "::1" | "[::1]");
        match (relay.tls, here, &relay.credentials) {
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

/// What an SMTP failure means for the letter, in words without an address in them.
fn refusal(error: &smtp::Error) -> TransportError {
    if let Some(status) = error.status() {
        let status = status.to_string();
        let reason = format!("smtp: {status}");
        // These are about this letter or its recipient. Other refusals (a wrong password, a
        // blocked address of ours) are about us and end when somebody mends them.
        let about_the_letter = matches!(status.as_str(), "550" | "551" | "552" | "553" | "554" | "555");
        return if about_the_letter { TransportError::Never(reason) } else { TransportError::Later(reason) };
    }
    TransportError::Later(match () {
        () if error.is_timeout() => "smtp: no answer in time".into(),
        () if error.is_tls() => "smtp: TLS failed".into(),
        () if error.is_response() => "smtp: not an answer".into(),
        () => "smtp: can't connect, or the connection broke".into(),
    })
}

/// The message as it travels. Everything in it depends on the envelope alone, so that a second
/// try sends the same bytes but for the date.
fn compose(from: &Mailbox, envelope: &Envelope) -> Result<Message, TransportError> {
    let OutboxMessage::Mail { to, subject, text, html, way_out } = &envelope.letter else { return Err(misdirected()) };
    let to: Address =
        to.parse().map_err(|_| TransportError::Never("not an address that mail can be sent to".into()))?;
    let name = letters(envelope.id);
    let mut builder = Message::builder();
    if let Some(address) = way_out {
        builder = way_out_headers(builder, address);
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
        .map_err(|_| TransportError::Never("the message can't be composed".into()))
}

/// Mail programs show a button for it, and press it without opening a page (RFC 8058).
fn way_out_headers(builder: MessageBuilder, address: &str) -> MessageBuilder {
    let header = |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    builder
        .raw_header(header("List-Unsubscribe", format!("<{address}>")))
        .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
}

/// An id in letters alone: no run of digits in the raw message can be taken for a code.
fn letters(id: Uuid) -> String {
    id.as_bytes().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from(b'a' + nibble)).collect()
}

/// Writes `folder/name` so that nobody ever sees half of it: under a dot name, then renamed.
pub(super) async fn write_whole(folder: PathBuf, name: String, content: Vec<u8>) -> Result<(), TransportError> {
    let written = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let draft = folder.join(format!(".{name}"));
        std::fs::write(&draft, content)?;
        std::fs::rename(draft, folder.join(name))
    });
    match written.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(TransportError::Later(format!("can't write the file: {}", error.kind()))),
        Err(_) => Err(TransportError::Later("can't write the file".into())),
    }
}

fn misdirected() -> TransportError {
    TransportError::Never("not a mail".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::outbox::{Block, Note};

    fn envelope(to: &str) -> Envelope {
        let note = Note {
            subject: "Your Habitro code".into(),
            blocks: vec![Block::Paragraph("Here it is:".into()), Block::Code("012345".into())],
        };
        let id = Uuid::from_u128(0x0123_4567_8901_2345_6789_0123_4567_8901);
        Envelope { id, now: "2026-03-01T08:00:00Z".parse().unwrap(), letter: note.mail(to) }
    }

    #[test]
    fn the_raw_message_has_the_code_once_in_each_part_and_no_other_run_of_six_digits() {
        let message =
            compose(&"Habitro <habitro@example.org>".parse().unwrap(), &envelope("anna@example.org")).unwrap();
        let raw = String::from_utf8(message.formatted()).unwrap();
        let runs: Vec<&str> = raw.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(runs, ["012345", "012345"], "{raw}");
        assert!(raw.contains("text/plain") && raw.contains("text/html") && !raw.contains("base64"), "{raw}");
        assert!(raw.contains("Date: Sun, 01 Mar 2026 08:00:00 +0000"), "{raw}");
    }

    #[test]
    fn what_can_be_ended_says_how_in_one_click_and_a_code_does_not() {
        let from: Mailbox = "habitro@example.org".parse().unwrap();
        let raw = |envelope: &Envelope| String::from_utf8(compose(&from, envelope).unwrap().formatted()).unwrap();
        let mut envelope = envelope("anna@example.org");
        assert!(!raw(&envelope).contains("List-Unsubscribe"), "a code can't be ended");
        // As long as ours are: longer than a line of a header usually is.
        let address = format!("https://habits.example/api/v1/notifications/unsubscribe/{}", "0a".repeat(40));
        let OutboxMessage::Mail { way_out, .. } = &mut envelope.letter else { panic!("no mail") };
        *way_out = Some(address.clone());
        // Both headers, whole and in clear, or mail programs show no button (RFC 8058).
        let raw = raw(&envelope).replace("\r\n ", " ");
        let lines: Vec<&str> = raw.lines().filter(|line| line.starts_with("List-Unsubscribe")).collect();
        let wanted =
            [format!("List-Unsubscribe: <{address}>"), "List-Unsubscribe-Post: List-Unsubscribe=One-Click".into()];
        assert_eq!(lines.iter().map(|line| line.replace(":  ", ": ")).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        let from: Mailbox = "habitro@example.org".parse().unwrap();
        for to in ["", "anna", "anna@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
            assert!(matches!(compose(&from, &envelope(to)), Err(TransportError::Never(_))), "{to}");
        }
    }

    #[test]
    fn a_password_never_travels_in_clear_to_another_machine() {
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
    fn a_sender_that_is_no_address_is_a_configuration_error() {
        let target = MailTarget::File("mails".into());
        assert_eq!(configured(&target, Some("nobody"), "localhost").err(), Some(MailError::From));
        assert!(configured(&target, None, "habits.example").is_ok());
    }

    #[tokio::test]
    async fn a_folder_gets_one_whole_file_a_mail_also_when_it_is_sent_twice() {
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
