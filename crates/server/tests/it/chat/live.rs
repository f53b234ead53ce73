//! Frames sent over sockets.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{befriend, friends, open, sign_up};
use crate::socket;

fn send(conversation: &str, client_id: &str, text: &str) -> Value {
    json!({"type": "message.send", "client_id": client_id, "conversation_id": conversation, "text": text})
}

both_databases! {
    async fn message_reaches_all_sockets_of_both(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let (mut hers, mut hers_too) = (socket::open(&app, &anna.token).await, socket::open(&app, &anna.token).await);
        let (mut his, mut his_too) = (socket::open(&app, &bo.token).await, socket::open(&app, &bo.token).await);
        hers.send_json(send(&id, "c1", "hello")).await;
        let stored = hers.next_frame_of("message.stored").await;
        assert_eq!((&stored["client_id"], &stored["message"]["sequence"]), (&json!("c1"), &json!(1)));
        for other in [&mut hers_too, &mut his, &mut his_too] {
            assert_eq!(other.next_frame_of("message.new").await["message"], stored["message"]);
        }
        hers.expect_only_presence().await;
        // Sent again: the sender gets the response again, others get nothing.
        hers.send_json(send(&id, "c1", "hello")).await;
        assert_eq!(hers.next_frame_of("message.stored").await, stored);
        his.expect_only_presence().await;
        // Sent by HTTP: it reaches all sockets of both.
        let message = bo.send(&id, "by a call").await;
        for other in [&mut hers, &mut hers_too, &mut his, &mut his_too] {
            assert_eq!(other.next_frame_of("message.new").await["message"], message);
        }
    }

    async fn problem_frame_names_client_id(world) {
        let app = TestApp::start(world).await;
        let (anna, _bo, id) = friends(&app).await;
        let mut hers = socket::open(&app, &anna.token).await;
        for (frame, code) in [
            (send(&id, "c", ""), "invalid-input"),
            (send(&id, "c", &"x".repeat(4_001)), "invalid-input"),
            (send("00000000-0000-0000-0000-000000000001", "c", "x"), "not-found"),
            (send("nonsense", "c", "x"), "malformed-frame"),
            (json!({"type": "message.send", "client_id": "c"}), "malformed-frame"),
            (json!({"type": "message.send", "client_id": "c", "conversation_id": id, "text": 7}), "malformed-frame"),
        ] {
            hers.send_json(frame.clone()).await;
            let told = hers.next_frame_of("problem").await;
            assert_eq!((&told["code"], &told["client_id"]), (&json!(code), &json!("c")), "{frame}");
        }
        for frame in [
            json!({"type": "message.read", "conversation_id": id, "sequence": -1}),
            json!({"type": "message.read", "conversation_id": id}),
            json!({"type": "resume"}),
            json!({"type": "resume", "conversations": [{"id": id}]}),
            json!({"type": "resume", "conversations": vec![json!({"id": id, "sequence": 0}); 201]}),
            json!({"type": "typing"}),
        ] {
            hers.send_json(frame.clone()).await;
            assert_eq!(hers.next_frame_of("problem").await["code"], "malformed-frame", "{frame}");
        }
    }

    async fn resume_sends_missed_messages(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo, id) = friends(&app).await;
        for n in 1..=120 {
            anna.send(&id, &n.to_string()).await;
        }
        let mut his = socket::open(&app, &bo.token).await;
        let mut sequence = 15;
        let mut heard = Vec::new();
        loop {
            his.send_json(json!({"type": "resume", "conversations": [{"id": id, "sequence": sequence}]})).await;
            let told = loop {
                let told = his.next_frame().await;
                match told["type"].as_str().unwrap() {
                    "message.new" => heard.push(told["message"]["text"].as_str().unwrap().to_owned()),
                    "resumed" => break told,
                    other => assert_eq!(other, "presence"),
                }
            };
            sequence = told["conversations"][0]["sequence"].as_i64().unwrap();
            if !told["conversations"][0]["more"].as_bool().unwrap() {
                break;
            }
        }
        assert_eq!(heard, (16..=120).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(sequence, 120);
    }

    async fn read_position_is_sent_to_friend_and_own_devices(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "one").await;
        anna.send(&id, "two").await;
        let mut hers = socket::open(&app, &anna.token).await;
        let (mut his, mut his_too) = (socket::open(&app, &bo.token).await, socket::open(&app, &bo.token).await);
        his.send_json(json!({"type": "message.read", "conversation_id": id, "sequence": 1})).await;
        assert_eq!(hers.next_frame_of("message.read").await, json!({"type": "message.read", "conversation_id": id, "user_id": bo.id, "sequence": 1}));
        assert_eq!(his_too.next_frame_of("message.read").await["unread"], 1);
        his.expect_only_presence().await;
        let two = bo.page(&id, "?limit=1").await["items"][0].clone();
        bo.hide(&two).await;
        for device in [&mut his, &mut his_too] {
            assert_eq!(device.next_frame_of("message.hidden").await, json!({"type": "message.hidden", "conversation_id": id, "message_id": two["id"]}));
        }
        hers.expect_only_presence().await;
    }

    async fn typing_is_sent_to_other_member(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let (mut hers, mut his) = (socket::open(&app, &anna.token).await, socket::open(&app, &bo.token).await);
        hers.send_json(json!({"type": "typing", "conversation_id": id})).await;
        assert_eq!(his.next_frame_of("typing").await, json!({"type": "typing", "conversation_id": id, "user_id": anna.id}));
        hers.expect_only_presence().await;
    }

    async fn presence_is_shown_to_friends_unless_turned_off(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let stranger = sign_up(&app, "Cleo").await;
        let mut strangers = socket::open(&app, &stranger.token).await;
        let mut hers = socket::open(&app, &anna.token).await;
        assert_eq!(anna.conversation(&id).await["with"]["online"], false);
        let his = socket::open(&app, &bo.token).await;
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": true}));
        assert_eq!(anna.conversation(&id).await["with"]["online"], true);

        assert_eq!(bo.client.get("/api/v1/chat/settings").await.expect(200).json(), json!({"show_presence": true}));
        bo.client.put("/api/v1/chat/settings", json!({"show_presence": false})).await.expect(204);
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": false}));
        assert_eq!(anna.conversation(&id).await["with"]["online"], false);
        bo.client.put("/api/v1/chat/settings", json!({"show_presence": true})).await.expect(204);
        assert_eq!(hers.next_frame().await["online"], true);

        // Reloading a page keeps the user online, staying away does not.
        drop(his);
        let bo_id: uuid::Uuid = bo.id.parse().unwrap();
        while app.app.live.sockets().is_connected(bo_id) {
            tokio::task::yield_now().await;
        }
        app.app.chat.tick().await.unwrap();
        let again = socket::open(&app, &bo.token).await;
        app.world.clock.advance_minutes(1);
        app.app.chat.tick().await.unwrap();
        drop(again);
        while app.app.live.sockets().is_connected(bo_id) {
            tokio::task::yield_now().await;
        }
        app.world.clock.advance_minutes(1);
        // The disconnect may be processed a moment after the socket is gone.
        while anna.conversation(&id).await["with"]["online"] == true {
            app.app.chat.tick().await.unwrap();
            app.world.clock.advance_minutes(1);
        }
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": false}));
        strangers.send_json(json!({"type": "ping"})).await;
        assert_eq!(strangers.next_frame().await, json!({"type": "pong"}), "others get no presence");
    }

    async fn presence_change_is_retried_after_failure(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, _) = friends(&app).await;
        let mut hers = socket::open(&app, &anna.token).await;
        let his = socket::open(&app, &bo.token).await;
        assert_eq!(hers.next_frame().await["online"], true);
        drop(his);
        let sql = |sql: &'static str| app.world.db.write(uuid::Uuid::nil(), move |tx| tx.execute(sql, &[]));
        // The friends can't be read for a moment.
        sql("ALTER TABLE friendships RENAME TO friendships_away").await.unwrap();
        while app.app.chat.tick().await.is_ok() {
            app.world.clock.advance_minutes(1);
        }
        sql("ALTER TABLE friendships_away RENAME TO friendships").await.unwrap();
        app.app.chat.tick().await.unwrap();
        assert_eq!(hers.next_frame().await, json!({"type": "presence", "user_id": bo.id, "online": false}));
    }

    async fn unread_messages_cause_one_alert_closed_by_reading(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let cleo = sign_up(&app, "Cleo").await;
        befriend(&bo, &cleo).await;
        let other = open(&cleo, &bo).await;
        let chat = &app.app.chat;
        let alerts = async || {
            let feed = bo.client.get("/api/v1/notifications").await.expect(200).json();
            let items = feed["items"].as_array().unwrap().clone();
            items.into_iter().filter(|item| item["kind"] == "message")
                .map(|item| format!("{}: {} {} {}", item["title"].as_str().unwrap(), item["body"].as_str().unwrap(),
                    item["link"].as_str().unwrap().replace(&id, "1").replace(&other, "2"), item["read_at"].is_null()))
                .collect::<Vec<_>>()
        };
        anna.send(&id, "one").await;
        anna.send(&id, "two").await;
        chat.send_due_alerts().await.unwrap();
        assert_eq!(alerts().await, [""; 0], "not at once: it may still be read");
        app.world.clock.advance_minutes(1);
        chat.send_due_alerts().await.unwrap();
        chat.send_due_alerts().await.unwrap();
        assert_eq!(alerts().await, ["Anna: 2 new messages. /chat/1 true"]);
        cleo.send(&other, "hi").await;
        anna.send(&id, "three").await;
        app.world.clock.advance_minutes(1);
        chat.send_due_alerts().await.unwrap();
        let mut told = alerts().await;
        told.sort();
        assert_eq!(told, ["Anna: 3 new messages. /chat/1 true", "Cleo: A new message. /chat/2 true"], "it replaces the earlier alert");
        bo.read(&id, 3).await;
        let mut told = alerts().await;
        told.sort();
        assert_eq!(told, ["Anna: 3 new messages. /chat/1 false", "Cleo: A new message. /chat/2 true"]);
        anna.send(&id, "four").await;
        bo.read(&id, 4).await;
        app.world.clock.advance_minutes(1);
        chat.send_due_alerts().await.unwrap();
        assert_eq!(alerts().await.len(), 2, "no alert about messages read in time");
    }
}
