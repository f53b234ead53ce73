//! Chat rooms of challenges.

use habitro_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{TestUser, sign_up};
use crate::socket::{self, Socket};

/// The id of a challenge in the catalogue.
pub const WALK: &str = "c4a11e00-0000-8000-8000-000000000100";

pub async fn join(user: &TestUser) {
    let challenge = user.client.get(&format!("/api/v1/challenges/{WALK}")).await.expect(200).json();
    let body = json!({"habit_ids": [challenge["habits"][0]["id"]]});
    user.client.post(&format!("/api/v1/challenges/{WALK}/members"), body).await.expect(201);
}

pub async fn leave(user: &TestUser) {
    user.client.request("DELETE", &format!("/api/v1/challenges/{WALK}/members/me")).send().await.expect(204);
}

/// Anna sends "one" to a room, and its delivery to Bo fails. Returns Anna and Bo's socket.
async fn fail_a_delivery(app: &TestApp) -> (TestUser, Socket) {
    let (anna, bo) = (sign_up(app, "Anna").await, sign_up(app, "Bo").await);
    join(&anna).await;
    join(&bo).await;
    let bo_socket = socket::open(app, &bo.token).await;
    let sql = |sql: &'static str| app.world.db.write(uuid::Uuid::nil(), move |tx| tx.execute(sql, &[]));
    // Without this table, the query for the recipients fails.
    sql("ALTER TABLE blocks RENAME TO blocks_away").await.unwrap();
    anna.send(WALK, "one").await;
    app.app.chat.deliver_queued().await;
    sql("ALTER TABLE blocks_away RENAME TO blocks").await.unwrap();
    (anna, bo_socket)
}

both_databases! {
    async fn members_of_challenge_share_a_room(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, cleo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await, sign_up(&app, "Cleo").await);
        join(&anna).await;
        join(&bo).await;
        anna.send(WALK, "who walks today?").await;
        join(&cleo).await;
        let seen = cleo.conversation(WALK).await;
        let title = cleo.client.get(&format!("/api/v1/challenges/{WALK}")).await.expect(200).json()["title"].clone();
        assert_eq!((&seen["kind"], &seen["title"], &seen["with"], &seen["other_read_sequence"]), (&json!("challenge"), &title, &Value::Null, &Value::Null));
        assert_eq!(cleo.unread_and_last(WALK).await, (0, Some("who walks today?".into())), "earlier messages are visible and read");
        assert_eq!(bo.unread_and_last(WALK).await.0, 1);
        cleo.send(WALK, "me").await;
        assert_eq!((bo.unread_and_last(WALK).await.0, anna.unread_and_last(WALK).await.0, cleo.unread_and_last(WALK).await.0), (2, 1, 0));
        bo.read(WALK, 2).await;
        assert_eq!(bo.unread_and_last(WALK).await.0, 0);
        // The message is deleted once all three members have hidden it.
        let message = anna.send(WALK, "gone soon").await;
        for user in [&anna, &bo] {
            user.hide(&message).await;
        }
        assert_eq!(cleo.unread_and_last(WALK).await.1.as_deref(), Some("gone soon"));
        assert_eq!(bo.unread_and_last(WALK).await, (0, Some("me".into())));
        cleo.hide(&message).await;
        let rows = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM messages", &[], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(rows, 2);
    }

    async fn former_members_and_outsiders_receive_nothing(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, cleo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await, sign_up(&app, "Cleo").await);
        join(&anna).await;
        join(&bo).await;
        let (mut anna_socket, mut bo_socket, mut cleo_socket) =
            (socket::open(&app, &anna.token).await, socket::open(&app, &bo.token).await, socket::open(&app, &cleo.token).await);
        anna.send(WALK, "hello").await;
        assert_eq!(bo_socket.next_frame_of("message.new").await["message"]["text"], "hello");
        leave(&bo).await;
        anna.send(WALK, "among us").await;
        bo_socket.expect_only_presence().await;
        cleo_socket.expect_only_presence().await;
        assert_eq!(anna_socket.next_frame_of("message.new").await["message"]["text"], "hello");
        bo_socket.send_json(json!({"type": "message.send", "client_id": "x", "conversation_id": WALK, "text": "still me"})).await;
        assert_eq!(bo_socket.next_frame_of("problem").await["code"], "not-found");
        bo.client.get(&format!("/api/v1/conversations/{WALK}/messages")).await.expect(404);
        // A user who joins while connected gets later messages.
        join(&cleo).await;
        anna.send(WALK, "welcome").await;
        assert_eq!(cleo_socket.next_frame_of("message.new").await["message"]["text"], "welcome");
    }

    async fn messages_of_blocked_users_are_not_delivered(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, cleo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await, sign_up(&app, "Cleo").await);
        for user in [&anna, &bo, &cleo] {
            join(user).await;
        }
        anna.client.request("PUT", &format!("/api/v1/blocks/{}", bo.id)).send().await.expect(204);
        let (mut anna_socket, mut cleo_socket) = (socket::open(&app, &anna.token).await, socket::open(&app, &cleo.token).await);
        bo.send(WALK, "loud").await;
        assert_eq!(cleo_socket.next_frame_of("message.new").await["message"]["text"], "loud");
        anna_socket.expect_only_presence().await;
        assert_eq!(anna.texts(WALK, "").await, [""; 0]);
        assert_eq!(cleo.texts(WALK, "").await, ["loud"]);
    }

    async fn message_in_large_room_schedules_no_alerts(world) {
        let app = TestApp::start(world).await;
        let anna = sign_up(&app, "Anna").await;
        join(&anna).await;
        app.world.db.write(uuid::Uuid::nil(), |tx| {
            for n in 0..200_u128 {
                let (id, now) = (uuid::Uuid::from_u128(n + 1), tx.now());
                let room: uuid::Uuid = WALK.parse().unwrap();
                let number = format!("+9477{n:07}");
                tx.execute("INSERT INTO users (id, full_name, display_name, phone_number, password_hash, time_zone, day_start, locale, leaderboard_visible, created_at) \
                    VALUES ($1, 'x', 'x', $2, 'x', 'UTC', 0, 'en', TRUE, $3)", &[&id, &number, &now])?;
                tx.execute("INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at) VALUES ($1, $2, 0, $3)", &[&room, &id, &now])?;
            }
            Ok::<_, habitro_server::platform::db::DbError>(())
        }).await.unwrap();
        anna.send(WALK, "hello all").await;
        let due = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM conversation_members WHERE alert_due_at IS NOT NULL", &[], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(due, 0, "large rooms cause no alerts");
    }

    async fn room_without_members_is_deleted(world) {
        let app = TestApp::start(world).await;
        let anna = sign_up(&app, "Anna").await;
        join(&anna).await;
        anna.send(WALK, "hello?").await;
        assert_eq!(app.app.chat.delete_empty_conversations().await.unwrap(), 0);
        leave(&anna).await;
        assert_eq!(app.app.chat.delete_empty_conversations().await.unwrap(), 1);
        let left = app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM messages", &[], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn message_is_deleted_once_remaining_members_hid_it(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, cleo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await, sign_up(&app, "Cleo").await);
        for user in [&anna, &bo, &cleo] {
            join(user).await;
        }
        let texts = async || {
            let rows = app.world.db.read(|tx| tx.query("SELECT client_id FROM messages ORDER BY sequence", &[], |row| row.get::<String>(0)));
            rows.await.unwrap()
        };
        let one = anna.send(WALK, "one").await;
        let two = anna.send(WALK, "two").await;
        anna.send(WALK, "three").await;
        for user in [&anna, &bo] {
            user.hide(&one).await;
        }
        anna.hide(&two).await;
        leave(&cleo).await;
        app.finish_deletions().await;
        assert_eq!(texts().await, ["two", "three"], "only Cleo had not hidden it");
        bo.client.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        app.finish_deletions().await;
        assert_eq!(texts().await, ["three"], "only Bo had not hidden the other");
    }

    async fn failed_delivery_is_retried_before_next_message(world) {
        let app = TestApp::start(world).await;
        let (anna, mut bo_socket) = fail_a_delivery(&app).await;
        anna.send(WALK, "two").await;
        for text in ["one", "two"] {
            assert_eq!(bo_socket.next_frame_of("message.new").await["message"]["text"], text);
        }
        bo_socket.expect_only_presence().await;
    }

    async fn failed_delivery_is_retried_without_another_message(world) {
        let app = TestApp::start(world).await;
        let (_, mut bo_socket) = fail_a_delivery(&app).await;
        let chat = app.app.chat.clone();
        let delivering = tokio::spawn(async move { chat.run_delivery(std::future::pending()).await });
        assert_eq!(bo_socket.next_frame_of("message.new").await["message"]["text"], "one");
        delivering.abort();
    }
}
