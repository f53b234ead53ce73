//! Conversations and messages over HTTP.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{befriend, friends, open, sign_up};

both_databases! {
    async fn friends_share_one_conversation(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        assert_eq!(open(&bo, &anna).await, id, "regardless of who opens it");
        let seen = bo.conversation(&id).await;
        assert_eq!((&seen["kind"], &seen["title"], &seen["with"]["display_name"]), (&json!("direct"), &json!("Anna"), &json!("Anna")));
        assert_eq!((&seen["last_message"], &seen["unread"], &seen["last_sequence"]), (&Value::Null, &json!(0), &json!(0)));
        let listed = bo.client.get("/api/v1/conversations").await.expect(200).json();
        assert_eq!(listed["items"][0]["id"], json!(id));

        let cleo = sign_up(&app, "Cleo").await;
        assert_eq!(cleo.client.post("/api/v1/conversations", json!({"user_id": anna.id})).await.expect(403).code(), "not-friends");
        cleo.client.post("/api/v1/conversations", json!({"user_id": id})).await.expect(404);
        assert_eq!(cleo.client.post("/api/v1/conversations", json!({"user_id": cleo.id})).await.expect(422).fields(), ["user_id: yourself"]);
    }

    async fn message_is_stored_once_per_client_id(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let first = anna.send_as(&id, "a1", "Good morning").await;
        assert_eq!((&first["sequence"], &first["sender_id"], &first["conversation_id"], &first["client_id"]),
            (&json!(1), &json!(anna.id), &json!(id), &json!("a1")));
        assert_eq!(first["text"], "Good morning");
        let again = anna.send_as(&id, "a1", "Good morning, sent again").await;
        assert_eq!(again, first, "the same client_id is the same message");
        // Client ids are separate per sender.
        assert_eq!(bo.send_as(&id, "a1", "And you").await["sequence"], 2);
        assert_eq!(bo.texts(&id, "").await, ["Good morning", "And you"]);
        assert_eq!(bo.unread_and_last(&id).await, (1, Some("And you".into())), "own messages are not unread; writing does not mark others as read");
        assert_eq!(anna.unread_and_last(&id).await.0, 1);

        let both = [anna.send_as(&id, "p", "at once"), anna.send_as(&id, "p", "at once"), anna.send_as(&id, "p", "at once")];
        let [one, two, three] = both;
        let (one, two, three) = tokio::join!(one, two, three);
        assert!(one == two && two == three, "{one} {two} {three}");
        assert_eq!(bo.unread_and_last(&id).await.0, 2);
    }

    async fn read_position_moves_forward_only(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        for n in 1..=3 {
            anna.send(&id, &format!("a{n}")).await;
        }
        bo.send(&id, "b4").await;
        anna.send(&id, "a5").await;
        assert_eq!(bo.unread_and_last(&id).await.0, 4);
        bo.read(&id, 2).await;
        assert_eq!(bo.unread_and_last(&id).await.0, 2, "a3 and a5; b4 is his own");
        bo.read(&id, 1).await;
        assert_eq!(bo.unread_and_last(&id).await.0, 2, "it never moves back");
        assert_eq!(anna.conversation(&id).await["other_read_sequence"], 2);
        bo.read(&id, 4_000_000_000).await;
        assert_eq!(bo.unread_and_last(&id).await.0, 0);
        assert_eq!(anna.conversation(&id).await["other_read_sequence"], 5, "not beyond the last message");
        bo.send(&id, "b6").await;
        assert_eq!(bo.unread_and_last(&id).await.0, 0);
        assert_eq!(anna.unread_and_last(&id).await.0, 2);
    }

    async fn history_pages_in_both_directions(world) {
        let app = TestApp::without_limits(world).await;
        let (anna, bo, id) = friends(&app).await;
        for n in 1..=7 {
            anna.send(&id, &n.to_string()).await;
        }
        assert_eq!(bo.texts(&id, "?limit=3").await, ["5", "6", "7"], "the newest, oldest first");
        assert_eq!(bo.texts(&id, "?limit=3&before=5").await, ["2", "3", "4"]);
        assert_eq!(bo.texts(&id, "?limit=3&after=2").await, ["3", "4", "5"]);
        assert_eq!(bo.texts(&id, "?after=2&before=5").await, ["3", "4"]);
        assert_eq!(bo.texts(&id, "?after=7").await, [""; 0]);
        let page = bo.page(&id, "?limit=3").await;
        let next = page["next_cursor"].as_str().unwrap().to_owned();
        assert_eq!(bo.texts(&id, &format!("?limit=3&cursor={next}")).await, ["2", "3", "4"]);
        let page = bo.page(&id, "?limit=5&after=1").await;
        let next = page["next_cursor"].as_str().unwrap().to_owned();
        assert_eq!(bo.texts(&id, &format!("?limit=3&cursor={next}")).await, ["7"]);
        assert_eq!(bo.page(&id, "?limit=7").await["next_cursor"], Value::Null);
        for bad in ["?limit=0", "?before=-1", "?after=x", "?cursor=x", "?page=0"] {
            assert_eq!(bo.client.get(&format!("/api/v1/conversations/{id}/messages{bad}")).await.expect(422).fields().len(), 1, "{bad}");
        }
    }

    async fn hidden_message_is_deleted_once_all_members_hid_it(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let one = anna.send(&id, "one").await;
        let two = anna.send(&id, "two").await;
        let three = anna.send(&id, "three").await;
        bo.hide(&three).await;
        assert_eq!(bo.texts(&id, "").await, ["one", "two"]);
        assert_eq!(bo.unread_and_last(&id).await, (2, Some("two".into())), "last message and unread follow");
        assert_eq!(anna.texts(&id, "").await, ["one", "two", "three"]);
        assert_eq!(anna.unread_and_last(&id).await.1.as_deref(), Some("three"));
        bo.client.delete(&format!("/api/v1/messages/{}", three["id"].as_str().unwrap())).await.expect(404);
        bo.hide(&two).await;
        bo.hide(&one).await;
        assert_eq!(bo.unread_and_last(&id).await, (0, None));
        // Once both have hidden it, the row is deleted; later messages are counted correctly.
        anna.hide(&three).await;
        let rows = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM messages", &[], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(rows, 2);
        assert_eq!(anna.unread_and_last(&id).await.1.as_deref(), Some("two"));
        let four = anna.send(&id, "four").await;
        assert_eq!(four["sequence"], 4, "a sequence is never reused");
        assert_eq!(bo.unread_and_last(&id).await, (1, Some("four".into())));
        bo.read(&id, 4).await;
        assert_eq!(bo.unread_and_last(&id).await.0, 0);
        anna.send(&id, "five").await;
        assert_eq!(bo.unread_and_last(&id).await.0, 1);
    }

    async fn invalid_messages_are_rejected(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let path = format!("/api/v1/conversations/{id}/messages");
        let longest = "ජ".repeat(4_000);
        assert_eq!(anna.send_as(&id, "long", &longest).await["text"], json!(longest));
        let two = anna.send_as(&id, "two", "one line\nand <b>another</b> \u{1f331}").await;
        assert_eq!(bo.texts(&id, "?limit=1").await, ["one line\nand <b>another</b> \u{1f331}"]);
        assert_eq!(two["text"], "one line\nand <b>another</b> \u{1f331}");
        for (body, wrong) in [
            (json!({"client_id": "x", "text": "ජ".repeat(4_001)}), "text: too-long"),
            (json!({"client_id": "x", "text": " \n "}), "text: required"),
            (json!({"client_id": "", "text": "hello"}), "client_id: required"),
            (json!({"client_id": "x".repeat(101), "text": "hello"}), "client_id: too-long"),
            (json!({"client_id": "x", "text": "hello", "sender_id": bo.id}), "sender_id: unknown-field"),
            (json!({"text": "hello"}), "client_id: required"),
        ] {
            assert_eq!(anna.client.post(&path, body).await.expect(422).fields(), [wrong]);
        }
        assert_eq!(anna.unread_and_last(&id).await.1.as_deref(), two["text"].as_str(), "nothing was stored");
    }

    async fn messages_over_http_are_rate_limited(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let path = format!("/api/v1/conversations/{id}/messages");
        for n in 0..60 {
            anna.send(&id, &n.to_string()).await;
        }
        let refused = anna.client.post(&path, json!({"client_id": "x", "text": "x"})).await.expect(429);
        assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("rate-limited", Some("1")));
        bo.send(&id, "others may").await;
        app.world.clock.advance_minutes(1);
        anna.send(&id, "and so may she").await;
    }

    async fn conversations_are_listed_most_recent_first(world) {
        let app = TestApp::start(world).await;
        let anna = sign_up(&app, "Anna").await;
        let mut ids = Vec::new();
        for name in ["Bo", "Cleo", "Dora"] {
            let friend = sign_up(&app, name).await;
            befriend(&anna, &friend).await;
            ids.push(open(&anna, &friend).await);
        }
        app.world.clock.advance_minutes(1);
        anna.send(&ids[0], "hello Bo").await;
        let page = anna.client.get("/api/v1/conversations?limit=2").await.expect(200).json();
        let titles = |page: &Value| page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(titles(&page), ["Bo", "Dora"]);
        let next = page["next_cursor"].as_str().unwrap();
        assert_eq!(titles(&anna.client.get(&format!("/api/v1/conversations?limit=2&cursor={next}")).await.expect(200).json()), ["Cleo"]);
    }

    async fn listing_costs_one_statement_however_many_messages(world) {
        use habitro_server::features::accounts::UserId;
        let app = TestApp::without_limits(world).await;
        let (anna, bo, id) = friends(&app).await;
        let me = UserId(anna.id.parse().unwrap());
        let mut prices = Vec::new();
        for round in 0..2 {
            for n in 0..20 {
                bo.send(&id, &format!("{round} {n}")).await;
            }
            let before = ("2100-01-01T00:00:00Z".parse().unwrap(), uuid::Uuid::max());
            let price = app.world.db.read(move |tx| {
                tx.chat().list(me, before, 50)?;
                Ok::<_, habitro_server::platform::db::DbError>(tx.statements())
            });
            prices.push(price.await.unwrap());
        }
        assert_eq!(prices, [1, 1]);
        assert_eq!(anna.unread_and_last(&id).await.0, 40);
    }

    async fn deleting_account_deletes_its_messages(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        anna.send(&id, "a secret").await;
        bo.send(&id, "my own").await;
        assert_eq!(anna.client.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.status, 204);
        let seen = bo.conversation(&id).await;
        assert_eq!((&seen["with"], &seen["unread"], &seen["can_write"]), (&Value::Null, &json!(0), &json!(false)));
        assert_eq!(bo.texts(&id, "").await, ["my own"]);
        assert_eq!(bo.client.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.status, 204);
        app.finish_deletions().await;
        let left = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM conversations", &[], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(left, 0);
    }
}
