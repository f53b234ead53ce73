//! The outbox sends each message once, retries failures, never sends after expiry, and deletes sent messages.

use std::sync::Arc;

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{DbError, Key};
use habitro_server::platform::outbox::{
    Block, Delivered, Delivery, EmailContent, Envelope, Outbox, OutboxCounts, OutboxMessage, Transport, TransportError,
    Transports,
};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestWorld, both_databases};
use jiff::SignedDuration;
use tokio::sync::Notify;

const ANNA: &str = "anna.canary@example.org";
const CODE: &str = "314159";

fn message() -> OutboxMessage {
    let blocks = vec![Block::Paragraph("Your code:".into()), Block::Code(CODE.into())];
    EmailContent { subject: "Your code".into(), blocks }.mail(ANNA)
}

async fn enqueue(world: &TestWorld, valid_for: Option<SignedDuration>) {
    let secrets = world.secrets.clone();
    world
        .db
        .write(Key::of("test"), move |tx| {
            let expires_at = valid_for.map(|span| tx.now().checked_add(span).unwrap());
            tx.outbox().enqueue(&secrets, &message(), expires_at)
        })
        .await
        .unwrap();
}

async fn counts(world: &TestWorld) -> OutboxCounts {
    world.db.read(|tx| tx.outbox().counts()).await.unwrap()
}

fn contains(dump: &[u8], needle: &str) -> bool {
    dump.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Delivers when its gate is opened, with this result.
#[derive(Clone)]
struct GatedTransport {
    started: Arc<Notify>,
    gate: Arc<Notify>,
    result: Result<(), TransportError>,
}

impl Transport for GatedTransport {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        self.started.notify_one();
        Box::pin(async {
            self.gate.notified().await;
            self.result.clone()
        })
    }
}

both_databases! {
    async fn message_is_sent_once_and_deleted(world) {
        enqueue(&world, None).await;
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 1, dead: 0 });
        assert_eq!(world.deliver().await, [Delivered::Sent]);
        assert_eq!(world.deliver().await, []);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 0 });
        assert_eq!(world.mail.messages(), [message()]);
        assert_eq!(world.mail.latest_code(ANNA).as_deref(), Some(CODE));
    }

    async fn rolled_back_transaction_sends_nothing(world) {
        let secrets = world.secrets.clone();
        let rolled_back: Result<(), DbError> = world.db.write(Key::of("test"), move |tx| {
            tx.outbox().enqueue(&secrets, &message(), None)?;
            Err(DbError::NoRow)
        }).await;
        assert_eq!(rolled_back, Err(DbError::NoRow));
        assert_eq!(world.deliver().await, []);
    }

    async fn database_contains_neither_address_nor_code(world) {
        enqueue(&world, None).await;
        let dump = world.database.dump();
        assert!(!contains(&dump, ANNA) && !contains(&dump, CODE));
    }

    async fn failed_message_is_retried_with_growing_pauses(world) {
        enqueue(&world, None).await;
        world.mail.refuse([TransportError::Temporary("busy".into()), TransportError::Temporary("busy".into())]);
        assert_eq!(world.deliver().await, [Delivered::Retry]);
        assert_eq!(world.deliver().await, [], "not before its pause ends");
        world.clock.advance_seconds(1);
        assert_eq!(world.deliver().await, [Delivered::Retry]);
        world.clock.advance_seconds(2);
        assert_eq!(world.deliver().await, [Delivered::Sent]);
    }

    async fn message_is_dead_after_twelve_attempts_and_deleted_later(world) {
        enqueue(&world, None).await;
        world.mail.refuse(vec![TransportError::Temporary("smtp: 451".into()); 20]);
        for _ in 0..11 {
            assert_eq!(world.deliver().await, [Delivered::Retry]);
            world.clock.advance_minutes(15);
        }
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
        world.clock.advance_hours(24);
        assert_eq!(world.deliver().await, []);
        let deleted = world.db.write(Key::of("test"), |tx| { let now = tx.now(); tx.outbox().delete_dead(now, 10) }).await;
        assert_eq!(deleted, Ok(1));
    }

    async fn permanent_failure_is_not_retried(world) {
        enqueue(&world, None).await;
        world.mail.refuse([TransportError::Permanent("smtp: 550".into())]);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
    }

    async fn expired_message_is_never_sent(world) {
        enqueue(&world, Some(SignedDuration::from_mins(15))).await;
        world.clock.advance_minutes(15);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(world.mail.messages(), []);
    }

    async fn message_expiring_before_its_retry_is_dead(world) {
        enqueue(&world, Some(SignedDuration::from_millis(400))).await;
        world.mail.refuse([TransportError::Temporary("busy".into())]);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
    }

    async fn several_processes_send_each_message_once(world) {
        for _ in 0..200 {
            enqueue(&world, None).await;
        }
        let node = |seed| {
            let db = world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(seed), Bus::in_process());
            (Outbox::new(db.clone(), world.secrets.clone(), world.transports()), db)
        };
        let (one, two) = (node(11), node(12));
        let (by_one, by_two) = tokio::join!(one.0.deliver_due(), two.0.deliver_due());
        assert_eq!(by_one.unwrap().len() + by_two.unwrap().len(), 200);
        assert_eq!(world.mail.messages().len(), 200);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 0 });
        assert_eq!(one.1.meter().conflicts() + two.1.meter().conflicts(), 0, "nothing was aborted");
    }

    async fn late_result_of_a_lost_lease_changes_nothing(world) {
        let late = |result| {
            let transport = GatedTransport { started: Arc::default(), gate: Arc::default(), result };
            let mail: Arc<dyn Transport> = Arc::new(transport.clone());
            let outbox = Outbox::new(world.db.clone(), world.secrets.clone(), Transports { mail, ..world.transports() });
            (transport, outbox)
        };
        for result in [Ok(()), Err(TransportError::Temporary("busy".into())), Err(TransportError::Permanent("no".into()))] {
            enqueue(&world, None).await;
            let (slow, outbox) = late(result);
            let slow_delivery = tokio::spawn(async move { outbox.deliver_due().await });
            slow.started.notified().await;
            world.clock.advance_seconds(6);
            // Its successor sends the message, too, and is still at it.
            let (other, outbox) = late(Ok(()));
            let other_delivery = tokio::spawn(async move { outbox.deliver_due().await });
            other.started.notified().await;
            slow.gate.notify_one();
            slow_delivery.await.unwrap().unwrap();
            assert_eq!(counts(&world).await, OutboxCounts { waiting: 1, dead: 0 });
            assert_eq!(world.deliver().await, [], "the successor has the lease");
            other.gate.notify_one();
            assert_eq!(other_delivery.await.unwrap().unwrap(), [Delivered::Sent]);
            assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 0 });
        }
    }

    async fn waiting_messages_need_the_secret_key(world) {
        enqueue(&world, None).await;
        let stranger = Outbox::new(world.db.clone(), habitro_server::platform::secrets::Secrets::fixed([1; 32]), world.transports());
        assert_eq!(stranger.deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(world.mail.messages(), []);
    }
}
