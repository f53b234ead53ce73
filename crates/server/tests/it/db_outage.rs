//! Results of units of work while PostgreSQL restarts, hangs, or is out of predicate locks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{CombineLimits, CombinedWrites, Db, DbError, DbOptions, Key, Location, Tx};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{FixedClock, TcpProxy, TestDatabase};
use uuid::Uuid;

const MAKE: &str = "CREATE TABLE probe (id UUID NOT NULL PRIMARY KEY)";
const INSERT: &str = "INSERT INTO probe (id) VALUES ($1)";
const COUNT: &str = "SELECT COUNT(*) FROM probe";
/// Ends every connection but the one that asks, as a restart of the server does.
const END_ALL: &str = "
    SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

fn open(database: &TestDatabase, options: DbOptions) -> Db {
    database.open(options, FixedClock::default().clock(), Entropy::system(), Bus::in_process())
}

fn insert(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let id = tx.new_id();
    tx.execute(INSERT, &[&id]).map(drop)
}

async fn count(db: &Db) -> Result<i64, DbError> {
    db.read(|tx| tx.one(COUNT, &[], |row| row.get(0))).await
}

/// A database behind a proxy.
async fn behind_proxy(database: &TestDatabase, change: impl FnOnce(&mut DbOptions)) -> (Db, TcpProxy) {
    let Location::Postgres(url) = database.location().clone() else { panic!("PostgreSQL only") };
    let config: postgres::Config = url.parse().unwrap();
    let (Some(postgres::config::Host::Tcp(host)), Some(port)) =
        (config.get_hosts().first(), config.get_ports().first())
    else {
        panic!("a host and a port in {url}")
    };
    let server: SocketAddr = tokio::net::lookup_host((host.as_str(), *port)).await.unwrap().next().unwrap();
    let proxy = TcpProxy::start(server).await;
    let (before, rest) = url.split_once("://").unwrap();
    let (user, database_name) = (rest.split('@').next().unwrap(), url.rsplit('/').next().unwrap());
    let proxied = format!("{before}://{user}@{}/{database_name}", proxy.address());
    let mut options = DbOptions { location: Location::Postgres(proxied), ..database.options() };
    change(&mut options);
    let db = tokio::task::spawn_blocking(move || {
        Db::open(&options, FixedClock::default().clock(), Entropy::system(), Bus::in_process()).unwrap()
    });
    (db.await.unwrap(), proxy)
}

/// Writes and reads on 16 tasks until told to stop, the last 8 of which combine their writes. Returns how many
/// writes succeeded, and all errors.
async fn keep_busy(db: &Db, stop: &Arc<AtomicBool>) -> (i64, Vec<DbError>) {
    let limits = CombineLimits { count: 64, size: 64, size_of: |()| 1 };
    let combined = CombinedWrites::new(limits, |tx: &mut Tx<'_>, inputs: &[&()]| {
        inputs.iter().map(|()| Ok(Ok(insert(tx)?))).collect()
    });
    let tasks: Vec<_> = (0..16_u32)
        .map(|task| {
            let (db, stop, combined) = (db.clone(), Arc::clone(stop), combined.clone());
            tokio::spawn(async move {
                let (mut written, mut errors) = (0, Vec::new());
                let key = Key::from(Uuid::from_u128(task.into()));
                while !stop.load(Ordering::Acquire) {
                    let result = if task < 8 {
                        db.write(key, insert).await
                    } else {
                        db.write_combined(Key::of("combined"), &combined, ()).await
                    };
                    match result {
                        Ok(()) => written += 1,
                        Err(error) => errors.push(error),
                    }
                    errors.extend(count(&db).await.err());
                }
                (written, errors)
            })
        })
        .collect();
    let (mut written, mut errors) = (0, Vec::new());
    for task in tasks {
        let (more, failed) = task.await.unwrap();
        written += more;
        errors.extend(failed);
    }
    (written, errors)
}

/// The server ends its connections in the midst of transactions, COMMIT included: what it has not answered
/// it has not done, so every unit is run again and none twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_survive_connections_that_the_server_ends() {
    let Some(database) = TestDatabase::postgres() else { return };
    let (db, other) = (open(&database, database.options()), open(&database, database.options()));
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn({
        let (db, stop) = (db.clone(), Arc::clone(&stop));
        async move { keep_busy(&db, &stop).await }
    });
    for round in 1..=40 {
        // Some work has to happen in between: each round waits for a few more rows.
        while count(&other).await.unwrap() < round * 40 {}
        let ended: Result<i64, DbError> = other.read(|tx| tx.one(END_ALL, &[], |row| row.get(0))).await;
        assert!(ended.unwrap() >= 1);
    }
    stop.store(true, Ordering::Release);
    let (written, errors) = busy.await.unwrap();
    assert_eq!(errors, []);
    assert_eq!(count(&other).await.unwrap(), written);
}

/// While the server is away for half a second, units wait. The outcome is unknown only of one whose COMMIT
/// was on its way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_wait_for_a_server_that_is_away_for_a_moment() {
    let Some(database) = TestDatabase::postgres() else { return };
    let (db, proxy) = behind_proxy(&database, |_| {}).await;
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn({
        let (db, stop) = (db.clone(), Arc::clone(&stop));
        async move { keep_busy(&db, &stop).await }
    });
    while count(&db).await.unwrap() < 100 {}
    proxy.take_down();
    let back = tokio::time::sleep(Duration::from_millis(500));
    back.await;
    proxy.resume();
    let before = count(&db).await.unwrap();
    while count(&db).await.unwrap() < before + 100 {}
    stop.store(true, Ordering::Release);
    let (written, errors) = busy.await.unwrap();
    assert!(errors.iter().all(|error| matches!(error, DbError::OutcomeUnknown(_))), "{errors:?}");
    let unknown = i64::try_from(errors.len()).unwrap();
    let stored = count(&db).await.unwrap();
    assert!((written..=written + unknown).contains(&stored), "{written} written, {unknown} unknown, {stored} stored");
}

/// A server that is away for longer: an honest error, and nothing was written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_fail_when_the_server_stays_away() {
    let Some(database) = TestDatabase::postgres() else { return };
    let (db, proxy) = behind_proxy(&database, |options| options.reconnect_for = Duration::from_millis(200)).await;
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    proxy.take_down();
    for _ in 0..3 {
        let written = db.write(Key::of("probe"), insert).await;
        assert!(matches!(written, Err(DbError::Unavailable(_))), "{written:?}");
        assert!(matches!(count(&db).await, Err(DbError::Unavailable(_))));
    }
    proxy.resume();
    db.write(Key::of("probe"), insert).await.unwrap();
    assert_eq!(count(&db).await, Ok(1));
}

/// A server that keeps its connections open and answers nothing: callers get an answer at their deadline, and
/// what was queued behind is not run later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_are_answered_while_the_server_hangs() {
    let Some(database) = TestDatabase::postgres() else { return };
    let (db, proxy) = behind_proxy(&database, |options| options.deadline = Duration::from_millis(300)).await;
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    proxy.freeze();
    let started = Instant::now();
    let mut calls = Vec::new();
    for n in 0..100_u32 {
        let db = db.clone();
        calls.push(tokio::spawn(async move {
            let written = db.write(Key::from(Uuid::from_u128(n.into())), insert).await;
            (written, count(&db).await)
        }));
    }
    for call in calls {
        let (written, read) = call.await.unwrap();
        assert!(matches!(written, Err(DbError::OutcomeUnknown(_))), "{written:?}");
        assert!(matches!(read, Err(DbError::Unavailable(_))), "{read:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    proxy.resume();
    // At most the units that a connection had taken are run.
    let threads = i64::try_from(database.options().threads).unwrap();
    let stored = count(&db).await.unwrap();
    assert!(stored <= threads, "{stored}");
    db.write(Key::of("probe"), insert).await.unwrap();
}

/// PostgreSQL reports a full table of predicate locks until the oldest transaction ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unit_that_gets_no_locks_is_run_again() {
    const SEQUENCE: &str = "CREATE SEQUENCE attempts";
    const FUNCTION: &str = "
        CREATE FUNCTION lock_table_full(times BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
        DECLARE attempt BIGINT := nextval('attempts');
        BEGIN
            IF attempt <= times THEN RAISE EXCEPTION 'out of shared memory' USING ERRCODE = '53200'; END IF;
            RETURN attempt;
        END $$";
    const ATTEMPT: &str = "SELECT lock_table_full($1)";
    let Some(database) = TestDatabase::postgres() else { return };
    let db = open(&database, database.options());
    let key = Key::of("probe");
    for sql in [MAKE, SEQUENCE, FUNCTION] {
        db.write(key, move |tx| tx.execute(sql, &[])).await.unwrap();
    }
    let work = |tx: &mut Tx<'_>| {
        insert(tx)?;
        tx.one(ATTEMPT, &[&5_i64], |row| row.get::<i64>(0))
    };
    assert_eq!(db.write(key, work).await, Ok(6), "five attempts fail, the sixth succeeds");
    assert_eq!(count(&db).await, Ok(1));

    let hasty = open(&database, DbOptions { retry_for: Duration::ZERO, ..database.options() });
    let work = |tx: &mut Tx<'_>| tx.one(ATTEMPT, &[&i64::MAX], |row| row.get::<i64>(0));
    assert_eq!(hasty.write(key, work).await, Err(DbError::Busy), "nothing was written, and it may be tried again");
}

/// Creates a function that fails as if the server were out of predicate locks until [`free_locks`], and counts how
/// often it was called.
async fn exhaust_locks(database: &TestDatabase) {
    run_sql(
        database,
        "CREATE SEQUENCE freed;
         CREATE SEQUENCE attempts;
         CREATE FUNCTION take_locks() RETURNS BIGINT LANGUAGE plpgsql AS $$
         DECLARE attempt BIGINT := nextval('attempts');
         BEGIN
             IF NOT (SELECT is_called FROM freed) THEN
                 RAISE EXCEPTION 'out of shared memory' USING ERRCODE = '53200';
             END IF;
             RETURN attempt;
         END $$",
    )
    .await;
}

async fn free_locks(database: &TestDatabase) {
    run_sql(database, "SELECT nextval('freed')").await;
}

async fn run_sql(database: &TestDatabase, sql: &'static str) {
    let Location::Postgres(url) = database.location().clone() else { panic!("PostgreSQL only") };
    let run = move || postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
    tokio::task::spawn_blocking(run).await.unwrap();
}

fn insert_with_locks(tx: &mut Tx<'_>) -> Result<(), DbError> {
    const TAKE: &str = "SELECT take_locks()";
    insert(tx)?;
    tx.one(TAKE, &[], |row| row.get::<i64>(0)).map(drop)
}

async fn attempts(db: &Db) -> i64 {
    const ATTEMPTS: &str = "SELECT last_value FROM attempts";
    let attempts: Result<i64, DbError> = db.read(|tx| tx.one(ATTEMPTS, &[], |row| row.get(0))).await;
    attempts.unwrap()
}

/// Starts `count` writes with different keys.
fn start_writes(db: &Db, count: u32) -> Vec<tokio::task::JoinHandle<Result<(), DbError>>> {
    let write = |n: u32| {
        let db = db.clone();
        tokio::spawn(async move { db.write(Key::from(Uuid::from_u128(n.into())), insert_with_locks).await })
    };
    (0..count).map(write).collect()
}

/// While the server is out of predicate locks, one write is tried in pauses and all others wait; reads are not held up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_while_writes_wait_for_locks() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = open(&database, database.options());
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    exhaust_locks(&database).await;
    let started = Instant::now();
    let writes = start_writes(&db, 100);
    for _ in 0..200 {
        assert_eq!(count(&db).await, Ok(0));
    }
    free_locks(&database).await;
    for write in writes {
        assert_eq!(write.await.unwrap(), Ok(()));
    }
    assert_eq!(count(&db).await, Ok(100));
    let pauses = i64::try_from(started.elapsed().as_millis() / 50).unwrap();
    let threads = i64::try_from(database.options().threads).unwrap();
    let failed = attempts(&db).await - 100;
    assert!(failed <= threads + pauses, "{failed} attempts failed during {pauses} pauses");
}

/// Once it has lasted for as long as a write may wait, new writes are refused at once, and the end is noticed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_are_refused_at_once_after_long_exhaustion() {
    let Some(database) = TestDatabase::postgres() else { return };
    let max_wait = Duration::from_millis(500);
    let db = open(&database, DbOptions { retry_for: max_wait, ..database.options() });
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    exhaust_locks(&database).await;
    for write in start_writes(&db, 20) {
        assert_eq!(write.await.unwrap(), Err(DbError::Busy));
    }
    // One of these is tried again and again. The others are not tried.
    let (started, tried) = (Instant::now(), attempts(&db).await);
    for write in start_writes(&db, 1000) {
        assert_eq!(write.await.unwrap(), Err(DbError::Busy));
    }
    assert!(started.elapsed() < 3 * max_wait, "{:?}", started.elapsed());
    assert!(attempts(&db).await - tried < 100);
    free_locks(&database).await;
    db.write(Key::of("probe"), insert_with_locks).await.unwrap();
    for write in start_writes(&db, 100) {
        assert_eq!(write.await.unwrap(), Ok(()));
    }
    assert_eq!(count(&db).await, Ok(101));
}

/// Writes that wait for predicate locks do not hold up the end of the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_refuses_writes_that_wait_for_locks() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = open(&database, database.options());
    db.write(Key::of("probe"), |tx| tx.execute(MAKE, &[])).await.unwrap();
    exhaust_locks(&database).await;
    let writes = start_writes(&db, 100);
    while attempts(&db).await < 6 {}
    let (closing, started) = (db.clone(), Instant::now());
    tokio::task::spawn_blocking(move || closing.close()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    for write in writes {
        // A write that came after the end has begun was not queued.
        let written = write.await.unwrap();
        assert!(matches!(written, Err(DbError::Busy | DbError::Unavailable(_))), "{written:?}");
    }
}

/// The system accepts connections for a server that is stopped, so connecting succeeds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_that_never_answers_is_noticed_at_the_start() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let location = Location::Postgres(format!("postgres://nobody@{}/none", listener.local_addr().unwrap()));
    let started = Instant::now();
    let migrated = tokio::task::spawn_blocking(move || Db::migrate(&location)).await.unwrap();
    assert!(matches!(migrated, Err(DbError::Unavailable(_))), "{migrated:?}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
