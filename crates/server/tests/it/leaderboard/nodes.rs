//! Several processes on one PostgreSQL, each with a board of its own.

use std::time::{Duration, Instant};

use habitro_testkit::{Client, TestApp, TestDatabase, TestWorld};
use serde_json::{Value, json};

use super::{habit, tasks, tick, tick_some};

async fn entries(client: &Client) -> Value {
    client.get("/api/v1/leaderboard").await.expect(200).json()["entries"].clone()
}

/// Asks until both answer the same, at most five seconds.
async fn agree(one: &Client, other: &Client) {
    let started = Instant::now();
    loop {
        let (here, there) = (entries(one).await, entries(other).await);
        if here == there {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{here} is not {there}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_agree_within_five_seconds() {
    let Some(database) = TestDatabase::postgres() else { return };
    let app = TestApp::without_limits(TestWorld::on(database)).await;
    let (there, other) = app.another_app().await;
    tokio::spawn(app.app.leaderboard.clone().run(std::future::pending()));
    let follows = tokio::spawn(other.leaderboard.clone().run(std::future::pending()));
    let mut people = Vec::new();
    for n in 0..4 {
        let (client, token) = app.sign_up_with_token(&format!("Person {n}"), "UTC").await;
        app.world.clock.advance_seconds(1);
        habit(&client, "good", 3).await;
        people.push((client, there.clone().signed_in(&token)));
    }
    for (at, (here, there)) in people.iter().enumerate() {
        tick_some(if at % 2 == 0 { here } else { there }, at).await;
        agree(here, there).await;
    }
    // One node stops for a minute while the other goes on.
    follows.abort();
    app.world.clock.advance_seconds(60);
    let (here, second) = &people[0];
    for task in tasks(here, "").await {
        assert_eq!(tick(here, &task).await, 200);
    }
    here.patch("/api/v1/me", json!({"display_name": "Somebody Else"})).await.expect(200);
    people[2].0.patch("/api/v1/me", json!({"leaderboard_visible": false})).await.expect(200);
    tokio::spawn(other.leaderboard.clone().run(std::future::pending()));
    let started = Instant::now();
    loop {
        let seen = entries(second).await;
        let names: Vec<&str> =
            seen.as_array().unwrap().iter().map(|one| one["display_name"].as_str().unwrap()).collect();
        if names.len() == 3 && names[0] == "Somebody Else" {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{seen}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    agree(here, second).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_was_away_for_hours_reads_everybody_again() {
    let Some(database) = TestDatabase::postgres() else { return };
    let app = TestApp::without_limits(TestWorld::on(database)).await;
    let (there, other) = app.another_app().await;
    let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
    habit(&anna, "good", 2).await;
    other.leaderboard.catch_up().await.unwrap();
    tick_some(&anna, 1).await;
    // The log of the change is gone by the time the node comes back.
    app.world.db.write(uuid::Uuid::nil(), |tx| tx.execute("DELETE FROM board_changes", &[])).await.unwrap();
    app.world.clock.advance_hours(2);
    other.leaderboard.catch_up().await.unwrap();
    assert_eq!(entries(&there.signed_in(&token)).await[0]["completed"], 1);
}
