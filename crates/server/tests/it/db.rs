//! The promises of platform/db, on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::time::Duration;

use habitro_server::platform::bus::{Bus, Hint};
use habitro_server::platform::db::{Db, DbError, DbOptions, Dialect, Key, Location, Row, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{FixedClock, TestDatabase, TestWorld, both_databases};
use uuid::Uuid;

const MAKE_SQLITE: &str = "CREATE TABLE probe (id BLOB NOT NULL PRIMARY KEY, n INTEGER NOT NULL, filler BLOB NOT NULL)";
const MAKE_POSTGRES: &str =
    "CREATE TABLE probe (id UUID NOT NULL PRIMARY KEY, n BIGINT NOT NULL, filler BYTEA NOT NULL)";
const INSERT: &str = "INSERT INTO probe (id, n, filler) VALUES ($1, $2, $3)";
const COUNT: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM probe";
const ADD: &str = "UPDATE probe SET n = n + $2 WHERE id = $1";
const GET: &str = "SELECT n FROM probe WHERE id = $1";

fn make(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => MAKE_SQLITE,
        Dialect::Postgres => MAKE_POSTGRES,
    };
    tx.execute(sql, &[])
}

fn insert(tx: &mut Tx<'_>, n: i64, filler: &[u8]) -> Result<Uuid, DbError> {
    let id = tx.new_id();
    tx.execute(INSERT, &[&id, &n, &filler])?;
    Ok(id)
}

async fn count(db: &Db) -> (i64, i64) {
    db.read(|tx| tx.one(COUNT, &[], |row| Ok::<_, DbError>((row.get(0)?, row.get(1)?)))).await.unwrap()
}

async fn prepare(db: &Db) {
    db.write(Key::of("probe"), make).await.unwrap();
}

/// A write of key 0 that runs until it is told to end.
async fn hold(db: &Db) -> (tokio::task::JoinHandle<Result<(), DbError>>, mpsc::Sender<()>) {
    let (started, running) = mpsc::channel();
    let (free, blocked) = mpsc::channel::<()>();
    let blocked = std::sync::Mutex::new(blocked);
    let db = db.clone();
    let held = tokio::spawn(async move {
        db.write(key(0), move |_| {
            started.send(()).unwrap();
            blocked.lock().unwrap().recv().unwrap();
            Ok(())
        })
        .await
    });
    tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
    (held, free)
}

fn key(n: u32) -> Key {
    Key::from(Uuid::from_u128(u128::from(n)))
}

both_databases! {
    async fn failed_or_panicked_unit_leaves_nothing_and_affects_no_other(world) {
        prepare(&world.db).await;
        let mut tasks = Vec::new();
        for n in 0..300_u32 {
            let db = world.db.clone();
            tasks.push(tokio::spawn(async move {
                db.write(key(n), move |tx| {
                    insert(tx, 1, b"x")?;
                    match n % 3 {
                        0 => Ok(()),
                        1 => Err(DbError::Other("on purpose".into())),
                        _ => panic!("on purpose"),
                    }
                })
                .await
            }));
        }
        let mut kept = 0;
        for (n, task) in (0_u32..).zip(tasks) {
            match (n % 3, task.await.unwrap()) {
                (0, Ok(())) => kept += 1,
                (1, Err(DbError::Other(_))) | (2, Err(DbError::Panicked)) => {}
                (kind, other) => panic!("unit {n} of kind {kind}: {other:?}"),
            }
        }
        assert_eq!(count(&world.db).await, (kept, 100));
    }

    async fn swallowed_failure_is_rolled_back(world) {
        prepare(&world.db).await;
        let id = world.db.write(key(1), |tx| insert(tx, 1, b"x")).await.unwrap();
        let result: Result<(), DbError> = world.db.write(key(1), move |tx| {
            insert(tx, 5, b"x")?;
            let _ = tx.execute(INSERT, &[&id, &1_i64, &b"x".as_slice()]);
            Ok(())
        }).await;
        assert!(matches!(result, Err(DbError::Unique(_))), "{result:?}");
        assert_eq!(count(&world.db).await, (1, 1));
    }

    async fn queued_statements_run_in_order(world) {
        prepare(&world.db).await;
        let seen = world.db.write(key(1), |tx| {
            let id = insert(tx, 1, b"x")?;
            let before = tx.query_later(GET, &[&id], |row| row.get::<i64>(0))?;
            tx.execute_later(ADD, &[&id, &10_i64])?;
            let between = tx.query_later(GET, &[&id], |row| row.get::<i64>(0))?;
            tx.execute_later(ADD, &[&id, &100_i64])?;
            let changed = tx.execute(ADD, &[&id, &1000_i64])?;
            tx.execute_later(ADD, &[&id, &10_000_i64])?;
            let after = tx.query_later(GET, &[&id], |row| row.get::<i64>(0))?;
            let none = tx.query_later(GET, &[&Uuid::nil()], |row| row.get::<i64>(0))?;
            // Looked at in another order than asked.
            Ok::<_, DbError>((tx.rows(after)?, tx.rows(before)?, tx.rows(between)?, tx.rows(none)?, changed))
        }).await.unwrap();
        assert_eq!(seen, (vec![11_111], vec![1], vec![11], vec![], 1));
        assert_eq!(count(&world.db).await, (1, 11_111));
    }

    /// A server stops reading while nobody reads its results, so the client must read while it sends.
    async fn statements_and_results_may_be_larger_than_all_buffers(world) {
        const ECHO: &str = "SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT)";
        world.db.write(key(1), |tx| {
            let text = "x".repeat(3_000_000);
            let mut pending = Vec::new();
            for n in 0..8_i64 {
                let number = (n % 2 == 0).then_some(n);
                let both = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<Option<i64>>(1)?));
                pending.push((number, tx.query_later(ECHO, &[&text, &number], both)?));
            }
            for (number, rows) in pending {
                let rows = tx.rows(rows)?;
                assert_eq!(rows.len(), 1);
                assert!(rows[0].0 == text && rows[0].1 == number);
            }
            Ok::<_, DbError>(())
        }).await.unwrap();
    }

    async fn result_that_is_not_read_to_its_end_affects_no_other(world) {
        const NUMBERS: &str = "
            WITH RECURSIVE numbers (n) AS (
                SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 50000)
            SELECT n FROM numbers";
        prepare(&world.db).await;
        let seen = world.db.write(key(1), |tx| {
            let id = insert(tx, 7, b"x")?;
            let first: i64 = tx.one(NUMBERS, &[], |row| row.get(0))?;
            let failed: Result<i64, DbError> = tx.one(NUMBERS, &[], |_| Err(DbError::Decode("on purpose".into())));
            let unread = tx.query_later(NUMBERS, &[], |row| row.get::<i64>(0))?;
            let own: i64 = tx.one(GET, &[&id], |row| row.get(0))?;
            drop(unread);
            Ok::<_, DbError>((first, failed.is_err(), own))
        }).await;
        // A row that can't be decoded is a failure of the unit even if the closure ignores it.
        assert_eq!(seen, Err(DbError::Decode("on purpose".into())));
        let seen = world.db.read(|tx| {
            let first: i64 = tx.one(NUMBERS, &[], |row| row.get(0))?;
            let all = tx.query(NUMBERS, &[], |row| row.get::<i64>(0))?;
            Ok::<_, DbError>((first, all.len(), all.last().copied()))
        }).await;
        assert_eq!(seen, Ok((1, 50_000, Some(50_000))));
    }

    async fn queued_change_is_durable_and_its_failure_fails_the_unit(world) {
        prepare(&world.db).await;
        let id = Uuid::from_u128(1);
        let post = move |tx: &mut Tx<'_>| tx.execute_later(INSERT, &[&id, &1_i64, &b"x".as_slice()]);
        world.db.write(key(1), post).await.unwrap();
        assert_eq!(count(&world.db).await, (1, 1));
        let twice: Result<(), DbError> = world.db.write(key(1), move |tx| {
            insert(tx, 5, b"x")?;
            post(tx)
        }).await;
        assert!(matches!(twice, Err(DbError::Unique(_))), "{twice:?}");
        let on_the_way: Result<Vec<i64>, DbError> = world.db.write(key(1), move |tx| {
            post(tx)?;
            let asked = tx.query_later(GET, &[&id], |row| row.get(0))?;
            tx.rows(asked)
        }).await;
        assert!(matches!(on_the_way, Err(DbError::Unique(_))), "{on_the_way:?}");
        assert_eq!(count(&world.db).await, (1, 1), "nothing of the failed ones is left, and what follows works");
    }

    async fn a_closure_may_make_its_own_answer_of_a_unique_violation(world) {
        #[derive(Debug, PartialEq)]
        enum Mine { Taken, Db(DbError) }
        impl From<DbError> for Mine {
            fn from(error: DbError) -> Self { Self::Db(error) }
        }
        prepare(&world.db).await;
        let id = world.db.write(key(1), |tx| insert(tx, 1, b"x")).await.unwrap();
        let result: Result<u64, Mine> = world.db.write(key(1), move |tx| {
            tx.execute(INSERT, &[&id, &1_i64, &b"x".as_slice()]).map_err(|_| Mine::Taken)
        }).await;
        assert_eq!(result, Err(Mine::Taken));
    }

    async fn concurrent_increments_are_all_there(world) {
        prepare(&world.db).await;
        let id = world.db.write(key(1), |tx| insert(tx, 0, b"x")).await.unwrap();
        let mut tasks = Vec::new();
        for n in 0..400_u32 {
            let db = world.db.clone();
            // Half of them under one key, the rest under many: the last ones meet in the database.
            let key = if n % 2 == 0 { key(1) } else { key(n % 8) };
            tasks.push(tokio::spawn(async move {
                db.write(key, move |tx| {
                    let before: i64 = tx.one(GET, &[&id], |row| row.get(0))?;
                    tx.execute(ADD, &[&id, &1_i64])?;
                    let after: i64 = tx.one(GET, &[&id], |row| row.get(0))?;
                    assert_eq!(after, before + 1);
                    Ok::<_, DbError>(())
                }).await
            }));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(count(&world.db).await, (1, 400));
    }

    async fn hints_come_after_the_commit_and_only_of_what_was_kept(world) {
        prepare(&world.db).await;
        let mut hints = world.db.bus().subscribe();
        let kept = Hint { topic: "probe", subject: Uuid::from_u128(1), day: None };
        let lost = Hint { topic: "probe", subject: Uuid::from_u128(2), day: None };
        let failed: Result<(), DbError> = world.db.write(key(1), move |tx| {
            tx.emit(lost);
            Err(DbError::NoRow)
        }).await;
        assert_eq!(failed, Err(DbError::NoRow));
        world.db.write(key(1), move |tx| {
            tx.emit(kept);
            insert(tx, 1, b"x")
        }).await.unwrap();
        assert_eq!(hints.recv().await.unwrap(), kept);
        assert!(hints.try_recv().is_err());
    }

    async fn a_listener_that_panics_harms_nobody(world) {
        let bus = Bus::in_process();
        bus.listen(|_| panic!("on purpose"));
        let db = world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(1), bus.clone());
        prepare(&db).await;
        let mut heard = bus.subscribe();
        for _ in 0..8 {
            let written = db.write(key(1), |tx| {
                tx.emit(Hint { topic: "day", subject: Uuid::nil(), day: None });
                insert(tx, 1, b"x")
            });
            tokio::time::timeout(Duration::from_secs(10), written).await.unwrap().unwrap();
            assert_eq!(heard.recv().await.unwrap().topic, "day");
        }
        assert_eq!(count(&db).await, (8, 8));
    }

    async fn a_read_can_not_write_and_sees_one_snapshot(world) {
        prepare(&world.db).await;
        let refused: Result<Uuid, DbError> = world.db.read(|tx| insert(tx, 1, b"x")).await;
        assert!(refused.is_err());
        let (reading, read) = mpsc::channel();
        let (written, go_on) = mpsc::channel::<()>();
        let go_on = std::sync::Mutex::new(go_on);
        let db = world.db.clone();
        let reader = tokio::spawn(async move {
            db.read(move |tx| {
                let first: i64 = tx.one(COUNT, &[], |row| row.get(0))?;
                reading.send(()).unwrap();
                go_on.lock().unwrap().recv().unwrap();
                let second: i64 = tx.one(COUNT, &[], |row| row.get(0))?;
                Ok::<_, DbError>((first, second))
            }).await
        });
        tokio::task::spawn_blocking(move || read.recv().unwrap()).await.unwrap();
        world.db.write(key(1), |tx| insert(tx, 1, b"x")).await.unwrap();
        written.send(()).unwrap();
        assert_eq!(reader.await.unwrap().unwrap(), (0, 0));
        assert_eq!(count(&world.db).await.0, 1);
    }

    async fn one_instant_and_rising_ids_in_a_unit(world) {
        prepare(&world.db).await;
        let now = world.clock.now();
        let (seen, ids) = world.db.write(key(1), |tx| {
            let ids: Vec<Uuid> = (0..40).map(|_| tx.new_id()).collect();
            Ok::<_, DbError>((tx.now(), ids))
        }).await.unwrap();
        assert_eq!(seen, now);
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
        world.clock.advance(jiff::SignedDuration::from_micros(1));
        let later = world.db.write(key(1), |tx| Ok::<_, DbError>(tx.new_id())).await.unwrap();
        assert!(ids.iter().all(|id| *id < later));
    }

    async fn a_full_queue_refuses_at_once(world) {
        let database = &world.database;
        let options = DbOptions { threads: 1, queue: 3, ..database.options() };
        let db = database.open(options, world.clock.clock(), Entropy::seeded(1), Bus::in_process());
        let (started, running) = mpsc::channel();
        let (free, blocked) = mpsc::channel::<()>();
        let blocked = std::sync::Mutex::new(blocked);
        let held = tokio::spawn({
            let db = db.clone();
            async move {
                db.write(key(0), move |_| {
                    started.send(()).unwrap();
                    blocked.lock().unwrap().recv().unwrap();
                    Ok::<_, DbError>(())
                }).await
            }
        });
        tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        for n in 1..=10 {
            let db = db.clone();
            waiting.spawn(async move { db.write(key(n), |_| Ok::<_, DbError>(())).await });
        }
        // Three wait, seven are refused while the first still runs.
        let mut refused = 0;
        while refused < 7 {
            assert_eq!(waiting.join_next().await.unwrap().unwrap(), Err(DbError::Overloaded));
            refused += 1;
        }
        free.send(()).unwrap();
        assert_eq!(held.await.unwrap(), Ok(()));
        while let Some(done) = waiting.join_next().await {
            assert_eq!(done.unwrap(), Ok(()));
        }
    }

    async fn background_work_gets_its_turn_among_requests(world) {
        prepare(&world.db).await;
        let mut tasks = Vec::new();
        for n in 0..100_u32 {
            let db = world.db.clone();
            tasks.push(tokio::spawn(async move { db.write(key(n), |tx| insert(tx, 1, b"x")).await }));
        }
        world.db.background(key(1000), |tx| insert(tx, 1000, b"x")).await.unwrap();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(count(&world.db).await, (101, 1100));
    }

    async fn closing_finishes_what_waits_and_refuses_what_comes(world) {
        prepare(&world.db).await;
        let mut tasks = Vec::new();
        for n in 0..50_u32 {
            let db = world.db.clone();
            tasks.push(tokio::spawn(async move { db.write(key(n), |tx| insert(tx, 1, b"x")).await }));
        }
        let mut done = 0;
        for task in tasks {
            done += i64::from(task.await.unwrap().is_ok());
        }
        let db = world.db.clone();
        tokio::task::spawn_blocking(move || db.close()).await.unwrap();
        let late = world.db.write(key(1), |tx| insert(tx, 1, b"x")).await;
        assert!(matches!(late, Err(DbError::Unavailable(_))), "{late:?}");
        let again = world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(1), Bus::in_process());
        assert_eq!(count(&again).await, (done, done));
    }

    async fn closing_finishes_what_waits_for_one_key(world) {
        prepare(&world.db).await;
        let (held, free) = hold(&world.db).await;
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let db = world.db.clone();
            waiting.spawn(async move { db.write(key(0), |tx| insert(tx, 1, b"x")).await.map(|_| ()) });
        }
        // Long enough for them to be accepted; units after the close are refused.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let db = world.db.clone();
        let closed = tokio::task::spawn_blocking(move || db.close());
        tokio::time::sleep(Duration::from_millis(300)).await;
        free.send(()).unwrap();
        assert_eq!(held.await.unwrap(), Ok(()));
        while let Some(done) = waiting.join_next().await {
            assert_eq!(done.unwrap(), Ok(()));
        }
        closed.await.unwrap();
    }

    async fn queued_units_are_bounded_over_all_keys(world) {
        let options = DbOptions { threads: 1, queue: 4, ..world.database.options() };
        let db = world.database.open(options, world.clock.clock(), Entropy::seeded(1), Bus::in_process());
        let (held, free) = hold(&db).await;
        let mut waiting = tokio::task::JoinSet::new();
        for n in 0..40 {
            let db = db.clone();
            waiting.spawn(async move { db.write(key(n % 4), |_| Ok::<_, DbError>(())).await });
        }
        // Four wait for SQLite's one writer; on PostgreSQL three keys for the thread, four for keys.
        let most = if db.dialect() == Dialect::Sqlite { 4 } else { 7 };
        for _ in most..40 {
            let refused = tokio::time::timeout(Duration::from_secs(10), waiting.join_next()).await;
            assert_eq!(refused.expect("more wait than may").unwrap().unwrap(), Err(DbError::Overloaded));
        }
        free.send(()).unwrap();
        assert_eq!(held.await.unwrap(), Ok(()));
        while let Some(done) = waiting.join_next().await {
            assert_eq!(done.unwrap(), Ok(()));
        }
    }

    async fn a_newer_database_is_refused(world) {
        const NEWER: &str = "
            INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
            VALUES (9999, 'from_the_future', '2099-01-01T00:00:00Z', '1')";
        world.db.write(key(1), |tx| tx.execute(NEWER, &[])).await.unwrap();
        let location = world.database.location().clone();
        let refused = tokio::task::spawn_blocking(move || Db::migrate(&location)).await.unwrap();
        assert!(matches!(&refused, Err(DbError::Schema(told)) if told.contains("newer")), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_answered() {
    let database = TestDatabase::sqlite();
    let clock = FixedClock::default();
    let options = DbOptions { max_pages: Some(400), ..database.options() };
    let db = database.open(options, clock.clock(), Entropy::seeded(1), Bus::in_process());
    prepare(&db).await;
    let stored = Arc::new(AtomicU32::new(0));
    let full = Arc::new(AtomicU32::new(0));
    let mut writers = Vec::new();
    for writer in 0..64_u32 {
        let (db, stored, full) = (db.clone(), Arc::clone(&stored), Arc::clone(&full));
        writers.push(tokio::spawn(async move {
            for _ in 0..20 {
                match db.write(key(writer), |tx| insert(tx, 1, &[7; 3000])).await {
                    Ok(_) => stored.fetch_add(1, Ordering::SeqCst),
                    Err(DbError::Full | DbError::Unavailable(_)) => full.fetch_add(1, Ordering::SeqCst),
                    Err(other) => panic!("{other}"),
                };
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let stored = i64::from(stored.load(Ordering::SeqCst));
    assert!(full.load(Ordering::SeqCst) > 0 && stored > 0);
    assert_eq!(count(&db).await.0, stored, "every answer was true");
    // Space comes back: the same server goes on.
    db.write(key(1), |tx| tx.execute("DELETE FROM probe WHERE filler IS NOT NULL", &[])).await.unwrap();
    db.write(key(1), |tx| insert(tx, 1, &[7; 3000])).await.unwrap();
    assert_eq!(count(&db).await.0, 1);
}

/// Every connection but the one that asks is ended, as at a restart of the server.
const END_ALL: &str = "
    SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// The first statement of a unit may have to be prepared, and that is where a closed connection shows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_new_to_a_connection_that_ended_is_sent_on_the_next() {
    const NEW: [&str; 4] = ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4"];
    let Some(database) = TestDatabase::postgres() else { return };
    let open = || {
        let options = DbOptions { threads: 1, ..database.options() };
        database.open(options, FixedClock::default().clock(), Entropy::seeded(1), Bus::in_process())
    };
    let (db, other) = (open(), open());
    for sql in NEW {
        let one = |tx: &mut Tx<'_>| tx.one("SELECT 0", &[], |_| Ok::<_, DbError>(()));
        db.read(one).await.unwrap();
        let ended: Result<i64, DbError> = other.read(|tx| tx.one(END_ALL, &[], |row| row.get(0))).await;
        assert!(ended.unwrap() >= 1);
        db.read(move |tx| tx.one(sql, &[], |_| Ok::<_, DbError>(()))).await.unwrap();
    }
}

/// A read that occupies the only connection of `db`: it queries and ends on command.
struct Held {
    begin: mpsc::Sender<()>,
    looked: mpsc::Receiver<()>,
    end: mpsc::Sender<()>,
    counted: tokio::task::JoinHandle<Result<i64, DbError>>,
}

impl Held {
    async fn on(db: &Db) -> Self {
        let (started, running) = mpsc::channel();
        let ((begin, may_begin), (looking, looked), (end, may_end)) =
            (mpsc::channel::<()>(), mpsc::channel(), mpsc::channel::<()>());
        let (db, gates) = (db.clone(), std::sync::Mutex::new((may_begin, may_end)));
        let counted = tokio::spawn(async move {
            db.read(move |tx| {
                let gates = gates.lock().unwrap();
                started.send(()).unwrap();
                gates.0.recv().unwrap();
                let seen = tx.one(COUNT, &[], |row| row.get(0))?;
                looking.send(()).unwrap();
                gates.1.recv().unwrap();
                Ok(seen)
            })
            .await
        });
        tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
        Self { begin, looked, end, counted }
    }
}

type Look = Box<dyn Fn(&mut Tx<'_>) -> Result<i64, DbError> + Send>;

/// Starts reads that are queued, in this order, when this returns.
fn waiting(db: &Db, looks: Vec<Look>) -> Vec<tokio::task::JoinHandle<Result<i64, DbError>>> {
    let mut context = Context::from_waker(Waker::noop());
    let mut tasks = Vec::new();
    for look in looks {
        let db = db.clone();
        let mut read = Box::pin(async move { db.read(move |tx| look(tx)).await });
        assert!(read.as_mut().poll(&mut context).is_pending(), "the first poll puts it into the queue");
        tasks.push(tokio::spawn(read));
    }
    tasks
}

/// Reads that were queued when a snapshot was taken share it; later ones see later writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reads_share_a_snapshot_that_is_not_older_than_they_are() {
    let Some(database) = TestDatabase::postgres() else { return };
    let open = |seed| {
        let options = DbOptions { threads: 1, ..database.options() };
        database.open(options, FixedClock::default().clock(), Entropy::seeded(seed), Bus::in_process())
    };
    let (db, other) = (open(1), open(2));
    prepare(&db).await;
    let look = || -> Look { Box::new(|tx| tx.one(COUNT, &[], |row| row.get(0))) };
    let fails = || -> Look { Box::new(|tx| tx.one("SELECT 1 / CAST($1 AS BIGINT)", &[&0_i64], |row| row.get(0))) };
    let not_found = || -> Look { Box::new(|_| Err(DbError::NoRow)) };

    let first = Held::on(&db).await;
    // One that waits before the first looks, one after; between them another process writes.
    let early = waiting(&db, vec![look(), not_found(), look()]);
    first.begin.send(()).unwrap();
    let Held { looked, end, counted, .. } = first;
    tokio::task::spawn_blocking(move || looked.recv().unwrap()).await.unwrap();
    other.write(key(1), |tx| insert(tx, 1, b"x")).await.unwrap();
    let late = waiting(&db, vec![look(), fails(), look()]);
    end.send(()).unwrap();
    assert_eq!(counted.await.unwrap(), Ok(0));
    let mut seen = Vec::new();
    for task in early.into_iter().chain(late) {
        seen.push(task.await.unwrap().ok());
    }
    assert_eq!(seen, [Some(0), None, Some(0), Some(1), None, Some(1)]);

    // The queue is empty, so no read stays open; and a write after a read is serializable as usual.
    let open_ones =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    let idle = || other.read(move |tx| tx.one(open_ones, &[], |row| row.get::<i64>(0)));
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while idle().await.unwrap() > 0 {
        assert!(std::time::Instant::now() < deadline, "a transaction stays open");
    }
    let held = Held::on(&db).await;
    let (written, read) = (db.clone(), waiting(&db, vec![look()]));
    let write = tokio::spawn(async move { written.write(key(2), |tx| insert(tx, 1, b"x")).await });
    held.begin.send(()).unwrap();
    held.end.send(()).unwrap();
    assert_eq!(held.counted.await.unwrap(), Ok(1));
    assert_eq!(read.into_iter().next().unwrap().await.unwrap(), Ok(1));
    write.await.unwrap().unwrap();
    assert_eq!(count(&other).await.0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_comes_back_after_an_outage() {
    let Some(database) = TestDatabase::postgres() else { return };
    let world = TestWorld::on(database);
    prepare(&world.db).await;
    world.db.write(key(1), |tx| insert(tx, 1, b"x")).await.unwrap();
    for _ in 0..3 {
        let _: Result<i64, DbError> = world.db.read(|tx| tx.one(END_ALL, &[], |row| row.get(0))).await;
        for n in 0..8 {
            world.db.write(key(n), |tx| insert(tx, 1, b"x")).await.unwrap();
            count(&world.db).await;
        }
    }
    assert_eq!(count(&world.db).await.0, 25);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_that_loses_for_too_long_is_busy_and_never_half_done() {
    let Some(database) = TestDatabase::postgres() else { return };
    let clock = FixedClock::default();
    let options = DbOptions { threads: 8, retry_for: Duration::ZERO, ..database.options() };
    let db = database.open(options, clock.clock(), Entropy::seeded(1), Bus::in_process());
    prepare(&db).await;
    let id = db.write(key(1), |tx| insert(tx, 0, b"x")).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..64 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move { db.write(key(n), move |tx| tx.execute(ADD, &[&id, &1_i64])).await }));
    }
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(DbError::Busy) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(count(&db).await.1, done, "a busy answer means that nothing was written");
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_said_at_the_start() {
    let location = Location::Postgres("postgres://nobody@127.0.0.1:1/none".into());
    let result = tokio::task::spawn_blocking(move || Db::migrate(&location)).await.unwrap();
    assert!(matches!(result, Err(DbError::Unavailable(_))));
}

/// On SQLite a batch has no savepoints until a unit fails that has written (ADR 2).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_unit_that_fails_after_writing_makes_its_batch_run_again() {
    let world = TestWorld::on(TestDatabase::sqlite());
    prepare(&world.db).await;
    let runs = world.db.meter().units();
    let refused = |tx: &mut Tx<'_>| {
        tx.optional(GET, &[&Uuid::nil()], |row| row.get::<i64>(0))?;
        Err::<(), _>(DbError::Other("not due yet".into()))
    };
    world.db.write(key(1), refused).await.unwrap_err();
    assert_eq!(world.db.meter().units() - runs, 1);
    let spoilt = |tx: &mut Tx<'_>| {
        insert(tx, 1, b"x")?;
        Err::<(), _>(DbError::Other("on purpose".into()))
    };
    world.db.write(key(1), spoilt).await.unwrap_err();
    assert_eq!(world.db.meter().units() - runs, 3);
    assert_eq!(count(&world.db).await, (0, 0));
}
