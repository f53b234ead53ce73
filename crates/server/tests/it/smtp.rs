//! The outbox with an SMTP server that misbehaves.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use habitro_server::platform::db::Key;
use habitro_server::platform::outbox::mail::{Relay, Smtp};
use habitro_server::platform::outbox::{
    Block, Delivered, Delivery, EmailContent, Envelope, Outbox, OutboxCounts, Transport, Transports,
};
use habitro_testkit::{TestMailbox, TestWorld, both_databases};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};

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
    /// Closes the connection before the mail.
    Disconnect,
}

#[derive(Clone)]
struct FakeSmtp {
    port: u16,
    behavior: Arc<Mutex<Behavior>>,
    received: Arc<Mutex<Vec<String>>>,
}

impl FakeSmtp {
    async fn start(behavior: Behavior) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            behavior: Arc::new(Mutex::new(behavior)),
            received: Arc::default(),
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
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 fake\r\n").await.ok()?;
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
            let response: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "EHLO" => b"250 fake\r\n",
                "RCPT" => match behavior {
                    Behavior::Refuse(response) => response.as_bytes(),
                    _ => b"250 ok\r\n",
                },
                "DATA" if behavior == Behavior::Disconnect => return None,
                "DATA" => {
                    mail = Some(String::new());
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            write.write_all(response).await.ok()?;
        }
        Some(())
    }

    fn outbox(&self, world: &TestWorld) -> Outbox {
        let relay = Relay { tls: false, host: "127.0.0.1".into(), port: self.port, credentials: None };
        let mail = Smtp::new(&relay, "habitro@example.org", Duration::from_millis(500)).unwrap();
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

async fn enqueue(world: &TestWorld) {
    let secrets = world.secrets.clone();
    world
        .db
        .write(Key::of("test"), move |tx| {
            let blocks = vec![Block::Code("012345".into())];
            let message = EmailContent { subject: "Your code".into(), blocks }.mail(ANNA);
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

    async fn temporary_failures_are_retried(world) {
        let server = FakeSmtp::start(Behavior::Hang).await;
        let outbox = server.outbox(&world);
        enqueue(&world).await;
        for (behavior, reason) in [
            (Behavior::Hang, "smtp: timed out"),
            (Behavior::Refuse("451 anna@example.org try later\r\n"), "smtp: 451"),
            (Behavior::Refuse("535 bad credentials\r\n"), "smtp: 535"),
            (Behavior::Disconnect, "smtp: can't connect, or the connection broke"),
        ] {
            server.set(behavior);
            assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry], "{reason}");
            let stored = last_error(&world).await.unwrap();
            assert!(stored == reason || (behavior == Behavior::Disconnect && stored.starts_with("smtp: ")), "{stored}");
            world.clock.advance_minutes(15);
        }
        server.set(Behavior::Accept);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
    }

    async fn permanent_refusal_is_final_and_its_text_is_not_stored(world) {
        let server = FakeSmtp::start(Behavior::Refuse("550 anna@example.org is unknown\r\n")).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(last_error(&world).await.as_deref(), Some("smtp: 550"));
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
    }

    async fn unreachable_server_is_retried(world) {
        let server = FakeSmtp { port: 1, behavior: Arc::new(Mutex::new(Behavior::Accept)), received: Arc::default() };
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
        world.clock.advance_seconds(59);
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
