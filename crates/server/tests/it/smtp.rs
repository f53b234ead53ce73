//! The outbox with an SMTP server that misbehaves.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use habitro_server::platform::config::{Relay, SmtpSecurity};
use habitro_server::platform::db::Key;
use habitro_server::platform::outbox::mail::Smtp;
use habitro_server::platform::outbox::{
    Block, Delivered, Delivery, EmailContent, Envelope, Outbox, OutboxCounts, Transport, TransportError, Transports,
};
use habitro_testkit::{TestMailbox, TestWorld, both_databases};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio_rustls::TlsAcceptor;

const ANNA: &str = "anna@example.org";

/// How the fake server handles connections.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behavior {
    /// Accepts mails.
    Accept,
    /// Accepts the connection and sends nothing.
    Hang,
    /// Sends this response to RCPT.
    Refuse(&'static str),
    /// Sends this response to a command.
    RefuseCommand(&'static str, &'static str),
    /// Closes the connection before the mail.
    Disconnect,
    /// Closes each connection at once.
    DisconnectAtOnce,
    /// Does not speak SMTP.
    Nonsense,
    /// Accepts mails and does not respond to QUIT.
    IgnoreQuit,
    /// Offers STARTTLS with a self-signed certificate.
    OfferStartTls,
    /// Offers a login without STARTTLS.
    OfferLogin,
}

#[derive(Clone)]
struct FakeSmtp {
    port: u16,
    behavior: Arc<Mutex<Behavior>>,
    received: Arc<Mutex<Vec<String>>>,
    commands: Arc<Mutex<Vec<String>>>,
}

impl FakeSmtp {
    async fn start(behavior: Behavior) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            behavior: Arc::new(Mutex::new(behavior)),
            received: Arc::default(),
            commands: Arc::default(),
        };
        let shared = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = shared.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    fn set(&self, behavior: Behavior) {
        *self.behavior.lock().unwrap() = behavior;
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let behavior = *self.behavior.lock().unwrap();
        if behavior == Behavior::Hang {
            // Read until the client times out and closes the connection.
            let mut lines = BufReader::new(stream).lines();
            while lines.next_line().await.ok()?.is_some() {}
            return None;
        }
        if behavior == Behavior::DisconnectAtOnce {
            return None;
        }
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let greeting: &[u8] = if behavior == Behavior::Nonsense { b"HTTP/1.1 400 what\r\n" } else { b"220 fake\r\n" };
        write.write_all(greeting).await.ok()?;
        let mut mail: Option<String> = None;
        while let Some(line) = lines.next_line().await.ok()? {
            if let Some(text) = &mut mail {
                if line == "." {
                    self.received.lock().unwrap().push(mail.take().unwrap_or_default());
                    write.write_all(b"250 accepted\r\n").await.ok()?;
                } else {
                    text.push_str(&line);
                    text.push('\n');
                }
                continue;
            }
            self.commands.lock().unwrap().push(line.clone());
            let response: &[u8] = match line.split(' ').next().unwrap_or_default() {
                command if matches!(behavior, Behavior::RefuseCommand(refused, _) if refused == command) => {
                    match behavior {
                        Behavior::RefuseCommand(_, response) => response.as_bytes(),
                        _ => b"",
                    }
                }
                "EHLO" if behavior == Behavior::OfferStartTls => b"250-fake\r\n250 STARTTLS\r\n",
                "EHLO" if matches!(behavior, Behavior::OfferLogin | Behavior::RefuseCommand(..)) => {
                    b"250-fake\r\n250 AUTH PLAIN LOGIN\r\n"
                }
                "STARTTLS" => {
                    write.write_all(b"220 go on\r\n").await.ok()?;
                    let stream = lines.into_inner().into_inner().reunite(write).ok()?;
                    // The client refuses the certificate.
                    let _ = TlsAcceptor::from(self_signed()).accept(stream).await;
                    return None;
                }
                "AUTH" => b"235 welcome\r\n",
                "RCPT" => match behavior {
                    Behavior::Refuse(response) => response.as_bytes(),
                    _ => b"250 ok\r\n",
                },
                "DATA" if behavior == Behavior::Disconnect => return None,
                "DATA" => {
                    mail = Some(String::new());
                    b"354 go on\r\n"
                }
                "QUIT" if behavior == Behavior::IgnoreQuit => continue,
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            write.write_all(response).await.ok()?;
        }
        Some(())
    }

    fn relay(&self, security: SmtpSecurity, log_in: bool) -> Relay {
        let credentials = log_in.then(|| ("anna".to_owned(), "hunter2".to_owned()));
        Relay { security, host: "127.0.0.1".into(), port: self.port, credentials }
    }

    fn outbox(&self, world: &TestWorld) -> Outbox {
        let mail = smtp(&self.relay(SmtpSecurity::Plain, false));
        Outbox::new(
            world.db.clone(),
            world.secrets.clone(),
            Transports {
                mail: Arc::new(mail),
                push: TestMailbox::default().transport(),
                sms: TestMailbox::default().transport(),
            },
        )
    }
}

fn smtp(relay: &Relay) -> Smtp {
    Smtp::new(relay, "habitro@example.org".parse().unwrap(), Duration::from_millis(500)).unwrap()
}

/// A TLS server whose certificate nobody trusts. It is valid for 100 years.
fn self_signed() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("certificates/self-signed.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("certificates/self-signed.key")).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Arc::new(builder.with_single_cert(vec![certificate], key).unwrap())
}

#[tokio::test]
async fn each_failure_has_a_reason_of_its_own() {
    use Behavior::{Accept, DisconnectAtOnce, Hang, Nonsense, OfferLogin, OfferStartTls, RefuseCommand};
    use SmtpSecurity::{Plain, StartTls, StartTlsIfOffered, Tls};
    for (behavior, security, log_in, reason) in [
        (Hang, Plain, false, "the server did not respond in time"),
        (DisconnectAtOnce, Plain, false, "the server closed the connection"),
        (Nonsense, Plain, false, "the server closed the connection or does not speak SMTP"),
        (Accept, Tls, false, "the server does not speak TLS from the start"),
        (OfferStartTls, StartTls, false, "the server's certificate is not signed by a trusted authority"),
        (OfferStartTls, StartTlsIfOffered, false, "the server's certificate is not signed by a trusted authority"),
        (OfferLogin, StartTls, true, "the server does not offer STARTTLS"),
        (Accept, Plain, true, "the server offers no login with a password"),
        (
            RefuseCommand("AUTH", "535 hunter2 is wrong\r\n"),
            Plain,
            true,
            "the server refused the user name or the password (535)",
        ),
        (RefuseCommand("AUTH", "454 try later\r\n"), Plain, true, "the server refused the login (454)"),
        (RefuseCommand("MAIL", "530 log in first\r\n"), Plain, false, "the server requires a login (530)"),
        (
            RefuseCommand("MAIL", "553 habitro@example.org?\r\n"),
            Plain,
            true,
            "the server refused the sender's address (553)",
        ),
        (RefuseCommand("EHLO", "554 go away 127.0.0.1\r\n"), Plain, false, "the server refused this client (554)"),
    ] {
        let server = FakeSmtp::start(behavior).await;
        let error = smtp(&server.relay(security, log_in)).check().await.unwrap_err();
        let said = error.to_string();
        assert!(said.strip_prefix("smtp: ").is_some_and(|said| said.starts_with(reason)), "{said}, wanted: {reason}");
        assert!(matches!(error, TransportError::Temporary(_)), "an operator can change it: {said}");
        for secret in ["hunter2", "example.org", "127.0.0.1"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
    for (behavior, log_in) in [(Accept, false), (OfferLogin, true)] {
        let server = FakeSmtp::start(behavior).await;
        smtp(&server.relay(Plain, log_in)).check().await.unwrap();
        assert!(server.received.lock().unwrap().is_empty(), "nothing is sent");
    }
    let closed = Relay { security: Plain, host: "127.0.0.1".into(), port: 1, credentials: None };
    let unknown = Relay { host: "mail.invalid".into(), ..closed.clone() };
    for (relay, reason) in
        [(closed, "the server refused the connection"), (unknown, "the server's name can't be found")]
    {
        let said = smtp(&relay).check().await.unwrap_err().to_string();
        assert!(said.contains(reason), "{said}");
    }
}

#[tokio::test]
async fn password_is_not_sent_without_the_required_starttls() {
    let server = FakeSmtp::start(Behavior::OfferLogin).await;
    smtp(&server.relay(SmtpSecurity::StartTls, true)).check().await.unwrap_err();
    assert!(!server.commands.lock().unwrap().iter().any(|command| command.starts_with("AUTH")));
    assert!(server.commands.lock().unwrap().iter().any(|command| command.starts_with("EHLO")));
}

async fn enqueue(world: &TestWorld) {
    enqueue_to(world, ANNA).await;
}

async fn enqueue_to(world: &TestWorld, to: &'static str) {
    let secrets = world.secrets.clone();
    world
        .db
        .write(Key::of("test"), move |tx| {
            let blocks = vec![Block::Code("012345".into())];
            let message = EmailContent { subject: "Your code".into(), blocks }.mail(to);
            tx.outbox().enqueue(&secrets, &message, None)
        })
        .await
        .unwrap();
}

async fn counts(world: &TestWorld) -> OutboxCounts {
    world.db.read(|tx| tx.outbox().counts()).await.unwrap()
}

async fn last_error(world: &TestWorld) -> Option<String> {
    let read = world.db.read(|tx| tx.one("SELECT last_error FROM outbox", &[], |row| row.get(0)));
    read.await.unwrap_or_else(|error: habitro_server::platform::db::DbError| panic!("{error}"))
}

/// A transport that never finishes, like a process killed while sending.
#[derive(Clone, Default)]
struct HangingTransport(Arc<Notify>);

impl Transport for HangingTransport {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        let reached = Arc::clone(&self.0);
        Box::pin(async move {
            reached.notify_one();
            std::future::pending().await
        })
    }
}

fn wait_for(signal: oneshot::Receiver<()>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {
        let _ = signal.await;
    })
}

both_databases! {
    async fn server_receives_the_mail(world) {
        let server = FakeSmtp::start(Behavior::Accept).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Sent]);
        let received = server.received.lock().unwrap().clone();
        assert_eq!(received.len(), 1);
        assert!(received[0].contains("To: anna@example.org") && received[0].contains("    012345"), "{}", received[0]);
    }

    async fn mail_is_sent_once_to_a_server_that_ignores_quit(world) {
        let server = FakeSmtp::start(Behavior::IgnoreQuit).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Sent]);
        assert_eq!(server.received.lock().unwrap().len(), 1);
    }

    async fn international_addresses_are_delivered_or_given_up_with_a_reason(world) {
        let server = FakeSmtp::start(Behavior::Accept).await;
        let outbox = server.outbox(&world);
        enqueue_to(&world, "anna@bücher.example").await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
        let received = server.received.lock().unwrap().clone();
        assert!(received[0].contains("To: anna@xn--bcher-kva.example\n"), "{}", received[0]);
        // The server offers no SMTPUTF8, so trying again is of no use.
        enqueue_to(&world, "jörg@bücher.example").await;
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Dead]);
        let reason = last_error(&world).await.unwrap();
        assert_eq!(reason, "smtp: the server accepts only ASCII addresses");
    }

    async fn temporary_failures_are_retried(world) {
        let server = FakeSmtp::start(Behavior::Hang).await;
        let outbox = server.outbox(&world);
        enqueue(&world).await;
        for (behavior, reason) in [
            (Behavior::Hang, "smtp: the server did not respond in time"),
            (Behavior::Refuse("451 anna@example.org try later\r\n"), "smtp: the server refused the recipient (451)"),
            (Behavior::RefuseCommand("MAIL", "550 who?\r\n"), "smtp: the server refused the sender's address (550)"),
            (Behavior::RefuseCommand("DATA", "452 full\r\n"), "smtp: the server refused the message (452)"),
            (Behavior::Disconnect, "smtp: the server closed the connection or does not speak SMTP"),
        ] {
            server.set(behavior);
            assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry], "{reason}");
            assert_eq!(last_error(&world).await.unwrap(), reason);
            world.clock.advance_minutes(15);
        }
        server.set(Behavior::Accept);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
    }

    async fn permanent_refusal_is_final_and_its_text_is_not_stored(world) {
        let server = FakeSmtp::start(Behavior::Refuse("550 anna@example.org is unknown\r\n")).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(last_error(&world).await.as_deref(), Some("smtp: the server refused the recipient (550)"));
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
    }

    async fn unreachable_server_is_retried(world) {
        let server = FakeSmtp {
            port: 1,
            behavior: Arc::new(Mutex::new(Behavior::Accept)),
            received: Arc::default(),
            commands: Arc::default(),
        };
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Retry]);
    }

    async fn message_of_a_killed_sender_is_sent_after_its_lease(world) {
        let hanging = HangingTransport::default();
        let transports = Transports { mail: Arc::new(hanging.clone()), push: Arc::new(hanging.clone()), sms: Arc::new(hanging.clone()) };
        let killed = Outbox::new(world.db.clone(), world.secrets.clone(), transports);
        enqueue(&world).await;
        let sending = tokio::spawn(async move { killed.deliver_due().await });
        hanging.0.notified().await;
        sending.abort();
        assert_eq!(world.deliver().await, [], "leased");
        world.clock.advance_seconds(5);
        assert_eq!(world.deliver().await, []);
        world.clock.advance_seconds(1);
        assert_eq!(world.deliver().await, [Delivered::Sent]);
    }

    async fn outbox_loop_sends_new_messages_and_stops_on_signal(world) {
        let server = FakeSmtp::start(Behavior::Accept).await;
        let (stop, signal) = oneshot::channel();
        let running = tokio::spawn(server.outbox(&world).run(wait_for(signal)));
        for _ in 0..20 {
            enqueue(&world).await;
        }
        let all = async {
            while counts(&world).await.waiting > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
        assert_eq!(server.received.lock().unwrap().len(), 20);
        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
    }
}
