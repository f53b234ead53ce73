//! Unread counts and last messages match what the history shows.

use habitro_testkit::{TestApp, both_databases};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::rooms::{WALK, join, leave};
use super::{TestUser, befriend, friends, open, sign_up};
use crate::socket;

/// Compares a conversation's unread count and last message with its history.
async fn assert_consistent(who: &TestUser, id: &str, after: &str) {
    let reply = who.client.get(&format!("/api/v1/conversations/{id}")).await;
    if reply.status == 404 {
        return;
    }
    let seen = reply.json();
    let unread = who.page(id, &format!("?limit=200&after={}", seen["read_sequence"])).await;
    let others = unread["items"].as_array().unwrap().iter().filter(|item| item["sender_id"] != json!(who.id));
    assert_eq!(seen["unread"], json!(others.count()), "unread of {id} after {after}");
    let all = who.page(id, "?limit=200").await;
    let newest = all["items"].as_array().unwrap().last().cloned().unwrap_or(Value::Null);
    assert_eq!(seen["last_message"], newest, "the last message of {id} after {after}");
    let listed = who.client.get("/api/v1/conversations").await.expect(200).json();
    let listed = listed["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(id)).unwrap();
    assert_eq!(listed, &seen, "{after}");
}

/// Performs a random action, which may be refused, and describes it.
async fn random_action(dice: &mut StdRng, people: &[TestUser], talks: &[String], n: usize) -> String {
    let at = dice.random_range(0..people.len());
    let who = &people[at];
    let id = &talks[dice.random_range(0..talks.len())];
    let other = &people[(at + 1) % people.len()];
    match dice.random_range(0..12) {
        0 => {
            let all = who.client.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
            let items = if all.status == 200 { all.json()["items"].as_array().unwrap().clone() } else { vec![] };
            if !items.is_empty() {
                who.hide(&items[dice.random_range(0..items.len())]).await;
            }
            format!("{at} hid a message")
        }
        1 | 2 => {
            let up_to = dice.random_range(0..60);
            let path = format!("/api/v1/conversations/{id}/read");
            who.client.put(&path, json!({"sequence": up_to})).await;
            format!("{at} read up to {up_to}")
        }
        3 => {
            who.client.put(&format!("/api/v1/blocks/{}", other.id), json!({})).await.expect(204);
            format!("{at} blocked the next")
        }
        4 => {
            who.client.delete(&format!("/api/v1/blocks/{}", other.id)).await;
            who.client.post("/api/v1/friends/requests", json!({"user_id": other.id})).await;
            other.client.post("/api/v1/friends/requests", json!({"user_id": who.id})).await;
            format!("{at} befriended the next")
        }
        5 => {
            leave(who).await;
            join(who).await;
            format!("{at} left the room and came again")
        }
        _ => {
            let body = json!({"client_id": n.to_string(), "text": format!("number {n}")});
            let status = who.client.post(&format!("/api/v1/conversations/{id}/messages"), body).await.status;
            format!("{at} wrote number {n} into {id}: {status}")
        }
    }
}

both_databases! {
    async fn unread_counts_match_history_after_random_actions(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo, direct) = friends(&app).await;
        let cleo = sign_up(&app, "Cleo").await;
        befriend(&bo, &cleo).await;
        let other = open(&bo, &cleo).await;
        let people = [anna, bo, cleo];
        for who in &people {
            join(who).await;
        }
        let talks = [WALK.to_owned(), WALK.to_owned(), direct, other];
        let mut dice = StdRng::seed_from_u64(7);
        for n in 0..150 {
            let what = random_action(&mut dice, &people, &talks, n).await;
            for (at, id) in [(0, 0), (1, 0), (2, 0), (0, 2), (1, 2), (1, 3), (2, 3)] {
                assert_consistent(&people[at], &talks[id], &format!("{n}: {what}")).await;
            }
        }
        // Messages of a deleted account are deleted and not unread.
        for n in 0..3 {
            people[1].send(WALK, &format!("last words {n}")).await;
        }
        let gone = people[1].client.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send();
        gone.await.expect(204);
        for (at, id) in [(0, 0), (2, 0), (0, 2), (2, 3)] {
            assert_consistent(&people[at], &talks[id], "an account was deleted").await;
        }
    }

    async fn messages_of_blocked_users_cause_no_alert(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, cleo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await, sign_up(&app, "Cleo").await);
        for who in [&anna, &bo, &cleo] {
            join(who).await;
        }
        anna.client.put(&format!("/api/v1/blocks/{}", bo.id), json!({})).await.expect(204);
        cleo.send(WALK, "softly").await;
        for n in 0..3 {
            bo.send(WALK, &format!("loud {n}")).await;
        }
        assert_eq!(anna.unread_and_last(WALK).await, (1, Some("softly".into())));
        assert_eq!(cleo.unread_and_last(WALK).await, (3, Some("loud 2".into())));
        let told = async |who: &TestUser| {
            app.world.clock.advance_minutes(1);
            app.app.chat.send_due_alerts().await.unwrap();
            let feed = who.client.get("/api/v1/notifications").await.expect(200).json();
            let items = feed["items"].as_array().unwrap().clone();
            items.into_iter().filter(|item| item["kind"] == "message").map(|item| item["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told(&anna).await, ["A new message."]);
        // The app reads up to the last message it shows; then nothing is unread on any device.
        let mut device = socket::open(&app, &anna.token).await;
        anna.read(WALK, 1).await;
        assert_eq!(device.next_frame_of("message.read").await["unread"], 0);
        assert_eq!(anna.unread_and_last(WALK).await, (0, Some("softly".into())));
        bo.send(WALK, "louder still").await;
        assert_eq!(told(&anna).await, ["A new message."], "no second alert");
        anna.client.delete(&format!("/api/v1/blocks/{}", bo.id)).await.expect(204);
        assert_eq!(anna.unread_and_last(WALK).await, (4, Some("louder still".into())), "unblocked users are visible again");
    }

    async fn deleted_messages_cause_no_alert(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "never mind").await;
        anna.client.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        app.world.clock.advance_minutes(1);
        app.app.chat.send_due_alerts().await.unwrap();
        let feed = bo.client.get("/api/v1/notifications").await.expect(200).json();
        assert!(feed["items"].as_array().unwrap().iter().all(|item| item["kind"] != "message"), "{feed}");
    }

    async fn unread_count_of_room_is_capped_at_200(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await);
        join(&anna).await;
        join(&bo).await;
        for n in 0..205 {
            anna.send(WALK, &n.to_string()).await;
        }
        assert_eq!(bo.unread_and_last(WALK).await.0, 200);
        bo.read(WALK, 10).await;
        assert_eq!(bo.unread_and_last(WALK).await.0, 195);
    }

    async fn listing_and_reading_cost_the_same_however_many_messages(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo, direct) = friends(&app).await;
        join(&anna).await;
        join(&bo).await;
        let meter = app.world.db.meter();
        let mut costs = Vec::new();
        for _ in 0..2 {
            for n in 0..30 {
                let name = format!("{} {n}", costs.len());
                anna.send_as(WALK, &name, "hello").await;
                anna.send_as(&direct, &name, "hello").await;
            }
            let before = meter.statements();
            bo.client.get("/api/v1/conversations").await.expect(200);
            let looked = meter.statements();
            let last = 30 * (u32::try_from(costs.len()).unwrap() + 1);
            for place in [WALK, &direct] {
                bo.read(place, last - 10).await;
            }
            costs.push((looked - before, meter.statements() - looked));
        }
        assert_eq!(costs[0], costs[1]);
    }

    async fn former_friend_gets_no_read_positions(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        bo.send(&id, "one").await;
        bo.send(&id, "two").await;
        anna.read(&id, 1).await;
        assert_eq!(bo.conversation(&id).await["other_read_sequence"], 1);
        anna.client.put(&format!("/api/v1/blocks/{}", bo.id), json!({})).await.expect(204);
        let mut his = socket::open(&app, &bo.token).await;
        anna.read(&id, 2).await;
        his.expect_only_presence().await;
        assert_eq!(bo.conversation(&id).await["other_read_sequence"], Value::Null);
        assert_eq!(anna.unread_and_last(&id).await.0, 0);
    }
}
