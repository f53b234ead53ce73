//! Passkey requests that succeed.

use habitro_server::features::passkeys;
use habitro_testkit::{TestApp, both_databases};
use serde_json::json;

use super::authenticator::{ORIGIN, encoded};
use super::*;

both_databases! {
    async fn passkey_signs_in_without_identifier_or_password(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        let asked = options(&anna, "registration").await;
        assert_eq!((&asked["rp"]["id"], &asked["rp"]["name"]), (&json!("localhost"), &json!("Habitro")));
        assert_eq!(asked["user"]["name"], "anna@example.org");
        assert_eq!((&asked["timeout"], &asked["attestation"]), (&json!(300_000), &json!("none")));
        let wanted = &asked["authenticatorSelection"];
        assert_eq!((&wanted["residentKey"], &wanted["requireResidentKey"], &wanted["userVerification"]),
            (&json!("required"), &json!(true), &json!("required")));
        let added = add(&anna, "  My\tphone ", phone.create(&asked)).await.expect(201).json();
        assert_eq!((&added["name"], &added["last_used_at"], &added["credential_id"]), (&json!("My phone"), &json!(null), &json!(encoded(&phone.id))));

        app.world.clock.advance_hours(1);
        let asked = options(&app.client(), "authentication").await;
        assert_eq!((&asked["rpId"], &asked["allowCredentials"], &asked["userVerification"], &asked["timeout"]),
            (&json!("localhost"), &json!([]), &json!("required"), &json!(300_000)));
        assert!(asked.get("extensions").is_none());
        let opened = login(&app.client(), phone.get(&asked)).await.expect(200).json();
        assert_eq!(opened["user"]["email"], "anna@example.org");
        assert_eq!(opened["expires_at"], "2026-04-01T09:00:00Z");
        let there = app.client().signed_in(opened["token"].as_str().unwrap());
        there.get("/api/v1/today").await.expect(200);
        let list = there.get("/api/v1/auth/passkeys").await.expect(200).json();
        assert_eq!((&list["items"][0]["last_used_at"], &list["next_cursor"]), (&json!("2026-03-02T09:00:00Z"), &json!(null)));
        let sessions = there.get("/api/v1/auth/sessions").await.json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 2);
    }

    async fn own_pages_get_a_cookie(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let reply = sign_in(&app.client().with("origin", ORIGIN), &phone).await.expect(200);
        assert!(reply.json()["token"].is_null());
        assert!(reply.header("set-cookie").unwrap().starts_with("habitro="));
    }

    async fn passkeys_are_listed_by_page_and_removed_with_their_sessions(world) {
        let app = TestApp::start(world).await;
        let (anna, bert) = (app.sign_up("Anna", "UTC").await, app.sign_up("Bert", "UTC").await);
        let (mut phone, mut laptop) = (Authenticator::new("phone"), Authenticator::new("laptop"));
        let lost = register(&anna, &mut phone).await;
        app.world.clock.advance_seconds(1);
        let kept = register(&anna, &mut laptop).await;
        let (on_phone, on_laptop) = (signed_in(&app.client(), &phone).await, signed_in(&app.client(), &laptop).await);
        let page = anna.get("/api/v1/auth/passkeys?limit=1").await.expect(200).json();
        assert_eq!(page["items"][0]["id"], kept.as_str());
        let next = format!("/api/v1/auth/passkeys?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(anna.get(&next).await.json()["items"][0]["id"], lost.as_str());
        assert_eq!(bert.get("/api/v1/auth/passkeys").await.json()["items"], json!([]));

        // The options list the known credentials, so that the browser does not create one twice.
        let asked = options(&anna, "registration").await;
        let known: Vec<_> = asked["excludeCredentials"].as_array().unwrap().iter().map(|known| known["id"].clone()).collect();
        assert_eq!(known, [json!(encoded(&laptop.id)), json!(encoded(&phone.id))]);

        let path = format!("/api/v1/auth/passkeys/{lost}");
        bert.delete(&path).await.expect(404);
        app.client().delete(&path).await.expect(401);
        on_laptop.delete(&path).await.expect(204);
        on_laptop.delete(&path).await.expect(404);
        on_phone.get("/api/v1/me").await.expect(401);
        on_laptop.get("/api/v1/me").await.expect(200);
        anna.get("/api/v1/me").await.expect(200);
        assert_eq!(sign_in(&app.client(), &phone).await.expect(401).code(), "unknown-passkey");
        sign_in(&app.client(), &laptop).await.expect(200);
        // The session that removes its own passkey continues.
        on_laptop.delete(&format!("/api/v1/auth/passkeys/{kept}")).await.expect(204);
        on_laptop.get("/api/v1/me").await.expect(200);
    }

    async fn owner_is_notified_by_email(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let id = register(&anna, &mut Authenticator::new("phone")).await;
        app.world.deliver().await;
        assert!(app.world.mail.texts("anna@example.org").last().unwrap().contains("with a new passkey"));
        anna.delete(&format!("/api/v1/auth/passkeys/{id}")).await.expect(204);
        app.world.deliver().await;
        assert!(app.world.mail.texts("anna@example.org").last().unwrap().contains("passkey was removed"));
    }

    async fn owner_without_email_is_notified_by_text_message(world) {
        let app = TestApp::start(world).await;
        let number = "+94771234567";
        let body = json!({"full_name": "Anna", "phone_number": number, "password": "nine long stones"});
        let pending = app.client().post("/api/v1/auth/register", body).await.expect(202).json();
        app.world.deliver().await;
        let body = json!({"phone_number": number, "otp": app.world.mail.latest_code(number), "flow": pending["flow"]});
        let opened = app.client().post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        let anna = app.client().signed_in(opened["token"].as_str().unwrap());
        register(&anna, &mut Authenticator::new("phone")).await;
        app.world.deliver().await;
        assert!(app.world.mail.texts(number).last().unwrap().contains("passkey was added"));
    }

    async fn history_records_passkey_events(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        app.world.clock.advance_seconds(1);
        let browser = anna.clone().with("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        let id = register(&browser, &mut phone).await;
        for _ in 0..2 {
            app.world.clock.advance_seconds(1);
            let client = app.client().with("user-agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0");
            sign_in(&client, &phone).await.expect(200);
        }
        app.world.clock.advance_seconds(1);
        anna.delete(&format!("/api/v1/auth/passkeys/{id}")).await.expect(204);
        let events = anna.get("/api/v1/me/events").await.expect(200).json();
        let told = |n: usize| (events["items"][n]["kind"].as_str().unwrap(), events["items"][n]["device"].as_str().unwrap());
        assert_eq!([told(0).0, told(1).0, told(2).0, told(3).0, told(4).0],
            ["passkey-removed", "signed-in-by-passkey", "signed-in-by-passkey", "passkey-added", "opened"]);
        assert_eq!((told(1).1, told(3).1), ("Firefox on Android", "Firefox on Linux"));
        // A device that signed in with a passkey is then known, and the email mentions the passkey.
        app.world.deliver().await;
        let letters = app.world.mail.texts("anna@example.org");
        let new: Vec<&String> = letters.iter().filter(|text| text.contains("just signed in")).collect();
        assert_eq!(new.len(), 1, "{letters:?}");
        let words = new[0].split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("with a passkey") && !words.contains("with your password"), "{words}");
    }

    async fn password_reset_removes_every_passkey(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        // Someone who had access to the account may have added a passkey.
        let mut thief = Authenticator::new("thief");
        register(&anna, &mut thief).await;
        app.world.deliver().await;
        app.client().post("/api/v1/auth/forgot-password", json!({"identifier": "anna@example.org"})).await.expect(202);
        app.world.deliver().await;
        let otp = app.world.mail.latest_code("anna@example.org").unwrap();
        let body = json!({"identifier": "anna@example.org", "otp": otp, "new_password": "walnut-harbour-3"});
        app.client().post("/api/v1/auth/reset-password", body).await.expect(204);
        assert_eq!(sign_in(&app.client(), &thief).await.expect(401).code(), "unknown-passkey");
        let body = json!({"identifier": "anna@example.org", "password": "walnut-harbour-3"});
        let opened = app.client().post("/api/v1/auth/login", body).await.expect(200).json();
        let anna = app.client().signed_in(opened["token"].as_str().unwrap());
        assert_eq!(anna.get("/api/v1/auth/passkeys").await.json()["items"], json!([]));
    }

    async fn password_change_keeps_only_the_passkey_in_use(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let (mut phone, mut laptop) = (Authenticator::new("phone"), Authenticator::new("laptop"));
        register(&anna, &mut phone).await;
        register(&anna, &mut laptop).await;
        let on_laptop = signed_in(&app.client(), &laptop).await;
        let on_phone = signed_in(&app.client(), &phone).await;
        let change = |from: &str, to: &str| json!({"current_password": from, "new_password": to});
        on_laptop.post("/api/v1/auth/change-password", change("nine long stones", "walnut-harbour-3")).await.expect(204);
        on_phone.get("/api/v1/me").await.expect(401);
        assert_eq!(sign_in(&app.client(), &phone).await.expect(401).code(), "unknown-passkey");
        sign_in(&app.client(), &laptop).await.expect(200);
        // If a password opened the session, all passkeys are removed.
        let body = json!({"identifier": "anna@example.org", "password": "walnut-harbour-3"});
        let opened = app.client().post("/api/v1/auth/login", body).await.expect(200).json();
        let anna = app.client().signed_in(opened["token"].as_str().unwrap());
        anna.post("/api/v1/auth/change-password", change("walnut-harbour-3", "nine long stones")).await.expect(204);
        sign_in(&app.client(), &laptop).await.expect(401);
        assert_eq!(anna.get("/api/v1/auth/passkeys").await.json()["items"], json!([]));
    }

    async fn recent_passkey_sign_in_can_delete_the_account(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        register(&anna, &mut phone).await;
        let delete = async |client: &Client| client.request("DELETE", "/api/v1/me").send().await;
        assert_eq!(delete(&anna).await.expect(422).fields(), ["password: required"]);
        let stale = signed_in(&app.client(), &phone).await;
        app.world.clock.advance_minutes(5);
        assert_eq!(delete(&stale).await.expect(422).fields(), ["password: required"]);
        let fresh = signed_in(&app.client(), &phone).await;
        app.world.clock.advance_seconds(299);
        let wrong = fresh.request("DELETE", "/api/v1/me").json(&json!({"password": "not this one"})).send().await;
        assert_eq!(wrong.expect(401).code(), "invalid-credentials");
        delete(&fresh).await.expect(204);
        anna.get("/api/v1/me").await.expect(401);
        assert_eq!(sign_in(&app.client(), &phone).await.expect(401).code(), "unknown-passkey");
    }

    async fn ceremony_can_begin_and_end_on_different_nodes(world) {
        let app = TestApp::start(world).await;
        let other = app.another_node().await;
        let (anna, token) = app.sign_up_with_token("Anna", "UTC").await;
        let mut phone = Authenticator::new("phone");
        let made = phone.create(&options(&anna, "registration").await);
        add(&other.clone().signed_in(&token), "Phone", made.clone()).await.expect(201);
        assert_eq!(add(&anna, "Phone", made).await.expect(400).code(), "ceremony-over");
        let signed = phone.get(&options(&other, "authentication").await);
        login(&app.client(), signed.clone()).await.expect(200);
        assert_eq!(login(&other, signed).await.expect(401).code(), "ceremony-over");
    }

    async fn unfinished_ceremonies_are_removed(world) {
        let app = TestApp::start(world).await;
        let anna = app.sign_up("Anna", "UTC").await;
        options(&anna, "registration").await;
        options(&app.client(), "authentication").await;
        assert_eq!(passkeys::clean_up(&app.world.db).await, Ok(0));
        app.world.clock.advance_minutes(5);
        assert_eq!(passkeys::clean_up(&app.world.db).await, Ok(2));
    }
}
