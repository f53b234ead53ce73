//! A full disk with 64 concurrent writers: each response is 507, 503 or a stored habit, and the server works
//! again once there is space.

use std::collections::BTreeMap;

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{DbOptions, Key};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_disk_responds_truthfully_and_recovers() {
    let world = TestWorld::on(TestDatabase::sqlite());
    // A few dozen plans fill these pages; the schema and Anna need much less.
    let options = DbOptions { max_pages: Some(700), ..world.database.options() };
    let db = world.database.open(options, world.clock.clock(), Entropy::seeded(3), Bus::in_process());
    let app = TestApp::start(TestWorld { db, ..world }).await;
    let anna = app.sign_up("Anna", "UTC").await;
    let tasks: Vec<String> =
        (0..10).map(|n| format!("A task that takes some space, number {n}, {}", "x".repeat(120))).collect();
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
    let (mut statuses, mut stored) = (BTreeMap::<u16, usize>::new(), Vec::new());
    while let Some(result) = writers.join_next().await {
        let (status, id) = result.unwrap();
        *statuses.entry(status).or_default() += 1;
        stored.extend(id);
    }
    assert!(statuses.keys().all(|status| [201, 503, 507].contains(status)), "{statuses:?}");
    assert!(statuses.contains_key(&507) && statuses.contains_key(&201), "{statuses:?}");
    let listed = anna.get("/api/v1/habits?limit=200").await.expect(200).json();
    let mut found: Vec<String> =
        listed["items"].as_array().unwrap().iter().map(|habit| habit["id"].as_str().unwrap().to_owned()).collect();
    found.sort();
    stored.sort();
    assert_eq!(found, stored, "the acknowledged habits are stored");
    // Freeing space is enough, without a restart.
    const FREE_SPACE: &str = "DELETE FROM habits WHERE name = 'Big'";
    app.world.db.write(Key::of("space"), |tx| tx.execute(FREE_SPACE, &[])).await.unwrap();
    anna.post("/api/v1/habits", body).await.expect(201);
}
