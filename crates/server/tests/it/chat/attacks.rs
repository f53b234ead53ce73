//! Other users' conversations, forged senders, users who are blocked or suspended while connected, and what
//! the database reveals.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{befriend, friends, open, sign_up};
use crate::socket;

both_databases! {
    async fn conversation_is_not_found_by_others(world) {
        let app = TestApp::start(world).await;
        let (anna, _bo, id) = friends(&app).await;
        let message = anna.send(&id, "between us").await;
        let mallory = sign_up(&app, "Mallory").await;
        let message_id = message["id"].as_str().unwrap();
        for (method, path, body) in [
            ("GET", format!("/conversations/{id}"), Value::Null),
            ("GET", format!("/conversations/{id}/messages"), Value::Null),
            ("GET", format!("/conversations/{id}/messages?cursor=nonsense"), Value::Null),
            ("POST", format!("/conversations/{id}/messages"), json!({"client_id": "x", "text": "hello"})),
            ("POST", format!("/conversations/{id}/messages"), json!({"client_id": "x", "text": ""})),
            ("PUT", format!("/conversations/{id}/read"), json!({"sequence": 1})),
            ("DELETE", format!("/messages/{message_id}"), Value::Null),
            ("POST", "/moderation/reports".to_owned(), json!({"message_id": message_id, "reason": "curious"})),
        ] {
            let request = mallory.client.request(method, &format!("/api/v1{path}"));
            let request = if body.is_null() { request } else { request.json(&body) };
            assert_eq!(request.send().await.status, 404, "{method} {path}");
            let nobody = app.client().request(method, &format!("/api/v1{path}"));
            let nobody = if body.is_null() { nobody } else { nobody.json(&body) };
            assert_eq!(nobody.send().await.status, 401, "{method} {path}");
        }
        let mut wire = socket::open(&app, &mallory.token).await;
        for frame in [
            json!({"type": "message.send", "client_id": "x", "conversation_id": id, "text": "hello"}),
            json!({"type": "message.read", "conversation_id": id, "sequence": 1}),
            json!({"type": "typing", "conversation_id": id}),
        ] {
            wire.send_json(frame.clone()).await;
            assert_eq!(wire.next_frame().await["code"], "not-found", "{frame}");
        }
        wire.send_json(json!({"type": "resume", "conversations": [{"id": id, "sequence": 0}]})).await;
        assert_eq!(wire.next_frame().await, json!({"type": "resumed", "conversations": []}), "nothing about it is sent");
        assert_eq!(anna.unread_and_last(&id).await.1.as_deref(), Some("between us"));
    }

    async fn frame_with_server_fields_is_rejected(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let mut wire = socket::open(&app, &anna.token).await;
        for field in ["sender_id", "user_id", "sequence", "sent_at", "id"] {
            let mut frame = json!({"type": "message.send", "client_id": "x", "conversation_id": id, "text": "I am Bo"});
            frame[field] = json!(bo.id);
            wire.send_json(frame).await;
            let told = wire.next_frame().await;
            assert_eq!((&told["code"], &told["client_id"]), (&json!("malformed-frame"), &json!("x")), "{field}");
        }
        wire.send_json(json!({"type": "message.send", "client_id": "y", "conversation_id": id, "text": "I am Anna"})).await;
        assert_eq!(wire.next_frame().await["message"]["sender_id"], json!(anna.id));
        assert_eq!(bo.texts(&id, "").await, ["I am Anna"]);
    }

    async fn user_blocked_while_connected_can_not_write(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let mut theirs = socket::open(&app, &bo.token).await;
        let mut hers = socket::open(&app, &anna.token).await;
        theirs.send_json(json!({"type": "message.send", "client_id": "1", "conversation_id": id, "text": "before"})).await;
        assert_eq!(theirs.next_frame_of("message.stored").await["client_id"], "1");
        assert_eq!(hers.next_frame_of("message.new").await["message"]["text"], "before");
        anna.client.request("PUT", &format!("/api/v1/blocks/{}", bo.id)).send().await.expect(204);
        for frame in [
            json!({"type": "message.send", "client_id": "2", "conversation_id": id, "text": "after"}),
            json!({"type": "typing", "conversation_id": id}),
        ] {
            theirs.send_json(frame).await;
            assert_eq!(theirs.next_frame_of("problem").await["code"], "not-friends");
        }
        let body = json!({"client_id": "3", "text": "after"});
        assert_eq!(bo.client.post(&format!("/api/v1/conversations/{id}/messages"), body.clone()).await.expect(403).code(), "not-friends");
        assert_eq!(anna.client.post(&format!("/api/v1/conversations/{id}/messages"), body).await.expect(403).code(), "not-friends");
        // A message sent before may be sent again: it is the same message.
        bo.send_as(&id, "1", "before").await;
        // Earlier messages stay readable for both.
        assert_eq!(bo.texts(&id, "").await, ["before"]);
        assert!(!anna.conversation(&id).await["can_write"].as_bool().unwrap());
        hers.expect_only_presence().await;
    }

    async fn user_suspended_while_connected_can_not_write(world) {
        use habitro_server::features::moderation;
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        // Suspended by another process: no hint reaches this one, and the socket stays open for a moment.
        let elsewhere = app.world.database.open(
            app.world.database.options(), app.world.clock.clock(),
            habitro_server::platform::rng::Entropy::seeded(9), habitro_server::platform::bus::Bus::in_process());
        let mut wire = socket::open(&app, &bo.token).await;
        let user = habitro_server::features::accounts::UserId(bo.id.parse().unwrap());
        elsewhere.write(user.0, move |tx| moderation::suspend(tx, user, "rude")).await.unwrap();
        wire.send_json(json!({"type": "message.send", "client_id": "x", "conversation_id": id, "text": "still here"})).await;
        assert_eq!(wire.next_frame_of("problem").await["code"], "unauthenticated");
        assert_eq!(anna.unread_and_last(&id).await, (0, None));
        app.app.live.close_ended_sessions().await;
        assert_eq!(wire.closed().await, 4401);
        std::thread::spawn(move || elsewhere.close()).join().unwrap();
    }

    async fn message_can_be_reported(world) {
        let ring = habitro_server::platform::key_ring::KeyRing::of_one([3; 32]);
        let app = TestApp::start_with(world, |app| app.with_ring(ring.clone())).await;
        let (anna, bo, id) = friends(&app).await;
        let message = bo.send(&id, "something rude").await;
        let report = |reason: &str| json!({"message_id": message["id"], "reason": reason});
        anna.client.post("/api/v1/moderation/reports", report("rude")).await.expect(201);
        // The operator can read the reported message as long as it exists.
        let for_operator = async || {
            let ring = ring.clone();
            app.world.db.read(move |tx| {
                let open = habitro_server::features::moderation::open_reports(tx, uuid::Uuid::nil(), 10)?;
                habitro_server::features::chat::reported_message(tx, &ring, open[0].message.unwrap())
            }).await.unwrap().map(|message| message.text)
        };
        assert_eq!(for_operator().await.as_deref(), Some("something rude"));
        assert_eq!(bo.client.post("/api/v1/moderation/reports", report("me")).await.expect(422).fields(), ["message_id: yourself"]);
        anna.hide(&message).await;
        anna.client.post("/api/v1/moderation/reports", report("again")).await.expect(404);
        assert_eq!(for_operator().await.as_deref(), Some("something rude"), "Bo still has it");
        bo.hide(&message).await;
        assert_eq!(for_operator().await, None);
    }

    async fn database_contains_no_plain_text(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send_as(&id, "n1", "xylophone at midnight").await;
        let cleo = sign_up(&app, "Cleo").await;
        befriend(&anna, &cleo).await;
        let other = open(&anna, &cleo).await;
        anna.send_as(&other, "n2", "xylophone at noon").await;
        app.world.clock.advance_minutes(1);
        app.app.chat.send_due_alerts().await.unwrap();
        let kinds = bo.client.get("/api/v1/notifications").await.expect(200).json();
        assert_eq!(kinds["items"][0]["kind"], "message", "the alert was added");
        let dump = app.world.database.dump();
        let found = |needle: &[u8]| dump.windows(needle.len()).any(|bytes| bytes == needle);
        assert!(!found(b"xylophone"), "plain text in the database");
        assert!(found(b"gAAAA"), "the dump contains tokens");
    }
}

both_databases! {
    async fn swapped_tokens_are_detected(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "yes").await;
        anna.send(&id, "no").await;
        app.world.db.write(uuid::Uuid::nil(), |tx| {
            let tokens = tx.query("SELECT token FROM messages ORDER BY sequence", &[], |row| row.get::<String>(0))?;
            for (sequence, token) in [(1_i64, &tokens[1]), (2, &tokens[0])] {
                tx.execute("UPDATE messages SET token = $1 WHERE sequence = $2", &[token, &sequence])?;
            }
            Ok::<_, habitro_server::platform::db::DbError>(())
        }).await.unwrap();
        let page = bo.page(&id, "").await;
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["unreadable"], "damaged");
            assert!(item["text"].as_str().unwrap().starts_with("This message can't be opened"));
        }
        anna.send(&id, "readable").await;
        assert_eq!(bo.unread_and_last(&id).await.1.as_deref(), Some("readable"), "the conversation goes on");
    }
}
