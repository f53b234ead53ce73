//! Signing up and in by phone number, and the transports of text messages.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use habitro_server::platform::outbox::{
    Envelope, Outbox, OutboxMessage, TextLk, Transport, TransportError, Transports,
};
use habitro_testkit::both_databases;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::fixture::{Fixture, PASSWORD};

const NUMBER: &str = "+94771234567";

both_databases! {
    async fn number_identifies_one_account_in_any_notation(world) {
        let fixture = Fixture::open(world).await;
        let pending = fixture.register("077 123 4567").await.expect(202).json();
        assert_eq!(pending["identifier"], NUMBER);
        let code = fixture.code(NUMBER).await;
        let opened = fixture.verify("0094771234567", &code, pending["flow"].as_str()).await.expect(201).json();
        assert_eq!((&opened["user"]["phone_number"], &opened["user"]["email"]), (&json!(NUMBER), &Value::Null));
        for typed in [NUMBER, "0771234567", "+94 77 123 4567"] {
            fixture.login(typed, PASSWORD).await.expect(200);
        }
        fixture.login("0771234568", PASSWORD).await.expect(401);
        // Signing up again sends a message without a code and keeps the account.
        fixture.register(NUMBER).await.expect(202);
        fixture.world.deliver().await;
        assert!(fixture.world.mail.texts(NUMBER).last().unwrap().contains("already has a Habitro account"));
    }

    async fn stranger_who_registers_a_number_first_gets_no_access(world) {
        let fixture = Fixture::open(world).await;
        let stranger = fixture.register_with(NUMBER, "strangers-word-1").await.expect(202).json();
        fixture.world.deliver().await;
        let owner = fixture.register_with(NUMBER, PASSWORD).await.expect(202).json();
        let code = fixture.code(NUMBER).await;
        if fixture.verify(NUMBER, &code, stranger["flow"].as_str()).await.status == 201 {
            panic!("the owner's code opened the stranger's sign-up");
        }
        fixture.verify(NUMBER, &code, owner["flow"].as_str()).await.expect(201);
        fixture.login(NUMBER, "strangers-word-1").await.expect(401);
        fixture.login(NUMBER, PASSWORD).await.expect(200);
    }

    async fn new_code_replaces_an_unsent_one(world) {
        let fixture = Fixture::open(world).await;
        let later = || TransportError::Temporary("down".into());
        fixture.world.mail.refuse(std::iter::repeat_with(later).take(1));
        let flow = fixture.register(NUMBER).await.expect(202).json()["flow"].as_str().unwrap().to_owned();
        fixture.world.deliver().await;
        fixture.world.clock.advance_minutes(1);
        fixture.resend(NUMBER, Some(&flow)).await.expect(202);
        let code = fixture.code(NUMBER).await;
        assert_eq!(fixture.world.mail.texts(NUMBER).len(), 1, "one of the two");
        fixture.verify(NUMBER, &code, Some(&flow)).await.expect(201);
    }

    async fn ten_minute_outage_loses_no_code_and_sends_no_expired_one(world) {
        let provider = Provider::start(Mood::Refuse(503)).await;
        let fixture = Fixture::open(world).await;
        let transport = Arc::new(TextLk::new(&provider.base, "12|key", "Habitro"));
        let world = &fixture.world;
        let outbox = Outbox::new(world.db.clone(), world.secrets.clone(), Transports { sms: transport, ..world.transports() });
        let early = fixture.register("+94771234501").await.expect(202).json();
        for second in 0..600 {
            if second == 590 {
                fixture.register("+94771234502").await.expect(202);
            }
            outbox.deliver_due().await.unwrap();
            world.clock.advance_seconds(1);
        }
        assert!(provider.tries() > 20 && provider.taken().is_empty());
        provider.set(Mood::Good);
        for _ in 0..31 {
            outbox.deliver_due().await.unwrap();
            world.clock.advance_seconds(1);
        }
        let taken = provider.taken();
        assert_eq!(taken.len(), 2, "both, soon after it ended");
        let text = taken.iter().find(|m| m["recipient"] == "94771234501").unwrap()["message"].as_str().unwrap();
        let code = habitro_testkit::code_in(text).unwrap();
        fixture.verify("+94771234501", &code, early["flow"].as_str()).await.expect(201);
        // An outage that lasts longer than a code is valid.
        provider.set(Mood::Refuse(500));
        fixture.register("+94771234503").await.expect(202);
        for _ in 0..62 {
            outbox.deliver_due().await.unwrap();
            world.clock.advance_seconds(15);
        }
        provider.set(Mood::Good);
        outbox.deliver_due().await.unwrap();
        assert_eq!(provider.taken().len(), 2);
    }
}

/// How the fake Text.lk responds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Good,
    /// Responds with 200 and this body.
    Say(&'static str),
    /// Responds with this status.
    Refuse(u16),
    /// Accepts the connection and never responds.
    Hang,
    /// Closes the connection in the middle of the response.
    Drop,
}

/// A fake Text.lk server.
#[derive(Clone)]
struct Provider {
    base: String,
    state: Arc<Mutex<(Mood, u32, Vec<Value>)>>,
}

impl Provider {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { base, state: Arc::new(Mutex::new((mood, 0, Vec::new()))) };
        let own = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().answer(stream));
            }
        });
        provider
    }

    fn set(&self, mood: Mood) {
        self.state.lock().unwrap().0 = mood;
    }

    fn tries(&self) -> u32 {
        self.state.lock().unwrap().1
    }

    fn taken(&self) -> Vec<Value> {
        self.state.lock().unwrap().2.clone()
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let body = loop {
            if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                return;
            }
            let text = String::from_utf8_lossy(&request).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            assert!(head.starts_with("POST /api/http/sms/send HTTP/1.1"), "{head}");
            if let Ok(body) = serde_json::from_str::<Value>(body) {
                break body;
            }
        };
        let mood = {
            let mut state = self.state.lock().unwrap();
            state.1 += 1;
            if state.0 == Mood::Good {
                state.2.push(body);
            }
            state.0
        };
        let (status, said) = match mood {
            Mood::Good => (200, r#"{"status":"success","data":{"uid":"1"}}"#),
            Mood::Say(said) => (200, said),
            Mood::Refuse(status) => (status, r#"{"status":"error","message":"+94771234567 is not allowed"}"#),
            Mood::Hang => {
                // Until the client gives up.
                let _ = stream.read_buf(&mut request).await;
                return;
            }
            Mood::Drop => (200, ""),
        };
        let length = if mood == Mood::Drop { 100 } else { said.len() };
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{said}");
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

fn envelope() -> Envelope {
    let letter = OutboxMessage::Sms { to: NUMBER.into(), text: "012345 is your code".into() };
    Envelope { id: Uuid::nil(), now: "2026-03-02T08:00:00Z".parse().unwrap(), message: letter }
}

#[tokio::test]
async fn text_lk_receives_the_request_of_its_api() {
    let provider = Provider::start(Mood::Good).await;
    TextLk::new(&provider.base, "12|key", "Habitro").deliver(envelope()).await.unwrap();
    let wanted = json!({"api_token": "12|key", "sender_id": "Habitro", "recipient": "94771234567", "type": "plain",
        "message": "012345 is your code"});
    assert_eq!(provider.taken(), [wanted]);
}

#[tokio::test]
async fn text_lk_failures_are_retried_without_naming_the_recipient() {
    let provider = Provider::start(Mood::Good).await;
    let transport = TextLk::new(&provider.base, "12|key", "Habitro").with_timeout(Duration::from_millis(300));
    for mood in [
        Mood::Say(r#"{"status":"error","message":"Insufficient balance for 94771234567"}"#),
        Mood::Say("<html>maintenance of 94771234567</html>"),
        Mood::Say(""),
        Mood::Say("[]"),
        Mood::Refuse(301),
        Mood::Refuse(400),
        Mood::Refuse(401),
        Mood::Refuse(403),
        Mood::Refuse(422),
        Mood::Refuse(429),
        Mood::Refuse(500),
        Mood::Refuse(503),
        Mood::Hang,
        Mood::Drop,
    ] {
        provider.set(mood);
        let Err(TransportError::Temporary(reason)) = transport.deliver(envelope()).await else {
            panic!("taken as sent, or given up")
        };
        assert!(reason.starts_with("textlk: ") && !reason.contains("9477") && !reason.contains("key"), "{reason}");
    }
    assert!(provider.taken().is_empty());
    let nobody = TextLk::new("http://127.0.0.1:1", "12|key", "Habitro");
    assert_eq!(nobody.deliver(envelope()).await, Err(TransportError::Temporary("textlk: can't connect".into())));
}
