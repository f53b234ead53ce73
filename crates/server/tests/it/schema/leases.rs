//! Leases: one holder at a time, and nobody is held up by one that died.

use habitro_server::platform::db::{DbError, Key};
use habitro_server::platform::lease::new_holder;
use habitro_testkit::both_databases;
use jiff::SignedDuration;

both_databases! {
    async fn a_lease_has_one_holder_until_it_is_released_or_expires(world) {
        let (one, other) = (new_holder(), new_holder());
        let minute = SignedDuration::from_mins(1);
        let take = |holder| world.db.write(Key::of("lease"), move |tx| tx.leases().take("work", holder, minute));
        let is_held = |holder| world.db.read(move |tx| tx.leases().is_held_by_another("work", holder));
        assert!(take(one).await.unwrap());
        assert!(take(one).await.unwrap(), "its holder renews it");
        assert!(!take(other).await.unwrap());
        assert!(is_held(other).await.unwrap() && !is_held(one).await.unwrap());
        // A release by somebody else does nothing.
        let release = |holder| world.db.write(Key::of("lease"), move |tx| tx.leases().release("work", holder));
        release(other).await.unwrap();
        assert!(!take(other).await.unwrap());
        release(one).await.unwrap();
        assert!(take(other).await.unwrap());
        // Its holder dies.
        world.clock.advance_seconds(61);
        assert!(!is_held(one).await.unwrap());
        assert!(take(one).await.unwrap(), "an expired lease is taken over");
        assert!(!take(other).await.unwrap());
    }

    async fn of_many_that_want_a_lease_at_once_one_gets_it(world) {
        let mut tasks = Vec::new();
        for n in 0..8 {
            let db = world.db.clone();
            let work = |holder| async move {
                // Keys of their own, as if each were another process.
                db.write(Key::of(&format!("lease {n}")), move |tx| {
                    tx.leases().take("work", holder, SignedDuration::from_mins(1))
                })
                .await
            };
            tasks.push(tokio::spawn(work(new_holder())));
        }
        let mut holders = 0;
        for task in tasks {
            let taken: Result<bool, DbError> = task.await.unwrap();
            holders += u32::from(taken.unwrap());
        }
        assert_eq!(holders, 1);
    }
}
