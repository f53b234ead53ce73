//! Two processes over one database, with a bus between them that may lose what it carries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use habitro_server::platform::bus::{Bus, BusMessage, BusTransport};
use habitro_testkit::{Node, TestApp, both_databases};
use serde_json::json;
use uuid::Uuid;

use super::rooms::{WALK, join, leave};
use super::{befriend, friends, open, somebody};
use crate::socket;

/// A line between two buses; what is sent while it is cut is lost.
struct Line {
    to: Bus,
    from: Uuid,
    cut: Arc<AtomicBool>,
}

impl BusTransport for Line {
    fn send(&self, message: BusMessage) {
        if !self.cut.load(Ordering::Relaxed) {
            self.to.receive(self.from, message);
        }
    }
}

/// A second node, and what cuts the line to it.
async fn second_node(app: &TestApp) -> (Node, Arc<AtomicBool>) {
    let node = app.another_node_with(|app| app).await;
    let cut = Arc::new(AtomicBool::new(false));
    let (here, there) = (app.world.db.bus().clone(), node.app.db.bus().clone());
    let line = |to: &Bus, from| Arc::new(Line { to: to.clone(), from: Uuid::from_u128(from), cut: Arc::clone(&cut) });
    here.set_transport(line(&there, 1));
    there.set_transport(line(&here, 2));
    (node, cut)
}

// On SQLite two processes are for tests alone: it shows that nothing but the database is shared.
both_databases! {
    async fn sockets_on_both_nodes_hear_everything_in_order(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let anna_there = anna.at(node.client());
        let mut hers = socket::open(&app, &anna.token).await;
        let (mut his, mut his_there) = (socket::open(&app, &bo.token).await, socket::open_at(node.address, &bo.token).await);
        for n in 1..=20 {
            let from = if n % 2 == 0 { &anna } else { &anna_there };
            from.say(&id, &n.to_string()).await;
        }
        for socket in [&mut hers, &mut his, &mut his_there] {
            for n in 1..=20 {
                assert_eq!(socket.next_frame_of("message.new").await["message"]["text"], n.to_string());
            }
        }
        // The line is cut: what is said on one node is found by asking.
        cut.store(true, Ordering::Relaxed);
        anna.say(&id, "21").await;
        anna_there.say(&id, "22").await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.heal().await.unwrap();
        node.app.chat.heal().await.unwrap();
        for socket in [&mut hers, &mut his, &mut his_there] {
            for n in 21..=22 {
                assert_eq!(socket.next_frame_of("message.new").await["message"]["text"], n.to_string());
            }
            socket.expect_only_presence().await;
        }
    }

    async fn a_conversation_whose_beginning_was_not_heard_of_is_found(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo) = (somebody(&app, "Anna").await, somebody(&app, "Bo").await);
        let mut his = socket::open_at(node.address, &bo.token).await;
        cut.store(true, Ordering::Relaxed);
        befriend(&anna, &bo).await;
        let id = open(&anna, &bo).await;
        anna.say(&id, "one").await;
        join(&bo).await;
        join(&anna).await;
        anna.say(WALK, "welcome").await;
        cut.store(false, Ordering::Relaxed);
        node.app.chat.heal().await.unwrap();
        // In whichever order: two conversations.
        let mut told = [his.next_frame_of("message.new").await, his.next_frame_of("message.new").await]
            .map(|told| told["message"]["text"].as_str().unwrap().to_owned());
        told.sort();
        assert_eq!(told, ["one", "welcome"]);
        // From now on it is known.
        anna.say(&id, "two").await;
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "two");
        node.app.chat.heal().await.unwrap();
        his.expect_only_presence().await;
    }

    async fn reading_that_was_not_heard_of_is_found(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        anna.say(&id, "one").await;
        let mut hers = socket::open(&app, &anna.token).await;
        app.app.chat.heal().await.unwrap();
        hers.expect_only_presence().await;
        cut.store(true, Ordering::Relaxed);
        bo.at(node.client()).read(&id, 1).await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.heal().await.unwrap();
        loop {
            let told = hers.next_frame_of("message.read").await;
            if told["user_id"] == json!(bo.id) {
                assert_eq!(told["sequence"], 1);
                break;
            }
        }
    }

    async fn hiding_that_was_not_heard_of_is_found_even_when_the_message_is_gone(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let (kept, gone) = (anna.say(&id, "one").await, anna.say(&id, "two").await);
        let mut his = socket::open(&app, &bo.token).await;
        anna.hide(&gone).await;
        let there = bo.at(node.client());
        cut.store(true, Ordering::Relaxed);
        there.hide(&kept).await;
        there.hide(&gone).await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.heal().await.unwrap();
        let mut told = [his.next_frame_of("message.hidden").await, his.next_frame_of("message.hidden").await]
            .map(|told| told["message_id"].as_str().unwrap().to_owned());
        told.sort();
        let mut hidden = [&kept, &gone].map(|message| message["id"].as_str().unwrap().to_owned());
        hidden.sort();
        assert_eq!(told, hidden);
        // Once is enough.
        app.app.chat.heal().await.unwrap();
        let last = anna.say(&id, "three").await;
        assert_eq!(his.next_frame().await["type"], "message.new");
        // And by a hint that says no more than which message.
        anna.hide(&last).await;
        there.hide(&last).await;
        assert_eq!(his.next_frame_of("message.hidden").await["message_id"], last["id"]);
    }

    async fn what_waits_to_be_told_outlasts_a_change_of_ones_conversations(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let mut his = socket::open_at(node.address, &bo.token).await;
        cut.store(true, Ordering::Relaxed);
        anna.say(&id, "one").await;
        // What one comes into and leaves on this node has it look again which conversations there are.
        let there = bo.at(node.client());
        join(&there).await;
        leave(&there).await;
        node.app.chat.pump().await;
        cut.store(false, Ordering::Relaxed);
        node.app.chat.heal().await.unwrap();
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "one");
        anna.say(&id, "two").await;
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "two");
        his.expect_only_presence().await;
    }

    async fn reading_typing_hiding_and_presence_cross(world) {
        let app = TestApp::start(world).await;
        let (node, _cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let message = anna.say(&id, "hello").await;
        let mut hers = socket::open(&app, &anna.token).await;
        let mut his = socket::open_at(node.address, &bo.token).await;
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": true}));
        assert_eq!(anna.conversation(&id).await["with"]["online"], true);
        hers.send_json(json!({"type": "typing", "conversation_id": id})).await;
        assert_eq!(his.next_frame_of("typing").await["user_id"], json!(anna.id));
        his.send_json(json!({"type": "message.read", "conversation_id": id, "sequence": 1})).await;
        loop {
            // One's own state may be told, too: absolute values, read again.
            let told = hers.next_frame_of("message.read").await;
            if told["user_id"] == json!(bo.id) {
                assert_eq!(told["sequence"], 1);
                break;
            }
        }
        let mut his_here = socket::open(&app, &bo.token).await;
        his.send_json(json!({"type": "ping"})).await;
        his.next_frame_of("pong").await;
        bo.at(node.client()).hide(&message).await;
        assert_eq!(his_here.next_frame_of("message.hidden").await["message_id"], message["id"]);
    }

    async fn a_node_that_fell_silent_took_its_people_along(world) {
        let app = TestApp::start(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let mut hers = socket::open(&app, &anna.token).await;
        let _his = socket::open_at(node.address, &bo.token).await;
        assert_eq!(hers.next_frame().await["online"], true);
        cut.store(true, Ordering::Relaxed);
        app.world.clock.advance_minutes(1);
        app.app.chat.tick().await.unwrap();
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": false}));
        cut.store(false, Ordering::Relaxed);
        node.app.chat.tick().await.unwrap();
        app.app.chat.tick().await.unwrap();
        assert_eq!(hers.next_frame().await["online"], true);
        assert_eq!(anna.conversation(&id).await["with"]["online"], true);
    }
}
