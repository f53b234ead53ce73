//! The outbox against an SMTP server that misbehaves.

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

/// What the server does with the next connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// Takes the mail.
    Good,
    /// Accepts the connection and says nothing.
    Hang,
    /// Answers RCPT with this.
    Refuse(&'static str),
    /// Closes in the middle of the mail.
    Drop,
}

#[derive(Clone)]
struct FakeSmtp {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl FakeSmtp {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(mood)),
            taken: Arc::default(),
        };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = own.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    async fn talk(self, stream: TcpStream) -> Option<()> {
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::Hang {
            // Until the client gives up and closes.
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
                    self.taken.lock().unwrap().push(mail.take().unwrap_or_default());
                    write.write_all(b"250 taken\r\n").await.ok()?;
                } else {
                    text.push_str(&line);
                    text.push('\n');
                }
                continue;
            }
            let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "EHLO" => b"250 fake\r\n",
                "RCPT" => match mood {
                    Mood::Refuse(answer) => answer.as_bytes(),
                    _ => b"250 ok\r\n",
                },
                "DATA" if mood == Mood::Drop => return None,
                "DATA" => {
                    mail = Some(String::new());
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            write.write_all(answer).await.ok()?;
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
            let letter = EmailContent { subject: "Your code".into(), blocks }.mail(ANNA);
            tx.outbox().enqueue(&secrets, &letter, None)
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

/// A transport that keeps every letter until it is let go, as a process would that dies meanwhile.
#[derive(Clone, Default)]
struct Stuck(Arc<Notify>);

impl Transport for Stuck {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        let reached = Arc::clone(&self.0);
        Box::pin(async move {
            reached.notify_one();
            std::future::pending().await
        })
    }
}

fn ended(signal: oneshot::Receiver<()>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {
        let _ = signal.await;
    })
}

both_databases! {
    async fn a_good_server_gets_the_mail(world) {
        let server = FakeSmtp::start(Mood::Good).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Sent]);
        let taken = server.taken.lock().unwrap().clone();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].contains("To: anna@example.org") && taken[0].contains("    012345"), "{}", taken[0]);
    }

    async fn a_server_that_hangs_refuses_for_now_or_drops_is_tried_again(world) {
        let server = FakeSmtp::start(Mood::Hang).await;
        let outbox = server.outbox(&world);
        enqueue(&world).await;
        for (mood, reason) in [
            (Mood::Hang, "smtp: no answer in time"),
            (Mood::Refuse("451 anna@example.org try later\r\n"), "smtp: 451"),
            (Mood::Refuse("535 bad credentials\r\n"), "smtp: 535"),
            (Mood::Drop, "smtp: can't connect, or the connection broke"),
        ] {
            server.set(mood);
            assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Retry], "{reason}");
            let noted = last_error(&world).await.unwrap();
            assert!(noted == reason || (mood == Mood::Drop && noted.starts_with("smtp: ")), "{noted}");
            world.clock.advance_minutes(15);
        }
        server.set(Mood::Good);
        assert_eq!(outbox.deliver_due().await.unwrap(), [Delivered::Sent]);
    }

    async fn a_server_that_refuses_for_good_is_believed_and_its_words_are_not_kept(world) {
        let server = FakeSmtp::start(Mood::Refuse("550 anna@example.org is unknown\r\n")).await;
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(last_error(&world).await.as_deref(), Some("smtp: 550"));
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
    }

    async fn nobody_there_is_tried_again(world) {
        let server = FakeSmtp { port: 1, mood: Arc::new(Mutex::new(Mood::Good)), taken: Arc::default() };
        enqueue(&world).await;
        assert_eq!(server.outbox(&world).deliver_due().await.unwrap(), [Delivered::Retry]);
    }

    async fn a_sender_that_dies_is_followed_by_another_after_its_lease(world) {
        let stuck = Stuck::default();
        let transports = Transports { mail: Arc::new(stuck.clone()), push: Arc::new(stuck.clone()), sms: Arc::new(stuck.clone()) };
        let dying = Outbox::new(world.db.clone(), world.secrets.clone(), transports);
        enqueue(&world).await;
        let killed = tokio::spawn(async move { dying.deliver_due().await });
        stuck.0.notified().await;
        killed.abort();
        assert_eq!(world.deliver().await, [], "leased");
        world.clock.advance_seconds(59);
        assert_eq!(world.deliver().await, []);
        world.clock.advance_seconds(1);
        assert_eq!(world.deliver().await, [Delivered::Sent]);
    }

    async fn the_loop_sends_when_it_is_told_and_ends_when_it_is_told(world) {
        let server = FakeSmtp::start(Mood::Good).await;
        let (stop, signal) = oneshot::channel();
        let running = tokio::spawn(server.outbox(&world).run(ended(signal)));
        for _ in 0..20 {
            enqueue(&world).await;
        }
        let all = async {
            while counts(&world).await.waiting > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
        assert_eq!(server.taken.lock().unwrap().len(), 20);
        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
    }
}
