//! How fast Habitro is on this machine: closed-loop load on a fresh server over loopback.
//!
//! `habitro-bench [--db sqlite|postgres] [--users N] [--seconds N] [--connections N]`. The
//! server runs in this process, on the embedded SQLite unless said, durable as always; each connection is kept alive and
//! signed in as users are. Compare runs on one machine only, and one after the other.
#![allow(clippy::print_stdout, reason = "it prints a table")]
#![allow(clippy::unwrap_used, reason = "a bench that can't go on stops")]

mod load;

use std::sync::Arc;
use std::time::{Duration, Instant};

use habitro_server::features::planner::builtin;
use habitro_server::features::planner::rules::{HabitType, PlanRequest, quantity_in};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use load::{Figures, Run};
use serde_json::json;

struct Settings {
    users: usize,
    seconds: u64,
    connections: usize,
    postgres: bool,
}

impl Settings {
    fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().collect();
        let value = |flag: &str, default: usize| {
            let given = arguments.iter().position(|argument| argument == flag).and_then(|at| arguments.get(at + 1));
            given.and_then(|value| value.parse().ok()).unwrap_or(default)
        };
        Self {
            users: value("--users", 64),
            seconds: value("--seconds", 5) as u64,
            connections: value("--connections", 64),
            postgres: arguments.iter().any(|argument| argument == "postgres"),
        }
    }
}

fn main() {
    let settings = Settings::from_arguments();
    plans();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(requests(&settings));
}

/// One person with the ids of today's tasks.
struct Person {
    token: String,
    tasks: Vec<String>,
}

async fn requests(settings: &Settings) {
    let database = if settings.postgres { TestDatabase::postgres() } else { Some(TestDatabase::sqlite()) };
    let app = TestApp::start(TestWorld::on(database.expect("a PostgreSQL to test on"))).await;
    let mut people = Vec::new();
    for n in 0..settings.users {
        // A minute apart: the limit on sign-ups of one address is in force here too.
        app.world.clock.advance_minutes(4);
        let (client, token) = app.sign_up_with_token(&format!("Person {n}"), "UTC").await;
        for habit in 0..3 {
            let body = json!({"name": format!("Habit {habit}"), "type": "good", "duration_days": 21,
                "daily_tasks": ["Put on your shoes", "Walk for five minutes", "Note how it felt"]});
            client.post("/api/v1/habits", body).await.expect(201);
        }
        people.push(Person { token, tasks: Vec::new() });
    }
    for person in &mut people {
        let today = app.client().signed_in(&person.token).get("/api/v1/today").await.expect(200).json();
        let habits = today["habits"].as_array().unwrap().iter();
        let tasks = habits.flat_map(|habit| habit["tasks"].as_array().unwrap());
        person.tasks = tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect();
    }
    let people = Arc::new(people);
    let run =
        Run { address: app.address, connections: settings.connections, time: Duration::from_secs(settings.seconds) };
    println!("{:<28}{:>10}{:>10}{:>10}{:>10}", "", "per s", "p50 ms", "p90 ms", "p99 ms");
    let everyone = Arc::clone(&people);
    let today = move |n: usize| load::request("GET", "/api/v1/today", &everyone[n % everyone.len()].token);
    print("GET /today, 9 tasks", &run.closed_loop(today).await);
    let everyone = Arc::clone(&people);
    let tick = move |n: usize| {
        let person = &everyone[n % everyone.len()];
        let turn = n / everyone.len();
        // A task is ticked, then unticked, then the next one's turn comes.
        let task = &person.tasks[turn / 2 % person.tasks.len()];
        let method = if turn.is_multiple_of(2) { "PUT" } else { "DELETE" };
        load::request(method, &format!("/api/v1/tasks/{task}/completion"), &person.token)
    };
    print("PUT / DELETE completion", &run.closed_loop(tick).await);
    let nobody = |_: usize| load::request("GET", "/healthz", "");
    print("GET /healthz (no database)", &run.closed_loop(nobody).await);
}

fn print(name: &str, figures: &Figures) {
    println!(
        "{name:<28}{:>10.0}{:>10.2}{:>10.2}{:>10.2}{}",
        figures.per_second,
        figures.p50,
        figures.p90,
        figures.p99,
        if figures.failed == 0 { String::new() } else { format!("   {} FAILED", figures.failed) }
    );
}

/// Plans by the built-in planner: the goal is under 5 ms each.
fn plans() {
    for days in [21, 365] {
        let wishes = ["read 20 pages a day", "smoke 12 cigarettes a day", "learn the guitar", "sleep earlier"];
        let started = Instant::now();
        let rounds = 100;
        for round in 0..rounds {
            let habit = wishes[round % wishes.len()];
            let kind = if habit.starts_with("smoke") { HabitType::Bad } else { HabitType::Good };
            let request = PlanRequest {
                habit: habit.to_owned(),
                kind,
                duration_days: days,
                motivation: "I want to feel awake again".to_owned(),
                obstacle: "I am too tired in the evening".to_owned(),
                quantity: quantity_in(habit),
                answers: Vec::new(),
                exclude: Vec::new(),
                variant: u32::try_from(round).unwrap_or_default(),
            };
            assert_eq!(builtin::plan(&request).len(), usize::from(days));
        }
        println!(
            "plan of {days:>3} days: {:.2} ms",
            started.elapsed().as_secs_f64() * 1000.0 / f64::from(u32::try_from(rounds).unwrap())
        );
    }
}
