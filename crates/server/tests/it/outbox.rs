//! The outbox sends each message once, retries failures, never sends after expiry, and deletes sent messages.

use habitro_server::platform::db::{DbError, Key};
use habitro_server::platform::outbox::{
    Block, Delivered, EmailContent, Outbox, OutboxCounts, OutboxMessage, TransportError,
};
use habitro_testkit::{TestWorld, both_databases};
use jiff::SignedDuration;

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
        let deleted = world.db.write(Key::of("test"), |tx| { let now = tx.now(); tx.outbox().delete_dead(now) }).await;
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

    async fn waiting_messages_need_the_secret_key(world) {
        enqueue(&world, None).await;
        let stranger = Outbox::new(world.db.clone(), habitro_server::platform::secrets::Secrets::fixed([1; 32]), world.transports());
        assert_eq!(stranger.deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(world.mail.messages(), []);
    }
}
