//! A full disk under 64 writers, seen over HTTP: 507, 503 or truly stored, and afterwards the
//! same server goes on.

use std::collections::BTreeMap;

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{DbOptions, Key};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_true_and_space_brings_it_back() {
    let world = TestWorld::on(TestDatabase::sqlite());
    // Few enough pages that a few dozen plans fill them; the schema and Anna fit well.
    let options = DbOptions { max_pages: Some(700), ..world.database.options() };
    let db = world.database.open(options, world.clock.clock(), Entropy::seeded(3), Bus::in_process());
    let app = TestApp::start(TestWorld { db, ..world }).await;
    let anna = app.sign_up("Anna", "UTC").await;
    let tasks: Vec<String> =
        (0..10).map(|n| format!("A task that takes some room, number {n}, {}", "x".repeat(120))).collect();
    let body = json!({"name": "Big", "type": "good", "duration_days": 30, "daily_tasks": tasks});
    let mut writers = JoinSet::new();
    for _ in 0..64 {
        let (anna, body) = (anna.clone(), body.clone());
        writers.spawn(async move {
            let reply = anna.post("/api/v1/habits", body).await;
            let stored = (reply.status == 201).then(|| reply.json()["id"].as_str().unwrap().to_owned());
            if reply.status == 507 {
                assert_eq!(reply.code(), "storage-full");
            }
            (reply.status, stored)
        });
    }
    let (mut seen, mut stored) = (BTreeMap::<u16, usize>::new(), Vec::new());
    while let Some(answer) = writers.join_next().await {
        let (status, id) = answer.unwrap();
        *seen.entry(status).or_default() += 1;
        stored.extend(id);
    }
    assert!(seen.keys().all(|status| [201, 503, 507].contains(status)), "{seen:?}");
    assert!(seen.contains_key(&507) && seen.contains_key(&201), "{seen:?}");
    let listed = anna.get("/api/v1/habits?limit=200").await.expect(200).json();
    let mut there: Vec<String> =
        listed["items"].as_array().unwrap().iter().map(|habit| habit["id"].as_str().unwrap().to_owned()).collect();
    there.sort();
    stored.sort();
    assert_eq!(there, stored, "what was answered is what is there");
    // Somebody makes room; nothing is restarted.
    const ROOM: &str = "DELETE FROM habits WHERE name = 'Big'";
    app.world.db.write(Key::of("room"), |tx| tx.execute(ROOM, &[])).await.unwrap();
    anna.post("/api/v1/habits", body).await.expect(201);
}
