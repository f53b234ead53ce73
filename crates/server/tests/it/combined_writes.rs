//! Writes whose inputs are combined while they queue. On SQLite each input is handled alone.

use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Waker};

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{CombineLimits, CombinedWrites, Db, DbError, DbOptions, Dialect, Key, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::both_databases;

const MAKE_SQLITE: &str = "CREATE TABLE probe (n INTEGER NOT NULL)";
const MAKE_POSTGRES: &str = "CREATE TABLE probe (n BIGINT NOT NULL)";
const INSERT: &str = "INSERT INTO probe (n) VALUES ($1)";
const ALL: &str = "SELECT n FROM probe ORDER BY n";

/// An input that is refused, one for which the work fails, and one at which it panics.
const REFUSED: i64 = -1;
const FAILS: i64 = -2;
const PANICS: i64 = -3;

/// Inserts each input. The result is how many inputs were handled together.
fn inserts(count: usize, size: usize) -> CombinedWrites<i64, usize, DbError> {
    let limits = CombineLimits { count, size, size_of: |n: &i64| usize::try_from(*n).unwrap_or(0) };
    CombinedWrites::new(limits, |tx: &mut Tx<'_>, inputs: &[&i64]| {
        let insert = |n: &&i64| match **n {
            REFUSED => Ok(Err(DbError::NoRow)),
            FAILS => Err(DbError::Other("on purpose".into())),
            PANICS => panic!("on purpose"),
            n => {
                tx.execute(INSERT, &[&n])?;
                Ok(Ok(inputs.len()))
            }
        };
        inputs.iter().map(insert).collect()
    })
}

type PendingWrite<'a> = Pin<Box<dyn Future<Output = Result<usize, DbError>> + Send + 'a>>;

fn key() -> Key {
    Key::of("probe")
}

async fn prepare(db: &Db) {
    let make = |tx: &mut Tx<'_>| match tx.dialect() {
        Dialect::Sqlite => tx.execute(MAKE_SQLITE, &[]),
        Dialect::Postgres => tx.execute(MAKE_POSTGRES, &[]),
    };
    db.write(key(), make).await.unwrap();
}

async fn stored(db: &Db) -> Vec<i64> {
    db.read(|tx| tx.query(ALL, &[], |row| row.get(0))).await.unwrap()
}

/// A write that runs until it is told to end.
async fn hold(db: &Db) -> (tokio::task::JoinHandle<Result<(), DbError>>, mpsc::Sender<()>) {
    let (started, running) = mpsc::channel();
    let (free, blocked) = mpsc::channel::<()>();
    let blocked = std::sync::Mutex::new(blocked);
    let db = db.clone();
    let held = tokio::spawn(async move {
        let work = move |_: &mut Tx<'_>| {
            started.send(()).unwrap();
            blocked.lock().unwrap().recv().unwrap();
            Ok(())
        };
        db.write(key(), work).await
    });
    tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
    (held, free)
}

/// Queues `inputs` in this order.
fn queue<'a>(
    db: &'a Db,
    writes: &'a CombinedWrites<i64, usize, DbError>,
    inputs: impl IntoIterator<Item = i64>,
) -> Vec<PendingWrite<'a>> {
    let queue_one = |n| {
        let mut write: PendingWrite<'a> = Box::pin(db.write_combined(key(), writes, n));
        assert!(write.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        write
    };
    inputs.into_iter().map(queue_one).collect()
}

/// Queues `inputs` behind another write of the same key and returns their results.
async fn run_queued(
    db: &Db,
    writes: &CombinedWrites<i64, usize, DbError>,
    inputs: impl IntoIterator<Item = i64>,
) -> Vec<Result<usize, DbError>> {
    let (held, free) = hold(db).await;
    let queued = queue(db, writes, inputs);
    free.send(()).unwrap();
    held.await.unwrap().unwrap();
    results(queued).await
}

async fn results(queued: Vec<PendingWrite<'_>>) -> Vec<Result<usize, DbError>> {
    let mut results = Vec::new();
    for write in queued {
        results.push(write.await);
    }
    results
}

/// The numbers of inputs handled together, which are 1 on SQLite.
fn together(db: &Db, numbers: &[usize]) -> Vec<Result<usize, DbError>> {
    numbers.iter().map(|n| Ok(if db.dialect() == Dialect::Sqlite { 1 } else { *n })).collect()
}

both_databases! {
    async fn inputs_that_queue_for_one_key_share_a_unit(world) {
        let db = &world.db;
        prepare(db).await;
        let writes = inserts(64, 1000);
        assert_eq!(db.write_combined(key(), &writes, 0).await, Ok(1));
        assert_eq!(run_queued(db, &writes, 1..=10).await, together(db, &[10; 10]));
        assert_eq!(stored(db).await, (0..=10).collect::<Vec<_>>());
    }

    async fn unit_has_no_more_inputs_than_its_limits(world) {
        let db = &world.db;
        prepare(db).await;
        assert_eq!(run_queued(db, &inserts(4, 1000), 1..=10).await, together(db, &[4, 4, 4, 4, 4, 4, 4, 4, 2, 2]));
        let by_size = run_queued(db, &inserts(64, 100), [60, 40, 20, 500, 90, 10]).await;
        assert_eq!(by_size, together(db, &[2, 2, 1, 1, 2, 2]), "an input above the limit is handled alone");
    }

    async fn other_units_keep_their_place_in_the_queue(world) {
        let db = &world.db;
        prepare(db).await;
        let (one, other) = (inserts(64, 1000), inserts(64, 1000));
        let (held, free) = hold(db).await;
        let mut queued = queue(db, &one, [1, 2]);
        let mut plain = Box::pin(db.write(key(), |tx| tx.query(ALL, &[], |row| row.get::<i64>(0))));
        assert!(plain.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        queued.extend(queue(db, &one, [3, 4, 5]));
        queued.extend(queue(db, &other, [6]));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        assert_eq!(plain.await, Ok(vec![1, 2]));
        assert_eq!(results(queued).await, together(db, &[2, 2, 3, 3, 3, 1]));
    }

    async fn refused_input_fails_alone(world) {
        let db = &world.db;
        prepare(db).await;
        let all = run_queued(db, &inserts(64, 1000), [1, REFUSED, 2, REFUSED, 3]).await;
        let refused = || Err(DbError::NoRow);
        let expected = together(db, &[5; 3]).into_iter().next().unwrap();
        assert_eq!(all, [expected.clone(), refused(), expected.clone(), refused(), expected]);
        assert_eq!(stored(db).await, [1, 2, 3]);
    }

    async fn failed_work_fails_all_its_inputs(world) {
        let db = &world.db;
        prepare(db).await;
        let writes = inserts(64, 1000);
        for (input, error) in [(FAILS, DbError::Other("on purpose".into())), (PANICS, DbError::Panicked)] {
            let results = run_queued(db, &writes, [1, input, 2]).await;
            let alone = db.dialect() == Dialect::Sqlite;
            let expected = if alone { [Ok(1), Err(error), Ok(1)] } else { [Err(error.clone()), Err(error.clone()), Err(error)] };
            assert_eq!(results, expected);
        }
        let left = stored(db).await.len();
        assert_eq!(left, if db.dialect() == Dialect::Sqlite { 4 } else { 0 });
        assert_eq!(db.write_combined(key(), &writes, 7).await, Ok(1), "later ones work");
    }

    async fn input_of_a_caller_who_left_is_not_written(world) {
        let db = &world.db;
        prepare(db).await;
        let writes = inserts(64, 1000);
        let (held, free) = hold(db).await;
        let mut queued = queue(db, &writes, 1..=5);
        drop(queued.remove(0));
        drop(queued.remove(2));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        assert_eq!(results(queued).await, together(db, &[3; 3]));
        let (held, free) = hold(db).await;
        drop(queue(db, &writes, 6..=9));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        assert_eq!(stored(db).await, [2, 3, 5]);
    }

    async fn queued_inputs_are_bounded(world) {
        let options = DbOptions { threads: 1, queue: 4, ..world.database.options() };
        let db = world.database.open(options, world.clock.clock(), Entropy::seeded(1), Bus::in_process());
        prepare(&db).await;
        let writes = inserts(64, 1000);
        let (held, free) = hold(&db).await;
        let queued = queue(&db, &writes, 1..=4);
        assert_eq!(db.write_combined(key(), &writes, 5).await, Err(DbError::Overloaded));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        assert_eq!(results(queued).await, together(&db, &[4; 4]));
        assert_eq!(run_queued(&db, &writes, 6..=9).await, together(&db, &[4; 4]), "the queue is empty again");
        assert_eq!(stored(&db).await, [1, 2, 3, 4, 6, 7, 8, 9]);
    }

    async fn closing_handles_queued_inputs_and_refuses_later_ones(world) {
        let db = &world.db;
        prepare(db).await;
        let writes = inserts(4, 1000);
        let (held, free) = hold(db).await;
        let queued = queue(db, &writes, 1..=10);
        let closing = tokio::task::spawn_blocking({
            let db = db.clone();
            move || db.close()
        });
        while db.read(|_| Ok::<_, DbError>(())).await.is_ok() {}
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        let results = results(queued).await;
        closing.await.unwrap();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let late = db.write_combined(key(), &writes, 11).await;
        assert!(matches!(late, Err(DbError::Unavailable(_))), "{late:?}");
        let again = world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(1), Bus::in_process());
        assert_eq!(stored(&again).await, (1..=10).collect::<Vec<_>>());
    }
}
