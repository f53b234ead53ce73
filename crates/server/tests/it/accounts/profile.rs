//! Showing, changing and deleting the user's own account.

use habitro_server::features::accounts;
use habitro_server::platform::db::Tx;
use habitro_testkit::both_databases;
use serde_json::{Value, json};

use super::fixture::{Fixture, PASSWORD};

const ANNA: &str = "anna@example.org";

both_databases! {
    async fn every_field_can_be_changed_and_some_cleared(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        let before = anna.get("/api/v1/me").await.expect(200).json();
        let changes = json!({
            "full_name": " Anna Maria ", "display_name": "Ann", "time_zone": "Europe/Berlin", "day_start": "04:30",
            "locale": "si-LK", "date_of_birth": "1990-02-28", "gender": "woman", "leaderboard_visible": false
        });
        let after = anna.patch("/api/v1/me", changes.clone()).await.expect(200).json();
        for (field, value) in changes.as_object().unwrap() {
            let wanted = if field == "full_name" { json!("Anna Maria") } else { value.clone() };
            assert_eq!(after[field], wanted, "{field}");
        }
        for field in ["id", "email", "phone_number", "avatar_url", "created_at"] {
            assert_eq!(after[field], before[field]);
        }
        assert_eq!(anna.get("/api/v1/me").await.json(), after);
        let cleared = anna.patch("/api/v1/me", json!({"date_of_birth": null, "gender": null})).await.expect(200).json();
        assert_eq!((&cleared["date_of_birth"], &cleared["gender"], &cleared["full_name"]), (&Value::Null, &Value::Null, &json!("Anna Maria")));
        assert_eq!(anna.patch("/api/v1/me", json!({})).await.expect(200).json(), cleared);
    }

    async fn clock_changed_is_called_only_on_changes(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        anna.patch("/api/v1/me", json!({"time_zone": "Asia/Colombo", "gender": "x"})).await.expect(200);
        anna.patch("/api/v1/me", json!({"time_zone": "Europe/Berlin"})).await.expect(200);
        anna.patch("/api/v1/me", json!({"day_start": "06:00"})).await.expect(200);
        assert_eq!(fixture.recorded.all(), ["opened in Asia/Colombo", "Europe/Berlin from 0", "Europe/Berlin from 360"]);
        fixture.recorded.refuse();
        anna.patch("/api/v1/me", json!({"day_start": "05:00"})).await.expect(500);
        assert_eq!(anna.get("/api/v1/me").await.json()["day_start"], "06:00", "the change is undone with its reaction");
    }

    async fn each_invalid_field_is_named(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        for (body, fields) in [
            (json!({"full_name": ""}), vec!["full_name: required"]),
            (json!({"display_name": "x\ny"}), vec!["display_name: invalid-character"]),
            (json!({"time_zone": "Nowhere"}), vec!["time_zone: unknown-time-zone"]),
            (json!({"day_start": "06:01"}), vec!["day_start: out-of-range"]),
            (json!({"day_start": "4:00"}), vec!["day_start: invalid-time"]),
            (json!({"date_of_birth": "2026-03-03"}), vec!["date_of_birth: out-of-range"]),
            (json!({"date_of_birth": "yesterday", "locale": "?"}), vec!["locale: invalid-locale", "date_of_birth: invalid-date"]),
            (json!({"gender": " "}), vec!["gender: required"]),
            (json!({"email": "other@example.org"}), vec!["email: unknown-field"]),
            (json!({"id": "x"}), vec!["id: unknown-field"]),
        ] {
            let reply = anna.patch("/api/v1/me", body.clone()).await.expect(422);
            assert_eq!(reply.fields(), fields, "{body}");
        }
        for field in ["full_name", "display_name", "time_zone", "day_start", "locale", "leaderboard_visible"] {
            let reply = anna.patch("/api/v1/me", json!({field: null})).await.expect(422);
            assert!(reply.fields()[0].starts_with(&format!("{field}:")), "{}", reply.text());
        }
    }

    async fn repeated_change_gets_same_response(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await.with("idempotency-key", "once");
        let first = anna.patch("/api/v1/me", json!({"gender": "x"})).await.expect(200);
        assert_eq!(anna.patch("/api/v1/me", json!({"gender": "x"})).await.expect(200).body, first.body);
        assert_eq!(anna.patch("/api/v1/me", json!({"gender": "y"})).await.expect(422).code(), "idempotency-mismatch");
    }

    async fn deletion_needs_the_password_and_removes_everything(world) {
        let fixture = Fixture::open(world).await;
        let anna = fixture.signed_in(ANNA).await;
        let bert = fixture.signed_in("bert@example.org").await;
        anna.clone().with("idempotency-key", "kept").patch("/api/v1/me", json!({"gender": "gender-canary"})).await.expect(200);
        fixture.register(ANNA).await.expect(202);
        fixture.world.deliver().await;
        let delete = |password: &str| anna.request("DELETE", "/api/v1/me").json(&json!({"password": password})).send();
        assert_eq!(delete("wrong-password").await.expect(401).code(), "invalid-credentials");
        anna.request("DELETE", "/api/v1/me").json(&json!({})).send().await.expect(422);
        anna.get("/api/v1/me").await.expect(200);
        delete(PASSWORD).await.expect(204);
        anna.get("/api/v1/me").await.expect(401);
        fixture.login(ANNA, PASSWORD).await.expect(401);
        bert.get("/api/v1/me").await.expect(200);
        let closed = fixture.world.db.read(accounts::next_closed_account).await.unwrap().unwrap();
        let reactions = fixture.recorded.clone();
        let delete_some = move |tx: &mut Tx<'_>| accounts::delete_some_rows(tx, &reactions, closed);
        while fixture.world.db.background(closed, delete_some.clone()).await.unwrap() > 0 {}
        let left = fixture.world.db.read(|tx| {
            let count = |row: &habitro_server::platform::db::Row<'_>| row.get::<i64>(0);
            Ok::<_, habitro_server::platform::db::DbError>([
                tx.one("SELECT COUNT(*) FROM users", &[], count)?,
                tx.one("SELECT COUNT(*) FROM sessions", &[], count)?,
                tx.one("SELECT COUNT(*) FROM registrations", &[], count)?,
            ])
        }).await;
        assert_eq!(left, Ok([1, 1, 0]));
        // The address can be used again.
        fixture.world.clock.advance_hours(1);
        fixture.world.deliver().await;
        fixture.sign_up(ANNA).await;
    }
}
