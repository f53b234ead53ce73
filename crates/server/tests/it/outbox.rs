//! Letters: sent once, kept through failures, never after their expiry, gone when done.

use habitro_server::platform::db::{DbError, Key};
use habitro_server::platform::outbox::{
    Block, Delivered, EmailContent, Outbox, OutboxCounts, OutboxMessage, TransportError,
};
use habitro_testkit::{TestWorld, both_databases};
use jiff::SignedDuration;

const ANNA: &str = "anna.canary@example.org";
const CODE: &str = "314159";

fn letter() -> OutboxMessage {
    let blocks = vec![Block::Paragraph("Your code:".into()), Block::Code(CODE.into())];
    EmailContent { subject: "Your code".into(), blocks }.mail(ANNA)
}

async fn write(world: &TestWorld, valid_for: Option<SignedDuration>) {
    let secrets = world.secrets.clone();
    world
        .db
        .write(Key::of("test"), move |tx| {
            let expires_at = valid_for.map(|span| tx.now().checked_add(span).unwrap());
            tx.outbox().enqueue(&secrets, &letter(), expires_at)
        })
        .await
        .unwrap();
}

async fn counts(world: &TestWorld) -> OutboxCounts {
    world.db.read(|tx| tx.outbox().counts()).await.unwrap()
}

fn holds(dump: &[u8], needle: &str) -> bool {
    dump.windows(needle.len()).any(|window| window == needle.as_bytes())
}

both_databases! {
    async fn a_letter_is_sent_once_and_its_row_goes(world) {
        write(&world, None).await;
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 1, dead: 0 });
        assert_eq!(world.deliver().await, [Delivered::Sent]);
        assert_eq!(world.deliver().await, []);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 0 });
        assert_eq!(world.mail.messages(), [letter()]);
        assert_eq!(world.mail.latest_code(ANNA).as_deref(), Some(CODE));
    }

    async fn a_unit_that_is_undone_sends_nothing(world) {
        let secrets = world.secrets.clone();
        let undone: Result<(), DbError> = world.db.write(Key::of("test"), move |tx| {
            tx.outbox().enqueue(&secrets, &letter(), None)?;
            Err(DbError::NoRow)
        }).await;
        assert_eq!(undone, Err(DbError::NoRow));
        assert_eq!(world.deliver().await, []);
    }

    async fn the_database_shows_neither_address_nor_code(world) {
        write(&world, None).await;
        let dump = world.database.dump();
        assert!(!holds(&dump, ANNA) && !holds(&dump, CODE));
    }

    async fn a_failed_letter_comes_back_later_and_later(world) {
        write(&world, None).await;
        world.mail.refuse([TransportError::Temporary("busy".into()), TransportError::Temporary("busy".into())]);
        assert_eq!(world.deliver().await, [Delivered::Retry]);
        assert_eq!(world.deliver().await, [], "not before its pause is over");
        world.clock.advance_seconds(1);
        assert_eq!(world.deliver().await, [Delivered::Retry]);
        world.clock.advance_seconds(2);
        assert_eq!(world.deliver().await, [Delivered::Sent]);
    }

    async fn after_twelve_tries_a_letter_is_dead_and_erased(world) {
        write(&world, None).await;
        world.mail.refuse(vec![TransportError::Temporary("smtp: 451".into()); 20]);
        for _ in 0..11 {
            assert_eq!(world.deliver().await, [Delivered::Retry]);
            world.clock.advance_minutes(15);
        }
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
        world.clock.advance_hours(24);
        assert_eq!(world.deliver().await, []);
        let forgotten = world.db.write(Key::of("test"), |tx| { let now = tx.now(); tx.outbox().delete_dead(now) }).await;
        assert_eq!(forgotten, Ok(1));
    }

    async fn a_refusal_for_good_is_not_tried_again(world) {
        write(&world, None).await;
        world.mail.refuse([TransportError::Permanent("smtp: 550".into())]);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(counts(&world).await, OutboxCounts { waiting: 0, dead: 1 });
    }

    async fn an_expired_letter_is_never_sent(world) {
        write(&world, Some(SignedDuration::from_mins(15))).await;
        world.clock.advance_minutes(15);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
        assert_eq!(world.mail.messages(), []);
    }

    async fn a_letter_that_would_come_back_after_its_expiry_is_given_up_at_once(world) {
        write(&world, Some(SignedDuration::from_millis(400))).await;
        world.mail.refuse([TransportError::Temporary("busy".into())]);
        assert_eq!(world.deliver().await, [Delivered::Dead]);
    }

    async fn another_key_can_not_read_what_waits(world) {
        write(&world, None).await;
        let stranger = Outbox::new(world.db.clone(), habitro_server::platform::secrets::Secrets::fixed([1; 32]), world.transports());
        assert_eq!(stranger.deliver_due().await.unwrap(), [Delivered::Dead]);
        assert_eq!(world.mail.messages(), []);
    }
}
