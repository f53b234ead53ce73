//! Reports and suspensions.

use habitro_server::features::moderation;
use habitro_server::platform::db::{DbError, Key, Tx};
use habitro_server::platform::phones::Phones;
use habitro_testkit::{TestApp, both_databases};
use serde_json::json;
use uuid::Uuid;

use super::id_of;

const REPORTS: &str = "/api/v1/moderation/reports";

both_databases! {
    async fn reported_account_is_suspended(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let bert_id = id_of(&bert).await;
        let first = anna.post(REPORTS, json!({"user_id": bert_id, "reason": "Rude"})).await.expect(201).json();
        let again = anna.post(REPORTS, json!({"user_id": bert_id, "reason": "Rude\n again"})).await.expect(201).json();
        assert_eq!(first["id"], again["id"], "a second report updates the open one");
        let db = &app.world.db;
        let open = db.read(|tx| moderation::open_reports(tx, Uuid::nil(), 10)).await.unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].about.1.as_str(), open[0].reporter.1.as_str(), open[0].reason.as_str()), ("Bert", "Anna", "Rude again"));
        let id = open[0].id;
        assert!(db.write(id, move |tx| moderation::dismiss_report(tx, id)).await.unwrap());
        assert!(!db.write(id, move |tx| moderation::dismiss_report(tx, id)).await.unwrap());
        anna.post(REPORTS, json!({"user_id": bert_id, "reason": "Still"})).await.expect(201);
        let bert_id = db.read(|tx| moderation::find_account(tx, "Bert@example.org", &Phones::new("LK", None))).await.unwrap().unwrap();
        let closed: Result<u64, DbError> = db.write(bert_id, move |tx| moderation::suspend(tx, bert_id, "Insults")).await;
        assert_eq!(closed.unwrap(), 1);
        assert!(db.read(|tx| moderation::open_reports(tx, Uuid::nil(), 10)).await.unwrap().is_empty());
        assert_eq!(bert.get("/api/v1/me").await.expect(401).code(), "unauthenticated", "at once");
        let login = |password: &str| {
            let body = json!({"identifier": "bert@example.org", "password": password});
            let client = app.client();
            async move { client.post("/api/v1/auth/login", body).await }
        };
        let refused = login("nine long stones").await.expect(403);
        assert_eq!(refused.code(), "suspended");
        assert!(refused.json()["detail"].as_str().unwrap().contains("Insults"));
        assert_eq!(login("some other stones").await.expect(401).code(), "invalid-credentials", "only the correct password reveals the suspension");
        assert!(db.write(bert_id, move |tx| moderation::unsuspend(tx, bert_id)).await.unwrap());
        assert!(!db.write(Key::of("again"), move |tx| moderation::unsuspend(tx, bert_id)).await.unwrap());
        login("nine long stones").await.expect(200);
    }

    async fn invalid_reports_are_refused(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (id, stranger) = (id_of(&anna).await, "0198c5b4-0000-7000-8000-000000000001");
        anna.post(REPORTS, json!({"user_id": stranger, "reason": "x"})).await.expect(404);
        anna.post(REPORTS, json!({"message_id": stranger, "reason": "x"})).await.expect(404);
        assert_eq!(anna.post(REPORTS, json!({"user_id": id, "reason": " "})).await.expect(422).fields(), ["user_id: yourself", "reason: required"]);
        assert_eq!(anna.post(REPORTS, json!({"reason": "x"})).await.expect(422).fields(), ["user_id: required", "message_id: required"]);
        for n in 0..21 {
            // Sign-ups per network and hour are limited.
            app.world.clock.advance_minutes(10);
            let bert = app.sign_up(&format!("Bert {n}"), "UTC").await;
            let reply = anna.post(REPORTS, json!({"user_id": id_of(&bert).await, "reason": "x".repeat(1000)})).await;
            assert_eq!(reply.status, if n < 20 { 201 } else { 409 }, "{n}");
        }
        // Once they are closed, the limit of a day still holds.
        let close = |tx: &mut Tx<'_>| {
            for report in moderation::open_reports(tx, Uuid::nil(), 20)? {
                moderation::dismiss_report(tx, report.id)?;
            }
            Ok::<_, DbError>(())
        };
        app.world.db.write(Key::of("close"), close).await.unwrap();
        let carl = app.sign_up("Carl", "UTC").await;
        let refused = anna.post(REPORTS, json!({"user_id": id_of(&carl).await, "reason": "x"})).await.expect(429);
        assert_eq!(refused.code(), "too-many-requests");
    }
}
