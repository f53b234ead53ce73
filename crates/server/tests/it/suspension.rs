//! Suspended accounts: their sockets end on every node, they get no alerts, and their links lead nowhere, except those
//! that turn emails off.

use habitro_server::features::accounts::UserId;
use habitro_server::features::moderation;
use habitro_server::features::notifications::{self, Alert, AlertKind};
use habitro_server::features::reminders::Scheduler;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{Db, DbError, Tx};
use habitro_server::platform::outbox::OutboxMessage;
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{Client, Node, TestApp, both_databases};
use serde_json::{Value, json};

use crate::chat::{friends, sign_up};
use crate::{push, socket};

/// Opens the app's database as another process does: it shares no bus with the app.
fn another_process(app: &TestApp) -> Db {
    let world = &app.world;
    world.database.open(world.database.options(), world.clock.clock(), Entropy::seeded(9), Bus::in_process())
}

/// Closing waits for threads, which must not happen on one of the test's.
fn close(db: Db) {
    std::thread::spawn(move || db.close()).join().unwrap();
}

async fn suspend(db: &Db, user: UserId) {
    let suspended: Result<u64, DbError> = db.write(user, move |tx| moderation::suspend(tx, user, "rude")).await;
    suspended.unwrap();
}

async fn unsuspend(db: &Db, user: UserId) {
    assert!(db.write(user, move |tx| moderation::unsuspend(tx, user)).await.map_err(|error: DbError| error).unwrap());
}

async fn add_reminder(app: &TestApp, user: UserId, title: &'static str) {
    let work = move |tx: &mut Tx<'_>| {
        let alert =
            Alert { kind: AlertKind::Reminder, title, body: "", data: json!({}), link: "/today", dedup_key: None };
        notifications::add_alert(tx, user, &alert)
    };
    app.world.db.write(user, work).await.map_err(|error: DbError| error).unwrap();
}

/// Sends what is due and returns the titles of pushes and subjects of emails.
async fn delivered(app: &TestApp) -> Vec<String> {
    let before = app.world.mail.messages().len();
    push::dispatch(app).await;
    app.world.deliver().await;
    let title = |message: &OutboxMessage| match message {
        OutboxMessage::Push { message, .. } => message.title.clone(),
        OutboxMessage::Email { subject, .. } => subject.clone(),
        other => panic!("{other:?}"),
    };
    app.world.mail.messages()[before..].iter().map(title).collect()
}

both_databases! {
    async fn suspension_by_another_process_ends_all_sockets(world) {
        let app = TestApp::start(world).await;
        let (anna, bo, id) = friends(&app).await;
        let user = UserId(bo.id.parse().unwrap());
        let (mut one, mut two) = (socket::open(&app, &bo.token).await, socket::open(&app, &bo.token).await);
        let mut hers = socket::open(&app, &anna.token).await;
        let elsewhere = another_process(&app);
        suspend(&elsewhere, user).await;
        // The session is still cached here, but opens no socket.
        assert_eq!(socket::refused(&app, &bo.token).await, 401);
        app.app.live.close_ended_sessions().await;
        for socket in [&mut one, &mut two] {
            assert_eq!(socket.closed().await, 4401);
        }
        anna.send(&id, "can you hear me?").await;
        hers.next_frame_of("message.new").await;
        assert!(!app.app.live.sockets().is_connected(user.0));
        close(elsewhere);
    }

    async fn suspended_account_gets_no_alerts(world) {
        let app = TestApp::start(world).await;
        let bo = sign_up(&app, "Bo").await;
        let user = UserId(bo.id.parse().unwrap());
        let kinds = json!({"kinds": [{"kind": "reminder", "push": true, "mail": true}], "quiet_hours": null});
        bo.client.put("/api/v1/notifications/preferences", kinds).await.expect(200);
        bo.client.post("/api/v1/devices", push::web_push("https://push.example.com/1")).await.expect(201);
        let walk = json!({"name": "Walk", "type": "good", "duration_days": 30, "daily_tasks": ["Walk"], "reminder_times": ["18:00"]});
        bo.client.post("/api/v1/habits", walk).await.expect(201);
        add_reminder(&app, user, "One").await;
        assert_eq!(delivered(&app).await, ["One", "One"], "a push and an email");
        let messages = app.world.mail.messages();
        let mut links = messages.iter().filter_map(|message| match message {
            OutboxMessage::Email { unsubscribe_url, .. } => unsubscribe_url.clone(),
            _ => None,
        });
        let link = links.next_back().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();

        add_reminder(&app, user, "On its way").await;
        suspend(&app.world.db, user).await;
        add_reminder(&app, user, "Two").await;
        assert_eq!(delivered(&app).await, Vec::<String>::new());
        app.world.clock.advance_hours(24);
        let scheduler = Scheduler::new(app.world.db.clone());
        let counts = scheduler.process_due().await.unwrap();
        assert_eq!((counts.sent, counts.dropped, counts.skipped), (0, 0, 1), "nothing is due to a suspended account");
        assert_eq!(delivered(&app).await, Vec::<String>::new());
        // Emails can still be turned off.
        app.client().request("POST", &link).send().await.expect(204);

        unsuspend(&app.world.db, user).await;
        app.world.clock.advance_hours(24);
        let counts = scheduler.process_due().await.unwrap();
        assert_eq!(counts.sent + counts.dropped, 1, "reminders go on");
    }

    async fn links_of_suspended_and_deleted_accounts_lead_nowhere(world) {
        let app = TestApp::start(world).await;
        let (anna, bo) = (sign_up(&app, "Anna").await, sign_up(&app, "Bo").await);
        let user = UserId(bo.id.parse().unwrap());
        let path_of = |made: &Value| made["url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
        let calendar = path_of(&bo.client.post("/api/v1/calendar-links", json!({})).await.expect(201).json());
        let link = path_of(&bo.client.post("/api/v1/friends/links", json!({})).await.expect(201).json());
        let token = link.rsplit('/').next().unwrap().rsplit('#').next().unwrap().to_owned();
        let by_link = async || anna.client.get(&format!("/api/v1/friends/links/{token}")).await.status;
        app.client().get(&calendar).await.expect(200);
        assert_eq!(by_link().await, 200);
        suspend(&app.world.db, user).await;
        assert_eq!(app.client().get(&calendar).await.expect(404).code(), "not-found");
        assert_eq!(by_link().await, 404);
        unsuspend(&app.world.db, user).await;
        app.client().get(&calendar).await.expect(200);
        assert_eq!(by_link().await, 200);
        let again = app.log_in("Bo").await;
        again.request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await.expect(204);
        app.client().get(&calendar).await.expect(404);
        assert_eq!(by_link().await, 404);
    }

    async fn every_end_of_a_session_closes_its_sockets_on_other_nodes(world) {
        let app = TestApp::without_limits(world).await;
        // No bus: the other node learns of nothing but by polling.
        let node = app.another_node_with(|app| app).await;
        let sign_in = async |name: &str| {
            let body = json!({"identifier": format!("{name}@example.org"), "password": "nine long stones"});
            app.client().post("/api/v1/auth/login", body).await.expect(200).json()["token"].as_str().unwrap().to_owned()
        };
        let (anna, _) = app.sign_up_with_token("Anna", "UTC").await;
        let expect_closed = async |token: &str, end: Ending| {
            let mut there = socket::open_at(node.address, token).await;
            end.run(&app, &anna, token).await;
            node.app.live.close_ended_sessions().await;
            assert_eq!(there.closed().await, 4401, "{end:?}");
            assert_eq!(refused_at(&node, token).await, 401, "{end:?}");
        };
        for end in [Ending::SignOut, Ending::Revocation, Ending::PasswordChange, Ending::Deletion] {
            let token = sign_in("anna").await;
            expect_closed(&token, end).await;
        }
    }
}

async fn refused_at(node: &Node, token: &str) -> u16 {
    socket::refused_at(node.address, token).await
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    SignOut,
    Revocation,
    PasswordChange,
    Deletion,
}

impl Ending {
    /// Ends the session of `token`, which is not that of `anna` except by deleting the account.
    async fn run(self, app: &TestApp, anna: &Client, token: &str) {
        let own = app.client().signed_in(token);
        let password = "nine long stones";
        match self {
            Self::SignOut => {
                own.post("/api/v1/auth/logout", json!({})).await.expect(204);
            }
            Self::Revocation => {
                let list = anna.get("/api/v1/auth/sessions").await.expect(200).json();
                let other = list["items"].as_array().unwrap().iter().find(|item| item["current"] == false).unwrap();
                anna.delete(&format!("/api/v1/auth/sessions/{}", other["id"].as_str().unwrap())).await.expect(204);
            }
            Self::PasswordChange => {
                let body = json!({"current_password": password, "new_password": "ten longer stones"});
                anna.post("/api/v1/auth/change-password", body).await.expect(204);
                let back = json!({"current_password": "ten longer stones", "new_password": password});
                anna.post("/api/v1/auth/change-password", back).await.expect(204);
            }
            Self::Deletion => {
                own.request("DELETE", "/api/v1/me").json(&json!({"password": password})).send().await.expect(204);
            }
        }
    }
}
