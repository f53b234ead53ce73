//! The cost of requests in numbers that do not depend on machine load: statements, predicate locks and allocations.
//!
//! `LIMITS` lists them. Statements on both databases and round trips to PostgreSQL must match exactly,
//! so that an extra one in a frequent request is noticed. The predicate locks that PostgreSQL keeps while an older
//! transaction is open, and allocations (of the whole server per request, on SQLite), are upper bounds. A change that
//! needs more must change the table.
//!
//! This is a separate binary because it replaces the allocator.
#![allow(clippy::unwrap_used, reason = "a failed step should fail the test at that line")]

mod allocations;
mod batch;
mod connection;
mod locks;

use connection::{Connection, request};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use locks::OlderTransaction;
use parking_lot::{Mutex, MutexGuard};
use serde_json::json;

/// Users who send the same requests one after the other.
const USERS: usize = 12;
/// The first users, not measured because they fill caches.
const WARM_UP_USERS: usize = 4;

/// The limits of a request.
struct Limit {
    request: &'static str,
    /// The exact number on SQLite.
    statements: u64,
    /// The exact numbers of statements and round trips on PostgreSQL.
    postgres: (u64, u64),
    /// The most predicate locks on PostgreSQL. How many there are depends a little on which rows share a page.
    locks: usize,
    /// The maximum median of the whole server on SQLite.
    allocations: u64,
}

const fn limit(request: &'static str, statements: u64, postgres: (u64, u64), locks: usize, allocations: u64) -> Limit {
    Limit { request, statements, postgres, locks, allocations }
}

// Each change of day counts includes one statement for the change log, in the same round trip (ADR 18).
const LIMITS: [Limit; 15] = [
    limit("GET /today, session not seen lately", 4, (4, 2), 0, 151),
    limit("GET /today, 9 tasks", 3, (3, 1), 0, 145),
    limit("PUT completion, the first of an account", 15, (14, 9), 10, 131),
    limit("PUT completion", 9, (8, 5), 8, 108),
    limit("PUT completion, done already", 4, (4, 3), 13, 100),
    limit("DELETE completion", 11, (10, 6), 14, 112),
    limit("PUT completion, once more", 11, (10, 5), 9, 110),
    limit("PUT completion, the last of a day", 18, (17, 13), 14, 139),
    limit("POST claim-streak", 13, (12, 10), 11, 126),
    limit("GET /rewards", 2, (2, 2), 0, 102),
    limit("GET /notifications", 2, (2, 2), 0, 105),
    limit("GET completions of five years", 2, (2, 2), 0, 110),
    limit("POST login", 9, (9, 8), 8, 142),
    limit("POST message, the first to a friend", 7, (6, 3), 11, 140),
    limit("POST message", 7, (6, 2), 11, 140),
];

/// Lets only one measurement run at a time, because allocations of the whole process are counted.
fn lock_measurement() -> MutexGuard<'static, ()> {
    static MEASUREMENT: Mutex<()> = Mutex::new(());
    MEASUREMENT.lock()
}

struct Person {
    name: String,
    token: String,
    tasks: Vec<String>,
}

impl Person {
    fn get(&self, path: &str) -> Vec<u8> {
        request("GET", path, &self.token, "")
    }

    fn completion(&self, method: &str, task: usize) -> Vec<u8> {
        request(method, &format!("/api/v1/tasks/{}/completion", self.tasks[task]), &self.token, "")
    }

    fn message(&self, conversation: &str, client_id: &str) -> Vec<u8> {
        let body = json!({"client_id": client_id, "text": "Ready for today?"}).to_string();
        request("POST", &format!("/api/v1/conversations/{conversation}/messages"), &self.token, &body)
    }

    /// Returns the measured requests in the order of [`LIMITS`], each with requests to send before it; those
    /// of the chat follow.
    fn script(&self) -> Vec<(Vec<Vec<u8>>, Vec<u8>)> {
        let all_but_last = [0, 2, 3, 4, 5, 6, 7].map(|task| self.completion("PUT", task));
        let email = format!("{}@example.org", self.name.to_lowercase());
        let login = json!({"identifier": email, "password": "nine long stones"}).to_string();
        vec![
            (vec![], self.get("/api/v1/today")),
            (vec![], self.get("/api/v1/today")),
            (vec![], self.completion("PUT", 0)),
            (vec![], self.completion("PUT", 1)),
            (vec![], self.completion("PUT", 1)),
            (vec![], self.completion("DELETE", 1)),
            (vec![], self.completion("PUT", 1)),
            (all_but_last.to_vec(), self.completion("PUT", 8)),
            (vec![], request("POST", "/api/v1/rewards/claim-streak", &self.token, "")),
            (vec![], self.get("/api/v1/rewards")),
            (vec![], self.get("/api/v1/notifications")),
            (vec![], self.get("/api/v1/reports/completions?range=yearly")),
            (vec![], request("POST", "/api/v1/auth/login", "", &login)),
        ]
    }
}

async fn sign_up(app: &TestApp, n: usize) -> Person {
    let name = format!("Person{n}");
    let (client, token) = app.sign_up_with_token(&name, "UTC").await;
    for habit in ["Walk", "Read", "Sleep"] {
        let body = json!({"name": habit, "type": "good", "duration_days": 21,
            "daily_tasks": ["Put on your shoes", "Walk for five minutes", "Note how it felt"]});
        client.post("/api/v1/habits", body).await.expect(201);
    }
    let today = client.get("/api/v1/today").await.expect(200).json();
    let habits = today["habits"].as_array().unwrap().iter();
    let tasks = habits.flat_map(|habit| habit["tasks"].as_array().unwrap());
    let tasks = tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect();
    Person { name, token, tasks }
}

/// Makes every user a friend of `friend` and returns their conversations.
async fn befriend(app: &TestApp, friend: &Person, people: &[Person]) -> Vec<String> {
    let friend = app.client().signed_in(&friend.token);
    let friend_id = friend.get("/api/v1/me").await.expect(200).json()["id"].clone();
    let mut conversations = Vec::new();
    for person in people {
        let client = app.client().signed_in(&person.token);
        let id = client.get("/api/v1/me").await.expect(200).json()["id"].clone();
        client.post("/api/v1/friends/requests", json!({"user_id": friend_id})).await.expect(202);
        friend.post("/api/v1/friends/requests", json!({"user_id": id})).await.expect(202);
        let opened = client.post("/api/v1/conversations", json!({"user_id": friend_id})).await.expect(201).json();
        conversations.push(opened["id"].as_str().unwrap().to_owned());
    }
    conversations
}

/// The measured cost of a request.
#[derive(Clone)]
struct Cost {
    statements: u64,
    round_trips: u64,
    /// The predicate locks, on PostgreSQL.
    locks: Vec<String>,
    allocations: u64,
}

/// Measures each request of the script, for all users after the warm-up.
fn measure(database: TestDatabase) -> Vec<Vec<Cost>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (app, people) = runtime.block_on(async {
        let app = TestApp::without_limits(TestWorld::on(database)).await;
        let mut people = Vec::new();
        for n in 0..USERS {
            people.push(sign_up(&app, n).await);
        }
        // Sessions leave the cache, but their last use is not updated yet.
        app.world.clock.advance_minutes(1);
        (app, people)
    });
    let meter = app.world.db.meter();
    let mut connection = Connection::open(app.address);
    let mut older = OlderTransaction::connect(app.world.database.location());
    let mut measured: Vec<Vec<Cost>> = LIMITS.iter().map(|_| Vec::with_capacity(USERS)).collect();
    let mut measure_request = |at: usize, n: usize, before: &[Vec<u8>], request: &[u8]| {
        for request in before {
            assert_eq!(connection.send(request), 200);
        }
        let (statements, round_trips) = (meter.statements(), meter.round_trips());
        if let Some(older) = &mut older {
            older.begin();
        }
        let allocations = allocations::allocations();
        assert!(matches!(connection.send(request), 200 | 201), "{}", LIMITS[at].request);
        let cost = Cost {
            allocations: allocations::allocations() - allocations,
            statements: meter.statements() - statements,
            round_trips: meter.round_trips() - round_trips,
            locks: older.as_mut().map_or_else(Vec::new, OlderTransaction::end),
        };
        if n >= WARM_UP_USERS {
            measured[at].push(cost);
        }
    };
    allocations::ignore_this_thread();
    let mut next = 0;
    for (n, person) in people.iter().enumerate() {
        next = 0;
        for (before, request) in person.script() {
            measure_request(next, n, &before, &request);
            next += 1;
        }
    }
    let conversations = runtime.block_on(async {
        let friend = sign_up(&app, USERS).await;
        befriend(&app, &friend, &people).await
    });
    for (n, (person, conversation)) in people.iter().zip(&conversations).enumerate() {
        measure_request(next, n, &[], &person.message(conversation, "first"));
        measure_request(next + 1, n, &[], &person.message(conversation, "second"));
    }
    drop(connection);
    drop(app);
    measured
}

/// Checks that each cost equals its limit.
fn check<T: PartialEq + std::fmt::Debug>(measured: &[Vec<Cost>], cost: fn(&Cost) -> T, table: fn(&Limit) -> T) {
    let mut wrong = Vec::new();
    for (limit, costs) in LIMITS.iter().zip(measured) {
        let costs: Vec<T> = costs.iter().map(cost).collect();
        if costs.iter().any(|cost| *cost != table(limit)) {
            wrong.push(format!("{}: {costs:?}, {:?} in the table", limit.request, table(limit)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn statements_and_allocations_on_sqlite() {
    let _guard = lock_measurement();
    let measured = measure(TestDatabase::sqlite());
    let mut wrong = Vec::new();
    for (limit, costs) in LIMITS.iter().zip(&measured) {
        let mut allocations: Vec<u64> = costs.iter().map(|cost| cost.allocations).collect();
        allocations.sort_unstable();
        let median = allocations[allocations.len() / 2];
        if median > limit.allocations {
            wrong.push(format!("{}: {median} allocations, {} in the table", limit.request, limit.allocations));
        }
    }
    // Reported after the allocations, so that one run reports both.
    let statements = std::panic::catch_unwind(|| check(&measured, |cost| cost.statements, |limit| limit.statements));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    statements.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

#[test]
fn statements_round_trips_and_predicate_locks_on_postgres() {
    let _guard = lock_measurement();
    let Some(database) = TestDatabase::postgres() else { return };
    let measured = measure(database);
    check(&measured, |cost| (cost.statements, cost.round_trips), |limit| limit.postgres);
    let mut wrong = Vec::new();
    for (limit, costs) in LIMITS.iter().zip(&measured) {
        let most = costs.iter().map(|cost| &cost.locks).max_by_key(|locks| locks.len()).unwrap();
        if most.len() > limit.locks {
            wrong.push(format!("{}: {}, {} in the table: {most:#?}", limit.request, most.len(), limit.locks));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Eleven messages are stored with the statements and round trips of one.
#[test]
fn messages_stored_together_on_postgres() {
    let _guard = lock_measurement();
    allocations::ignore_this_thread();
    let Some(database) = TestDatabase::postgres() else { return };
    let Cost { statements, round_trips, allocations, .. } = batch::measure_batch(database);
    assert_eq!((statements, round_trips), (6, 2));
    assert!(allocations <= 11 * 30, "{allocations} allocations");
}
