//! Several processes on one PostgreSQL, each with a board of its own.

use std::time::{Duration, Instant};

use habitro_server::platform::db::DbError;
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
async fn a_node_more_than_half_an_hour_behind_reloads_everything() {
    let Some(database) = TestDatabase::postgres() else { return };
    let app = TestApp::without_limits(TestWorld::on(database)).await;
    let (there, other) = app.another_app().await;
    let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
    habit(&anna, "good", 2).await;
    other.leaderboard.catch_up().await.unwrap();
    tick_some(&anna, 1).await;
    // The log of the change is gone by the time the node comes back.
    app.world.db.write(uuid::Uuid::nil(), |tx| tx.execute("DELETE FROM change_log", &[])).await.unwrap();
    app.world.clock.advance_hours(2);
    other.leaderboard.catch_up().await.unwrap();
    assert_eq!(entries(&there.signed_in(&token)).await[0]["completed"], 1);
}

/// Names on the board as it stands, without looking for what is new.
async fn names(client: &Client) -> Vec<String> {
    let entries = entries(client).await;
    entries.as_array().unwrap().iter().map(|entry| entry["display_name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_commits_after_a_later_one_is_not_missed() {
    let Some(database) = TestDatabase::postgres() else { return };
    let app = TestApp::without_limits(TestWorld::on(database)).await;
    let anna = app.sign_up("Anna", "UTC").await;
    app.world.clock.advance_seconds(1);
    let bo = app.sign_up("Bo", "UTC").await;
    let board = &app.app.leaderboard;
    board.catch_up().await.unwrap();
    let user: uuid::Uuid = anna.get("/api/v1/me").await.expect(200).json()["id"].as_str().unwrap().parse().unwrap();
    // A unit that has its position in the log and is not committed.
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let may_go_on = std::sync::Mutex::new(may_go_on);
    let db = app.world.db.clone();
    let slow = tokio::spawn(async move {
        db.write(user, move |tx| {
            tx.execute("UPDATE users SET display_name = 'Anna the Slow' WHERE id = $1", &[&user])?;
            tx.change_log().record(user, None)?;
            let _ = begun.send(());
            // Until it may end, or until the test has ended.
            let _ = may_go_on.lock().unwrap().recv();
            Ok::<_, DbError>(())
        })
        .await
    });
    has_begun.recv().await.unwrap();
    bo.patch("/api/v1/me", json!({"display_name": "Bo the Quick"})).await.expect(200);
    board.catch_up().await.unwrap();
    assert_eq!(names(&bo).await, ["Anna", "Bo the Quick"], "the later change is seen first");
    drop(go_on);
    slow.await.unwrap().unwrap();
    board.catch_up().await.unwrap();
    assert_eq!(names(&bo).await, ["Anna the Slow", "Bo the Quick"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_database_is_loaded_again() {
    let Some(database) = TestDatabase::postgres() else { return };
    let app = TestApp::without_limits(TestWorld::on(database)).await;
    let sql = |sql: &'static str| app.world.db.write(uuid::Uuid::nil(), move |tx| tx.execute(sql, &[]));
    let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
    habit(&anna, "good", 3).await;
    let (there, other) = app.another_app().await;
    let there = there.signed_in(&token);
    let done = async || {
        other.leaderboard.catch_up().await.unwrap();
        entries(&there).await[0]["completed"].clone()
    };
    assert_eq!(done().await, 0);
    let tasks = tasks(&anna, "").await;
    assert_eq!(tick(&anna, &tasks[0]).await, 200);
    // A backup is restored in which one task more is done than the node knows of; its log has other rows.
    sql("DELETE FROM change_log").await.unwrap();
    assert_eq!(done().await, 1, "everything was loaded again");
    // From there on its log is followed.
    assert_eq!(tick(&anna, &tasks[1]).await, 200);
    assert_eq!(done().await, 2);
}
