//! What requests cost, in figures that no busy machine moves: statements and allocations.
//!
//! `LIMITS` holds them. Statements are exact, on both databases, and so are the round trips they take
//! to PostgreSQL: one more in a hot request is something to know of. Allocations (of the whole
//! server for one request, on SQLite) may be fewer. A change that needs more says so by changing the
//! table.
//!
//! A binary of its own, because its allocator counts.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should fail where it stands")]

mod counting;
mod wire;

use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use parking_lot::{Mutex, MutexGuard};
use serde_json::json;
use wire::{Wire, request};

/// People who do the same one after the other.
const PEOPLE: usize = 12;
/// Of them, the first ones fill caches and are not counted.
const WARM_UP: usize = 4;

/// What one request may cost.
struct Limit {
    what: &'static str,
    /// Exactly, on SQLite.
    statements: u64,
    /// Exactly, on PostgreSQL: what is sent, and in how many round trips.
    postgres: (u64, u64),
    /// At most, by the whole server, in the middle of several.
    allocations: u64,
}

const fn limit(what: &'static str, statements: u64, postgres: (u64, u64), allocations: u64) -> Limit {
    Limit { what, statements, postgres, allocations }
}

const LIMITS: [Limit; 13] = [
    limit("GET /today, session not seen lately", 4, (4, 2), 151),
    limit("GET /today, 9 tasks", 3, (3, 1), 145),
    limit("PUT completion, the first of an account", 14, (13, 9), 131),
    limit("PUT completion", 8, (7, 5), 108),
    limit("PUT completion, done already", 3, (3, 3), 100),
    limit("DELETE completion", 11, (10, 6), 112),
    limit("PUT completion, once more", 10, (9, 5), 110),
    limit("PUT completion, the last of a day", 17, (16, 13), 139),
    limit("POST claim-streak", 13, (12, 10), 126),
    limit("GET /rewards", 2, (2, 2), 102),
    limit("GET /notifications", 2, (2, 2), 105),
    limit("GET completions of five years", 2, (2, 2), 110),
    limit("POST login", 7, (7, 8), 138),
];

/// The allocator counts for the whole process: one measurement at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock()
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

    fn tick(&self, method: &str, task: usize) -> Vec<u8> {
        request(method, &format!("/api/v1/tasks/{}/completion", self.tasks[task]), &self.token, "")
    }

    /// The requests that are measured, in the order of [`LIMITS`]; the ones before each that are not.
    fn script(&self) -> Vec<(Vec<Vec<u8>>, Vec<u8>)> {
        let before_the_last = [0, 2, 3, 4, 5, 6, 7].map(|task| self.tick("PUT", task));
        let email = format!("{}@example.org", self.name.to_lowercase());
        let login = json!({"identifier": email, "password": "nine long stones"}).to_string();
        vec![
            (vec![], self.get("/api/v1/today")),
            (vec![], self.get("/api/v1/today")),
            (vec![], self.tick("PUT", 0)),
            (vec![], self.tick("PUT", 1)),
            (vec![], self.tick("PUT", 1)),
            (vec![], self.tick("DELETE", 1)),
            (vec![], self.tick("PUT", 1)),
            (before_the_last.to_vec(), self.tick("PUT", 8)),
            (vec![], request("POST", "/api/v1/rewards/claim-streak", &self.token, "")),
            (vec![], self.get("/api/v1/rewards")),
            (vec![], self.get("/api/v1/notifications")),
            (vec![], self.get("/api/v1/reports/completions?range=yearly")),
            (vec![], request("POST", "/api/v1/auth/login", "", &login)),
        ]
    }
}

async fn person(app: &TestApp, n: usize) -> Person {
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

/// What one request did cost.
#[derive(Clone, Copy)]
struct Cost {
    statements: u64,
    round_trips: u64,
    allocations: u64,
}

/// The cost of each request of the script, for everybody after the warm-up.
fn measure(database: TestDatabase) -> Vec<Vec<Cost>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (app, people) = runtime.block_on(async {
        let app = TestApp::without_limits(TestWorld::on(database)).await;
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(person(&app, n).await);
        }
        // Older than any session is remembered, younger than its use is noted.
        app.world.clock.advance_minutes(1);
        (app, people)
    });
    let meter = app.world.db.meter();
    let mut wire = Wire::open(app.address);
    let mut measured: Vec<Vec<Cost>> = LIMITS.iter().map(|_| Vec::with_capacity(PEOPLE)).collect();
    counting::leave_out_this_thread();
    for (n, person) in people.iter().enumerate() {
        for (at, (before, request)) in person.script().into_iter().enumerate() {
            for request in before {
                assert_eq!(wire.ask(&request), 200);
            }
            let (statements, round_trips) = (meter.statements(), meter.round_trips());
            let allocations = counting::allocations();
            assert_eq!(wire.ask(&request), 200, "{}", LIMITS[at].what);
            let cost = Cost {
                allocations: counting::allocations() - allocations,
                statements: meter.statements() - statements,
                round_trips: meter.round_trips() - round_trips,
            };
            if n >= WARM_UP {
                measured[at].push(cost);
            }
        }
    }
    drop(wire);
    drop(app);
    measured
}

/// Compares each cost with the table, exactly.
fn check<T: PartialEq + std::fmt::Debug>(measured: &[Vec<Cost>], seen: fn(&Cost) -> T, table: fn(&Limit) -> T) {
    let mut wrong = Vec::new();
    for (limit, costs) in LIMITS.iter().zip(measured) {
        let costs: Vec<T> = costs.iter().map(seen).collect();
        if costs.iter().any(|cost| *cost != table(limit)) {
            wrong.push(format!("{}: {costs:?}, {:?} in the table", limit.what, table(limit)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn statements_and_allocations_on_sqlite() {
    let _alone = alone();
    let measured = measure(TestDatabase::sqlite());
    let mut wrong = Vec::new();
    for (limit, costs) in LIMITS.iter().zip(&measured) {
        let mut allocations: Vec<u64> = costs.iter().map(|cost| cost.allocations).collect();
        allocations.sort_unstable();
        let middle = allocations[allocations.len() / 2];
        if middle > limit.allocations {
            wrong.push(format!("{}: {middle} allocations, {} in the table", limit.what, limit.allocations));
        }
    }
    // Both, so that one run tells everything.
    let statements = std::panic::catch_unwind(|| check(&measured, |cost| cost.statements, |limit| limit.statements));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    statements.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

#[test]
fn statements_and_round_trips_on_postgres() {
    let _alone = alone();
    if let Some(database) = TestDatabase::postgres() {
        let seen = |cost: &Cost| (cost.statements, cost.round_trips);
        check(&measure(database), seen, |limit| limit.postgres);
    }
}
