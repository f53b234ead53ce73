//! Sends emails through an SMTP server.
//!
//! lettre's own transport reports most failures alike, so the steps are taken here: the step that failed tells an
//! operator what to change.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::address::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};

use super::{MailError, Transport, compose};
use crate::platform::config::{Relay, SmtpSecurity};
use crate::platform::outbox::transport::{Delivery, Envelope, TransportError};
use crate::platform::probe::find_source;
use crate::platform::tls::tls_failure;

/// How long to wait for the response to QUIT.
const QUIT_TIMEOUT: Duration = Duration::from_secs(1);

/// Sends emails through an SMTP server.
pub struct Smtp {
    relay: Relay,
    tls: TlsParameters,
    from: Mailbox,
    timeout: Duration,
}

/// A step of sending a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    StartTls,
    Login,
    Sender,
    Recipient,
    Message,
}

impl Smtp {
    /// Creates a transport that sends from `from` through `relay`. `timeout` applies from connecting to the response to
    /// the message.
    ///
    /// # Errors
    /// If the server's name is not valid.
    pub fn new(relay: &Relay, from: Mailbox, timeout: Duration) -> Result<Self, MailError> {
        // With two crypto providers in one program, rustls panics at its first use unless one is chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = TlsParameters::new(relay.host.clone()).map_err(|_| MailError::Server)?;
        Ok(Self { relay: relay.clone(), tls, from, timeout })
    }

    /// Connects, logs in and names the sender as for a message, and sends none.
    ///
    /// # Errors
    /// If the server can't be used. The reason contains no address and no password.
    pub async fn check(&self) -> Result<(), TransportError> {
        self.limit_time(async {
            let mut connection = self.open().await?;
            self.name_sender(&mut connection, Vec::new()).await?;
            let _ = connection.command(Rset).await;
            connection.abort().await;
            Ok(())
        })
        .await
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let message = compose(&self.from, &envelope)?;
        let content = message.formatted();
        let recipients = message.envelope().to();
        let transfer = async {
            let mut connection = self.open().await?;
            let sent = self.transfer(&mut connection, recipients, &content).await;
            Ok((connection, sent))
        };
        let (mut connection, sent) = self.limit_time(transfer).await?;
        // Outside the time limit: a server that has accepted the message but does not respond to QUIT must not get it
        // again.
        let _ = tokio::time::timeout(QUIT_TIMEOUT, connection.abort()).await;
        sent
    }

    async fn limit_time<T>(&self, work: impl Future<Output = Result<T, TransportError>>) -> Result<T, TransportError> {
        match tokio::time::timeout(self.timeout, work).await {
            Ok(result) => result,
            Err(_) => Err(temporary("the server did not respond in time")),
        }
    }

    /// Connects, encrypts the connection and logs in, as [`SmtpSecurity`] says.
    async fn open(&self) -> Result<AsyncSmtpConnection, TransportError> {
        let Relay { security, host, port, credentials } = &self.relay;
        let found = tokio::net::lookup_host((host.as_str(), *port)).await;
        let addresses: Vec<SocketAddr> =
            found.map_err(|_| temporary("the server's name can't be found (DNS)"))?.collect();
        let (hello, tls) = (ClientId::default(), || self.tls.clone());
        let from_start = (*security == SmtpSecurity::Tls).then(tls);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(&addresses[..], Some(self.timeout), &hello, from_start, None);
        let mut connection = connecting.await.map_err(|error| failure(Step::Connect, &error))?;
        match (security, connection.can_starttls()) {
            (SmtpSecurity::StartTls | SmtpSecurity::StartTlsIfOffered, true) => {
                let upgraded = connection.starttls(tls(), &hello).await;
                upgraded.map_err(|error| failure(Step::StartTls, &error))?;
            }
            (SmtpSecurity::StartTls, false) => {
                connection.abort().await;
                return Err(temporary("the server does not offer STARTTLS, without which no password is sent"));
            }
            _ => {}
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let login = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            login.map_err(|error| failure(Step::Login, &error))?;
        }
        Ok(connection)
    }

    async fn name_sender(
        &self,
        connection: &mut AsyncSmtpConnection,
        parameters: Vec<MailParameter>,
    ) -> Result<(), TransportError> {
        let named = connection.command(Mail::new(Some(self.from.email.clone()), parameters)).await;
        named.map(drop).map_err(|error| failure(Step::Sender, &error))
    }

    async fn transfer(
        &self,
        connection: &mut AsyncSmtpConnection,
        recipients: &[Address],
        content: &[u8],
    ) -> Result<(), TransportError> {
        let mut parameters = Vec::new();
        let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if !is_ascii(&self.from.email) || !recipients.iter().all(is_ascii) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(TransportError::Permanent("smtp: the server accepts only ASCII addresses".into()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !content.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.name_sender(connection, parameters).await?;
        for recipient in recipients {
            let named = connection.command(Rcpt::new(recipient.clone(), Vec::new())).await;
            named.map_err(|error| failure(Step::Recipient, &error))?;
        }
        let refused = |error: Error| failure(Step::Message, &error);
        connection.command(Data).await.map_err(refused)?;
        connection.message(content).await.map(drop).map_err(refused)
    }
}

impl Transport for Smtp {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }
}

fn temporary(what: &str) -> TransportError {
    TransportError::Temporary(format!("smtp: {what}"))
}

/// Describes an SMTP failure. The reason contains no address.
fn failure(step: Step, error: &Error) -> TransportError {
    if let Some(status) = error.status() {
        return refusal(step, &status.to_string());
    }
    if let Some(error) = find_source::<rustls::Error>(error) {
        return temporary(match error {
            rustls::Error::InvalidMessage(_) => {
                "the server does not speak TLS from the start: smtp:// (STARTTLS) may be right instead of smtps://"
            }
            error => tls_failure(error),
        });
    }
    if let Some(error) = find_source::<io::Error>(error) {
        return temporary(match error.kind() {
            io::ErrorKind::TimedOut => "the server did not respond in time",
            io::ErrorKind::ConnectionRefused => "the server refused the connection: nothing listens on this port",
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                "the server closed the connection"
            }
            _ => "the server can't be reached",
        });
    }
    temporary(match step {
        // The server lists the ways to log in, and none of them is supported here.
        Step::Login if error.is_client() => "the server offers no login with a password on this connection",
        Step::StartTls => "STARTTLS failed",
        _ if error.is_response() => "the server closed the connection or does not speak SMTP",
        _ => "the connection failed",
    })
}

fn refusal(step: Step, status: &str) -> TransportError {
    let what = match (step, status) {
        (Step::Connect, _) => "the server refused this client",
        (Step::StartTls, _) => "the server refused STARTTLS",
        (Step::Login, "534" | "535") => "the server refused the user name or the password",
        (Step::Login, _) => "the server refused the login",
        (Step::Sender, "530") => "the server requires a login",
        (Step::Sender, _) => "the server refused the sender's address",
        (Step::Recipient, _) => "the server refused the recipient",
        (Step::Message, _) => "the server refused the message",
    };
    let reason = format!("smtp: {what} ({status})");
    // These concern this message or its recipient. Other refusals, such as a wrong password or a blocked sender,
    // end when an operator fixes them.
    let is_permanent = matches!(step, Step::Recipient | Step::Message)
        && matches!(status, "550" | "551" | "552" | "553" | "554" | "555");
    if is_permanent { TransportError::Permanent(reason) } else { TransportError::Temporary(reason) }
}
