//! The change log: a reader that follows it misses nothing, whatever the order of commits.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use habitro_server::platform::bus::Bus;
use habitro_server::platform::change_log::Cursor;
use habitro_server::platform::db::{Db, DbError, Dialect, Key, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{FixedClock, TestWorld, both_databases};
use uuid::Uuid;

const WRITERS: u32 = 16;
const CHANGES: u32 = 60;

/// The user of a writer's n-th change.
fn user(writer: u32, n: u32) -> Uuid {
    Uuid::from_u128(u128::from(writer) << 32 | u128::from(n) | 1 << 127)
}

/// Another process over the same database.
fn another(world: &TestWorld) -> Db {
    world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(9), Bus::in_process())
}

async fn write(db: Db, writer: u32) {
    for n in 0..CHANGES {
        let work = move |tx: &mut Tx<'_>| {
            tx.change_log().record(user(writer, n), None)?;
            if tx.dialect() == Dialect::Postgres && n % 5 == writer % 5 {
                // It has its position and commits after others that began later.
                tx.query("SELECT CAST(pg_sleep(0.01) AS TEXT)", &[], |_| Ok(()))?;
            }
            if n % 7 == 3 { Err(DbError::NoRow) } else { Ok(()) }
        };
        let _: Result<(), DbError> = db.write(Key::of(&format!("{writer}")), work).await;
    }
}

/// Follows the log until `done` and one more poll; how often each user was reported.
async fn follow(db: Db, mut cursor: Cursor, done: Arc<AtomicBool>, clock: FixedClock) -> HashMap<Uuid, u32> {
    let mut seen: HashMap<Uuid, u32> = HashMap::new();
    loop {
        let is_last = done.load(Ordering::SeqCst);
        let json = cursor.to_json();
        let page = db.read(move |tx| tx.change_log().since(&json)).await.unwrap();
        for change in cursor.advance(&page, clock.now()).expect("nothing is removed") {
            *seen.entry(change.user).or_default() += 1;
        }
        if is_last {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

both_databases! {
    async fn a_reader_sees_every_committed_change_once(world) {
        // Changes before the reader starts.
        world.db.write(Uuid::nil(), |tx| tx.change_log().record(user(99, 0), None)).await.unwrap();
        let cursor = world.db.read(|tx| tx.change_log().end()).await.unwrap();
        let done = Arc::new(AtomicBool::new(false));
        let reader = tokio::spawn(follow(another(&world), cursor, Arc::clone(&done), world.clock.clone()));
        // SQLite has one writing process; the command line may be another for a moment.
        let other = another(&world);
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let db = if writer % 4 == 0 { other.clone() } else { world.db.clone() };
            writers.push(tokio::spawn(write(db, writer)));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        done.store(true, Ordering::SeqCst);
        let seen = reader.await.unwrap();
        let committed = (0..WRITERS).flat_map(|writer| (0..CHANGES).filter(|n| n % 7 != 3).map(move |n| user(writer, n)));
        let expected: HashMap<Uuid, u32> = committed.map(|user| (user, 1)).collect();
        assert_eq!(seen.len(), expected.len());
        assert_eq!(seen, expected);
    }

    async fn pruning_removes_what_is_older_than_an_hour(world) {
        let record = |n| world.db.write(Uuid::nil(), move |tx| tx.change_log().record(user(1, n), None));
        let shards = || world.db.read(|tx| tx.change_log().shards());
        record(0).await.unwrap();
        record(1).await.unwrap();
        world.clock.advance_minutes(59);
        record(2).await.unwrap();
        world.clock.advance_minutes(2);
        let mut pruned = 0;
        for shard in shards().await.unwrap() {
            pruned += world.db.write(Uuid::nil(), move |tx| tx.change_log().prune(shard, 100)).await.unwrap();
        }
        assert_eq!(pruned, 2);
        assert!(!shards().await.unwrap().is_empty());
        // A reader that knew only the pruned rows follows the rest.
        let page = world.db.read(|tx| tx.change_log().since("{}")).await.unwrap();
        assert_eq!(Cursor::default().advance(&page, world.clock.now()).unwrap().len(), 1);
    }
}
