//! The notification feed: alerts are stored with their event, once, and marked as read up to a position.

use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, AlertKind};
use habitro_server::platform::bus::Hint;
use habitro_server::platform::db::DbError;
use habitro_testkit::{Client, TestApp, both_databases};
use serde_json::{Value, json};
use uuid::Uuid;

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/v1/me").await.expect(200).json();
    UserId(me["id"].as_str().unwrap().parse().unwrap())
}

/// Creates an alert; `once` identifies the event.
async fn send_alert(app: &TestApp, user: UserId, title: &'static str, once: Option<&'static str>) -> bool {
    let work = move |tx: &mut habitro_server::platform::db::Tx<'_>| {
        let data = json!({"friend": title});
        let alert = Alert { kind: AlertKind::FriendRequest, title, body: "", data, link: "/friends", dedup_key: once };
        notifications::add_alert(tx, user, &alert)
    };
    app.world.db.write(user.0, work).await.map_err(|error: DbError| error).unwrap()
}

async fn feed(client: &Client) -> Value {
    client.get("/api/v1/notifications").await.expect(200).json()
}

fn titles(feed: &Value) -> Vec<&str> {
    feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

both_databases! {
    async fn alerts_are_listed_newest_first_by_pages(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (user, other) = (id_of(&anna).await, app.sign_up("Bo", "UTC").await);
        assert_eq!(feed(&anna).await, json!({"items": [], "next_cursor": null, "unread": 0}));
        for title in ["one", "two", "three"] {
            assert!(send_alert(&app, user, title, None).await);
            app.world.clock.advance_minutes(1);
        }
        let page = feed(&anna).await;
        assert_eq!((titles(&page), &page["unread"]), (vec!["three", "two", "one"], &json!(3)));
        let newest = &page["items"][0];
        assert_eq!(newest["kind"], "friend-request");
        assert_eq!(newest["data"], json!({"friend": "three"}));
        assert_eq!((&newest["link"], &newest["read_at"]), (&json!("/friends"), &Value::Null));
        assert_eq!(newest["created_at"], "2026-03-02T08:02:00Z");
        let first = anna.get("/api/v1/notifications?limit=2").await.expect(200).json();
        assert_eq!(titles(&first), ["three", "two"]);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = anna.get(&format!("/api/v1/notifications?limit=2&cursor={cursor}")).await.expect(200).json();
        assert_eq!((titles(&second), &second["next_cursor"]), (vec!["one"], &Value::Null));
        assert_eq!(titles(&feed(&other).await), Vec::<&str>::new());
    }

    async fn event_alerts_once(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let bo = app.sign_up("Bo", "UTC").await;
        let (user, other) = (id_of(&anna).await, id_of(&bo).await);
        let mut hints = app.world.db.bus().subscribe();
        assert!(send_alert(&app, user, "risk", Some("streak-at-risk:2026-03-02")).await);
        assert_eq!(hints.try_recv(), Ok(Hint { topic: notifications::HINT, subject: user.0, day: None }));
        assert!(!send_alert(&app, user, "risk", Some("streak-at-risk:2026-03-02")).await);
        assert!(hints.try_recv().is_err(), "no hint without a change");
        assert!(send_alert(&app, user, "risk", Some("streak-at-risk:2026-03-03")).await);
        assert!(send_alert(&app, other, "risk", Some("streak-at-risk:2026-03-02")).await, "each user's own");
        assert_eq!(titles(&feed(&anna).await).len(), 2);
    }

    async fn read_marks_up_to_an_alert_or_an_instant(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let bo = app.sign_up("Bo", "UTC").await;
        let (user, other) = (id_of(&anna).await, id_of(&bo).await);
        for title in ["one", "two", "three", "four"] {
            send_alert(&app, user, title, None).await;
            send_alert(&app, other, title, None).await;
            app.world.clock.advance_minutes(1);
        }
        let items = feed(&anna).await["items"].clone();
        let read = async |client: &Client, up_to: &Value| client.put("/api/v1/notifications/read", json!({"up_to": up_to})).await;
        read(&anna, &items[2]["id"]).await.expect(204);
        let page = feed(&anna).await;
        let marks: Vec<bool> = page["items"].as_array().unwrap().iter().map(|item| item["read_at"].is_string()).collect();
        assert_eq!((marks, &page["unread"]), (vec![false, false, true, true], &json!(2)));
        assert_eq!(page["items"][2]["read_at"], "2026-03-02T08:04:00Z");
        app.world.clock.advance_minutes(1);
        read(&anna, &items[1]["created_at"]).await.expect(204);
        let page = feed(&anna).await;
        assert_eq!((&page["unread"], &page["items"][1]["read_at"]), (&json!(1), &json!("2026-03-02T08:05:00Z")));
        assert_eq!(page["items"][2]["read_at"], "2026-03-02T08:04:00Z", "alerts read earlier keep their time");
        // Reading twice changes nothing. Other users' alerts are not found and not changed.
        read(&anna, &items[1]["id"]).await.expect(204);
        read(&bo, &items[0]["id"]).await.expect(404);
        read(&anna, &json!(Uuid::max())).await.expect(404);
        assert_eq!(feed(&bo).await["unread"], 4);
        for wrong in [json!("yesterday"), json!(""), json!(7), json!(null)] {
            assert_eq!(read(&anna, &wrong).await.expect(422).fields()[0].split(':').next(), Some("up_to"), "{wrong}");
        }
        read(&anna, &json!("2027-01-01T00:00:00Z")).await.expect(204);
        assert_eq!(feed(&anna).await["unread"], 0);
    }

    async fn security_events_alert_the_user(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let log_in = async |password: &str, program: &'static str| {
            let body = json!({"identifier": "anna@example.org", "password": password});
            let request = app.client().request("POST", "/api/v1/auth/login").header("user-agent", program);
            request.json(&body).send().await
        };
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        log_in("nine long stones", firefox).await.expect(200);
        let page = feed(&anna).await;
        assert_eq!(titles(&page), ["A new device signed in"]);
        let alert = &page["items"][0];
        assert_eq!((&alert["kind"], &alert["link"]), (&json!("security"), &json!("/you/activity")));
        assert_eq!(alert["data"], json!({"what": "new-device", "device": "Firefox on Linux"}));
        log_in("nine long stones", firefox).await.expect(200);
        assert_eq!(titles(&feed(&anna).await).len(), 1, "the device is known now");
        let mut hints = app.world.db.bus().subscribe();
        for _ in 0..5 {
            // Without waiting, the login throttle would reject some attempts uncounted.
            app.world.clock.advance_minutes(10);
            log_in("some other stones", firefox).await.expect(401);
        }
        // The response does not wait for the alert.
        while hints.recv().await.unwrap().topic != notifications::HINT {}
        assert_eq!(titles(&feed(&anna).await)[0], "Failed sign-in attempts");
        app.world.clock.advance_hours(1);
        let body = json!({"current_password": "nine long stones", "new_password": "ten long stones"});
        anna.post("/api/v1/auth/change-password", body).await.expect(204);
        app.world.clock.advance_minutes(1);
        anna.post("/api/v1/me/contacts", json!({"phone_number": "+94771234567"})).await.expect(202);
        app.world.deliver().await;
        let code = app.world.mail.latest_code("+94771234567").unwrap();
        anna.post("/api/v1/me/contacts/verify", json!({"phone_number": "+94771234567", "otp": code})).await.expect(200);
        let page = feed(&anna).await;
        assert_eq!(titles(&page)[..2], ["Your phone number was changed", "Your password was changed"]);
        // The mails about these events are still sent, and only once.
        let mails = app.world.mail.texts("anna@example.org");
        assert_eq!(mails.iter().filter(|text| text.contains("password of your account was just changed")).count(), 1);
        let preferences = anna.get("/api/v1/notifications/preferences").await.expect(200).json();
        assert!(preferences["kinds"].as_array().unwrap().iter().all(|kind| kind["push"] == true && kind["mail"] == false));
    }

    async fn old_alerts_and_those_of_deleted_accounts_are_removed(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let user = id_of(&anna).await;
        for title in ["one", "two"] {
            send_alert(&app, user, title, None).await;
            app.world.clock.advance_hours(45 * 24);
        }
        assert_eq!(notifications::delete_old_alerts(&app.world.db).await.unwrap(), 0);
        app.world.clock.advance_hours(1);
        assert_eq!(notifications::delete_old_alerts(&app.world.db).await.unwrap(), 1);
        let rows = || app.world.db.read(|tx| tx.one("SELECT COUNT(*) FROM notifications", &[], |row| row.get::<i64>(0)));
        assert_eq!(rows().await.unwrap(), 1);
        let login = json!({"identifier": "anna@example.org", "password": "nine long stones"});
        let token = app.client().post("/api/v1/auth/login", login).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        let deleted = app.client().signed_in(&token).request("DELETE", "/api/v1/me").json(&json!({"password": "nine long stones"})).send().await;
        deleted.expect(204);
        app.finish_deletions().await;
        assert_eq!(rows().await.unwrap(), 0);
    }
}
