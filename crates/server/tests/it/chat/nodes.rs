//! Two processes over one database, with a bus between them that can lose messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use habitro_server::platform::bus::{Bus, BusMessage, BusTransport};
use habitro_testkit::{Node, TestApp, both_databases};
use serde_json::json;
use uuid::Uuid;

use super::rooms::{WALK, join, leave};
use super::{befriend, friends, open, sign_up};
use crate::socket;

/// A transport between two buses that drops messages while `cut` is set.
struct LossyTransport {
    to: Bus,
    from: Uuid,
    cut: Arc<AtomicBool>,
}

impl BusTransport for LossyTransport {
    fn send(&self, message: BusMessage) {
        if !self.cut.load(Ordering::Relaxed) {
            self.to.receive(self.from, message);
        }
    }
}

/// Starts a second node and returns the switch that cuts the connection to it.
async fn second_node(app: &TestApp) -> (Node, Arc<AtomicBool>) {
    let node = app.another_node_with(|app| app).await;
    let cut = Arc::new(AtomicBool::new(false));
    let (here, there) = (app.world.db.bus().clone(), node.app.db.bus().clone());
    let transport = |to: &Bus, from| {
        Arc::new(LossyTransport { to: to.clone(), from: Uuid::from_u128(from), cut: Arc::clone(&cut) })
    };
    here.set_transport(transport(&there, 1));
    there.set_transport(transport(&here, 2));
    (node, cut)
}

// SQLite with two processes is only used in tests: it shows that nothing but the database is shared.
both_databases! {
    async fn sockets_on_both_nodes_get_all_messages_in_order(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let anna_there = anna.at(node.client());
        let mut hers = socket::open(&app, &anna.token).await;
        let (mut his, mut his_there) = (socket::open(&app, &bo.token).await, socket::open_at(node.address, &bo.token).await);
        for n in 1..=20 {
            let from = if n % 2 == 0 { &anna } else { &anna_there };
            from.send(&id, &n.to_string()).await;
        }
        for socket in [&mut hers, &mut his, &mut his_there] {
            for n in 1..=20 {
                assert_eq!(socket.next_frame_of("message.new").await["message"]["text"], n.to_string());
            }
        }
        // While the connection is cut, messages of the other node are found by polling.
        cut.store(true, Ordering::Relaxed);
        anna.send(&id, "21").await;
        anna_there.send(&id, "22").await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.deliver_lost().await.unwrap();
        node.app.chat.deliver_lost().await.unwrap();
        for socket in [&mut hers, &mut his, &mut his_there] {
            for n in 21..=22 {
                assert_eq!(socket.next_frame_of("message.new").await["message"]["text"], n.to_string());
            }
            socket.expect_only_presence().await;
        }
    }

    async fn conversation_with_lost_hint_is_found(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await);
        let mut his = socket::open_at(node.address, &bo.token).await;
        cut.store(true, Ordering::Relaxed);
        befriend(&anna, &bo).await;
        let id = open(&anna, &bo).await;
        anna.send(&id, "one").await;
        join(&bo).await;
        join(&anna).await;
        anna.send(WALK, "welcome").await;
        cut.store(false, Ordering::Relaxed);
        node.app.chat.deliver_lost().await.unwrap();
        // In either order: these are two conversations.
        let mut told = [his.next_frame_of("message.new").await, his.next_frame_of("message.new").await]
            .map(|told| told["message"]["text"].as_str().unwrap().to_owned());
        told.sort();
        assert_eq!(told, ["one", "welcome"]);
        // From now on the conversation is known.
        anna.send(&id, "two").await;
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "two");
        node.app.chat.deliver_lost().await.unwrap();
        his.expect_only_presence().await;
    }

    async fn read_position_with_lost_hint_is_found(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "one").await;
        let mut hers = socket::open(&app, &anna.token).await;
        app.app.chat.deliver_lost().await.unwrap();
        hers.expect_only_presence().await;
        cut.store(true, Ordering::Relaxed);
        bo.at(node.client()).read(&id, 1).await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.deliver_lost().await.unwrap();
        loop {
            let told = hers.next_frame_of("message.read").await;
            if told["user_id"] == json!(bo.id) {
                assert_eq!(told["sequence"], 1);
                break;
            }
        }
    }

    async fn hidden_message_with_lost_hint_is_found_even_if_deleted(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let (kept, gone) = (anna.send(&id, "one").await, anna.send(&id, "two").await);
        let mut his = socket::open(&app, &bo.token).await;
        anna.hide(&gone).await;
        let there = bo.at(node.client());
        cut.store(true, Ordering::Relaxed);
        there.hide(&kept).await;
        there.hide(&gone).await;
        cut.store(false, Ordering::Relaxed);
        app.app.chat.deliver_lost().await.unwrap();
        let mut told = [his.next_frame_of("message.hidden").await, his.next_frame_of("message.hidden").await]
            .map(|told| told["message_id"].as_str().unwrap().to_owned());
        told.sort();
        let mut hidden = [&kept, &gone].map(|message| message["id"].as_str().unwrap().to_owned());
        hidden.sort();
        assert_eq!(told, hidden);
        // It is not sent a second time.
        app.app.chat.deliver_lost().await.unwrap();
        let last = anna.send(&id, "three").await;
        assert_eq!(his.next_frame().await["type"], "message.new");
        // A hint, which only names the message, has the same effect.
        anna.hide(&last).await;
        there.hide(&last).await;
        assert_eq!(his.next_frame_of("message.hidden").await["message_id"], last["id"]);
    }

    async fn reloading_conversations_keeps_undelivered_messages(world) {
        let app = TestApp::without_limits(world).await;
        let (node, cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let mut his = socket::open_at(node.address, &bo.token).await;
        cut.store(true, Ordering::Relaxed);
        anna.send(&id, "one").await;
        // Joining and leaving on this node reloads the user's conversations.
        let there = bo.at(node.client());
        join(&there).await;
        leave(&there).await;
        node.app.chat.deliver_queued().await;
        cut.store(false, Ordering::Relaxed);
        node.app.chat.deliver_lost().await.unwrap();
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "one");
        anna.send(&id, "two").await;
        assert_eq!(his.next_frame_of("message.new").await["message"]["text"], "two");
        his.expect_only_presence().await;
    }

    async fn reading_typing_hiding_and_presence_cross_nodes(world) {
        let app = TestApp::start(world).await;
        let (node, _cut) = second_node(&app).await;
        let (anna, bo, id) = friends(&app).await;
        let message = anna.send(&id, "hello").await;
        let mut hers = socket::open(&app, &anna.token).await;
        let mut his = socket::open_at(node.address, &bo.token).await;
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": true}));
        assert_eq!(anna.conversation(&id).await["with"]["online"], true);
        hers.send_json(json!({"type": "typing", "conversation_id": id})).await;
        assert_eq!(his.next_frame_of("typing").await["user_id"], json!(anna.id));
        his.send_json(json!({"type": "message.read", "conversation_id": id, "sequence": 1})).await;
        loop {
            // The user's own position may be sent too: frames carry absolute values.
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

    async fn users_of_silent_node_go_offline(world) {
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
