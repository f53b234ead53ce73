//! Messages of many senders that arrive at the same time, which one unit of work stores on PostgreSQL.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::task::{Context, Waker};

use habitro_server::features::accounts::UserId;
use habitro_server::features::chat::{Actor, Chat, ChatError, ConversationId, MessageView, SendMessage};
use habitro_server::platform::db::{Db, DbError, Key, Tx};
use habitro_testkit::{TestApp, both_databases};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::rooms::{WALK, join};
use super::{TestUser, befriend, open, sign_up};
use crate::socket;

const HOLD: &str = "UPDATE conversations SET last_at = last_at WHERE id = $1";
const ALL_MESSAGES: &str = "
    SELECT conversation_id, sequence, sender_id, client_id FROM messages ORDER BY conversation_id, sequence";

async fn actor(db: &Db, user: &TestUser) -> Actor {
    let id = UserId(user.id.parse().unwrap());
    let sql = "SELECT id FROM sessions WHERE user_id = $1";
    let session = db.read(move |tx| tx.one(sql, &[&id], |row| row.get(0))).await.unwrap();
    Actor { user: id, session, socket: 0 }
}

fn id(conversation: &str) -> ConversationId {
    ConversationId(conversation.parse().unwrap())
}

fn message(client_id: &str) -> SendMessage {
    SendMessage { client_id: client_id.to_owned(), text: format!("text of {client_id}") }
}

/// Sends messages in this order while another unit of work changes the first one's conversation. Once that has
/// also done `change` and is committed, the first message is stored, then all the others together.
async fn send_together(
    app: &TestApp,
    messages: &[(Actor, &str, &str)],
    change: impl Fn(&mut Tx<'_>) -> Result<(), DbError> + Send + 'static,
) -> Vec<Result<Arc<MessageView>, ChatError>> {
    let (db, first) = (app.world.db.clone(), id(messages[0].1));
    let (started, running) = mpsc::channel();
    let (free, blocked) = mpsc::channel::<()>();
    let blocked = std::sync::Mutex::new(blocked);
    let held = tokio::spawn(async move {
        let work = move |tx: &mut Tx<'_>| {
            tx.execute(HOLD, &[&first])?;
            change(tx)?;
            started.send(()).unwrap();
            blocked.lock().unwrap().recv().unwrap();
            Ok::<_, DbError>(())
        };
        db.write(Key::of("holder"), work).await
    });
    tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
    let mut sending = Vec::new();
    for (actor, to, client_id) in messages {
        let mut send = Box::pin(app.app.chat.send_message(*actor, id(to), message(client_id)));
        assert!(send.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        sending.push(send);
    }
    free.send(()).unwrap();
    held.await.unwrap().unwrap();
    let mut results = Vec::new();
    for send in sending {
        results.push(send.await);
    }
    results
}

/// Returns the sequence of a stored message, or the name of the error.
fn outcome(result: &Result<Arc<MessageView>, ChatError>) -> Result<i64, String> {
    result.as_ref().map(|message| message.sequence).map_err(|error| format!("{error:?}"))
}

/// Sends `count` messages, one after the other, with the client ids "0", "1" and so on.
async fn send_many(chat: Chat, actor: Actor, to: ConversationId, count: usize) {
    for n in 0..count {
        chat.send_message(actor, to, message(&n.to_string())).await.unwrap();
    }
}

/// Checks that the sequences of each conversation have no gaps and that each sender's messages are in order.
/// Returns the number of messages per conversation.
async fn check_order(db: &Db) -> HashMap<ConversationId, i64> {
    type Stored = (ConversationId, i64, UserId, String);
    let rows: Vec<Stored> = db
        .read(|tx| tx.query(ALL_MESSAGES, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))))
        .await
        .unwrap();
    let (mut last, mut sent) = (HashMap::new(), HashMap::new());
    for (conversation, sequence, sender, client_id) in rows {
        let last = last.entry(conversation).or_insert(0);
        *last += 1;
        assert_eq!(sequence, *last, "{conversation}");
        let sent = sent.entry((conversation, sender)).or_insert(0);
        assert_eq!(client_id, sent.to_string(), "{conversation}, {sequence}");
        *sent += 1;
    }
    last
}

async fn two_friends(app: &TestApp, names: [&str; 2]) -> (TestUser, TestUser, String) {
    let (one, two) = (sign_up(app, names[0]).await, sign_up(app, names[1]).await);
    befriend(&one, &two).await;
    let conversation = open(&one, &two).await;
    (one, two, conversation)
}

both_databases! {
    async fn refused_messages_fail_alone_among_others(world) {
        let app = TestApp::without_limits(world).await;
        let db = &app.world.db;
        let (anna, bo, a) = two_friends(&app, ["Anna", "Bo"]).await;
        let (cleo, dora, b) = two_friends(&app, ["Cleo", "Dora"]).await;
        let (finn, gus, c) = two_friends(&app, ["Finn", "Gus"]).await;
        let (hal, _ina, d) = two_friends(&app, ["Hal", "Ina"]).await;
        let eve = sign_up(&app, "Eve").await;
        for member in [&anna, &cleo] {
            join(member).await;
        }
        finn.client.delete(&format!("/api/v1/friends/{}", gus.id)).await.expect(204);
        let [from_anna, from_bo, from_cleo, from_dora, from_eve, from_finn, from_hal] = [
            actor(db, &anna).await, actor(db, &bo).await, actor(db, &cleo).await, actor(db, &dora).await,
            actor(db, &eve).await, actor(db, &finn).await, actor(db, &hal).await,
        ];
        let units = db.meter().units();
        let results = send_together(&app, &[
            (from_anna, &a, "first"),
            (from_bo, &a, "b1"),
            (from_eve, &a, "e1"),
            (from_cleo, &b, "c1"),
            (from_finn, &c, "f1"),
            (from_anna, &a, "a2"),
            (from_hal, &d, "h1"),
            (from_dora, &b, "d2"),
            (from_anna, WALK, "a2"),
            (from_bo, WALK, "b2"),
            (from_cleo, WALK, "c2"),
            (from_bo, &a, "b1"),
        ], move |tx| tx.execute("DELETE FROM sessions WHERE user_id = $1", &[&from_hal.user]).map(drop)).await;
        if db.dialect() == habitro_server::platform::db::Dialect::Postgres {
            // The one that holds the conversation, the first message with a retry, and the others.
            assert!((3..=5).contains(&(db.meter().units() - units)));
        }
        let refused = |error: &str| Err(error.to_owned());
        assert_eq!(results.iter().map(outcome).collect::<Vec<_>>(), [
            Ok(1), Ok(2), refused("NotFound"), Ok(1), refused("NotFriends"), Ok(3), refused("SessionEnded"), Ok(2),
            Ok(1), refused("NotFound"), Ok(2), Ok(2),
        ]);
        let ids = [1, 11].map(|n: usize| results[n].as_ref().unwrap().id);
        assert_eq!(ids[0], ids[1], "the same client_id is the same message");
        assert_eq!(bo.texts(&a, "").await, ["text of first", "text of b1", "text of a2"]);
        assert_eq!(cleo.texts(WALK, "").await, ["text of a2", "text of c2"]);
        let unread = [anna.unread_and_last(&a).await.0, bo.unread_and_last(&a).await.0, cleo.unread_and_last(&b).await.0,
            dora.unread_and_last(&b).await.0, anna.unread_and_last(WALK).await.0, cleo.unread_and_last(WALK).await.0];
        assert_eq!(unread, [1, 2, 1, 1, 1, 1]);
        let alerted = db.read(|tx| tx.query(
            "SELECT user_id FROM conversation_members WHERE alert_due_at IS NOT NULL", &[], |row| row.get::<UserId>(0),
        )).await.unwrap();
        let mut alerted: Vec<_> = alerted.into_iter().map(|user| user.0).collect();
        let mut expected: Vec<Uuid> = [&anna, &bo, &cleo, &dora, &anna, &cleo].map(|user| user.id.parse().unwrap()).into();
        alerted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(alerted, expected);
    }

    async fn only_sender_of_room_gets_no_alert(world) {
        let app = TestApp::without_limits(world).await;
        let db = &app.world.db;
        let (anna, bo, a) = two_friends(&app, ["Anna", "Bo"]).await;
        for member in [&anna, &bo] {
            join(member).await;
        }
        let (from_anna, from_bo) = (actor(db, &anna).await, actor(db, &bo).await);
        let messages = [(from_bo, a.as_str(), "first"), (from_anna, WALK, "one"), (from_anna, WALK, "two")];
        let results = send_together(&app, &messages, |_| Ok(())).await;
        assert_eq!(results.iter().map(outcome).collect::<Vec<_>>(), [Ok(1), Ok(1), Ok(2)]);
        let room = id(WALK);
        let alerted = db.read(move |tx| tx.query(
            "SELECT user_id FROM conversation_members WHERE alert_due_at IS NOT NULL AND conversation_id = $1",
            &[&room], |row| row.get::<UserId>(0),
        )).await.unwrap();
        assert_eq!(alerted, [from_bo.user]);
    }

    async fn client_id_sent_twice_at_once_is_one_message(world) {
        let app = TestApp::without_limits(world).await;
        let db = &app.world.db;
        let (anna, bo, a) = two_friends(&app, ["Anna", "Bo"]).await;
        let (cleo, _, b) = two_friends(&app, ["Cleo", "Dora"]).await;
        let mut socket = socket::open(&app, &bo.token).await;
        let (anna, cleo) = (actor(db, &anna).await, actor(db, &cleo).await);
        let messages = [(cleo, b.as_str(), "x"), (anna, a.as_str(), "x"), (anna, a.as_str(), "x"), (anna, a.as_str(), "y")];
        let results = send_together(&app, &messages, |_| Ok(())).await;
        assert_eq!(results.iter().map(outcome).collect::<Vec<_>>(), [Ok(1), Ok(1), Ok(1), Ok(2)]);
        assert_eq!(results[1].as_ref().unwrap(), results[2].as_ref().unwrap());
        for text in ["text of x", "text of y"] {
            assert_eq!(socket.next_frame_of("message.new").await["message"]["text"], text, "delivered once");
        }
        socket.expect_only_presence().await;
        // Once more, together with a new one, after it was stored.
        let messages = [(cleo, b.as_str(), "y"), (anna, a.as_str(), "x"), (anna, a.as_str(), "z")];
        let again = send_together(&app, &messages, |_| Ok(())).await;
        assert_eq!(again.iter().map(outcome).collect::<Vec<_>>(), [Ok(2), Ok(1), Ok(3)]);
        assert_eq!(again[1].as_ref().unwrap(), results[1].as_ref().unwrap());
        assert_eq!(bo.unread_and_last(&a).await.0, 3);
    }

    async fn many_senders_leave_no_gaps_and_are_delivered_in_order(world) {
        const PAIRS: usize = 8;
        let app = TestApp::without_limits(world).await;
        let db = &app.world.db;
        let (mut senders, mut sockets) = (Vec::new(), Vec::new());
        for pair in 0..PAIRS {
            let (one, two, conversation) = two_friends(&app, [&format!("One{pair}"), &format!("Two{pair}")]).await;
            for user in [&one, &two] {
                join(user).await;
            }
            sockets.push((socket::open(&app, &one.token).await, conversation.clone()));
            for user in [&one, &two] {
                let actor = actor(db, user).await;
                senders.extend([(actor, id(&conversation)), (actor, id(WALK))]);
            }
        }
        let chat = &app.app.chat;
        let mut sending: JoinSet<()> = senders.into_iter().map(|(actor, to)| send_many(chat.clone(), actor, to, 20)).collect();
        while let Some(sent) = sending.join_next().await {
            sent.unwrap();
        }
        let counts = check_order(db).await;
        assert_eq!(counts.len(), PAIRS + 1);
        for (conversation, count) in counts {
            let members = if conversation == id(WALK) { 2 * PAIRS } else { 2 };
            assert_eq!(count, i64::try_from(members * 20).unwrap());
        }
        for (mut socket, conversation) in sockets {
            // Sent over HTTP, so the sender's socket gets them too.
            let mut last = HashMap::from([(conversation, 0), (WALK.to_owned(), 0)]);
            for _ in 0..40 + 2 * PAIRS * 20 {
                let frame = socket.next_frame_of("message.new").await;
                let last = last.get_mut(frame["message"]["conversation_id"].as_str().unwrap()).unwrap();
                *last += 1;
                assert_eq!(frame["message"]["sequence"], *last);
            }
        }
    }

    async fn two_nodes_send_to_the_same_conversations(world) {
        let app = TestApp::without_limits(world).await;
        let db = &app.world.db;
        let node = app.another_node_with(|app| app).await;
        let mut senders = Vec::new();
        for pair in 0..4 {
            let (one, two, conversation) = two_friends(&app, [&format!("One{pair}"), &format!("Two{pair}")]).await;
            for (user, chat) in [(&one, &app.app.chat), (&two, &node.app.chat)] {
                join(user).await;
                let actor = actor(db, user).await;
                senders.extend([(chat, actor, id(&conversation)), (chat, actor, id(WALK))]);
            }
        }
        let mut sending: JoinSet<()> =
            senders.into_iter().map(|(chat, actor, to)| send_many(chat.clone(), actor, to, 15)).collect();
        while let Some(sent) = sending.join_next().await {
            sent.unwrap();
        }
        let counts = check_order(db).await;
        assert_eq!(counts.values().sum::<i64>(), 4 * 2 * 2 * 15);
    }
}
