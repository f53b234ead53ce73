//! The cost of messages that one unit of work stores together.

use std::sync::mpsc;
use std::task::{Context, Waker};

use habitro_server::features::accounts::UserId;
use habitro_server::features::chat::{Actor, ConversationId, SendMessage};
use habitro_server::platform::db::{DbError, Key, Tx};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};

use super::{Cost, USERS, allocations, befriend, sign_up};

const HOLD: &str = "UPDATE conversations SET last_at = last_at WHERE id = $1";
const SESSION: &str = "SELECT user_id, id FROM sessions WHERE user_id = $1";

/// Sends a message to each conversation, all but the first of which are stored together. Returns the cost of
/// storing these on PostgreSQL, without what the callers do.
pub fn measure_batch(database: TestDatabase) -> Cost {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let cost = runtime.block_on(async {
        let app = TestApp::without_limits(TestWorld::on(database)).await;
        let friend = sign_up(&app, USERS).await;
        let mut people = Vec::new();
        for n in 0..USERS {
            people.push(sign_up(&app, n).await);
        }
        let conversations = befriend(&app, &friend, &people).await;
        let mut senders = Vec::new();
        for (person, conversation) in people.iter().zip(&conversations) {
            let me = app.client().signed_in(&person.token).get("/api/v1/me").await.expect(200).json();
            let user = UserId(me["id"].as_str().unwrap().parse().unwrap());
            let session = app.world.db.read(move |tx| tx.one(SESSION, &[&user], |row| row.get(1))).await.unwrap();
            senders.push((Actor { user, session, socket: 0 }, ConversationId(conversation.parse().unwrap())));
        }
        send_together(&app, &senders, "first").await;
        let alone = send_together(&app, &senders[..1], "alone").await;
        let all = send_together(&app, &senders, "together").await;
        Cost {
            statements: all.statements - alone.statements,
            round_trips: all.round_trips - alone.round_trips,
            allocations: all.allocations.saturating_sub(alone.allocations),
            locks: Vec::new(),
        }
    });
    drop(runtime);
    cost
}

/// Sends a message from each of `senders` while another unit of work holds the conversation of the first one.
async fn send_together(app: &TestApp, senders: &[(Actor, ConversationId)], client_id: &str) -> Cost {
    let (db, meter, first) = (app.world.db.clone(), app.world.db.meter(), senders[0].1);
    let (started, running) = mpsc::channel();
    let (free, blocked) = mpsc::channel::<()>();
    let blocked = std::sync::Mutex::new(blocked);
    let held = tokio::spawn(async move {
        let work = move |tx: &mut Tx<'_>| {
            tx.execute(HOLD, &[&first])?;
            started.send(()).unwrap();
            blocked.lock().unwrap().recv().unwrap();
            Err::<(), _>(DbError::NoRow)
        };
        db.write(Key::of("holder"), work).await
    });
    tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
    let before = (meter.statements(), meter.round_trips(), allocations::allocations());
    let mut sending = Vec::new();
    for (actor, to) in senders {
        let message = SendMessage { client_id: client_id.into(), text: "Ready for today?".into() };
        let mut send = Box::pin(app.app.chat.send_message(*actor, *to, message));
        assert!(send.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        sending.push(send);
    }
    free.send(()).unwrap();
    assert!(held.await.unwrap().is_err());
    for send in sending {
        send.await.unwrap();
    }
    Cost {
        statements: meter.statements() - before.0,
        round_trips: meter.round_trips() - before.1,
        allocations: allocations::allocations() - before.2,
        locks: Vec::new(),
    }
}
