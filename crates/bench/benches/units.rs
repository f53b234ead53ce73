//! Micro-benchmarks, run by `cargo bench -p habitro-bench`: a plan by the built-in planner, a
//! completion, and Today.
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]
#![allow(missing_docs, reason = "a bench")]

use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use divan::Bencher;
use habitro_server::app::router;
use habitro_server::features::planner::builtin;
use habitro_server::features::planner::rules::{HabitType, PlanRequest, quantity_in};
use habitro_server::platform::db::{Db, DbError};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;
use tokio::runtime::Runtime;
use tower::ServiceExt;

fn main() {
    divan::main();
}

const HABITS: [&str; 4] = ["read 20 pages a day", "smoke 12 cigarettes a day", "learn the guitar", "sleep earlier"];

/// The goal is under 5 ms each.
#[divan::bench(args = [21, 365])]
fn plan_by_the_builtin_planner(bencher: Bencher<'_, '_>, days: u16) {
    let variants = AtomicU32::new(0);
    bencher
        .with_inputs(|| {
            let variant = variants.fetch_add(1, Ordering::Relaxed);
            let habit = HABITS[variant as usize % HABITS.len()];
            PlanRequest {
                habit: habit.to_owned(),
                kind: if habit.starts_with("smoke") { HabitType::Bad } else { HabitType::Good },
                duration_days: days,
                motivation: "I want to feel awake again".to_owned(),
                obstacle: "I am too tired in the evening".to_owned(),
                quantity: quantity_in(habit),
                answers: Vec::new(),
                exclude: Vec::new(),
                variant,
            }
        })
        .bench_refs(|request| builtin::plan(request));
}

/// A user with nine tasks today on a new database, and the router, called without sockets.
struct Fixture {
    runtime: Runtime,
    router: Router,
    db: Db,
    task: String,
    token: String,
    _app: TestApp,
}

impl Fixture {
    fn on(database: &str) -> Option<Self> {
        let database = if database == "sqlite" { TestDatabase::sqlite() } else { TestDatabase::postgres()? };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (app, task, token) = runtime.block_on(async {
            let app = TestApp::without_limits(TestWorld::on(database)).await;
            let (client, token) = app.sign_up_with_token("Anna", "UTC").await;
            for habit in ["Walk", "Read", "Sleep"] {
                let body = json!({"name": habit, "type": "good", "duration_days": 21,
                    "daily_tasks": ["Put on your shoes", "Walk for five minutes", "Note how it felt"]});
                client.post("/api/v1/habits", body).await.expect(201);
            }
            let today = client.get("/api/v1/today").await.expect(200).json();
            let task = today["habits"][1]["tasks"][1]["id"].as_str().unwrap().to_owned();
            (app, task, token)
        });
        let (router, db) = (router(&app.app), app.app.db.clone());
        Some(Self { runtime, router, db, task, token, _app: app })
    }

    /// Sends a request to the router and returns the length of the response body.
    fn request(&self, method: &str, path: &str) -> usize {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), 200);
            axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
        })
    }
}

/// Completes and undoes a task: two durable units of work that share no commit with others.
#[divan::bench(args = ["sqlite", "postgres"])]
fn complete_and_undo(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    let path = format!("/api/v1/tasks/{}/completion", fixture.task);
    bencher.bench_local(|| fixture.request("PUT", &path) + fixture.request("DELETE", &path));
}

/// The queries and the JSON of Today.
#[divan::bench(args = ["sqlite", "postgres"])]
fn today(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    bencher.bench_local(|| fixture.request("GET", "/api/v1/today"));
}

/// The overhead of a unit of work.
#[divan::bench(args = ["sqlite", "postgres"])]
fn empty_read(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    bencher.bench_local(|| fixture.runtime.block_on(fixture.db.read(|_| Ok::<_, DbError>(()))));
}
