//! Micro benches: `cargo bench -p habitro-bench`. A plan by the built-in planner, a completion's
//! unit of work, today's query and its JSON.
#![allow(clippy::unwrap_used, reason = "a bench that can't go on stops")]
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

const WISHES: [&str; 4] = ["read 20 pages a day", "smoke 12 cigarettes a day", "learn the guitar", "sleep earlier"];

/// The goal is under 5 ms each.
#[divan::bench(args = [21, 365])]
fn plan_by_the_builtin_planner(bencher: Bencher<'_, '_>, days: u16) {
    let variants = AtomicU32::new(0);
    bencher
        .with_inputs(|| {
            let variant = variants.fetch_add(1, Ordering::Relaxed);
            let habit = WISHES[variant as usize % WISHES.len()];
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

/// A person with nine tasks today, on a database of their own, and the whole site without sockets.
struct Fixture {
    runtime: Runtime,
    site: Router,
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
        let (site, db) = (router(&app.app), app.app.db.clone());
        Some(Self { runtime, site, db, task, token, _app: app })
    }

    /// The whole answer to a request, from router to the last byte of JSON.
    fn ask(&self, method: &str, path: &str) -> usize {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        self.runtime.block_on(async {
            let response = self.site.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), 200);
            axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
        })
    }
}

/// A completion's unit of work and that of its undoing, durable, with nobody to share the commit.
#[divan::bench(args = ["sqlite", "postgres"])]
fn completion_and_its_undoing(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    let path = format!("/api/v1/tasks/{}/completion", fixture.task);
    bencher.bench_local(|| fixture.ask("PUT", &path) + fixture.ask("DELETE", &path));
}

/// Today's queries and its JSON.
#[divan::bench(args = ["sqlite", "postgres"])]
fn today(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    bencher.bench_local(|| fixture.ask("GET", "/api/v1/today"));
}

/// What a unit of work costs that does nothing.
#[divan::bench(args = ["sqlite", "postgres"])]
fn empty_read(bencher: Bencher<'_, '_>, database: &str) {
    let Some(fixture) = Fixture::on(database) else { return };
    bencher.bench_local(|| fixture.runtime.block_on(fixture.db.read(|_| Ok::<_, DbError>(()))));
}
