//! The limits on the requests of one account.

use std::pin::Pin;
use std::sync::{Mutex, mpsc};
use std::task::{Context, Waker};

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{Method, StatusCode};
use habitro_server::platform::db::{Db, DbError, Tx};
use habitro_server::platform::http::{Command, Executor, NoBody};
use habitro_server::platform::limits::{AccountLimit, AccountLimits, ChargedAccount, Written, since_epoch};
use habitro_testkit::{Client, Reply, TestApp, TestWorld, both_databases};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

const USER: Uuid = Uuid::from_u128(1);

fn assert_limited(reply: &Reply, what: &str, seconds: &str) {
    assert_eq!(
        (reply.status, reply.code().as_str(), reply.header("retry-after")),
        (429, "rate-limited", Some(seconds))
    );
    let problem = reply.json();
    assert!(
        problem["detail"].as_str().unwrap().starts_with(&format!("Your account's {what} are limited")),
        "{problem}"
    );
}

/// A habit whose plan takes `days` rows of counts and 20 times as many of tasks.
fn large_habit(days: u16) -> Value {
    let tasks: Vec<String> = (1..=20).map(|n| format!("Do a little of part {n}")).collect();
    json!({"name": "Learn", "type": "good", "duration_days": days, "daily_tasks": tasks})
}

async fn write(client: &Client) -> Reply {
    client.patch("/api/v1/me", json!({"locale": "en"})).await
}

both_databases! {
    async fn writes_have_a_burst_and_then_a_rate(world) {
        let app = TestApp::with_account_limits(world).await;
        let (anna, bo) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bo", "UTC").await);
        for _ in 0..119 {
            write(&anna).await.expect(200);
        }
        // Repeated and refused requests count as well.
        anna.request("PATCH", "/api/v1/me").json(&json!({"locale": 7})).send().await.expect(422);
        assert_limited(&write(&anna).await, "writes", "1");
        anna.get("/api/v1/today").await.expect(200);
        write(&bo).await.expect(200);
        app.world.clock.advance_seconds(1);
        for _ in 0..10 {
            write(&anna).await.expect(200);
        }
        let statements = app.world.db.meter().statements();
        assert_limited(&write(&anna).await, "writes", "1");
        assert_eq!(app.world.db.meter().statements(), statements, "refused before any work");
        // The owner of an account can always end sessions.
        let sessions = anna.get("/api/v1/auth/sessions").await.expect(200).json();
        anna.delete(&format!("/api/v1/auth/sessions/{}", sessions["items"][0]["id"].as_str().unwrap())).await.expect(204);
    }

    async fn repeated_requests_with_one_key_are_counted(world) {
        let app = TestApp::with_account_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let repeated = || anna.request("PATCH", "/api/v1/me").header("idempotency-key", "1").json(&json!({"locale": "en"}));
        for _ in 0..120 {
            repeated().send().await.expect(200);
        }
        assert_limited(&repeated().send().await, "writes", "1");
    }

    async fn reads_have_five_times_as_many(world) {
        let app = TestApp::with_account_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        for n in 0..600 {
            assert_eq!(anna.get("/api/v1/me").await.status, 200, "{n}");
        }
        assert_limited(&anna.get("/api/v1/me").await, "reads", "1");
        write(&anna).await.expect(200);
        app.world.clock.advance_seconds(1);
        for _ in 0..50 {
            anna.get("/api/v1/me").await.expect(200);
        }
        assert_limited(&anna.get("/api/v1/me").await, "reads", "1");
    }

    async fn strangers_use_up_no_limit(world) {
        let app = TestApp::with_account_limits(world).await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let elsewhere = app.client().with("cookie", &format!("habitro={token}")).with("sec-fetch-site", "cross-site");
        for _ in 0..130 {
            write(&elsewhere).await.expect(403);
        }
        for _ in 0..130 {
            write(&app.client().signed_in("wrong")).await.expect(401);
        }
        write(&anna).await.expect(200);
    }

    async fn large_write_delays_the_next_one(world) {
        let app = TestApp::with_account_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        // Three tasks on 21 days: 63 tasks, 42 counts, a habit. It counts as about 11 writes.
        let small = json!({"name": "Walk", "type": "good", "duration_days": 21, "daily_tasks": ["Shoes on", "Out", "Walk"]});
        for _ in 0..9 {
            anna.post("/api/v1/habits", small.clone()).await.expect(201);
        }
        app.world.clock.advance_minutes(1);
        anna.post("/api/v1/habits", large_habit(365)).await.expect(201);
        assert_limited(&write(&anna).await, "writes", "61");
        anna.get("/api/v1/today").await.expect(200);
        app.world.clock.advance_seconds(60);
        assert_limited(&write(&anna).await, "writes", "1");
        app.world.clock.advance_seconds(1);
        write(&anna).await.expect(200);
    }

    async fn large_writes_at_once_are_refused_after_the_first(world) {
        let app = TestApp::with_account_limits(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut requests = JoinSet::new();
        for _ in 0..8 {
            let anna = anna.clone();
            requests.spawn(async move { anna.post("/api/v1/habits", large_habit(365)).await });
        }
        let mut statuses: Vec<u16> = requests.join_all().await.into_iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [[201].as_slice(), &[429; 7]].concat());
        assert_eq!(anna.get("/api/v1/habits").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    }

    async fn large_write_is_charged_if_its_client_has_left(world) {
        let (limits, now) = (AccountLimits::new(true), since_epoch(world.clock.now()));
        let account = limits.admit(USER, &Method::POST, now).unwrap();
        let started = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
        let gate = std::sync::Arc::new(std::sync::Barrier::new(2));
        let (started2, gate2, db) = (started.clone(), gate.clone(), world.db.clone());
        let request = tokio::spawn(ChargedAccount::scope(account, async move {
            db.write(USER, move |tx| {
                started2.add_permits(1);
                gate2.wait();
                fill(tx, 3_000)
            })
            .await
        }));
        drop(started.acquire().await.unwrap());
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        tokio::task::spawn_blocking(move || gate.wait()).await.unwrap();
        // Runs after that unit: the key is the same.
        let count = world.db.write(USER, |tx| tx.one("SELECT COUNT(*) FROM sms_usage", &[], |row| row.get::<u32>(0)));
        assert_eq!(count.await.map_err(|error: DbError| error), Ok(3_000));
        assert!(limits.admit(USER, &Method::POST, now).is_err());
    }

    async fn refused_write_stays_refused_if_its_batch_runs_again(world) {
        let (limits, db, now) = (AccountLimits::new(true), &world.db, since_epoch(world.clock.now()));
        let account = limits.admit(USER, &Method::POST, now).unwrap();
        let debt = Written { rows: 10_000, ..Written::default() };
        account.as_ref().unwrap().charge(debt, Written::default(), now);
        let (held, free) = hold(db).await;
        let refused = queue(ChargedAccount::scope(account, db.write(USER, |tx| fill(tx, 1))));
        let failing = queue(fail_after_write(db));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        assert!(matches!(refused.await, Err(DbError::Limited(AccountLimit::Writes { .. }))));
        assert_eq!(failing.await, Err(DbError::NoRow));
    }

    async fn last_response_is_stored_if_its_batch_runs_again(world) {
        let executor = Executor::new(world.db.clone(), world.secrets.clone());
        let (limits, now) = (AccountLimits::new(true), since_epoch(world.clock.now()));
        let stored = Written { stored_response: 16 * 1024 * 1024 - 1, ..Written::default() };
        limits.admit(USER, &Method::POST, now).unwrap().unwrap().charge(stored, Written::default(), now);
        let (held, free) = hold(&world.db).await;
        let last = queue(store_response(&world, &executor, &limits, "1"));
        let failing = queue(fail_after_write(&world.db));
        free.send(()).unwrap();
        held.await.unwrap().unwrap();
        last.await.unwrap();
        assert_eq!(failing.await, Err(DbError::NoRow));
        // The response also counts as a large write.
        world.clock.advance_minutes(1);
        let refused = store_response(&world, &executor, &limits, "2").await.unwrap_err();
        assert_eq!((refused.0, refused.1), (StatusCode::TOO_MANY_REQUESTS, "rate-limited"));
    }

    async fn stored_responses_are_limited_by_their_size(world) {
        let executor = Executor::new(world.db.clone(), world.secrets.clone());
        let limits = AccountLimits::new(true);
        for n in 0..16 {
            store_response(&world, &executor, &limits, &n.to_string()).await.unwrap();
            world.clock.advance_minutes(1);
        }
        let refused = store_response(&world, &executor, &limits, "16").await.unwrap_err();
        assert_eq!((refused.0, refused.1), (StatusCode::TOO_MANY_REQUESTS, "rate-limited"));
        assert!(refused.2.is_some_and(|seconds| seconds > 60 && seconds < 3_600), "{refused:?}");
        // A response that is stored is still returned, and requests without a key need no room.
        store_response(&world, &executor, &limits, "3").await.unwrap();
        store_response(&world, &executor, &limits, "").await.unwrap();
        world.clock.advance_hours(2);
        store_response(&world, &executor, &limits, "16").await.unwrap();
    }
}

/// A write that runs until it is told to end; a second run ends at once.
async fn hold(db: &Db) -> (JoinHandle<Result<(), DbError>>, mpsc::Sender<()>) {
    let (started, running) = oneshot::channel();
    let (free, blocked) = mpsc::channel::<()>();
    let first_run = Mutex::new(Some((started, blocked)));
    let work = move |_: &mut Tx<'_>| {
        if let Some((started, blocked)) = first_run.lock().unwrap().take() {
            started.send(()).unwrap();
            blocked.recv().unwrap();
        }
        Ok(())
    };
    let db = db.clone();
    let held = tokio::spawn(async move { db.write(USER, work).await });
    running.await.unwrap();
    (held, free)
}

/// Polls `work` once, so that its unit of work is queued.
fn queue<F: Future>(work: F) -> Pin<Box<F>> {
    let mut work = Box::pin(work);
    assert!(work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    work
}

/// A unit of work that makes SQLite run the whole batch again.
async fn fail_after_write(db: &Db) -> Result<(), DbError> {
    let work = |tx: &mut Tx<'_>| {
        fill(tx, 1)?;
        Err(DbError::NoRow)
    };
    db.write(USER, work).await
}

/// Writes `rows` rows.
fn fill(tx: &mut Tx<'_>, rows: u32) -> Result<(), DbError> {
    let today = jiff::civil::date(2026, 3, 2);
    for n in 0..rows {
        let prefix = n.to_string();
        tx.execute("INSERT INTO sms_usage (day, prefix, messages) VALUES ($1, $2, 1)", &[&today, &prefix])?;
    }
    Ok(())
}

/// Sends a request that is answered with 1.1 MB, with this `Idempotency-Key` unless it is empty.
async fn store_response(
    world: &TestWorld,
    executor: &Executor,
    limits: &AccountLimits,
    key: &str,
) -> Result<(), (StatusCode, &'static str, Option<u64>)> {
    let request = Request::builder().method("POST").uri("/large");
    let request = if key.is_empty() { request } else { request.header("idempotency-key", key) };
    let command = Command::<NoBody>::from_request(request.body(Body::empty()).unwrap(), &()).await.unwrap();
    let account = limits.admit(USER, &Method::POST, since_epoch(world.clock.now())).unwrap();
    let work = |_: &mut Tx<'_>, _: &NoBody| Ok::<_, DbError>("x".repeat(1_100_000));
    let run = executor.run(USER, StatusCode::OK, command, work);
    let result = ChargedAccount::scope(account, run).await;
    result.map(drop).map_err(|problem| (problem.status, problem.code, problem.retry_after))
}
